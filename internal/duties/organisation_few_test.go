package duties_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/rules"
)

const togetherRule = "rule: own-hours\nname: The board learns\nstatus: verified\nbinds: group\nversions:\n  - needs: {name: All of them, together: {all_of: [{at_least: 20 hours}, {at_least: 1 hour, of: {area: technology}}]}}\n    cycle: {kind: calendar, length: 1 year, grace: 2 months, grace_for: renewal}\n"

// board has a library with a rule, for which so many people agreed.
func board(t *testing.T, w *dutiestest.World, people int) (lib people.Organisation, director authz.Actor, members []authz.Actor) {
	t.Helper()
	ctx := t.Context()
	lib, director, _ = library(t, w)
	if _, err := w.WriteRule(ctx, w.Editor, togetherRule); err != nil {
		t.Fatal(err)
	}
	if err := w.PublishRule(ctx, w.Editor, "own-hours", "", ""); err != nil {
		t.Fatal(err)
	}
	if err := w.BindOrganisation(ctx, director, lib.ID, "own-hours", ""); err != nil {
		t.Fatal(err)
	}
	for range people {
		a := w.Person(t)
		if err := w.Agree(ctx, a, lib.ID, "trustee", "2020-01-01"); err != nil {
			t.Fatal(err)
		}
		members = append(members, a)
	}
	confirm(t, w, director, lib.ID)
	return lib, director, members
}

// TestTheAmountsOfFewAreTheirs moves a library under a coordinator by whom nobody agreed to be seen.
func TestTheAmountsOfFewAreTheirs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		lib, director, members := board(t, w, 5)
		w.Learned(t, members[0].PersonID, "2026-03-02", 420)
		w.Work(t)
		top, err := w.People.AddOrganisation(ctx, system, people.Organisation{Kind: "system", Name: "Sandbar System"})
		if err != nil {
			t.Fatal(err)
		}
		moved := lib
		moved.ParentID = top.ID
		if err := w.People.ChangeOrganisation(ctx, w.Admin, moved); err != nil {
			t.Fatal(err)
		}
		above := w.Person(t, peopletest.Role(authz.Binding{Role: authz.Coordinator, OrganisationID: top.ID}))
		look := func(who string, a authz.Actor, alone bool) {
			t.Helper()
			o, err := w.OfOrganisation(ctx, a, lib.ID)
			if err != nil || len(o.Duties) != 1 {
				t.Fatalf("%+v %v", o, err)
			}
			got, n := o.Duties[0], &o.Duties[0].Result.Tree
			if got.Status() != "partly" || got.StatusAlone != alone || (n.Needed == 0) != alone || (len(n.Children) == 0) != alone {
				t.Errorf("%s: %s, alone %v, %d of %d, %d requirements within", who, got.Status(), got.StatusAlone, n.Counted, n.Needed, len(n.Children))
			}
			file, err := w.TeamCalendar(ctx, a, lib.ID)
			if err != nil || strings.Contains(string(file), "Still missing") == alone {
				t.Errorf("%s: %s %v", who, file, err)
			}
		}
		look("the director", director, false)
		look("of five who are not seen", above, false)
		// One of them agrees anew, to be seen from above too: four are left, and what they are is the rest.
		for _, c := range must(w.Consents(ctx, members[4])) {
			if err := w.TakeBack(ctx, members[4], c.ID); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Agree(ctx, members[4], lib.ID, "trustee", "2020-01-01"); err != nil {
			t.Fatal(err)
		}
		confirm(t, w, director, lib.ID)
		look("the director", director, false)
		look("of four who are not seen", above, true)
	})
}

