package rules

import mathbits "math/bits"

// bits is a set of entries, by their place in the person's order.
type bits []uint64

func words(n int) int { return (n + 63) / 64 }

func (b bits) set(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b bits) has(i int) bool { return b[i>>6]>>(i&63)&1 == 1 }

func (b bits) or(o bits) {
	for i := range b {
		b[i] |= o[i]
	}
}

func (b bits) andNot(o bits) {
	for i := range b {
		b[i] &^= o[i]
	}
}

func (b bits) count() (n int) {
	for _, x := range b {
		n += mathbits.OnesCount64(x)
	}
	return n
}

func (b bits) overlaps(o bits) bool {
	for i := range b {
		if b[i]&o[i] != 0 {
			return true
		}
	}
	return false
}

// keep drops everything outside lo <= i < hi.
func (b bits) keep(lo, hi int) {
	for i := range b {
		from, to := i*64, i*64+64
		switch {
		case hi <= from || lo >= to:
			b[i] = 0
		default:
			if lo > from {
				b[i] &= ^uint64(0) << (lo - from)
			}
			if hi < to {
				b[i] &= 1<<(hi-from) - 1
			}
		}
	}
}

// each calls f for every member in order.
func (b bits) each(f func(i int)) {
	for w, x := range b {
		for ; x != 0; x &= x - 1 {
			f(w<<6 + mathbits.TrailingZeros64(x))
		}
	}
}

func (b bits) sum(amounts []int64) int64 {
	n := int64(0)
	for w, x := range b {
		for ; x != 0; x &= x - 1 {
			n += amounts[w<<6+mathbits.TrailingZeros64(x)]
		}
	}
	return n
}
