package catalogue

import (
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// clashes refuses rows that bring two sessions into one room, or one person into two rooms, at the same time.
func (run *programmeRun) clashes() {
	list := slices.DeleteFunc(slices.Clone(run.sessions), func(o Occurrence) bool { return o.Status != Scheduled })
	slices.SortStableFunc(list, func(a, b Occurrence) int { return a.StartsAt.Compare(b.StartsAt) })
	for i, a := range list {
		for _, b := range list[i+1:] {
			if !b.StartsAt.Before(a.EndsAt) {
				break
			}
			if a.Room != "" && people.Fold(a.Room) == people.Fold(b.Room) && !shares(a) && !shares(b) {
				run.clash(a, b, columnRoom, "%s is taken at this time by “%s”.", a.Room)
			}
			if people.Fold(a.Room) == people.Fold(b.Room) {
				continue
			}
			for _, p := range run.versions[a.OfferID].Presenters {
				if slices.ContainsFunc(run.versions[b.OfferID].Presenters, func(x Presenter) bool { return samePerson(p, x) }) {
					run.clash(a, b, columnPresenters, "%s presents “%s” in another room at this time.", p.Name)
				}
			}
		}
	}
}

// shares reports whether several may be in one room at a time: posters hang and tables stand side by side.
func shares(o Occurrence) bool { return o.Slot == "posters" || o.Slot == "round-tables" }

func samePerson(a, b Presenter) bool {
	if a.PersonID != "" && b.PersonID != "" {
		return a.PersonID == b.PersonID
	}
	return a.Name != "" && people.Fold(a.Name) == people.Fold(b.Name)
}

// placed reports whether a row says when or where its session is anew: only then has the file brought a clash about.
func placed(rep *tabular.RowReport) bool {
	return rep.Outcome == tabular.Created || slices.ContainsFunc(rep.Changes, func(c tabular.Change) bool {
		return slices.Contains([]string{columnDay, columnStarts, columnEnds, columnRoom}, c.Field)
	})
}

// clash tells both rows; those that the file has moved are refused.
func (run *programmeRun) clash(a, b Occurrence, column, message, what string) {
	for _, pair := range [2][2]Occurrence{{a, b}, {b, a}} {
		i := slices.IndexFunc(run.reports, func(r tabular.RowReport) bool { return r.Line == run.lines[pair[0].ID] })
		if run.lines[pair[0].ID] == 0 || i < 0 {
			continue
		}
		said := fmt.Sprintf(message, what, run.versions[pair[1].OfferID].Title)
		if rep := &run.reports[i]; !placed(rep) {
			rep.Notes = append(rep.Notes, said)
		} else {
			rep.Outcome = tabular.Refused
			rep.Problems = append(rep.Problems, tabular.Problem{Field: column, Message: said})
		}
	}
}
