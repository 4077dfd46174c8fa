package assessment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/platform/id"
)

var t0 = time.Date(2026, 9, 15, 14, 0, 0, 0, time.UTC)

func own(said Said, rank, minute int) Answer {
	return Answer{ID: id.ID(fmt.Sprint("own", minute)), Voice: BySelf, Said: said, Rank: rank, Level: fmt.Sprint(rank), At: t0.Add(time.Duration(minute) * time.Minute)}
}

func other(voice Basis, invitation id.ID, rank, minute int) Answer {
	a := own(SaidLevel, rank, minute)
	a.ID, a.Voice, a.InvitationID = id.ID(fmt.Sprint(voice, invitation, minute)), voice, invitation
	a.address = string(invitation)
	if rank == 0 {
		a.Said = SaidNone
	}
	return a
}

func proof(rank, minute int) Proof {
	return Proof{Level: fmt.Sprint(rank), Rank: rank, Title: fmt.Sprint("offer ", rank), On: "2026-09-15", AddedAt: t0.Add(time.Duration(minute) * time.Minute)}
}

func contesting(a Answer) Answer { a.Contests = true; return a }

func TestEveryProfileThatShipsHasAnAudience(t *testing.T) {
	list, err := seedProfiles()
	if err != nil || len(list) < 12 {
		t.Fatalf("%d profiles, %v", len(list), err)
	}
	for _, p := range list {
		if !p.Audience.Valid() {
			t.Errorf("the profile %s has no audience", p.Key)
		}
	}
}

