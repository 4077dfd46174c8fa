package registration_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

func seenOf(t *testing.T, w *registrationtest.World, offer id.ID) time.Time {
	t.Helper()
	d, err := w.Registrations.SurveyDesk(t.Context(), w.Editor, offer)
	return must(t, d, err).Seen()
}

// ask publishes questions of an offer's own and returns the form.
func ask(t *testing.T, w *registrationtest.World, offer id.ID, questions ...registration.Question) registration.Survey {
	t.Helper()
	ctx := t.Context()
	must(t, 0, w.Registrations.SaveSurvey(ctx, w.Editor, offer, questions, seenOf(t, w, offer)))
	must(t, 0, w.Registrations.PublishSurvey(ctx, w.Editor, offer, seenOf(t, w, offer)))
	s, err := w.Registrations.SurveyAsked(ctx, offer)
	return must(t, s, err)
}

// attended lets people attend a date with as many seats and closes it.
func attended(t *testing.T, w *registrationtest.World, offer id.ID, p []authz.Actor) (catalogue.Occurrence, []registration.Registration) {
	t.Helper()
	ctx := t.Context()
	o := cataloguetest.Occurrence(t, w.World, offer, cataloguetest.Seats(len(p)), func(o *catalogue.Occurrence) {
		o.StartsAt = w.Clock.Now().Add(48 * time.Hour)
		o.EndsAt = o.StartsAt.Add(time.Hour)
	})
	var all []registration.Registration
	var ids []id.ID
	for _, a := range p {
		r := w.Register(t, a, o.ID)
		all, ids = append(all, r), append(ids, r.ID)
	}
	w.Clock.Set(o.EndsAt)
	must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Editor, o.ID, registration.Attendance{Registrations: ids, Present: true, Reason: "seen"})))
	must(t, 0, errOf(w.Registrations.CloseOccurrence(ctx, w.Editor, o.ID)))
	return o, all
}

func TestWritingQuestionsOfOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		offer, other := cataloguetest.Offer(t, w.World), cataloguetest.Offer(t, w.World, cataloguetest.Titled("Another"))
		reg := w.Registrations
		_, err := reg.SurveyDesk(ctx, w.Stranger, offer.ID)
		want(t, err, errs.NotFound)
		want(t, reg.SaveSurvey(ctx, w.Stranger, offer.ID, registration.StandardForm(), time.Time{}), errs.NotFound)
		bad := []registration.Question{{Kind: registration.Agree, Text: "I learned much."}, {Kind: registration.OneOf, Text: "Which?", Options: []string{"One", " "}}, {Kind: "song", Text: "Sing"}, {Kind: registration.SomeOf, Options: []string{"a", "b"}},
			{Kind: registration.OneOf, Text: "Twice?", Options: []string{"a", "a"}}}
		err = reg.SaveSurvey(ctx, w.Editor, offer.ID, bad, time.Time{})
		want(t, err, errs.Invalid)
		for _, field := range []string{"options_2:", "kind_3:", "text_4:", "options_5:"} {
			if !strings.Contains(err.Error(), field) {
				t.Errorf("%q does not complain about %s", err, field)
			}
		}
		must(t, 0, reg.SaveSurvey(ctx, w.Editor, offer.ID, []registration.Question{{Kind: registration.FreeText, Text: "Second", Place: 2}, {Kind: registration.Agree}, {Kind: registration.Agree, Text: "First", Place: 1, Options: []string{"left over"}}}, time.Time{}))
		d, err := reg.SurveyDesk(ctx, w.Editor, offer.ID)
		if q := must(t, d, err).Questions(); len(q) != 2 || q[0].Text != "First" || q[0].Key != "q1" || len(q[0].Options) > 0 || q[1].Key != "q2" {
			t.Errorf("the questions are %+v", q)
		}
		// Nobody is asked a draft, and who has not seen it does not write over it.
		if s, err := reg.SurveyAsked(ctx, offer.ID); err != nil || s.ID != "" {
			t.Errorf("a draft is asked: %+v, %v", s, err)
		}
		want(t, reg.SaveSurvey(ctx, w.Editor, offer.ID, registration.StandardForm(), time.Time{}), errs.Conflict)
		want(t, reg.PublishSurvey(ctx, w.Editor, offer.ID, time.Time{}), errs.Conflict)
		must(t, 0, reg.PublishSurvey(ctx, w.Editor, offer.ID, d.Seen()))
		want(t, reg.PublishSurvey(ctx, w.Editor, offer.ID, seenOf(t, w, offer.ID)), errs.Conflict)

		want(t, reg.CopySurvey(ctx, w.Editor, other.ID, "no-such-offer", time.Time{}), errs.Invalid)
		must(t, 0, reg.CopySurvey(ctx, w.Editor, other.ID, offer.Key, time.Time{}))
		d, err = reg.SurveyDesk(ctx, w.Editor, other.ID)
		if q := must(t, d, err).Draft.Questions; len(q) != 2 || q[1].Text != "Second" {
			t.Errorf("the copied questions are %+v", q)
		}
		must(t, 0, reg.DiscardSurvey(ctx, w.Editor, other.ID, d.Seen()))
		d, err = reg.SurveyDesk(ctx, w.Editor, other.ID)
		if must(t, d, err).Draft.ID != "" || len(d.Questions()) > 0 {
			t.Errorf("thrown away, but there is %+v", d)
		}
		// Publishing none gives the offer back to the association's questions.
		if s := ask(t, w, offer.ID); len(s.Questions) != 0 || s.Number != 2 {
			t.Errorf("got %+v", s)
		}
	})
}

