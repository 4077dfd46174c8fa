package dutiesweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// workListPage is the desk of those who write rules: the association's own, and how many each rule binds.
type workListPage struct {
	Own []duties.RuleText
	// Unreadable are those whose published text this program cannot read.
	Unreadable []duties.Rule
	Moved      []duties.MovedRule
	All        []duties.Rule
	Counters   map[string]duties.Counter
	MayEdit    bool
	Notice     string
}

func (p *Pages) workList(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	v := workListPage{MayEdit: actor.May(duties.EditRules, ""), Notice: p.sessions.TakeFlash(ctx)}
	var err error
	if v.Own, err = p.duties.OwnRules(ctx, actor); err != nil {
		return err
	}
	if v.Unreadable, err = p.duties.UnreadableRules(ctx, actor); err != nil {
		return err
	}
	if v.Moved, err = p.duties.MovedRules(ctx, actor); err != nil {
		return err
	}
	if v.Counters, err = p.duties.Counters(ctx, actor); err != nil {
		return err
	}
	list, err := p.duties.Rules(ctx, duties.ListRequest{All: true})
	if err != nil {
		return err
	}
	v.All = list.Items
	return web.Render(w, r, http.StatusOK, workListView(v))
}

// workRulePage is one of the association's own rules at the desk, or the beginning of a new one when Rule has no texts.
type workRulePage struct {
	Key     string
	Rule    duties.OwnRule
	Text    string
	Seen    string
	MayEdit bool
	// Wrong are complaints about the text, Refused about publishing.
	Wrong, Refused ui.FormErrors
	Correction     string
	Notice         string
	// Proposed says that the text is not the newest, but one proposed after a framework changed.
	Proposed bool
	// Twice says that a rule of the same name comes with the program by now.
	Twice bool
}

// New reports whether the rule is not begun yet.
func (p workRulePage) New() bool { return len(p.Rule.Texts) == 0 }

// firstText is what somebody begins with who writes a rule.
const firstText = `rule: own-name-of-the-rule
name: What people call it
status: draft
source: Where it is written down
versions:
  - version: "1"
    cycle: {length: 2 years}
    needs: {at_least: 10 hours}
`

func (p *Pages) newRule(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, workRuleView(workRulePage{Text: firstText, MayEdit: true}))
}

func (p *Pages) createRule(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	t, err := p.duties.WriteRule(ctx, authz.From(ctx), form.Get("text"))
	if e := ui.ErrorsOf(ctx, err); e != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, workRuleView(workRulePage{Text: form.Get("text"), Wrong: e, MayEdit: true}))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The rule is begun. Nobody else sees it until it is published."))
	return web.Redirect(w, r, workRulePath(t.Key))
}

func workRulePath(key string) string { return "/work/rules/" + key }

func (p *Pages) workRule(w http.ResponseWriter, r *http.Request) error {
	return p.showWorkRule(w, r, http.StatusOK, workRulePage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showWorkRule(w http.ResponseWriter, r *http.Request, status int, v workRulePage) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	var err error
	if v.Rule, err = p.duties.OwnRule(ctx, actor, r.PathValue("key")); err != nil {
		return err
	}
	newest := v.Rule.Newest()
	v.Key, v.MayEdit = newest.Key, actor.May(duties.EditRules, "")
	if v.Wrong == nil {
		v.Text, v.Seen = newest.Text, string(newest.Seen())
		if text, ok := p.duties.ShippedText(newest.Key); ok {
			if v.Twice = true; v.MayEdit && r.URL.Query().Has("shipped") {
				v.Text = text
			}
		}
		if v.MayEdit && r.URL.Query().Has("follow") {
			text, ok, err := p.duties.ProposedText(ctx, actor, newest.Key)
			if err != nil {
				return err
			}
			if ok {
				v.Text, v.Proposed = text, true
			}
		}
	}
	return web.Render(w, r, status, workRuleView(v))
}

// seenIn reads what whoever sent the form has seen of the rule. A form that does not say so has seen nothing.
func seenIn(form url.Values) duties.Seen {
	if s := form.Get("seen"); s != "" {
		return duties.Seen(s)
	}
	return "nothing"
}

func (p *Pages) saveRule(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, key := r.Context(), r.PathValue("key")
	_, err = p.duties.SaveRule(ctx, authz.From(ctx), key, form.Get("text"), seenIn(form))
	if e := ui.ErrorsOf(ctx, err); e != nil {
		return p.showWorkRule(w, r, http.StatusUnprocessableEntity, workRulePage{Wrong: e, Text: form.Get("text"), Seen: form.Get("seen")})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The draft is saved. The text that is published still holds."))
	return web.Redirect(w, r, workRulePath(key))
}

func (p *Pages) publishRule(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, key := r.Context(), r.PathValue("key")
	err = p.duties.PublishRule(ctx, authz.From(ctx), key, form.Get("correction"), seenIn(form))
	if e := ui.ErrorsOf(ctx, err); e != nil {
		return p.showWorkRule(w, r, http.StatusUnprocessableEntity, workRulePage{Refused: e, Correction: form.Get("correction")})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The text is published. Everybody whom it binds is looked at again."))
	return web.Redirect(w, r, workRulePath(key))
}

// counterWord says how many a rule binds, so that nobody is told apart.
func counterWord(ctx context.Context, c duties.Counter) string {
	switch {
	case c.Few:
		return i18n.T(ctx, "fewer than five")
	case c.Bound == 0:
		return i18n.T(ctx, "nobody")
	case c.Apart:
		return i18n.T(ctx, "at least %s: at least %s met, at least %s not or by their own word alone", i18n.Number(ctx, c.Bound), i18n.Number(ctx, c.Met), i18n.Number(ctx, c.NotMet))
	}
	return i18n.T(ctx, "at least %s", i18n.Number(ctx, c.Bound))
}

func counterRows(ctx context.Context, p workListPage) []ui.Row {
	var out []ui.Row
	for _, r := range p.All {
		if c := p.Counters[r.Key]; c.Bound > 0 || c.Few {
			out = append(out, ui.Row{Cells: []templ.Component{ui.Text(r.Name()), ui.Text(duties.PlaceName(r.Place())), ui.Text(counterWord(ctx, c))}})
		}
	}
	return out
}

func textRows(ctx context.Context, list []duties.RuleText) []ui.Row {
	var out []ui.Row
	for _, t := range list {
		published := i18n.T(ctx, "draft")
		if !t.PublishedAt.IsZero() {
			published = i18n.T(ctx, "published on %s", i18n.Date(ctx, t.PublishedAt))
		}
		out = append(out, ui.Cells(i18n.Number(ctx, t.Number), i18n.DateTime(ctx, t.WrittenAt), published, t.Correction))
	}
	return out
}
