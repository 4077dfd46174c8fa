package dutiesweb

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// StandingJSON is where somebody stands with a rule on a day.
type StandingJSON struct {
	Status         string      `json:"status" enum:"met,partly,not yet,expired,does not apply,unknown" doc:"unknown while the role must be said first."`
	AsOf           *string     `json:"as_of"`
	Role           string      `json:"role"`
	Version        string      `json:"version"`
	Due            *string     `json:"due" doc:"Last day, null when nothing falls due; of what can be met no more, the day on which it expired."`
	ExpiredOn      *string     `json:"expired_on" doc:"Last day on which what has expired was in time, null where the whole has not."`
	MakeUpUntil    *string     `json:"make_up_until" doc:"Last day on which what is missing can still be made up, null where nothing is missing or nothing can be, as in a grace that is for renewal only."`
	CycleFrom      *string     `json:"cycle_from"`
	CycleTo        *string     `json:"cycle_to"`
	RenewalOpens   *string     `json:"renewal_opens"`
	GivenUntil     *string     `json:"given_until" doc:"Last day that a decision gave, null where none did; a grace runs after it."`
	GraceUntil     *string     `json:"grace_until"`
	ReinstateUntil *string     `json:"reinstate_until"`
	Notes          []string    `json:"notes" doc:"Sentences about the whole, in English."`
	Amount         *AmountJSON `json:"amount" doc:"The amount that a short list would show, null where there is none."`
}

// AmountJSON is how much of how much, exact in parts of which per_unit make one.
type AmountJSON struct {
	Unit    string `json:"unit"`
	PerUnit int64  `json:"per_unit"`
	Needed  int64  `json:"needed"`
	Counted int64  `json:"counted"`
	Missing int64  `json:"missing"`
}

func amountJSON(n *rules.Node) *AmountJSON {
	if n.Unit == "" {
		return nil
	}
	return &AmountJSON{Unit: duties.UnitOf(n), PerUnit: max(n.Scale, 1), Needed: n.Needed, Counted: n.Counted, Missing: n.Missing}
}

func standingJSON(res *rules.Result) StandingJSON {
	if res == nil {
		return StandingJSON{Status: duties.StatusUnknown, Notes: []string{}}
	}
	day := func(d rules.Day) *string { return web.Optional(d.String()) }
	s := StandingJSON{Status: string(res.Status), AsOf: day(res.AsOf), Role: res.Role, Version: res.Version, Due: day(res.Due), ExpiredOn: day(res.ExpiredOn), MakeUpUntil: day(res.MakeUpUntil), CycleFrom: day(res.CycleFrom), CycleTo: day(res.CycleTo),
		RenewalOpens: day(res.Opens), GivenUntil: day(res.GivenUntil), GraceUntil: day(res.GraceUntil), ReinstateUntil: day(res.ReinstateUntil), Notes: make([]string, len(res.Notes)), Amount: amountJSON(duties.Headline(res))}
	for i, n := range res.Notes {
		s.Notes[i] = string(n)
	}
	return s
}

// NeedJSON is where somebody stands with one requirement.
type NeedJSON struct {
	Path        string         `json:"path" doc:"Where it stands in the rule."`
	Kind        string         `json:"kind"`
	Name        string         `json:"name"`
	Target      string         `json:"target" doc:"The award, role, part or competency that is asked for."`
	Status      string         `json:"status"`
	Amount      *AmountJSON    `json:"amount" doc:"Of a group of requirements it counts them."`
	Due         *string        `json:"due"`
	MetOn       *string        `json:"met_on"`
	Waived      int64          `json:"waived" doc:"How much less is needed by decisions, in parts of the unit."`
	CarriedOver int64          `json:"carried_over" doc:"What the cycle before brought, in parts of the unit; it is in what is counted."`
	Reason      string         `json:"reason" doc:"Why not, in English."`
	Detail      string         `json:"detail" doc:"Goes with the reason: the competencies that one was split into, separated by commas."`
	Categories  []categoryJSON `json:"categories"`
	Years       []categoryJSON `json:"years" doc:"Of each_year, the years of the cycle: the name of one is its first day."`
	Needs       []NeedJSON     `json:"needs" doc:"Requirements within it."`
}

