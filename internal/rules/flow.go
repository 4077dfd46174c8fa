package rules

import "math"

// A network shares amounts out: from a source through arcs with room to a sink. Sharing as much as possible is a
// maximum flow (Ford and Fulkerson 1956), found along shortest ways (Edmonds and Karp 1972). Arcs are opened in
// stages: what an earlier stage has brought to the sink is never taken back by a later one, so requirements are
// filled in the order of the rule and none that could be filled besides stays empty.
type network struct {
	arcs  []arc
	first []int // first arc of each point, -1
	by    []int // arc that reached the point
	queue []int
	work  *effort
	cost  int // of looking at one arc
}

type arc struct {
	to, next int
	room     int64
}

const (
	source = 0
	sink   = 1
	// plenty is more than all entries together can hold.
	plenty = math.MaxInt64 / 4
)

func newNetwork(points, arcs int, work *effort) *network {
	n := &network{work: work, cost: 8, first: make([]int, 2, points+2), arcs: make([]arc, 0, 2*arcs), by: make([]int, 0, points+2), queue: make([]int, 0, points+2)}
	n.first[source], n.first[sink] = -1, -1
	if arcs > 8000 { // no longer near the processor
		n.cost = 32
	}
	return n
}

func (n *network) point() int {
	n.first = append(n.first, -1)
	return len(n.first) - 1
}

// arc adds an arc and returns its number; the next number is the way back.
func (n *network) arc(from, to int, room int64) int {
	n.arcs = append(n.arcs, arc{to, n.first[from], room}, arc{from, n.first[to], 0})
	n.first[from], n.first[to] = len(n.arcs)-2, len(n.arcs)-1
	return len(n.arcs) - 2
}

// flows returns what goes through an arc.
func (n *network) flows(arc int) int64 { return n.arcs[arc+1].room }

// fill sends as much as possible from source to sink and returns how much more that is.
func (n *network) fill() int64 {
	total := int64(0)
	for n.reach() {
		least := int64(plenty)
		for at := sink; at != source; at = n.arcs[n.by[at]^1].to {
			least = min(least, n.arcs[n.by[at]].room)
		}
		for at := sink; at != source; at = n.arcs[n.by[at]^1].to {
			n.arcs[n.by[at]].room -= least
			n.arcs[n.by[at]^1].room += least
		}
		total += least
	}
	return total
}

// reach finds a shortest way from source to sink.
func (n *network) reach() bool {
	if n.work.over() {
		return false
	}
	looked := len(n.first)
	defer func() { n.work.spend(n.cost * looked) }()
	n.by = n.by[:0]
	for range n.first {
		n.by = append(n.by, -1)
	}
	n.queue = append(n.queue[:0], source)
	for head := 0; head < len(n.queue); head++ {
		for a := n.first[n.queue[head]]; a >= 0; a = n.arcs[a].next {
			to := n.arcs[a].to
			looked++
			if n.arcs[a].room == 0 || to == source || n.by[to] >= 0 {
				continue
			}
			n.by[to] = a
			if to == sink {
				return true
			}
			n.queue = append(n.queue, to)
		}
	}
	return false
}
