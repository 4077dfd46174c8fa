package standards

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

//go:embed content/*.json
var contentFiles embed.FS

// seedFile is a framework as the product brings it.
type seedFile struct {
	Key         string `json:"key"`
	ID          id.ID  `json:"id"`
	Title       string `json:"title"`
	Label       string `json:"label"`
	Language    string `json:"language"`
	Owner       string `json:"owner"`
	Source      string `json:"source"`
	Note        string `json:"note"`
	ContentArea string `json:"content_area"`
	Unverified  bool   `json:"unverified"`
	Levels      []struct {
		Title       string `json:"title"`
		Description string `json:"description"`
	} `json:"levels"`
	Competencies []struct {
		ID          id.ID               `json:"id"`
		Parent      id.ID               `json:"parent"`
		Code        string              `json:"code"`
		Title       string              `json:"title"`
		Description string              `json:"description"`
		Statements  map[string][]string `json:"statements"`
		Related     []struct {
			ID    string `json:"id"`
			Title string `json:"title"`
			Note  string `json:"note"`
		} `json:"related"`
	} `json:"competencies"`
}

// relatedKind is the type of association that anchors are: comparable, not equivalent.
const relatedKind = "isRelatedTo"

// content turns the file into a version.
func (f seedFile) content() (content, error) {
	c := content{About: About{Label: f.Label, Title: f.Title, Owner: f.Owner, Source: f.Source, Note: f.Note, Language: f.Language, ContentArea: f.ContentArea}, Unverified: f.Unverified}
	for i, l := range f.Levels {
		c.Levels = append(c.Levels, Level{Code: levelCode(l.Title, c.Levels), Rank: i + 1, Title: l.Title, Description: l.Description})
	}
	var list []Competency
	for _, x := range f.Competencies {
		k := Competency{ID: x.ID, ParentID: x.Parent, Code: x.Code, Title: x.Title, Description: x.Description}
		for _, l := range c.Levels {
			for n, text := range x.Statements[l.Code] {
				k.Indicators = append(k.Indicators, Indicator{ID: id.Named(string(x.ID), l.Code, fmt.Sprint(n)), Level: l.Code, Text: text})
			}
		}
		for _, r := range x.Related {
			k.Links = append(k.Links, Link{ID: id.Named(string(x.ID), relatedKind, r.ID, r.Title, r.Note), Kind: relatedKind, TargetID: r.ID, Title: r.Title, Note: r.Note})
		}
		list = append(list, k)
	}
	var lost []Competency
	if c.Competencies, lost = arrange(f.ID, list); len(lost) > 0 {
		return c, fmt.Errorf("standards: %s: %s stands under nothing", f.Key, lost[0].Code)
	}
	return c, nil
}

// seedFiles reads what the product brings, by key.
func seedFiles() ([]seedFile, error) {
	names, err := fs.Glob(contentFiles, "content/*.json")
	if err != nil {
		return nil, err
	}
	var out []seedFile
	for _, name := range names {
		b, err := contentFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var f seedFile
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&f); err != nil {
			return nil, fmt.Errorf("standards: %s: %w", name, err)
		}
		out = append(out, f)
	}
	return out, nil
}

// SeedTx brings the frameworks of the product in the caller's transaction: those of its own and those of others whose titles were looked up are
// published, the others are drafts with a mark. A framework that is there, whatever became of it, is left alone, and one that somebody
// threw away stays away.
func (s *Service) SeedTx(ctx context.Context, tx *db.Tx) (made int, err error) {
	files, err := seedFiles()
	if err != nil {
		return 0, err
	}
	now, actor := s.clock.Now(), authz.System("seed")
	for _, f := range files {
		if key, err := frameworkKey(ctx, tx, f.ID); err != nil {
			return made, err
		} else if key != "" {
			continue
		}
		if gone, err := discarded(ctx, tx, f.ID); err != nil {
			return made, err
		} else if gone {
			continue
		}
		c, err := f.content()
		if err != nil {
			return made, err
		}
		key := f.Key
		if taken, err := frameworkByKey(ctx, tx, key); err != nil {
			return made, err
		} else if taken != "" {
			key += "-" + id.Tail(5)
		}
		v := Version{ID: id.Named(string(f.ID), "version", "1"), FrameworkID: f.ID, Number: 1, About: c.About, Unverified: c.Unverified}
		if err := insertFramework(ctx, tx, now, f.ID, key); err != nil {
			return made, err
		}
		if err := insertVersion(ctx, tx, now, actor, v); err != nil {
			return made, err
		}
		if err := insertContent(ctx, tx, now, v, c); err != nil {
			return made, err
		}
		made++
		if v.Unverified {
			if err := record(ctx, tx, now, actor, "framework.created", f.ID, map[string]any{"title": f.Title}); err != nil {
				return made, err
			}
			continue
		}
		if _, err := s.publishTx(ctx, tx, now, actor, v, nil); err != nil {
			return made, err
		}
	}
	return made, nil
}
