package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// guarded lists the tables of facts with the columns that may still change, in a row as facts puts
// it: of a registration its state, of what waits for a decision the decision.
var guarded = []struct {
	table string
	goes  []string
	// settle brings a row to where nothing of it may change any more; settled tables are guarded whole.
	settle string
	// moves says that rows may be taken out and written anew, so that their order tells nothing.
	moves bool
}{
	{table: "entries"},
	{table: "membership_periods"},
	{table: "registration_log"},
	{table: "attendance_files"},
	{table: "attendance_files_aside"},
	{table: "attendance"},
	{table: "occurrence_closings"},
	{table: "evaluation_answers", moves: true},
	{table: "surveys"},
	{table: "survey_answers", moves: true},
	{table: "awards"},
	{table: "award_revocations"},
	{table: "record_views"},
	{table: "audit_log", goes: []string{"seal_no", "seal"}, settle: `UPDATE audit_log SET seal_no = 1, seal = 's'`},
	{table: "offer_reviews", goes: []string{"decision", "granted", "reason", "decided_by", "decided_at"},
		settle: `UPDATE offer_reviews SET decision = 'returned', decided_by = 'p2', decided_at = 2`},
	{table: "registrations", goes: []string{"state", "queue_no", "held_until", "person_name", "sort_name", "library_id", "library_name", "role_title",
		"payer", "reason", "toward", "ask_later", "minutes_attended", "decided_by", "decided_reason", "completed_at", "updated_at"}},
	{table: "proposals", goes: []string{"decision", "answer", "decided_by", "decided_at"},
		settle: `UPDATE proposals SET decision = 'declined', decided_by = 'p3', decided_at = 2`},
	{table: "provider_statement_texts"},
	{table: "offer_versions"},
	{table: "version_grants"},
	{table: "worksheets"},
	{table: "framework_versions", goes: []string{"status", "retired_at"}, settle: `UPDATE framework_versions SET status = 'retired', retired_at = 3`},
	{table: "framework_levels"},
	{table: "competency_versions"},
	{table: "indicators"},
	{table: "competency_links"},
	{table: "framework_translations"},
	{table: "framework_parts"},
	{table: "framework_rubrics"},
	{table: "competency_changes"},
	{table: "duty_rule_texts"},
	{table: "duty_rule_publications"},
	{table: "duty_rule_names"},
	{table: "duty_statements"},
	{table: "duty_looks"},
	{table: "duty_agreements", goes: []string{"confirmed_at", "confirmed_by", "ended_at", "ended_by"}, settle: `UPDATE duty_agreements SET ended_at = 3`},
	{table: "duty_agreement_sights"},
	{table: "suggestions", goes: []string{"unit_id", "state", "joined_id", "changed_at", "folded"}},
	{table: "suggestion_decisions"},
	{table: "demand_months"},
	{table: "demand_cells"},
	{table: "demand_sums"},
	{table: "demand_searches"},
	{table: "demand_search_months"},
	{table: "profile_versions"},
	{table: "profile_items"},
	{table: "targets", goes: []string{"ended_at"}, settle: `UPDATE targets SET ended_at = 2`},
	{table: "target_items"},
	{table: "assessment_answers"},
	{table: "snapshots"},
	{table: "snapshot_lines"},
	{table: "assessment_looks"},
	{table: "alignment_facts"},
	{table: "stream_versions"},
	{table: "stream_offers"},
	{table: "stream_competencies"},
}

