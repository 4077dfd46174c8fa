package web

import (
	"strings"
	"testing"
)

func TestANameThatStandsTwiceIsRefused(t *testing.T) {
	for body, ok := range map[string]bool{
		`{"cap":1,"cap":999}`:                             false,
		`{"a":{"cap":1,"cap":2}}`:                         false,
		`[{"a":1},{"a":2},{"a":1,"b":{},"a":[]}]`:         false,
		`{"a":1,"\u0061":2}`:                              false,
		`{"a":"a","b":"a"}`:                               true,
		`{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}`:       true,
		`{"a":[{},[],{"a":{}}],"b":"x"}`:                  true,
		`"a"`:                                             true,
		strings.Repeat("[", 64) + strings.Repeat("]", 64): true,
		strings.Repeat("[", 65) + strings.Repeat("]", 65): false,
		`{`: false,
		``:  false,
	} {
		var v any
		if err := strictJSON([]byte(body), &v); (err == nil) != ok {
			t.Errorf("%.60s: %v", body, err)
		}
	}
}
