package duties

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// SmallChunks has few looked at in each job until the test ends.
func SmallChunks(t *testing.T) {
	chunk, jobs := lookChunk, chunksPerJob
	lookChunk, chunksPerJob = 2, 1
	t.Cleanup(func() { lookChunk, chunksPerJob = chunk, jobs })
}

// Remind is the round of letters.
func (s *Service) Remind(ctx context.Context) error { return s.remind(ctx) }

// RemindTx is its part for one person, in a transaction that the caller may let fail.
func (s *Service) RemindTx(ctx context.Context, tx *db.Tx, person id.ID) error {
	return s.remindTx(ctx, tx, s.today(), s.today()+rules.Day(LetterSteps[0]), []id.ID{person})
}

// SendLetter is the job that writes one letter about one duty.
func (s *Service) SendLetter(ctx context.Context, key string, person id.ID, rule, due string, before int) error {
	return s.sendLetter(ctx, key, letterArgs{person, []aboutDue{{rule, civil(due), before, ""}}})
}

// WithoutMembers is what is left of a result of the rule, due within its cycle, for whoever may not see these members, for tests.
func WithoutMembers(t testing.TB, text string, unseen []rules.Facts) (alone bool, left rules.Result) {
	t.Helper()
	p, err := rulefile.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	d := Duty{Rule: Rule{Program: p}, Result: &rules.Result{Status: rules.Partly, CycleTo: 400, Due: 300, ExpiredOn: 200, MakeUpUntil: 350}}
	d.withoutMembers(unseen)
	return d.StatusAlone, *d.Result
}
