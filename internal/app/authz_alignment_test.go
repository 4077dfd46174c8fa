package app

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
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

// spareOffer returns an offer of the unit that no other route is asked about.
func (tr *trial) spareOffer(t *testing.T, nth int) string {
	t.Helper()
	return tr.one(t, `SELECT o.id FROM offers o JOIN units u ON u.id = o.unit_id WHERE u.acronym = 'PLA' ORDER BY o.id LIMIT 1 OFFSET $1`, nth)
}

// decision leaves an alignment of an offer to be decided, as a version does from which its level is gone.
func (tr *trial) decision(t *testing.T, offer, competency string) string {
	t.Helper()
	if err := tr.Catalogue.Align(t.Context(), authz.System("test"), id.ID(offer), []catalogue.Aligning{{CompetencyID: id.ID(competency), Level: "expert"}}, ""); err != nil {
		t.Fatal(err)
	}
	made := id.New()
	err := tr.DB.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO alignment_decisions (id, offer_id, competency_id, framework_id, level, became, version_id, opened_at)
			SELECT $1, a.offer_id, a.competency_id, a.framework_id, a.level, 'level', f.version_id, f.at FROM alignments a JOIN alignment_facts f ON f.id = a.fact_id WHERE a.offer_id = $2 AND a.competency_id = $3`, made, offer, competency)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(made)
}
