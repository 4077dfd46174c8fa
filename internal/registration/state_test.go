package registration

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/platform/id"
)

func TestTheDocumentationHoldsTheStateMachine(t *testing.T) {
	b, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var written []string
	for line := range strings.Lines(string(b)) {
		if row, ok := strings.CutPrefix(line, "//\t"); ok {
			written = append(written, strings.TrimSpace(row))
		}
	}
	var table []string
	for line := range strings.Lines(Table()) {
		table = append(table, strings.TrimSpace(line))
	}
	slices.Sort(written)
	slices.Sort(table)
	if !slices.Equal(written, table) {
		t.Errorf("doc.go says\n%s\nbut the state machine is\n%s", strings.Join(written, "\n"), strings.Join(table, "\n"))
	}
}

func TestEveryStateCanBeReachedAndLeft(t *testing.T) {
	final := []State{StateCompleted, StateCancelled}
	for _, s := range States {
		reached := slices.ContainsFunc(Transitions, func(tr Transition) bool { return tr.To == s })
		left := slices.ContainsFunc(Transitions, func(tr Transition) bool { return tr.From == s })
		if !reached || left == slices.Contains(final, s) {
			t.Errorf("%s: reached %v, left %v", s, reached, left)
		}
	}
	if Allowed(StateCompleted, StateNotCompleted, ReasonByHand, Staff) || Allowed(StateHeld, StateRegistered, ReasonConfirmed, "") {
		t.Error("the state machine allows what it should not")
	}
	if Allowed(StateWaitlisted, StateHeld, ReasonPromoted, Staff) || !Allowed(StateAttended, StateCompleted, ReasonRuleMet, Program) {
		t.Error("the program may what staff may, and not the other way round")
	}
}

// line is an occurrence as the rules describe it, in memory: what Replay must find in its log.
type line struct {
	capacity, no int
	state        map[id.ID]State
	queue        []id.ID
	log          []LogEntry
}

func (l *line) write(r id.ID, to State, reason Reason) {
	l.no++
	l.log = append(l.log, LogEntry{RegistrationID: r, No: l.no, From: l.state[r], To: to, Reason: reason, At: time.Unix(int64(l.no), 0)})
	if l.state[r] == StateWaitlisted {
		l.queue = slices.DeleteFunc(l.queue, func(x id.ID) bool { return x == r })
	}
	if to == StateWaitlisted {
		l.queue = append(l.queue, r)
	}
	l.state[r] = to
}

func (l *line) seats() int {
	n := 0
	for _, s := range l.state {
		if s.HoldsSeat() {
			n++
		}
	}
	return n
}

func (l *line) promote() {
	for len(l.queue) > 0 && l.seats() < l.capacity {
		l.write(l.queue[0], StateHeld, ReasonPromoted)
	}
}

func (l *line) in(s State) []id.ID {
	var out []id.ID
	for r, is := range l.state {
		if is == s {
			out = append(out, r)
		}
	}
	slices.Sort(out)
	return out
}

// TestReplay draws histories that keep the rules and expects the recomputed list to be the actual
// one at every step, and a history that breaks a rule to be told from one that does not.
func TestReplay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &line{capacity: rapid.IntRange(1, 4).Draw(t, "capacity"), state: map[id.ID]State{}}
		pick := func(s State) (id.ID, bool) {
			list := l.in(s)
			if len(list) == 0 {
				return "", false
			}
			return rapid.SampledFrom(list).Draw(t, "who"), true
		}
		t.Repeat(map[string]func(*rapid.T){
			"register": func(t *rapid.T) {
				r := id.New()
				switch {
				case len(l.queue) > 0:
					l.write(r, StateWaitlisted, ReasonOthersWait)
				case l.seats() >= l.capacity:
					l.write(r, StateWaitlisted, ReasonFull)
				default:
					l.write(r, StateRegistered, ReasonSeatFree)
				}
			},
			"cancel": func(t *rapid.T) {
				if r, ok := pick(rapid.SampledFrom([]State{StateRegistered, StateHeld, StateWaitlisted}).Draw(t, "state")); ok {
					l.write(r, StateCancelled, ReasonByLearner)
					l.promote()
				}
			},
			"confirm": func(t *rapid.T) {
				if r, ok := pick(StateHeld); ok {
					l.write(r, StateRegistered, ReasonConfirmed)
				}
			},
			"expire": func(t *rapid.T) {
				if r, ok := pick(StateHeld); ok {
					l.write(r, StateCancelled, ReasonPromiseExpired)
					l.promote()
				}
			},
			"add seats": func(t *rapid.T) {
				if l.capacity < 12 {
					l.capacity++
					l.promote()
				}
			},
			"": func(t *rapid.T) {
				q := Replay(l.log)
				if len(q.Faults) > 0 || q.Seats != l.seats() || q.Seats > l.capacity {
					t.Fatalf("faults %v, %d seats, want %d of %d", q.Faults, q.Seats, l.seats(), l.capacity)
				}
				if q.Seats < l.capacity && len(q.Waiting) > 0 {
					t.Fatal("a seat is free while somebody waits")
				}
				for i, w := range q.Waiting {
					if w.RegistrationID != l.queue[i] || w.Ahead != i {
						t.Fatalf("place %d is %v, want %s", i, w, l.queue[i])
					}
				}
				if len(q.Waiting) != len(l.queue) {
					t.Fatalf("%d wait, want %d", len(q.Waiting), len(l.queue))
				}
				if len(l.queue) > 1 {
					unfair := append(slices.Clone(l.log), LogEntry{RegistrationID: l.queue[1], No: l.no + 1, From: StateWaitlisted, To: StateHeld, Reason: ReasonPromoted})
					jumped := append(slices.Clone(l.log), LogEntry{RegistrationID: id.New(), No: l.no + 1, To: StateRegistered, Reason: ReasonSeatFree})
					if len(Replay(unfair).Faults) == 0 || len(Replay(jumped).Faults) == 0 {
						t.Fatal("a promotion out of turn, or a newcomer who jumped the queue, went unnoticed")
					}
				}
			},
		})
	})
}

func TestPromises(t *testing.T) {
	start := time.Date(2026, 3, 10, 18, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		before time.Duration
		want   time.Duration
	}{{72 * time.Hour, 24 * time.Hour}, {24 * time.Hour, 24 * time.Hour}, {time.Hour, time.Hour}} {
		now := start.Add(-tt.before)
		if got := promiseUntil(now, 24, start).Sub(now); got != tt.want {
			t.Errorf("%v before the start a seat is held for %v, want %v", tt.before, got, tt.want)
		}
	}
}
