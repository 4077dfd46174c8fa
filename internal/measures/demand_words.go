package measures

import (
	"slices"
	"strconv"
	"strings"
)

// words numbers competencies and classes. 0 is outside.
type words struct {
	list []string
	of   map[string]int
}

func (w *words) number(word string) int {
	n, ok := w.of[word]
	if !ok {
		n = len(w.list)
		w.list, w.of[word] = append(w.list, word), n
	}
	return n
}

// competencies are the numbers of those words that are no class.
func (w *words) competencies() (out []int) {
	for n, word := range w.list {
		if n != outside && !strings.Contains(word, "/") {
			out = append(out, n)
		}
	}
	return out
}

// encode writes classes by competency: "12.3 14.5", the lowest number first.
func encode(is map[int]int) string {
	keys := make([]int, 0, len(is))
	for of := range is {
		keys = append(keys, of)
	}
	slices.Sort(keys)
	var b strings.Builder
	for i, of := range keys {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(of))
		b.WriteByte('.')
		b.WriteString(strconv.Itoa(is[of]))
	}
	return b.String()
}

// decode reads what encode wrote.
func decode(text string) map[int]int {
	out := map[int]int{}
	for pair := range strings.FieldsSeq(text) {
		of, in, _ := strings.Cut(pair, ".")
		k, err1 := strconv.Atoi(of)
		v, err2 := strconv.Atoi(in)
		if err1 == nil && err2 == nil {
			out[k] = v
		}
	}
	return out
}