func TestStanding(t *testing.T) {
	for name, c := range map[string]struct {
		answers []Answer
		proofs  []Proof
		rank    int
		basis   Basis
		all     int
		outside bool
	}{
		"nothing":                          {nil, nil, 0, "", 0, false},
		"none of them yet":                 {[]Answer{own(SaidNone, 0, 1)}, nil, 0, BySelf, 1, false},
		"the latest of one's own":          {[]Answer{own(SaidLevel, 3, 1), own(SaidLevel, 2, 2)}, nil, 2, BySelf, 1, false},
		"skipping changes nothing":         {[]Answer{own(SaidLevel, 2, 1), own(SaidSkipped, 0, 2)}, nil, 2, BySelf, 1, false},
		"not my work":                      {[]Answer{own(SaidLevel, 2, 1), own(SaidOutside, 0, 2)}, nil, 0, "", 1, true},
		"back to my work":                  {[]Answer{own(SaidOutside, 0, 1), own(SaidLevel, 1, 2)}, nil, 1, BySelf, 1, false},
		"the record is higher":             {[]Answer{own(SaidLevel, 1, 1)}, []Proof{proof(2, 0)}, 2, ByRecord, 2, false},
		"of equals the person's own":       {[]Answer{own(SaidLevel, 2, 1)}, []Proof{proof(2, 0)}, 2, BySelf, 2, false},
		"contested":                        {[]Answer{contesting(own(SaidLevel, 1, 1))}, []Proof{proof(3, 0)}, 1, BySelf, 2, false},
		"contested, and then proved anew":  {[]Answer{contesting(own(SaidLevel, 1, 1))}, []Proof{proof(3, 0), proof(2, 5)}, 2, ByRecord, 2, false},
		"no longer contested":              {[]Answer{contesting(own(SaidLevel, 1, 1)), own(SaidLevel, 1, 2)}, []Proof{proof(3, 0)}, 3, ByRecord, 2, false},
		"a supervisor sees more":           {[]Answer{own(SaidLevel, 1, 1), other(BySupervisor, "i", 3, 2)}, nil, 3, BySupervisor, 2, false},
		"a supervisor sees less":           {[]Answer{own(SaidLevel, 2, 1), other(BySupervisor, "i", 1, 2)}, nil, 2, BySelf, 2, false},
		"two peers, the latest of each":    {[]Answer{other(ByPeer, "i", 3, 1), other(ByPeer, "k", 2, 2), other(ByPeer, "i", 1, 3)}, nil, 2, ByPeer, 2, false},
		"another voice says none":          {[]Answer{other(ByMentor, "i", 0, 1)}, nil, 0, ByMentor, 1, false},
		"the order of the rows is no fact": {[]Answer{own(SaidLevel, 2, 2), own(SaidLevel, 3, 1)}, nil, 2, BySelf, 1, false},
	} {
		s := standingOf("", c.answers, c.proofs)
		if s.Best.Rank != c.rank || s.Best.Basis != c.basis || len(s.All) != c.all || s.Outside != c.outside {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestAContestStandsUnderItsName merges two competencies of which the record proves both and the person contests one.
func TestAContestStandsUnderItsName(t *testing.T) {
	named := func(c id.ID, a Answer) Answer { a.Competency = c; return a }
	proved := func(c id.ID, minute int) Proof { p := proof(3, minute); p.Competency = c; return p }
	one, two := contesting(named("one", own(SaidLevel, 1, 1))), named("two", own(SaidLevel, 2, 2))
	for name, c := range map[string]struct {
		answers []Answer
		proof   Proof
		want    bool
	}{
		"the other one was answered later":               {[]Answer{one, two}, proved("one", 0), true},
		"the other one's proof is not meant":             {[]Answer{one, two}, proved("two", 0), false},
		"proved under the name of today, from before":    {[]Answer{one, two}, proved("both", 0), true},
		"proved under the name of today, anew":           {[]Answer{one, two}, proved("both", 5), false},
		"proved under a name of which nothing was said":  {[]Answer{one}, proved("between", 0), true},
		"answered without a contest under its own name":  {[]Answer{one, named("one", own(SaidLevel, 1, 3))}, proved("one", 0), false},
		"answered without a contest under that of today": {[]Answer{one, two, named("both", own(SaidLevel, 1, 3))}, proved("one", 0), false},
		"contested under the name of today":              {[]Answer{two, contesting(named("both", own(SaidLevel, 1, 3)))}, proved("two", 0), true},
		"skipped under the name of today":                {[]Answer{one, named("both", own(SaidSkipped, 0, 3))}, proved("one", 0), true},
		"skipped under the name of today, contesting":    {[]Answer{two, contesting(named("both", own(SaidSkipped, 0, 3)))}, proved("two", 0), true},
	} {
		if s := standingOf("both", c.answers, []Proof{c.proof}); s.Contested != c.want {
			t.Errorf("%s: contested %v, %+v", name, s.Contested, s)
		}
	}
}

// TestWhatAVoiceSaysLastsUntilItSaysLess follows levels up, down and over a merge.
func TestWhatAVoiceSaysLastsUntilItSaysLess(t *testing.T) {
	named := func(c id.ID, a Answer) Answer { a.Competency = c; return a }
	at := func(minute int) time.Time { return t0.Add(time.Duration(minute) * time.Minute) }
	for name, c := range map[string]struct {
		answers []Answer
		want    string
	}{
		"raised":                         {[]Answer{own(SaidLevel, 2, 1), own(SaidLevel, 3, 2)}, "2 1-, 3 2-"},
		"said again":                     {[]Answer{own(SaidLevel, 2, 1), own(SaidLevel, 2, 9)}, "2 1-, 2 9-"},
		"lowered":                        {[]Answer{own(SaidLevel, 3, 1), own(SaidLevel, 2, 4)}, "3 1-4, 2 4-"},
		"taken back":                     {[]Answer{own(SaidLevel, 2, 1), own(SaidNone, 0, 4), own(SaidLevel, 1, 6)}, "2 1-4, 1 6-"},
		"no part of the work":            {[]Answer{own(SaidLevel, 2, 1), own(SaidOutside, 0, 4)}, "2 1-4"},
		"skipped":                        {[]Answer{own(SaidLevel, 2, 1), own(SaidSkipped, 0, 4)}, "2 1-"},
		"less under another old name":    {[]Answer{named("one", own(SaidLevel, 3, 1)), named("two", own(SaidLevel, 1, 4))}, "3 1-, 1 4-"},
		"less under the same old name":   {[]Answer{named("one", own(SaidLevel, 3, 1)), named("two", own(SaidLevel, 2, 2)), named("one", own(SaidNone, 0, 4))}, "3 1-4, 2 2-"},
		"less under the name of today":   {[]Answer{named("one", own(SaidLevel, 3, 1)), named("two", own(SaidLevel, 2, 2)), named("both", own(SaidLevel, 2, 4))}, "3 1-4, 2 2-, 2 4-"},
		"another voice is one by itself": {[]Answer{own(SaidLevel, 3, 1), other(ByPeer, "i", 0, 4)}, "3 1-"},
	} {
		var got []string
		for _, a := range abilities("both", c.answers, nil) {
			line := fmt.Sprintf("%s %d-", a.Level, int(a.Since.Sub(t0).Minutes()))
			if !a.Until.IsZero() {
				line += fmt.Sprint(int(a.Until.Sub(t0).Minutes()))
			}
			got = append(got, line)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %s, want %s", name, s, c.want)
		}
	}
	if got := abilities("both", []Answer{contesting(own(SaidLevel, 1, 1))}, []Proof{proof(3, 0)}); len(got) != 1 || got[0].Since != at(1) {
		t.Errorf("what is contested is shown: %+v", got)
	}
}

func TestAStandingDoesNotDependOnTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var answers []Answer
		for i := range rapid.IntRange(0, 8).Draw(t, "n") {
			a := own(rapid.SampledFrom([]Said{SaidLevel, SaidNone, SaidSkipped, SaidOutside}).Draw(t, "said"), rapid.IntRange(1, 3).Draw(t, "rank"), rapid.IntRange(0, 5).Draw(t, "minute"))
			a.ID = id.ID(fmt.Sprintf("%02d", i))
			if a.Said != SaidLevel {
				a.Rank, a.Level = 0, ""
			}
			a.Voice = rapid.SampledFrom([]Basis{BySelf, ByPeer, ByMentor}).Draw(t, "voice")
			if a.Voice != BySelf {
				a.InvitationID, a.address = id.ID(a.Voice), string(a.Voice)
			}
			answers = append(answers, a)
		}
		proofs := []Proof{proof(rapid.IntRange(1, 3).Draw(t, "p"), 2), proof(rapid.IntRange(1, 3).Draw(t, "q"), 3)}
		want := standingOf("", answers, proofs)
		seed := rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 1))
		r.Shuffle(len(answers), func(i, k int) { answers[i], answers[k] = answers[k], answers[i] })
		slices.Reverse(proofs)
		if got := standingOf("", answers, proofs); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v, in another order %v", want, got)
		}
		for _, x := range want.All {
			if x.counts() && x.Rank > want.Best.Rank {
				t.Fatalf("%v is higher than %v", x, want.Best)
			}
		}
	})
}

