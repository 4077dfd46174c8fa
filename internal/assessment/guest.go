package assessment

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Guest names how somebody comes in by an invitation: by the secret of its link, or signed in, by its id.
type Guest struct {
	Secret     string
	Invitation id.ID
}

// Received is an invitation as whoever was invited sees it.
type Received struct {
	Invitation
	// Person is the name of whoever invited.
	Person string
}

// ReceivedOf returns the open invitations that were sent to an address of the actor's that is known to be theirs; scope assessment:read.
func (s *Service) ReceivedOf(ctx context.Context, actor authz.Actor) ([]Received, error) {
	keys, err := s.addresses(ctx, actor)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	list, err := invitationsFor(ctx, s.db, keys, s.clock.Now())
	if err != nil {
		return nil, err
	}
	var who []id.ID
	for _, i := range list {
		who = append(who, i.PersonID)
	}
	names, err := s.people.Persons(ctx, who)
	if err != nil {
		return nil, err
	}
	var out []Received
	for _, i := range list {
		if names[i.PersonID].ID != actor.PersonID {
			out = append(out, Received{i, names[i.PersonID].Name})
		}
	}
	return out, nil
}

// addresses returns the keys of the actor's addresses that are known to be theirs.
func (s *Service) addresses(ctx context.Context, actor authz.Actor) ([]string, error) {
	person, err := actor.RequirePerson(authz.ScopeAssessmentRead)
	if err != nil {
		return nil, err
	}
	return s.people.VerifiedAddresses(ctx, person)
}

// admit returns the invitation by which a guest comes in, and asks every time whether it still works. A wrong secret and another's id are NotFound; what was
// taken back or has run out is Gone. The person themselves is no guest of theirs.
func (s *Service) admit(ctx context.Context, q db.Q, actor authz.Actor, g Guest) (Received, error) {
	var i Invitation
	var err error
	if g.Secret != "" {
		i, err = invitationByHash(ctx, q, id.Hash(g.Secret))
	} else {
		var keys []string
		if keys, err = s.addresses(ctx, actor); err != nil {
			return Received{}, err
		}
		if i, err = invitationByID(ctx, q, g.Invitation); err == nil && !slices.Contains(keys, i.addressKey) {
			err = noInvitation()
		}
	}
	if err != nil {
		return Received{}, err
	}
	p, err := s.people.Person(ctx, i.PersonID)
	if err != nil {
		return Received{}, err
	}
	if p.ID == actor.PersonID {
		return Received{}, noInvitation()
	}
	if !i.Open(s.clock.Now()) || p.Closed {
		return Received{}, ended()
	}
	return Received{i, p.Name}, nil
}

// Welcome returns the invitation for the page that says what is asked. Whoever has the link may; the errors are NotFound and Gone.
func (s *Service) Welcome(ctx context.Context, actor authz.Actor, g Guest) (Received, error) {
	return s.admit(ctx, s.db, actor, g)
}

// GuestQuestion is one competency that a voice is asked of.
type GuestQuestion struct {
	Received
	Line    Line
	Text    Asked
	Choices []Choice
	// Said is what this voice said before of it, "" where nothing.
	Said        Said
	Level       string
	Number, All int
	Done        bool
}

// guestAsks is what a voice is asked: what weighs most in the target, whatever the person answered.
func guestAsks(lines []Line) []Line {
	out := slices.Clone(lines)
	slices.SortStableFunc(out, func(a, b Line) int { return b.Weight - a.Weight })
	return out[:min(len(out), FirstQuestions)]
}

// AskGuest returns the next question of a voice, or the one about a competency that is named. Where nothing is left to ask, since its framework has changed,
// the voice has answered. Whoever has the link may; Conflict for an invitation that only lets read; for a competency NotFound and Gone as for SayAsGuest.
func (s *Service) AskGuest(ctx context.Context, actor authz.Actor, g Guest, competency id.ID) (GuestQuestion, error) {
	r, err := s.admit(ctx, s.db, actor, g)
	if err != nil {
		return GuestQuestion{}, err
	}
	lines, said, err := s.asksOf(ctx, s.db, r.Invitation)
	if err != nil {
		return GuestQuestion{}, err
	}
	q := GuestQuestion{Received: r, All: len(lines)}
	at := -1
	for n, l := range lines {
		if _, done := said[l.Competency]; competency == l.Competency || competency == "" && !done {
			at = n
			break
		}
	}
	if at < 0 {
		if competency != "" {
			return q, s.askedOnce(ctx, s.db, r.TargetID, competency)
		}
		q.Done = true
		return q, s.settle(ctx, r.Invitation)
	}
	q.Line, q.Number = lines[at], at+1
	if a, ok := said[q.Line.Competency]; ok {
		q.Said, q.Level = a.Said, a.Level
	}
	texts, err := s.textsOf(ctx, s.db, lines[at:at+1])
	if err != nil {
		return q, err
	}
	q.Text = Asked{q.Line.Item, texts[q.Line.Competency]}
	q.Choices = choicesOf(q.Text.Text, q.Line.Item.Level)
	return q, nil
}

