package assessmentweb

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/i18n"
)

type templComponent = templ.Component

// The sizes of a row of the picture, in its own units: one step for each level.
const (
	stepWidth = 36
	stepGap   = 4
)

// step is one level in the picture.
type step struct {
	X     string
	Class string
	// Wanted says that it is the level that is asked for.
	Wanted bool
}

// stepsOf draws a row: the levels up to where somebody stands are filled, by whose word; the one that is asked for has a mark.
func stepsOf(r assessment.Row) []step {
	var out []step
	for _, l := range r.Levels() {
		s := step{X: strconv.Itoa((l.Rank - 1) * (stepWidth + stepGap)), Class: "lc-level", Wanted: l.Rank == r.Item.Rank}
		switch {
		case r.State == assessment.StateOutside:
		case r.Known() && l.Rank <= r.Best.Rank:
			s.Class = "lc-level lc-level-" + string(r.Best.Basis)
		case r.State == assessment.StateLikelyMet && l.Rank <= r.Item.Rank:
			s.Class = "lc-level lc-level-likely"
		}
		out = append(out, s)
	}
	return out
}

func stepsWidth(r assessment.Row) string {
	return strconv.Itoa(len(r.Levels())*(stepWidth+stepGap) - stepGap)
}

// middleX is the middle of a step, above which the flag stands.
func middleX(s step) string {
	x, err := strconv.Atoi(s.X)
	if err != nil {
		return s.X
	}
	return strconv.Itoa(x + stepWidth/2)
}

// rowWords say a row of the picture in words.
func rowWords(ctx context.Context, r assessment.Row) string {
	return i18n.T(ctx, "Asked for: %s. Standing: %s.", r.WantedTitle(), standingWords(ctx, r))
}
