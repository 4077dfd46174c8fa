package catalogueweb

import (
	"cmp"
	"context"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/web"
)

// DraftJSON is what a program may say of an offer. What it leaves out stays as it is.
type DraftJSON struct {
	Kind          *catalogue.Kind       `json:"kind,omitempty" maxLength:"40"`
	Title         *string               `json:"title,omitempty" maxLength:"300"`
	Summary       *string               `json:"summary,omitempty" maxLength:"1000"`
	Description   *string               `json:"description,omitempty" maxLength:"30000" doc:"Markdown."`
	Objectives    *[]string             `json:"objectives,omitempty" maxItems:"40"`
	Areas         *[]string             `json:"areas,omitempty" example:"[\"technology\"]" maxItems:"40" doc:"Codes of content areas."`
	Level         *catalogue.Level      `json:"level,omitempty" example:"practitioner" maxLength:"40"`
	Format        *catalogue.Format     `json:"format,omitempty" example:"online" maxLength:"40"`
	Audiences     *[]catalogue.Audience `json:"audiences,omitempty" example:"[\"public\"]" maxItems:"40"`
	Synchronous   *bool                 `json:"synchronous,omitempty"`
	Language      *string               `json:"language,omitempty" maxLength:"40"`
	Minutes       *int                  `json:"minutes,omitempty"`
	Prices        *[]apiPrice           `json:"prices,omitempty" example:"[{\"class\": \"member\", \"amount\": {\"minor\": 2500, \"currency\": \"USD\"}}]" maxItems:"20"`
	Accessibility *string               `json:"accessibility,omitempty" maxLength:"5000" doc:"The statement of what is done for access."`
	Features      *[]catalogue.Feature  `json:"features,omitempty" example:"[\"captions\"]" maxItems:"40" doc:"What is there for access."`
	Themes        *[]string             `json:"themes,omitempty" maxItems:"40"`
	Platform      *string               `json:"platform,omitempty" maxLength:"500"`
	Link          *string               `json:"link,omitempty" maxLength:"2000"`
	ReviewBy      *string               `json:"review_by,omitempty" maxLength:"10" doc:"A day, such as 2026-03-31."`
	ExpiresOn     *string               `json:"expires_on,omitempty" maxLength:"10"`
	Completion    *completionJSON       `json:"completion,omitempty" doc:"When it counts as completed. What is left out of it is none."`
	Presenters    *[]presenterJSON      `json:"presenters,omitempty" maxItems:"160" example:"[{\"name\": \"Ada Okonkwo\", \"email\": \"ada.okonkwo@example.org\"}]" doc:"All of them, in their order. Presenting stands in their records."`
	Prerequisites *prerequisitesJSON    `json:"prerequisites,omitempty" example:"{\"text\": \"Knows how to search a catalogue\", \"offers\": []}"`
	Cosponsors    *[]string             `json:"cosponsors,omitempty" maxItems:"40" example:"[\"ACRL\"]" doc:"Acronyms, names or ids of units beside the one that offers it."`
	Sponsors      *[]string             `json:"sponsors,omitempty" maxItems:"40" doc:"Names of sponsors that are no units."`
	Peer          *peerJSON             `json:"peer,omitempty" doc:"What people do with each other in it, and who has looked at that. What is left out of it is none."`
	Owner         *string               `json:"owner,omitempty" maxLength:"64" doc:"Id of the person who looks after it; a new offer’s is whoever begins it."`
}

type (
	completionJSON struct {
		Rule    catalogue.Rule `json:"rule" maxLength:"40" example:"share" doc:"minutes, share, parts, self or hand."`
		Minutes int            `json:"minutes,omitempty" doc:"For minutes: how many must be attended in all."`
		Percent int            `json:"percent,omitempty" example:"80" doc:"For share: how much of the scheduled time."`
	}
	presenterJSON struct {
		Person id.ID  `json:"person,omitempty" maxLength:"64" doc:"Id of somebody who is announced already. It is told and may be sent back."`
		Name   string `json:"name" maxLength:"500" doc:"As it is announced."`
		Part   string `json:"part,omitempty" maxLength:"500" example:"moderator" doc:"presenter when left out."`
		Email  string `json:"email,omitempty" maxLength:"320" example:"ada.okonkwo@example.org" doc:"Finds or makes the person of a new one. It is never told."`
	}
	prerequisitesJSON struct {
		Text   *string   `json:"text,omitempty" maxLength:"5000"`
		Offers *[]string `json:"offers,omitempty" maxItems:"40" doc:"Keys or ids."`
	}
	peerJSON struct {
		What       string `json:"what" maxLength:"5000"`
		ReviewedBy string `json:"reviewed_by,omitempty" example:"A review board" maxLength:"500"`
		ReviewedOn string `json:"reviewed_on,omitempty" maxLength:"10" doc:"A day."`
	}
)

// put writes what was said over what is there.
func put[T any](to *T, said *T) {
	if said != nil {
		*to = *said
	}
}

// text is put for words: what no text can hold is taken out first, as from a form.
func text(to *string, said *string) {
	if said != nil {
		*to = web.Clean(*said)
	}
}

func texts(to *[]string, said *[]string) {
	if said == nil {
		return
	}
	out := make([]string, len(*said))
	for i, s := range *said {
		out[i] = web.Clean(s)
	}
	*to = out
}

