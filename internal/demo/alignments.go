package demo

import (
	"context"
	"fmt"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
)

// ownFramework begins the keys of the association's own frameworks.
const ownFramework = "lc-"

// competencies returns those of the association's own frameworks by code: no two have the same.
func (s *seeder) competencies(ctx context.Context) (map[string]standards.Choice, error) {
	frameworks, err := s.Standards.All(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]standards.Choice{}
	for _, f := range frameworks {
		if !strings.HasPrefix(f.Key, ownFramework) {
			continue
		}
		for r := (standards.FindRequest{Key: f.Key, Request: page.Request{Limit: page.MaxLimit}}); ; {
			p, err := s.Standards.Find(ctx, r)
			if err != nil {
				return nil, err
			}
			for _, c := range p.Items {
				out[c.Code] = c
			}
			if r.Cursor = p.Next; p.Next == "" {
				break
			}
		}
	}
	return out, nil
}

// taught reads what an offer teaches.
func (s *seeder) taught(text offerText) ([]catalogue.Aligning, []standards.Choice, error) {
	var list []catalogue.Aligning
	var choices []standards.Choice
	for _, t := range text.Teaches {
		code, level, given := strings.Cut(t, "@")
		if !given {
			level = text.Level
		}
		c, ok := s.choices[code]
		if !ok || !c.Takes(level) {
			return nil, nil, fmt.Errorf("offer %q: there is no competency %s with a level %s", text.Title, code, level)
		}
		list, choices = append(list, catalogue.Aligning{CompetencyID: c.ID, Level: level, Basis: catalogue.BySeed}), append(choices, c)
	}
	return list, choices, nil
}

// addAlignments makes what an offer teaches, by whoever works on it.
func (s *seeder) addAlignments(o *offer, text offerText) error {
	list, choices, err := s.taught(text)
	if err != nil {
		return err
	}
	facts := s.w.to("alignment_facts", "id", "offer_id", "framework_id", "competency_id", "what", "level", "basis", "version_id", "by_id", "at")
	now := s.w.to("alignments", "offer_id", "competency_id", "framework_id", "level", "fact_id")
	for i, a := range list {
		fact, c := id.New(), choices[i]
		s.w.add(facts, fact, o.id, c.FrameworkID, c.ID, "aligned", a.Level, string(a.Basis), c.VersionID, o.staff, s.now)
		s.w.add(now, o.id, c.ID, c.FrameworkID, a.Level, fact)
	}
	return nil
}

// align says what a scene's offer teaches.
func (st *stage) align(author authz.Actor, o catalogue.Offer, text offerText) {
	list, _, err := st.taught(text)
	if err == nil && len(list) > 0 {
		err = st.catalogue.Align(st.ctx, author, o.ID, list, "")
	}
	st.keep("align "+text.Key, err)
}
