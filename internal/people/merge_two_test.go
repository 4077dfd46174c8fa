package people_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// pair is two accounts, and the staff.
type pair struct {
	*lost
	from, into people.Person
}

func newPair(t *testing.T, d *db.DB) *pair {
	l := newLost(t, d)
	return &pair{l, peopletest.Person(t, l.Service, peopletest.Email("from@library.example")), peopletest.Person(t, l.Service, peopletest.Unverified("into@library.example"))}
}

// propose has the first of the staff propose that one becomes the other.
func (p *pair) propose() people.MergeRequest {
	p.t.Helper()
	which, err := p.ProposeMerge(context.Background(), p.first, p.from.ID, p.into.ID, proof)
	if err != nil || which == "" {
		p.t.Fatalf("proposed %q, %v", which, err)
	}
	return p.request(which)
}

func (p *pair) request(which id.ID) people.MergeRequest {
	p.t.Helper()
	m, err := p.MergeRequest(context.Background(), p.more, which)
	if err != nil {
		p.t.Fatal(err)
	}
	return m
}

// one reports whether the two are one person by now.
func (p *pair) one() bool {
	p.t.Helper()
	ids, err := p.IDs(context.Background(), p.into.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	return slices.Contains(ids, p.from.ID)
}

func (p *pair) subjects(to string) []string {
	p.t.Helper()
	p.drain()
	var out []string
	for _, m := range p.Box.Letters(to) {
		out = append(out, m.Subject)
	}
	return out
}

// TestTwoMergeWhoCanSignIn takes two accounts with a way in: nobody merges them alone, and everybody concerned is told.
func TestTwoMergeWhoCanSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p := context.Background(), newPair(t, d)
		if err := p.Merge(ctx, p.first, p.from.ID, p.into.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("merged by one: %v", err)
		}
		for name, got := range map[string]struct {
			err  error
			kind errs.Kind
		}{
			"without a proof":      {second(p.ProposeMerge(ctx, p.first, p.from.ID, p.into.ID, "so")), errs.Invalid},
			"their own":            {second(p.ProposeMerge(ctx, p.first, p.first.PersonID, p.into.ID, proof)), errs.Forbidden},
			"into themselves":      {second(p.ProposeMerge(ctx, p.first, p.from.ID, p.first.PersonID, proof)), errs.Forbidden},
			"by a learner":         {second(p.ProposeMerge(ctx, peopletest.Actor(t, p.Service, p.person), p.from.ID, p.into.ID, proof)), errs.Forbidden},
			"of one person itself": {second(p.ProposeMerge(ctx, p.first, p.from.ID, p.from.ID, proof)), errs.Conflict},
		} {
			if !errs.Is(got.err, got.kind) {
				t.Errorf("proposed %s: %v", name, got.err)
			}
		}
		m := p.propose()
		if _, err := p.ProposeMerge(ctx, p.second, p.into.ID, p.from.ID, proof); !errs.Is(err, errs.Conflict) {
			t.Errorf("proposed twice: %v", err)
		}
		for _, to := range []string{"from@library.example", "into@library.example"} {
			if got := p.subjects(to); !slices.Equal(got, []string{"Two accounts are to become one"}) {
				t.Errorf("%s is told %q", to, got)
			}
		}
		if err := p.AgreeMerge(ctx, p.first, m.ID, m.Opening()); !errs.Is(err, errs.Forbidden) {
			t.Errorf("agreed by whoever proposed it: %v", err)
		}
		if err := p.AgreeMerge(ctx, withAdmin(peopletest.Actor(t, p.Service, p.into)), m.ID, m.Opening()); !errs.Is(err, errs.Forbidden) {
			t.Errorf("agreed by one of the two: %v", err)
		}
		if err := p.AgreeMerge(ctx, p.second, m.ID, "unread"); !errs.Is(err, errs.Conflict) {
			t.Errorf("agreed unread: %v", err)
		}
		if _, n, err := p.WaitingForTwo(ctx, p.second); err != nil || n != 1 || p.one() {
			t.Fatalf("%d wait, %v; merged: %v", n, err, p.one())
		}
		if err := p.AgreeMerge(ctx, p.second, m.ID, m.Opening()); err != nil {
			t.Fatal(err)
		}
		if m = p.request(m.ID); !p.one() || m.Outcome != people.MergeDone || m.ConfirmedBy != p.second.PersonID {
			t.Errorf("merged: %v, %+v", p.one(), m)
		}
		for _, to := range []string{"from@library.example", "into@library.example"} {
			if got := p.subjects(to); !slices.Equal(got, []string{"Two accounts are to become one", "Two accounts have become one"}) {
				t.Errorf("%s is told %q", to, got)
			}
		}
		if err := p.AgreeMerge(ctx, p.more, m.ID, m.Opening()); !errs.Is(err, errs.Conflict) {
			t.Errorf("agreed twice: %v", err)
		}
	})
}

