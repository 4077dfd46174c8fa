package search

import "slices"

// gramTable lists the words that have each pair of neighbouring letters, where
// the ends of a word count as a letter. Words with digits are not in it.
type gramTable struct {
	starts []uint32
	words  []uint32
}

// maxCompared is how many words of a view are compared letter by letter.
const maxCompared = 4096

const (
	gramLetters = 40 // 0 is the end of a word, a to z are 1 to 26, other letters share the rest
	gramCodes   = gramLetters * gramLetters
)

func gramLetter(r rune) int {
	if 'a' <= r && r <= 'z' {
		return int(r-'a') + 1
	}
	return 27 + int(r)%(gramLetters-27)
}

// appendGrams appends the different pairs of a word.
func appendGrams(dst []int, word string) []int {
	before := 0
	add := func(letter int) {
		if g := before*gramLetters + letter; !slices.Contains(dst, g) {
			dst = append(dst, g)
		}
		before = letter
	}
	for _, r := range word {
		add(gramLetter(r))
	}
	add(0)
	return dst
}

func newGramTable(words []string) gramTable {
	t := gramTable{starts: make([]uint32, gramCodes+1)}
	var room [maxWord + 1]int
	for _, w := range words {
		if !hasDigit(w[1:]) {
			for _, g := range appendGrams(room[:0], w[1:]) {
				t.starts[g+1]++
			}
		}
	}
	for g := range gramCodes {
		t.starts[g+1] += t.starts[g]
	}
	t.words = make([]uint32, t.starts[gramCodes])
	fill := slices.Clone(t.starts)
	for i, w := range words {
		if !hasDigit(w[1:]) {
			for _, g := range appendGrams(room[:0], w[1:]) {
				t.words[fill[g]] = uint32(i)
				fill[g]++
			}
		}
	}
	return t
}

// eachAlike calls do for the words that share so many pairs with word that they
// may be within so many slips of it. Where that would be more than maxCompared
// words, those that share less are left out.
func (v *view) eachAlike(word string, slips int, do func(uint32)) {
	var room [maxWord + 1]int
	grams := appendGrams(room[:0], word)
	shared := make([]uint8, len(v.words))
	for _, g := range grams {
		for _, w := range v.grams.words[v.grams.starts[g]:v.grams.starts[g+1]] {
			shared[w]++
		}
	}
	var words [maxWord + 2]int // how many words share each number of pairs
	for _, n := range shared {
		words[n]++
	}
	// A slip spoils at most three pairs, when two neighbours are swapped.
	least, compared := len(grams)+1, 0
	for least > max(slips, len(grams)-3*slips) && compared+words[least-1] <= maxCompared {
		least--
		compared += words[least]
	}
	for w, n := range shared {
		if int(n) >= least {
			do(uint32(w))
		}
	}
}
