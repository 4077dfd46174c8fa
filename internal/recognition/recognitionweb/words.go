package recognitionweb

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/recognition"
)

// dates writes the days on which something took place.
func dates(ctx context.Context, began, ended string) string {
	if began == "" || began == ended {
		return i18n.CivilDate(ctx, ended)
	}
	return i18n.T(ctx, "%[1]s to %[2]s", i18n.CivilDate(ctx, began), i18n.CivilDate(ctx, ended))
}

// association is the name of who vouches.
func association(ctx context.Context, name string) string {
	if name != "" {
		return name
	}
	if name = ui.ViewerOf(ctx).Association; name != "" {
		return name
	}
	return i18n.T(ctx, "The association")
}

// statement says on a certificate exactly what is vouched for.
func statement(ctx context.Context, association string) string {
	return i18n.T(ctx, "%s vouches that the person named here took part in this, on these dates and for this contact time, and met the written rule for completing it. It does not vouch for skill, for the identity of who bears this certificate, or for anything else.", association)
}

// mark is how a status is shown in a list: a word and the sense of it.
func mark(ctx context.Context, s recognition.Status) (ui.Kind, string) {
	switch s {
	case recognition.Valid:
		return ui.Good, i18n.T(ctx, "Valid")
	case recognition.Corrected:
		return ui.Warn, i18n.T(ctx, "Corrected, replaced by a newer one")
	case recognition.Withdrawn:
		return ui.Bad, i18n.T(ctx, "Withdrawn")
	}
	return ui.Bad, i18n.T(ctx, "Revoked")
}

// earnsText writes what an offer earns: "Certificate and 0.2 CEU".
func earnsText(ctx context.Context, earns []catalogue.Recognition, tenths int) string {
	if len(earns) == 0 {
		return i18n.T(ctx, "Nothing yet")
	}
	items := make([]string, len(earns))
	for i, r := range earns {
		items[i] = i18n.T(ctx, r.Label())
		if r == catalogue.CEU && tenths > 0 {
			items[i] = i18n.CEU(ctx, tenths)
		}
	}
	return i18n.List(ctx, items)
}

// earnHelp says what each kind of recognition means for a learner.
func earnHelp(ctx context.Context, r catalogue.Recognition) string {
	switch r {
	case catalogue.Certificate:
		return i18n.T(ctx, "Everybody who completes it gets a certificate of attendance that anyone can verify.")
	case catalogue.CEU:
		return i18n.T(ctx, "The contact time that the worksheet counts becomes continuing education units. The worksheet is approved by somebody else than its author.")
	}
	return i18n.T(ctx, "The offer can be one of those that a badge is given for.")
}

// recognitionOptions are the choices of what an offer may earn.
func recognitionOptions(ctx context.Context, chosen []catalogue.Recognition, ceu ceuChoice) []ui.Option {
	var out []ui.Option
	for _, r := range catalogue.Recognitions {
		o := ui.Option{Value: string(r), Label: i18n.T(ctx, r.Label()), Help: earnHelp(ctx, r)}
		for _, c := range chosen {
			o.Selected = o.Selected || c == r
		}
		if r == catalogue.CEU {
			if ceu.Tenths > 0 {
				o.Label = i18n.CEU(ctx, ceu.Tenths)
			}
			if ceu.Closed != "" {
				o.Disabled, o.Selected, o.Help = true, false, ceu.Closed
			}
		}
		out = append(out, o)
	}
	return out
}

// ceuChoice is what is known of CEU where it can be chosen: how much it would be, or why it cannot be.
type ceuChoice struct {
	Tenths int
	Closed string
}
