package dutiesweb

import (
	"context"
	"net/http"
	"strconv"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/rules"
)

// myPage is a person's duties, the most urgent first.
type myPage struct {
	Duties []duties.Duty
	Today  rules.Day
	Notice string
	// LooksAfter says that the reader looks after an organisation.
	LooksAfter bool
	// Before are the days before something falls due at which they are written to, Errors what is wrong with those just chosen.
	Before []string
	Errors ui.FormErrors
}

func (p *Pages) today() rules.Day {
	day, _ := rules.ParseDay(p.people.Today())
	return day
}

func (p *Pages) my(w http.ResponseWriter, r *http.Request) error {
	before, err := p.duties.LettersBefore(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	v := myPage{Notice: p.sessions.TakeFlash(r.Context())}
	for _, n := range before {
		v.Before = append(v.Before, strconv.Itoa(n))
	}
	return p.showMy(w, r, http.StatusOK, v)
}

func (p *Pages) showMy(w http.ResponseWriter, r *http.Request, status int, v myPage) error {
	ctx := r.Context()
	var err error
	if v.Duties, err = p.duties.Mine(ctx, authz.From(ctx)); err != nil {
		return err
	}
	v.Today, v.LooksAfter = p.today(), authz.From(ctx).Has(authz.Coordinator)
	return web.Render(w, r, status, myView(v))
}

func (p *Pages) myCSV(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	list, err := p.duties.Mine(ctx, authz.From(ctx))
	if err != nil {
		return err
	}
	T := func(s string) string { return i18n.T(ctx, s) }
	out := web.NewDownload(w, i18n.T(ctx, "duties"), tabular.CSV, []string{T("Duty"), T("Rule"), T("State"), T("Counted"), T("Needed"), T("Missing"), T("Unit"), T("Due"), T("Renewal opens"), T("Grace ends"), T("Role")}, tabular.WithBOM())
	for _, d := range list {
		cells := []any{d.Rule.Name(), d.Rule.Key, dutyStatusWord(ctx, d), "", "", "", "", "", "", "", ""}
		if res := d.Result; res != nil {
			n := duties.Headline(res)
			if n.Unit != "" {
				cells[3], cells[4], cells[5], cells[6] = n.Say(n.Counted), n.Say(n.Needed), n.SayMissing(n.Missing), nodeUnit(ctx, n)
			}
			cells[7], cells[8], cells[9], cells[10] = res.Due.String(), res.Opens.String(), res.GraceUntil.String(), res.Role
		}
		if err := out.Row(cells...); err != nil {
			return err
		}
	}
	return out.Close()
}

func (p *Pages) myICS(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	b, err := p.duties.CalendarFile(ctx, authz.From(ctx))
	if err != nil {
		return err
	}
	web.Attachment(w, i18n.T(ctx, "duties")+".ics", "text/calendar; charset=utf-8")
	_, err = w.Write(b)
	return err
}

// headline is the requirement that a row shows, nil while nothing can be said.
func headline(d duties.Duty) *rules.Node {
	if d.Result == nil {
		return nil
	}
	return duties.Headline(d.Result)
}

// barLabel names the amount of the whole.
func barLabel(ctx context.Context, n *rules.Node) string {
	if n == nil || n.Need == nil {
		return ""
	}
	return needTitle(ctx, n.Need)
}