func TestAnswersStayWithTheirWording(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		reg := w.Registrations
		offer := cataloguetest.Offer(t, w.World, registrationtest.Free)
		first := ask(t, w, offer.ID, registration.Question{Kind: registration.NumberOf, Text: "How was the sound?", Required: true}, registration.Question{Kind: registration.SomeOf, Text: "What helped?", Options: []string{"A", "B"}}, registration.Question{Kind: registration.FreeText, Text: "Anything else?"})
		p := w.Persons(t, 13)
		o, r := attended(t, w, offer.ID, p)
		want(t, reg.AnswerSurvey(ctx, p[0], r[0].ID, first.ID, registration.SurveyAnswers{"q2": {"1", "3"}}), errs.Invalid)
		want(t, reg.AnswerSurvey(ctx, p[0], r[0].ID, first.ID, registration.SurveyAnswers{"q1": {"11"}}), errs.Invalid)
		want(t, reg.AnswerSurvey(ctx, p[0], r[1].ID, first.ID, registration.SurveyAnswers{"q1": {"3"}}), errs.NotFound)
		want(t, reg.AnswerSurvey(ctx, p[0], r[0].ID, id.New(), registration.SurveyAnswers{"q1": {"3"}}), errs.NotFound)
		give := func(i int, s registration.Survey, n string) {
			t.Helper()
			must(t, 0, reg.AnswerSurvey(ctx, p[i], r[i].ID, s.ID, registration.SurveyAnswers{"q1": {n}, "q2": {"2", "1", "1"}, "q3": {" =SUM(A1) "}, "other": {"x"}}))
			want(t, reg.AnswerSurvey(ctx, p[i], r[i].ID, s.ID, registration.SurveyAnswers{"q1": {n}}), errs.Conflict)
		}
		for i := range registration.MinAnswers {
			give(i, first, "7")
		}
		named := func() (n int) {
			t.Helper()
			if err := w.DB.QueryRow(ctx, `SELECT COUNT(*) FROM survey_answers WHERE occurrence_id IS NOT NULL`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := named(); n != 0 {
			t.Errorf("%d of the first answers lead to the date, and so to the few who gave them", n)
		}
		second := ask(t, w, offer.ID, registration.Question{Kind: registration.Agree, Text: "How was the sound?", Required: true})
		// Who was shown the first wording answers the first, whatever is asked meanwhile.
		for i := 5; i < 11; i++ {
			give(i, first, "9")
		}
		must(t, 0, reg.AnswerSurvey(ctx, p[11], r[11].ID, second.ID, registration.SurveyAnswers{"q1": {"1"}}))
		if n := named(); n != 7 {
			t.Errorf("%d answers name the date, want 7", n)
		}
		var linked int
		must(t, 0, w.DB.QueryRow(ctx, `SELECT COUNT(*) FROM survey_answers a JOIN registrations r ON a.answers LIKE '%' || r.id || '%' OR a.id = r.id OR length(a.month) <> 7`).Scan(&linked))
		if linked > 0 {
			t.Errorf("%d answers can be led back", linked)
		}
		results := func(date id.ID) []registration.SurveyResults {
			t.Helper()
			res, err := reg.SurveyResults(ctx, w.Editor, offer.ID, date)
			return must(t, res, err)
		}
		if res := results(""); res[1].N != 11 || res[1].Shown != 0 {
			t.Errorf("in the month itself: %+v", res)
		}
		_, err := reg.SurveyResults(ctx, w.Stranger, offer.ID, "")
		want(t, err, errs.NotFound)
		w.Clock.Advance(31 * 24 * time.Hour)
		res := results("")
		if len(res) != 2 || res[0].Survey.ID != second.ID || res[0].N != 1 || res[0].Shown != 0 || res[1].Shown != 11 {
			t.Fatalf("got %+v", res)
		}
		q := res[1].Questions
		if q[0].Counts[7] != 5 || q[0].Counts[9] != 6 || !slices.Equal(q[1].Counts, []int{11, 11}) || len(q[2].Texts) != 11 || q[2].Texts[0] != "=SUM(A1)" {
			t.Errorf("got %+v", q)
		}
		if here := results(o.ID); here[1].Shown != 6 || here[1].Questions[0].Counts[9] != 6 || here[1].Questions[0].Counts[7] != 0 {
			t.Errorf("of the date: %+v", here)
		}
		counted, queries := db.WithCounter(ctx)
		read, err := reg.ReadSurveys(counted, w.Editor, offer.ID, o.ID)
		if err != nil || !slices.Equal(read.Dates, []id.ID{o.ID}) || read.All[1].Shown != 11 || read.Here[1].Shown != 6 {
			t.Errorf("at once: %+v, %v", read, err)
		}
		if n := queries.Load(); n > 4 {
			t.Errorf("%d queries for one reading", n)
		}
	})
}

