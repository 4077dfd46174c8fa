package ui

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// The states of a step.
const (
	StepDone    = "done"
	StepCurrent = "current"
	StepAhead   = "ahead"
)

// Step is one step of a process the reader is in.
type Step struct {
	Label string
	// State is StepDone, StepCurrent or StepAhead.
	State string
	// Href leads back to a step that is done.
	Href string
}

// Moment is one entry of a Timeline, with its time already written out.
type Moment struct {
	When, Title, Text string
	Kind              Kind
	Href              string
}

// share is done of total as a whole percentage between 0 and 100.
func share(done, total int) int {
	if total <= 0 {
		return 0
	}
	return min(100, max(0, done*100/total))
}

func currentStep(s Step) templ.Attributes {
	if s.State == StepCurrent {
		return templ.Attributes{"aria-current": "step"}
	}
	return nil
}

// progressText says a ring in words.
func progressText(ctx context.Context, done, total int, label string) string {
	return i18n.T(ctx, "%s: %s of %s", label, i18n.Number(ctx, done), i18n.Number(ctx, total))
}

// arc cuts a circle down to a percentage of itself; the whole circle is left uncut and so has no seam.
func arc(percent int) templ.Attributes {
	if percent == 100 {
		return nil
	}
	return templ.Attributes{"stroke-dasharray": strconv.Itoa(percent) + " 100"}
}
