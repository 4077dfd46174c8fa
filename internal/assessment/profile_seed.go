package assessment

import (
	"bytes"
	"context"
	_ "embed" // for the profiles below
	"encoding/json"
	"fmt"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

//go:embed content/profiles.json
var profilesFile []byte

// seedProfile is a profile as the product brings it.
type seedProfile struct {
	Key          string             `json:"key"`
	Audience     catalogue.Audience `json:"audience"`
	Title        string             `json:"title"`
	Summary      string             `json:"summary"`
	Work         []string           `json:"work"`
	Related      []string           `json:"related"`
	Competencies []struct {
		Framework string `json:"framework"`
		Code      string `json:"code"`
		Level     string `json:"level"`
		Weight    int    `json:"weight"`
		Why       string `json:"why"`
	} `json:"competencies"`
}

func seedProfiles() ([]seedProfile, error) {
	var f struct {
		Profiles []seedProfile `json:"profiles"`
	}
	dec := json.NewDecoder(bytes.NewReader(profilesFile))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, fmt.Errorf("assessment: profiles.json: %w", err)
	}
	return f.Profiles, nil
}

// SeedTx brings the profiles of the product in the caller's transaction, after the frameworks. A profile that is there, whatever became of it, is left alone.
func (s *Service) SeedTx(ctx context.Context, tx *db.Tx) (made int, err error) {
	files, err := seedProfiles()
	if err != nil {
		return 0, err
	}
	codes := newCodebook(s.standards)
	now, actor := s.clock.Now(), authz.System("seed")
	for _, f := range files {
		if known, err := profileKnown(ctx, tx, f.Key); err != nil {
			return made, err
		} else if known {
			continue
		}
		p := Profile{ID: id.Named("profile", f.Key), VersionID: id.Named("profile", f.Key, "1"), Key: f.Key, Number: 1, Audience: f.Audience, ProfileText: ProfileText{Title: f.Title, Summary: f.Summary, Work: f.Work, Related: f.Related}}
		var items []Item
		for _, c := range f.Competencies {
			i, err := codes.item(ctx, tx, c.Framework, c.Code, c.Level)
			if err != nil {
				return made, fmt.Errorf("assessment: profile %s: %w", f.Key, err)
			}
			if i.Competency == "" { // the framework was changed since, or is not here
				continue
			}
			i.Weight, i.Why = c.Weight, c.Why
			items = append(items, i)
		}
		if err := profileTx(ctx, tx, now, actor, p, items); err != nil {
			return made, err
		}
		if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "profile.published", Kind: "profile", ID: p.ID, Detail: map[string]any{"title": p.Title, "version": 1, "competencies": len(items)}}); err != nil {
			return made, err
		}
		made++
	}
	return made, nil
}

// codebook finds competencies by the key of their framework and their code, reading each framework once.
type codebook struct {
	standards *standards.Service
	read      map[string]map[string]Item
	levels    map[string][]standards.Level
}

func newCodebook(s *standards.Service) *codebook {
	return &codebook{s, map[string]map[string]Item{}, map[string][]standards.Level{}}
}

// item returns the competency with this code at the level; its Competency is empty where there is none.
func (c *codebook) item(ctx context.Context, q db.Q, framework, code, level string) (Item, error) {
	if _, ok := c.read[framework]; !ok {
		c.read[framework] = map[string]Item{}
		v, levels, leaves, err := c.standards.Outline(ctx, q, framework)
		if err != nil {
			return Item{}, err
		}
		c.levels[framework] = levels
		for _, l := range leaves {
			c.read[framework][l.Code] = Item{Competency: l.ID, Framework: v.FrameworkID, Version: v.ID}
		}
	}
	i, ok := c.read[framework][code]
	if !ok {
		return Item{}, nil
	}
	for _, l := range levelsOrOne(c.levels[framework]) {
		if l.Code == level {
			i.Level, i.Rank = l.Code, l.Rank
			return i, nil
		}
	}
	return Item{}, nil
}

// oneLevel is what a framework without levels has: one can do it, or not yet.
var oneLevel = standards.Level{Code: "can", Rank: 1, Title: "I can do this"}

// levelsOrOne returns the levels of a framework, or the one that stands for those of a framework without any.
func levelsOrOne(levels []standards.Level) []standards.Level {
	if len(levels) == 0 {
		return []standards.Level{oneLevel}
	}
	return levels
}
