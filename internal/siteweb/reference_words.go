package siteweb

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
)

// operationFacts are who may call an operation, and what it takes and gives.
func operationFacts(ctx context.Context, o ReferenceOperation) []ui.Pair {
	var out []ui.Pair
	add := func(name, value string) {
		if value != "" {
			out = append(out, ui.Pair{Name: name, Value: ui.Text(value)})
		}
	}
	add(i18n.T(ctx, "Who may"), o.Who)
	switch {
	case o.Open && o.Scope == "":
		add(i18n.T(ctx, "Token"), i18n.T(ctx, "None is needed."))
	case o.Open:
		add(i18n.T(ctx, "Token"), i18n.T(ctx, "None is needed. With the scope %s it shows what its owner may see.", o.Scope))
	default:
		add(i18n.T(ctx, "Scope"), strings.Join(strings.Fields(o.Scope), ", "))
	}
	var takes []string
	if o.Keyed {
		takes = append(takes, "Idempotency-Key")
	}
	if o.Conditional {
		takes = append(takes, "If-Match")
	}
	add(i18n.T(ctx, "Headers"), strings.Join(takes, ", "))
	add(i18n.T(ctx, "Body"), o.BodyType)
	add(i18n.T(ctx, "Success"), o.Status)
	add(i18n.T(ctx, "Failures"), strings.Join(o.Failures, ", "))
	return out
}

func fieldColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Header: i18n.T(ctx, "Name")}, {Header: i18n.T(ctx, "Type")}, {Header: i18n.T(ctx, "What it says")}}
}

func fieldRows(ctx context.Context, fields []ReferenceField) []ui.Row {
	var out []ui.Row
	for _, f := range fields {
		kind := f.Type
		if f.Required {
			kind = i18n.T(ctx, "%s, needed", kind)
		}
		out = append(out, ui.Cells(f.Name, kind, f.Text))
	}
	return out
}
