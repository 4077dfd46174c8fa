package duties

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/rules"
)

// planned returns the entries that the actor's open registrations would make if all were completed: those with a date on
// its last day, those without one today. Where the rule names competencies they show what their offers teach, as completions do. A place on a waiting
// list is none yet. Offers that are not in the catalogue any more are left out, because nobody can say what they bring.
func (s *Service) planned(ctx context.Context, actor authz.Actor, r Rule) ([]rules.Entry, error) {
	mine, err := s.Registration.Mine(ctx, actor, page.Request{Limit: 1})
	if err != nil {
		return nil, err
	}
	var open []registration.Item
	for _, list := range [][]registration.Item{mine.Registered, mine.UnderWay} {
		for _, it := range list {
			if it.State != registration.StateWaitlisted {
				open = append(open, it)
			}
		}
	}
	offers := make([]id.ID, len(open))
	for i, it := range open {
		offers[i] = it.OfferID
	}
	cards, err := s.Catalogue.Cards(ctx, offers)
	if err != nil {
		return nil, err
	}
	var shown map[id.ID][]assessment.Ability
	if len(r.Competencies) > 0 {
		slices.Sort(offers)
		if shown, err = s.Assessment.WouldShow(ctx, s.db, slices.Compact(offers)); err != nil {
			return nil, err
		}
	}
	var out []rules.Entry
	for _, it := range open {
		c, ok := cards[it.OfferID]
		if !ok {
			continue
		}
		day := s.today()
		if it.OccurrenceID != "" {
			ends, _ := rules.ParseDay(s.people.DayOf(it.Occurrence.EndsAt))
			day = max(day, ends)
		}
		e := rules.Entry{ID: string(it.ID), Kind: rules.Learning, Title: c.Title, Day: day, Reported: day, Minutes: int64(c.Minutes), CEUTenths: int64(c.CEU),
			Activity: string(c.Kind), Format: string(c.Format), Provider: c.UnitName, Assurance: string(record.ByAssociation), Areas: c.Areas}
		for _, a := range shown[it.OfferID] {
			e.Competencies = append(e.Competencies, rules.Level{Name: string(a.Competency), Level: a.Level})
		}
		out = append(out, e)
	}
	return out, nil
}

// whenAllIsDone is the day to look at when all that is planned counts: the last of its days, and not after what falls due.
func whenAllIsDone(planned []rules.Entry, today rules.Day, now *rules.Result) rules.Day {
	day := today
	for _, e := range planned {
		day = max(day, e.Day)
	}
	if now == nil {
		return day
	}
	last := now.Due
	if now.Status == rules.Met && now.CycleTo != 0 { // what runs out before may be had anew
		last = now.CycleTo
	}
	if last >= today {
		day = min(day, last)
	}
	return day
}
