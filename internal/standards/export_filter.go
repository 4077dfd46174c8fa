package standards

import (
	"regexp"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// Bounds of a filter, which anybody may send.
const (
	maxFilter     = 2000
	maxConditions = 20
)

// oneCondition is a field, a predicate and a value in single quotes, in which a quote stands twice.
var oneCondition = regexp.MustCompile(`^\s*([A-Za-z][A-Za-z0-9._-]*)\s*(!=|>=|<=|=|>|<|~)\s*'((?:[^']|'')*)'`)

// joint is what stands between two conditions.
var joint = regexp.MustCompile(`^\s+(AND|OR)\s+|^\s*(&&|\|\|)\s*`)

// condition is one comparison of a filter: of a field, or with dots between of something that stands in it, with a value.
type condition struct {
	field, predicate, value string
	// at is the value of a field that holds a date or a moment.
	at time.Time
}

// filter says which documents are wanted: those for which all conditions of one of the lists hold. An empty one wants all.
type filter [][]condition

// readFilter reads a filter of documents. AND binds closer than OR.
func readFilter(version casefile.Version, text string) (filter, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if len(text) > maxFilter {
		return nil, errs.Bad("filter", "Keep it under %d characters.", maxFilter)
	}
	out := filter{nil}
	for rest, n := text, 1; ; n++ {
		m := oneCondition.FindStringSubmatch(rest)
		if m == nil {
			return nil, errs.Bad("filter", "Write a field, a comparison and a value in single quotes, such as %s, here: “%s”.", "title~'library'", short(strings.TrimSpace(rest)))
		}
		if n > maxConditions {
			return nil, errs.Bad("filter", "A filter has at most %d conditions.", maxConditions)
		}
		c := condition{field: m[1], predicate: m[2], value: strings.ReplaceAll(m[3], "''", "'")}
		if err := c.check(version); err != nil {
			return nil, err
		}
		out[len(out)-1] = append(out[len(out)-1], c)
		rest = rest[len(m[0]):]
		if strings.TrimSpace(rest) == "" {
			return out, nil
		}
		j := joint.FindStringSubmatch(rest)
		switch {
		case j == nil:
			return nil, errs.Bad("filter", "Put AND or OR between two conditions, here: “%s”.", short(strings.TrimSpace(rest)))
		case j[1] == "OR", j[2] == "||":
			out = append(out, nil)
		}
		rest = rest[len(j[0]):]
	}
}

// check refuses what documents do not have, and reads a date.
func (c *condition) check(version casefile.Version) error {
	name, _, inside := strings.Cut(c.field, ".")
	if !version.DocumentField(name) {
		return errs.Bad("filter", "Documents cannot be filtered by “%s”.", short(c.field))
	}
	if inside || !casefile.IsDate(name) {
		return nil
	}
	if c.predicate == "~" {
		return errs.Bad("filter", "The field “%s” holds a date, which contains nothing.", c.field)
	}
	var ok bool
	if c.at, ok = moment(c.value); !ok {
		return errs.Bad("filter", "“%s” is no date such as 2026-01-31.", short(c.value))
	}
	return nil
}

// moment reads a day or a moment.
func moment(text string) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		at, err = time.Parse(time.DateOnly, text)
	}
	return at, err == nil && at.Year() > 0 && at.Year() <= 9999
}

// wants reports whether a filter wants a document.
func (f filter) wants(document map[string]any) bool {
	for _, all := range f {
		holds := true
		for _, c := range all {
			holds = holds && c.holds(document)
		}
		if holds {
			return true
		}
	}
	return len(f) == 0
}

// holds compares. Of a list the whole, with commas between, is compared; it holds a text when one of its parts, or several together, do.
// Texts are compared without regard to upper and lower case, and their order is that of a dictionary.
func (c condition) holds(document map[string]any) bool {
	given := valueOf(document, c.field)
	if !c.at.IsZero() {
		at, ok := moment(given)
		return ok && ordered(c.predicate, at.Compare(c.at)) || !ok && c.predicate == "!="
	}
	a, b := strings.ToLower(given), strings.ToLower(c.value)
	switch c.predicate {
	case "~":
		return strings.Contains(a, b)
	case "=":
		return a == b
	case "!=":
		return a != b
	}
	if a == b {
		return strings.Contains(c.predicate, "=")
	}
	order := strings.Compare(people.Fold(given), people.Fold(c.value))
	if order == 0 {
		order = strings.Compare(a, b)
	}
	return ordered(c.predicate, order)
}

// ordered reports whether a predicate holds for what is less than, equal to or greater than its value.
func ordered(predicate string, order int) bool {
	switch predicate {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0
	}
	return order <= 0
}

// valueOf is what stands in a field as a text: of a list all of it with commas between, of what is not there nothing. The field may lead
// into an object, as licenseURI.title does.
func valueOf(document map[string]any, field string) string {
	name, inside, _ := strings.Cut(field, ".")
	return plainly(document[name], inside)
}

func plainly(v any, inside string) string {
	switch x := v.(type) {
	case []any:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = plainly(e, inside)
		}
		return strings.Join(parts, ",")
	case map[string]any:
		if inside != "" {
			return valueOf(x, inside)
		}
	}
	if inside != "" || v == nil {
		return ""
	}
	if text, ok := v.(string); ok {
		return text
	}
	return textOf(v)
}
