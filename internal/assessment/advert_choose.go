package assessment

import (
	"context"
	"fmt"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// maxAdvert bounds how long an advert is that is read, in characters.
const maxAdvert = 20_000

// ownPrefix begins the keys of the product's own frameworks, whose competencies adverts are read for.
const ownPrefix = "lc-"

// choosable is what adverts can ask for.
type choosable struct {
	// made names the versions that it was made from.
	made  string
	book  *wordbook
	items map[CompetencyKey]id.ID
	list  []Offered
}

// Offered is a competency that can be added to what an advert asks for.
type Offered struct {
	Competency id.ID
	Framework  string
	Code       string
	Title      string
}

// AdvertMatch is a competency that an advert seems to ask for, with the level that it is proposed at.
type AdvertMatch struct {
	Asked
	Phrase string
}

// AdvertView is what was found in an advert, to be corrected before it is used.
type AdvertView struct {
	Title   string
	Matches []AdvertMatch
	// Others are what can be added by hand, framework by framework.
	Others []Offered
}

// ReadAdvert says which competencies of the product's own frameworks an advert seems to ask for, and by which of its words; scope assessment:read. Nothing is
// kept of the advert. Errors: Invalid on "advert".
func (s *Service) ReadAdvert(ctx context.Context, actor authz.Actor, title, text string) (AdvertView, error) {
	if _, err := actor.RequirePerson(authz.ScopeAssessmentRead); err != nil {
		return AdvertView{}, err
	}
	var f errs.Fields
	f.Check(strings.TrimSpace(title) != "", "title", "Say what the advert is for, such as the name of the post.")
	f.Check(len([]rune(title)) <= 200, "title", "Keep it under %d characters.", 200)
	f.Check(len(strings.Fields(text)) >= 10, "advert", "Paste the text of the advert; a few sentences are needed.")
	f.Check(len([]rune(text)) <= maxAdvert, "advert", "Keep it under %d characters.", maxAdvert)
	if err := f.Err(); err != nil {
		return AdvertView{}, err
	}
	c, err := s.choosable(ctx)
	if err != nil {
		return AdvertView{}, err
	}
	v := AdvertView{Title: title, Others: c.list}
	found := matchAdvert(title+"\n"+text, c.book)
	var ids []id.ID
	for _, m := range found {
		ids = append(ids, c.items[m.CompetencyKey])
	}
	texts, err := s.standards.Texts(ctx, s.db, ids)
	if err != nil {
		return v, err
	}
	for i, m := range found {
		t, ok := texts[ids[i]]
		if !ok {
			continue
		}
		l := levelFor(title, levelsOrOne(t.Levels))
		weight := 2
		if m.Times > 1 {
			weight = 3
		}
		v.Matches = append(v.Matches, AdvertMatch{Asked{Item{Competency: ids[i], Framework: t.FrameworkID, Version: t.VersionID, Level: l.Code, Rank: l.Rank, Weight: weight, Why: m.Phrase}, t}, m.Phrase})
	}
	return v, nil
}

// Words of titles that ask for the first and for the last level; others ask for the one in the middle.
var (
	firstLevelWords = []string{"assistant", "aide", "page", "clerk", "volunteer", "trainee", "intern", "technician", "asistente", "auxiliar", "agent", "benevole"}
	lastLevelWords  = []string{"director", "dean", "head", "chief", "principal", "directeur", "directrice", "directora", "coordinator"}
)

// levelFor proposes the level that a post of this title asks for.
func levelFor(title string, levels []standards.Level) standards.Level {
	for _, w := range tokens(title) {
		for _, x := range lastLevelWords {
			if w.text == x {
				return levels[len(levels)-1]
			}
		}
		for _, x := range firstLevelWords {
			if w.text == x {
				return levels[0]
			}
		}
	}
	return levels[(len(levels)-1)/2]
}

// choosable returns what adverts can ask for. It is kept while no framework gets a new version: one query tells.
func (s *Service) choosable(ctx context.Context) (*choosable, error) {
	all, err := s.standards.Published(ctx, s.db)
	if err != nil {
		return nil, err
	}
	var made strings.Builder
	var own []standards.Version
	for _, v := range all {
		if strings.HasPrefix(v.Key, ownPrefix) {
			own = append(own, v)
			fmt.Fprint(&made, v.ID)
		}
	}
	if c := s.adverts.Load(); c != nil && c.made == made.String() {
		return c, nil
	}
	c := &choosable{made: made.String(), items: map[CompetencyKey]id.ID{}}
	var ids []id.ID
	for _, v := range own {
		_, _, leaves, err := s.standards.Outline(ctx, s.db, v.Key)
		if err != nil {
			return nil, err
		}
		for _, l := range leaves {
			ids = append(ids, l.ID)
			c.items[CompetencyKey{v.Key, l.Code}] = l.ID
			c.list = append(c.list, Offered{l.ID, v.Title, l.Code, l.Title})
		}
	}
	texts, err := s.standards.Texts(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	var described []Described
	for k, i := range c.items {
		d := Described{CompetencyKey: k, Title: texts[i].Title, Description: texts[i].Description}
		for _, x := range texts[i].Indicators {
			d.Statements = append(d.Statements, x.Text)
		}
		described = append(described, d)
	}
	c.book = newWordbook(described, cues())
	s.adverts.Store(c)
	return c, nil
}

// Pick is a competency that a person takes into a target of their own making.
type Pick struct {
	Competency id.ID
	Level      string
	Why        string
}

// maxPicks bounds how many competencies a target of one's own making asks for.
const maxPicks = 60

// BeginAdvert makes a target of what a person took from an advert, at the levels that they say; scope assessment:write. A competency that is named twice
// counts once. Errors: Invalid on "title" and "picks", Conflict for too many targets.
func (s *Service) BeginAdvert(ctx context.Context, actor authz.Actor, title string, picks []Pick) (Target, error) {
	if _, err := actor.RequirePerson(authz.ScopeAssessmentWrite); err != nil {
		return Target{}, err
	}
	var f errs.Fields
	title = strings.TrimSpace(title)
	f.Check(title != "", "title", "Say what the advert is for, such as the name of the post.")
	f.Check(len([]rune(title)) <= 200, "title", "Keep it under %d characters.", 200)
	f.Check(len(picks) > 0, "picks", "Choose at least one competency.")
	f.Check(len(picks) <= maxPicks, "picks", "Choose at most %d.", maxPicks)
	if err := f.Err(); err != nil {
		return Target{}, err
	}
	var ids []id.ID
	for _, p := range picks {
		ids = append(ids, p.Competency)
	}
	choices, err := s.standards.Choices(ctx, s.db, ids)
	if err != nil {
		return Target{}, err
	}
	var items []Item
	taken := map[id.ID]bool{}
	for _, p := range picks {
		c, ok := choices[p.Competency]
		if !ok {
			return Target{}, errs.Bad("picks", "One of these cannot be chosen any more.")
		}
		if taken[p.Competency] {
			continue
		}
		taken[p.Competency] = true
		levels := levelsOrOne(c.Levels)
		l := levels[(len(levels)-1)/2]
		for _, x := range levels {
			if x.Code == p.Level {
				l = x
			}
		}
		if p.Level != "" && l.Code != p.Level {
			return Target{}, errs.Bad("picks", "One of these levels is not there any more. Look at them again.")
		}
		why := []rune(strings.TrimSpace(p.Why))
		items = append(items, Item{Competency: p.Competency, Framework: c.FrameworkID, Version: c.VersionID, Level: l.Code, Rank: l.Rank, Weight: 2, Why: string(why[:min(len(why), 300)])})
	}
	return s.begin(ctx, actor, Target{Kind: FromAdvert, Title: title}, items)
}