// facts are one row of each guarded table, with the rows that they stand on.
var facts = []string{
	`INSERT INTO persons (id, name, sort_name, created_at, updated_at) VALUES ('p', 'Ana', 'ana', 1, 1), ('p2', 'Ben', 'ben', 1, 1), ('p3', 'Cy', 'cy', 1, 1)`,
	`INSERT INTO membership_periods (id, person_id, class, event, starts_on, ends_on, recorded_at) VALUES ('m', 'p', 'regular', 'join', '2026-01-01', '2026-12-31', 1)`,
	`INSERT INTO units (id, acronym, kind, created_at) VALUES ('u', 'U', 'division', 1)`,
	`INSERT INTO offers (id, key, kind, status, unit_id, unit_name, created_at, updated_at) VALUES ('o', 'o', 'webinar', 'published', 'u', 'U', 1, 1)`,
	`INSERT INTO offer_versions (id, offer_id, number, title, sort_title, created_at, updated_at, published_at) VALUES ('v', 'o', 1, 'T', 't', 1, 1, 1)`,
	`INSERT INTO version_grants (id, version_id, earns, granted_at) VALUES ('g', 'v', '[]', 1)`,
	`INSERT INTO worksheets (id, version_id, counted_minutes, tenths, method, status, author_id, proposed_at, decided_by, decided_at) VALUES ('w', 'v', 60, 1, 'm', 'approved', 'p', 1, 'p2', 2)`,
	`INSERT INTO occurrences (id, offer_id, status, zone, starts_at, ends_at, created_at, updated_at) VALUES ('c', 'o', 'scheduled', 'UTC', 1, 2, 1, 1)`,
	`INSERT INTO offer_reviews (id, offer_id, version_id, title, offer_key, unit_id, unit_name, asked, asked_by, asked_at) VALUES ('f', 'o', 'v', 'T', 'o', 'u', 'U', '[]', 'p', 1)`,
	`INSERT INTO registrations (id, person_id, offer_id, version_id, occurrence_id, state, person_name, sort_name, offer_key, offer_title, unit_id, unit_name, channel, created_at, updated_at)
		VALUES ('r', 'p', 'o', 'v', 'c', 'registered', 'Ana', 'ana', 'o', 'T', 'u', 'U', 'web', 1, 1)`,
	`INSERT INTO registration_log (id, registration_id, occurrence_id, no, from_state, to_state, reason, at) VALUES ('l', 'r', 'c', 1, '', 'registered', 'seat-free', 1)`,
	`INSERT INTO attendance_files (id, occurrence_id, name, sha256, recorded_at) VALUES ('af', 'c', 'f.csv', 'x', 1)`,
	`INSERT INTO attendance_files_aside (file_id, occurrence_id, reason, set_at) VALUES ('af', 'c', 'x', 2)`,
	`INSERT INTO attendance (id, registration_id, occurrence_id, how, minutes, present, recorded_at) VALUES ('a', 'r', 'c', 'hand', 60, TRUE, 1)`,
	`INSERT INTO provider_statement_texts (id, offer_id, need, qualifications, follow_up, updated_at) VALUES ('st', 'o', 'x', '{}', '', 1)`,
	`INSERT INTO occurrence_closings (occurrence_id, closed_at) VALUES ('c', 1)`,
	`INSERT INTO evaluation_answers (id, kind, offer_id, month, answers) VALUES ('e', 'completion', 'o', '2026-01', '{}')`,
	`INSERT INTO surveys (id, offer_id, number, questions, updated_at, published_at) VALUES ('s', 'o', 1, '[]', 1, 1)`,
	`INSERT INTO survey_answers (id, survey_id, month, answers) VALUES ('sa', 's', '2026-01', '{}')`,
	`INSERT INTO entries (id, person_id, kind, title, provider, ended_on, assurance, provenance, source_ref, recorded_at) VALUES ('n', 'p', 'learning', 'T', 'U', '2026-01-01', 'association', 'completion', 's', 1)`,
	`INSERT INTO awards (id, kind, person_id, entry_id, code, recipient_name, title, issuer, ended_on, minutes, ceu_tenths, issued_at) VALUES ('aw', 'attendance-certificate', 'p', 'n', 'C', 'Ana', 'T', 'U', '2026-01-01', 60, 1, 1)`,
	`INSERT INTO award_revocations (award_id, reason, revoked_at) VALUES ('aw', 'x', 2)`,
	`INSERT INTO proposals (id, kind, object_id, person_id, title, reason, proposed_by, proposed_at) VALUES ('pr', 'revoke-award', 'aw', 'p', 'T', 'x', 'p2', 1)`,
	`INSERT INTO record_views (id, person_id, what, at) VALUES ('rv', 'p', 'transcript', 1)`,
	`INSERT INTO frameworks (id, key, created_at) VALUES ('fw', 'fw', 1)`,
	`INSERT INTO framework_versions (id, framework_id, number, title, sort_title, status, created_at, updated_at) VALUES ('fv', 'fw', 1, 'T', 't', 'draft', 1, 1)`,
	`INSERT INTO framework_levels (version_id, code, rank, title) VALUES ('fv', 'one', 1, 'One')`,
	`INSERT INTO competencies (id, framework_id, created_at) VALUES ('cc', 'fw', 1)`,
	`INSERT INTO competency_versions (version_id, competency_id, position, depth, title, place_id, updated_at) VALUES ('fv', 'cc', 1, 1, 'T', 'pl', 1)`,
	`INSERT INTO indicators (version_id, id, competency_id, level, position, text) VALUES ('fv', 'in', 'cc', 'one', 1, 'x')`,
	`INSERT INTO competency_links (version_id, id, competency_id, position, kind, target_title) VALUES ('fv', 'cl', 'cc', 1, 'anchor', 'x')`,
	`INSERT INTO framework_translations (version_id, object, language, title) VALUES ('fv', '', 'es', 'x')`,
	`INSERT INTO framework_parts (version_id, kind, id, position, body) VALUES ('fv', 'CFLicenses', 'fp', 1, '{}')`,
	`INSERT INTO framework_rubrics (version_id, id, rubric_id, position, body) VALUES ('fv', 'fr', '', 1, '{}')`,
	`INSERT INTO competency_changes (version_id, from_id, became, decided_at) VALUES ('fv', 'cc', 'retired', 1)`,
	`UPDATE framework_versions SET status = 'published', published_at = 2 WHERE id = 'fv'`,
	`INSERT INTO organisations (id, kind, name, sort_name, created_at) VALUES ('og', 'library', 'L', 'l', 1)`,
	`INSERT INTO duty_rules (id, key, created_at) VALUES ('dr', 'own', 1)`,
	`INSERT INTO duty_rule_texts (id, rule_id, number, text, name, written_at) VALUES ('dt', 'dr', 1, 'rule: own', 'Own', 1)`,
	`INSERT INTO duty_rule_publications (text_id, rule_id, number, published_at) VALUES ('dt', 'dr', 1, 2)`,
	`INSERT INTO duty_rule_names (rule_key, version_from, name, competency_id, named_at) VALUES ('own', '', 'k/a', 'cc', 2)`,
	`INSERT INTO duty_statements (id, person_id, kind, said_at) VALUES ('ds', 'p', 'bound', 1)`,
	`INSERT INTO duty_agreements (id, person_id, organisation_id, since, agreed_at) VALUES ('da', 'p', 'og', '2026-01-01', 1)`,
	`INSERT INTO duty_agreement_sights (agreement_id, organisation_id) VALUES ('da', 'og')`,
	`INSERT INTO duty_looks (id, person_id, organisation_id, viewer_id, at) VALUES ('dl', 'p', 'og', 'p2', 2)`,
	`INSERT INTO suggestions (id, person_id, said_at, text, came_from, changed_at) VALUES ('sg', 'p', 1, 'x', 'learning', 1)`,
	`INSERT INTO suggestion_decisions (id, suggestion_id, decision, reply, decided_by, decided_at) VALUES ('sd', 'sg', 'planned', 'x', 'p2', 2)`,
	`INSERT INTO demand_months (month, counted_at, cells) VALUES ('2026-01', 1, 1)`,
	`INSERT INTO demand_cells (month, competency_id, audience, said, level, area, band, people) VALUES ('2026-01', 'cc', '', 'gap', 'one', '', '', 5)`,
	`INSERT INTO demand_sums (month, audience, area, band, people) VALUES ('2026-01', '', '', '', 5)`,
	`INSERT INTO demand_searches (month, words, visits) VALUES ('2026-01', 'x', 5)`,
	`INSERT INTO demand_search_months (month, counted_at, words) VALUES ('2026-01', 1, 1)`,
	`INSERT INTO alignment_facts (id, offer_id, framework_id, competency_id, what, level, basis, version_id, by_id, at) VALUES ('af', 'o', 'fw', 'cc', 'aligned', 'one', 'hand', 'fv', 'p', 1)`,
	`INSERT INTO profiles (id, key, created_at) VALUES ('pf', 'pf', 1)`,
	`INSERT INTO profile_versions (id, profile_id, number, title, made_at) VALUES ('pv', 'pf', 1, 'T', 1)`,
	`INSERT INTO profile_items (version_id, competency_id, framework_id, framework_version_id, level, rank, weight, position) VALUES ('pv', 'cc', 'fw', 'fv', 'one', 1, 1, 1)`,
	`INSERT INTO targets (id, person_id, kind, title, made_at) VALUES ('tg', 'p', 'advert', 'T', 1)`,
	`INSERT INTO target_items (target_id, competency_id, framework_id, framework_version_id, level, rank, weight, position) VALUES ('tg', 'cc', 'fw', 'fv', 'one', 1, 1, 1)`,
	`INSERT INTO assessment_answers (id, person_id, voice, competency_id, framework_version_id, said, said_at) VALUES ('aa', 'p', 'self', 'cc', 'fv', 'none', 1)`,
	`INSERT INTO snapshots (id, person_id, target_id, why, taken_at, met, gaps, likely_met, likely_gaps, unasked, outside) VALUES ('sn', 'p', 'tg', 'asked', 1, 0, 0, 0, 0, 1, 0)`,
	`INSERT INTO snapshot_lines (snapshot_id, competency_id, framework_id, position, wanted, wanted_rank, weight, state) VALUES ('sn', 'cc', 'fw', 1, 'one', 1, 1, 'gap')`,
	`INSERT INTO invitations (id, person_id, target_id, voice, name, address, address_key, made_at, expires_at) VALUES ('iv', 'p', 'tg', 'reader', 'N', 'a', 'a', 1, 2)`,
	`INSERT INTO assessment_looks (id, person_id, invitation_id, what, at) VALUES ('lk', 'p', 'iv', 'map', 1)`,
	`INSERT INTO streams (id, key, status, latest_id, created_at, updated_at) VALUES ('sm', 'sm', 'draft', 'sv', 1, 1)`,
	`INSERT INTO stream_versions (id, stream_id, number, title, sort_title, saved_at) VALUES ('sv', 'sm', 1, 'T', 't', 1)`,
	`INSERT INTO stream_offers (version_id, position, offer_id) VALUES ('sv', 1, 'o')`,
	`INSERT INTO stream_competencies (version_id, position, competency_id) VALUES ('sv', 1, 'cc')`,
	`INSERT INTO audit_log (id, at, via, action, object_kind, object_id) VALUES ('al', 1, 'web', 'x.done', 'x', 'y')`,
}

