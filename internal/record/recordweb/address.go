package recordweb

import (
	"fmt"
	"net/url"

	"learningcommons.dev/commons/internal/record"
)

// set puts a parameter into a query unless it is empty.
func set(q url.Values, name, value string) {
	if value != "" {
		q.Set(name, value)
	}
}

// address joins a path and a query.
func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func periodOf(q url.Values) record.Period {
	return record.Period{From: q.Get("from"), To: q.Get("to")}
}

func periodQuery(p record.Period) url.Values {
	q := url.Values{}
	set(q, "from", p.From)
	set(q, "to", p.To)
	return q
}

// decimal writes tenths as a decimal number with a point.
func decimal(tenths int) string { return fmt.Sprintf("%d.%d", tenths/10, tenths%10) }
