package assessmentweb

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
)

// askLines writes what a profile asks for as the lines of its form: the key of a framework, a code, the code of a level, the weight and why, with semicolons
// between, or tabs where a semicolon stands in one of them.
func askLines(list []assessment.DraftAsk) string {
	var b strings.Builder
	for _, a := range list {
		between := "; "
		if strings.Contains(a.Framework+a.Code+a.Level, ";") {
			between = "\t"
		}
		fmt.Fprintln(&b, strings.Join([]string{a.Framework, a.Code, a.Level, strconv.Itoa(a.Weight), a.Why}, between))
	}
	return b.String()
}

// readLines reads the lines of the form, as they are typed or come from a spreadsheet; at says in which line each stands, from 1 on. What is missing in a line, or
// is no number, is left for the area to complain of.
func readLines(text string) (list []assessment.DraftAsk, at []int) {
	for n, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		between := ";"
		if strings.Contains(line, "\t") {
			between = "\t"
		}
		cells := append(strings.SplitN(line, between, 5), "", "", "", "")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		weight, _ := strconv.Atoi(cells[3])
		list, at = append(list, assessment.DraftAsk{Framework: cells[0], Code: cells[1], Level: cells[2], Weight: weight, Why: cells[4]}), append(at, n+1)
	}
	return list, at
}

// byLine brings complaints about what a profile asks for to the field of the form, each with the number of its line.
func byLine(ctx context.Context, complaints ui.FormErrors, text string) ui.FormErrors {
	_, at := readLines(text)
	for i := range complaints {
		c := &complaints[i]
		var n int
		if _, err := fmt.Sscanf(c.Field, "asks[%d]", &n); err == nil && n < len(at) {
			c.Field, c.Message = "items", i18n.T(ctx, "Line %d: %s", at[n], c.Message)
		} else if c.Field == "asks" {
			c.Field = "items"
		}
	}
	return complaints
}