// item asks for a competency of a framework at a rank.
func item(c, framework id.ID, rank, weight int) Item {
	return Item{Competency: c, Framework: framework, Rank: rank, Level: fmt.Sprint(rank), Weight: weight}
}

func numbered(items ...Item) []Item {
	for i := range items {
		items[i].Position = i + 1
	}
	return items
}

func facts(answers map[id.ID][]Answer) Facts {
	return Facts{Answers: answers, Proofs: map[id.ID][]Proof{}}
}

func TestEstimates(t *testing.T) {
	items := numbered(item("a", "f", 2, 3), item("b", "f", 2, 3), item("c", "f", 2, 2), item("d", "f", 1, 1), item("e", "f", 3, 3), item("g", "other", 2, 1))
	state := func(answers map[id.ID][]Answer) map[id.ID]State {
		out := map[id.ID]State{}
		for _, l := range linesOf(items, facts(answers)) {
			out[l.Competency] = l.State
		}
		return out
	}
	none := map[id.ID][]Answer{"a": {own(SaidNone, 0, 1)}, "b": {own(SaidNone, 0, 2)}}
	expert := map[id.ID][]Answer{"a": {own(SaidLevel, 3, 1)}, "b": {own(SaidLevel, 3, 2)}}
	mixed := map[id.ID][]Answer{"a": {own(SaidLevel, 3, 1)}, "b": {own(SaidLevel, 1, 2)}}
	one := map[id.ID][]Answer{"a": {own(SaidNone, 0, 1)}}
	for name, c := range map[string]struct {
		answers map[id.ID][]Answer
		want    map[id.ID]State
	}{
		"nothing yet twice":     {none, map[id.ID]State{"c": StateLikelyGap, "d": StateLikelyGap, "e": StateOpen, "g": StateOpen}},
		"higher than is wanted": {expert, map[id.ID]State{"c": StateLikelyMet, "d": StateLikelyMet, "e": StateOpen, "g": StateOpen}},
		"answers that differ":   {mixed, map[id.ID]State{"c": StateOpen, "d": StateOpen, "e": StateOpen}},
		"one answer":            {one, map[id.ID]State{"b": StateOpen, "c": StateOpen}},
	} {
		got := state(c.answers)
		for k, want := range c.want {
			if got[k] != want {
				t.Errorf("%s: %s is %s, want %s", name, k, got[k], want)
			}
		}
	}
}

