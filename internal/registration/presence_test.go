package registration

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
)

func TestMerge(t *testing.T) {
	at := func(minute int) time.Time { return utc(18, 0, 0).Add(time.Duration(minute) * time.Minute) }
	visit := func(from, to int) Fact {
		return Fact{How: HowFile, FileID: "f1", JoinedAt: at(from), LeftAt: at(to), Present: true, RecordedAt: at(100)}
	}
	hand := func(day id.ID, present bool, minutes, when int) Fact {
		return Fact{How: HowHand, DayID: day, Present: present, Minutes: minutes, RecordedAt: at(when)}
	}
	hour := []Window{{Start: at(0), End: at(60)}}
	days := []Window{{DayID: "a", Start: at(0), End: at(60)}, {DayID: "b", Start: at(1440), End: at(1500)}}
	tests := []struct {
		name    string
		windows []Window
		facts   []Fact
		minutes int
		present bool
	}{
		{"nothing", hour, nil, 0, false},
		{"two devices at once", hour, []Fact{visit(0, 40), visit(10, 50)}, 50, true},
		{"left and came back", hour, []Fact{visit(0, 20), visit(40, 60)}, 40, true},
		{"early and late are clipped", hour, []Fact{visit(-30, 200)}, 60, true},
		{"only outside", hour, []Fact{visit(-30, -1), visit(61, 90)}, 0, false},
		{"the same visit in two exports", hour, []Fact{visit(0, 30), {How: HowFile, FileID: "f2", JoinedAt: at(0), LeftAt: at(30), Present: true}}, 30, true},
		{"durations of one file add up, of two files do not", hour, []Fact{{How: HowFile, FileID: "f1", Minutes: 20}, {How: HowFile, FileID: "f1", Minutes: 25}, {How: HowFile, FileID: "f2", Minutes: 30}}, 45, true},
		{"a duration is at most the whole", hour, []Fact{{How: HowFile, FileID: "f1", Minutes: 300}}, 60, true},
		{"times weigh more than durations", hour, []Fact{visit(0, 20), {How: HowFile, FileID: "f2", Minutes: 55}}, 20, true},
		{"a code word counts the whole", hour, []Fact{{How: HowCodeWord, Present: true, Minutes: 60}}, 60, true},
		{"a file weighs more than a code word", hour, []Fact{{How: HowCodeWord, Present: true, Minutes: 60}, visit(0, 10)}, 10, true},
		{"by hand weighs most, the latest most of all", hour, []Fact{visit(0, 60), hand("", true, 30, 1), hand("", false, 0, 2)}, 0, false},
		{"a visit that goes over midnight of two days", days, []Fact{visit(30, 1470)}, 60, true},
		{"one day by hand, one from a file", days, []Fact{visit(0, 60), hand("b", true, 45, 1)}, 105, true},
		{"the whole of one sitting, divided since", days, []Fact{hand("", true, 100, 1440)}, 100, true},
		{"the whole, before the second day began", days, []Fact{hand("", true, 100, 10)}, 60, true},
		{"the whole, overruled on one day", days, []Fact{hand("", true, 120, 1440), hand("b", false, 0, 1441)}, 60, true},
		{"absent from the whole, divided since", days, []Fact{visit(0, 60), hand("", false, 0, 1500)}, 0, false},
		{"a code word of one sitting, divided since", days, []Fact{{How: HowCodeWord, Present: true, Minutes: 120, RecordedAt: at(30)}}, 60, true},
		{"a duration over two days, one of them by hand", days, []Fact{{How: HowFile, FileID: "f1", Minutes: 120, Present: true}, hand("b", true, 60, 1)}, 120, true},
		{"a duration over two days, absent from one by hand", days, []Fact{{How: HowFile, FileID: "f1", Minutes: 120, Present: true}, hand("b", false, 0, 1)}, 60, true},
		{"an odd duration over two days", days, []Fact{{How: HowFile, FileID: "f1", Minutes: 61, Present: true}}, 61, true},
		{"two platforms are not united", hour, []Fact{visit(0, 30), {How: HowFile, Form: WebEx, FileID: "f2", JoinedAt: at(30), LeftAt: at(60), Present: true}}, 30, true},
		{"absent on one day by hand", days, []Fact{visit(0, 60), visit(1440, 1500), hand("b", false, 0, 1)}, 60, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Merge(tt.windows, tt.facts)
			if p.Minutes != tt.minutes || p.Present != tt.present {
				t.Errorf("got %d minutes, present %v; want %d, %v", p.Minutes, p.Present, tt.minutes, tt.present)
			}
		})
	}
}

