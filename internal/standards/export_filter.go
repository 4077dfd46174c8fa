package standards

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
)

// Bounds of a filter, which anybody may send.
const (
	maxFilter     = 2000
	maxConditions = 20
)

// oneCondition is a field, a predicate and a value in single quotes, in which a quote stands twice.
var oneCondition = regexp.MustCompile(`^\s*([A-Za-z][A-Za-z0-9.]*)\s*(!=|>=|<=|=|>|<|~)\s*'((?:[^']|'')*)'`)

// joint is what stands between two conditions.
var joint = regexp.MustCompile(`^\s+(AND|OR)\s+|^\s*(&&|\|\|)\s*`)

// condition reads a filter of documents and returns it as SQL that begins with AND, or nothing where there is no filter. AND binds closer
// than OR. Texts are compared without regard to upper and lower case.
func condition(filter string) (where string, args []any, err error) {
	if strings.TrimSpace(filter) == "" {
		return "", nil, nil
	}
	if len(filter) > maxFilter {
		return "", nil, errs.Bad("filter", "Keep it under %d characters.", maxFilter)
	}
	var b strings.Builder
	for rest, n := filter, 1; ; n++ {
		m := oneCondition.FindStringSubmatch(rest)
		if m == nil {
			return "", nil, errs.Bad("filter", "Write a field, a comparison and a value in single quotes, such as %s, here: “%s”.", "title~'library'", short(strings.TrimSpace(rest)))
		}
		if n > maxConditions {
			return "", nil, errs.Bad("filter", "A filter has at most %d conditions.", maxConditions)
		}
		field, ok := documentFields[m[1]]
		if !ok {
			return "", nil, errs.Bad("filter", "Documents cannot be filtered by “%s”.", short(m[1]))
		}
		query, arg, err := field.compare(m[1], m[2], strings.ReplaceAll(m[3], "''", "'"), len(args)+1)
		if err != nil {
			return "", nil, err
		}
		b.WriteString(query)
		args = append(args, arg)
		rest = rest[len(m[0]):]
		if strings.TrimSpace(rest) == "" {
			return " AND (" + b.String() + ")", args, nil
		}
		j := joint.FindStringSubmatch(rest)
		switch {
		case j == nil:
			return "", nil, errs.Bad("filter", "Put AND or OR between two conditions, here: “%s”.", short(strings.TrimSpace(rest)))
		case j[1] == "AND", j[2] == "&&":
			b.WriteString(" AND ")
		default:
			b.WriteString(" OR ")
		}
		rest = rest[len(j[0]):]
	}
}

// compare writes one condition as SQL with its argument, which has the number n.
func (f documentField) compare(name, predicate, value string, n int) (string, any, error) {
	place := "$" + strconv.Itoa(n)
	if predicate == "!=" {
		predicate = "<>"
	}
	if f.is == isText {
		if predicate == "~" {
			return "lower(" + f.sql + ") LIKE lower(" + place + ") ESCAPE '!'", db.Holding(value), nil
		}
		return "lower(" + f.sql + ") " + predicate + " lower(" + place + ")", value, nil
	}
	if predicate == "~" {
		return "", nil, errs.Bad("filter", "The field “%s” holds a date, which contains nothing.", name)
	}
	at, err := time.Parse(time.RFC3339Nano, value)
	if err != nil {
		at, err = time.Parse(time.DateOnly, value)
	}
	if err != nil || at.Year() < 1 || at.Year() > 9999 {
		return "", nil, errs.Bad("filter", "“%s” is no date such as 2026-01-31.", short(value))
	}
	number := at.UnixMicro()
	if f.is == isDay {
		number = at.UTC().Truncate(24*time.Hour).Unix() / 86400
	}
	return f.sql + " " + predicate + " CAST(" + place + " AS BIGINT)", number, nil
}
