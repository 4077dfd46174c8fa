package search

import "math/bits"

// bitset is a set of documents of one segment.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

// resized returns an empty set for n documents in b's memory where that suffices.
func (b bitset) resized(n int) bitset {
	words := (n + 63) / 64
	if cap(b) < words {
		return make(bitset, words)
	}
	b = b[:words]
	clear(b)
	return b
}

// fill puts documents 0 to n-1 in the set.
func (b bitset) fill(n int) {
	for i := range b {
		b[i] = ^uint64(0)
	}
	if r := n % 64; r != 0 {
		b[len(b)-1] = 1<<r - 1
	}
}

func (b bitset) has(d uint32) bool { return b[d/64]&(1<<(d%64)) != 0 }
func (b bitset) add(d uint32)      { b[d/64] |= 1 << (d % 64) }
func (b bitset) remove(d uint32)   { b[d/64] &^= 1 << (d % 64) }

func (b bitset) and(c bitset) {
	for i := range b {
		b[i] &= c[i]
	}
}

func (b bitset) or(c bitset) {
	for i := range b {
		b[i] |= c[i]
	}
}

// common returns how many documents both sets hold.
func (b bitset) common(c bitset) int {
	n := 0
	for i, w := range b {
		n += bits.OnesCount64(w & c[i])
	}
	return n
}

func (b bitset) empty() bool {
	for _, w := range b {
		if w != 0 {
			return false
		}
	}
	return true
}

func (b bitset) len() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// each calls do for the documents in ascending order.
func (b bitset) each(do func(uint32)) {
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			do(uint32(i*64 + bits.TrailingZeros64(w)))
		}
	}
}