// TestPlatformsAreSourcesOfTheirOwn: what two platforms say stands side by side, under the name of each.
func TestPlatformsAreSourcesOfTheirOwn(t *testing.T) {
	start := utc(18, 0, 0)
	hour := []Window{{Start: start, End: start.Add(time.Hour)}}
	days := []Window{{DayID: "a", Start: start, End: start.Add(time.Hour)}, {DayID: "b", Start: start.Add(24 * time.Hour), End: start.Add(25 * time.Hour)}}
	zoom := Fact{How: HowFile, Form: ZoomMeeting, FileID: "z", JoinedAt: start, LeftAt: start.Add(9 * time.Minute), Present: true, Reason: "z", RecordedAt: start}
	absent := Fact{How: HowFile, Form: ZoomWebinar, FileID: "z", RecordedAt: start}
	moodle := func(minutes int) Fact {
		return Fact{How: HowFile, Form: MoodleCompletion, FileID: "m", Minutes: minutes, Present: true, Reason: "m", RecordedAt: start.Add(time.Hour)}
	}
	presenter := Fact{How: HowPresenter, DayID: "b", RecordedAt: start}
	for _, tt := range []struct {
		name     string
		windows  []Window
		facts    []Fact
		want     string
		conflict bool
	}{
		{"minutes far apart", hour, []Fact{zoom, moodle(60)}, "file:zoom-meeting 9 z, file:moodle-completion 60 m", true},
		{"there and not there", hour, []Fact{absent, moodle(60)}, "file:moodle-completion 60 m, file:zoom-webinar 0 ", true},
		{"a total over both days, and not there on one", days, []Fact{moodle(120), presenter}, "file:moodle-completion 60 m, presenter 0 ", true},
		{"a total that leaves the day open", days, []Fact{moodle(60), presenter}, "file:moodle-completion 30 m, presenter 0 ", false},
		{"two totals", days, []Fact{moodle(120), {How: HowFile, Form: GoToWebinar, FileID: "g", Minutes: 100, Present: true}}, "file:moodle-completion 60 m, file:gotowebinar 50 ", true},
	} {
		var got []string
		readings := Readings(tt.windows, tt.windows[len(tt.windows)-1], tt.facts)
		for _, r := range readings {
			got = append(got, fmt.Sprintf("%s %d %s", r.Key(), r.Minutes, r.Says))
		}
		if g := strings.Join(got, ", "); g != tt.want || Conflicting(readings) != tt.conflict {
			t.Errorf("%s: %s, conflict %v; want %s, %v", tt.name, g, Conflicting(readings), tt.want, tt.conflict)
		}
	}
}

// TestMergeCountsEveryMinuteOnce compares the union of spans with counting minute by minute.
func TestMergeCountsEveryMinuteOnce(t *testing.T) {
	start := utc(18, 0, 0)
	w := []Window{{Start: start, End: start.Add(90 * time.Minute)}}
	rapid.Check(t, func(t *rapid.T) {
		var facts []Fact
		there := map[int]bool{}
		for range rapid.IntRange(0, 8).Draw(t, "visits") {
			from := rapid.IntRange(-60, 140).Draw(t, "from")
			to := from + rapid.IntRange(0, 100).Draw(t, "length")
			facts = append(facts, Fact{How: HowFile, JoinedAt: start.Add(time.Duration(from) * time.Minute), LeftAt: start.Add(time.Duration(to) * time.Minute)})
			for m := max(from, 0); m < min(to, 90); m++ {
				there[m] = true
			}
		}
		if got := Merge(w, facts).Minutes; got != len(there) {
			t.Fatalf("got %d, want %d", got, len(there))
		}
		slices.Reverse(facts)
		if got := Merge(w, append(facts, facts...)).Minutes; got != len(there) {
			t.Fatalf("in another order, and twice: got %d, want %d", got, len(there))
		}
	})
}

func TestJudge(t *testing.T) {
	was := func(minutes int) Presence { return Presence{Present: minutes > 0, Minutes: minutes} }
	for _, tt := range []struct {
		rule    catalogue.Completion
		minutes int
		parts   bool
		want    Verdict
	}{
		{catalogue.Completion{Rule: catalogue.ByMinutes, Minutes: 45}, 45, false, Met},
		{catalogue.Completion{Rule: catalogue.ByMinutes, Minutes: 45}, 44, false, NotMet},
		{catalogue.Completion{Rule: catalogue.ByShare, Percent: 80}, 48, false, Met},
		{catalogue.Completion{Rule: catalogue.ByShare, Percent: 80}, 47, false, NotMet},
		{catalogue.Completion{Rule: catalogue.ByParts}, 0, true, Met},
		{catalogue.Completion{Rule: catalogue.ByParts}, 60, false, NotMet},
		{catalogue.Completion{Rule: catalogue.ByHand}, 60, false, Undecided},
		{catalogue.Completion{Rule: catalogue.BySelf}, 60, false, Undecided},
	} {
		if got := Judge(tt.rule, 60, was(tt.minutes), tt.parts); got != tt.want {
			t.Errorf("%+v with %d minutes: %s, want %s", tt.rule, tt.minutes, got, tt.want)
		}
	}
}

