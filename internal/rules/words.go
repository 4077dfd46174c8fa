package rules

import (
	"fmt"
	"strings"
)

func quote(s string) string { return fmt.Sprintf("%q", s) }

// meant says which of the words was probably meant, or which there are.
func meant(word string, words []string) string {
	if w := Nearest(word, words); w != "" {
		return "; did you mean " + quote(w) + "?"
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// Nearest returns the word that somebody who wrote s probably meant, or nothing.
func Nearest(s string, words []string) string {
	best, bestAt := "", 1+max(1, (len(s)+2)/3)
	for _, w := range words {
		if d := distance(fold(s), fold(w), bestAt); d < bestAt {
			best, bestAt = w, d
		}
	}
	return best
}

// distance counts the letters to change between two words, up to a limit.
func distance(a, b string, limit int) int {
	if len(a) > 60 || len(b) > 60 || max(len(a)-len(b), len(b)-len(a)) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := before
			if a[i-1] != b[j-1] {
				cost = 1 + min(before, row[j], row[j-1])
			}
			before, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
