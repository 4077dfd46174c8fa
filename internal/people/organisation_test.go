package people_test

import (
	"context"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

func organisation(t *testing.T, s *people.Service, name string, parent id.ID) people.Organisation {
	t.Helper()
	o, err := s.AddOrganisation(context.Background(), system, people.Organisation{Name: name, Kind: "library", ParentID: parent})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestChangeOrganisation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		state, county := organisation(t, s, "State Library", ""), organisation(t, s, "County System", "")
		town := organisation(t, s, "Town Library", county.ID)
		changes := func() (n int) {
			if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM audit_log WHERE action = 'organisation.changed'`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := s.ChangeOrganisation(ctx, system, county); err != nil || changes() != 0 {
			t.Errorf("saving the same wrote %d rows of the log, %v", changes(), err)
		}
		moved := people.Organisation{ID: county.ID, Name: " Three  Rivers System ", Kind: "system", ParentID: state.ID, Scheme: "ISIL", SchemeKey: "US-3r", Country: "us"}
		if err := s.ChangeOrganisation(ctx, system, moved); err != nil || changes() != 1 {
			t.Fatalf("%d rows of the log, %v", changes(), err)
		}
		o, err := s.Organisation(ctx, county.ID)
		if err != nil || o.Name != "Three Rivers System" || o.Kind != "system" || o.ParentName != "State Library" || o.SchemeKey != "US-3r" || o.Country != "US" {
			t.Errorf("organisation = %+v, %v", o, err)
		}
		if path, err := s.OrganisationPath(ctx, town.ID); err != nil || len(path) != 3 || path[0].ID != state.ID {
			t.Errorf("path = %+v, %v", path, err)
		}
		if found, err := s.SearchOrganisations(ctx, "three rivers", page.Request{}); err != nil || len(found.Items) != 1 {
			t.Errorf("under its new name %d are found, %v", len(found.Items), err)
		}
		manager := peopletest.Actor(t, s, peopletest.Person(t, s, peopletest.Role(authz.Binding{Role: authz.Coordinator, OrganisationID: county.ID})))
		if err := s.ChangeOrganisation(ctx, manager, moved); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a coordinator changed it: %v", err)
		}
		for field, bad := range map[string]people.Organisation{
			"name":       {ID: town.ID, Kind: "library"},
			"kind":       {ID: town.ID, Name: "Town", Kind: "castle"},
			"scheme":     {ID: town.ID, Name: "Town", Kind: "library", SchemeKey: "7"},
			"scheme_key": {ID: town.ID, Name: "Town", Kind: "library", Scheme: "ISIL", SchemeKey: "US-3r"},
			"parent":     {ID: state.ID, Name: "State", Kind: "state", ParentID: town.ID},
			"country":    {ID: town.ID, Name: "Town", Kind: "library", Country: "USA"},
		} {
			e := errs.As(s.ChangeOrganisation(ctx, system, bad))
			if e == nil || e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != field {
				t.Errorf("%s: %v", field, e)
			}
		}
		for _, parent := range []id.ID{town.ID, id.New()} {
			town.ParentID = parent
			if err := s.ChangeOrganisation(ctx, system, town); !errs.Is(err, errs.Invalid) {
				t.Errorf("part of %s: %v", parent, err)
			}
		}
		if err := s.ChangeOrganisation(ctx, system, people.Organisation{ID: id.New(), Name: "X", Kind: "library"}); !errs.Is(err, errs.NotFound) {
			t.Errorf("none: %v", err)
		}
		sound(t, s)
	})
}

// TestMovesAtOnce moves organisations in a ring, each into the chain of the next one: one move at
// least is refused, and no tree becomes a ring.
func TestMovesAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		for range 12 {
			var tops, ends [3]people.Organisation
			for i := range tops {
				tops[i] = organisation(t, s, "Top", "")
				ends[i] = organisation(t, s, "End", organisation(t, s, "Middle", tops[i].ID).ID)
			}
			refused := 0
			for _, err := range atOnce(len(tops), func(i int) error {
				o := tops[i]
				o.ParentID = ends[(i+1)%len(ends)].ID
				return s.ChangeOrganisation(ctx, system, o)
			}) {
				if errs.Is(err, errs.Invalid) {
					refused++
				} else if err != nil {
					t.Error(err)
				}
			}
			if refused != 1 {
				t.Errorf("%d of three moves were refused", refused)
			}
			sound(t, s)
		}
	})
}

func TestCheckFindsRings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		a := organisation(t, s, "A", "")
		b := organisation(t, s, "B", a.ID)
		organisation(t, s, "C", b.ID)
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE organisations SET parent_id = $1 WHERE id = $2`, b.ID, a.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if broken, err := s.Check(ctx); err != nil || len(broken) != 1 || !strings.HasPrefix(broken[0], "3 organisations") {
			t.Errorf("check: %v, %v", broken, err)
		}
	})
}
