package app

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// ownDraft is a framework with a draft, of which one competency was taken out where it was published before.
type ownDraft struct{ key, competency, gone, link string }

// frameworkBodies are what is sent to operations that write frameworks.
func frameworkBodies(pattern string, f ownDraft) (url.Values, bool) {
	json, ok := map[string]string{
		"POST /api/v1/frameworks":                                                              `{"title":"By program"}`,
		"POST /api/v1/frameworks/import":                                                       "code,title\nA,First\n",
		"PUT /api/v1/frameworks/{key}/draft":                                                   `{"title":"Changed by program"}`,
		"PUT /api/v1/frameworks/{key}/draft/levels":                                            `{"levels":[{"code":"expert","title":"Master"}]}`,
		"PUT /api/v1/frameworks/{key}/draft/translations/{language}":                           `{"title":"Por programa"}`,
		"POST /api/v1/frameworks/{key}/draft/competencies":                                     `{"title":"By program"}`,
		"PUT /api/v1/frameworks/{key}/draft/competencies/{competency}":                         `{"title":"Changed by program"}`,
		"POST /api/v1/frameworks/{key}/draft/competencies/{competency}/move":                   `{"to":"top"}`,
		"POST /api/v1/frameworks/{key}/draft/competencies/{competency}/put-back":               `{}`,
		"POST /api/v1/frameworks/{key}/draft/competencies/{competency}/links":                  `{"kind":"precedes","uri":"https://skills.example.org/7","title":"A skill"}`,
		"PUT /api/v1/frameworks/{key}/draft/competencies/{competency}/links/{link}":            `{"kind":"precedes"}`,
		"PUT /api/v1/frameworks/{key}/draft/competencies/{competency}/translations/{language}": `{"title":"Por programa"}`,
		"POST /api/v1/frameworks/{key}/draft/decisions":                                        fmt.Sprintf(`{"decisions":[{"competency":%q,"became":"retired"}]}`, f.gone),
	}[pattern]
	return url.Values{"json": {json}}, ok
}

// ownDraft returns a fixture about a framework that no other route is asked about: one that was published, with a draft unless it is to be
// retired, or one that never was.
func (tr *trial) ownDraft(t *testing.T, name, pattern string) fixture {
	t.Helper()
	f := tr.made(t, name == "published", !strings.HasSuffix(pattern, "/retire"))
	if strings.HasSuffix(pattern, "/put-back") {
		f.competency = f.gone
	}
	if strings.HasSuffix(pattern, "/publish") && name == "published" { // nothing is left to decide
		if _, err := tr.Standards.PutBack(t.Context(), authz.System("test"), id.ID(tr.framework(t, f.key)), id.ID(f.gone), false, ""); err != nil {
			t.Fatal(err)
		}
	}
	_, path, _ := strings.Cut(strings.NewReplacer("{key}", f.key, "{competency}", f.competency, "{link}", f.link, "{language}", "es").Replace(pattern), " ")
	form, _ := frameworkBodies(pattern, f)
	return fixture{name: name, path: path, form: form}
}

// made makes a framework of two competencies, published or not, and, with begin, a further draft of it without one of them.
func (tr *trial) made(t *testing.T, published, begin bool) ownDraft {
	t.Helper()
	by, ctx := authz.System("test"), t.Context()
	v, err := tr.Standards.Create(ctx, by, standards.About{Title: "Made for a test"})
	add := func(title string) (c standards.Competency) {
		if err == nil {
			c, err = tr.Standards.AddCompetency(ctx, by, v.FrameworkID, "", standards.CompetencyDraft{Title: title})
		}
		return c
	}
	kept, gone := add("Kept"), add("Taken out")
	if err == nil {
		err = tr.Standards.AddLink(ctx, by, v.FrameworkID, kept.ID, standards.LinkDraft{Kind: "isRelatedTo", URI: "https://skills.example.org/1", Title: "A skill"})
	}
	if err == nil && published {
		_, err = tr.Standards.Publish(ctx, by, v.FrameworkID, "")
	}
	if err == nil && published && begin {
		_, err = tr.Standards.BeginDraft(ctx, by, v.FrameworkID)
	}
	if err == nil && published && begin {
		err = tr.Standards.RemoveCompetency(ctx, by, v.FrameworkID, gone.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return ownDraft{v.Key, string(kept.ID), string(gone.ID), tr.one(t, `SELECT MAX(id) FROM competency_links WHERE competency_id = $1`, kept.ID)}
}
