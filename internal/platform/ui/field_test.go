package ui

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
)

func TestErrorsOf(t *testing.T) {
	ctx := i18n.With(t.Context(), i18n.Locale{Lang: "es"})
	fields := errs.InvalidFields(errs.Field{Name: "seats", Message: "%d result", Args: []any{3}}, errs.Field{Name: "title", Message: "Search"})
	for _, c := range []struct {
		name string
		err  error
		want FormErrors
	}{
		{"none", nil, nil},
		{"a fault", errors.New("disk"), nil},
		{"another kind", errs.New(errs.Conflict, "Full."), nil},
		{"fields, wrapped", fmt.Errorf("catalogue: publish: %w", fields), FormErrors{{"seats", "3 result"}, {"title", "Buscar"}}},
		{"no fields", errs.New(errs.Invalid, "Search"), FormErrors{{"", "Buscar"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, ErrorsOf(ctx, c.err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFormErrors(t *testing.T) {
	fe := FormErrors{{"", "All of it."}, {"b", "One."}, {"a", "Two."}, {"b", "Three."}}
	if got := fe.Of("b"); got != "One. Three." {
		t.Errorf("Of(b) = %q", got)
	}
	if fe.Of("c") != "" || !fe.First("b") || fe.First("a") || fe.First("") || FormErrors(nil).First("b") {
		t.Error("the first problem is not b's")
	}
}

func TestInputComesBackFilled(t *testing.T) {
	fe := FormErrors{{"email", "Enter an address."}}
	all := elements(t, render(t, t.Context(), Input(Field{Name: "email", Label: "E-mail", Value: `"><b>x`, Help: "Yours.", Required: true, Errors: fe})))
	n := find(all, "input", "name", "email")
	if n == nil {
		t.Fatal("no input")
	}
	got := map[string]string{}
	for _, a := range n.Attr {
		got[a.Key] = a.Val
	}
	want := map[string]string{
		"class": "form-control", "id": "f-email", "type": "text", "name": "email", "value": `"><b>x`,
		"required": "", "autofocus": "", "aria-invalid": "true", "aria-describedby": "f-email-help f-email-error",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	checkReferences(t, all)
}

func TestOnlyTheFirstProblemTakesTheFocus(t *testing.T) {
	fe := FormErrors{{"format", "Choose one."}, {"title", "Say what it is."}}
	radios := elements(t, render(t, t.Context(), RadioGroup(Field{Name: "format", Label: "Format", Errors: fe, Options: []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}})))
	title := elements(t, render(t, t.Context(), Input(Field{Name: "title", Label: "Title", Errors: fe})))
	focused := 0
	for _, n := range append(radios, title...) {
		if _, ok := attr(n, "autofocus"); ok {
			focused++
			if v, _ := attr(n, "value"); v != "a" {
				t.Errorf("the focus is on %q", v)
			}
		}
	}
	if focused != 1 {
		t.Errorf("%d fields take the focus", focused)
	}
}

func TestSelectGroups(t *testing.T) {
	f := Field{Name: "unit", Label: "Unit", Options: []Option{{Value: "", Label: "Choose"}, {Value: "1", Label: "A", Group: "X"}, {Value: "2", Label: "B", Group: "Y", Selected: true}, {Value: "3", Label: "C", Group: "X"}}}
	var got []string
	for _, g := range f.groups() {
		line := g.name + ":"
		for _, o := range g.options {
			line += " " + o.Label
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{": Choose", "X: A C", "Y: B"}, got); diff != "" {
		t.Error(diff)
	}
	all := elements(t, render(t, t.Context(), Select(f)))
	if _, ok := attr(find(all, "option", "value", "2"), "selected"); !ok {
		t.Error("the choice is lost")
	}
}

func TestValueChoosesTheOption(t *testing.T) {
	f := Field{Name: "level", Label: "Level", Value: "b", Options: []Option{{Value: "", Label: "Any"}, {Value: "a", Label: "A"}, {Value: "b", Label: "B"}}}
	if _, ok := attr(find(elements(t, render(t, t.Context(), Select(f))), "option", "value", "b"), "selected"); !ok {
		t.Error("Select lost the value")
	}
	all := elements(t, render(t, t.Context(), RadioGroup(f)))
	for value, want := range map[string]bool{"": false, "a": false, "b": true} {
		if _, ok := attr(find(all, "input", "value", value), "checked"); ok != want {
			t.Errorf("the radio %q is checked: %v", value, ok)
		}
	}
}
