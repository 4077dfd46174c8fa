package recognitionweb_test

import (
	"bytes"
	"mime"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
)

func TestOwnCertificate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		s.want(s.get(s.Learner, "/my/awards"), 200, "No certificates yet", "/catalogue?recognition=certificate")
		h := s.award(s.Learner, catalogue.CEU)
		own := "/awards/" + string(h.ID)
		s.want(s.get(s.Learner, "/my/awards"), 200, own, h.Title, "Valid", "0.1 CEU", "!No certificates yet")
		s.want(s.get(s.Learner, own), 200, "Certificate of attendance", "Lena Ortiz", "took part in", h.Title, "offered by Rural Libraries Division",
			"Example Library Association", "9 March 2026", "1 h", "0.1 CEU", h.Code, "commons.example/verify<", "https://commons.example/verify/"+h.Code, "<svg", "does not vouch for skill", own+"/certificate.pdf", "noindex")
		w := s.get(s.Learner, own+"/certificate.pdf")
		s.want(w, 200)
		if !bytes.HasPrefix(w.Body.Bytes(), []byte("%PDF-")) || w.Header().Get("Content-Type") != "application/pdf" || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("the file has the headers %v", w.Header())
		}
		if again := s.get(s.Learner, own+"/certificate.pdf"); !bytes.Equal(again.Body.Bytes(), w.Body.Bytes()) {
			t.Error("the same certificate gives other bytes")
		}
		if letter := s.get(s.Learner, own+"/certificate.pdf?paper=letter"); bytes.Equal(letter.Body.Bytes(), w.Body.Bytes()) {
			t.Error("US Letter is A4")
		}
		for _, path := range []string{own, own + "/certificate.pdf"} {
			for _, a := range []authz.Actor{s.Editor, s.Accreditation, s.Admin, s.Auditor, s.both} {
				s.want(s.get(a, path), 404, "!Lena Ortiz")
			}
			s.want(s.get(s.Visitor, path), 401)
		}
		s.want(s.get(s.Visitor, "/my/awards"), 401)
		s.want(s.get(s.Learner, "/awards/"+string(id.New())), 404)
		s.want(s.get(s.Learner, "/awards/nonsense"), 404)
		s.want(s.get(s.Learner, "/my/awards?cursor=edited"), 422)
	})
}

func TestStandings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		old := s.award(s.Learner)
		own, code := "/awards/"+string(old.ID), "/verify/"+old.Code
		s.want(s.get(s.Visitor, code), 200, "This certificate is valid", "lc-good", "Lena Ortiz", "took part in this", "Skill or knowledge", "!ropose to revoke")

		s.Clock.Set(time.Date(2026, 4, 2, 12, 0, 0, 0, time.UTC))
		s.correct(old.EntryID, func(c *record.Correction) { c.Minutes = 45 })
		fresh := s.newest(s.Learner)
		s.want(s.get(s.Visitor, code), 200, "This certificate has been replaced", "Replaced on 2 April 2026", "a newer certificate replaces it", "!"+fresh.Code, "!"+string(fresh.ID), "!The roster named", "!What Example Library Association vouches for")
		s.want(s.get(s.Learner, own), 200, "replaced on 2 April 2026", "The roster named another day", "/my/awards", "!certificate.pdf")
		s.want(s.get(s.Learner, own+"/certificate.pdf"), 410)
		s.want(s.get(s.Learner, "/my/awards"), 200, "Corrected, replaced by a newer one", "Valid")
		s.want(s.get(s.Visitor, "/verify/"+fresh.Code), 200, "This certificate is valid", "45 min")

		s.correct(fresh.EntryID, func(c *record.Correction) { c.Withdraw = true })
		s.want(s.get(s.Visitor, "/verify/"+fresh.Code), 200, "This certificate was withdrawn", "Withdrawn on 2 April 2026", "lc-bad", "!The roster named")
		s.want(s.get(s.Learner, "/awards/"+string(fresh.ID)), 200, "no longer stands since 2 April 2026", "/my/record/")
	})
}

func TestRevokeFromTheVerifyPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		h := s.award(s.Learner)
		code := "/verify/" + h.Code
		for _, a := range []authz.Actor{s.Learner, s.Manager, s.Reviewer, s.Admin, s.Auditor} {
			s.want(s.get(a, code), 200, "!/work/awards/revoke")
			s.want(s.post(a, "/work/awards/revoke", "code", h.Code, "reason", "Because"), 403)
		}
		s.want(s.post(s.Visitor, "/work/awards/revoke", "code", h.Code, "reason", "Because"), 401)
		s.want(s.get(s.Accreditation, code), 200, "/work/awards/revoke")
		s.want(s.post(s.Accreditation, "/work/awards/revoke", "code", h.Code, "reason", " "), 422, "Say why", "autofocus", h.Code)
		s.want(s.post(s.Accreditation, "/work/awards/revoke", "code", h.Code, "reason", strings.Repeat("long ", 500)), 422, "too long", "long long")
		s.want(s.post(s.Accreditation, "/work/awards/revoke", "code", id.Code(), "reason", "Because"), 404)
		to := s.want(s.post(s.Accreditation, "/work/awards/revoke", "code", strings.ToLower(h.Code), "reason", "Issued to <b>somebody</b> else"), 303, "/work/proposals/")
		s.want(s.get(s.Accreditation, to), 200, "Proposed. The certificate stands until", "Take it back", `!name="choice"`)

		// The public and the owner see nothing of a mere proposal.
		s.want(s.get(s.Visitor, code), 200, "This certificate is valid", "!ropos", "!somebody")
		s.want(s.get(s.Learner, code), 200, "This certificate is valid", "!ropos", "!somebody")
		s.want(s.get(s.Learner, "/awards/"+string(h.ID)), 200, "!ropos", "!somebody")
		s.want(s.get(s.both, code), 200, "A proposal to revoke it waits", to, "!/work/awards/revoke")
		s.want(s.post(s.both, "/work/awards/revoke", "code", h.Code, "reason", "Again"), 409, "has proposed a change of this already")

		for a, status := range map[*authz.Actor]int{&s.Visitor: 401, &s.Learner: 403, &s.Manager: 403, &s.Reviewer: 403, &s.Admin: 403, &s.Auditor: 200, &s.Accreditation: 200, &s.both: 200} {
			s.want(s.get(*a, "/work/proposals"), status)
			s.want(s.get(*a, to), status)
			if status != 200 {
				s.want(s.post(*a, to, "choice", "confirm"), status)
			}
		}
		s.want(s.get(s.Auditor, "/work/proposals"), 200, "Revoke a certificate of Lena Ortiz", "Issued to &lt;b&gt;somebody&lt;/b&gt; else", s.Accreditation.Name, "Waits for a second person")
		s.want(s.get(s.both, "/work/reviews"), 200, `href="/work/proposals"`)
		s.want(s.get(s.Reviewer, "/work/reviews"), 200, "!/work/proposals")
		s.want(s.post(s.Auditor, to, "choice", "confirm"), 403)
		s.want(s.post(s.Accreditation, to, "choice", "confirm"), 403, "Nobody decides on their own proposal")
		s.want(s.post(s.both, to+"/take-back"), 403)
		s.want(s.get(s.both, to), 200, `name="choice"`)
		s.want(s.post(s.both, to, "answer", "Kept as typed"), 422, "Choose whether it is confirmed or declined", "Kept as typed", "autofocus")
		s.want(s.post(s.both, to, "choice", "decline", "answer", " "), 422, "Say why. Whoever proposed it reads it.")
		s.want(s.post(s.both, to, "choice", "confirm"), 303, "/work/proposals")
		s.want(s.get(s.both, "/work/proposals"), 200, "Nothing waits for a second person", "Decided lately", "Confirmed", "decided by Bea Lindqvist")
		s.want(s.post(s.both, to, "choice", "decline", "answer", "Too late"), 409, "decided before")

		s.want(s.get(s.Accreditation, code), 200, "This certificate was revoked", "!/work/awards/revoke")
		s.want(s.get(s.Visitor, code), 200, "Revoked on", "!somebody")
		s.want(s.get(s.Learner, "/awards/"+string(h.ID)), 200, "Issued to &lt;b&gt;somebody&lt;/b&gt; else")
		s.want(s.post(s.Accreditation, "/work/awards/revoke", "code", h.Code, "reason", "Again"), 409, "revoked before")

		own := s.award(s.Accreditation)
		s.want(s.post(s.Accreditation, "/work/awards/revoke", "code", own.Code, "reason", "Mine"), 403, "a certificate of their own", "Mine")
	})
}

