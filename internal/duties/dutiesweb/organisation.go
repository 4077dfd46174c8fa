package dutiesweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/rules"
)

// organisationsPage lists what somebody looks after.
type organisationsPage struct{ List []people.Organisation }

func (p *Pages) organisations(w http.ResponseWriter, r *http.Request) error {
	list, err := p.duties.LookedAfter(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, organisationsView(organisationsPage{list}))
}

// organisationPage is the duties of an organisation and where those stand who agreed.
type organisationPage struct {
	duties.OrganisationDuties
	Team []duties.Member
	// Rules are those for groups and organisations that it can take on.
	Rules []duties.Rule
	// Parts are the organisations that are part of it.
	Parts      []people.Organisation
	Next       string
	Later      bool
	Today      rules.Day
	Form       url.Values
	BindErrors ui.FormErrors
	SayErrors  ui.FormErrors
	Notice     string
}

func organisationPath(organisation id.ID) string { return "/my/organisations/" + string(organisation) }

func (p *Pages) organisation(w http.ResponseWriter, r *http.Request) error {
	return p.showOrganisation(w, r, http.StatusOK, organisationPage{Form: url.Values{}, Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showOrganisation(w http.ResponseWriter, r *http.Request, status int, v organisationPage) error {
	organisation, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor, cursor := r.Context(), authz.From(r.Context()), r.URL.Query().Get("cursor")
	if v.OrganisationDuties, err = p.duties.OfOrganisation(ctx, actor, organisation); err != nil {
		return err
	}
	team, err := p.duties.Team(ctx, actor, organisation, page.Request{Cursor: cursor, Limit: 50})
	if err != nil {
		return err
	}
	v.Team, v.Later, v.Today = team.Items, cursor != "", p.today()
	if team.Next != "" {
		v.Next = organisationPath(organisation) + "?" + url.Values{"cursor": {team.Next}}.Encode()
	}
	parts, err := p.people.OrganisationsIn(ctx, organisation, page.Request{Limit: page.MaxLimit})
	if err != nil {
		return err
	}
	v.Parts = parts.Items
	list, err := p.duties.Rules(ctx, duties.ListRequest{Selectable: true, All: true})
	if err != nil {
		return err
	}
	for _, x := range list.Items {
		if x.Binds() != "person" {
			v.Rules = append(v.Rules, x)
		}
	}
	return web.Render(w, r, status, organisationView(v))
}

// act does something to the organisation of the path, says so, and goes back to it. With refused it comes back filled.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, said string, do func(ctx context.Context, actor authz.Actor, organisation id.ID, form url.Values) error, refused func(form url.Values, e ui.FormErrors) organisationPage) error {
	organisation, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = do(ctx, authz.From(ctx), organisation, form)
	if e := ui.ErrorsOf(ctx, err); e != nil && refused != nil {
		return p.showOrganisation(w, r, http.StatusUnprocessableEntity, refused(form, e))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, said)
	return web.Redirect(w, r, organisationPath(organisation))
}

func (p *Pages) bindOrganisation(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, i18n.T(r.Context(), "The duty is added."), func(ctx context.Context, actor authz.Actor, organisation id.ID, form url.Values) error {
		return p.duties.BindOrganisation(ctx, actor, organisation, form.Get("rule"), form.Get("certified"))
	}, func(form url.Values, e ui.FormErrors) organisationPage {
		return organisationPage{Form: form, BindErrors: e}
	})
}

func (p *Pages) sayOrganisation(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, i18n.T(r.Context(), "Saved. Below you see where it stands now."), func(ctx context.Context, actor authz.Actor, organisation id.ID, form url.Values) error {
		x, err := saidIn(form, form.Get("rule"))
		if err != nil {
			return err
		}
		return p.duties.SayOfOrganisation(ctx, actor, organisation, x)
	}, func(form url.Values, e ui.FormErrors) organisationPage {
		return organisationPage{Form: form, SayErrors: e}
	})
}

func (p *Pages) withdrawOrganisation(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, i18n.T(r.Context(), "It is taken back and stays readable."), func(ctx context.Context, actor authz.Actor, organisation id.ID, _ url.Values) error {
		statement, err := web.PathID(r, "statement")
		if err != nil {
			return err
		}
		return p.duties.WithdrawOfOrganisation(ctx, actor, organisation, statement)
	}, nil)
}

func (p *Pages) endOrganisation(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, i18n.T(r.Context(), "The duty is ended."), func(ctx context.Context, actor authz.Actor, organisation id.ID, _ url.Values) error {
		return p.duties.EndOfOrganisation(ctx, actor, organisation, r.PathValue("key"))
	}, nil)
}