func exec(t *testing.T, d *db.DB, query string) error {
	t.Helper()
	return d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query)
		return err
	})
}

// columnsOf asks the database itself, so that a column of a later migration is guarded or allowed on purpose.
func columnsOf(t *testing.T, d *db.DB, table string) []string {
	t.Helper()
	query := `SELECT name FROM pragma_table_info($1)`
	if d.Dialect() == db.Postgres {
		query = `SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1`
	}
	rows, err := d.Query(t.Context(), query, table)
	names, err := db.Collect(rows, err, func(r *sql.Rows) (name string, err error) { return name, r.Scan(&name) })
	if err != nil || len(names) < 2 {
		t.Fatalf("%s has the columns %v: %v", table, names, err)
	}
	return names
}

func TestFactsAreNeitherChangedNorDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, f := range facts {
			if err := exec(t, d, f); err != nil {
				t.Fatalf("%s: %v", f, err)
			}
		}
		refused := func(query string) {
			t.Helper()
			if err := exec(t, d, query); err == nil || !db.IsCheck(err) || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s was not refused by the guard: %v", query, err)
			}
		}
		for _, g := range guarded {
			columns := columnsOf(t, d, g.table)
			for _, c := range columns {
				query := fmt.Sprintf("UPDATE %s SET %s = %[2]s", g.table, c)
				if !slices.Contains(g.goes, c) {
					refused(query)
				} else if err := exec(t, d, query); err != nil {
					t.Errorf("%s: %v", query, err)
				}
			}
			if !g.moves {
				refused("DELETE FROM " + g.table)
			}
			if d.Dialect() == db.Postgres {
				refused("TRUNCATE " + g.table + " CASCADE")
			} else if !g.moves {
				list := strings.Join(columns, ", ")
				refused(fmt.Sprintf("REPLACE INTO %s (%s) SELECT %[2]s FROM %[1]s", g.table, list))
			}
			if g.settle != "" {
				if err := exec(t, d, g.settle); err != nil {
					t.Errorf("%s: %v", g.settle, err)
				}
				for _, c := range columns {
					refused(fmt.Sprintf("UPDATE %s SET %s = %[2]s", g.table, c))
				}
			}
			var n int
			if err := d.QueryRow(t.Context(), "SELECT COUNT(*) FROM "+g.table).Scan(&n); err != nil || n != 1 {
				t.Errorf("%s has %d rows afterwards, want 1 (%v)", g.table, n, err)
			}
		}
	})
}