// onto writes what a program says over a draft. Invalid where it names what is not there; the rest is the Service's to judge.
func (p *Pages) onto(ctx context.Context, j DraftJSON, d *catalogue.Draft) error {
	put(&d.Kind, j.Kind)
	text(&d.Title, j.Title)
	text(&d.Summary, j.Summary)
	text(&d.Description, j.Description)
	texts(&d.Objectives, j.Objectives)
	texts(&d.Areas, j.Areas)
	put(&d.Level, j.Level)
	put(&d.Format, j.Format)
	put(&d.Audiences, j.Audiences)
	put(&d.Synchronous, j.Synchronous)
	text(&d.Language, j.Language)
	put(&d.Minutes, j.Minutes)
	text(&d.Accessibility.Statement, j.Accessibility)
	put(&d.Accessibility.Features, j.Features)
	texts(&d.Themes, j.Themes)
	text(&d.Platform, j.Platform)
	text(&d.Link, j.Link)
	text(&d.ReviewBy, j.ReviewBy)
	text(&d.ExpiresOn, j.ExpiresOn)
	if j.Prices != nil {
		d.Prices = nil
		for _, x := range *j.Prices {
			d.Prices = append(d.Prices, catalogue.Price{Class: x.Class, Amount: money.Amount{Minor: x.Amount.Minor, Currency: x.Amount.Currency}})
		}
	}
	texts(&d.ExtraSponsors, j.Sponsors)
	if j.Completion != nil {
		d.Completion = catalogue.Completion(*j.Completion)
	}
	if j.Peer != nil {
		d.Peer = catalogue.Peer{What: web.Clean(j.Peer.What), ReviewedBy: web.Clean(j.Peer.ReviewedBy), ReviewedOn: j.Peer.ReviewedOn}
	}
	return p.ontoOthers(ctx, j, d)
}

// ontoOthers is onto for what is named by a draft and stands elsewhere: persons, units and offers.
func (p *Pages) ontoOthers(ctx context.Context, j DraftJSON, d *catalogue.Draft) error {
	var f errs.Fields
	if j.Presenters != nil {
		before := d.Presenters
		d.Presenters = nil
		for _, x := range *j.Presenters {
			f.Check(x.Person == "" || slices.ContainsFunc(before, func(b catalogue.Presenter) bool { return b.PersonID == x.Person }), "presenters",
				"Only those who are announced already are named by their id. Give the address of a new one.")
			d.Presenters = append(d.Presenters, catalogue.Presenter{PersonID: x.Person, Name: web.Clean(x.Name), Part: web.Clean(x.Part), Email: x.Email})
		}
	}
	if j.Cosponsors != nil {
		d.Cosponsors = nil
		for _, name := range *j.Cosponsors {
			unit, err := p.unitOf(ctx, name)
			if errs.Is(err, errs.Invalid) {
				f.Add("cosponsors", "We know no unit called “%s”.", web.Clean(name))
				continue
			}
			if err != nil {
				return err
			}
			d.Cosponsors = append(d.Cosponsors, unit)
		}
	}
	if j.Owner != nil {
		var ok bool
		d.OwnerID, ok = id.Parse(*j.Owner)
		f.Check(ok, "owner", "Choose somebody with a role in the unit.")
	}
	if j.Prerequisites != nil {
		text(&d.Prerequisites.Text, j.Prerequisites.Text)
		if j.Prerequisites.Offers != nil {
			var err error
			if d.Prerequisites.OfferIDs, err = p.offersNamed(ctx, authz.From(ctx), *j.Prerequisites.Offers, "prerequisites", &f); err != nil {
				return err
			}
		}
	}
	return f.Err()
}

// draftJSON is all that may be said of an offer, as it is said now.
func (p *Pages) draftJSON(ctx context.Context, o catalogue.Offer, v catalogue.Version) (DraftJSON, error) {
	prices, peer := pricesJSON(v.Prices), peerJSON(v.Peer)
	objectives, areas, audiences, features, themes, sponsors := full(v.Objectives), full(v.Areas), full(v.Audiences), full(v.Accessibility.Features), full(v.Themes), full(v.ExtraSponsors)
	completion, owner, presenters, cosponsors, offers := completionJSON(v.Completion), string(o.OwnerID), []presenterJSON{}, []string{}, []string{}
	for _, x := range v.Presenters {
		presenters = append(presenters, presenterJSON{Person: x.PersonID, Name: x.Name, Part: x.Part})
	}
	for _, c := range v.Cosponsors {
		u, err := p.people.CurrentUnit(ctx, c)
		if err != nil {
			return DraftJSON{}, err
		}
		cosponsors = append(cosponsors, u.Acronym)
	}
	for _, x := range v.Prerequisites.OfferIDs {
		named, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), string(x))
		if err != nil && !errs.Is(err, errs.NotFound) { // of one that the reader may not see the id is what an editor chose
			return DraftJSON{}, err
		}
		offers = append(offers, cmp.Or(named.Key, string(x)))
	}
	return DraftJSON{Kind: &o.Kind, Title: &v.Title, Summary: &v.Summary, Description: &v.Description, Objectives: &objectives, Areas: &areas, Level: &v.Level, Format: &v.Format,
		Audiences: &audiences, Synchronous: &v.Synchronous, Language: &v.Language, Minutes: &v.Minutes, Prices: &prices, Accessibility: &v.Accessibility.Statement, Features: &features,
		Themes: &themes, Platform: &v.Platform, Link: &v.Link, ReviewBy: &o.ReviewBy, ExpiresOn: &o.ExpiresOn, Completion: &completion, Presenters: &presenters,
		Prerequisites: &prerequisitesJSON{&v.Prerequisites.Text, &offers}, Cosponsors: &cosponsors, Sponsors: &sponsors, Peer: &peer, Owner: &owner}, nil
}
