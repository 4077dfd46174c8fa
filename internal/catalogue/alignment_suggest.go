package catalogue

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// Suggestion is a competency that an offer may teach, with why. A person confirms or dismisses it.
type Suggestion struct {
	standards.Match
	// Up is the level that is proposed: that of the offer where the framework has one of its code, else the one whose statements are nearest, else the lowest.
	Up string
}

// How many suggestions an offer gets on its own page, and in a list of offers.
const (
	suggestionsMost = 8
	suggestionsFew  = 3
)

// suggest proposes what the text of a version may teach, but for what was said of the offer before.
func (s *Service) suggest(ctx context.Context, v Version, said []id.ID, most int) ([]Suggestion, error) {
	found, err := s.standards.Match(ctx, standards.MatchRequest{Text: passagesOf(v), Areas: v.Areas, Limit: most + len(said)})
	if err != nil {
		return nil, err
	}
	var out []Suggestion
	for _, m := range found {
		if slices.Contains(said, m.ID) || len(out) == most {
			continue
		}
		x := Suggestion{Match: m, Up: m.Level}
		if _, ok := m.Choice.Level(string(v.Level)); ok {
			x.Up = string(v.Level)
		} else if x.Up == "" && len(m.Levels) > 0 {
			x.Up = m.Levels[0].Code
		}
		out = append(out, x)
	}
	return out, nil
}

// passagesOf are the texts of a version that say what it teaches.
func passagesOf(v Version) []standards.Passage {
	p := func(text string, weight int) standards.Passage {
		return standards.Passage{Text: text, Language: v.Language, Weight: weight}
	}
	return []standards.Passage{p(v.Title, 4), p(strings.Join(v.Objectives, "\n"), 3), p(strings.Join(v.Themes, "\n"), 3), p(v.Summary, 2), p(v.Description, 1)}
}

// Dismiss says that an offer does not teach what was proposed, so that it is not proposed again. What was said before, one way or the other, is
// passed over. Who may, and the errors, are those of Align.
func (s *Service) Dismiss(ctx context.Context, actor authz.Actor, offer id.ID, competencies []id.ID) error {
	return s.changeAlignments(ctx, actor, offer, "", func(ctx context.Context, tx *db.Tx, now time.Time) ([]alignmentFact, error) {
		said, err := saidOf(ctx, tx, []id.ID{offer})
		if err != nil {
			return nil, err
		}
		choices, err := s.standards.Choices(ctx, tx, competencies)
		if err != nil {
			return nil, err
		}
		var facts []alignmentFact
		for _, c := range competencies {
			choice, ok := choices[c]
			if !ok || slices.Contains(said[offer], c) {
				continue
			}
			said[offer] = append(said[offer], c)
			facts = append(facts, alignmentFact{id: id.New(), what: factDismissed, Alignment: Alignment{OfferID: offer, CompetencyID: c, Framework: choice.FrameworkID,
				Version: choice.VersionID, By: actor.PersonID, At: now, Basis: BySuggestion}})
		}
		return facts, nil
	})
}
