package standards

import (
	"context"
	"io"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// Rubric writes a rubric as a CFRubric: one that a file brought, or that of the framework that is published, or was last, with its levels and
// can-do statements. For everybody. Nothing is begun when it returns NotFound.
func (s *Service) Rubric(ctx context.Context, f casefile.Form, identifier id.ID, begin func(tag string) io.Writer) error {
	v, as, err := s.rubricHome(ctx, f, identifier)
	if err != nil {
		return err
	}
	x, err := rubricsIn(ctx, s.db, f, v)
	if err != nil {
		return err
	}
	brought := slices.ContainsFunc(x.rows, func(r rubricRow) bool { return r.id == identifier })
	if !brought && identifier != x.ours {
		return noObject()
	}
	if identifier == x.ours {
		more, err := x.others(ctx, casefile.NewWriter(io.Discard))
		if err != nil {
			return err
		}
		if !brought && (!more || len(x.levels) == 0) {
			return noObject()
		}
	}
	tag, err := s.packageTag(ctx, f, v, as)
	if err != nil {
		return err
	}
	out := begin(tag)
	if out == nil {
		return nil
	}
	x.w = casefile.NewWriter(out)
	if brought {
		err = x.kept(ctx, identifier)
	} else {
		err = x.own(ctx, nil)
	}
	if err != nil {
		return err
	}
	return x.w.Close()
}

// rubricHome is the version whose rubric it is: the one that the form is of, else the newest that has it.
func (s *Service) rubricHome(ctx context.Context, f casefile.Form, identifier id.ID) (Version, id.ID, error) {
	if f.At != "" {
		v, err := s.versionAt(ctx, f)
		if err == nil {
			v, err = withKept(ctx, s.db, v)
		}
		return v, v.ID, err
	}
	version, framework, err := newestRubric(ctx, s.db, identifier)
	if err != nil {
		return Version{}, "", err
	}
	if framework == "" {
		if framework, err = frameworkOfRubric(ctx, s.db, identifier); err != nil {
			return Version{}, "", err
		}
	}
	if framework == "" {
		return Version{}, "", noObject()
	}
	v, as, err := s.open(ctx, framework)
	if version != "" && version != v.ID && err == nil {
		return s.open(ctx, version)
	}
	return v, as, err
}

// rubrics writes the rubrics of a version.
type rubrics struct {
	q      db.Q
	f      casefile.Form
	w      *casefile.Writer
	v      Version
	ours   id.ID // the framework's own
	levels []Level
	by     map[string]Level
	rows   []rubricRow // those that a file brought
	given  map[id.ID]bool
}

func rubricsIn(ctx context.Context, q db.Q, f casefile.Form, v Version) (x *rubrics, err error) {
	x = &rubrics{q: q, f: f, v: v, by: map[string]Level{}, given: map[id.ID]bool{}}
	if x.levels, err = levelsOf(ctx, q, v.ID); err != nil {
		return nil, err
	}
	for _, l := range x.levels {
		x.by[l.Code] = l
	}
	if x.ours, err = rubricOf(ctx, q, v.FrameworkID); err != nil {
		return nil, err
	}
	x.rows, err = rubricsAfter(ctx, q, v.ID, "", rubricRow{}, maxRubrics)
	return x, err
}

// maxRubrics bounds the rubrics of a package.
const maxRubrics = 20_000

// writeRubrics writes the rubrics that a file brought, and the framework's own where it says anything that those do not.
func writeRubrics(ctx context.Context, q db.Q, f casefile.Form, w *casefile.Writer, v Version) error {
	x, err := rubricsIn(ctx, q, f, v)
	if err != nil || len(x.levels) == 0 && len(x.rows) == 0 {
		return err
	}
	w.Begin("CFRubrics")
	more, err := x.others(ctx, w)
	if err != nil {
		return err
	}
	brought := slices.ContainsFunc(x.rows, func(r rubricRow) bool { return r.id == x.ours })
	if brought || more && len(x.levels) > 0 {
		w.Inner()
		if brought {
			err = x.kept(ctx, x.ours)
		} else {
			err = x.own(ctx, nil)
		}
		if err != nil {
			return err
		}
		w.Outer()
	}
	w.End()
	return nil
}

// others writes the rubrics that a file brought but for the framework's own, into the list that is open. That one comes last, for only then
// it is known whether there is more to say.
func (x *rubrics) others(ctx context.Context, w *casefile.Writer) (more bool, err error) {
	x.w = w
	for _, r := range x.rows {
		if r.id == x.ours {
			continue
		}
		w.Inner()
		if err := x.kept(ctx, r.id); err != nil {
			return false, err
		}
		w.Outer()
	}
	return x.more(ctx)
}

// more reports whether the framework says anything of its levels or its statements that the rubrics do not that were written.
func (x *rubrics) more(ctx context.Context) (more bool, err error) {
	used := map[string]bool{}
	err = eachCompetency(ctx, x.q, x.v.ID, func(c Competency) error {
		for _, i := range c.Indicators {
			used[i.Level] = true
			more = more || !x.given[i.ID]
		}
		return nil
	})
	for _, l := range x.levels {
		more = more || l.Description != "" || !used[l.Code]
	}
	return more, err
}

// kept writes a rubric that a file brought into the object that is open: each criterion whose competency is here still, with what its
// statements say now. The one that is the framework's own goes on with what else there is to say.
func (x *rubrics) kept(ctx context.Context, rubric id.ID) error {
	var rest casefile.Rest
	for _, r := range x.rows {
		if r.id == rubric {
			rest = restOf(r.body)
		}
	}
	r := x.f.BeginRubric(x.w, casefile.Rubric{Identifier: string(rubric), Rest: rest}, x.v.UpdatedAt)
	for after := (rubricRow{}); ; {
		rows, err := rubricsAfter(ctx, x.q, x.v.ID, rubric, after, 200)
		if err != nil {
			return err
		}
		if err := x.criteria(ctx, r, rows); err != nil {
			return err
		}
		if len(rows) < 200 {
			break
		}
		after = rows[len(rows)-1]
	}
	if rubric == x.ours {
		more, err := x.more(ctx)
		if err != nil {
			return err
		}
		if more {
			return x.own(ctx, r)
		}
	}
	r.End()
	return nil
}

// criteria writes some criteria that a file brought.
func (x *rubrics) criteria(ctx context.Context, r *casefile.RubricWriter, rows []rubricRow) error {
	list := make([]casefile.KeptCriterion, len(rows))
	var items []id.ID
	var held []string
	for i, row := range rows {
		c, err := row.criterion()
		if err != nil {
			return err
		}
		if list[i] = c; c.Item != "" {
			items = append(items, id.ID(c.Item))
		}
		for _, l := range c.Levels {
			if l.Held {
				held = append(held, l.Identifier)
			}
		}
	}
	names, err := namesOf(ctx, x.q, x.v.ID, items)
	if err != nil {
		return err
	}
	wordings, err := wordingsOf(ctx, x.q, x.v.ID, held)
	if err != nil {
		return err
	}
	for _, c := range list {
		var item *casefile.Link
		if c.Item != "" {
			n, ok := names[id.ID(c.Item)]
			if !ok {
				continue
			}
			item = &casefile.Link{Title: n.Title, Identifier: c.Item, URI: x.f.URI("CFItems", c.Item)}
		}
		now := map[string]casefile.CriterionLevel{}
		var levels []casefile.KeptLevel
		for _, l := range c.Levels {
			s, ok := wordings[l.Identifier]
			if ok = ok && string(s.competency) == c.Item; l.Held && !ok {
				continue // somebody took it out
			}
			if l.Held {
				x.given[s.ID] = true
				now[l.Identifier] = casefile.CriterionLevel{Quality: x.by[s.Level].Title, Score: float64(x.by[s.Level].Rank), Description: s.Text}
			}
			levels = append(levels, l)
		}
		c.Levels = levels
		if err := r.Kept(c, item, x.v.UpdatedAt, now); err != nil {
			return err
		}
	}
	return nil
}

// own writes the framework's own rubric into the object that is open, or goes on with r: its levels, and the statements that no other says.
func (x *rubrics) own(ctx context.Context, r *casefile.RubricWriter) error {
	if r == nil {
		of := casefile.Rubric{Identifier: string(x.ours), Title: x.v.Kept.RubricTitle, Rest: x.v.Kept.Rubric}
		if of.Title == "" {
			of.Title = x.v.Title
		}
		r = x.f.BeginRubric(x.w, of, x.v.UpdatedAt)
	}
	var described []casefile.CriterionLevel
	for _, l := range x.levels {
		described = append(described, casefile.CriterionLevel{Identifier: levelID(x.v.FrameworkID, l.Code), Quality: l.Title, Score: float64(l.Rank), Position: l.Rank, Description: l.Description})
	}
	if err := r.Criterion(string(id.Named(string(x.v.FrameworkID), "levels")), nil, 0, x.v.UpdatedAt, described); err != nil {
		return err
	}
	n := 0
	err := eachCompetency(ctx, x.q, x.v.ID, func(c Competency) error {
		var list []casefile.CriterionLevel
		for i, s := range c.Indicators {
			if !x.given[s.ID] {
				list = append(list, casefile.CriterionLevel{Identifier: string(s.ID), Quality: x.by[s.Level].Title, Score: float64(x.by[s.Level].Rank), Position: i + 1, Description: s.Text})
			}
		}
		if len(list) == 0 {
			return nil
		}
		n++
		item := nodeOf(x.f, c.ID, c.Title)
		return r.Criterion(casefile.CriterionOf(string(c.ID)), &casefile.Link{Title: item.Title, Identifier: item.Identifier, URI: item.URI}, n, c.UpdatedAt, list)
	})
	if err != nil {
		return err
	}
	r.End()
	return nil
}