// organisationCSV is where those stand who agreed, as a file.
func (p *Pages) organisationCSV(w http.ResponseWriter, r *http.Request) error {
	organisation, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	T := func(s string) string { return i18n.T(ctx, s) }
	out := web.NewDownload(w, i18n.T(ctx, "duties"), tabular.CSV, []string{T("Name"), T("Organisation"), T("Role"), T("Duty"), T("State"), T("Counted"), T("Needed"), T("Missing"), T("Unit"), T("Due"), T("Grace ends"), T("By their own word")}, tabular.WithBOM())
	for ask := (page.Request{Limit: page.MaxLimit}); ; {
		team, err := p.duties.Team(ctx, actor, organisation, ask)
		if err != nil {
			return err
		}
		for _, m := range team.Items {
			for _, st := range m.Standings {
				if err := out.Row(memberCells(ctx, m, st)...); err != nil {
					return err
				}
			}
		}
		if ask.Cursor = team.Next; ask.Cursor == "" {
			return out.Close()
		}
	}
}

// memberCells are a row of the file: where no amount is known there is none, which is not zero.
func memberCells(ctx context.Context, m duties.Member, st duties.Standing) []any {
	cells := []any{m.Name, m.Organisation, m.Role, st.Name, standingWord(ctx, st.Status), "", "", "", "", st.Due.String(), st.GraceUntil.String(), ""}
	if st.Unit != "" {
		cells[5], cells[6], cells[7], cells[8] = st.Say(st.Counted), st.Say(st.Needed), st.SayMissing(), duties.UnitWord(ctx, st.Unit)
	}
	if st.OwnWord {
		cells[11] = i18n.T(ctx, "Yes")
	}
	return cells
}

func (p *Pages) organisationICS(w http.ResponseWriter, r *http.Request) error {
	organisation, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	b, err := p.duties.TeamCalendar(ctx, authz.From(ctx), organisation)
	if err != nil {
		return err
	}
	web.Attachment(w, i18n.T(ctx, "duties")+".ics", "text/calendar; charset=utf-8")
	_, err = w.Write(b)
	return err
}

// teamRows are where people stand: one row for each duty of each.
func teamRows(ctx context.Context, p organisationPage) []ui.Row {
	var out []ui.Row
	for _, m := range p.Team {
		name := m.Name
		if m.OrganisationID != p.Organisation.ID {
			name = i18n.T(ctx, "%s (%s)", m.Name, m.Organisation)
		}
		if len(m.Standings) == 0 {
			out = append(out, ui.Cells(name, i18n.T(ctx, "Has no duty here"), "", "", ""))
		}
		for _, st := range m.Standings {
			missing, due := "", dayOrNot(ctx, st.Due)
			switch {
			case st.Status == duties.StatusWithheld:
				missing, due = i18n.T(ctx, "It asks for a competency, and what people say of themselves stays with them."), ""
			case st.Missing > 0 && st.Unit != "":
				missing = i18n.T(ctx, "%s of %s %s", st.SayMissing(), st.Say(st.Needed), duties.UnitWord(ctx, st.Unit))
			}
			out = append(out, ui.Row{Cells: []templ.Component{ui.Text(name), ui.Text(st.Name), standingTag(st), ui.Text(missing), ui.Text(due)}})
		}
	}
	return out
}

// standingWord is statusWord of somebody else's duty.
func standingWord(ctx context.Context, s string) string {
	switch s {
	case duties.StatusUnknown:
		return i18n.T(ctx, "Not known yet")
	case duties.StatusWithheld:
		return i18n.T(ctx, "Not shown")
	}
	return statusWord(ctx, s)
}

func dayOrNot(ctx context.Context, d rules.Day) string {
	if d == 0 || d >= rules.MaxDay {
		return i18n.T(ctx, "no day")
	}
	return dayWord(ctx, d)
}

// sayableThere are the kinds that an organisation says for a rule.
func sayableThere(r duties.Rule) []duties.Kind {
	out := []duties.Kind{duties.KindDocument, duties.KindActivity}
	for _, k := range sayable(r) {
		if k == duties.KindAward || k == duties.KindAgreement || k == duties.KindCertified {
			out = append(out, k)
		}
	}
	return append(out, decided(r)...)
}

func ruleOptions(ctx context.Context, list []duties.Rule) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "Choose")}}
	for _, r := range list {
		out = append(out, ui.Option{Value: r.Key, Label: r.Name(), Group: bindsWord(ctx, r.Binds())})
	}
	return out
}

func kindOptions(ctx context.Context, list []duties.Kind) []ui.Option {
	out := []ui.Option{}
	for _, k := range list {
		out = append(out, ui.Option{Value: string(k), Label: kindWord(ctx, k)})
	}
	return out
}
