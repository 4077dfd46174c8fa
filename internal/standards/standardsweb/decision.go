package standardsweb

import (
	"context"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/standards"
)

// backIntoDraft is what the form of decisions says of a competency that is to be put back.
const backIntoDraft = "back"

// decisionsOf reads the decisions of a form. What is left open is none; a suggestion that was chosen says what became of it and which others it became.
func decisionsOf(form url.Values) (decisions []standards.Decision, back []id.ID) {
	for _, word := range form["competency"] {
		c, ok := id.Parse(word)
		if !ok {
			continue
		}
		became, targets := form.Get(standards.DecisionField("became", c)), form.Get(standards.DecisionField("targets", c))
		if kind, chosen, ok := strings.Cut(became, ":"); ok {
			became, targets = kind, chosen
		}
		switch {
		case became == backIntoDraft:
			back = append(back, c)
		case became == "" && strings.TrimSpace(targets) == "" && form.Get("rest") != "":
			decisions = append(decisions, standards.Decision{Competency: c, Became: standards.BecameRetired})
		case became != "" || strings.TrimSpace(targets) != "":
			decisions = append(decisions, standards.Decision{Competency: c, Became: standards.Became(became), Targets: targets})
		}
	}
	return decisions, back
}

// decisionForm is what the form says of a competency: what was entered, or else what was decided.
func (p previewPage) decisionForm(c id.ID, became standards.Became, to []standards.Named) (string, string) {
	if p.Form.Has(standards.DecisionField("became", c)) {
		return p.Form.Get(standards.DecisionField("became", c)), p.Form.Get(standards.DecisionField("targets", c))
	}
	return string(became), targetsText(to)
}

// targetsText names competencies as Decide reads them.
func targetsText(list []standards.Named) string {
	words := make([]string, len(list))
	for i, n := range list {
		if words[i] = n.Code; n.Code == "" {
			words[i] = string(n.ID)
		}
	}
	return strings.Join(words, ", ")
}

// suggestionValue is what the form says where a suggestion is chosen.
func suggestionValue(s standards.Suggestion) string {
	ids := make([]string, len(s.To))
	for i, n := range s.To {
		ids[i] = string(n.ID)
	}
	return string(s.Became) + ":" + strings.Join(ids, ",")
}

// decisionOptions are what can be said of a competency: suggestions first, and for one that is undecided to leave it so.
func decisionOptions(ctx context.Context, suggestions []standards.Suggestion, open bool) []ui.Option {
	var out []ui.Option
	if open {
		out = append(out, ui.Option{Value: "", Label: i18n.T(ctx, "Leave it open")})
	}
	for _, s := range suggestions {
		names := make([]string, len(s.To))
		for i, n := range s.To {
			names[i] = named(n.Code, short(n.Title))
		}
		out = append(out, ui.Option{Value: suggestionValue(s), Group: i18n.T(ctx, "Suggestions"), Label: becameWords(ctx, s.Became) + " " + i18n.List(ctx, names) + " (" + whyWords(ctx, s.Why) + ")"})
	}
	group := ""
	if len(suggestions) > 0 {
		group = i18n.T(ctx, "Something else")
	}
	for _, b := range standards.Decisions {
		name := becameWords(ctx, b)
		if b != standards.BecameRetired {
			name = i18n.T(ctx, "%s what I name below", name)
		}
		out = append(out, ui.Option{Value: string(b), Group: group, Label: name})
	}
	return append(out, ui.Option{Value: backIntoDraft, Group: group, Label: i18n.T(ctx, "It was taken out by mistake: put it back")})
}

// whyWords say what speaks for a suggestion.
func whyWords(ctx context.Context, w standards.Why) string {
	switch w {
	case standards.WhySaid:
		return i18n.T(ctx, "it says so itself")
	case standards.WhyCode:
		return i18n.T(ctx, "the same code")
	}
	return i18n.T(ctx, "a similar title")
}

// publishKind makes publishing the one thing to do on its page as soon as everything is decided.
func publishKind(p previewPage) string {
	if p.Ready() {
		return ui.Primary
	}
	return ui.Plain
}