// What is still open may be rewritten and thrown away: a draft, a worksheet nobody decided on.
func TestWhatIsNoFactYetMayChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, q := range append(slices.Clone(facts[:5]),
			`INSERT INTO offer_versions (id, offer_id, number, title, sort_title, created_at, updated_at) VALUES ('v2', 'o', 2, 'T', 't', 1, 1)`,
			`INSERT INTO worksheets (id, version_id, counted_minutes, tenths, method, status, author_id, proposed_at) VALUES ('w', 'v2', 60, 1, 'm', 'proposed', 'p', 1)`,
			`UPDATE worksheets SET status = 'returned', decided_by = 'p2', decided_at = 2`,
			`INSERT INTO worksheets (id, version_id, counted_minutes, tenths, method, status, author_id, proposed_at) VALUES ('w2', 'v2', 60, 1, 'm', 'proposed', 'p', 1)`,
			`DELETE FROM worksheets WHERE status = 'proposed'`,
			`UPDATE offer_versions SET title = 'Another' WHERE published_at IS NULL`,
			`INSERT INTO surveys (id, offer_id, number, questions, updated_at) VALUES ('s', 'o', 1, '[]', 1)`,
			`UPDATE surveys SET questions = '[{}]' WHERE id = 's'`,
			`DELETE FROM surveys WHERE id = 's'`,
			`UPDATE offer_versions SET published_at = 2 WHERE id = 'v2'`) {
			if err := exec(t, d, q); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
		if err := exec(t, d, `UPDATE offer_versions SET title = 'A third' WHERE id = 'v2'`); !db.IsCheck(err) {
			t.Errorf("a version was changed after it was published: %v", err)
		}
	})
}
