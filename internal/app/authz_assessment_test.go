package app

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// assessments are what the matrix asks about of where people stand: the learner's own, the library assistant's, and what each was let see.
type assessments struct {
	ownTarget, otherTarget         string
	ownGoal, otherGoal             string
	ownInvitation, otherInvitation string
	// received is the library assistant's invitation to the learner, who may read the map; elsewhere one to somebody else.
	received, elsewhere string
	// asked is the library assistant's invitation that asks the learner what they see.
	asked string
	// open, unanswered and withdrawn are secrets of links, ownLink is that of the learner's own invitation.
	open, unanswered, withdrawn, ownLink string
	// endedCohort is for ending, so that the other one can be joined.
	cohort, endedCohort string
}

// standing returns a person of the demonstration as they act, by their address.
func (tr *trial) standing(t testing.TB, address string) authz.Actor {
	t.Helper()
	p, err := tr.People.PersonByEmail(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	a, err := tr.People.Actor(t.Context(), p.ID, "web")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// target begins a target of a person, at the level of a framework of which no other test of theirs has one.
func (tr *trial) target(t testing.TB, address, framework string) string {
	t.Helper()
	made, err := tr.Assessment.BeginFramework(t.Context(), tr.standing(t, address), framework, "expert")
	if err != nil {
		t.Fatal(err)
	}
	return string(made.ID)
}

func (tr *trial) assessments(t *testing.T) assessments {
	t.Helper()
	ctx := t.Context()
	learner, assistant := tr.standing(t, "marisol@example.org"), tr.standing(t, "devin@example.org")
	a := assessments{ownTarget: tr.target(t, "marisol@example.org", "lc-technology"), otherTarget: tr.target(t, "devin@example.org", "lc-technology")}
	goal := func(of authz.Actor) string {
		g, err := tr.Assessment.AddGoal(ctx, of, assessment.GoalText{Says: "Lead a meeting", Term: assessment.ShortTerm, ReviewOn: "2027-03-01"})
		if err != nil {
			t.Fatal(err)
		}
		return string(g.ID)
	}
	a.ownGoal, a.otherGoal = goal(learner), goal(assistant)
	invite := func(of authz.Actor, target, address string, voice assessment.Basis) (invitation, secret string) {
		i, err := tr.Assessment.Invite(ctx, of, id.ID(target), assessment.NewInvitation{Voice: voice, Name: "Pat", Address: address, Sees: assessment.Sees{Map: true}})
		if err != nil {
			t.Fatal(err)
		}
		secret = id.Secret()
		err = tr.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO invitation_tokens (token_hash, invitation_id, made_at) VALUES ($1, $2, $3)`, id.Hash(secret), i.ID, tr.clock.Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(i.ID), secret
	}
	a.ownInvitation, a.ownLink = invite(learner, a.ownTarget, "pat@example.net", assessment.ByReader)
	a.otherInvitation, _ = invite(assistant, a.otherTarget, "pat@example.net", assessment.ByReader)
	a.elsewhere, a.open = invite(assistant, a.otherTarget, "sam@example.net", assessment.ByReader)
	a.received, _ = invite(assistant, a.otherTarget, "marisol@example.org", assessment.ByReader)
	a.asked, _ = invite(assistant, a.otherTarget, "marisol@example.org", assessment.BySupervisor)
	_, a.unanswered = invite(assistant, a.otherTarget, "lee@example.net", assessment.BySupervisor)
	var ended string
	ended, a.withdrawn = invite(assistant, a.otherTarget, "kim@example.net", assessment.ByReader)
	if err := tr.Assessment.Withdraw(ctx, assistant, id.ID(ended)); err != nil {
		t.Fatal(err)
	}
	for _, made := range []*string{&a.cohort, &a.endedCohort} {
		c, _, err := tr.Assessment.MakeCohort(ctx, authz.System("test"), assessment.NewCohort{Title: "Institute", Profile: "director", People: "marisol@example.org\ndevin@example.org\nruth@example.org\ntheo@example.org\ninez@example.org"})
		if err != nil {
			t.Fatal(err)
		}
		*made = string(c.ID)
	}
	return a
}
