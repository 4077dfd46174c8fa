package dutiesweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// onePage is a duty in full, as its person looks at it.
type onePage struct {
	duties.One
	// Question is what was asked in the address: as_of, registered, and a thing thought of (hours, day, area, format, what).
	Question url.Values
	// Asked are complaints about the question, Said about a statement; Form is the statement as it was typed.
	Asked, Said ui.FormErrors
	Form        url.Values
	// Correcting is the statement whose correction was refused.
	Correcting id.ID
	Areas      []catalogue.Area
	Notice     string
}

// Thinking reports whether something is looked at that is not so.
func (p onePage) Thinking() bool { return p.Without != nil }

// Elsewhen reports whether another day than today is looked at.
func (p onePage) Elsewhen() bool { return p.Result != nil && p.Result.AsOf != p.Today }

func (p *Pages) one(w http.ResponseWriter, r *http.Request) error {
	return p.showOne(w, r, http.StatusOK, onePage{Form: url.Values{}})
}

func (p *Pages) showOne(w http.ResponseWriter, r *http.Request, status int, v onePage) error {
	ctx, actor, key := r.Context(), authz.From(r.Context()), r.PathValue("key")
	v.Question = r.URL.Query()
	q, err := p.questionOf(v.Question)
	if err == nil {
		v.One, err = p.duties.One(ctx, actor, key, q)
	}
	if e := ui.ErrorsOf(ctx, err); e != nil {
		v.Asked, status = e, http.StatusUnprocessableEntity
		v.One, err = p.duties.One(ctx, actor, key, duties.Question{})
	}
	if err != nil {
		return err
	}
	if v.Areas, err = p.catalogue.Areas(ctx); err != nil {
		return err
	}
	v.Notice = p.sessions.TakeFlash(ctx)
	return web.Render(w, r, status, oneView(v))
}

// questionOf reads how somebody looks at a duty.
func (p *Pages) questionOf(v url.Values) (duties.Question, error) {
	q := duties.Question{AsOf: v.Get("as_of"), Registered: v.Get("registered") != ""}
	if v.Get("hours") == "" {
		return q, nil
	}
	minutes, ok := minutesOf(v.Get("hours"))
	if !ok {
		return q, errs.Bad("hours", "Enter hours, such as 1.5.")
	}
	day := p.today()
	if s := v.Get("day"); s != "" {
		if day, ok = rules.ParseDay(s); !ok {
			return q, errs.Bad("day", "Enter a date that exists, such as 2026-03-12.")
		}
	}
	e := rules.Entry{ID: "what-if", Kind: rules.Learning, Title: web.Clean(v.Get("what")), Day: day, Reported: day, Minutes: int64(minutes), CEUTenths: int64((minutes + 30) / 60), Format: v.Get("format"), Assurance: "association"}
	if area := v.Get("area"); area != "" {
		e.Areas = []string{area}
	}
	if q.AsOf == "" && day > p.today() {
		q.AsOf = day.String()
	}
	q.WhatIf = []rules.Entry{e}
	return q, nil
}

// minutesOf reads hours as people write them, "1.5" or "1,5", up to a thousand.
func minutesOf(s string) (int, bool) {
	h, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(s), ",", "."), 64)
	if err != nil || !(h > 0 && h <= 100_000) {
		return 0, false
	}
	return int(h*60 + 0.5), true
}

// say takes a statement for the duty.
func (p *Pages) say(w http.ResponseWriter, r *http.Request) error {
	return p.stated(w, r, "", func(form url.Values, x duties.Said) error {
		return p.duties.Say(r.Context(), authz.From(r.Context()), x)
	})
}

// correct puts another statement in the place of one, or takes it back.
func (p *Pages) correct(w http.ResponseWriter, r *http.Request) error {
	statement, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	return p.stated(w, r, statement, func(form url.Values, x duties.Said) error {
		return p.duties.Correct(r.Context(), authz.From(r.Context()), statement, x, form.Get("withdraw") != "")
	})
}

