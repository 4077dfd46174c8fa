package dutiesweb

import (
	"net/http"
	"net/url"
	"slices"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// listPage is the rules that there are.
type listPage struct {
	duties.List
	Text, Place string
	Forth, Back string
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := listPage{Text: web.Clean(q.Get("q")), Place: q.Get("place")}
	cursor := q.Get("cursor")
	var err error
	v.List, err = p.duties.Rules(r.Context(), duties.ListRequest{Text: v.Text, Place: v.Place, Request: page.Request{Cursor: cursor, Limit: 50}})
	if err != nil {
		return err
	}
	here := url.Values{}
	for name, value := range map[string]string{"q": v.Text, "place": v.Place} {
		if value != "" {
			here.Set(name, value)
		}
	}
	if cursor != "" {
		v.Back = "/rules?" + here.Encode()
	}
	if v.Next != "" {
		here.Set("cursor", v.Next)
		v.Forth = "/rules?" + here.Encode()
	}
	return web.Render(w, r, http.StatusOK, listView(v))
}

// rulePage is one rule in plain words.
type rulePage struct {
	duties.Rule
	// Version is the one that is looked at, the one of today at first; Others are all.
	Version   rules.Version
	At        int
	Mine      bool
	SignedIn  bool
	Today     rules.Day
	Canonical string
}

// Plain is the rule as it is written down.
func (p rulePage) Plain() rules.Rule { return p.Program.Rule() }

func (p *Pages) rule(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	rule, err := p.duties.Rule(ctx, r.PathValue("key"))
	if err != nil {
		return err
	}
	v := rulePage{Rule: rule, SignedIn: actor.SignedIn() && !actor.Token, Today: p.today(), Canonical: p.baseURL + rulePath(rule.Key)}
	all := rule.Program.Rule().Versions
	v.At = versionAt(all, v.Today)
	if name := r.URL.Query().Get("version"); name != "" {
		if v.At = slices.IndexFunc(all, func(x rules.Version) bool { return x.Name == name }); v.At < 0 {
			return errs.New(errs.NotFound, "This rule has no such version.")
		}
	}
	v.Version = all[v.At]
	if v.SignedIn {
		mine, err := p.duties.Mine(ctx, actor)
		if err != nil {
			return err
		}
		v.Mine = slices.ContainsFunc(mine, func(d duties.Duty) bool { return d.Rule.Key == rule.Key })
	}
	return web.Render(w, r, http.StatusOK, ruleView(v))
}

// versionAt is the version of a day: the last that is in force, or the first of those to come.
func versionAt(all []rules.Version, on rules.Day) int {
	at := 0
	for i := range all {
		if all[i].From <= on {
			at = i
		}
	}
	return at
}

// text is the rule as a file.
func (p *Pages) text(w http.ResponseWriter, r *http.Request) error {
	rule, err := p.duties.Rule(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	web.Attachment(w, rule.Key+".yaml", "application/yaml; charset=utf-8")
	_, err = w.Write([]byte(rule.Text))
	return err
}

// schema is the JSON Schema of rules, for the editors of those who write them.
func (p *Pages) schema(w http.ResponseWriter, r *http.Request) error {
	web.Attachment(w, "rule.schema.json", "application/schema+json; charset=utf-8")
	_, err := w.Write(rulefile.Schema)
	return err
}
