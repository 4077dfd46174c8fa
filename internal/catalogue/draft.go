package catalogue

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Draft is what an editor saves: the content of a version, and what belongs to the offer as a whole.
type Draft struct {
	Kind Kind
	Content
	OwnerID id.ID
	// ReviewBy and ExpiresOn are civil dates or empty. They hold at once, also for a published offer.
	ReviewBy  string
	ExpiresOn string
	// Seen is Offer.UpdatedAt of what the editor opened. When somebody else has saved or published
	// since, the save is a Conflict. Zero does not ask.
	Seen time.Time
}

// DraftOf returns what an editor starts from: an offer and one of its versions.
func DraftOf(o Offer, v Version) Draft {
	return Draft{Kind: o.Kind, Content: v.Content, OwnerID: o.OwnerID, ReviewBy: o.ReviewBy, ExpiresOn: o.ExpiresOn, Seen: o.UpdatedAt}
}

// unseen refuses an act on an offer by somebody who has not seen its last change. A zero look, which is a program's, does not ask.
func (o Offer) unseen(seen time.Time) error {
	if seen.IsZero() || seen.Equal(o.UpdatedAt) {
		return nil
	}
	return errs.New(errs.Conflict, "Somebody else has changed this offer since you opened it. Open it again in another window and bring over what you changed.")
}

// sameContent reports whether two cleaned contents say the same.
func sameContent(a, b Content) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && bytes.Equal(x, y)
}

// Limits of what a draft holds, generous for people and hard for programs.
const (
	maxTitle       = 250
	maxSummary     = 600
	maxDescription = 20_000
	maxStatement   = 4_000
	maxLine        = 500
	maxList        = 40
	maxMinutes     = 60 * 24 * 366
)

// line brings a text to one line without blanks at its ends.
func line(s string) string { return strings.Join(strings.Fields(unturned(s)), " ") }

// unturned takes out the characters that turn the direction of what stands behind them (U+202A to U+202E, U+2066 to U+2069): a
// title that holds one shows something else than it says, and turns what stands beside it. Marks of direction (U+200E, U+200F) stay.
func unturned(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}

