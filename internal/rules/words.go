package rules

import (
	"fmt"
	"strings"
)

func quote(s string) string { return fmt.Sprintf("%q", s) }

// meant ends a sentence with the word that was probably meant, or with which there are and what else to do.
func meant(word string, words []string, mark, otherwise string) string {
	switch w := Nearest(word, words); {
	case w != "":
		return "; did you mean " + quote(w) + "?"
	case len(words) == 0:
		return mark + otherwise
	}
	return " (there are: " + strings.Join(words, ", ") + ")" + mark + otherwise
}

// Nearest returns the word that somebody who wrote s probably meant, or nothing.
func Nearest(s string, words []string) string {
	best, bestAt := "", 2
	switch {
	case len(s) < 2:
		return "" // any letter is near to any other
	case len(s) > 4:
		bestAt = 1 + (len(s)+1)/3
	}
	for _, w := range words {
		if d := distance(fold(s), fold(w), bestAt); d < bestAt {
			best, bestAt = w, d
		}
	}
	return best
}

// distance counts the letters to change between two words, up to a limit. Two neighbours that are swapped are one change.
func distance(a, b string, limit int) int {
	if len(a) > 60 || len(b) > 60 || max(len(a)-len(b), len(b)-len(a)) >= limit {
		return limit
	}
	var before, above []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, above, row = above, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			if row[j] = above[j-1]; a[i-1] != b[j-1] {
				row[j] = 1 + min(above[j-1], above[j], row[j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], 1+before[j-2])
			}
		}
	}
	return row[len(b)]
}
