package measures

import (
	"context"
	"iter"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
)

// Said is how somebody stands in one competency, as their latest self-assessment says.
type Said string

// What can be said. Only SaidGap has a level: the one that the target asks for.
const (
	SaidMet     Said = "met"
	SaidGap     Said = "gap"
	SaidSkipped Said = "skipped"
	SaidNotMine Said = "not-mine"
)

// Assessed is what one person says of one competency.
type Assessed struct {
	Person id.ID
	// Audience is that of the role which the person wants, empty for none in particular.
	Audience   catalogue.Audience
	Competency id.ID
	Said       Said
	// Level is the code of a level of the competency's framework; empty where that has none.
	Level string
}

// Assessments is where people's latest self-assessments come from.
type Assessments interface {
	// Latest streams what everybody says now, one for each person and competency, in the order of the persons' ids. Who has closed their account or
	// put their target away is left out.
	Latest(ctx context.Context) iter.Seq2[Assessed, error]
}

// Competency says what a competency is called.
type Competency struct {
	ID id.ID
	// FrameworkKey stands in addresses.
	FrameworkKey, Framework string
	Code, Title             string
	// Area is the content area of the framework, or empty.
	Area string
	// Levels are the codes of the framework's levels, the lowest first.
	Levels []string
}

// Competencies returns those of the ids that are known.
type Competencies func(ctx context.Context, ids []id.ID) (map[id.ID]Competency, error)

// competencies is what s.named says, which may be nobody.
func (s *Service) competencies(ctx context.Context, ids []id.ID) (map[id.ID]Competency, error) {
	if s.named == nil || len(ids) == 0 {
		return nil, nil
	}
	return s.named(ctx, ids)
}

// bandOf returns the level of the catalogue that a framework's level is: that of the same name, else by its place, the lowest Foundational, the highest
// Expert and what is between Practitioner. Empty for none.
func bandOf(level string, levels []string) catalogue.Level {
	if catalogue.Level(level).Valid() {
		return catalogue.Level(level)
	}
	switch i := slices.Index(levels, level); {
	case level == "" || i < 0:
		return ""
	case i == 0:
		return catalogue.Foundational
	case i == len(levels)-1:
		return catalogue.Expert
	}
	return catalogue.Practitioner
}

// class is as what somebody stands in the figures of one competency.
type class struct {
	audience catalogue.Audience
	said     Said
	level    string
}

func (c class) word() string {
	return string(c.audience) + "/" + string(c.said) + "/" + c.level
}

func classOf(word string) class {
	audience, rest, _ := strings.Cut(word, "/")
	said, level, _ := strings.Cut(rest, "/")
	return class{catalogue.Audience(audience), Said(said), level}
}

// pooled is the class of those who are counted without their audience.
func (c class) pooled() class { return class{said: c.said, level: c.level} }

// Competency returns what one competency is called, or nil where it is not known. Everybody may.
func (s *Service) Competency(ctx context.Context, competency id.ID) (*Competency, error) {
	found, err := s.competencies(ctx, []id.ID{competency})
	if err != nil {
		return nil, err
	}
	c, ok := found[competency]
	if !ok {
		return nil, nil
	}
	return &c, nil
}