// stated reads a statement from a form, does what is asked with it and goes back to the duty.
func (p *Pages) stated(w http.ResponseWriter, r *http.Request, correcting id.ID, do func(url.Values, duties.Said) error) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, key := r.Context(), r.PathValue("key")
	x, err := saidIn(form, key)
	if err == nil {
		err = do(form, x)
	}
	if e := ui.ErrorsOf(ctx, err); e != nil {
		return p.showOne(w, r, http.StatusUnprocessableEntity, onePage{Form: form, Said: e, Correcting: correcting})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "Saved. Below you see where you stand now."))
	return web.Redirect(w, r, dutyPath(key))
}

// saidIn reads a statement about the rule.
func saidIn(form url.Values, rule string) (duties.Said, error) {
	x := duties.Said{Kind: duties.Kind(form.Get("kind")), Rule: rule, Name: form.Get("name"), Day: form.Get("day"), Until: form.Get("until")}
	if role := form.Get("role"); x.Kind == duties.KindRole && x.Name == "" {
		x.Name = role
	}
	if x.Kind.Timed() && form.Get("hours") != "" {
		minutes, ok := minutesOf(form.Get("hours"))
		if !ok {
			return x, errs.Bad("hours", "Enter hours, such as 1.5.")
		}
		x.Minutes = minutes
	}
	if amount := strings.TrimSpace(form.Get("amount")); x.Kind == duties.KindWaived && amount != "" {
		var err error
		x.Unit = form.Get("unit")
		x.Amount, err = waivedAmount(strings.ReplaceAll(amount, ",", "."))
		return x, err
	}
	return x, nil
}

// waivedAmount reads how much was waived, in hundredths.
func waivedAmount(s string) (int64, error) {
	n, ok := rulefile.Amount(s)
	if !ok || n == 0 {
		return 0, errs.Bad("amount", "Enter a number such as 10 or 1.5.")
	}
	return n, nil
}

func (p *Pages) end(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := p.duties.End(ctx, authz.From(ctx), r.PathValue("key"), form.Get("until")); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The duty is ended. What you said for it stays, if you take it on again."))
	return web.Redirect(w, r, "/my/duties")
}

// usesOf lists what counted and what did not, entry by entry, in the order of their days.
func usesOf(res *rules.Result) []entryLine {
	var out []entryLine
	at := map[*rules.Entry]int{}
	line := func(e *rules.Entry) *entryLine {
		i, ok := at[e]
		if !ok {
			i = len(out)
			at[e] = i
			out = append(out, entryLine{Entry: e})
		}
		return &out[i]
	}
	var walk func(n *rules.Node)
	walk = func(n *rules.Node) {
		for _, u := range n.Uses {
			l := line(u.Entry)
			l.Counted = append(l.Counted, counted{n, u})
		}
		for _, x := range n.Refused {
			l := line(x.Entry)
			l.Refused = append(l.Refused, refused{n, x})
		}
		for i := range n.Children {
			walk(&n.Children[i])
		}
	}
	walk(&res.Tree)
	slices.SortStableFunc(out, func(a, b entryLine) int { return int(b.Entry.Day) - int(a.Entry.Day) })
	return out
}

// maxLines is how many entries one list of a page shows.
const maxLines = 200

// countedFirst takes what counted apart from what did not.
func countedFirst(all []entryLine) (lines, others []entryLine) {
	for _, l := range all {
		if len(l.Counted) > 0 {
			lines = append(lines, l)
		} else {
			others = append(others, l)
		}
	}
	return lines, others
}

// Provider is who offered what an entry is about, as the record writes it: the evaluator compares words in small letters.
func (p onePage) Provider(e *rules.Entry) string {
	if known, ok := p.Entries[e.ID]; ok {
		return known.Provider
	}
	return e.Provider
}

// entryLine is one entry with where it counted and where it did not.
type entryLine struct {
	Entry   *rules.Entry
	Counted []counted
	Refused []refused
}

type counted struct {
	node *rules.Node
	use  rules.Use
}

type refused struct {
	node    *rules.Node
	refusal rules.Refusal
}
