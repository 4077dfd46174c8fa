package duties_test

import (
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
)

var system = authz.System("test")

func kindOf(err error) string {
	if err == nil {
		return ""
	}
	return errs.KindOf(err).String()
}

// fields are the names of the fields that an error complains about.
func fields(err error) []string {
	var out []string
	if e := errs.As(err); e != nil {
		for _, f := range e.Fields {
			out = append(out, f.Name)
		}
	}
	return append(out, "")
}

func replace(s, a, b string) string { return strings.Replace(s, a, b, 1) }