// settle notes that a voice has answered where nothing is left to ask it; doing it again changes nothing.
func (s *Service) settle(ctx context.Context, i Invitation) error {
	if !i.AnsweredAt.IsZero() {
		return nil
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockInvitation(ctx, tx, i.ID); err != nil {
			return err
		}
		lines, said, err := s.asksOf(ctx, tx, i)
		if err != nil || !saidAll(lines, said) {
			return err
		}
		return markAnswered(ctx, tx, s.clock.Now(), i.ID)
	})
}

// saidAll reports whether a voice has said something of all that it is asked.
func saidAll(lines []Line, said map[id.ID]Answer) bool {
	return !slices.ContainsFunc(lines, func(l Line) bool { _, ok := said[l.Competency]; return !ok })
}

// asksOf returns what a voice is asked, and what it said so far.
func (s *Service) asksOf(ctx context.Context, q db.Q, i Invitation) ([]Line, map[id.ID]Answer, error) {
	if i.Voice == ByReader {
		return nil, nil, errs.New(errs.Conflict, "Nothing is asked of you: this invitation lets you read.")
	}
	t, err := targetByID(ctx, q, i.TargetID)
	if err != nil {
		return nil, nil, err
	}
	items, err := itemsOfMany(ctx, q, []id.ID{t.ID})
	if err != nil {
		return nil, nil, err
	}
	answers, err := answersBy(ctx, q, i.ID)
	if err != nil {
		return nil, nil, err
	}
	fates, err := s.fates(ctx, q, items[t.ID], answers, nil)
	if err != nil {
		return nil, nil, err
	}
	now, _ := fates.followItems(items[t.ID])
	facts := fates.followFacts(answers, nil)
	said := map[id.ID]Answer{}
	for c, list := range facts.Answers {
		said[c] = list[len(list)-1]
	}
	return guestAsks(linesOf(now, Facts{})), said, nil
}

// SayAsGuest writes down what a voice says of a competency and reports whether that was the last of what it is asked. Whoever has the link may. Errors:
// Invalid on "answer", NotFound, Gone for an invitation that has ended and for a competency that was asked until a later version of its framework made
// something else of it, Conflict, TooMany.
func (s *Service) SayAsGuest(ctx context.Context, actor authz.Actor, g Guest, y Saying) (finished bool, err error) {
	r, err := s.admit(ctx, s.db, actor, g)
	if err != nil {
		return false, err
	}
	texts, err := s.standards.Texts(ctx, s.db, []id.ID{y.Competency})
	if err != nil {
		return false, err
	}
	y.Contests = false
	a, err := y.checked(texts[y.Competency])
	if err != nil {
		return false, err
	}
	now := s.clock.Now()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockInvitation(ctx, tx, r.Invitation.ID); err != nil {
			return err
		}
		i, err := invitationByID(ctx, tx, r.Invitation.ID)
		if err != nil {
			return err
		}
		if !i.Open(now) {
			return ended()
		}
		lines, said, err := s.asksOf(ctx, tx, i)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(lines, func(l Line) bool { return l.Competency == y.Competency }) {
			return s.askedOnce(ctx, tx, i.TargetID, y.Competency)
		}
		a.By, a.At = actor.PersonID, now
		// What this voice said today already is no new fact. On a later day it confirms it.
		if last, ok := said[y.Competency]; !ok || !s.confirmsNothing(a, last) {
			if err := boundGuest(ctx, tx, i.ID, now); err != nil {
				return err
			}
			a.ID, a.PersonID, a.InvitationID, a.Voice = id.New(), i.PersonID, i.ID, i.Voice
			if err := answerTx(ctx, tx, a); err != nil {
				return err
			}
			if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "assessment.answered-by-voice", Kind: "invitation", ID: i.ID}); err != nil {
				return err
			}
			said[y.Competency] = a
		}
		if finished = saidAll(lines, said); finished {
			return markAnswered(ctx, tx, now, i.ID)
		}
		return nil
	})
	return finished, err
}

