package document

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// visual puts a line into the order in which it is drawn from left to right, and joins Arabic
// letters. It follows the Unicode Bidirectional Algorithm (UAX #9) for texts without marks of
// direction, which clean has taken out.
func visual(s string) string {
	if !slices.ContainsFunc([]rune(s), rightToLeft) {
		return s
	}
	runes := shaped(s)
	levels := bidiLevels(runes)
	for i, r := range runes {
		if levels[i]%2 == 1 {
			runes[i] = []rune(bidi.ReverseString(string(r)))[0] // a bracket turns around
		}
	}
	for level := slices.Max(levels); level > 0; level-- {
		for i := 0; i < len(runes); i++ {
			j := i
			for j < len(runes) && levels[j] >= level {
				j++
			}
			if j > i {
				slices.Reverse(runes[i:j])
				slices.Reverse(levels[i:j])
				i = j
			}
		}
	}
	return string(runes)
}

func rightToLeft(r rune) bool {
	if r < 0x0590 {
		return false
	}
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

// direction is what a letter does to the order of its line.
type direction uint8

const (
	neutral direction = iota
	left
	right
	number // goes from left to right, wherever it stands
)

// bidiLevels gives each letter its level: even ones run to the right, odd ones to the left.
func bidiLevels(runes []rune) []int {
	kinds := make([]direction, len(runes))
	for i, r := range runes {
		kinds[i] = directionOf(r)
	}
	// A single mark between two digits belongs to the number (rule W4): 3.5, 12/2026.
	for i := 1; i+1 < len(runes); i++ {
		p, _ := bidi.LookupRune(runes[i])
		if (p.Class() == bidi.CS || p.Class() == bidi.ES) && kinds[i-1] == number && kinds[i+1] == number {
			kinds[i] = number
		}
	}
	base := right
	if i := slices.IndexFunc(kinds, func(d direction) bool { return d == left || d == right }); i < 0 || kinds[i] == left {
		base = left
	}
	// Numbers go with the letters before them when those run to the right (rule W7).
	strong := base
	for i, k := range kinds {
		switch {
		case k == left || k == right:
			strong = k
		case k == number && strong == left:
			kinds[i] = left
		}
	}
	// What has no direction takes that of its neighbours when they agree, else the line's (rules N1, N2).
	for i := 0; i < len(kinds); i++ {
		if kinds[i] != neutral {
			continue
		}
		j := i
		for j < len(kinds) && kinds[j] == neutral {
			j++
		}
		before, after := base, base
		if i > 0 {
			before = flow(kinds[i-1])
		}
		if j < len(kinds) {
			after = flow(kinds[j])
		}
		for k := i; k < j; k++ {
			if kinds[k] = base; before == after {
				kinds[k] = before
			}
		}
		i = j
	}
	levels := make([]int, len(runes))
	for i, k := range kinds {
		switch {
		case k == right:
			levels[i] = 1
		case k == number || base == right:
			levels[i] = 2
		}
	}
	return levels
}

// flow is how a neighbour counts for what has no direction: numbers count as running to the left.
func flow(k direction) direction {
	if k == number {
		return right
	}
	return k
}

func directionOf(r rune) direction {
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.L:
		return left
	case bidi.R, bidi.AL:
		return right
	case bidi.EN, bidi.AN:
		return number
	}
	return neutral
}

// isMark reports whether r is one of the points and vowel signs of Hebrew and Arabic. They are left
// out, because they would stand beside their letter instead of on it.
func isMark(r rune) bool {
	return r >= 0x0590 && r <= 0x08ff && unicode.Is(unicode.Mn, r)
}
