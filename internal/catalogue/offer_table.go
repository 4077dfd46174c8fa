package catalogue

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/page"
)

// The columns that no cell changes: what an offer is known by, and what is only for reading.
const (
	tableKey     = "key"
	tableUnit    = "unit"
	tableStatus  = "status"
	tableChanged = "changed_at"
)

// tableColumn is one field of an offer as a cell. Lists stand one item a line, words of a vocabulary by their values.
type tableColumn struct {
	name string
	get  func(d Draft, n *tableNames) string
	set  func(d *Draft, cell string, n *tableNames) error
}

// tableNames are what cells call other things by.
type tableNames struct {
	units  map[id.ID]string // acronyms
	offers map[id.ID]string // keys
}

func textColumn(name string, of func(d *Draft) *string) tableColumn {
	return tableColumn{name, func(d Draft, _ *tableNames) string { return *of(&d) }, func(d *Draft, cell string, _ *tableNames) error { *of(d) = cell; return nil }}
}

func listColumn[T ~string](name string, of func(d *Draft) *[]T) tableColumn {
	return tableColumn{name, func(d Draft, _ *tableNames) string { return strings.Join(texts(*of(&d)), "\n") }, func(d *Draft, cell string, _ *tableNames) error {
		*of(d) = linesOf[T](cell)
		return nil
	}}
}

// linesOf are the items of a cell, one a line.
func linesOf[T ~string](cell string) []T {
	var out []T
	for l := range strings.Lines(cell) {
		out = append(out, T(l))
	}
	return list(out)
}

func valueColumn[T ~string](name string, terms []term, of func(d *Draft) *T) tableColumn {
	return tableColumn{name, func(d Draft, _ *tableNames) string { return string(*of(&d)) }, func(d *Draft, cell string, _ *tableNames) error {
		v, ok := word(terms, cell)
		if !ok && cell != "" {
			return errs.New(errs.Invalid, "“%s” is none of: %s.", cutWords(line(cell), 60), valuesOf(terms))
		}
		*of(d) = T(v)
		return nil
	}}
}

// tableColumns are all that an editor can say of an offer, in the order of the form.
var tableColumns = []tableColumn{
	valueColumn("kind", kindTerms, func(d *Draft) *Kind { return &d.Kind }),
	textColumn("title", func(d *Draft) *string { return &d.Title }),
	textColumn("summary", func(d *Draft) *string { return &d.Summary }),
	textColumn("description", func(d *Draft) *string { return &d.Description }),
	listColumn("objectives", func(d *Draft) *[]string { return &d.Objectives }),
	listColumn("areas", func(d *Draft) *[]string { return &d.Areas }),
	valueColumn("level", levelTerms, func(d *Draft) *Level { return &d.Level }),
	listColumn("audiences", func(d *Draft) *[]Audience { return &d.Audiences }),
	valueColumn("format", formatTerms, func(d *Draft) *Format { return &d.Format }),
	{"synchronous", func(d Draft, _ *tableNames) string { return strconv.FormatBool(d.Synchronous) }, func(d *Draft, cell string, _ *tableNames) (err error) {
		if d.Synchronous, err = strconv.ParseBool(strings.ToLower(cmp.Or(cell, "false"))); err != nil {
			err = errs.New(errs.Invalid, "Write true or false.")
		}
		return err
	}},
	textColumn("language", func(d *Draft) *string { return &d.Language }),
	{"minutes", func(d Draft, _ *tableNames) string { return count(d.Minutes) }, func(d *Draft, cell string, _ *tableNames) (err error) {
		d.Minutes = 0
		if cell != "" {
			d.Minutes, err = minutesIn(cell)
		}
		return err
	}},
	{"prices", func(d Draft, _ *tableNames) string { return pricesCell(d.Prices) }, func(d *Draft, cell string, _ *tableNames) (err error) {
		d.Prices, err = pricesOfCell(cell)
		return err
	}},
	textColumn("accessibility", func(d *Draft) *string { return &d.Accessibility.Statement }),
	listColumn("features", func(d *Draft) *[]Feature { return &d.Accessibility.Features }),
	textColumn("peer", func(d *Draft) *string { return &d.Peer.What }),
	textColumn("peer_by", func(d *Draft) *string { return &d.Peer.ReviewedBy }),
	textColumn("peer_on", func(d *Draft) *string { return &d.Peer.ReviewedOn }),
	textColumn("prerequisites", func(d *Draft) *string { return &d.Prerequisites.Text }),
	{"prerequisite_offers", func(d Draft, n *tableNames) string { return namesOf(d.Prerequisites.OfferIDs, n.offers) }, func(d *Draft, cell string, n *tableNames) (err error) {
		d.Prerequisites.OfferIDs, err = idsOf(cell, n.offers, "“%s” is the key of no offer that stands in this table.")
		return err
	}},
	listColumn("themes", func(d *Draft) *[]string { return &d.Themes }),
	textColumn("platform", func(d *Draft) *string { return &d.Platform }),
	textColumn("link", func(d *Draft) *string { return &d.Link }),
	{"cosponsors", func(d Draft, n *tableNames) string { return namesOf(d.Cosponsors, n.units) }, func(d *Draft, cell string, n *tableNames) (err error) {
		d.Cosponsors, err = idsOf(cell, n.units, "“%s” is not a unit of ours.")
		return err
	}},
	listColumn("sponsors", func(d *Draft) *[]string { return &d.ExtraSponsors }),
	{"completion", func(d Draft, _ *tableNames) string { return completionCell(d.Completion) }, func(d *Draft, cell string, _ *tableNames) (err error) {
		d.Completion, err = completionOfCell(cell)
		return err
	}},
	{"presenters", func(d Draft, _ *tableNames) string { return presentersCell(d.Presenters) }, func(d *Draft, cell string, _ *tableNames) error {
		d.Presenters = presentersOfCell(cell, d.Presenters)
		return nil
	}},
	textColumn("review_by", func(d *Draft) *string { return &d.ReviewBy }),
	textColumn("expires_on", func(d *Draft) *string { return &d.ExpiresOn }),
}