func TestCreditIsAllOrNothing(t *testing.T) {
	v := catalogue.Version{Content: catalogue.Content{Minutes: 120, Synchronous: true, Format: catalogue.Online}}
	blended := catalogue.Version{Content: catalogue.Content{Minutes: 120, Synchronous: true, Format: catalogue.Blended}}
	lasts := func(minutes int) []Window {
		start := utc(18, 0, 0)
		return []Window{{Start: start, End: start.Add(time.Duration(minutes) * time.Minute)}}
	}
	sheet := &catalogue.Worksheet{CountedMinutes: 110, Tenths: 2}
	for _, tt := range []struct {
		name            string
		version         catalogue.Version
		windows         []Window
		earns           bool
		sheet           *catalogue.Worksheet
		attended        int
		minutes, tenths int
	}{
		{"more than counts", v, lasts(120), true, sheet, 120, 110, 2},
		{"less than counts", v, lasts(120), true, sheet, 90, 90, 2},
		{"no worksheet", v, lasts(120), true, nil, 90, 90, 0},
		{"not allowed to earn", v, lasts(120), false, sheet, 120, 110, 0},
		{"no attendance asked for", v, nil, true, sheet, 0, 110, 2},
		{"a date as long as what counts", v, lasts(110), true, sheet, 110, 110, 2},
		{"a date that is too short", v, lasts(60), true, sheet, 60, 60, 0},
		{"a date that is too short, decided by hand", v, lasts(60), true, sheet, 0, 60, 0},
		{"a short date of what is blended", blended, lasts(60), true, sheet, 0, 110, 2},
		{"less than half an hour", v, lasts(120), true, sheet, 29, 29, 0},
	} {
		if m, c := credit(tt.version, tt.earns, tt.sheet, tt.attended, tt.windows); m != tt.minutes || c != tt.tenths {
			t.Errorf("%s: %d minutes and %d tenths, want %d and %d", tt.name, m, c, tt.minutes, tt.tenths)
		}
	}
}

// TestTotalsAreComparedAsTotals lays a source that gives one duration for two days of an hour beside one that speaks of each day.
func TestTotalsAreComparedAsTotals(t *testing.T) {
	start := utc(18, 0, 0)
	windows := []Window{{DayID: "a", Start: start, End: start.Add(time.Hour)}, {DayID: "b", Start: start.Add(24 * time.Hour), End: start.Add(25 * time.Hour)}}
	at := func(n int) time.Time { return windows[1].End.Add(time.Duration(n) * time.Minute) }
	total := func(minutes int) Fact {
		return Fact{How: HowFile, Form: WebEx, FileID: "f", Minutes: minutes, Present: true, RecordedAt: at(1)}
	}
	day := func(how How, d id.ID, minutes, n int) Fact {
		return Fact{How: how, DayID: d, Minutes: minutes, Present: minutes > 0, RecordedAt: at(n)}
	}
	visit := func(from, to int) Fact {
		return Fact{How: HowFile, Form: ZoomMeeting, FileID: "g", JoinedAt: start.Add(time.Duration(from) * time.Minute), LeftAt: start.Add(time.Duration(to) * time.Minute), Present: true, RecordedAt: at(1)}
	}
	for _, tt := range []struct {
		name  string
		facts []Fact
		want  int
	}{
		{"less in all than day by day", []Fact{total(30), day(HowPresenter, "a", 40, 1), day(HowPresenter, "b", 35, 1)}, 2},
		{"the same in all", []Fact{total(70), day(HowPresenter, "a", 40, 1), day(HowPresenter, "b", 35, 1)}, 0},
		{"one day of which says not there", []Fact{total(30), day(HowPresenter, "a", 0, 1), day(HowPresenter, "b", 55, 1)}, 2},
		{"not there on one day, and the same in all", []Fact{total(55), day(HowPresenter, "a", 0, 1), day(HowPresenter, "b", 55, 1)}, 0},
		{"of one day nothing is said", []Fact{total(90), day(HowPresenter, "b", 35, 1)}, 0},
		{"of one day no minutes are said", []Fact{total(30), {How: HowDoor, DayID: "a", Present: true, RecordedAt: at(1)}, day(HowDoor, "b", 60, 1)}, 0},
		{"times of both days", []Fact{total(30), visit(0, 60), visit(1440, 1500)}, 2},
		{"settled on both days", []Fact{total(30), visit(0, 60), visit(1440, 1500), day(HowChoice, "a", 60, 2), day(HowChoice, "b", 60, 2)}, 0},
		{"written down on both days, before the total came in", []Fact{total(30), day(HowHand, "a", 60, 0), day(HowHand, "b", 60, 0)}, 2},
	} {
		if got := len(openConflicts(windows, tt.facts)); got != tt.want {
			t.Errorf("%s: conflicts in %d sittings, want %d", tt.name, got, tt.want)
		}
	}
}
