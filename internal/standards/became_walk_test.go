package standards

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/platform/id"
)

// TestBecameAsASlowWalkSays makes versions at random and holds the resolver against a walk through them, version by version.
func TestBecameAsASlowWalkSays(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := tracing{now: map[id.ID]standing{}, homes: map[id.ID]standing{}, steps: map[id.ID][]FateStep{}}
		version := 1
		now := []id.ID{"c0", "c1", "c2", "c3"}
		made := 4
		// where says what each competency that ever was is today, as the walk has it, and how it got there.
		where := map[id.ID][]id.ID{}
		how := map[id.ID]Became{}
		for _, c := range now {
			where[c], how[c] = []id.ID{c}, BecameSame
		}
		for range rapid.IntRange(1, 4).Draw(r, "versions") {
			var added []id.ID
			for range 2 {
				added = append(added, id.ID(fmt.Sprint("c", made)))
				made++
			}
			gone := rapid.SliceOfNDistinct(rapid.SampledFrom(now), 0, len(now)-1, rapid.ID[id.ID]).Draw(r, "gone")
			left := append(slices.DeleteFunc(slices.Clone(now), func(c id.ID) bool { return slices.Contains(gone, c) }), added...)
			became, steps := map[id.ID][]id.ID{}, map[id.ID]FateStep{}
			for _, c := range gone {
				kind := rapid.SampledFrom(Decisions).Draw(r, "became")
				n := map[Became]int{BecameSplit: 2, BecameMerged: 1, BecameReplaced: 1}[kind]
				to := rapid.SliceOfNDistinct(rapid.SampledFrom(left), n, n, rapid.ID[id.ID]).Draw(r, "to")
				steps[c] = FateStep{Number: version + 1, From: c, Became: kind, To: to}
				became[c] = to
				for old, at := range where {
					if slices.Contains(at, c) {
						how[old] = worse(how[old], kind)
					}
				}
			}
			version++
			for c, s := range steps {
				h.steps[c] = append(h.steps[c], s)
			}
			now = left
			for old, at := range where {
				var next []id.ID
				for _, c := range at {
					if to, ok := became[c]; ok {
						next = append(next, to...)
					} else {
						next = append(next, c)
					}
				}
				slices.Sort(next)
				where[old] = slices.Compact(next)
			}
			for _, c := range added {
				where[c], how[c] = []id.ID{c}, BecameSame
			}
		}
		for c := range where {
			h.homes[c] = standing{}
		}
		for i, c := range now {
			h.now[c] = standing{position: i + 1}
		}
		for c, at := range where {
			want := how[c]
			if len(at) == 0 {
				want = BecameRetired
			}
			f, _ := h.fate(c)
			slices.Sort(f.To)
			if f.Became != want || !slices.Equal(f.To, at) {
				r.Fatalf("%s became %v %v, want %s %v", c, f.Became, f.To, want, at)
			}
		}
	})
}

// worse sums up two steps of one way.
func worse(a, b Became) Became {
	for _, x := range []Became{BecameSplit, BecameMerged, BecameReplaced} {
		if a == x || b == x {
			return x
		}
	}
	return BecameReplaced // something ended on the way; whether anything is left is asked at the end
}
