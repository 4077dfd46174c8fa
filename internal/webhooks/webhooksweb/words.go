package webhooksweb

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/webhooks"
)

func crumbs(ctx context.Context, more ...ui.Crumb) []ui.Crumb {
	out := []ui.Crumb{{Label: i18n.T(ctx, "Workspace"), Href: "/work"}, {Label: i18n.T(ctx, "Webhooks"), Href: "/work/webhooks"}}
	if len(more) == 0 {
		out[1].Href = ""
	}
	return append(out, more...)
}

// health is how a webhook is.
func health(ctx context.Context, h webhooks.Webhook) (ui.Kind, string) {
	switch {
	case h.Paused:
		return ui.Neutral, i18n.T(ctx, "Paused")
	case h.Failures > 0:
		return ui.Warn, i18n.T(ctx, "Failing since %s", i18n.DateTime(ctx, h.FailingSince))
	}
	return ui.Good, i18n.T(ctx, "Active")
}

func stateWord(ctx context.Context, s webhooks.State) (ui.Kind, string) {
	switch s {
	case webhooks.Delivered:
		return ui.Good, i18n.T(ctx, "Delivered")
	case webhooks.Dead:
		return ui.Bad, i18n.T(ctx, "Given up")
	case webhooks.Withheld:
		return ui.Warn, i18n.T(ctx, "Withheld: the owner may not know of it any more")
	}
	return ui.Accent, i18n.T(ctx, "Waiting")
}

func eventOptions(ctx context.Context, chosen []string) []ui.Option {
	var out []ui.Option
	for _, k := range webhooks.Kinds {
		out = append(out, ui.Option{Value: k.Event, Label: i18n.T(ctx, k.Label), Help: k.Event, Selected: slices.Contains(chosen, k.Event)})
	}
	return out
}

func unitOptions(ctx context.Context, units []people.Unit, chosen string) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "All units"), Selected: chosen == ""}}
	for _, u := range units {
		out = append(out, ui.Option{Value: string(u.ID), Label: u.Name, Selected: chosen == string(u.ID)})
	}
	return out
}

func unitWord(ctx context.Context, name string) string {
	if name == "" {
		return i18n.T(ctx, "All units")
	}
	return name
}

func title(ctx context.Context, p formPage) string {
	if p.ID == "" {
		return i18n.T(ctx, "New webhook")
	}
	return i18n.T(ctx, "Change a webhook")
}

func statusWord(ctx context.Context, d webhooks.Delivery) string {
	if d.Status == 0 {
		return i18n.T(ctx, "None")
	}
	return strconv.Itoa(d.Status)
}

func moment(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return i18n.T(ctx, "Never")
	}
	return i18n.DateTime(ctx, t)
}

func listRows(ctx context.Context, p listPage) []ui.Row {
	var out []ui.Row
	for _, h := range p.Webhooks {
		out = append(out, ui.Row{Cells: []templ.Component{link(href(h.ID), h.Name), mark(health(ctx, h)), ui.Text(h.Address), ui.Text(i18n.Number(ctx, len(h.Events)))}})
	}
	return out
}

func deliveryRows(ctx context.Context, p showPage) []ui.Row {
	var out []ui.Row
	for _, d := range p.Deliveries {
		out = append(out, ui.Row{Cells: []templ.Component{link(href(p.Webhook.ID)+"/deliveries/"+string(d.ID), i18n.DateTime(ctx, d.CreatedAt)), ui.Text(d.Event), mark(stateWord(ctx, d.State)), ui.Text(i18n.Number(ctx, d.Attempts)), ui.Text(statusWord(ctx, d))}})
	}
	return out
}
