package recordweb

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

func TestOutsideLearningFromFormToHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		s.actor = s.person("Ana Fuentes Oliva")
		s.has(s.get(200, "/my/record"), "Your record begins with the first thing you complete")

		bad := s.post(422, "/my/record/add", "title", "Minutes <b>that</b> people can use", "provider", "", "ended", "2026-12-24", "hours", "two")
		s.has(bad, "Enter hours, such as", "Minutes <b>that</b> people can use", "2026-12-24")
		s.lacks(answer{bad.ResponseRecorder, bad.Body.String()}, "<b>that</b>")
		s.has(s.post(422, "/my/record/add", "title", "Minutes", "ended", "2026-12-24"), "Enter who offered it.", "This day is still to come")

		form := []string{"key", "0190b2f0-0000-7000-8000-000000000001", "title", "Minutes that people can use", "provider", "Green Mountain Library Consortium",
			"ended", "2026-11-20", "hours", "1:30", "amount", "1", "unit", "CEU", "why", "To chair better", "link", "https://example.org/minutes"}
		to := s.post(303, "/my/record/add", form...).Header().Get("Location")
		if again := s.post(303, "/my/record/add", form...).Header().Get("Location"); again != to {
			t.Errorf("the form sent twice led to %s and %s", to, again)
		}
		s.has(s.get(200, to), "Claimed by the person", "1 h 30 min", "1 CEU", "To chair better", "https://example.org/minutes", "Correct it")

		s.has(s.get(200, to+"/correct"), `value="1:30"`, `value="Minutes that people can use"`)
		s.has(s.post(422, to+"/correct", "title", "Minutes", "provider", "Consortium", "ended", "2026-11-20"), "Say why, in a few words")
		newer := s.post(303, to+"/correct", "title", "Minutes that people use", "provider", "Green Mountain Library Consortium", "ended", "2026-11-20", "hours", "2", "reason", "Misremembered").Header().Get("Location")
		s.has(s.get(200, newer), "Misremembered. Changed: the title (was “Minutes that people can use”), contact time (was 1 h 30 min)")
		s.has(s.get(200, to), "This entry was corrected", newer)
		s.get(409, to+"/correct")
		s.post(422, newer+"/withdraw")
		gone := s.post(303, newer+"/withdraw", "reason", "It was a colleague").Header().Get("Location")
		s.has(s.get(200, gone), "This entry was withdrawn", "It was a colleague.")
		s.has(s.get(200, "/my/record"), "Your record begins")

		s.actor = s.person("Ben Achterberg", authz.Admin, authz.AccreditationStaff)
		for _, path := range []string{to, newer, gone, to + "/correct", "/my/record/not-an-id"} {
			s.get(404, path)
		}
		s.post(404, newer+"/withdraw", "reason", "Meddling")
	})
}

func TestVerifiedEntriesAreNotTheOwnersToChange(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.actor = s.person("Ana Fuentes Oliva")
	e := s.append(recordtest.Learning(s.actor.PersonID))
	at := "/my/record/" + string(e.ID)
	page := s.get(200, at)
	s.has(page, "Verified by the association", "0.1 CEU", "Write to")
	s.lacks(page, "Withdraw it", "Correct it", "See the certificate")
	s.get(403, at+"/correct")
	s.post(403, at+"/correct", "title", "Something grander", "reason", "Why not")
	s.post(403, at+"/withdraw", "reason", "Why not")
}

func TestListNarrowsAndGoesOn(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.actor = s.person("Ana Fuentes Oliva")
	for range 31 {
		s.append(recordtest.Learning(s.actor.PersonID))
	}
	s.append(recordtest.Outside(s.actor.PersonID))
	first := s.get(200, "/my/record")
	if s.queries > 7 {
		t.Errorf("the page takes %d queries", s.queries)
	}
	next := regexp.MustCompile(`/my/record\?cursor=[^"]+`).FindString(first.text)
	if next == "" {
		t.Fatal("there is no second page")
	}
	s.has(s.get(200, next), "Back to the start")
	claimed := s.get(200, "/my/record?assurance=person")
	s.has(claimed, "Minutes that people can use")
	s.lacks(claimed, "Weeding a small collection")
	s.has(s.get(200, "/my/record?from=2027-01-01"), "Nothing fits what you asked for")
	s.has(s.get(422, "/my/record?from=yesterday"), "Enter a date that exists")
	csv := s.get(200, "/my/record.csv")
	if got := strings.Count(csv.Body.String(), "\r\n"); got != 33 {
		t.Errorf("the file has %d lines, want a header and 32 entries", got)
	}
}

func TestTranscriptAndItsFilesAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		s.actor = s.person("Ana Fuentes Oliva")
		e := s.append(recordtest.Learning(s.actor.PersonID))
		s.append(recordtest.Outside(s.actor.PersonID))
		page := s.get(200, "/my/transcript?from=2026-01-01&to=2026-12-31")
		if s.queries > 6 {
			t.Errorf("the page takes %d queries", s.queries)
		}
		s.has(page, "Transcript of Ana Fuentes Oliva", "1 January 2026 to 31 December 2026", "0.1 CEU", "“1 CEU”", "verified by the association")
		s.has(s.get(422, "/my/transcript?from=2026-12-31&to=2026-01-01"), "The last day comes before the first one.")
		s.has(s.get(422, "/my/transcript?asof=2027-01-01T00:00:00Z"), "A transcript can only say what is known today.")

		bodies := map[string]string{}
		for ext, kind := range map[string]string{"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json"} {
			href := regexp.MustCompile(`/my/transcript\.` + ext + `\?[^"]+`).FindString(page.text)
			file := s.get(200, href)
			if got := file.Header().Get("Content-Type"); got != kind {
				t.Errorf("%s is sent as %s", ext, got)
			}
			if got := file.Header().Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
				t.Errorf("%s: %s", ext, got)
			}
			bodies[href] = file.Body.String()
		}
		var j record.TranscriptJSON
		for href, body := range bodies {
			if strings.Contains(href, ".json") {
				if err := json.Unmarshal([]byte(body), &j); err != nil {
					t.Fatal(err)
				}
			}
		}
		if len(j.Entries) != 2 || len(j.Totals) != 2 || j.Totals[0].CEUTenths != 1 || j.Totals[1].CEUTenths != 0 {
			t.Errorf("%+v", j)
		}

		// The files are of the moment of the page: a later correction is not in them.
		s.clock.Advance(time.Minute)
		staff := s.person("Ben Achterberg", authz.AccreditationStaff)
		proposed, err := s.proposals.ProposeCorrection(t.Context(), staff, e.ID, record.Correction{Withdraw: true, Reason: "Entered twice"})
		if err != nil {
			t.Fatal(err)
		}
		s.has(s.get(200, "/my/transcript"), "Weeding a small collection")
		s.confirm(string(proposed.ID))
		for href, body := range bodies {
			if s.get(200, href).Body.String() != body {
				t.Errorf("%s came out differently after a correction", href)
			}
		}
		s.lacks(s.get(200, "/my/transcript"), "Weeding a small collection")
	})
}

func TestLinkFromMakingToEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ana := s.person("Ana Fuentes Oliva")
		s.actor = ana
		e := s.append(recordtest.Learning(ana.PersonID))
		s.has(s.get(200, "/my/shares"), "No link is open")
		s.has(s.post(422, "/my/shares", "label", "", "last", "2026-01-01", "from", "2026-01-01"), "Enter for whom it is", "This day is over.", "2026-01-01")
		made := s.post(201, "/my/shares", "label", "State library")
		path := regexp.MustCompile(`https://commons\.example(/shared/[A-Za-z0-9_-]{43})`).FindStringSubmatch(made.text)
		if path == nil {
			t.Fatal("the link is not shown")
		}
		if again := s.get(200, "/my/shares"); strings.Contains(again.text, path[1]) {
			t.Error("the secret is shown again")
		}

		s.actor = authz.Actor{}
		shared := s.get(200, path[1])
		s.has(shared, "Transcript of Ana Fuentes Oliva", `<meta name="robots" content="noindex"`)
		s.lacks(shared, string(e.ID), string(ana.PersonID), "State library")
		if h := shared.Header(); h.Get("Cache-Control") != "no-store" || !strings.Contains(h.Get("X-Robots-Tag"), "noindex") || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("headers %v", h)
		}
		s.get(404, "/shared/guessed")

		s.actor = ana
		s.has(s.get(200, "/my/record/views"), "Somebody with your link", "Your link for State library")
		list := s.get(200, "/my/shares")
		s.has(list, "opened 1 time")
		end := regexp.MustCompile(`/my/shares/[0-9a-f-]{36}/end`).FindString(list.text)
		s.actor = s.person("Ben Achterberg")
		s.post(404, end)
		s.actor = ana
		s.post(303, end)
		s.actor = authz.Actor{}
		s.has(s.get(410, path[1]), "This link has ended.")
	})
}