// guestsHourly bounds what is said and read by one invitation within an hour: each of it is kept for good, and whoever has the link can do it.
const guestsHourly = 200

// boundGuest is TooMany where more than that was done by an invitation.
func boundGuest(ctx context.Context, tx *db.Tx, invitation id.ID, now time.Time) error {
	n, err := guestDidSince(ctx, tx, invitation, now.Add(-time.Hour))
	if err == nil && n >= guestsHourly {
		err = errs.New(errs.TooMany, "This invitation was used very often within an hour. Go on in an hour.")
	}
	return err
}

// Shown is what a guest is let read.
type Shown struct {
	Received
	// May is what can be read now.
	May Sees
	// Map is set with May.Map; of May.Answers alone only its rows are.
	Map         Map
	Reflections []Reflection
	LookedAt    time.Time
}

// Look returns what a guest may read now. The look is written down first, for the person to read. The standing that is shown rests on the person, their
// record and this guest: what other voices say stays with the person. Errors: NotFound, Gone; Forbidden where there is nothing to read, or not yet.
func (s *Service) Look(ctx context.Context, actor authz.Actor, g Guest, after int) (Shown, error) {
	r, err := s.admit(ctx, s.db, actor, g)
	if err != nil {
		return Shown{}, err
	}
	ids, err := s.people.IDs(ctx, r.Invitation.PersonID)
	if err != nil {
		return Shown{}, err
	}
	var out Shown
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		out, err = s.lookTx(ctx, tx, actor, r, ids, after)
		return err
	})
	return out, err
}

// lookTx writes a look down and reads, under the lock of the invitation, by what it lets be read now: whoever takes access back is told that it is
// done when nobody reads by it any more.
func (s *Service) lookTx(ctx context.Context, tx *db.Tx, actor authz.Actor, r Received, ids []id.ID, after int) (Shown, error) {
	if err := lockInvitation(ctx, tx, r.Invitation.ID); err != nil {
		return Shown{}, err
	}
	i, err := invitationByID(ctx, tx, r.Invitation.ID)
	if err != nil {
		return Shown{}, err
	}
	now := s.clock.Now()
	if !i.Open(now) {
		return Shown{}, ended()
	}
	if err := boundGuest(ctx, tx, i.ID, now); err != nil {
		return Shown{}, err
	}
	r.Invitation = i
	out := Shown{Received: r, May: i.Readable(), LookedAt: now}
	if !out.May.Any() {
		return out, errs.New(errs.Forbidden, "There is nothing that you may read here now.")
	}
	if err := insertLooks(ctx, tx, now, i, out.May, actor.PersonID); err != nil {
		return Shown{}, err
	}
	if out.May.Map || out.May.Answers {
		if out.Map, err = s.shownMap(ctx, tx, i, ids, out.May, after); err != nil {
			return Shown{}, err
		}
	}
	if out.May.Reflection {
		if out.Reflections, err = reflectionsOf(ctx, tx, ids); err != nil {
			return Shown{}, err
		}
	}
	return out, nil
}

// shownMap is the map as a guest may see it.
func (s *Service) shownMap(ctx context.Context, q db.Q, i Invitation, ids []id.ID, may Sees, after int) (Map, error) {
	t, err := targetByID(ctx, q, i.TargetID)
	if err != nil {
		return Map{}, err
	}
	w, err := s.readFor(ctx, q, t, ids, func(a Answer) bool { return a.Voice == BySelf || a.InvitationID == i.ID })
	if err != nil {
		return Map{}, err
	}
	m, err := s.mapOf(ctx, q, w, after)
	if err != nil {
		return m, err
	}
	for k := range m.Rows {
		m.Rows[k] = m.Rows[k].shown(may)
	}
	m.Ended, m.Snapshots, m.Progress, m.More = nil, nil, Progress{}, false
	if !may.Map {
		m.Counts = Counts{}
	}
	return m, nil
}

// shown takes out of a row what was not let to be read: without the answers, the side by side; without the map, where the person stands. What the
// record lists is never part of it: of a standing that rests on the record the level is told, not what was completed and when.
func (r Row) shown(may Sees) Row {
	if !may.Answers {
		r.All = nil
	}
	r.All = slices.DeleteFunc(slices.Clone(r.All), func(x Statement) bool { return x.Basis == ByRecord })
	if r.Best.Basis == ByRecord {
		r.Best = Statement{Basis: ByRecord, Said: r.Best.Said, Level: r.Best.Level, Rank: r.Best.Rank}
	}
	if !may.Map {
		r.Best, r.State, r.Because = Statement{}, "", nil
	}
	return r
}
