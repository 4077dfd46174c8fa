package rules

import "slices"

// A most for each of something is a most for every one that the entries name. Few of them matter: one that has room for all, and one whose
// entries may count for the same things, are settled before the sharing out. What is left are knots: mosts of entries of several groups.

// knot is the most of one of them, such as of one title.
type knot struct{ room int64 }

// tie says for a category of which one each entry is.
type tie struct {
	room []int64 // of each one, from 1
	of   []int   // by entry, 0 where no most binds it
	at   []int   // the knot of each one, from 1
}

// one is what a most is one of: a provider, a title, a year, a day or a member. Entries without a provider or a title are together one.
type one struct {
	word string
	day  Day
}

// tieOf finds for a category with a most for each of something which one the entries are, and how much each may bring.
func (s *sharing) tieOf(c *category, fits bits) tie {
	r, l := s.r, s.leaves[0]
	r.work.spend(len(r.person.entries) + 200*fits.count())
	t := tie{room: []int64{0}, of: make([]int, len(r.person.entries))}
	numbers, most := map[one]int{}, s.f.most(l, c.eachMost)
	var ends []Day
	if c.each == EachYear {
		ends = s.f.yearEnds()
	}
	fits.each(func(i int) {
		e, at, room := r.person.entries[i], one{}, most
		switch c.each {
		case EachProvider:
			at.word = e.Provider
		case EachTitle:
			at.word = fold(e.Title)
		case EachDay:
			at.day = e.Day
		case EachMember:
			at.word = e.Who
		case EachYear:
			k, _ := slices.BinarySearch(ends, e.Day)
			k = min(k, len(ends)-1)
			if at.day = ends[k]; numbers[at] == 0 {
				room = r.yearMost(l, s.f, k, at.day, c.eachMost)
			}
		}
		if numbers[at] == 0 {
			numbers[at], t.room = len(t.room), append(t.room, room)
		}
		t.of[i] = numbers[at]
	})
	t.at = make([]int, len(t.room))
	return t
}

// untie settles the mosts that are no knots: of the entries of such a one the earliest bring what it lets. It returns what each entry
// can bring then, and the ties that are left.
func (s *sharing) untie(fits []bits, union bits, amounts []int64) ([]int64, []tie) {
	l, out := s.leaves[0], slices.Clone(amounts)
	var ties []tie
	for j := range l.cats {
		if l.cats[j].each != "" {
			ties = append(ties, s.tieOf(&l.cats[j], fits[j]))
		}
	}
	sig := make([]uint64, len(amounts))
	for j := range fits {
		fits[j].each(func(i int) { sig[i] |= 1 << j })
	}
	alike := func(a, b, but int) bool {
		for e := range ties {
			if e != but && ties[e].of[a] != ties[e].of[b] {
				return false
			}
		}
		return sig[a] == sig[b]
	}
	for n := 0; n <= len(ties); n++ { // what is settled for one may make another simple
		for e := range ties {
			t := &ties[e]
			s.r.work.spend(40*union.count() + 4*len(t.room))
			sum, first, mixed := make([]int64, len(t.room)), make([]int, len(t.room)), make([]bool, len(t.room))
			union.each(func(i int) {
				at := t.of[i]
				if at == 0 || out[i] == 0 {
					return
				}
				if sum[at] == 0 {
					first[at] = i
				}
				sum[at] += out[i]
				mixed[at] = mixed[at] || !alike(first[at], i, e)
			})
			union.each(func(i int) {
				switch at := t.of[i]; {
				case at == 0 || mixed[at] && sum[at] > t.room[at]:
				case sum[at] > t.room[at]:
					sum[at] -= out[i]
					out[i] = min(out[i], t.room[at])
					t.room[at], t.of[i] = t.room[at]-out[i], 0
				default:
					t.of[i] = 0
				}
			})
		}
	}
	return out, ties
}

// knot returns the number of the knot that an entry is in, from 1, or 0.
func (t *tie) knot(s *sharing, i int) uint64 {
	at := t.of[i]
	if at == 0 {
		return 0
	}
	if t.at[at] == 0 {
		s.knots = append(s.knots, knot{t.room[at]})
		t.at[at] = len(s.knots)
	}
	return uint64(t.at[at])
}

// knotsOf returns the knots of a group, each from 1, and 0 where it is in none.
func (s *sharing) knotsOf(g *group) []uint64 { return g.fits[len(s.leaves):] }

// inKnot reports whether a group uses the k-th knot.
func (s *sharing) inKnot(g *group, k int) bool { return slices.Contains(s.knotsOf(g), uint64(k+1)) }

// knotOf returns the one knot of a group whose knots are nested, -1 for none.
func (s *sharing) knotOf(g *group) int {
	for _, k := range s.knotsOf(g) {
		if k > 0 {
			return int(k) - 1
		}
	}
	return -1
}

// knotsNested reports whether each group is in one knot at most, and the groups of each lie in the same other mosts.
func (s *sharing) knotsNested() bool {
	around := make([]uint64, len(s.knots))
	known := make([]bool, len(s.knots))
	for i := range s.groups {
		g, count := &s.groups[i], 0
		for _, k := range s.knotsOf(g) {
			if k == 0 {
				continue
			}
			used := s.leaves[0].charged(g.fits[0])
			if count++; count > 1 || known[k-1] && around[k-1] != used {
				return false
			}
			around[k-1], known[k-1] = used, true
		}
	}
	return true
}

// yearMost is the most of a year of the cycle, as much less as its least would be; where nothing would be owed it stands whole.
func (r *run) yearMost(l *leaf, f *frame, k int, to Day, most int64) int64 {
	if f.start == 0 || f.num == 0 {
		return most
	}
	if share, asked := r.yearly(l, f, addSpan(f.start, 12*k, 0), to, most); asked && share > 0 {
		return share
	}
	return most
}
