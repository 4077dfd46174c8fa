package standards

import (
	"context"
	"strconv"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// planned is what an import would write.
type planned struct {
	all     []Version // of the framework, the latest first; none for a new one
	content content
	// seen is what the file was held against, differs whether there is anything to write.
	seen    Seen
	differs bool
	// held names competencies that would go because their rows were refused.
	held []string
}

// plan holds a file against what is here and tells the report.
func (s *Service) plan(ctx context.Context, q db.Q, in incoming, seen Seen, report *tabular.Report) (p planned, err error) {
	if p.all, err = versionsOf(ctx, q, in.framework); err != nil {
		return p, err
	}
	all := p.all
	p.seen = seenOf(all)
	for _, s := range []Seen{seen, in.seen} {
		if err := s.unseen(p.seen); err != nil {
			return p, err
		}
	}
	var base content
	if len(all) > 0 {
		if base, err = loadContent(ctx, q, all[0]); err != nil {
			return p, err
		}
	} else if v, err := oneVersion(ctx, q, "WHERE v.id = $1", in.framework); err == nil {
		return p, errs.New(errs.Invalid, "The file holds version %d of “%s”, as it stands here and cannot change.", v.Number, v.Title)
	} else if !errs.Is(err, errs.NotFound) {
		return p, err
	}
	c, rows, err := settle(ctx, q, in, base)
	if err != nil {
		return p, err
	}
	was := make(map[id.ID]*Competency, len(base.Competencies))
	for i := range base.Competencies {
		was[base.Competencies[i].ID] = &base.Competencies[i]
	}
	now := make(map[id.ID]*Competency, len(c.Competencies))
	for i := range c.Competencies {
		now[c.Competencies[i].ID] = &c.Competencies[i]
	}
	shifted, from, to := moved(base.Competencies, c.Competencies), places(base.Competencies), places(c.Competencies)
	for _, row := range rows {
		if row.err != nil {
			report.Refuse(row.line, row.key, row.title, row.err)
			continue
		}
		r := tabular.RowReport{Line: row.line, Key: row.key, Title: row.title, Outcome: tabular.Created}
		if old := was[row.id]; old != nil {
			a, b := "", ""
			if shifted[row.id] {
				a, b = strconv.Itoa(from[row.id]), strconv.Itoa(to[row.id])
				if a == b { // the middle one of three that were turned round
					b = said("%s, in another order", b)
				}
			}
			r.Changes = fieldChanges(*old, *now[row.id], a, b)
			r.Outcome = tabular.Changed
			if len(r.Changes) == 0 {
				r.Outcome = tabular.Unchanged
			}
		}
		report.Add(r)
	}
	gone := 0
	for i := range was {
		if now[i] == nil {
			gone++
		}
	}
	if gone > 0 && all[0].Status != Draft {
		report.Note(said("Competencies of the published version that are not in the file: %d. Before the draft can be published, somebody decides what became of each.", gone))
	} else if gone > 0 {
		report.Note(said("Competencies of the draft that are not in the file, and are taken out of it: %d.", gone))
	}
	switch {
	case len(c.Competencies) == 0:
	case len(all) == 0:
		report.Note(said("It becomes the first draft of a new framework, “%s”.", c.Title))
	default:
		report.Note(said("It becomes the draft of “%s” (%s).", all[0].Title, all[0].Key))
	}
	if len(c.Competencies) == 0 {
		report.Note("The file holds no competency that can be taken.")
		return p, nil
	}
	if len(all) > 0 && gone == 0 && report.Counts.Created+report.Counts.Changed == 0 && sameFrame(base, c) {
		report.Notes[len(report.Notes)-1] = said("It says what “%s” (%s) says here already; nothing changes.", all[0].Title, all[0].Key)
		return p, nil
	}
	p.content, p.held, p.differs = c, heldOf(base, now, rows), true
	return p, nil
}

// idsOf are the identifiers of competencies.
func idsOf(list []Competency) []id.ID {
	out := make([]id.ID, len(list))
	for i, c := range list {
		out[i] = c.ID
	}
	return out
}
