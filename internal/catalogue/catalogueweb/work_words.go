package catalogueweb

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
)

func dateHref(o id.ID) string { return "/work/occurrences/" + string(o) }

func editTitle(ctx context.Context, p editPage) string {
	switch title := p.Version.Title; {
	case p.New:
		return i18n.T(ctx, "New offer")
	default:
		return title
	}
}

func editLead(ctx context.Context, p editPage) string {
	if p.New {
		return i18n.T(ctx, "Only the title and the kind are needed to begin. What is missing is asked for when it is published.")
	}
	return i18n.T(ctx, "%s offered by %s", i18n.T(ctx, p.Kind.Label()), p.Unit.Name)
}

// labelled is a value of a vocabulary.
type labelled interface {
	~string
	Label() string
}

func termOptions[T labelled](ctx context.Context, terms []T) []ui.Option {
	out := make([]ui.Option, len(terms))
	for i, t := range terms {
		out[i] = ui.Option{Value: string(t), Label: i18n.T(ctx, t.Label())}
	}
	return out
}

func checkOptions[T labelled](ctx context.Context, terms []T, f draftForm, name string) []ui.Option {
	out := termOptions(ctx, terms)
	for i := range out {
		out[i].Selected = f.chosen(name, out[i].Value)
	}
	return out
}

func withNone(ctx context.Context, options []ui.Option) []ui.Option {
	return append([]ui.Option{{Value: "", Label: i18n.T(ctx, "Choose")}}, options...)
}

func areaOptions(ctx context.Context, areas []catalogue.Area, f draftForm) []ui.Option {
	out := make([]ui.Option, len(areas))
	for i, a := range areas {
		out[i] = ui.Option{Value: a.Code, Label: i18n.T(ctx, a.Title), Selected: f.chosen("areas", a.Code)}
	}
	return out
}

func levelOptions(ctx context.Context) []ui.Option {
	out := termOptions(ctx, catalogue.Levels)
	help := map[string]string{
		string(catalogue.Foundational): i18n.T(ctx, "For everyday work with guidance."),
		string(catalogue.Practitioner): i18n.T(ctx, "For working independently."),
		string(catalogue.Expert):       i18n.T(ctx, "For shaping practice for others."),
	}
	for i := range out {
		out[i].Help = help[out[i].Value]
	}
	return out
}

// languages are those on offer in the form; another one that an offer has already is added.
var languages = []string{"en", "es", "fr", "zh", "vi", "ko", "ru", "ar", "pt", "de", "ja", "tl"}

func languageOptions(current string) []ui.Option {
	codes := languages
	if current != "" && !slices.Contains(codes, current) {
		codes = append([]string{current}, codes...)
	}
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: c, Label: catalogue.LanguageName(c)}
	}
	return out
}

func unitOptions(ctx context.Context, units []people.Unit) []ui.Option {
	var out []ui.Option
	if len(units) != 1 {
		out = append(out, ui.Option{Value: "", Label: i18n.T(ctx, "Choose")})
	}
	for _, u := range units {
		out = append(out, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	return out
}

var ruleNames = map[catalogue.Rule]string{
	catalogue.ByShare: "Attending a share of the scheduled time", catalogue.ByMinutes: "Attending a number of minutes",
	catalogue.ByHand: "A decision of the unit, with a reason", catalogue.ByParts: "Completing the required parts", catalogue.BySelf: "The learner's own word",
}

func ruleOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "What is usual for its kind")}}
	for _, r := range catalogue.Rules {
		out = append(out, ui.Option{Value: string(r), Label: i18n.T(ctx, ruleNames[r])})
	}
	return out
}

func hasClassPrice(f draftForm) bool {
	return slices.ContainsFunc(catalogue.PriceClasses[3:], func(c string) bool { return f.Get(priceField(c)) != "" })
}

// priceID lets a complaint about the prices as a whole lead to the first of them.
func priceID(problems ui.FormErrors) string {
	if problems.Of("prices") != "" {
		return ui.FieldID("prices")
	}
	return ""
}

func statusKind(s catalogue.Status) ui.Kind {
	switch s {
	case catalogue.StatusPublished:
		return ui.Good
	case catalogue.StatusArchived:
		return ui.Warn
	}
	return ui.Neutral
}

