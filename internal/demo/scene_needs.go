package demo

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// needText is what people of the demonstration say that they need.
type needText struct {
	Said []struct {
		// Who is a persona, "other" for one of the others and empty for nobody.
		Who      string `yaml:"who"`
		Days     int    `yaml:"days"`
		Text     string `yaml:"text"`
		Words    string `yaml:"words"`
		Area     string `yaml:"area"`
		Level    string `yaml:"level"`
		Format   string `yaml:"format"`
		Audience string `yaml:"audience"`
		Unit     string `yaml:"unit"`
		Decision string `yaml:"decision"`
		Reply    string `yaml:"reply"`
	} `yaml:"said"`
	InVain []string `yaml:"in_vain"`
}

var needTexts = sync.OnceValues(func() (needText, error) {
	var t needText
	b, err := content.ReadFile("content/needs.yaml")
	if err != nil {
		return t, err
	}
	if err := yaml.UnmarshalWithOptions(b, &t, yaml.Strict()); err != nil {
		return t, fmt.Errorf("demo: needs.yaml: %w", err)
	}
	return t, nil
})

// needMonths is how many months of figures there are.
const needMonths = 8

// seedNeeds plays what people said that they need, what they searched in vain, and what they found out about themselves in the last months.
func (s *seeder) seedNeeds(ctx context.Context) error {
	if !s.size.Personas {
		return nil
	}
	texts, err := needTexts()
	if err != nil {
		return err
	}
	st, err := s.newStage(ctx)
	if err != nil {
		return err
	}
	c, err := s.crowd(ctx)
	if err != nil {
		return err
	}
	m := measures.New(measures.Deps{DB: s.DB, Clock: st.clock, Log: slog.New(slog.DiscardHandler), People: st.people, Catalogue: st.catalogue, Mail: quiet{}, Assessments: c,
		Competencies: func(context.Context, []id.ID) (map[id.ID]measures.Competency, error) { return c.called, nil }})
	st.saySo(m, texts)
	st.searchInVain(m, texts.InVain)
	for back := needMonths - 1; back >= 0 && st.err == nil; back-- {
		y, month, _ := s.now.Date()
		st.clock.Set(time.Date(y, month-time.Month(back), 1, 0, 0, 1, 0, time.UTC))
		c.month = needMonths - back
		st.keep("count what people need", m.CountDemand(ctx))
	}
	st.clock.Set(s.now)
	return st.err
}

// saySo lets people say what they need, and the curriculum editor decide.
func (st *stage) saySo(m *measures.Service, texts needText) {
	others := st.others(0, 20)
	editor, err := st.people.PersonByEmail(st.ctx, "tomasz@example.org")
	st.keep("find who decides", err)
	for i, t := range texts.Said {
		if st.err != nil {
			return
		}
		st.on(t.Days, 8+i%9)
		if t.Who == "" {
			st.keep("miss", m.Missed(st.ctx, t.Words, t.Text))
			continue
		}
		actor := st.actor(others[i%len(others)])
		if t.Who != "other" {
			actor = st.as(t.Who)
		}
		said, err := m.Suggest(st.ctx, actor, measures.Wish{Text: t.Text, Words: t.Words, From: measures.FromLearning, Area: t.Area, Level: catalogue.Level(t.Level), Format: catalogue.Format(t.Format), Audience: catalogue.Audience(t.Audience), Unit: st.units[t.Unit].ID})
		st.keep("suggest", err)
		if t.Decision != "" && st.err == nil {
			st.on(t.Days+6, 15)
			by := authz.Actor{PersonID: editor.ID, Name: editor.Name, Via: "web", Roles: []authz.Binding{{Role: authz.CurriculumEditor}}}
			st.keep("decide", m.Decide(st.ctx, by, []id.ID{said.ID}, measures.Verdict{Decision: measures.Decision(t.Decision), Reply: t.Reply}))
		}
	}
}

// searchInVain looks for what is not there, in each of the last months.
func (st *stage) searchInVain(m *measures.Service, words []string) {
	chance := rand.New(rand.NewPCG(2015, 36))
	for back := 6; back >= 1 && st.err == nil; back-- {
		y, month, _ := st.now.Date()
		for i, w := range words {
			if chance.IntN(3) == 0 {
				continue
			}
			st.clock.Set(time.Date(y, month-time.Month(back), 2+i, 15, 0, 0, 0, time.UTC))
			for range 3 + chance.IntN(14) {
				m.AddSearch(measures.Search{Visit: fmt.Sprintf("%024x", chance.Uint64()), Words: w})
			}
		}
		st.keep("search in vain", m.Flush(st.ctx))
	}
	st.clock.Set(st.now)
	st.keep("count searches", m.CountSearches(st.ctx))
}

// crowd is people who assess themselves, more of them each month. What they say is drawn anew from the same chance each time.
type crowd struct {
	people []id.ID
	// competencies are those of the ten content areas, the areas one after another.
	competencies []id.ID
	called       map[id.ID]measures.Competency
	month        int
}

// crowd gathers people and competencies.
func (s *seeder) crowd(ctx context.Context) (*crowd, error) {
	c := &crowd{called: map[id.ID]measures.Competency{}}
	for _, p := range s.people {
		c.people = append(c.people, p.id)
	}
	slices.Sort(c.people)
	areas, err := s.Catalogue.Areas(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range areas {
		v, err := s.Standards.Show(ctx, authz.System("seed"), "lc-"+a.Code, 0, 0)
		if err != nil {
			return nil, err
		}
		var levels []string
		for _, l := range v.Levels {
			levels = append(levels, l.Code)
		}
		for _, x := range v.Competencies {
			c.competencies = append(c.competencies, x.ID)
			c.called[x.ID] = measures.Competency{ID: x.ID, FrameworkKey: v.Key, Framework: v.Title, Code: x.Code, Title: x.Title, Area: a.Code, Levels: levels}
		}
	}
	return c, nil
}

// Latest implements measures.Assessments. Somebody speaks of a dozen competencies that lie together; some areas are harder than others, and
// from month to month some gaps close.
func (c *crowd) Latest(context.Context) iter.Seq2[measures.Assessed, error] {
	audiences := []catalogue.Audience{catalogue.Public, catalogue.Public, catalogue.Public, catalogue.SupportStaff, catalogue.SupportStaff, catalogue.Managers, catalogue.School, catalogue.Academic, catalogue.Academic, catalogue.Trustees, catalogue.Students}
	return func(yield func(measures.Assessed, error) bool) {
		for i, p := range c.people {
			chance := rand.New(rand.NewPCG(36, uint64(i)))
			audience, begins, from := audiences[chance.IntN(len(audiences))], 1+chance.IntN(needMonths+3), chance.IntN(len(c.competencies))
			for k := range 12 {
				of := c.competencies[(from+k)%len(c.competencies)]
				level, hard, closes, n := chance.IntN(3), strings.Index("cdkpt", c.called[of].Area[:1]), chance.IntN(20), chance.IntN(100)
				if begins > c.month {
					continue
				}
				a := measures.Assessed{Person: p, Audience: audience, Competency: of, Said: measures.SaidMet}
				switch {
				case n < 7:
					a.Said = measures.SaidNotMine
				case n < 12:
					a.Said = measures.SaidSkipped
				case n < 45+7*hard && closes > c.month:
					a.Said, a.Level = measures.SaidGap, c.called[of].Levels[level]
				}
				if !yield(a, nil) {
					return
				}
			}
		}
	}
}