// TestADayOfOneOfFewIsTheirs because when an award ends, or the amount of the only director, tells of one person.
func TestADayOfOneOfFewIsTheirs(t *testing.T) {
	one := rules.Facts{Entries: []rules.Entry{{Kind: rules.HeldRole, Name: "Director"}}}
	many := []rules.Facts{{}, {}, {}, {}, one}
	for name, c := range map[string]struct {
		needs  string
		unseen []rules.Facts
		alone  bool
	}{
		"one member":                        {"{each: {need: {award: cpr}}}", []rules.Facts{one}, true},
		"five members":                      {"{each: {need: {award: cpr}}}", many, false},
		"five, of whom one is the director": {"{together: {serving: director, need: {at_least: 10 hours}}}", many, true},
		"five, of whom none is a clerk":     {"{together: {serving: clerk, need: {at_least: 10 hours}}}", many, false},
	} {
		alone, res := duties.WithoutMembers(t, "rule: few\nname: Few\nstatus: verified\nbinds: group\nversions:\n  - needs: "+c.needs+"\n    cycle: {kind: calendar, length: 1 year}\n", c.unseen)
		if alone != c.alone {
			t.Errorf("%s: alone %v", name, alone)
		}
		if own := res.Due == res.CycleTo && res.ExpiredOn == 0 && res.MakeUpUntil == 0; own != c.alone {
			t.Errorf("%s: %+v", name, res)
		}
	}
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// TestADirectorsCalendarSaysHowItIs reads the days of a library and of who agreed there.
func TestADirectorsCalendarSaysHowItIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		lib, director, members := board(t, w.World, 3)
		done, late, over := members[0], members[1], members[2]
		w.bind(done, "ten", "2026-01-01")
		w.bind(late, "ten", "2026-02-01")
		w.bind(over, "five", "2025-03-01")
		w.Learned(t, done.PersonID, "2026-05-05", 600)
		w.Work(t)
		w.day("2026-09-20")
		file := unfold(must(w.TeamCalendar(ctx, director, lib.ID)))
		for _, words := range []string{
			"SUMMARY:" + done.Name + ": The ten ends\\, all is done\r\n", "SUMMARY:" + late.Name + ": The ten falls due\r\n", "SUMMARY:" + over.Name + ": The five ran out\r\n",
			"SUMMARY:Last day to ask for renewal: The board learns\r\n", "URL:" + dutiestest.BaseURL + "/my/organisations/" + string(lib.ID) + "\r\n",
		} {
			if !strings.Contains(file, words) {
				t.Errorf("%q is not in\n%s", words, file)
			}
		}
		if strings.Contains(file, "/my/duties/") {
			t.Errorf("it leads to the duties of a person\n%s", file)
		}
		// Who looks at a state with branches reads for which of them somebody agreed.
		team, err := w.Team(ctx, director, lib.ID, page.Request{})
		if err != nil || len(team.Items) != 3 || team.Items[0].Organisation != lib.Name {
			t.Errorf("%+v, %v", team.Items, err)
		}
	})
}

// unfold puts lines of a calendar together that were folded.
func unfold(b []byte) string { return strings.ReplaceAll(string(b), "\r\n ", "") }

// stamps are when a calendar says that its events were last changed.
func stamps(t *testing.T, b []byte) (out []time.Time) {
	t.Helper()
	for line := range strings.SplitSeq(unfold(b), "\r\n") {
		if at, ok := strings.CutPrefix(line, "LAST-MODIFIED:"); ok {
			x, err := time.Parse("20060102T150405Z", at)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, x)
		}
	}
	return out
}

func TestADayThatMovesIsNewerInACalendar(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.rule("lv", "{length: 1 year, leave: extends}", "{at_least: 10 hours}")
		lib, director, members := board(t, w.World, 1)
		w.bind(w.Me, "lv", "2025-11-16")
		mine, others := must(w.RenewFeed(ctx, w.Me)), must(w.RenewOrganisationFeed(ctx, director, lib.ID))
		steady := func(when, secret string) []byte {
			t.Helper()
			first := must(w.Feed(ctx, secret))
			w.Clock.Advance(time.Minute)
			if again := must(w.Feed(ctx, secret)); string(again) != string(first) {
				t.Errorf("%s: it is another though nothing changed\n%s\n%s", when, first, again)
			}
			return first
		}
		newer := func(when, secret string, change func()) {
			t.Helper()
			before := steady("before "+when, secret)
			w.Clock.Advance(time.Hour)
			at := w.Clock.Now().Truncate(time.Second)
			change()
			for range 2 { // at once, and when it was worked out anew
				after := must(w.Feed(ctx, secret))
				if string(after) == string(before) {
					t.Errorf("%s: nothing changed", when)
				}
				for _, x := range stamps(t, after) {
					if x.Before(at) {
						t.Errorf("%s: it says %s, the change was at %s\n%s", when, x, at, after)
					}
				}
				w.Work(t)
			}
			steady("after "+when, secret)
		}
		newer("a leave", mine, func() {
			if err := w.Say(ctx, w.Me, duties.Said{Kind: duties.KindLeave, Rule: "lv", Day: "2026-01-01", Until: "2026-02-20"}); err != nil {
				t.Fatal(err)
			}
		})
		newer("learning", others, func() {
			w.Learned(t, members[0].PersonID, "2026-03-02", 1200)
			w.Learned(t, members[0].PersonID, "2026-03-03", 1200, "technology")
		})
		// The file that is taken in again says the same.
		file := must(w.CalendarFile(ctx, w.Me))
		w.Clock.Advance(time.Minute)
		if again := must(w.CalendarFile(ctx, w.Me)); string(again) != string(file) {
			t.Errorf("%s\n%s", file, again)
		}
	})
}

