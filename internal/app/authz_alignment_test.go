package app

import (
	"fmt"
	"net/url"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// alignmentBodies are what is sent to the routes of what offers teach, see bodies.
func alignmentBodies(pattern string, o objects) (url.Values, bool) {
	switch pattern {
	case "POST /api/v1/offers/{key}/alignments":
		return url.Values{"json": {fmt.Sprintf(`{"alignments":[{"competency":%q,"level":"expert"}]}`, o.competency)}}, true
	case "POST /api/v1/offers/{key}/alignments/dismissals":
		return url.Values{"json": {fmt.Sprintf(`{"competencies":[%q]}`, o.otherCompetency)}}, true
	case "POST /api/v1/alignments/table":
		return url.Values{"json": {fmt.Sprintf("offer,framework,code,level\n%s,lc-management,MGT-05,expert\n", o.offerKey)}}, true
	case "POST /api/v1/alignment-decisions/{id}":
		return url.Values{"json": {`{"alignments":[]}`}}, true
	case "POST /work/offers/{id}/competencies":
		return url.Values{"do": {"add"}, "competency": {o.otherCompetency}, "level-" + o.otherCompetency: {"expert"}}, true
	case "POST /work/alignments":
		return url.Values{"do": {"confirm"}, "competency": {o.otherOffer + " " + o.competency}, "level-" + o.otherOffer + "-" + o.competency: {"expert"}}, true
	case "POST /api/v1/streams", "PUT /api/v1/streams/{key}":
		return url.Values{"json": {fmt.Sprintf(`{"title":"By program","objectives":["Do it"],"offers":[{"offer":%q}],"goals":[],"minimums":[]}`, o.selfPaced)}}, true
	case "POST /work/streams/new", "POST /work/streams/{id}":
		return url.Values{"title": {"By hand"}, "objectives": {"Do it"}, "offers": {o.selfPaced}}, true
	case "POST /work/alignments/decisions/{id}":
		return url.Values{"do": {"drop"}}, true
	}
	return nil, false
}

// secondVersion publishes a second version of a framework from which one competency is retired, and lets the alignments follow.
func (tr *trial) secondVersion(t *testing.T, by authz.Actor, key, code string) {
	t.Helper()
	ctx, framework := t.Context(), id.ID(tr.framework(t, key))
	_, err := tr.Standards.BeginDraft(ctx, by, framework)
	gone := id.ID(tr.coded(t, code))
	if err == nil {
		err = tr.Standards.RemoveCompetency(ctx, by, framework, gone)
	}
	if err == nil {
		err = tr.Standards.Decide(ctx, by, framework, []standards.Decision{{Competency: gone, Became: standards.BecameRetired, Targets: ""}}, "")
	}
	if err == nil {
		_, err = tr.Standards.Publish(ctx, by, framework, "")
	}
	if err == nil {
		err = tr.Jobs.Drain(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// streams names a stream that is published, one that is a draft, and none, by a column.
func (tr *trial) streams(t *testing.T, column string) []string {
	t.Helper()
	none := "no-such-stream"
	if column == "id" {
		none = string(id.Named("nothing"))
	}
	return []string{"published", tr.one(t, `SELECT `+column+` FROM streams WHERE status = 'published' ORDER BY key LIMIT 1`), "draft", tr.one(t, `SELECT `+column+` FROM streams WHERE status = 'draft' ORDER BY key LIMIT 1`), "none", none}
}