// OfferColumns are the columns of the table of offers.
var OfferColumns = func() []string {
	names := []string{tableKey, tableUnit}
	for _, c := range tableColumns {
		names = append(names, c.name)
	}
	return append(names, tableStatus, tableChanged)
}()

// namesOf are things by their names, one a line; one that has none stands by its id.
func namesOf(ids []id.ID, names map[id.ID]string) string {
	var out []string
	for _, x := range ids {
		out = append(out, cmp.Or(names[x], string(x)))
	}
	return strings.Join(out, "\n")
}

func idsOf(cell string, names map[id.ID]string, unknown string) ([]id.ID, error) {
	var out []id.ID
next:
	for _, l := range linesOf[string](cell) {
		for x, name := range names {
			if strings.EqualFold(name, l) {
				out = append(out, x)
				continue next
			}
		}
		x, ok := id.Parse(l)
		if !ok {
			return nil, errs.New(errs.Invalid, unknown, cutWords(l, 60))
		}
		out = append(out, x)
	}
	return out, nil
}

// pricesCell has a price a line: the class, the amount in whole units and cents, the currency.
func pricesCell(prices []Price) string {
	var out []string
	for _, p := range prices {
		out = append(out, p.Class+" "+p.Amount.Plain()+" "+p.Amount.Currency)
	}
	return strings.Join(out, "\n")
}

func pricesOfCell(cell string) ([]Price, error) {
	var out []Price
	for _, l := range linesOf[string](cell) {
		f := strings.Fields(l)
		if len(f) == 2 {
			f = append(f, "USD")
		}
		if len(f) != 3 {
			return nil, errs.New(errs.Invalid, "“%s” is no price. Write it as: member 25.00 USD.", cutWords(l, 60))
		}
		amount, err := money.Parse(f[1], strings.ToUpper(f[2]))
		if err != nil || !slices.Contains(PriceClasses, f[0]) {
			return nil, errs.New(errs.Invalid, "“%s” is no price. Write it as: member 25.00 USD.", cutWords(l, 60))
		}
		out = append(out, Price{f[0], amount})
	}
	return out, nil
}

func completionCell(c Completion) string {
	switch c.Rule {
	case ByMinutes:
		return string(c.Rule) + " " + strconv.Itoa(c.Minutes)
	case ByShare:
		return string(c.Rule) + " " + strconv.Itoa(c.Percent)
	}
	return string(c.Rule)
}