type categoryJSON struct {
	Name    string `json:"name"`
	AtLeast *int64 `json:"at_least" doc:"In parts of the unit of its amount, null where there is none."`
	AtMost  *int64 `json:"at_most"`
	Each    string `json:"each" enum:",provider,title,year,day,member" doc:"Of what at_most is one by one: counted is then all that uses any of these mosts. Empty where it is one most."`
	Counted int64  `json:"counted"`
	Missing int64  `json:"missing"`
	Waived  int64  `json:"waived" doc:"How much less is needed by decisions."`
}

func needJSON(n *rules.Node) NeedJSON {
	v := NeedJSON{Path: n.Path, Name: n.Name, Status: string(n.Status), Amount: amountJSON(n), Due: web.Optional(n.Due.String()), MetOn: web.Optional(n.MetOn.String()), Waived: n.Waived, CarriedOver: n.Carry, Reason: string(n.Reason), Detail: n.Detail,
		Categories: categoriesJSON(n.Categories), Years: categoriesJSON(n.Years), Needs: make([]NeedJSON, len(n.Children))}
	if n.Need != nil {
		v.Kind, v.Target = n.Need.Kind, n.Need.Target
	}
	for i := range n.Children {
		v.Needs[i] = needJSON(&n.Children[i])
	}
	return v
}

func categoriesJSON(list []rules.CategoryNode) []categoryJSON {
	out := make([]categoryJSON, len(list))
	for i, c := range list {
		out[i] = categoryJSON{c.Name, orNone(c.Needed), orNone(c.Most), c.Each, c.Counted, c.Missing, c.Waived}
	}
	return out
}

func orNone(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return &n
}

// entryUseJSON says of one entry where it counted, and where not and why.
type entryUseJSON struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"`
	Day     string    `json:"day"`
	Title   string    `json:"title"`
	WhatIf  bool      `json:"what_if"`
	Counted []useJSON `json:"counted"`
	Not     []useJSON `json:"not_counted"`
}

type useJSON struct {
	Path     string `json:"path"`
	Parts    int64  `json:"parts" doc:"In parts of the unit of the requirement; of an entry of kind waived, how much less is needed by it."`
	Category string `json:"category"`
	Reason   string `json:"reason" doc:"Why not, in English."`
}

func entriesJSON(res *rules.Result) []entryUseJSON {
	out := []entryUseJSON{}
	for _, l := range usesOf(res) {
		e := entryUseJSON{ID: l.Entry.ID, Kind: l.Entry.Kind, Day: l.Entry.Day.String(), Title: l.Entry.Title, WhatIf: l.Entry.WhatIf, Counted: []useJSON{}, Not: []useJSON{}}
		for _, c := range l.Counted {
			e.Counted = append(e.Counted, useJSON{Path: c.node.Path, Parts: c.use.Parts, Category: c.use.Category})
		}
		for _, x := range l.Refused {
			e.Not = append(e.Not, useJSON{Path: x.node.Path, Parts: x.refusal.Parts, Category: x.refusal.Detail, Reason: string(x.refusal.Reason)})
		}
		out = append(out, e)
	}
	return out
}

type (
	evaluateIn struct {
		Body struct {
			Rule    string   `json:"rule,omitempty" maxLength:"200" doc:"Name of a rule that is here; or else text."`
			Text    string   `json:"text,omitempty" maxLength:"100000" doc:"A rule as YAML or JSON."`
			AsOf    string   `json:"as_of,omitempty" maxLength:"10" doc:"A civil date, today when left out."`
			Role    string   `json:"role,omitempty" maxLength:"200"`
			Entries []string `json:"entries" maxItems:"2000" doc:"Entries, each a line of JSON as docs/rules.md says."`
			WhatIf  []string `json:"what_if,omitempty" maxItems:"200" doc:"Entries that somebody only thinks of."`
		} `example:"{\"rule\": \"attendance\", \"as_of\": \"2026-06-30\", \"entries\": [\"{\\\"id\\\": \\\"a\\\", \\\"day\\\": \\\"2026-05-04\\\", \\\"minutes\\\": 60}\"]}"`
	}
	evaluateOut struct {
		Body struct {
			StandingJSON
			Needs   NeedJSON       `json:"needs"`
			Entries []entryUseJSON `json:"entries"`
		}
	}
)

