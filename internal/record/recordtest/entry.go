package recordtest

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// Learning is a completed webinar of one hour, which the association vouches for and which earned
// 0.1 CEU. Each call has a source of its own.
func Learning(person id.ID) record.NewEntry {
	return record.NewEntry{
		PersonID: person, Kind: record.KindLearning, Activity: "webinar",
		Title: "Weeding a small collection with the community in the room", Provider: "Rural Libraries Round Table",
		BeganOn: "2026-03-12", EndedOn: "2026-03-12", Minutes: 60, CEUTenths: 1,
		Areas: []string{"collections"}, Level: "practitioner", Format: "online",
		Assurance: record.ByAssociation, Provenance: record.FromCompletion, SourceRef: "completion:" + string(id.New()),
	}
}

// Presenting is an hour of presenting that the association vouches for.
func Presenting(person id.ID) record.NewEntry {
	n := Learning(person)
	n.Kind, n.Provenance, n.CEUTenths = record.KindPresenting, record.FromPresenting, 0
	n.SourceRef = "presenting:" + string(id.New())
	return n
}

// Outside is learning from elsewhere that the person claims.
func Outside(person id.ID) record.NewEntry {
	n := Learning(person)
	n.Title, n.Provider, n.Activity = "Minutes that people can use", "Green Mountain Library Consortium", ""
	n.Assurance, n.Provenance, n.CEUTenths = record.ByPerson, record.FromOutside, 0
	n.Claimed = record.Credit{Amount: "1", Unit: "CEU"}
	n.SourceRef = "outside:" + string(id.New())
	return n
}

// Append adds an entry and fails the test if that cannot be done.
func Append(t testing.TB, d *db.DB, s *record.Service, now time.Time, n record.NewEntry) record.Entry {
	t.Helper()
	var out record.Entry
	err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		var err error
		out, _, err = s.AppendTx(ctx, tx, now, n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
