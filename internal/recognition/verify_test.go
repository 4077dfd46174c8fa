package recognition

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

func TestVerifyReadsWhatPeopleType(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		plain := strings.ReplaceAll(h.Code, "-", "")
		for _, typed := range []string{
			h.Code, strings.ToLower(h.Code), plain, "  " + plain[:10] + " " + plain[10:] + "\n",
			strings.NewReplacer("0", "o", "1", "l").Replace(h.Code),
		} {
			v, err := f.Verify(t.Context(), typed)
			if err != nil || v.Code != h.Code || v.RecipientName != "Lena Ortiz" || v.Association != "Example Library Association" || v.Status != Valid {
				t.Errorf("%q: %+v, %v", typed, v, err)
			}
		}
	})
}

func TestUnknownCodesGetOneAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		last := h.Code[len(h.Code)-1]
		other := byte('0')
		if last == other {
			other = '2'
		}
		for _, typed := range []string{
			"", "-", id.Code(), h.Code[:len(h.Code)-1], h.Code + "0", h.Code[:len(h.Code)-1] + string(other),
			"' OR 1=1 --", "%", "\x00", h.Code + "\x00", "\xff\xfe", strings.Repeat("A", 1<<16), "ＡＢＣＤＥ-12345-12345-12345", "\u202e" + h.Code,
		} {
			_, err := f.Verify(t.Context(), typed)
			if e := errs.As(err); e == nil || e.Error() != errUnknownCode().Error() || e.Kind != errs.NotFound {
				t.Errorf("%.40q: %v", typed, err)
			}
		}
		if n := f.number(`SELECT COUNT(*) FROM verification_counts`); n != 0 {
			t.Errorf("%d codes of nothing were counted", n)
		}
	})
}

func TestVerificationsAreCountedByDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				if _, err := f.Verify(t.Context(), h.Code); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		first := f.Clock.Now().Format(time.DateOnly)
		f.Clock.Advance(24 * time.Hour)
		_, err := f.Verify(t.Context(), h.Code)
		f.must(err)
		for day, want := range map[string]int{first: 16, f.Clock.Now().Format(time.DateOnly): 1} {
			if n := f.number(`SELECT n FROM verification_counts WHERE award_id = $1 AND day = $2`, h.ID, day); n != want {
				t.Errorf("%s: counted %d, want %d", day, n, want)
			}
		}
	})
}

func TestVerifyAnswersWhereNothingCanBeCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		f.must(d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DROP TABLE verification_counts`)
			return err
		}))
		if v, err := f.Verify(t.Context(), h.Code); err != nil || v.Code != h.Code {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

func TestVerifyTakesAFewQueries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		ctx, n := db.WithCounter(t.Context())
		_, err := f.Verify(ctx, h.Code)
		f.must(err)
		if n.Load() > 3 {
			t.Errorf("verifying takes %d queries", n.Load())
		}
		ctx, n = db.WithCounter(t.Context())
		_, err = f.Verify(ctx, "not a code")
		f.wantKind(err, errs.NotFound, "no code")
		if n.Load() != 0 {
			t.Errorf("what cannot be a code takes %d queries", n.Load())
		}
	})
}

func FuzzVerify(f *testing.F) {
	d := dbtest.SQLite(f)
	s := New(Deps{DB: d})
	for _, seed := range []string{"", "7KQ2M-9XHPT-4WZ8C-B3N6D", "' OR 1=1 --", "\x00", "\xff", "o0iIlL", strings.Repeat("Z", 21)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if _, err := s.Verify(t.Context(), typed); !errs.Is(err, errs.NotFound) {
			t.Errorf("%q: %v", typed, err)
		}
	})
}
