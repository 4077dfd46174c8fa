package catalogue

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// UndecidedGoal is a goal that a new version of its framework left behind, for an editor of the stream to decide.
type UndecidedGoal struct {
	Goal
	// Was is where the competency stands or stood last.
	Was standards.Place
	// Became is "split" or "retired" of the competency, or "level" where that stands and its level is gone.
	Became string
}

// followStreams brings what streams name up to today, for reading: an offer that was merged is the one that it was merged into, and a goal whose competency
// was replaced or merged is what took its place. It returns, by version of a stream, the goals for a person to decide; they
// stay among the stream's as they are. It asks no query where nothing has changed.
func (s *Service) followStreams(ctx context.Context, list []Stream) (map[id.ID][]UndecidedGoal, error) {
	if err := s.followOffers(ctx, list); err != nil {
		return nil, err
	}
	return s.followGoals(ctx, list)
}

func (s *Service) followOffers(ctx context.Context, list []Stream) error {
	var all []id.ID
	for _, st := range list {
		for _, o := range st.Offers {
			all = append(all, o.OfferID)
		}
	}
	now, err := s.followed(ctx, all)
	if err != nil {
		return err
	}
	for i := range list {
		var offers []StreamOffer
		at := map[id.ID]int{}
		for _, o := range list[i].Offers {
			o.OfferID, now = now[0], now[1:]
			if k, twice := at[o.OfferID]; twice {
				offers[k].Required = offers[k].Required || o.Required
				continue
			}
			at[o.OfferID] = len(offers)
			offers = append(offers, o)
		}
		list[i].Offers = offers
	}
	return nil
}

func (s *Service) followGoals(ctx context.Context, list []Stream) (map[id.ID][]UndecidedGoal, error) {
	var all []id.ID
	for _, st := range list {
		for _, g := range st.Goals {
			all = append(all, g.CompetencyID)
		}
	}
	choices, err := s.standards.ChoicesNow(ctx, all)
	if err != nil {
		return nil, err
	}
	fates, err := s.fatesOfGone(ctx, all, choices)
	if err != nil {
		return nil, err
	}
	open := map[id.ID][]UndecidedGoal{}
	var left []id.ID
	for i := range list {
		st := &list[i]
		var goals []Goal
		at := map[id.ID]int{}
		for _, g := range st.Goals {
			now := g.CompetencyID
			if f, gone := fates[now]; gone && f.Decided() {
				now = f.To[0]
			}
			c, ok := choices[now]
			became := ""
			switch {
			case !ok && fates[now].Became == standards.BecameSplit:
				became = "split"
			case !ok:
				became = "retired"
			case !c.Takes(g.Level):
				became = "level"
			}
			if became != "" {
				open[st.VersionID], left = append(open[st.VersionID], UndecidedGoal{Goal: g, Became: became}), append(left, g.CompetencyID)
				goals = append(goals, g)
				continue
			}
			g.CompetencyID = now
			if k, twice := at[now]; twice {
				had, _ := c.Level(goals[k].Level)
				if wants, _ := c.Level(g.Level); wants.Rank > had.Rank {
					goals[k].Level = g.Level
				}
				continue
			}
			at[now] = len(goals)
			goals = append(goals, g)
		}
		st.Goals = goals
	}
	if len(left) == 0 {
		return open, nil
	}
	places, err := s.standards.PlacesNow(ctx, left)
	for _, goals := range open {
		for i := range goals {
			goals[i].Was = places[goals[i].CompetencyID]
		}
	}
	return open, err
}

// fatesOfGone says what became of competencies that cannot be chosen now, and adds what can be chosen instead to the choices.
func (s *Service) fatesOfGone(ctx context.Context, all []id.ID, choices map[id.ID]standards.Choice) (map[id.ID]standards.Fate, error) {
	var gone, to []id.ID
	for _, c := range all {
		if _, ok := choices[c]; !ok {
			gone = append(gone, c)
		}
	}
	if len(gone) == 0 {
		return nil, nil
	}
	fates, err := s.standards.Became(ctx, s.db, gone)
	if err != nil {
		return nil, err
	}
	for _, f := range fates {
		to = append(to, f.To...)
	}
	more, err := s.standards.ChoicesNow(ctx, to)
	for c, choice := range more {
		choices[c] = choice
	}
	return fates, err
}

// undecided reports whether a goal is among those to be decided.
func (g Goal) undecided(open []UndecidedGoal) bool {
	return slices.ContainsFunc(open, func(u UndecidedGoal) bool { return u.CompetencyID == g.CompetencyID })
}
