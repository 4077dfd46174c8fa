package registrationweb

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/registration"
)

// stateWord is a state as people call it, and the sense in which it is said.
func stateWord(ctx context.Context, s registration.State) (ui.Kind, string) {
	switch s {
	case registration.StateHeld:
		return ui.Warn, i18n.T(ctx, "Seat held")
	case registration.StateRegistered:
		return ui.Good, i18n.T(ctx, "Registered")
	case registration.StateWaitlisted:
		return ui.Accent, i18n.T(ctx, "Waiting list")
	case registration.StateAttended:
		return ui.Good, i18n.T(ctx, "Attended")
	case registration.StateNoShow:
		return ui.Neutral, i18n.T(ctx, "Not there")
	case registration.StateCompleted:
		return ui.Good, i18n.T(ctx, "Completed")
	case registration.StateNotCompleted:
		return ui.Neutral, i18n.T(ctx, "Not completed")
	}
	return ui.Neutral, i18n.T(ctx, "Cancelled")
}

// reasonWord says why a registration changed its state.
func reasonWord(ctx context.Context, r registration.Reason) string {
	switch r {
	case registration.ReasonSeatFree:
		return i18n.T(ctx, "There was a free seat.")
	case registration.ReasonBegun:
		return i18n.T(ctx, "Begun at one's own pace.")
	case registration.ReasonFull:
		return i18n.T(ctx, "All seats were taken.")
	case registration.ReasonOthersWait:
		return i18n.T(ctx, "Others were waiting already, and they go first.")
	case registration.ReasonPromoted:
		return i18n.T(ctx, "A seat became free, and this was the lowest number waiting.")
	case registration.ReasonGiven:
		return i18n.T(ctx, "A seat was free, this was the lowest number waiting, and the people who offer it gave it.")
	case registration.ReasonConfirmed:
		return i18n.T(ctx, "The held seat was confirmed.")
	case registration.ReasonPromiseExpired:
		return i18n.T(ctx, "The held seat was not confirmed in time.")
	case registration.ReasonByLearner:
		return i18n.T(ctx, "Cancelled by the person.")
	case registration.ReasonByStaff:
		return i18n.T(ctx, "Cancelled by staff.")
	case registration.ReasonOccurrenceCancelled:
		return i18n.T(ctx, "The occurrence was cancelled.")
	case registration.ReasonNeverPromoted:
		return i18n.T(ctx, "No seat became free before the end.")
	case registration.ReasonByHand:
		return i18n.T(ctx, "Recorded by hand.")
	case registration.ReasonByCodeWord:
		return i18n.T(ctx, "The code word was given.")
	case registration.ReasonByFile:
		return i18n.T(ctx, "Read from a file of joins and leaves.")
	case registration.ReasonByPresenter:
		return i18n.T(ctx, "On the list of the presenter.")
	case registration.ReasonAtDoor:
		return i18n.T(ctx, "Seen at the door.")
	case registration.ReasonByChoice:
		return i18n.T(ctx, "Sources differed, and the people who offer it settled it.")
	case registration.ReasonSetAside:
		return i18n.T(ctx, "A file was set aside, and attendance was worked out anew.")
	case registration.ReasonClosed:
		return i18n.T(ctx, "No attendance was recorded.")
	case registration.ReasonRuleMet:
		return i18n.T(ctx, "The rule for completing was met.")
	case registration.ReasonRuleNotMet:
		return i18n.T(ctx, "The rule for completing was not met.")
	case registration.ReasonSelfDeclared:
		return i18n.T(ctx, "Declared by the learner.")
	case registration.ReasonPartsCompleted:
		return i18n.T(ctx, "All required parts were completed.")
	}
	return string(r)
}

// ruleWords is the written rule for completing, in a sentence.
func ruleWords(ctx context.Context, c catalogue.Completion) string {
	switch c.Rule {
	case catalogue.ByMinutes:
		return i18n.T(ctx, "You complete this by attending %s.", i18n.Duration(ctx, c.Minutes))
	case catalogue.ByShare:
		return i18n.T(ctx, "You complete this by attending %s of it.", i18n.Percent(ctx, c.Percent, 100))
	case catalogue.ByParts:
		return i18n.T(ctx, "You complete this by completing its required parts.")
	case catalogue.BySelf:
		return i18n.T(ctx, "You complete this when you say that you have.")
	}
	return i18n.T(ctx, "The people who offer this decide who has completed it, and say why.")
}

// priceWord writes a price; nothing to pay is called free.
func priceWord(ctx context.Context, a money.Amount) string {
	if a.IsZero() {
		return i18n.T(ctx, "Free")
	}
	return i18n.Money(ctx, a)
}

// whenWord is when an occurrence takes place, in the reader's zone.
func whenWord(ctx context.Context, o catalogue.Occurrence) string {
	return i18n.TimeRange(ctx, o.StartsAt, o.EndsAt)
}

// thereWord is when it takes place by the clocks there, or "" where they show the same.
func thereWord(ctx context.Context, o catalogue.Occurrence) string {
	there := o.Location()
	if !registration.ElsewhereThan(there, i18n.From(ctx).Zone, o.StartsAt) {
		return ""
	}
	return i18n.TimeRangeIn(ctx, o.StartsAt, o.EndsAt, there)
}

// placeWord is where it takes place. The link of an online one is shown apart, to those with a seat.
func placeWord(ctx context.Context, o catalogue.Occurrence) string {
	var parts []string
	for _, s := range []string{o.Room, o.Place} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if o.Platform != "" {
		parts = append(parts, i18n.T(ctx, "Online, on %s", o.Platform))
	} else if o.PlatformLink != "" {
		parts = append(parts, i18n.T(ctx, "Online"))
	}
	return i18n.List(ctx, parts)
}

func aheadWord(ctx context.Context, n int) string {
	if n == 0 {
		return i18n.T(ctx, "You are next")
	}
	return i18n.N(ctx, n, "%d person is before you", "%d people are before you")
}

func payerWord(ctx context.Context, payer string) string {
	switch payer {
	case "employer":
		return i18n.T(ctx, "My employer")
	case "unit":
		return i18n.T(ctx, "The unit that offers it")
	}
	return i18n.T(ctx, "I do")
}

// isoDate is how exports write a moment: UTC, as RFC 3339 has it. The zero time is empty.
func isoDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
