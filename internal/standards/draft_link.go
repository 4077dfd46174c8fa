package standards

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// LinkKinds are the ways in which a person can say that a competency maps to another, as types of association of CASE. A file may bring others,
// which stay as they are.
var LinkKinds = []string{relatedKind, "exactMatchOf", "isPartOf", "precedes", replacedByKind}

// LinkDraft is what an editor writes of a link.
type LinkDraft struct {
	// Kind is one of LinkKinds.
	Kind string
	// Target is the competency that is meant, where it is here; else URI is its address and Title its name.
	Target     id.ID
	URI, Title string
	// Note says how it is meant.
	Note string
	// Seen is when what the editor read of the competency was last changed; the zero time does not ask.
	Seen time.Time
}

// maxLinks bounds the links of one competency.
const maxLinks = 200

func (l *LinkDraft) clean() {
	l.URI, l.Title, l.Note = strings.TrimSpace(l.URI), strings.TrimSpace(l.Title), strings.TrimSpace(l.Note)
}

func (l LinkDraft) check(f *errs.Fields) {
	f.Check(slices.Contains(LinkKinds, l.Kind), "kind", "Choose how the two belong together.")
	l.checkNote(f)
}

func (l LinkDraft) checkNote(f *errs.Fields) {
	f.Check(len([]rune(l.Note)) <= maxText, "note", "Keep it under %d characters.", maxText)
}

// AddLink says what a competency of the draft maps to. Curriculum editors and administrators may. Errors: Invalid on "kind", "target", "uri", "title"
// and "note"; NotFound, Conflict; Stale when the competency was changed since Seen.
func (s *Service) AddLink(ctx context.Context, actor authz.Actor, framework, competency id.ID, l LinkDraft) error {
	l.clean()
	return s.changeLinks(ctx, actor, framework, competency, []time.Time{l.Seen}, "competency.linked", func(ctx context.Context, tx *db.Tx, d Version, c *Competency) error {
		var f errs.Fields
		l.check(&f)
		out := Link{ID: newID(), Kind: l.Kind, TargetURI: l.URI, Title: l.Title, Note: l.Note}
		if l.Target != "" {
			n, err := nameOf(ctx, tx, d.ID, l.Target)
			if err != nil {
				return err
			}
			f.Check(n.ID != "" && n.ID != c.ID, "target", "Choose another competency.")
			out.TargetID, out.TargetURI, out.Title = string(n.ID), "", named(n)
		} else {
			u, err := url.Parse(l.URI)
			f.Check(err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && len(l.URI) <= 2000, "uri", "Choose a competency that is here, or enter an address that begins with https://.")
			f.Check(l.Title != "", "title", "Say what is at this address.")
			f.Check(len([]rune(l.Title)) <= maxTitle, "title", "Keep it under %d characters.", maxTitle)
		}
		same := func(o Link) bool {
			return o.Kind == out.Kind && o.TargetID == out.TargetID && o.TargetURI == out.TargetURI
		}
		f.Check(!slices.ContainsFunc(c.Links, same), "kind", "It maps to this already, in the same way.")
		f.Check(len(c.Links) < maxLinks, "kind", "A competency has at most %d links.", maxLinks)
		c.Links = append(c.Links, out)
		return f.Err()
	})
}

// SaveLink changes in which way a link is meant. Curriculum editors and administrators may. Errors: Invalid on "kind" and "note"; NotFound, Conflict; Stale
// when the competency was changed since Seen.
func (s *Service) SaveLink(ctx context.Context, actor authz.Actor, framework, competency, link id.ID, l LinkDraft) error {
	l.clean()
	return s.changeLinks(ctx, actor, framework, competency, []time.Time{l.Seen}, "competency.link-changed", func(_ context.Context, _ *db.Tx, _ Version, c *Competency) error {
		i := slices.IndexFunc(c.Links, func(o Link) bool { return o.ID == link })
		if i < 0 {
			return noLink()
		}
		var f errs.Fields
		if l.Kind != c.Links[i].Kind { // what a file brought may stay
			f.Check(slices.Contains(LinkKinds, l.Kind), "kind", "Choose how the two belong together.")
			same := func(o Link) bool {
				return o.ID != link && o.Kind == l.Kind && o.TargetID == c.Links[i].TargetID && o.TargetURI == c.Links[i].TargetURI
			}
			f.Check(!slices.ContainsFunc(c.Links, same), "kind", "It maps to this already, in the same way.")
		}
		l.checkNote(&f)
		c.Links[i].Kind, c.Links[i].Note = l.Kind, l.Note
		return f.Err()
	})
}

// RemoveLink takes a link away. Curriculum editors and administrators may. Errors: NotFound, Conflict; Stale when the competency was changed since
// seen, where that is given.
func (s *Service) RemoveLink(ctx context.Context, actor authz.Actor, framework, competency, link id.ID, seen ...time.Time) error {
	return s.changeLinks(ctx, actor, framework, competency, seen, "competency.unlinked", func(_ context.Context, _ *db.Tx, _ Version, c *Competency) error {
		n := len(c.Links)
		c.Links = slices.DeleteFunc(c.Links, func(o Link) bool { return o.ID == link })
		if len(c.Links) == n {
			return noLink()
		}
		return nil
	})
}

func noLink() error { return errs.New(errs.NotFound, "There is no such link in the draft.") }

// named is how a link calls a competency.
func named(n Named) string {
	if n.Code == "" {
		return n.Title
	}
	return n.Code + " " + n.Title
}

// unchanged returns a competency of a draft, or Stale where it is not what somebody has seen of it; no time, and the zero time, do not ask.
func unchanged(ctx context.Context, tx *db.Tx, draft, competency id.ID, seen []time.Time) (Competency, error) {
	c, err := oneCompetency(ctx, tx, draft, competency)
	for _, at := range seen {
		if err == nil && !at.IsZero() && !at.Equal(c.UpdatedAt) {
			err = errs.New(errs.Stale, "Somebody else has changed this competency since you opened it. Look at what it says now, and enter your change again.")
		}
	}
	return c, err
}

// changeLinks runs f on a competency of the draft and writes its links.
func (s *Service) changeLinks(ctx context.Context, actor authz.Actor, framework, competency id.ID, seen []time.Time, action string, f func(ctx context.Context, tx *db.Tx, d Version, c *Competency) error) error {
	return s.inDraft(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, d Version) error {
		c, err := unchanged(ctx, tx, d.ID, competency, seen)
		if err != nil {
			return err
		}
		if err := f(ctx, tx, d, &c); err != nil {
			return err
		}
		if err := updateCompetency(ctx, tx, now, d.ID, c); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, action, framework, map[string]any{"competency": competency, "title": c.Title, "links": len(c.Links)})
	})
}

// Ends looks for competencies that one of the draft can be linked to: by code or words of the title, in what is published and in the draft itself.
// Curriculum editors and administrators may.
func (s *Service) Ends(ctx context.Context, actor authz.Actor, framework, competency id.ID, words string) (list []Found, more bool, err error) {
	d, err := s.draftToEdit(ctx, actor, framework)
	if err != nil || strings.TrimSpace(words) == "" {
		return nil, false, err
	}
	list, err = searchAll(ctx, s.db, d.ID, competency, words, shownFound+1)
	if len(list) > shownFound {
		list, more = list[:shownFound], true
	}
	return list, more, err
}
