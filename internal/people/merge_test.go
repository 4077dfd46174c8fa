package people_test

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

func TestPreviewMerge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		unit := peopletest.Unit(t, s, "A")
		editor := authz.Binding{Role: authz.UnitEditor, UnitID: unit.ID}
		from := peopletest.Person(t, s, peopletest.Member("student"), peopletest.Role(editor), peopletest.Role(authz.Binding{Role: authz.Reviewer}))
		into, older := peopletest.Person(t, s), peopletest.Person(t, s, peopletest.Email("older@library.example"))
		if err := s.EndRole(ctx, system, from.ID, authz.Binding{Role: authz.Reviewer}); err != nil {
			t.Fatal(err)
		}
		if err := s.Merge(ctx, system, older.ID, from.ID); err != nil {
			t.Fatal(err)
		}
		// An alias stands for its survivor.
		v, err := s.PreviewMerge(ctx, system, older.ID, into.ID)
		if err != nil || v.From.ID != from.ID || v.Into.ID != into.ID {
			t.Fatalf("preview = %+v, %v", v, err)
		}
		if len(v.Addresses) != 2 || len(v.Periods) != 1 || len(v.Roles) != 1 || v.Roles[0].Binding != editor || len(v.Aliases) != 1 {
			t.Errorf("preview = %+v", v)
		}
		if ids, err := s.IDs(ctx, into.ID); err != nil || len(ids) != 1 {
			t.Errorf("looking merged %v, %v", ids, err)
		}
		admin := peopletest.Actor(t, s, peopletest.Person(t, s, peopletest.Role(authz.Binding{Role: authz.Admin})))
		auditor := peopletest.Actor(t, s, peopletest.Person(t, s, peopletest.Role(authz.Binding{Role: authz.Auditor})))
		for name, got := range map[string]struct {
			err  error
			kind errs.Kind
		}{
			"themselves":    {second(s.PreviewMerge(ctx, system, from.ID, older.ID)), errs.Conflict},
			"one's own":     {second(s.PreviewMerge(ctx, admin, admin.PersonID, into.ID)), errs.Forbidden},
			"by an auditor": {second(s.PreviewMerge(ctx, auditor, from.ID, into.ID)), errs.Forbidden},
			"nobody there":  {second(s.PreviewMerge(ctx, system, from.ID, "nobody")), errs.NotFound},
		} {
			if !errs.Is(got.err, got.kind) {
				t.Errorf("%s: %v", name, got.err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
