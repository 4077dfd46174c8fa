package duties

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
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
	return s.calendarOf(ctx, actor.PersonID, list)
}

func (s *Service) calendarOf(ctx context.Context, person id.ID, list []Duty) ([]byte, error) {
	kept, err := standingsOf(ctx, s.db, []id.ID{person})
	if err != nil {
		return nil, err
	}
	of := func(d Duty) Standing {
		i := slices.IndexFunc(kept, func(st Standing) bool { return st.Rule == d.Rule.Key })
		if i < 0 {
			return Standing{ChangedAt: s.clock.Now()}
		}
		return kept[i]
	}
	var stale []string
	for _, d := range list {
		if d.Result != nil && of(d).Shown != shownOf(d) {
			stale = append(stale, d.Rule.Key)
		}
	}
	if len(stale) > 0 { // what is kept says since when it is so, so it is brought up to what is shown first
		if err := s.refresh(ctx, []id.ID{person}, stale...); err != nil {
			return nil, err
		}
		if kept, err = standingsOf(ctx, s.db, []id.ID{person}); err != nil {
			return nil, err
		}
	}
	c := calendar.Calendar{Name: i18n.T(ctx, "My duties"), Refresh: feedRefresh}
	for _, d := range list {
		if d.Result != nil {
			c.Events = append(c.Events, daysOf(ctx, d, s.BaseURL+"/my/duties/"+d.Rule.Key, of(d).ChangedAt)...)
		}
	}
	return writeCalendar(c)
}

// shownOf tells apart what calendars show of duties, in whatever language.
func shownOf(list ...Duty) string {
	var lines []string
	for _, d := range list {
		if d.Result == nil {
			continue
		}
		for _, e := range daysOf(context.Background(), d, "", time.Time{}) {
			lines = append(lines, fmt.Sprintf("%q", []string{e.UID, e.Start.Format(time.DateOnly), e.Summary, e.Description}))
		}
	}
	slices.Sort(lines)
	return hashOf(strings.Join(lines, "\n"))
}

func writeCalendar(c calendar.Calendar) ([]byte, error) {
	var b bytes.Buffer
	if err := calendar.Write(&b, c); err != nil {
		return nil, fmt.Errorf("duties: calendar: %w", err)
	}
	return b.Bytes(), nil
}

// daysOf are the days of a duty that one wants to see coming, each an event of a whole day. A UID is of the duty and the sort of day and of no day (RFC 5545,
// section 3.8.4.7), so a day that moves, and the next cycle's, moves in the calendar too: it is told to be newer by when it changed. The address is of the page
// that has the duty.
func daysOf(ctx context.Context, d Duty, address string, changed time.Time) []calendar.Event {
	res := d.Result
	name := d.Rule.Name()
	var out []calendar.Event
	add := func(sort string, day rules.Day, title string) {
		if day == 0 || day >= rules.MaxDay || res.Status == rules.DoesNotApply {
			return
		}
		e := dayEvent(string(d.Bound.ID)+"-"+sort, title, day, changed)
		e.URL, e.Description = address, standingWords(ctx, res)
		out = append(out, e)
	}
	add("opens", res.Opens, i18n.T(ctx, "Renewal opens: %s", name))
	switch {
	case runsOut(res):
		title := i18n.T(ctx, "Something of it runs out: %s", name)
		if what := whatRunsOut(&res.Tree, res.Due); what != "" {
			title = i18n.T(ctx, "%s runs out: %s", what, name)
		}
		add("due", res.Due, title)
	case res.Status == rules.Met:
		add("due", res.Due, i18n.T(ctx, "Ends, all is done: %s", name))
	case res.Due == res.ExpiredOn:
		add("due", res.Due, i18n.T(ctx, "Ran out: %s", name))
	default:
		add("due", res.Due, i18n.T(ctx, "Falls due: %s", name))
	}
	if res.ForRenewal {
		add("grace", res.GraceUntil, i18n.T(ctx, "Last day to ask for renewal: %s", name))
	} else {
		add("grace", res.GraceUntil, i18n.T(ctx, "Grace ends: %s", name))
	}
	add("reinstatement", res.ReinstateUntil, i18n.T(ctx, "Last day to come back: %s", name))
	return out
}

// dayEvent is an event of a whole day. No count of its changes is kept, so its sequence is when it last changed: that rises too, and programs that take a
// file in again go by it (RFC 5545, section 3.8.7.4).
func dayEvent(uid, title string, day rules.Day, changed time.Time) calendar.Event {
	y, m, d := day.Civil()
	start := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return calendar.Event{UID: uid + uidDomain, Sequence: max(0, int(changed.Sub(firstChange)/time.Second)), Summary: title, Start: start, End: start.AddDate(0, 0, 1), AllDay: true, LastModified: changed}
}

// firstChange is before every change, so that a sequence, which many programs read as 32 bits, has decades to rise.
var firstChange = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// runsOut reports whether all is done, and something of it runs out before the cycle ends.
func runsOut(res *rules.Result) bool {
	return res.Status == rules.Met && res.Due != 0 && res.Due != res.CycleTo
}

// whatRunsOut names the requirement that is met until the day, as the rule does; "" where it has no name of its own or is one of single members.
func whatRunsOut(n *rules.Node, day rules.Day) string {
	switch {
	case n.Need == nil || n.Status != rules.Met || n.Need.Kind == rules.Each:
		return ""
	case len(n.Children) == 0 && n.Due == day:
		return cmp.Or(n.Need.Name, strings.ReplaceAll(n.Need.Target, "-", " "))
	}
	for i := range n.Children {
		if what := whatRunsOut(&n.Children[i], day); what != "" {
			return what
		}
	}
	return ""
}

// standingWords says in a line where somebody stands, for a calendar.
func standingWords(ctx context.Context, res *rules.Result) string {
	n := Headline(res)
	if n.Unit == "" || n.Missing == 0 {
		return ""
	}
	return i18n.T(ctx, "Still missing: %s %s", n.SayMissing(n.Missing), UnitWord(ctx, UnitOf(n)))
}