// TestOneMergesWhereNobodyComesIn merges a person of a list, who has no way to sign in and no role, with one who has.
func TestOneMergesWhereNobodyComesIn(t *testing.T) {
	ctx, p := context.Background(), newPair(t, dbtest.SQLite(t))
	none, err := p.AddPerson(ctx, system, people.NewPerson{Name: "On paper"})
	if err != nil {
		t.Fatal(err)
	}
	if v, err := p.PreviewMerge(ctx, p.first, none.ID, p.into.ID); err != nil || v.NeedsTwo {
		t.Errorf("needs two: %v, %v", v.NeedsTwo, err)
	}
	if which, err := p.ProposeMerge(ctx, p.first, none.ID, p.into.ID, ""); err != nil || which != "" {
		t.Fatalf("proposed %q, %v", which, err)
	}
	if ids, err := p.IDs(ctx, p.into.ID); err != nil || len(ids) != 2 {
		t.Errorf("ids %v, %v", ids, err)
	}
	if got := p.subjects("into@library.example"); !slices.Equal(got, []string{"Two accounts have become one"}) {
		t.Errorf("told %q", got)
	}
}

// TestAProposalEnds refuses one, merges one of the two elsewhere, merges whoever proposed it, lets one lie, and restores a backup.
func TestAProposalEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p := context.Background(), newPair(t, d)
		other, twin := peopletest.Person(t, p.Service), peopletest.Person(t, p.Service)
		m := p.propose()
		if err := p.RefuseMerge(ctx, withAdmin(peopletest.Actor(t, p.Service, p.from)), m.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("refused by one of the two: %v", err)
		}
		for want, end := range map[string]func() error{
			"refused": func() error { return p.RefuseMerge(ctx, p.first, m.ID) },
			"merged": func() error {
				return p.Merge(ctx, system, other.ID, p.into.ID)
			},
			"opener": func() error {
				return p.Merge(ctx, system, twin.ID, p.first.PersonID)
			},
			"lies": func() error {
				p.Clock.Advance(30*24*time.Hour + time.Minute)
				return p.Sweep(ctx)
			},
			"restored": func() error {
				return d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := p.RestoredTx(ctx, tx); return err })
			},
		} {
			if m.ID == "" {
				m = p.propose()
			}
			if err := end(); err != nil {
				t.Fatal(want, err)
			}
			if got := p.request(m.ID).Outcome; got != people.MergeLapsed && want != got {
				t.Errorf("%s: ended %q", want, got)
			}
			if err := p.AgreeMerge(ctx, p.second, m.ID, m.Opening()); !errs.Is(err, errs.Conflict) {
				t.Errorf("%s: agreed when over: %v", want, err)
			}
			if undo := map[string][2]id.ID{"merged": {p.into.ID, other.ID}, "opener": {p.first.PersonID, twin.ID}}[want]; undo[0] != "" {
				if err := p.UndoMerge(ctx, system, undo[0], undo[1]); err != nil {
					t.Fatal(err)
				}
			}
			m = people.MergeRequest{}
		}
		if p.one() {
			t.Error("merged")
		}
		p.Clock.Advance(365*24*time.Hour + time.Minute)
		p.sweep()
		if n := count(t, d, `SELECT COUNT(*) FROM merge_requests`); n != 0 {
			t.Errorf("%d are kept for longer than is said", n)
		}
	})
}

// TestMergeHands has two agree at once, and the proposal refused at the same moment.
func TestMergeHands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p := context.Background(), newPair(t, d)
		m := p.propose()
		won := one(t, "decide", errs.Conflict, atOnce(3, func(i int) error {
			if i == 2 {
				return p.RefuseMerge(ctx, p.first, m.ID)
			}
			return p.AgreeMerge(ctx, []authz.Actor{p.second, p.more}[i], m.ID, m.Opening())
		}))
		if p.one() != (won < 2) {
			t.Errorf("%d won, and they are one: %v", won, p.one())
		}
	})
}

// TestProposalsByPage walks the list of proposals.
func TestProposalsByPage(t *testing.T) {
	ctx, p := context.Background(), newPair(t, dbtest.SQLite(t))
	for range 3 {
		twin := peopletest.Person(t, p.Service)
		if _, err := p.ProposeMerge(ctx, p.first, twin.ID, p.into.ID, proof); err != nil {
			t.Fatal(err)
		}
	}
	var seen []id.ID
	for cursor := ""; ; {
		got, err := p.MergeRequests(ctx, p.second, page.Request{Cursor: cursor, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range got.Items {
			seen = append(seen, m.ID)
		}
		if cursor = got.Next; cursor == "" {
			break
		}
	}
	if len(seen) != 3 || !slices.IsSorted(seen) {
		t.Errorf("seen %v", seen)
	}
}
