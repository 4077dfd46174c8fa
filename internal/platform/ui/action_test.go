package ui

import "testing"

func TestLinksOfPeopleRunNothing(t *testing.T) {
	for _, href := range []string{"javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x"} {
		all := elements(t, render(t, t.Context(), LinkButton(Action{Label: "Open", Href: href})))
		if find(all, "a", "href", href) != nil {
			t.Errorf("the button leads to %q", href)
		}
	}
	all := elements(t, render(t, t.Context(), LinkButton(Action{Label: "Open", Href: "https://example.org/?a=b:c", Kind: Primary})))
	if find(all, "a", "href", "https://example.org/?a=b:c") == nil {
		t.Error("the button leads nowhere")
	}
}

func TestConfirmFormAsksFirst(t *testing.T) {
	all := elements(t, render(t, t.Context(), ConfirmForm("/x", Action{Label: "End it", Kind: Danger}, "It is gone then.", "Yes, end it", Hidden{Name: "id", Value: "7"})))
	details := all[3] // html, head and body come first
	if details.Data != "details" {
		t.Fatalf("the question is a %s", details.Data)
	}
	if _, open := attr(details, "open"); open {
		t.Error("the question is open from the start")
	}
	if find(all, "form", "method", "post") == nil || find(all, "input", "value", "7") == nil {
		t.Error("the form is not whole")
	}
}
