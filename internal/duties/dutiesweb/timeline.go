package dutiesweb

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/rules"
)

// span is a cycle as a line: how much of it is over, points for today and the day on which it falls due, marks for the days
// of renewal and grace. Positions are percent of the width.
type span struct {
	Title, Text, Over string
	Points, Marks     []string
}

// spanOf makes the line of a duty's cycle, empty where it has none.
func spanOf(ctx context.Context, d duties.Duty, today rules.Day) span {
	res := d.Result
	if res == nil || res.CycleTo == 0 || res.CycleFrom == 0 {
		return span{}
	}
	end := max(res.CycleTo, res.GraceUntil, res.ReinstateUntil)
	at := func(day rules.Day) float64 {
		return 100 * float64(min(max(day, res.CycleFrom), end)-res.CycleFrom) / float64(max(1, end-res.CycleFrom))
	}
	percentAt := func(x float64) string { return fmt.Sprintf("%.2f%%", x) }
	s := span{Title: i18n.T(ctx, "The cycle as a line"), Text: i18n.T(ctx, "From %s to %s; today is %s. The days stand in the list below.", dayWord(ctx, res.CycleFrom), dayWord(ctx, end), dayWord(ctx, today)), Over: percentAt(at(today))}
	for _, day := range []rules.Day{res.Opens, res.GraceUntil, res.ReinstateUntil} {
		if day != 0 {
			s.Marks = append(s.Marks, percentAt(at(day)))
		}
	}
	s.Points = []string{percentAt(at(today)), percentAt(at(res.CycleTo))}
	return s
}
