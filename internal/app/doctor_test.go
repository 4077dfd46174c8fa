package app

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/demo"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// damage is something that never happens by the program, and what the doctor says of it.
type damage struct{ plant, says string }

// damages are planted all together, by somebody who owns the database and has taken its guards off.
// Each chooses rows that no other one touches, or is looked for by its own sentence.
var damages = []struct {
	area string
	list []damage
}{
	{"catalogue", []damage{
		{`UPDATE offers SET published_id = NULL WHERE id = (SELECT MIN(id) FROM offers WHERE status = 'published')`, "A published offer has no published version"},
		{`UPDATE offers SET published_id = draft_id WHERE id = (SELECT MIN(id) FROM offers WHERE status = 'draft')`, "A draft offer has a published version"},
		{`UPDATE offers SET draft_id = published_id WHERE id = (SELECT MAX(id) FROM offers WHERE status = 'published')`, "draft is missing, another offer's, or published"},
		{`UPDATE offers SET draft_id = NULL, published_id = NULL WHERE id = (SELECT MAX(id) FROM offers WHERE status = 'draft')`, "An offer says nothing"},
		{`UPDATE offers SET published_at = created_at - 1 WHERE id = (SELECT MAX(id) FROM offers WHERE status = 'published')`, "published before it was written"},
		{`UPDATE worksheets SET decided_at = proposed_at - 1 WHERE id = (SELECT MIN(id) FROM worksheets WHERE status = 'approved')`, "decided before it was proposed"},
		{`UPDATE worksheets SET decided_by = author_id WHERE id = (SELECT MIN(id) FROM worksheets WHERE status = 'approved')`, "approved by nobody or by its author"},
		{`UPDATE worksheets SET tenths = tenths + 1 WHERE id = (SELECT MAX(id) FROM worksheets WHERE status = 'approved')`, "A worksheet does not add up"},
		{`UPDATE occurrences SET capacity = 1, taken = 3 WHERE id = (SELECT MIN(id) FROM occurrences WHERE taken > 1)`, "more seats taken than there are"},
		{`UPDATE occurrences SET ends_at = starts_at WHERE id = (SELECT MAX(id) FROM occurrences WHERE parent_id IS NULL)`, "An occurrence ends before it begins"},
		{`UPDATE occurrence_days SET ends_at = ends_at + 999999999999 WHERE id = (SELECT MIN(id) FROM occurrence_days)`, "A day lies outside its occurrence"},
		{`UPDATE occurrences SET starts_at = starts_at - 999999999999 WHERE id = (SELECT MIN(id) FROM occurrences WHERE parent_id IS NOT NULL)`, "A session lies outside its conference"},
		{`UPDATE occurrences SET parent_id = (SELECT MIN(id) FROM occurrences WHERE parent_id IS NULL AND offer_id IN (SELECT id FROM offers WHERE kind = 'webinar'))
			WHERE id = (SELECT MAX(id) FROM occurrences WHERE parent_id IS NOT NULL)`, "belongs to what is no conference"},
		{`INSERT INTO version_grants (id, version_id, earns, granted_at) SELECT 'zz', published_id, '["nothing"]', 1 FROM offers WHERE id = (SELECT MAX(id) FROM offers WHERE status = 'published')`, "earns another thing than its published version was granted"},
		{`UPDATE offers SET change_no = 999999999 WHERE id = (SELECT MAX(id) FROM offers WHERE status = 'published')`, "ahead of the counter that servers follow"},
	}},
	{"standards", []damage{
		{`INSERT INTO frameworks (id, key, created_at) VALUES ('zz', 'zz', 1)`, "A framework has no version"},
		{`INSERT INTO framework_versions (id, framework_id, number, title, sort_title, status, created_at, updated_at) SELECT 'z2', id, 0, 'x', 'x', 'draft', 1, 1 FROM frameworks WHERE key = 'lc-advocacy'`, "A draft is older than a published version"},
		{`INSERT INTO framework_versions (id, framework_id, number, title, sort_title, status, created_at, updated_at, published_at, retired_at) SELECT 'z3', id, 9, 'x', 'x', 'retired', 1, 1, 3, 4 FROM frameworks WHERE key = 'lc-collections'`, "A retired version is newer than the published one"},
		{`UPDATE framework_versions SET published_at = created_at - 1 WHERE id = (SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id WHERE f.key = 'core2009')`, "published before it was written"},
		{`UPDATE framework_versions SET unverified = TRUE WHERE id = (SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id WHERE f.key = 'rusa')`, "that nobody looked up is published"},
		{`UPDATE framework_versions SET competencies = competencies + 1 WHERE id = (SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id WHERE f.key = 'llama')`, "as many competencies as on the day it was published"},
		{`UPDATE competencies SET framework_id = 'zz' WHERE id = (SELECT MIN(competency_id) FROM competency_versions WHERE version_id = (SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id WHERE f.key = 'pksb'))`, "in a version of another framework"},
		{`UPDATE competency_versions SET depth = 5 WHERE position = 1 AND version_id = (SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id WHERE f.key = 'lssc')`, "does not stand under what it belongs to"},
		{`UPDATE competency_versions SET position = 900 WHERE position = 2 AND version_id = (SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id WHERE f.key = 'cpla')`, "do not count from 1 on"},
		{`UPDATE indicators SET level = 'none' WHERE id = (SELECT MIN(id) FROM indicators)`, "a level or a competency that its version does not have"},
		{`INSERT INTO framework_translations (version_id, object, language, title) VALUES ((SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id WHERE f.key = 'acrl-roles'), 'zz', 'es', 'x')`, "A translation is of nothing"},
		{`INSERT INTO framework_versions (id, framework_id, number, title, sort_title, status, created_at, updated_at, published_at, retired_at) SELECT 'z12', id, 2, 'x', 'x', 'retired', 1, 1, 3, 4 FROM frameworks WHERE key = 'yalsa2017'`, "Nothing says what became of a competency"},
		{`INSERT INTO competency_changes (version_id, from_id, became, to_id, decided_at) VALUES ('z12', 'q', 'replaced', 'nowhere', 1)`, "became one that its version does not hold"},
		{`INSERT INTO competency_changes (version_id, from_id, became, to_id, decided_at) VALUES ('z12', 'q2', 'split', 'nowhere', 1)`, "or was split into one"},
		{`INSERT INTO competency_changes (version_id, from_id, became, to_id, decided_at) VALUES ('z12', 'q3', 'same', 'q4', 1)`, "said to be the same and became another"},
	}},
	{"assessment", []damage{
		{`INSERT INTO targets (id, person_id, kind, title, made_at) SELECT 'zt1', MIN(id), 'advert', 'x', 1 FROM persons`, "targets have no round of questions"},
		{`INSERT INTO targets (id, person_id, kind, title, made_at) SELECT 'zt2', MIN(id), 'advert', 'x', 1 FROM persons`, "targets ask for nothing"},
		{`INSERT INTO profile_versions (id, profile_id, number, title, made_at) SELECT 'zp', MIN(id), 99, 'x', 1 FROM profiles`, "versions of profiles ask for nothing"},
		{`INSERT INTO invitations (id, person_id, target_id, voice, name, address, address_key, made_at, expires_at, ended_at) SELECT 'zi', MIN(id), 'zt1', 'peer', 'x', 'x', 'x', 1, 9, 2 FROM persons;
			INSERT INTO assessment_answers (id, person_id, invitation_id, voice, competency_id, framework_version_id, said, said_at) SELECT 'za', MAX(id), 'zi', 'peer', 'c', 'v', 'none', 1 FROM persons`, "about somebody else than who invited them"},
		{`INSERT INTO assessment_rounds (id, target_id, number, most, begun_at) VALUES ('zr', 'zt1', 1, 12, 9);
			INSERT INTO assessment_answers (id, person_id, round_id, voice, competency_id, framework_version_id, said, said_at) SELECT 'zb', MIN(id), 'zr', 'self', 'c', 'v', 'none', 1 FROM persons`, "older than their round of questions"},
		{`INSERT INTO snapshots (id, person_id, target_id, why, taken_at, met, gaps, likely_met, likely_gaps, unasked, outside) SELECT 'zs', MIN(id), 'zt1', 'asked', 1, 3, 0, 0, 0, 0, 0 FROM persons`, "count other competencies than they list"},
		{`INSERT INTO assessment_looks (id, person_id, invitation_id, what, at) SELECT 'zl', MIN(id), 'zi', 'map', 5 FROM persons`, "happened after they were taken back"},
	}},
	{"people", []damage{
		{`INSERT INTO person_aliases (alias_id, person_id, merged_into, created_at) SELECT MIN(id), MAX(id), MAX(id), 1 FROM persons WHERE id NOT IN (SELECT person_id FROM membership_periods);
			INSERT INTO person_aliases (alias_id, person_id, merged_into, created_at) SELECT MAX(id), 'nobody', 'nobody', 1 FROM persons WHERE id NOT IN (SELECT person_id FROM membership_periods)`, "lead to another alias instead of a survivor"},
		{`INSERT INTO membership_periods (id, person_id, class, event, starts_on, ends_on, recorded_at) SELECT 'zz', person_id, class, event, starts_on, ends_on, recorded_at FROM membership_periods WHERE id = (SELECT MAX(id) FROM membership_periods)`, "of one person overlap"},
		{`INSERT INTO membership_periods (id, person_id, class, event, starts_on, ends_on, replaces_id, recorded_at) SELECT 'zy', 'somebody', class, event, starts_on, ends_on, id, recorded_at FROM membership_periods
			WHERE id = (SELECT MIN(m.id) FROM membership_periods m WHERE NOT EXISTS (SELECT 1 FROM membership_periods n WHERE n.replaces_id = m.id))`, "replace one of somebody else"},
		{`UPDATE units SET ended_on = '2020-01-01' WHERE id = (SELECT MIN(id) FROM units WHERE ended_on = '')`, "ended without a successor"},
		{`INSERT INTO units (id, acronym, kind, created_at) VALUES ('zz', 'ZZ', 'division', 1)`, "units have no name"},
		{`UPDATE role_bindings SET unit_id = NULL WHERE id = (SELECT MIN(id) FROM role_bindings WHERE role = 'unit-manager' AND ended_at IS NULL)`, "bound to what they cannot be bound to"},
		{`INSERT INTO organisations (id, kind, name, sort_name, parent_id, created_at) VALUES ('zz', 'library', 'Z', 'z', 'zz', 1)`, "part of themselves"},
		{`UPDATE emails SET is_primary = FALSE WHERE address_key = (SELECT MIN(e.address_key) FROM emails e WHERE e.is_primary AND e.person_id > (SELECT MIN(id) FROM persons))`, "addresses and no first one"},
		{`UPDATE role_bindings SET ended_at = granted_at - 1 WHERE id = (SELECT MAX(id) FROM role_bindings)`, "roles ended before they were granted"},
		{`INSERT INTO api_tokens (id, person_id, name, token_hash, scopes, created_at, revoked_at) SELECT 'zz', MIN(id), 'x', 'x', '[]', 5, 4 FROM persons`, "tokens were ended before they were made"},
	}},
	{"record", []damage{
		{`INSERT INTO entries (id, person_id, kind, title, provider, ended_on, assurance, provenance, source_ref, corrects_id, recorded_at)
			SELECT 'zz', 'somebody', kind, title, provider, ended_on, 'third-party', 'outside', 'zz', id, recorded_at - 1 FROM entries WHERE id = (SELECT MAX(id) FROM entries WHERE provenance = 'completion')`, "stand in another person's record"},
		{`SELECT 1`, "changed who vouches for the entry"},                  // by the row before
		{`SELECT 1`, "corrections were recorded before what they correct"}, // by the row before
		{`UPDATE entries SET registration_id = NULL WHERE id = (SELECT MIN(id) FROM entries WHERE provenance = 'completion')`, "do not say what was completed here"},
		{`INSERT INTO entries (id, person_id, kind, title, provider, ended_on, assurance, provenance, source_ref, recorded_at)
			SELECT 'zy', person_id, kind, title, provider, ended_on, 'association', 'outside', 'zy', recorded_at FROM entries WHERE id = (SELECT MIN(id) FROM entries)`, "say that the association verified them"},
		{`UPDATE entries SET ceu_tenths = 3, minutes = 0 WHERE id = 'zz'`, "CEU without contact time"},
		{`UPDATE entries SET registration_id = 'zz' WHERE id = (SELECT MAX(id) FROM entries WHERE provenance = 'completion')`, "came from another registration than they name"},
		{`INSERT INTO record_shares (id, person_id, token_hash, label, created_at, ended_at) SELECT 'zz', MIN(id), 'zz', 'x', 5, 4 FROM persons;
			INSERT INTO record_views (id, person_id, share_id, what, at) SELECT 'zz', MAX(id), 'zz', 'transcript', 9 FROM persons`, "came through somebody else's link"},
		{`SELECT 1`, "ended before they were made"}, // by the row before
	}},
	{"registration", []damage{
		{`DELETE FROM registration_log WHERE registration_id = (SELECT MIN(id) FROM registrations WHERE state = 'registered')`, "registrations are in no log"},
		{`UPDATE registrations SET state = 'attended' WHERE id = (SELECT MAX(id) FROM registrations WHERE state = 'registered')`, "in another state than their log ends in"},
		{`UPDATE registration_log SET occurrence_id = NULL WHERE id = (SELECT MAX(id) FROM registration_log WHERE occurrence_id IS NOT NULL)`, "speak of another occurrence"},
		{`UPDATE registrations SET state = 'held', held_until = NULL WHERE id = (SELECT MAX(id) FROM registrations WHERE state = 'no-show')`, "promises have no end"},
		{`UPDATE attendance SET occurrence_id = NULL WHERE id = (SELECT MAX(id) FROM attendance WHERE occurrence_id IS NOT NULL)`, "at another occurrence than their registration"},
		{`UPDATE registrations SET completed_at = NULL WHERE id = (SELECT MAX(id) FROM registrations WHERE state = 'completed')`, "completed and nobody knows when"},
		{`UPDATE occurrences SET taken = taken + 1 WHERE id = (SELECT MAX(id) FROM occurrences WHERE taken > 0 AND taken + 1 < capacity)`, "seats are taken in all"},
		{`SELECT 1`, "seats are taken, but"},                                     // by the row before
		{`SELECT 1`, "registrations hold a seat, but the log says"},              // by the rows before
		{`SELECT 1`, "entries came from are not there"},                          // by the record's
		{`SELECT 1`, "it is completed, and no entry of the record came from it"}, // by the next row
		{`UPDATE entries SET source_ref = 'gone' WHERE id = (SELECT MAX(id) FROM entries WHERE provenance = 'completion' AND registration_id <> 'zz')`, "it is completed, and no entry"},
		{`UPDATE entries SET offer_id = 'gone' WHERE id = (SELECT MIN(id) FROM entries WHERE provenance = 'completion' AND registration_id IS NOT NULL)`, "speaks of something else"},
		{`UPDATE registrations SET state = 'waitlisted', queue_no = 99999 WHERE id = (SELECT MAX(r.id) FROM registrations r JOIN occurrences o ON o.id = r.occurrence_id WHERE r.state = 'registered' AND o.taken < o.capacity)`, "the waiting list is not the one its log tells"},
	}},
	{"recognition", []damage{
		{`UPDATE awards SET ceu_tenths = 1, minutes = 20 WHERE id = (SELECT MIN(id) FROM awards)`, "CEU for less than half an hour"},
		{`SELECT 1`, "does not say what its entry says"}, // by the row before
		{`INSERT INTO award_revocations (award_id, reason, revoked_at) SELECT MAX(id), 'x', 1 FROM awards WHERE id NOT IN (SELECT award_id FROM award_revocations)`, "revoked before they were issued"},
		{`UPDATE offer_reviews SET decided_by = asked_by WHERE id = (SELECT MAX(id) FROM offer_reviews WHERE decision <> '')`, "reviews were decided by who asked"},
		{`INSERT INTO proposals (id, kind, object_id, person_id, title, reason, proposed_by, proposed_at, decision, decided_by, decided_at)
			SELECT 'zz', 'revoke-award', 'zz', id, 'x', 'x', id, 1, 'confirmed', id, 2 FROM persons WHERE id = (SELECT MIN(id) FROM persons)`, "decided by who made them"},
		{`SELECT 1`, "stand although their revocation was confirmed"}, // by the row before
		{`UPDATE awards SET began_on = '2999-01-01' WHERE id = (SELECT MIN(id) FROM awards)`, "certificates end before they begin"},
		{`UPDATE awards SET person_id = (SELECT MAX(p.id) FROM persons p WHERE p.id <> awards.person_id AND p.id NOT IN (SELECT alias_id FROM person_aliases)) WHERE id = (SELECT MAX(id) FROM awards)`, "to somebody else than its entry belongs to"},
		{`UPDATE awards SET issued_at = 1 WHERE id = (SELECT MAX(id) FROM awards WHERE id < (SELECT MAX(id) FROM awards))`, "issued before its entry was recorded"},
		{`UPDATE awards SET entry_id = 'zz' WHERE id = (SELECT MIN(id) FROM awards WHERE id > (SELECT MIN(id) FROM awards))`, "given for an entry that is no completion"},
	}},
	{"duties", []damage{
		{`INSERT INTO duty_statements (id, person_id, kind, rule_key, day, until, said_at) SELECT 'zz', MIN(id), 'role', 'x', '2020-02-01', '2020-01-01', 1 FROM persons`, "statements end before they begin"},
		{`INSERT INTO duty_statements (id, person_id, kind, rule_key, day, corrects_id, said_at) SELECT 'zy', MIN(id), 'leave', 'x', '2020-01-01', 'zz', 1 FROM persons`, "correct one of another kind or rule"},
		{`INSERT INTO duty_standings (person_id, rule_key, status, as_of, scale, next_day, computed_at) SELECT MIN(id), 'x', 'met', '2020-01-01', 0, '2020-01-02', 1 FROM persons`, "standings count in no unit"},
		{`INSERT INTO duty_rules (id, key, created_at) VALUES ('zz', 'zz', 1), ('zy', 'zy', 1); INSERT INTO duty_rule_texts (id, rule_id, number, text, name, written_at) VALUES ('zz', 'zz', 1, 'x', 'x', 1);
			INSERT INTO duty_rule_publications (text_id, rule_id, number, published_at) VALUES ('zz', 'zy', 1, 1)`, "published as those of another rule"},
		{`INSERT INTO duty_agreements (id, person_id, organisation_id, since, agreed_at, ended_at) SELECT 'zz', MIN(p.id), (SELECT MIN(id) FROM organisations), '2020-01-01', 5, 4 FROM persons p`, "agreements ended before they were made"},
	}},
	{"webhooks", []damage{
		{`INSERT INTO webhooks (id, name, address, events, owner_id, secret, failures, wake_at, created_at, updated_at) SELECT 'zz', 'x', 'https://example.org/', '["nothing.such"]', MIN(id), 'whsec_', 3, 5, 1, 1 FROM persons`, "have a secret that cannot sign"},
		{`SELECT 1`, "for one that this version does not know"}, // by the row before
		{`SELECT 1`, "do not know since when"},                  // by the row before
		{`INSERT INTO webhook_deliveries (id, webhook_id, seq, event, object, body, state, attempts, next_at, begun_at, tried_at, status, created_at)
			VALUES ('za', 'zz', '1', 'offer.published', 'offer/1', '{"type":"offer.published","version":1}', 'delivered', 1, 1, 1, 2000000000, 500, 1)`, "have no answer that says so"},
		{`INSERT INTO webhook_deliveries (id, webhook_id, seq, event, object, body, state, attempts, next_at, begun_at, tried_at, status, created_at)
			VALUES ('zb', 'zz', '2', 'offer.published', 'offer/1', '{"type":"offer.published","version":1}', 'waiting', 1, 1, 1, 1, 204, 1)`, "wait although they had arrived"},
		{`SELECT 1`, "no run to send them is planned"}, // by the two rows before
		{`INSERT INTO webhook_deliveries (id, webhook_id, seq, event, object, body, state, next_at, begun_at, created_at)
			VALUES ('zc', 'zz', '3', 'webhook.test', 'test', '{"type":"webhook.test","version":1}', 'waiting', 1, 1, 1)`, "tests of an address wait"},
		{`INSERT INTO webhook_deliveries (id, webhook_id, seq, event, object, body, state, next_at, begun_at, created_at)
			VALUES ('zd', 'zz', '4', 'offer.published', 'offer/1', '{"type":"offer.archived","version":1}', 'dead', 1, 1, 1)`, "tell of another event than theirs"},
		{`INSERT INTO webhook_deliveries (id, webhook_id, seq, event, object, body, state, next_at, begun_at, created_at)
			VALUES ('ze', 'zz', '4', 'offer.published', 'offer/1', '{"type":"offer.published","version":1}', 'dead', 1, 1, 1)`, "made a second time of one event"},
	}},
	{"audit", []damage{
		{`UPDATE audit_log SET action = 'something.else' WHERE seal_no = 2`, "does not fit together at row 2"},
	}},
	{"jobs", []damage{
		{`INSERT INTO outbox (id, kind, payload, created_at) VALUES ('zz', 'job:of.another.version', '{}', 1)`, "wait for a program that knows their kind"},
		{``, "were given up after their last attempt"},
		{``, "under way since long before others"},
	}},
}

