package duties

import (
	"context"
	"regexp"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/standards"
)

// unnamed returns what a rule means by names that are not written down yet. In a version of days to come a name means the competency that bears
// it at a moment, today's when it is zero; in one that reaches back, what the rule meant by it before. Names that are a framework's and that nothing in
// it bore come second.
func (s *Service) unnamed(ctx context.Context, q db.Q, r rules.Rule, at time.Time) (list []ruleName, nothing []string, err error) {
	var open []ruleName
	var names []string
	known, err := namesOf(ctx, q, []string{r.Key})
	if err != nil {
		return nil, nil, err
	}
	for _, v := range r.Versions {
		for _, as := range competenciesIn(v) {
			n := ruleName{rule: r.Key, from: v.From, name: strings.ToLower(as)}
			has := false
			for _, k := range known {
				if k.name == n.name {
					has = has || k.from == n.from
					if n.competency == "" || k.from <= n.from {
						n.competency = k.competency
					}
				}
			}
			switch {
			case has:
			case n.competency != "" && v.From <= s.today():
				list = append(list, n)
			default:
				open, names = append(open, n), append(names, as)
			}
		}
	}
	if len(open) == 0 {
		return list, nil, nil
	}
	bearers, err := s.Standards.Bearers(ctx, q, names)
	if err != nil {
		return nil, nil, err
	}
	for i, n := range open {
		all, here := bearers[n.name]
		switch n.competency = bearer(all, at); {
		case n.competency != "":
			list = append(list, n)
		case here:
			nothing = append(nothing, names[i])
		}
	}
	return list, nothing, nil
}

// bearer is the last of those that bore a name by a moment, or the first that ever did; of a zero moment the last of all.
func bearer(list []standards.Bearer, at time.Time) (out id.ID) {
	for i, b := range list {
		if i == 0 || at.IsZero() || !b.PublishedAt.After(at) {
			out = b.Competency
		}
	}
	return out
}

// writeNames writes down what a text that is published means by the names of competencies. Invalid under text at each that its framework does not have.
func (s *Service) writeNames(ctx context.Context, tx *db.Tx, text string, now time.Time) error {
	p, err := s.CheckText(text)
	if err != nil {
		return err
	}
	list, nothing, err := s.unnamed(ctx, tx, p.Rule(), time.Time{})
	if err != nil {
		return err
	}
	var f errs.Fields
	for _, as := range nothing {
		line, column := placeOfName(text, as)
		key, code, _ := strings.Cut(as, "/")
		f.Add("text", "Line %d, column %d: no published version of the framework %s has a competency with the code %s.", line, column, key, code)
	}
	if err := f.Err(); err != nil {
		return err
	}
	return insertNames(ctx, tx, list, now)
}

// placeOfName is where a name stands first in a text, from 1.
func placeOfName(text, name string) (line, column int) {
	whole := regexp.MustCompile(`(?i)` + regexp.QuoteMeta(name) + `([^\pL\pN.-]|$)`)
	for i, l := range strings.Split(text, "\n") {
		if at := whole.FindStringIndex(l); at != nil {
			return i + 1, len([]rune(l[:at[0]])) + 1
		}
	}
	return 1, 1
}

// nameAll writes down what all rules mean by names that are not written down yet: those that come with the program, and those whose framework came later.
func (s *Service) nameAll(ctx context.Context) error {
	all, err := s.all(ctx, s.db)
	if err != nil {
		return err
	}
	for _, r := range all {
		if len(competenciesIn(r.Program.Rule().Versions...)) == 0 {
			continue
		}
		list, _, err := s.unnamed(ctx, s.db, r.Program.Rule(), r.PublishedAt)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			continue
		}
		if err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return insertNames(ctx, tx, list, s.clock.Now()) }); err != nil {
			return err
		}
		if err := s.startRun(ctx, r.Key); err != nil {
			return err
		}
	}
	return nil
}
