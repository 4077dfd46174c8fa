package demo

import (
	"context"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// streamText is a stream of the demonstration as it was written.
type streamText struct {
	Title      string   `yaml:"title"`
	Summary    string   `yaml:"summary"`
	Area       string   `yaml:"area"`
	Level      string   `yaml:"level"`
	Unit       string   `yaml:"unit"`
	Draft      bool     `yaml:"draft"`
	Objectives []string `yaml:"objectives"`
	Offers     []struct {
		Title    string `yaml:"title"`
		Required bool   `yaml:"required"`
	} `yaml:"offers"`
	// Goals are codes of competencies, each up to the level behind the at sign.
	Goals    []string `yaml:"goals"`
	Minimums []struct {
		Recognition string `yaml:"recognition"`
		Offers      int    `yaml:"offers"`
		Minutes     int    `yaml:"minutes"`
		Shown       string `yaml:"shown"`
	} `yaml:"minimums"`
}

// seedStreams makes the streams, as far as their offers were made: a trial may have only the first of them.
func (s *seeder) seedStreams(ctx context.Context) error {
	b, err := content.ReadFile("content/streams.yaml")
	if err != nil {
		return err
	}
	var texts []streamText
	if err := yaml.UnmarshalWithOptions(b, &texts, yaml.Strict()); err != nil {
		return fmt.Errorf("streams.yaml: %w", err)
	}
	byTitle := map[string]id.ID{}
	for _, o := range s.offers {
		byTitle[o.title] = o.id
	}
	actor := authz.System("seed")
	for _, t := range texts {
		d, missing, err := s.streamOf(t, byTitle)
		if err != nil {
			return err
		}
		if missing {
			continue
		}
		st, err := s.Catalogue.CreateStream(ctx, actor, d)
		if err == nil && !t.Draft {
			err = s.Catalogue.PublishStream(ctx, actor, st.ID, st.Seen())
		}
		if err != nil {
			return fmt.Errorf("stream %q: %w", t.Title, err)
		}
	}
	return nil
}

// streamOf makes the draft of a stream; missing says that not all of its offers were made.
func (s *seeder) streamOf(t streamText, byTitle map[string]id.ID) (d catalogue.StreamDraft, missing bool, err error) {
	d = catalogue.StreamDraft{Title: t.Title, Summary: t.Summary, Objectives: t.Objectives, Area: t.Area, Level: catalogue.Level(t.Level)}
	if t.Unit != "" {
		u, ok := s.units[t.Unit]
		if !ok {
			return d, false, fmt.Errorf("stream %q: there is no unit %s", t.Title, t.Unit)
		}
		d.UnitID = u.ID
	}
	for _, o := range t.Offers {
		offer, ok := byTitle[o.Title]
		missing = missing || !ok
		d.Offers = append(d.Offers, catalogue.StreamOffer{OfferID: offer, Required: o.Required})
	}
	for _, g := range t.Goals {
		code, level, _ := strings.Cut(g, "@")
		c, ok := s.choices[code]
		if !ok {
			return d, false, fmt.Errorf("stream %q: there is no competency %s", t.Title, code)
		}
		d.Goals = append(d.Goals, catalogue.Goal{CompetencyID: c.ID, Level: level})
	}
	for _, m := range t.Minimums {
		d.Minimums = append(d.Minimums, catalogue.Minimum{Recognition: catalogue.Recognition(m.Recognition), Offers: m.Offers, Minutes: m.Minutes, Shown: m.Shown})
	}
	return d, missing, nil
}
