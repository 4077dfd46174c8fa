package standards_test

import (
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// A fork of a package has its own document and the items of the other.
func TestAForkTakesNoItemOfTheOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		var items, places []string
		for n := 1; n <= 600; n++ {
			items, places = append(items, item(n, "")), append(places, child(n, 0, fmt.Sprint(n)))
		}
		file := packageOf(items, places)
		take(t, w, file, standards.ImportOptions{Source: "whole.json"})
		fork := strings.ReplaceAll(strings.ReplaceAll(file, "d0000000-0000-0000-0000-00000000000A", "d0000000-0000-0000-0000-00000000000b"), "d0000000-0000-0000-0000-00000000000a", "d0000000-0000-0000-0000-00000000000b")
		got := take(t, w, fork, standards.ImportOptions{Source: "fork.json"})
		if c := got.Report.Counts; c.Refused != 600 || c.Created != 0 || got.Draft {
			t.Errorf("%+v", c)
		}
		w.Sound(t)
	})
}