func TestVerifyForm(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	h := s.award(s.Learner)
	s.want(s.get(s.Visitor, "/verify"), 200, "Verify a certificate", `name="code"`)
	for _, typed := range []string{h.Code, strings.ToLower(h.Code), " " + strings.ReplaceAll(h.Code, "-", " ")} {
		s.want(s.post(s.Visitor, "/verify", "code", typed), 303, "/verify/"+h.Code)
		s.want(s.get(s.Visitor, "/verify?code="+url.QueryEscape(typed)), 303, "/verify/"+h.Code)
	}
	s.want(s.post(s.Visitor, "/verify"), 422, "Type the code", "autofocus")
	s.want(s.post(s.Visitor, "/verify", "code", "ABC"), 404, `value="ABC"`, "autofocus", "No certificate has this code")
	w := s.get(s.Visitor, "/verify/"+strings.ToLower(h.Code))
	s.want(w, 200, "noindex", "Lena Ortiz")
	if w.Header().Get("Cache-Control") != "no-store" || len(w.Result().Cookies()) > 0 {
		t.Errorf("the headers are %v", w.Header())
	}
}

// A code that was never issued and one that is none get the same words, whatever it is made of.
func TestUnknownCodes(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.award(s.Learner)
	for _, typed := range []string{
		id.Code(), "7KQ2M-9XHPT-4WZ8C-B3N6D", "x", strings.Repeat("A", 5000), "\x00", "AAAAA\x00", "\xff\xfe", "' OR 1=1 --", `");DROP TABLE awards`, "%", "../../etc/passwd",
		"ＡＢＣＤＥ", "\u202eABCDE", "😀", `"><script>alert(1)</script>`, "{{7*7}}", "a\r\nSet-Cookie: x=1",
	} {
		s.Clock.Advance(time.Minute)
		const words = "No certificate has this code. Please compare it with the paper, character by character."
		got := s.want(s.get(s.Visitor, "/verify/"+url.PathEscape(typed)), 404, words, "noindex", "!<script>alert", "!\x00", "!Lena Ortiz")
		if len(got) > 20_000 {
			t.Errorf("%.20q: %d bytes come back", typed, len(got))
		}
		if web.Clean(typed) == "" {
			s.want(s.post(s.Visitor, "/verify", "code", typed), 422, "Type the code")
			continue
		}
		answer := s.post(s.Visitor, "/verify", "code", typed)
		if answer.Code == 303 {
			answer = s.get(s.Visitor, answer.Header().Get("Location"))
		}
		s.want(answer, 404, words)
	}
}

func TestVerifyIsSlowedDown(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	h := s.award(s.Learner)
	for range 40 { // a whole class looks at a true one
		s.want(s.get(s.Visitor, "/verify/"+h.Code), 200)
	}
	for range 30 {
		s.want(s.get(s.Visitor, "/verify/"+id.Code()), 404)
	}
	w := s.get(s.Visitor, "/verify/"+h.Code)
	s.want(w, 429, "!Lena Ortiz")
	if w.Header().Get("Retry-After") == "" {
		t.Error("it does not say when to try again")
	}
	s.Clock.Advance(2 * time.Second)
	s.want(s.get(s.Visitor, "/verify/"+h.Code), 200, "Lena Ortiz")
}

// Names and titles come from people, so they may hold anything.
func TestHostileTexts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		h := s.award(s.Learner)
		name, title := `</title><script>alert("n")</script>`, `A "quoted" title; filename=x.exe <img src=x onerror=alert(1)> {{7*7}} naïve/..\ 例`
		s.must(s.People.ChangeProfile(t.Context(), s.Learner, s.Learner.PersonID, people.Profile{Name: name}))
		s.correct(h.EntryID, func(c *record.Correction) { c.Title = title })
		h = s.newest(s.Learner)
		if h.RecipientName != name || h.Title != title {
			t.Fatalf("the certificate says %q, %q", h.RecipientName, h.Title)
		}
		own := "/awards/" + string(h.ID)
		for path, a := range map[string]authz.Actor{own: s.Learner, "/my/awards": s.Learner, "/verify/" + h.Code: s.Visitor} {
			s.want(s.get(a, path), 200, "!<script>alert", "!<img src=x", "&lt;img src=x")
		}
		w := s.get(s.Learner, own+"/certificate.pdf")
		s.want(w, 200, "%PDF-", "!/JavaScript", "!/Launch")
		disposition := w.Header().Get("Content-Disposition")
		kind, params, err := mime.ParseMediaType(disposition)
		if err != nil || kind != "attachment" || len(params) != 1 || !strings.HasSuffix(params["filename"], ".pdf") || strings.ContainsAny(params["filename"], "\"/\\<>\r\n") {
			t.Errorf("Content-Disposition: %s (%v, %v)", disposition, params, err)
		}
	})
}

func TestCorrectionsWaitAndAreTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		h := s.award(s.Learner)
		e, err := s.Record.ByID(t.Context(), d, h.EntryID)
		s.must(err)
		c := record.CorrectionOf(e)
		c.Title, c.Minutes, c.Reason = "Another <title>", 40, "The second half was not attended"
		p, err := s.recognition.ProposeCorrection(t.Context(), s.both, e.ID, c)
		s.must(err)
		to := "/work/proposals/" + string(p.ID)
		s.want(s.get(s.Auditor, "/work/proposals"), 200, "Correct an entry in the record of Lena Ortiz", "!"+e.Title)
		s.want(s.get(s.Accreditation, to), 200, e.Title, "Another &lt;title&gt;", "40 min", "What would change", "The second half was not attended", "That you read this is noted")
		s.want(s.post(s.Accreditation, to, "choice", "decline", "answer", "She was there to the end"), 303)
		s.want(s.get(s.both, to), 200, "Declined by", "She was there to the end", "!What would change", `!name="choice"`)

		p, err = s.recognition.ProposeCorrection(t.Context(), s.both, e.ID, record.Correction{Withdraw: true, Reason: "Entered twice"})
		s.must(err)
		to = "/work/proposals/" + string(p.ID)
		s.want(s.get(s.Accreditation, to), 200, "Withdraw an entry from the record of Lena Ortiz", "no longer count")
		s.want(s.post(s.both, to+"/take-back"), 303, "/work/proposals")
		s.want(s.get(s.both, "/work/proposals"), 200, "You took your proposal back", "Taken back")
		s.want(s.get(s.both, "/work/proposals/"+string(id.New())), 404)
		s.want(s.get(s.both, "/work/proposals/nonsense"), 404)
		s.want(s.get(s.both, "/work/proposals?cursor=edited"), 422)
		if got := s.newest(s.Learner); got.Status != recognition.Valid {
			t.Errorf("the certificate is %s", got.Status)
		}
	})
}

func TestReviewFromAskingToEarning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		s.want(s.get(s.Reviewer, "/work/reviews"), 200, "Nothing waits for a decision")
		o := s.proposed()
		overview := "/work/offers/" + string(o.ID) + "/recognition"
		s.want(s.get(s.Editor, overview), 200, "Nothing yet", "No review yet", "0.1 CEU", `name="asked"`)
		s.want(s.post(s.Editor, overview), 422, "Choose what completing it should earn", "autofocus")
		s.want(s.post(s.Editor, overview, "asked", "certificate", "asked", "ceu"), 303, overview)
		s.want(s.get(s.Editor, overview), 200, "You asked for a review", "A review is under way", "Waiting for a decision", "Edith Marlow", `!name="asked"`)
		s.want(s.post(s.Manager, overview, "asked", "badge"), 409, "being reviewed already")

		list := s.want(s.get(s.Auditor, "/work/reviews"), 200, "Reading the weather", "Edith Marlow", "Certificate", "CEU")
		at := strings.Index(list, "/work/reviews/0")
		review := list[at : at+len("/work/reviews/")+36]
		s.want(s.get(s.Auditor, review), 200, "Live session", "Exercise in pairs", "Welcome", "Minutes of the agenda", "55", "0.1 CEU", "attend 80% of the scheduled time", "/offers/"+o.Key, `!name="answer"`)
		s.want(s.get(s.Reviewer, review), 200, `name="answer"`, "needs a reviewer who is accreditation staff")
		s.want(s.post(s.Auditor, review, "answer", "grant", "granted", "certificate"), 403)
		s.want(s.post(s.both, review, "granted", "badge", "reason", "Kept as typed"), 422, "Choose whether it is granted or returned", "Kept as typed", "autofocus")
		s.want(s.post(s.both, review, "answer", "return", "reason", ""), 422, "Say what has to change")
		s.want(s.post(s.both, review, "answer", "grant"), 422, "Choose what completing it should earn")
		s.want(s.post(s.both, review, "answer", "grant", "granted", "gold star"), 422, "Choose what completing it should earn")
		s.want(s.post(s.Reviewer, review, "answer", "grant", "granted", "ceu", "reason", "Well counted"), 403, "Well counted", "approve CEU worksheets")
		s.want(s.post(s.both, review, "answer", "grant", "granted", "certificate", "granted", "ceu", "reason", "Well counted"), 303, "/work/reviews")
		s.want(s.get(s.both, "/work/reviews"), 200, "now earns: Certificate and CEU")
		s.want(s.post(s.Reviewer, review, "answer", "return", "reason", "Too late"), 409, "This review was decided before", "Too late", "Granted: Certificate and CEU")
		s.want(s.get(s.Editor, overview), 200, "Certificate and 0.1 CEU", "Granted: Certificate and CEU", "Bea Lindqvist", "Well counted")
	})
}

