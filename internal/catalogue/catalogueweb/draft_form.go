package catalogueweb

import (
	"context"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
)

// draftForm is the form of an offer as it was typed: text by name of field, so that it comes back
// as it was however wrong it is.
type draftForm struct{ url.Values }

// priceField is the name of the field for a class's price.
func priceField(class string) string { return "price_" + class }

// lines are the lines of a field that hold something.
func (f draftForm) lines(name string) []string {
	var out []string
	for l := range strings.Lines(f.Get(name)) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// seen is when what the form was opened on had been changed last. A form that does not say so, or says something else, has seen
// nothing of what is there: the moment returned is before everything, and no offer's.
func (f draftForm) seen() time.Time {
	micros, err := strconv.ParseInt(f.Get("seen"), 10, 64)
	if err != nil || micros < 0 {
		micros = 0
	}
	return time.UnixMicro(micros).UTC()
}

// seenField is the field that seen reads.
func seenField(at time.Time) string { return strconv.FormatInt(at.UnixMicro(), 10) }

// number reads a whole number; an empty field is zero.
func (f draftForm) number(name string, bad *errs.Fields) int {
	text := strings.TrimSpace(f.Get(name))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	bad.Check(err == nil && n >= 0, name, "Enter a whole number.")
	return n
}

// formOf fills the form with what an editor starts from. The keys are those of the prerequisites
// that can be named by one.
func (p *Pages) formOf(ctx context.Context, d catalogue.Draft, keys map[id.ID]string) (draftForm, error) {
	f := draftForm{url.Values{}}
	set := func(name, value string) { f.Set(name, value) }
	setLines := func(name string, list []string) { f.Set(name, strings.Join(list, "\n")) }
	set("kind", string(d.Kind))
	set("title", d.Title)
	set("summary", d.Summary)
	set("description", d.Description)
	setLines("objectives", d.Objectives)
	f.Values["areas"] = d.Areas
	set("level", string(d.Level))
	f.Values["audiences"] = words(d.Audiences)
	set("format", string(d.Format))
	if d.Synchronous {
		set("synchronous", "on")
	}
	set("language", d.Language)
	set("minutes", count(d.Minutes))
	for _, x := range d.Prices {
		set(priceField(x.Class), decimal(x.Amount))
		set("currency", x.Amount.Currency)
	}
	set("accessibility", d.Accessibility.Statement)
	f.Values["features"] = words(d.Accessibility.Features)
	set("peer", d.Peer.What)
	set("peer_by", d.Peer.ReviewedBy)
	set("peer_on", d.Peer.ReviewedOn)
	set("prerequisites", d.Prerequisites.Text)
	var before []string
	for _, o := range d.Prerequisites.OfferIDs {
		if k := keys[o]; k != "" {
			before = append(before, k)
		} else {
			before = append(before, string(o))
		}
	}
	setLines("prerequisite_offers", before)
	setLines("themes", d.Themes)
	set("platform", d.Platform)
	set("link", d.Link)
	var units []string
	for _, c := range d.Cosponsors {
		u, err := p.people.Unit(ctx, c)
		if err != nil {
			return f, err
		}
		units = append(units, u.Acronym)
	}
	setLines("cosponsors", units)
	setLines("sponsors", d.ExtraSponsors)
	set("completion", string(d.Completion.Rule))
	set("completion_minutes", count(d.Completion.Minutes))
	set("completion_percent", count(d.Completion.Percent))
	var presenters []string
	for _, x := range d.Presenters {
		presenters = append(presenters, presenterLine(x))
	}
	setLines("presenters", presenters)
	set("review_by", d.ReviewBy)
	set("expires_on", d.ExpiresOn)
	if !d.Seen.IsZero() {
		set("seen", seenField(d.Seen))
	}
	return f, nil
}

// count writes a number for a field, nothing for zero.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

func values[T ~string](list []string) []T {
	out := make([]T, len(list))
	for i, v := range list {
		out[i] = T(v)
	}
	return out
}

// draft reads the form. The complaints are about what cannot be read; what it says is the Service's to judge.
func (p *Pages) draft(ctx context.Context, actor authz.Actor, f draftForm) (catalogue.Draft, errs.Fields, error) {
	var bad errs.Fields
	d := catalogue.Draft{
		Kind: catalogue.Kind(f.Get("kind")), ReviewBy: f.Get("review_by"), ExpiresOn: f.Get("expires_on"),
		Content: catalogue.Content{
			Title: f.Get("title"), Summary: f.Get("summary"), Description: f.Get("description"), Objectives: f.lines("objectives"), Areas: f.Values["areas"],
			Level: catalogue.Level(f.Get("level")), Audiences: values[catalogue.Audience](f.Values["audiences"]), Format: catalogue.Format(f.Get("format")),
			Synchronous: f.Get("synchronous") != "", Language: f.Get("language"), Minutes: f.number("minutes", &bad),
			Accessibility: catalogue.Accessibility{Statement: f.Get("accessibility"), Features: values[catalogue.Feature](f.Values["features"])},
			Peer:          catalogue.Peer{What: f.Get("peer"), ReviewedBy: f.Get("peer_by"), ReviewedOn: f.Get("peer_on")},
			Prerequisites: catalogue.Prerequisites{Text: f.Get("prerequisites")}, Themes: f.lines("themes"), Platform: f.Get("platform"), Link: f.Get("link"),
			ExtraSponsors: f.lines("sponsors"),
			Completion: catalogue.Completion{
				Rule: catalogue.Rule(f.Get("completion")), Minutes: f.number("completion_minutes", &bad), Percent: f.number("completion_percent", &bad),
			},
		},
	}
	switch d.Completion.Rule {
	case catalogue.ByMinutes:
		d.Completion.Percent = 0
	case catalogue.ByShare:
		d.Completion.Minutes = 0
	default:
		d.Completion.Minutes, d.Completion.Percent = 0, 0
	}
	d.Prices = f.prices(&bad)
	for _, l := range f.lines("presenters") {
		x, ok := readPresenter(l)
		bad.Check(ok, "presenters", "“%s” is no name. Write one presenter on each line: Name <address>; part", l)
		d.Presenters = append(d.Presenters, x)
	}
	for _, l := range f.lines("cosponsors") {
		u, ok, err := p.people.UnitNamed(ctx, l)
		if err != nil {
			return d, bad, err
		}
		bad.Check(ok, "cosponsors", "We know no unit called “%s”.", l)
		d.Cosponsors = append(d.Cosponsors, u.ID)
	}
	if address := strings.TrimSpace(f.Get("owner")); address != "" {
		found, err := p.people.IDsByEmail(ctx, []string{address})
		if err != nil {
			return d, bad, err
		}
		key, _ := people.FoldEmail(address)
		d.OwnerID = found[key]
		bad.Check(d.OwnerID != "", "owner", "Choose somebody with a role in the unit.")
	}
	var err error
	d.Prerequisites.OfferIDs, err = p.offersNamed(ctx, actor, f.lines("prerequisite_offers"), "prerequisite_offers", &bad)
	return d, bad, err
}

// prices reads the prices of all classes; an empty field is no price.
func (f draftForm) prices(bad *errs.Fields) []catalogue.Price {
	code := f.Get("currency")
	if code == "" {
		code = "USD"
	}
	var out []catalogue.Price
	for _, class := range catalogue.PriceClasses {
		text := strings.TrimSpace(f.Get(priceField(class)))
		if text == "" {
			continue
		}
		a, err := money.Parse(text, code)
		bad.Check(err == nil, priceField(class), "Write an amount such as 25 or 25.00.")
		out = append(out, catalogue.Price{Class: class, Amount: a})
	}
	return out
}

// offersNamed finds the offers that lines name: by key, by the address of their page, or by id.
func (p *Pages) offersNamed(ctx context.Context, actor authz.Actor, lines []string, field string, bad *errs.Fields) ([]id.ID, error) {
	keys := make([]string, len(lines))
	for i, l := range lines {
		keys[i] = offerKey(l)
	}
	found, err := p.catalogue.OffersNamed(ctx, actor, keys)
	if err != nil {
		return nil, err
	}
	out := make([]id.ID, len(lines))
	for i, l := range lines {
		o, ok := found[keys[i]]
		bad.Check(ok, field, "There is no offer at “%s”. Write the last part of its page's address.", l)
		out[i] = o.ID
	}
	return out, nil
}

// offerKey takes the key out of the address of an offer's page; a key alone stays as it is.
func offerKey(s string) string {
	if u, err := url.Parse(s); err == nil {
		s = u.Path
	}
	s = strings.TrimSuffix(s, "/")
	return s[strings.LastIndexByte(s, '/')+1:]
}

// presenterLine writes a presenter as readPresenter reads one. Addresses are not written back.
func presenterLine(x catalogue.Presenter) string {
	if x.Part == "" || x.Part == "presenter" {
		return x.Name
	}
	return x.Name + "; " + x.Part
}

// readPresenter reads "Name <address>; part". Address and part may be left out.
func readPresenter(l string) (catalogue.Presenter, bool) {
	var x catalogue.Presenter
	name, part, _ := strings.Cut(l, ";")
	x.Name, x.Part = strings.TrimSpace(name), strings.TrimSpace(part)
	if at := strings.LastIndexByte(x.Name, '<'); at >= 0 && strings.HasSuffix(x.Name, ">") {
		x.Email = strings.TrimSpace(x.Name[at+1 : len(x.Name)-1])
		x.Name = strings.TrimSpace(x.Name[:at])
	} else if a, err := mail.ParseAddress(x.Name); err == nil {
		x.Name, x.Email = "", a.Address
	}
	return x, x.Name != "" || x.Email != ""
}

// chosen reports whether a value of a group of checkboxes is checked.
func (f draftForm) chosen(name, value string) bool { return slices.Contains(f.Values[name], value) }
