package ui

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// Datum is one value of a chart and what it is the value of.
type Datum struct {
	Label string
	Value int
	// Text is the value as it is written, such as "0.4 CEU"; the number itself when empty.
	Text string
}

func (d Datum) text(ctx context.Context) string {
	if d.Text != "" {
		return d.Text
	}
	return i18n.Number(ctx, d.Value)
}

// The geometry of the charts, in pixels. Lengths along a bar are percentages
// instead, so that a chart fits any width without shrinking its words.
const (
	barStep    = 48
	lineHeight = 200
)

func percentOf(value, top int) string {
	return strconv.FormatFloat(100*float64(max(0, value))/float64(max(1, top)), 'f', 2, 64) + "%"
}

func px(n int) string { return strconv.Itoa(n) }

func largest(data []Datum) int {
	top := 0
	for _, d := range data {
		top = max(top, d.Value)
	}
	return top
}

// roundTop is the end of a scale: the next even digit, or 10, times a power of ten,
// so that the middle of the scale is a whole number too.
func roundTop(top int) int {
	for step := 1; ; step *= 10 {
		for _, m := range []int{2, 4, 6, 8, 10} {
			if m*step >= top {
				return m * step
			}
		}
	}
}

// linePoints are the corners of a line in a box of 100 by 100, the first at the left.
func linePoints(data []Datum, top int) string {
	var b strings.Builder
	for i, d := range data {
		fmt.Fprintf(&b, "%.2f,%.2f ", pointX(i, len(data)), pointY(d.Value, top))
	}
	return strings.TrimSpace(b.String())
}

func pointX(i, n int) float64 { return 100 * (float64(i) + 0.5) / float64(n) }

func pointY(value, top int) float64 { return 100 - 100*float64(max(0, value))/float64(max(1, top)) }

func coordinate(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) + "%" }

// labelled reports whether a point gets its label: all when there are few, else as many as fit, the last always.
func labelled(i, n int) bool {
	every := (n + 5) / 6
	return (n-1-i)%every == 0
}

// chartID makes the id of a chart's title from the title, which is unique on a page.
func chartID(title string) string { return FieldID("chart-" + strings.ReplaceAll(title, "\"", "")) }

func dataRows(ctx context.Context, data []Datum) []Row {
	var rows []Row
	for _, d := range data {
		rows = append(rows, Cells(d.Label, d.text(ctx)))
	}
	return rows
}