func TestReturnedReview(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	o := cataloguetest.Offer(t, s.World.World)
	overview := "/work/offers/" + string(o.ID) + "/recognition"
	s.want(s.get(s.Editor, overview), 200, "CEU needs a worksheet first")
	s.want(s.post(s.Editor, overview, "asked", "ceu"), 422, "CEU needs a worksheet first")
	r, err := s.recognition.Ask(t.Context(), s.Editor, o.ID, []catalogue.Recognition{catalogue.Certificate})
	s.must(err)
	review := "/work/reviews/" + string(r.ID)
	s.want(s.get(s.both, review), 200, "No worksheet", "There is no worksheet for CEU")
	s.want(s.post(s.both, review, "answer", "return", "reason", "Name the presenters <script>"), 303, "/work/reviews")
	s.want(s.get(s.both, "/work/reviews"), 200, "is returned")
	s.want(s.get(s.Editor, overview), 200, "Returned", "Name the presenters &lt;script&gt;", "Nothing yet", `name="asked"`)
}

func TestOwnReviewShowsNoForm(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	o := cataloguetest.Offer(t, s.World.World)
	editing := s.Actor(t, "Ines Varga", authz.Binding{Role: authz.UnitEditor, UnitID: s.Unit.ID}, authz.Binding{Role: authz.Reviewer})
	r, err := s.recognition.Ask(t.Context(), editing, o.ID, []catalogue.Recognition{catalogue.Certificate})
	s.must(err)
	review := "/work/reviews/" + string(r.ID)
	s.want(s.get(editing, review), 200, "Nobody decides on what they asked for themselves", `!name="answer"`)
	s.want(s.post(editing, review, "answer", "grant", "granted", "certificate"), 403, "Nobody decides on what they asked for themselves")
}

func TestWhoMayComeIn(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	o := cataloguetest.Offer(t, s.World.World)
	r, err := s.recognition.Ask(t.Context(), s.Editor, o.ID, []catalogue.Recognition{catalogue.Certificate})
	s.must(err)
	review, overview := "/work/reviews/"+string(r.ID), "/work/offers/"+string(o.ID)+"/recognition"
	for _, c := range []struct {
		path   string
		actor  authz.Actor
		status int
	}{
		{"/work/reviews", s.Visitor, 401}, {"/work/reviews", s.Learner, 403}, {"/work/reviews", s.Editor, 403}, {"/work/reviews", s.Manager, 403},
		{"/work/reviews", s.Reviewer, 200}, {"/work/reviews", s.Accreditation, 200}, {"/work/reviews", s.Admin, 200}, {"/work/reviews", s.Auditor, 200},
		{review, s.Visitor, 401}, {review, s.Learner, 403}, {review, s.Manager, 403}, {review, s.Accreditation, 200},
		{overview, s.Visitor, 401}, {overview, s.Learner, 403}, {overview, s.Reviewer, 403}, {overview, s.Auditor, 403}, {overview, s.Stranger, 403},
		{overview, s.Manager, 200}, {overview, s.Admin, 200},
		{"/work/reviews/" + string(id.New()), s.Reviewer, 404}, {"/work/reviews/nonsense", s.Reviewer, 404},
		{"/work/offers/" + string(id.New()) + "/recognition", s.Editor, 404}, {"/work/reviews?cursor=edited", s.Reviewer, 422},
	} {
		if w := s.get(c.actor, c.path); w.Code != c.status {
			t.Errorf("%s sees %s with %d, want %d", c.actor.Name, c.path, w.Code, c.status)
		}
	}
}