func completionOfCell(cell string) (Completion, error) {
	name, number, _ := strings.Cut(strings.ToLower(line(cell)), " ")
	c := Completion{Rule: Rule(name)}
	n, err := strconv.Atoi(cmp.Or(strings.TrimSuffix(number, "%"), "0"))
	if err != nil || !c.Rule.Valid() {
		return c, errs.New(errs.Invalid, "“%s” is no way to complete it. Write minutes 50, share 80, or one of: %s.", cutWords(line(cell), 60), joined(Rules))
	}
	switch c.Rule {
	case ByMinutes:
		c.Minutes = n
	case ByShare:
		c.Percent = n
	}
	return c, nil
}

// presentersCell has a presenter a line, with the part where it is another than that.
func presentersCell(list []Presenter) string {
	var out []string
	for _, p := range list {
		l := p.Name
		if p.Part != "" && p.Part != "presenter" {
			l += " (" + p.Part + ")"
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}

var presenterPart = regexp.MustCompile(`^(.*\S)\s*\(([^()]+)\)$`)

// presentersOfCell keeps the persons of those who are announced already.
func presentersOfCell(cell string, now []Presenter) []Presenter {
	var out []Presenter
	for _, l := range linesOf[string](cell) {
		part := ""
		if m := presenterPart.FindStringSubmatch(l); m != nil {
			l, part = m[1], m[2]
		}
		for _, p := range samePresenters(now, presentersIn(l)) {
			p.Part = part
			out = append(out, p)
		}
	}
	return out
}

// tableNames reads what the offers of a table call other things by.
func (s *Service) tableNames(ctx context.Context, q db.Q, drafts []Draft, more []Offer) (*tableNames, error) {
	n := &tableNames{units: map[id.ID]string{}, offers: map[id.ID]string{}}
	units, err := s.people.Units(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		n.units[u.ID] = u.Acronym
	}
	var ids []id.ID
	for _, d := range drafts {
		ids = append(ids, d.Prerequisites.OfferIDs...)
	}
	slices.Sort(ids)
	found, err := offersIn(ctx, q, "id", db.Args(slices.Compact(ids)))
	for _, o := range append(found, more...) {
		n.offers[o.ID] = o.Key
	}
	return n, err
}

// EachOffer calls f with the line of every offer of an editor's list that the actor may edit, under OfferColumns: what is drafted, or else what is published. It
// reads a page at a time. Those who may List.
func (s *Service) EachOffer(ctx context.Context, actor authz.Actor, r ListRequest, f func(line []any) error) error {
	r.Request = page.Request{Limit: page.MaxLimit}
	for {
		p, err := s.List(ctx, actor, r)
		if err != nil {
			return err
		}
		var offers []Offer
		var versions []id.ID
		for _, row := range p.Items {
			if actor.May(EditOffers, row.UnitID) {
				offers, versions = append(offers, row.Offer), append(versions, workingVersion(row.Offer))
			}
		}
		said, err := versionsByID(ctx, s.db, versions)
		if err != nil {
			return err
		}
		drafts := make([]Draft, len(offers))
		for i, o := range offers {
			drafts[i] = DraftOf(o, said[workingVersion(o)]).clean()
		}
		n, err := s.tableNames(ctx, s.db, drafts, offers)
		if err != nil {
			return err
		}
		for i, o := range offers {
			line := []any{o.Key, n.units[o.UnitID]}
			for _, c := range tableColumns {
				line = append(line, c.get(drafts[i], n))
			}
			if err := f(append(line, string(o.Status), o.UpdatedAt.UTC().Format(time.RFC3339Nano))); err != nil {
				return err
			}
		}
		if p.Next == "" {
			return nil
		}
		r.Cursor = p.Next
	}
}

// sameCell compares cells as they come back from spreadsheets: without blanks around lines, whatever the ends of lines are.
func sameCell(a, b string) bool { return a == b || flatCell(a) == flatCell(b) }

func flatCell(s string) string {
	var out []string
	for l := range strings.Lines(strings.ReplaceAll(s, "\r", "\n")) {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}
