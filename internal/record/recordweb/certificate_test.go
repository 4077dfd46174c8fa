package recordweb

import (
	"context"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record/recordtest"
)

// TestTheRecordLeadsToTheCertificate links each entry to its certificate, and asks no more of the
// database for many entries than for few.
func TestTheRecordLeadsToTheCertificate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		s.actor = s.person("Ana Fuentes Oliva")
		give := func() (entry, award string) {
			e := s.append(recordtest.Learning(s.actor.PersonID))
			a := id.New()
			err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO awards (id, kind, person_id, entry_id, code, recipient_name, title, issuer, ended_on, minutes, ceu_tenths, issued_at)
				VALUES ($1, 'attendance-certificate', $2, $3, $4, 'Ana', $5, $6, $7, 60, 1, $8)`, a, s.actor.PersonID, e.ID, id.Code(), e.Title, e.Provider, e.EndedOn, noon)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return "/my/record/" + string(e.ID), "/awards/" + string(a)
		}
		entry, award := give()
		s.has(s.get(200, entry), "See the certificate", `href="`+award+`"`)
		s.has(s.get(200, "/my/record"), `href="`+award+`"`, `href="/my/awards"`)
		few := s.queries
		for range 20 {
			give()
		}
		page := s.get(200, "/my/record")
		if n := strings.Count(page.text, `href="/awards/`); n != 21 {
			t.Errorf("%d of 21 certificates are linked", n)
		}
		if s.queries != few {
			t.Errorf("%d queries for one entry, %d for many", few, s.queries)
		}
	})
}
