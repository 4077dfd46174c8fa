package assessmentweb

import (
	"context"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
)

// weightTitle says in words how much something weighs.
func weightTitle(ctx context.Context, weight int) string {
	switch weight {
	case 3:
		return i18n.T(ctx, "The work stands or falls with this")
	case 2:
		return i18n.T(ctx, "Needed often")
	}
	return i18n.T(ctx, "Good to have")
}

// stateWords say how a standing compares with what is asked.
func stateWords(ctx context.Context, l assessment.Line) string {
	switch l.State {
	case assessment.StateMet:
		return i18n.T(ctx, "There")
	case assessment.StateGap:
		return i18n.N(ctx, l.Missing(), "%d level to go", "%d levels to go")
	case assessment.StateLikelyMet:
		return i18n.T(ctx, "Probably there")
	case assessment.StateLikelyGap:
		return i18n.T(ctx, "Probably a gap")
	case assessment.StateAgain:
		return i18n.T(ctx, "Please look again")
	case assessment.StateOutside:
		return i18n.T(ctx, "Not part of the work")
	}
	return i18n.T(ctx, "Not answered yet")
}

// mapLabel is what leads to a map.
func mapLabel(ctx context.Context, c assessment.Counts) string {
	if n := c.Gaps + c.LikelyGaps; n > 0 {
		return i18n.N(ctx, n, "See the map and %d gap", "See the map and %d gaps")
	}
	return i18n.T(ctx, "See the map")
}

// answerLabel is what leads to the question of a competency.
func answerLabel(ctx context.Context, r assessment.Row) string {
	if _, answered := r.Own(); answered {
		return i18n.T(ctx, "Answer again")
	}
	return i18n.T(ctx, "Answer it")
}

func stateKind(s assessment.State) ui.Kind {
	switch s {
	case assessment.StateMet, assessment.StateLikelyMet:
		return ui.Good
	case assessment.StateGap, assessment.StateLikelyGap:
		return ui.Accent
	case assessment.StateAgain:
		return ui.Warn
	}
	return ui.Neutral
}

// basisWords say who stands behind a statement.
func basisWords(ctx context.Context, b assessment.Basis) string { return i18n.T(ctx, b.Label()) }

// basisFor is basisWords to a reader who is not the person: what is the person's own word has their name.
func basisFor(ctx context.Context, b assessment.Basis, person string) string {
	switch {
	case person == "":
		return basisWords(ctx, b)
	case b == assessment.BySelf:
		return person
	case b == assessment.ByRecord:
		return i18n.T(ctx, "The record")
	}
	return i18n.T(ctx, "You")
}

// statementWords say what one basis says of a competency.
func statementWords(ctx context.Context, r assessment.Row, s assessment.Statement) string {
	switch s.Said {
	case assessment.SaidLevel:
		return r.LevelTitle(s.Level)
	case assessment.SaidNone:
		return i18n.T(ctx, "None of it yet")
	case assessment.SaidOutside:
		return i18n.T(ctx, "Not part of the work")
	}
	return i18n.T(ctx, "Skipped")
}

// standingWords say where somebody stands and on which ground.
func standingWords(ctx context.Context, r assessment.Row) string {
	switch {
	case r.State == assessment.StateOutside:
		return i18n.T(ctx, "Not part of the work")
	case !r.Known():
		return i18n.T(ctx, "Not known yet")
	}
	return statementWords(ctx, r, r.Best)
}

// targetWords say what a target was made from.
func targetWords(ctx context.Context, k assessment.Kind) string {
	switch k {
	case assessment.FromProfile:
		return i18n.T(ctx, "A role")
	case assessment.FromFramework:
		return i18n.T(ctx, "A framework or certification")
	}
	return i18n.T(ctx, "An advert")
}

// takenWords say why a snapshot was taken.
func takenWords(ctx context.Context, t assessment.Taken) string {
	switch t {
	case assessment.TakenAtFinish:
		return i18n.T(ctx, "You finished the questions")
	case assessment.TakenByRecord:
		return i18n.T(ctx, "Your record moved it")
	}
	return i18n.T(ctx, "You took it, or answered anew")
}

// whenWords say when an offer can be taken, in the reader's zone.
func whenWords(ctx context.Context, c catalogue.Card) string {
	switch {
	case c.Next != nil && !c.Next.Past:
		return i18n.DateTime(ctx, c.Next.StartsAt)
	case c.SelfPaced && (c.Next != nil || c.Kind == catalogue.Recording):
		return i18n.T(ctx, "As a recording, at any time")
	case c.SelfPaced:
		return i18n.T(ctx, "Begin at any time")
	}
	return i18n.T(ctx, "No date yet")
}

// seatWords say how many seats are left, where there is a limit.
func seatWords(ctx context.Context, c catalogue.Card) string {
	if c.Next == nil || c.Next.Past {
		return ""
	}
	left, limited := c.Next.SeatsLeft()
	switch {
	case !limited:
		return ""
	case left == 0:
		return i18n.T(ctx, "Full: waiting list")
	}
	return i18n.N(ctx, left, "%d seat left", "%d seats left")
}