func TestACalendarIsInTheLanguageOfItsReader(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		w.bind(w.Me, "ten", "2025-12-16")
		file := unfold(must(w.CalendarFile(i18n.With(t.Context(), i18n.Locale{Lang: "es"}), w.Me)))
		if !strings.Contains(file, "10 horas") || strings.Contains(file, "hours") {
			t.Error(file)
		}
	})
}

// TestADayThatMovesIsTheSameEventAndSaysWhatRunsOut takes calendars in before and after a day has moved.
func TestADayThatMovesIsTheSameEventAndSaysWhatRunsOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.rule("aid", "{length: 1 year, leave: extends}", "{all_of: [{at_least: 10 hours}, {award: first-aid}]}")
		lib, director, members := board(t, w.World, 1)
		one := members[0]
		w.bind(one, "aid", "2026-01-01")
		calendars := func() []string {
			return []string{unfold(must(w.CalendarFile(ctx, one))), unfold(must(w.TeamCalendar(ctx, director, lib.ID)))}
		}
		// The event of the duty that falls due, of a calendar of a person and of their director.
		event := func(file string) map[string]string {
			t.Helper()
			for part := range strings.SplitSeq(file, "BEGIN:VEVENT\r\n") {
				out := map[string]string{}
				for line := range strings.SplitSeq(part, "\r\n") {
					name, value, _ := strings.Cut(line, ":")
					out[name] = value
				}
				if strings.Contains(out["SUMMARY"], "The aid") {
					return out
				}
			}
			t.Fatalf("no event of the duty\n%s", file)
			return nil
		}
		before := calendars()
		say := func(x duties.Said) {
			x.Rule = "aid"
			w.must(w.Say(ctx, one, x))
		}
		for _, step := range []struct {
			what         string
			change       func()
			day          string
			mine, theirs string
		}{
			{"a leave", func() { say(duties.Said{Kind: duties.KindLeave, Day: "2026-02-01", Until: "2026-02-10"}) }, "20270110", "Falls due: The aid", ": The aid falls due\\, by their own word"},
			{"all is done", func() {
				say(duties.Said{Kind: duties.KindAward, Name: "first-aid", Day: "2026-03-01", Until: "2026-11-30"})
				w.Learned(t, one.PersonID, "2026-05-05", 600)
			}, "20261130", "first aid runs out: The aid", ": something of The aid runs out\\, by their own word"},
			{"the next cycle", func() {
				say(duties.Said{Kind: duties.KindAward, Name: "first-aid", Day: "2026-08-01", Until: "2029-11-30"})
				w.day("2027-01-11")
			}, "20280110", "Falls due: The aid", ": The aid falls due\\, by their own word"},
		} {
			w.Clock.Advance(time.Hour)
			step.change()
			w.Work(t)
			after := calendars()
			for i, title := range []string{step.mine, step.theirs} {
				was, is := event(before[i]), event(after[i])
				if is["UID"] != was["UID"] || is["DTSTART;VALUE=DATE"] != step.day || !strings.HasSuffix(is["SUMMARY"], title) {
					t.Errorf("%s: %v, was %v", step.what, is, was)
				}
				number := func(e map[string]string) int { return must(strconv.Atoi(e["SEQUENCE"])) }
				if number(is) <= number(was) || is["DTSTAMP"] <= was["DTSTAMP"] || is["LAST-MODIFIED"] != is["DTSTAMP"] {
					t.Errorf("%s: it is not newer: %v, was %v", step.what, is, was)
				}
			}
			if strings.Contains(after[1], "first") {
				t.Errorf("the director reads of what nobody told them\n%s", after[1])
			}
			before = after
		}
	})
}