func TestWhatIsAskedNext(t *testing.T) {
	items := numbered(item("a", "f", 2, 1), item("b", "f", 2, 3), item("c", "f", 2, 3), item("d", "g", 2, 3), item("e", "g", 1, 2))
	r := Round{ID: "r", Most: 4, BegunAt: t0}
	answers := map[id.ID][]Answer{}
	asked := map[id.ID]bool{}
	var order []id.ID
	for range 10 {
		l, _ := nextQuestion(linesOf(items, facts(answers)), r, asked)
		if l == nil {
			break
		}
		order = append(order, l.Competency)
		asked[l.Competency] = true
		answers[l.Competency] = []Answer{own(SaidLevel, 2, len(order))}
	}
	if want := []id.ID{"b", "d", "c", "e"}; !slices.Equal(order, want) {
		t.Errorf("asked %v, want %v", order, want)
	}
	if _, p := nextQuestion(linesOf(items, facts(answers)), r, asked); p.Later != 1 || p.Left != 0 || p.Asked != 4 {
		t.Errorf("%+v: one could still be asked", p)
	}
	r.Most += MoreQuestions
	if l, p := nextQuestion(linesOf(items, facts(answers)), r, asked); l == nil || l.Competency != "a" || p.Left != 1 {
		t.Errorf("more: %v %+v", l, p)
	}
}

func TestNobodyIsAskedTwice(t *testing.T) {
	items := numbered(item("met", "f", 2, 3), item("gap", "f", 2, 3), item("old", "f", 2, 3), item("outside", "f", 2, 3), item("proved", "f", 2, 3), item("voice", "f", 2, 3), item("contested", "f", 2, 3))
	f := facts(map[id.ID][]Answer{
		"met": {own(SaidLevel, 2, -10)}, "gap": {own(SaidLevel, 1, -10)}, "old": {own(SaidLevel, 3, -60*24*400)}, "outside": {own(SaidOutside, 0, -10)},
		"voice": {other(ByPeer, "i", 3, -10)}, "contested": {contesting(own(SaidLevel, 1, -5))},
	})
	f.Proofs["proved"], f.Proofs["contested"] = []Proof{proof(2, -20)}, []Proof{proof(2, -20)}
	var open []id.ID
	for _, l := range linesOf(items, f) {
		if !settled(l, Round{BegunAt: t0}, nil) {
			open = append(open, l.Competency)
		}
	}
	if want := []id.ID{"gap", "old", "voice", "contested"}; !slices.Equal(open, want) {
		t.Errorf("asked again: %v, want %v", open, want)
	}
}

func TestARoundEndsAndAsksNothingTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var items []Item
		for i := range rapid.IntRange(0, 60).Draw(t, "n") {
			items = append(items, item(id.ID(fmt.Sprint("c", i)), id.ID(fmt.Sprint("f", rapid.IntRange(0, 3).Draw(t, "f"))), rapid.IntRange(1, 3).Draw(t, "rank"), rapid.IntRange(1, 3).Draw(t, "weight")))
		}
		items = numbered(items...)
		r := Round{Most: FirstQuestions, BegunAt: t0}
		answers, asked := map[id.ID][]Answer{}, map[id.ID]bool{}
		for n := 0; ; n++ {
			l, p := nextQuestion(linesOf(items, facts(answers)), r, asked)
			if l == nil {
				if p.Left != 0 {
					t.Fatalf("%d are left and none is asked", p.Left)
				}
				break
			}
			if asked[l.Competency] || n >= FirstQuestions {
				t.Fatalf("question %d asks %s again", n, l.Competency)
			}
			for _, x := range linesOf(items, facts(answers)) {
				if !settled(x, r, asked) && x.Weight > l.Weight {
					t.Fatalf("%s of weight %d is asked before %s of weight %d", l.Competency, l.Weight, x.Competency, x.Weight)
				}
			}
			asked[l.Competency] = true
			said := rapid.SampledFrom([]Said{SaidLevel, SaidNone, SaidSkipped, SaidOutside}).Draw(t, "said")
			rank := 0
			if said == SaidLevel {
				rank = rapid.IntRange(1, 3).Draw(t, "level")
			}
			answers[l.Competency] = append(answers[l.Competency], own(said, rank, n))
		}
		c := countLines(linesOf(items, facts(answers)))
		if c.All()+c.Outside != len(items) {
			t.Fatalf("%+v of %d", c, len(items))
		}
	})
}

func TestGapsAreInOrder(t *testing.T) {
	items := numbered(item("near", "f", 2, 3), item("far", "f", 3, 3), item("light", "f", 3, 1), item("met", "f", 1, 3))
	lines := linesOf(items, facts(map[id.ID][]Answer{"near": {own(SaidLevel, 1, 1)}, "far": {own(SaidLevel, 1, 2)}, "light": {own(SaidNone, 0, 3)}, "met": {own(SaidLevel, 1, 4)}}))
	var got []id.ID
	for _, l := range gapsOf(lines) {
		got = append(got, l.Competency)
	}
	if want := []id.ID{"far", "near", "light"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestFollowingAFramework(t *testing.T) {
	fates := Fates{"replaced": {Now: "new"}, "merged1": {Now: "one"}, "merged2": {Now: "one"}, "split": {Parts: []id.ID{"left", "right"}}, "ended": {Ended: true}}
	items := numbered(item("same", "f", 1, 1), item("replaced", "f", 2, 2), item("merged1", "f", 1, 3), item("merged2", "f", 3, 1), item("split", "f", 2, 2), item("ended", "f", 2, 3))
	now, ended := fates.followItems(items)
	said := []Answer{own(SaidLevel, 2, 1), own(SaidLevel, 3, 2), own(SaidLevel, 1, 3), own(SaidLevel, 2, 4), own(SaidLevel, 2, 5)}
	for i, c := range []id.ID{"replaced", "merged1", "merged2", "split", "ended"} {
		said[i].Competency = c
	}
	lines := linesOf(now, fates.followFacts(said, []Proof{{Competency: "replaced", Rank: 1, Level: "1"}}))
	got := map[id.ID]State{}
	for _, l := range lines {
		got[l.Competency] = l.State
	}
	// Of two that became one the higher answer stands, whichever was asked last; with it, what was not asked is near certain.
	want := map[id.ID]State{"same": StateLikelyMet, "new": StateMet, "one": StateMet, "left": StateAgain, "right": StateAgain}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(ended) != 1 || ended[0].Competency != "ended" {
		t.Errorf("ended: %v", ended)
	}
	if l, _ := nextQuestion(lines, Round{Most: 12, BegunAt: t0}, nil); l == nil || l.State != StateAgain {
		t.Errorf("what was split is asked first: %+v", l)
	}
	// Once the parts are answered nothing is asked again.
	for i, c := range []id.ID{"left", "right"} {
		a := own(SaidLevel, 2, 10+i)
		a.Competency = c
		said = append(said, a)
	}
	for _, l := range linesOf(now, fates.followFacts(said, nil)) {
		if l.State == StateAgain {
			t.Errorf("%s is asked again after it was answered", l.Competency)
		}
	}
}