func TestLinksCannotBeTriedWithoutEnd(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	for range 30 {
		s.get(404, "/shared/guessed")
	}
	s.get(429, "/shared/guessed")
}

func TestStaffSayWhyAndCorrect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ana := s.person("Ana Fuentes Oliva")
		e := s.append(recordtest.Learning(ana.PersonID))
		mine := s.append(recordtest.Outside(ana.PersonID))
		at := "/work/people/" + string(ana.PersonID) + "/transcript"

		for _, role := range []authz.Role{authz.UnitEditor, authz.UnitManager, authz.Reviewer, authz.Coordinator, authz.Mentor} {
			s.actor = s.person("Ben Achterberg", role)
			s.get(403, at)
			s.post(403, at, "purpose", "Curious about a colleague")
		}
		s.actor = s.person("Dag Lindqvist", authz.AccreditationStaff)
		ask := s.get(200, at)
		s.has(ask, "Say what you need it for")
		s.lacks(ask, "Weeding a small collection")
		s.has(s.post(422, at, "purpose", "because"), "Say what it is for", `value="because"`)
		look := s.post(303, at, "purpose", "Renewal that Ana asked about").Header().Get("Location")
		page := s.get(200, look)
		s.has(page, "Weeding a small collection")
		s.lacks(page, string(mine.ID))
		s.get(200, strings.Replace(look, "/transcript?", "/transcript.pdf?", 1))

		entry := regexp.MustCompile(`/work/people/[0-9a-f-]+/entries/` + string(e.ID) + `\?look=[0-9a-f-]+`).FindString(page.text)
		s.has(s.get(200, entry), `value="0.1"`, `value="1"`)
		s.has(s.post(422, entry, "title", e.Title, "provider", e.Provider, "ended", e.EndedOn, "hours", "1", "ceu", "0.7", "reason", "Generosity"), "The credit must be none")
		s.has(s.post(422, entry+"&", "title", e.Title, "provider", e.Provider, "ended", e.EndedOn, "hours", "many", "ceu", "0.1", "reason", "Kept as typed"), "Enter hours, such as", "Kept as typed")
		s.has(s.post(422, strings.Replace(entry, "?", "/withdraw?", 1), "reason", ""), "Say why, in a few words")
		to := s.post(303, entry, "title", e.Title, "provider", e.Provider, "began", e.BeganOn, "ended", e.EndedOn, "hours", "1:30", "ceu", "0.2", "reason", "The second half was not counted").Header().Get("Location")
		// Until somebody else confirms it, nothing has changed, and nobody proposes another.
		s.lacks(s.get(200, look), "0.2 CEU")
		s.has(s.get(200, entry), "A proposal waits for a second person", to)
		s.post(409, strings.Replace(entry, "?", "/withdraw?", 1), "reason", "Meddling")
		s.confirm(strings.TrimPrefix(to, "/work/proposals/"))
		s.has(s.get(200, look), "0.2 CEU", "corrected on 23 November 2026")
		file := strings.Replace(look, "/transcript?", "/transcript.csv?", 1)
		s.has(s.get(200, file), "Corrects an earlier entry")
		s.has(s.get(200, strings.Replace(file, ".csv", ".json", 1)), `"corrects": "`+string(e.ID)+`"`)
		other := strings.Replace(entry, string(ana.PersonID), string(s.actor.PersonID), 1)
		s.get(410, other)
		s.actor = s.person("Eve Nakamura", authz.AccreditationStaff)
		s.get(410, entry)
		s.has(s.get(200, look), "A look lasts an hour")

		s.actor = ana
		s.has(s.get(200, "/my/record/views"), "Dag Lindqvist, staff", "Renewal that Ana asked about")
		s.has(s.get(200, "/my/record/"+string(e.ID)), "This entry was corrected", "The second half was not counted. Changed: contact time (was 1 h) and CEU (were 0.1 CEU).")
	})
}

func TestEveryPageOfOnesOwnNeedsSigningIn(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	for _, path := range []string{"/my/record", "/my/record.csv", "/my/record/add", "/my/record/views", "/my/transcript", "/my/transcript.pdf", "/my/transcript.csv", "/my/transcript.json", "/my/shares"} {
		s.get(401, path)
	}
}
