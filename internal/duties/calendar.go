package duties

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/rules"
)

// uidDomain makes the UIDs of events unique in the world. Calendars have them, so it never changes.
const uidDomain = "@learningcommons.dev"

// feedRefresh is how often a calendar program should fetch again.
const feedRefresh = 6 * time.Hour

// CalendarFile returns the days of the actor's duties as a calendar file. Only for oneself; scope record:read.
func (s *Service) CalendarFile(ctx context.Context, actor authz.Actor) ([]byte, error) {
	list, err := s.Mine(ctx, actor)
	if err != nil {
		return nil, err
	}
	return s.calendarOf(ctx, list)
}

func (s *Service) calendarOf(ctx context.Context, list []Duty) ([]byte, error) {
	c := calendar.Calendar{Name: i18n.T(ctx, "My duties"), Refresh: feedRefresh}
	for _, d := range list {
		if d.Result != nil {
			c.Events = append(c.Events, s.daysOf(ctx, d)...)
		}
	}
	return writeCalendar(c)
}

func writeCalendar(c calendar.Calendar) ([]byte, error) {
	var b bytes.Buffer
	if err := calendar.Write(&b, c); err != nil {
		return nil, fmt.Errorf("duties: calendar: %w", err)
	}
	return b.Bytes(), nil
}

// daysOf are the days of a duty that one wants to see coming, each an event of a whole day. A UID is of the rule, the
// sort of day and the cycle, so a day that moves within its cycle moves in the calendar too.
func (s *Service) daysOf(ctx context.Context, d Duty) []calendar.Event {
	res := d.Result
	name := d.Rule.Name()
	cycle := res.CycleFrom.String()
	if cycle == "" {
		cycle = "once"
	}
	at := s.BaseURL + "/my/duties/" + d.Rule.Key
	var out []calendar.Event
	add := func(sort string, day rules.Day, title string) {
		if day == 0 || day >= rules.MaxDay || res.Status == rules.DoesNotApply {
			return
		}
		y, m, dd := day.Civil()
		start := time.Date(y, time.Month(m), dd, 0, 0, 0, 0, time.UTC)
		out = append(out, calendar.Event{UID: string(d.Bound.ID) + "-" + sort + "-" + cycle + uidDomain, Summary: title, URL: at, Description: standingWords(ctx, res),
			Start: start, End: start.AddDate(0, 0, 1), AllDay: true, LastModified: d.Bound.SaidAt})
	}
	add("opens", res.Opens, i18n.T(ctx, "Renewal opens: %s", name))
	if res.Status == rules.Met && res.Due != res.CycleTo {
		add("due", res.Due, i18n.T(ctx, "Something of it runs out: %s", name))
	} else if res.Status == rules.Met {
		add("due", res.Due, i18n.T(ctx, "Ends, all is done: %s", name))
	} else {
		add("due", res.Due, i18n.T(ctx, "Falls due: %s", name))
	}
	add("grace", res.GraceUntil, i18n.T(ctx, "Grace ends: %s", name))
	add("reinstatement", res.ReinstateUntil, i18n.T(ctx, "Last day to come back: %s", name))
	return out
}

// standingWords says in a line where somebody stands, for a calendar.
func standingWords(ctx context.Context, res *rules.Result) string {
	n := Headline(res)
	if n.Unit == "" || n.Missing == 0 {
		return ""
	}
	return i18n.T(ctx, "Still missing: %s %s", n.SayMissing(n.Missing), UnitOf(n))
}
