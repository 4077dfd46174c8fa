package assessment

import (
	"slices"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

func TestALaterRoundAsksAgainWhatIsFreshLast(t *testing.T) {
	items := numbered(item("met", "f", 2, 3), item("outside", "f", 2, 3), item("gap", "f", 2, 1), item("open", "f", 2, 1), item("proved", "f", 2, 3), item("old", "f", 2, 1))
	f := facts(map[id.ID][]Answer{"met": {own(SaidLevel, 2, -10)}, "outside": {own(SaidOutside, 0, -10)}, "gap": {own(SaidLevel, 1, -10)}, "old": {own(SaidLevel, 3, -60*24*400)}})
	f.Proofs["proved"] = []Proof{proof(2, -20)}
	for number, want := range map[int][]id.ID{1: {"gap", "open", "old"}, 2: {"gap", "open", "old", "met", "outside"}} {
		var got []id.ID
		asked := map[id.ID]bool{}
		for {
			l, _ := nextQuestion(linesOf(items, f), Round{Number: number, Most: FirstQuestions, BegunAt: t0}, asked)
			if l == nil {
				break
			}
			got, asked[l.Competency] = append(got, l.Competency), true
		}
		if !slices.Equal(got, want) {
			t.Errorf("round %d asks %v, want %v", number, got, want)
		}
	}
	// What was said for another target since the round began is not asked in it.
	f.Answers["met"] = append(f.Answers["met"], own(SaidLevel, 2, 5))
	if !settled(linesOf(items, f)[0], Round{Number: 2, BegunAt: t0.Add(time.Minute)}, nil) {
		t.Error("what was said a moment ago is asked again")
	}
}

func TestWhoWantsToBeAskedMoreIsAskedWhatIsEstimatedBehindWhatIsNotKnown(t *testing.T) {
	items := numbered(item("a", "f", 2, 3), item("b", "f", 2, 3), item("likely", "f", 2, 2), item("open", "g", 2, 1))
	lines := linesOf(items, facts(map[id.ID][]Answer{"a": {own(SaidLevel, 3, 1)}, "b": {own(SaidLevel, 3, 2)}}))
	asked := map[id.ID]bool{"a": true, "b": true}
	r := Round{Number: 1, Most: FirstQuestions, BegunAt: t0}
	if _, p := nextQuestion(lines, r, asked); p.Left != 1 {
		t.Errorf("%+v: what is estimated is asked by itself", p)
	}
	for _, want := range []id.ID{"open", "likely"} {
		l, _ := nextQuestion(lines, r.further(2), asked)
		if l == nil || l.Competency != want {
			t.Fatalf("asked %+v, want %s", l, want)
		}
		asked[want] = true
	}
}
