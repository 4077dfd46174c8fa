package db

import "strings"

// longestLike is how much of a text is looked for. No name is longer, and SQLite refuses patterns of more than 50,000 bytes
// (SQLITE_MAX_LIKE_PATTERN_LENGTH).
const longestLike = 2000

var escapeLike = strings.NewReplacer(`!`, `!!`, `%`, `!%`, `_`, `!_`)

// Holding returns the pattern of texts that hold a text, for LIKE with ESCAPE '!'.
func Holding(text string) string {
	if len(text) > longestLike {
		text = strings.ToValidUTF8(text[:longestLike], "")
	}
	return "%" + escapeLike.Replace(text) + "%"
}
