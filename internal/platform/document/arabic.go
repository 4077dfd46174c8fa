package document

import (
	"golang.org/x/text/unicode/norm"
)

// forms are how an Arabic letter is drawn: alone, at the end of what it is joined to, at its
// beginning, and between. A letter that joins only to the one before it has the first two.
type forms struct {
	shapes [4]rune
	n      int
}

// joins reports whether the letter joins to the one after it.
func (f forms) joins() bool { return f.n == 4 }

const (
	alone = iota
	final
	initial
	medial
)

// arabicForms and lamAlef are read off the blocks of presentation forms, in which every letter
// stands in the order of the constants above.
var arabicForms, lamAlef = func() (map[rune]forms, map[rune]forms) {
	letters, ligatures := map[rune]forms{}, map[rune]forms{}
	add := func(from, to rune) {
		for r := from; r <= to; {
			base := []rune(norm.NFKC.String(string(r)))
			var f forms
			for r <= to && f.n < 4 && string(base) == norm.NFKC.String(string(r)) {
				f.shapes[f.n] = r
				f.n++
				r++
			}
			switch {
			case len(base) == 1 && base[0] != f.shapes[0] && (f.n == 1 || f.n == 2 || f.n == 4):
				letters[base[0]] = f
			case len(base) == 2 && base[0] == 'ل':
				ligatures[base[1]] = f
			}
		}
	}
	add(0xfb50, 0xfbe7) // the letters of Persian, Urdu and others
	add(0xfbfc, 0xfbff)
	add(0xfe80, 0xfefc)
	return letters, ligatures
}()

// shaped replaces Arabic letters by the forms that they have between their neighbours, and leaves
// out points and vowel signs.
func shaped(s string) []rune {
	var in, out []rune
	for _, r := range s {
		if !isMark(r) {
			in = append(in, r)
		}
	}
	before := false // the letter before joins to this one
	for i := 0; i < len(in); i++ {
		r := in[i]
		f, ok := arabicForms[r]
		if r == 'ل' && i+1 < len(in) {
			if l, is := lamAlef[in[i+1]]; is {
				f, ok = l, true
				i++
			}
		}
		if r == 'ـ' { // the stroke that joins on both sides
			out, before = append(out, r), true
			continue
		}
		if !ok {
			out, before = append(out, r), false
			continue
		}
		after := f.joins() && i+1 < len(in) && (arabicForms[in[i+1]].n > 1 || in[i+1] == 'ـ')
		shape := alone
		switch {
		case before && f.n > 1 && after:
			shape = medial
		case before && f.n > 1:
			shape = final
		case after:
			shape = initial
		}
		out, before = append(out, f.shapes[shape]), f.joins()
	}
	return out
}
