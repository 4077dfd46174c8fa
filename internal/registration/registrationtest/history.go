package registrationtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// Ask is one call about one occurrence: register, cancel, confirm, or the end of a promise.
type Ask struct {
	Do     string
	Person int
}

// The calls of a history, and what they are answered where it is no state: Refused says no, Unknown
// says nothing, because the caller got no answer. What was asked then may have been done, may still be
// done, or never. NotAsked is a call that never left the caller; it is no part of the history. The end
// of a promise, which the clock decides, may come or not.
const (
	Register, Cancel, Confirm, Expire = "register", "cancel", "confirm", "expire"
	Refused, Unknown, NotAsked        = "refused", "unknown", "not asked"
)

// History is what callers saw of one occurrence, with the times of asking and of the answer.
type History struct {
	began time.Time
	mu    sync.Mutex
	ops   []porcupine.Operation
}

// NewHistory begins a history.
func NewHistory() *History { return &History{began: time.Now()} }

// Call notes a call by one caller, who asks one thing at a time; f returns the state or one of the words above.
func (h *History) Call(caller int, a Ask, f func() string) string {
	from := time.Since(h.began).Nanoseconds()
	out := f()
	to := time.Since(h.began).Nanoseconds()
	h.mu.Lock()
	defer h.mu.Unlock()
	if out == NotAsked {
		return out
	}
	if out == Unknown {
		to = 1 << 62 // it may take effect at any time from now on
	}
	h.ops = append(h.ops, porcupine.Operation{ClientId: caller, Input: a, Call: from, Output: out, Return: to})
	return out
}

// Len is the number of calls so far.
func (h *History) Len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.ops)
}

// place is an occurrence in the model: each person's state, and who waits, in their order.
type place struct{ states, queue string }

const (
	none, registered, held, waiting, cancelled = '-', 'r', 'h', 'w', 'c'
)

var stateNames = map[string]byte{"registered": registered, "held": held, "waitlisted": waiting, "cancelled": cancelled}

func (p place) with(person int, state byte) place {
	b := []byte(p.states)
	b[person] = state
	return place{string(b), strings.ReplaceAll(p.queue, string(rune('A'+person)), "")}
}

// free gives seats that nobody has to those who wait: each becomes a promise.
func (p place) free(seats int) place {
	for p.queue != "" && strings.Count(p.states, "r")+strings.Count(p.states, "h") < seats {
		p = p.with(int(p.queue[0]-'A'), held)
	}
	return p
}

// step is the rule: what becomes of an occurrence by one call, and what the caller is told.
func (p place) step(seats int, a Ask) (place, byte) {
	switch now := p.states[a.Person]; {
	case a.Do == Register && now != none && now != cancelled:
		return p, now
	case a.Do == Register && (p.queue != "" || strings.Count(p.states, "r")+strings.Count(p.states, "h") >= seats):
		p = p.with(a.Person, waiting)
		p.queue += string(rune('A' + a.Person))
		return p, waiting
	case a.Do == Register:
		return p.with(a.Person, registered), registered
	case a.Do == Cancel && now != none, a.Do == Expire && now == held:
		return p.with(a.Person, cancelled).free(seats), cancelled
	case a.Do == Confirm && (now == held || now == registered):
		return p.with(a.Person, registered), registered
	}
	return p, 0
}

// Linearizable fails the test unless some order of the calls, each between its asking and its answer,
// is one that the rules allow (G2). Of a history that is none a picture is left beside the seed.
func (h *History) Linearizable(t testing.TB, people, seats int, seed uint64) {
	t.Helper()
	if result, info, m := h.check(people, seats); result != porcupine.Ok {
		path := filepath.Join(os.TempDir(), fmt.Sprintf("history-%d.html", seed))
		t.Errorf("the history of seed %d is %s: %s", seed, result, path)
		if err := porcupine.VisualizePath(m, info, path); err != nil {
			t.Error(err)
		}
	}
}

// Broken reports whether no order of the calls is allowed by the rules.
func (h *History) Broken(people, seats int) bool {
	result, _, _ := h.check(people, seats)
	return result == porcupine.Illegal
}

func (h *History) check(people, seats int) (porcupine.CheckResult, porcupine.LinearizationInfo, porcupine.Model) {
	model := porcupine.NondeterministicModel{
		Init: func() []any { return []any{place{states: strings.Repeat("-", people)}} },
		Step: func(state, input, output any) []any {
			before := state.(place)
			after, told := before.step(seats, input.(Ask))
			switch {
			case output == Unknown, input.(Ask).Do == Expire: // it was done, or it was not
				return []any{before, after}
			case output == Refused && told == 0, stateNames[output.(string)] == told && told != 0:
				return []any{after}
			}
			return nil
		},
		DescribeOperation: func(input, output any) string {
			return fmt.Sprintf("%s %c: %s", input.(Ask).Do, 'A'+input.(Ask).Person, output)
		},
		DescribeState: func(state any) string { return state.(place).states + " queue " + state.(place).queue },
	}
	m := model.ToModel()
	h.mu.Lock()
	defer h.mu.Unlock()
	result, info := porcupine.CheckOperationsVerbose(m, h.ops, time.Minute)
	return result, info, m
}