func publishLabel(ctx context.Context, o catalogue.Offer) string {
	if o.Status == catalogue.StatusArchived {
		return i18n.T(ctx, "Publish again")
	}
	return i18n.T(ctx, "Publish")
}

// fillWords say how full a date is, for those who run it.
func fillWords(ctx context.Context, o catalogue.Occurrence) string {
	switch {
	case o.Status == catalogue.Cancelled:
		return i18n.T(ctx, "Cancelled")
	case o.Capacity == 0:
		return i18n.N(ctx, o.Taken, "%d registered, no limit", "%d registered, no limit")
	}
	return i18n.T(ctx, "%d of %d seats taken", o.Taken, o.Capacity)
}

func listActions(ctx context.Context, p listPage) []templ.Component {
	if !p.mayCreate {
		return nil
	}
	return []templ.Component{
		ui.LinkButton(ui.Action{Label: i18n.T(ctx, "New offer"), Href: "/work/offers/new", Kind: ui.Primary, Icon: "plus-lg"}),
		ui.LinkButton(ui.Action{Label: i18n.T(ctx, "Paste rows"), Href: "/work/offers/paste", Icon: "clipboard"}),
		ui.LinkButton(ui.Action{Label: i18n.T(ctx, "Import a file"), Href: "/work/import", Icon: "upload"}),
	}
}

func listRows(ctx context.Context, p listPage) []ui.Row {
	rows := make([]ui.Row, len(p.Items))
	for i, o := range p.Items {
		dates := ""
		if o.Dates > 0 {
			dates = i18n.Number(ctx, o.Dates)
		}
		title := rowTitle(o, false)
		if p.mayCreate {
			title = tickedTitle(o)
		}
		rows[i] = ui.Row{Cells: []templ.Component{
			title, rowStatus(o), ui.Text(p.names[o.UnitID]), ui.Text(i18n.T(ctx, o.Kind.Label())), ui.Text(dates), rowReview(o), ui.Text(i18n.Date(ctx, o.UpdatedAt)),
		}}
	}
	return rows
}

func nextList(p listPage) string {
	if p.Next == "" {
		return ""
	}
	return p.href("/work/offers", p.Next)
}

func firstList(p listPage) string {
	if p.cursor == "" {
		return ""
	}
	return p.href("/work/offers", "")
}

func dateTitle(ctx context.Context, p datePage) string {
	if p.Occurrence.ID == "" {
		return i18n.T(ctx, "New date")
	}
	return span(ctx, p.Occurrence.StartsAt, p.Occurrence.EndsAt)
}

func dateSubmit(ctx context.Context, p datePage) string {
	if p.Occurrence.ID == "" {
		return i18n.T(ctx, "Add the date")
	}
	return i18n.T(ctx, "Save")
}

// filterField is a field of a form that narrows a list: there everything may be left out, and nothing needs to say so.
func filterField(f ui.Field) ui.Field {
	f.Required, f.Attrs = true, templ.Attributes{"required": false}
	return f
}

func importTitle(ctx context.Context, p importPage) string {
	if p.Pasted {
		return i18n.T(ctx, "Paste rows")
	}
	return i18n.T(ctx, "Import a file")
}

func importLead(ctx context.Context, p importPage) string {
	if p.Pasted {
		return i18n.T(ctx, "Each row becomes a draft. You see what would be made of them before anything is saved.")
	}
	return i18n.T(ctx, "You see row by row what would be made of it before anything is saved. The same file twice changes nothing.")
}

func importLabel(ctx context.Context, p importPage) string {
	return i18n.N(ctx, p.Report.Counts.Created+p.Report.Counts.Changed, "Save this %d row", "Save these %d rows")
}

func reportRows(ctx context.Context, r tabular.Report) []ui.Row {
	rows := make([]ui.Row, len(r.Rows))
	for i, x := range r.Rows {
		rows[i] = ui.Row{Cells: []templ.Component{lineNumber(x.Line), ui.Text(x.Title), outcome(x), rowWhy(x)}}
	}
	return rows
}

// slotOptions are the types of slots, and the words that a programme used before.
func slotOptions(ctx context.Context, now string) []ui.Option {
	out := append([]ui.Option{{Value: "", Label: i18n.T(ctx, "No type")}}, termOptions(ctx, catalogue.SlotTypes)...)
	if now != "" && !catalogue.SlotType(now).Known() {
		out = append(out, ui.Option{Value: now, Label: now})
	}
	return out
}