// block trims a text of several lines and gives it plain line ends.
func block(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

// list cleans lines and drops the empty and repeated ones. It is never nil, so that it is stored as a list.
func list[T ~string](items []T) []T {
	out := []T{}
	for _, s := range items {
		if s := T(line(string(s))); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// clean returns the draft as it is kept.
func (d Draft) clean() Draft {
	d.Title, d.Summary, d.Description = line(d.Title), line(d.Summary), block(d.Description)
	d.Objectives, d.Areas, d.Audiences = list(d.Objectives), list(d.Areas), list(d.Audiences)
	d.Themes, d.ExtraSponsors, d.Cosponsors = list(d.Themes), list(d.ExtraSponsors), list(d.Cosponsors)
	d.Accessibility.Statement, d.Accessibility.Features = block(d.Accessibility.Statement), list(d.Accessibility.Features)
	d.Peer.What, d.Peer.ReviewedBy = block(d.Peer.What), line(d.Peer.ReviewedBy)
	d.Prerequisites.Text, d.Prerequisites.OfferIDs = block(d.Prerequisites.Text), list(d.Prerequisites.OfferIDs)
	d.Platform, d.Link = line(d.Platform), strings.TrimSpace(d.Link)
	d.Prices = slices.Clone(d.Prices)
	slices.SortFunc(d.Prices, func(a, b Price) int {
		return slices.Index(PriceClasses, a.Class) - slices.Index(PriceClasses, b.Class)
	})
	if d.Prices == nil {
		d.Prices = []Price{}
	}
	if d.Language == "" {
		d.Language = "en"
	}
	if tag, err := language.Parse(d.Language); err == nil {
		d.Language = tag.String()
	}
	if d.Kind.Live() {
		d.Synchronous = true
	}
	if d.Completion == (Completion{}) {
		d.Completion = defaultCompletion(d)
	}
	var presenters []Presenter
	for _, p := range d.Presenters {
		p.Name, p.Part, p.Email = people.CleanName(p.Name), line(p.Part), strings.TrimSpace(p.Email)
		if p.Part == "" {
			p.Part = "presenter"
		}
		if p.Name != "" || p.Email != "" || p.PersonID != "" {
			presenters = append(presenters, p)
		}
	}
	d.Presenters = presenters
	return d
}

// defaultCompletion is the rule of an offer whose editor has written none: most of the time for
// what takes place live, one's own word for the rest.
func defaultCompletion(d Draft) Completion {
	if d.Synchronous {
		return Completion{Rule: ByShare, Percent: 80}
	}
	return Completion{Rule: BySelf}
}

// check says what makes a cleaned draft impossible. What is merely missing is for the publish gate.
func (d Draft) check(areas []Area) errs.Fields {
	var f errs.Fields
	f.Check(d.Kind.Valid(), "kind", "Choose what kind of offer it is.")
	f.Check(d.Title != "", "title", "Give it a title.")
	for _, t := range []struct {
		name, text string
		most       int
	}{
		{"title", d.Title, maxTitle}, {"summary", d.Summary, maxSummary}, {"description", d.Description, maxDescription},
		{"accessibility", d.Accessibility.Statement, maxStatement}, {"peer", d.Peer.What, maxStatement},
		{"prerequisites", d.Prerequisites.Text, maxStatement}, {"platform", d.Platform, maxLine}, {"link", d.Link, 2000},
	} {
		f.Check(len([]rune(t.text)) <= t.most, t.name, "Use at most %d characters.", t.most)
	}
	for _, l := range []struct {
		name  string
		items []string
	}{{"objectives", d.Objectives}, {"themes", d.Themes}, {"sponsors", d.ExtraSponsors}} {
		f.Check(len(l.items) <= maxList, l.name, "List at most %d.", maxList)
		f.Check(!slices.ContainsFunc(l.items, func(s string) bool { return len([]rune(s)) > maxLine }), l.name, "Use at most %d characters for each.", maxLine)
	}
	for _, a := range d.Areas {
		f.Check(slices.ContainsFunc(areas, func(x Area) bool { return x.Code == a }), "areas", "“%s” is not a content area.", a)
	}
	f.Check(d.Level == "" || d.Level.Valid(), "level", "“%s” is not a level.", string(d.Level))
	f.Check(d.Format == "" || d.Format.Valid(), "format", "“%s” is not a format.", string(d.Format))
	for _, a := range d.Audiences {
		f.Check(a.Valid(), "audiences", "“%s” is not an audience.", string(a))
	}
	for _, x := range d.Accessibility.Features {
		f.Check(x.Valid(), "features", "“%s” is not a feature for access.", string(x))
	}
	_, err := language.Parse(d.Language)
	f.Check(err == nil, "language", "“%s” is not a language.", d.Language)
	f.Check(d.Minutes >= 0 && d.Minutes <= maxMinutes, "minutes", "Give the whole time in minutes.")
	f.Check(d.Link == "" || webAddress(d.Link), "link", "Enter a whole web address that begins with https://.")
	f.Check(len(d.Presenters) <= 4*maxList, "presenters", "List at most %d.", 4*maxList)
	for _, p := range d.Presenters {
		if p.Email != "" {
			_, ok := people.FoldEmail(p.Email)
			f.Check(ok, "presenters", "“%s” is not an e-mail address that letters can be sent to.", p.Email)
		}
		f.Check(p.Name != "" || p.PersonID != "", "presenters", "Give the name of %s as it should be shown.", p.Email)
	}
	checkDate(&f, "review_by", d.ReviewBy)
	checkDate(&f, "expires_on", d.ExpiresOn)
	checkDate(&f, "peer", d.Peer.ReviewedOn)
	checkPrices(&f, d.Prices)
	checkCompletion(&f, d.Completion)
	return f
}

func checkDate(f *errs.Fields, name, date string) {
	_, err := time.Parse(time.DateOnly, date)
	f.Check(date == "" || err == nil, name, "Write the date as 2026-03-31.")
}

func checkPrices(f *errs.Fields, prices []Price) {
	for i, p := range prices {
		f.Check(slices.Contains(PriceClasses, p.Class), "prices", "“%s” is not a class of price.", p.Class)
		f.Check(p.Amount.Valid(), "prices", "A price is an amount of a currency, not below zero.")
		f.Check(i == 0 || prices[i-1].Class != p.Class, "prices", "Give each class one price.")
		f.Check(p.Amount.Currency == prices[0].Amount.Currency, "prices", "Give all prices in one currency.")
	}
}

func checkCompletion(f *errs.Fields, c Completion) {
	f.Check(c.Rule.Valid(), "completion", "Choose how it is completed.")
	f.Check(c.Rule != ByMinutes || c.Minutes > 0 && c.Minutes <= maxMinutes, "completion", "Say how many minutes one must attend.")
	f.Check(c.Rule != ByShare || c.Percent >= 1 && c.Percent <= 100, "completion", "Give the share as 1 to 100 per cent.")
}

// webAddress reports whether s is an absolute http or https address.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && !strings.ContainsAny(s, " \t\n\"<>")
}
