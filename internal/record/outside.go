package record

import (
	"context"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// The most characters that texts of an entry may have.
const (
	maxLine = 200
	maxText = 2000
	maxLink = 1000
)

// OutsideLearning is what a person tells of learning that took place elsewhere.
type OutsideLearning struct {
	Title, Provider  string
	BeganOn, EndedOn string // civil dates; BeganOn may be empty
	Minutes          int    // of contact; 0 where nobody counted
	Format           string // "in-person", "online", "blended" or ""
	// Claimed is the provider's credit as it stands on its paper. It is never converted.
	Claimed     Credit
	Why, Toward string
	Note, Link  string
	// Key makes a form that is sent twice one entry; it may be empty.
	Key string
}

// ClaimOutside adds learning from elsewhere to the actor's own record, marked as claimed by the
// person. Scope record:write. Errors: Invalid by field (title, provider, began, ended, hours,
// amount, unit, why, toward, note, link).
func (s *Service) ClaimOutside(ctx context.Context, actor authz.Actor, o OutsideLearning) (Entry, error) {
	person, err := actor.RequirePerson(authz.ScopeRecordWrite)
	if err != nil {
		return Entry{}, err
	}
	now := s.clock.Now()
	var f errs.Fields
	o.check(&f, now)
	if err := f.Err(); err != nil {
		return Entry{}, err
	}
	if o.Key == "" {
		o.Key = string(id.New())
	}
	n := NewEntry{
		PersonID: person, Kind: KindLearning, Title: o.Title, Provider: o.Provider, BeganOn: o.BeganOn, EndedOn: o.EndedOn,
		Minutes: o.Minutes, Format: o.Format, Claimed: o.Claimed, Assurance: ByPerson, Provenance: FromOutside,
		SourceRef: "outside:" + string(person) + ":" + o.Key,
		Why:       o.Why, Toward: o.Toward, Note: o.Note, Link: o.Link, RecordedBy: person,
	}
	var out Entry
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, created, err := s.AppendTx(ctx, tx, now, n)
		out = e
		if err != nil || !created {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "entry.claimed", Kind: "entry", ID: e.ID})
	})
	return out, err
}

// check finds what cannot be right in what a person typed. Days are judged by the place on earth
// where it is latest, so that nobody's today is refused.
func (o OutsideLearning) check(f *errs.Fields, now time.Time) {
	f.Check(o.Title != "", "title", "Enter what it was called.")
	f.Check(fits(o.Title, maxLine), "title", "This is too long; %d characters fit.", maxLine)
	f.Check(o.Provider != "", "provider", "Enter who offered it.")
	f.Check(fits(o.Provider, maxLine), "provider", "This is too long; %d characters fit.", maxLine)
	today := now.UTC().Add(14 * time.Hour).Format(time.DateOnly)
	days := 0
	switch {
	case !validDate(o.EndedOn):
		f.Add("ended", "Enter the last day as a date, such as 2026-03-12.")
	case o.EndedOn > today:
		f.Add("ended", "This day is still to come. Add it when it is done.")
	case o.EndedOn < "1900":
		f.Add("ended", "This is too long ago to be right.")
	case o.BeganOn == "":
		days = 1
	case !validDate(o.BeganOn):
		f.Add("began", "Enter the first day as a date, such as 2026-03-12.")
	case o.BeganOn > o.EndedOn:
		f.Add("began", "The first day comes after the last one.")
	default:
		days = daysBetween(o.BeganOn, o.EndedOn)
	}
	f.Check(o.Minutes >= 0, "hours", "Enter hours, such as 1.5.")
	if days > 0 && o.Minutes > days*24*60 {
		f.Add("hours", "That is more than there are hours between these days.")
	}
	f.Check((o.Claimed.Amount == "") == (o.Claimed.Unit == ""), "amount", "Credit needs both: how much, and of what.")
	f.Check(fits(o.Claimed.Amount, 20), "amount", "This is too long; %d characters fit.", 20)
	f.Check(fits(o.Claimed.Unit, 60), "unit", "This is too long; %d characters fit.", 60)
	f.Check(o.Format == "" || o.Format == "in-person" || o.Format == "online" || o.Format == "blended", "format", "Choose one of the formats.")
	f.Check(fits(o.Why, maxText), "why", "This is too long; %d characters fit.", maxText)
	f.Check(fits(o.Toward, maxLine), "toward", "This is too long; %d characters fit.", maxLine)
	f.Check(fits(o.Note, maxText), "note", "This is too long; %d characters fit.", maxText)
	f.Check(validLink(o.Link), "link", "Enter a web address that begins with https:// or http://.")
}

func fits(s string, max int) bool { return utf8.RuneCountInString(s) <= max }

// daysBetween counts the days from one valid civil date to another, both included.
func daysBetween(from, to string) int {
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return int(b.Sub(a)/(24*time.Hour)) + 1
}

// validLink reports whether s is empty or an address on the web, without a name and password in it.
func validLink(s string) bool {
	if s == "" {
		return true
	}
	if len(s) > maxLink || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}