func (p *Pages) apiEvaluate(ctx context.Context, in *evaluateIn) (*evaluateOut, error) {
	if err := p.asks.Take(web.PlaceOf(ctx)); err != nil {
		return nil, err
	}
	program, err := p.programOf(ctx, in.Body.Rule, in.Body.Text)
	if err != nil {
		return nil, err
	}
	q := rules.Request{AsOf: p.today(), Role: in.Body.Role, Explain: true, Context: ctx}
	if in.Body.AsOf != "" {
		var ok bool
		if q.AsOf, ok = rules.ParseDay(in.Body.AsOf); !ok {
			return nil, errs.Bad("as_of", "Enter a date that exists, such as 2026-03-12.")
		}
	}
	facts, err := factsOf("entries", in.Body.Entries, program.Rule().Binds)
	if err != nil {
		return nil, err
	}
	if q.WhatIf, err = rulefile.ReadThoughts(strings.NewReader(strings.Join(in.Body.WhatIf, "\n")), program.Rule().Binds, facts); err != nil {
		return nil, unread("what_if", err)
	}
	res, err := program.Evaluate(rules.NewPerson(facts), q)
	if err != nil {
		return nil, err
	}
	var out evaluateOut
	out.Body.StandingJSON, out.Body.Needs, out.Body.Entries = standingJSON(res), needJSON(&res.Tree), entriesJSON(res)
	return &out, nil
}

// programOf is a rule that is here or the text that was sent.
func (p *Pages) programOf(ctx context.Context, key, text string) (*rules.Program, error) {
	switch {
	case (key == "") == (text == ""):
		return nil, errs.Bad("rule", "Name a rule or send a text, one of the two.")
	case key != "":
		r, err := p.duties.Rule(ctx, key)
		return r.Program, err
	}
	return p.duties.CheckText(text)
}

// factsOf reads lines of entries; what is wrong is said under the field.
func factsOf(field string, lines []string, binds string) (rules.Facts, error) {
	f, err := rulefile.ReadFacts(strings.NewReader(strings.Join(lines, "\n")), binds, "")
	return f, unread(field, err)
}

// unread says under the field what is wrong with lines.
func unread(field string, err error) error {
	if err != nil {
		return errs.Bad(field, "These entries cannot be read: %s", err.Error())
	}
	return nil
}

type (
	// DutyJSON is one duty in short.
	DutyJSON struct {
		Rule        RuleJSON `json:"rule"`
		RecordAlone bool     `json:"record_alone" doc:"What you and others say of your competencies was left out, because the token lacks the scope assessment:read."`
		StandingJSON
	}
	dutiesOut struct {
		Body struct {
			Items []DutyJSON `json:"items"`
		}
	}
	dutyIn struct {
		Key        string `path:"key" maxLength:"200" doc:"Name of the rule."`
		AsOf       string `query:"as_of" maxLength:"10" doc:"A civil date, today when left out."`
		Registered bool   `query:"registered" doc:"As if all that one is registered for were completed. A token needs the scope registrations:read for it too."`
	}
	dutyOut struct {
		Body struct {
			DutyJSON
			Needs      NeedJSON        `json:"needs"`
			Entries    []entryUseJSON  `json:"entries"`
			Statements []StatementJSON `json:"statements" doc:"What one said for it, the latest first."`
		}
	}
)

func (p *Pages) dutyJSON(d duties.Duty) DutyJSON {
	out := DutyJSON{p.ruleJSON(d.Rule), d.RecordAlone, standingJSON(d.Result)}
	if d.Rule.Unreadable != nil {
		out.Notes = append(out.Notes, "The text of this rule cannot be read just now, so nobody can say where you stand.")
	}
	return out
}

func (p *Pages) apiMine(ctx context.Context, _ *struct{}) (*dutiesOut, error) {
	list, err := p.duties.Mine(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out dutiesOut
	out.Body.Items = make([]DutyJSON, len(list))
	for i, d := range list {
		out.Body.Items[i] = p.dutyJSON(d)
	}
	return &out, nil
}

func (p *Pages) apiOne(ctx context.Context, in *dutyIn) (*dutyOut, error) {
	one, err := p.duties.One(ctx, authz.From(ctx), in.Key, duties.Question{AsOf: in.AsOf, Registered: in.Registered})
	if err != nil {
		return nil, err
	}
	var out dutyOut
	out.Body.DutyJSON = p.dutyJSON(one.Duty)
	out.Body.Needs, out.Body.Entries, out.Body.Statements = noNeeds(), []entryUseJSON{}, statementsJSON(one.Statements)
	if one.Result != nil {
		out.Body.Needs, out.Body.Entries = needJSON(&one.Result.Tree), entriesJSON(one.Result)
	}
	return &out, nil
}