// TestWhoIsAsked asks those who were there, also when they have not completed, and for two months.
func TestWhoIsAsked(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		offer := cataloguetest.Offer(t, w.World, registrationtest.Free, func(d *catalogue.Draft) { d.Completion = catalogue.Completion{Rule: catalogue.ByMinutes, Minutes: 50} })
		o := cataloguetest.Occurrence(t, w.World, offer.ID, cataloguetest.Seats(3))
		p := w.Persons(t, 3)
		var r []registration.Registration
		for _, a := range p {
			r = append(r, w.Register(t, a, o.ID))
		}
		w.Clock.Set(o.EndsAt)
		for i, minutes := range []int{55, 10} {
			must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Editor, o.ID, registration.Attendance{Registrations: []id.ID{r[i].ID}, Present: true, Minutes: minutes, Reason: "seen"})))
		}
		for range 2 { // closing again asks nobody twice
			must(t, 0, errOf(w.Registrations.CloseOccurrence(ctx, w.Editor, o.ID)))
		}
		asked := func(i int) registration.Kind {
			t.Helper()
			l, err := w.Registrations.Mine(ctx, p[i], page.Request{})
			if err != nil || len(l.Past) != 1 {
				t.Fatalf("%+v, %v", l, err)
			}
			return l.Past[0].Question
		}
		for i, want := range []registration.Kind{registration.AtCompletion, registration.AtCompletion, ""} {
			if got := asked(i); got != want {
				t.Errorf("person %d is asked %q, want %q", i, got, want)
			}
		}
		w.Clock.Advance(60 * 24 * time.Hour)
		if got := asked(0); got != "" {
			t.Errorf("after two months My learning still asks %q", got)
		}
		// The letter that somebody finds later still leads to the questions.
		_, err := w.Registrations.Question(ctx, p[0], r[0].ID, registration.AtCompletion)
		must(t, 0, err)
	})
}
