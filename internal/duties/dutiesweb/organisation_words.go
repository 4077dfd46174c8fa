package dutiesweb

import (
	"cmp"
	"net/url"
	"slices"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/ui"
)

// statusOf is where a duty stands as the kept standings say it.
func statusOf(d duties.Duty) string { return cmp.Or(string(d.Status()), duties.StatusUnknown) }

// saidFor are the statements of an organisation that stand for a rule, beside that it is bound.
func saidFor(p organisationPage, rule string) []duties.Statement {
	standing := duties.One{Statements: p.Statements}
	return slices.DeleteFunc(slices.Clone(p.Statements), func(x duties.Statement) bool {
		return x.Rule != rule || x.Kind == duties.KindBound || !standing.Standing(x)
	})
}

// typedThere is what was typed for the rule, with what is wrong, if that form came back.
func typedThere(p organisationPage, rule string) (url.Values, ui.FormErrors) {
	if p.SayErrors != nil && p.Form.Get("rule") == rule {
		return p.Form, p.SayErrors
	}
	return url.Values{}, nil
}

// suffixed leads complaints to the fields of one of several forms.
func suffixed(list ui.FormErrors, suffix string) ui.FormErrors {
	var out ui.FormErrors
	for _, e := range list {
		if e.Field != "" {
			e.Field += "-" + suffix
		}
		out = append(out, e)
	}
	return out
}

func firstPage(p organisationPage) string {
	if p.Later {
		return organisationPath(p.Organisation.ID)
	}
	return ""
}