// jobDamages are rows of the queue, which each database writes in its own way.
var jobDamages = map[db.Dialect]string{
	db.SQLite: `INSERT INTO river_job (kind, state, max_attempts, scheduled_at, attempted_at, finalized_at) VALUES
		('message', 'discarded', 1, '2026-01-01 00:00:00', '2026-01-02 00:00:00', '2026-01-02 00:00:00'), ('message', 'running', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00', NULL)`,
	db.Postgres: `INSERT INTO river_job (kind, args, state, max_attempts, scheduled_at, attempted_at, finalized_at) VALUES
		('message', '{}', 'discarded', 1, '2026-01-01', '2026-01-02', '2026-01-02'), ('message', '{}', 'running', 1, '2026-01-01', '2026-01-01', NULL)`,
}

// TestDoctorFindsEachDamage plants every kind of damage that an area's Check looks for.
func TestDoctorFindsEachDamage(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { findsEach(t, Config{Data: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { findsEach(t, Config{DatabaseURL: dbtest.PostgresURL(t)}) })
}

func findsEach(t *testing.T, c Config) {
	ctx := t.Context()
	c.Clock, c.Demo, c.BaseURL = clock.NewFake(trialDay), true, "http://commons.test"
	a, err := New(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	size := demo.Scale(60, 0)
	size.Personas = true
	if _, err := demo.Seed(ctx, demo.Deps{DB: a.DB, Clock: a.Clock, People: a.People, Standards: a.Standards, Catalogue: a.Catalogue}, size); err != nil {
		t.Fatal(err)
	}
	if err := a.WriteEndings(ctx, 0, new(strings.Builder)); err != nil { // seals the log
		t.Fatal(err)
	}
	if found, _, err := a.Check(ctx); err != nil || len(found) > 0 {
		t.Fatalf("before anything is damaged: %q, %v", found, err)
	}
	exec := func(query string) {
		t.Helper()
		for part := range strings.SplitSeq(query, ";\n") {
			res, err := a.DB.Writer().ExecContext(ctx, part)
			if err != nil {
				t.Fatalf("%s: %v", part, err)
			}
			if n, err := res.RowsAffected(); err == nil && n == 0 && !strings.HasPrefix(part, "SELECT") && !strings.HasPrefix(part, "ALTER") && !strings.HasPrefix(part, "PRAGMA") && !strings.HasPrefix(part, "DROP") {
				t.Fatalf("%s: there is no such row to damage", part)
			}
		}
	}
	takeOffGuards(t, a.DB, exec)
	for _, of := range damages {
		for _, d := range of.list {
			if d.plant != "" {
				exec(d.plant)
			}
		}
	}
	exec(jobDamages[a.DB.Dialect()])
	said := map[string]string{}
	for area, check := range a.checks() {
		list, err := check(ctx)
		if err != nil {
			t.Fatal(err)
		}
		said[area] = strings.Join(list, "\n")
	}
	for _, of := range damages {
		for _, d := range of.list {
			if !strings.Contains(said[of.area], d.says) {
				t.Errorf("%s: nobody says %q", of.area, d.says)
			}
		}
		delete(said, of.area)
	}
	for area := range said {
		t.Errorf("nothing is damaged of %s, which has a check", area)
	}
}

// takeOffGuards removes triggers, checks and references.
func takeOffGuards(t *testing.T, d *db.DB, exec func(string)) {
	t.Helper()
	tables, err := db.Tables(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		dbtest.Unguard(t, d, table.Name)
	}
	if d.Dialect() == db.SQLite {
		exec("PRAGMA ignore_check_constraints = ON")
		exec("PRAGMA foreign_keys = OFF")
		return
	}
	for _, kind := range []string{"f", "c"} {
		rows, err := d.Query(context.Background(), `SELECT c.conrelid::regclass::text, quote_ident(c.conname) FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
			JOIN pg_namespace n ON n.oid = r.relnamespace WHERE c.contype::text = $1 AND n.nspname = current_schema() AND r.relname NOT LIKE 'river%'`, kind)
		all, err := db.Collect(rows, err, func(r *sql.Rows) (p [2]string, err error) { return p, r.Scan(&p[0], &p[1]) })
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			exec("ALTER TABLE " + p[0] + " DROP CONSTRAINT " + p[1])
		}
	}
}
