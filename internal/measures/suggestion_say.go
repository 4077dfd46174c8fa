package measures

import (
	"context"
	"strings"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Bounds of what people say.
const (
	maxWish  = 2000
	maxWords = 200
	// openMost is how many undecided suggestions one person may have.
	openMost = 30
)

// Suggest keeps what the actor says that they need. It is decided on, and they are told. Invalid by field; Conflict when 30 of theirs wait.
// The audit row says that something was said, not what.
func (s *Service) Suggest(ctx context.Context, actor authz.Actor, w Wish) (Suggestion, error) {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return Suggestion{}, err
	}
	w.trim()
	if err := s.checkWish(ctx, w); err != nil {
		return Suggestion{}, err
	}
	now := s.clock.Now()
	v := Suggestion{ID: id.New(), PersonID: actor.PersonID, SaidAt: now, Wish: w, State: Open, ChangedAt: now}
	return v, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := countOpen(ctx, tx, ids)
		if err != nil {
			return err
		}
		if n >= openMost {
			return errs.New(errs.Conflict, "%d of your suggestions wait for a decision, and that is as many as there can be. Take one back first.", openMost)
		}
		if err := insertSuggestion(ctx, tx, v); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "suggestion.said", Kind: "suggestion", ID: v.ID, Unit: v.Unit})
	})
}

func (w *Wish) trim() {
	w.Text, w.Words = strings.TrimSpace(w.Text), strings.TrimSpace(w.Words)
	if r := []rune(w.Words); len(r) > maxWords {
		w.Words = string(r[:maxWords])
	}
	switch w.From {
	case FromCatalogue, FromGap, FromProgram:
	default:
		w.From = FromLearning
	}
}

// checkWish says what is wrong with a wish, field by field.
func (s *Service) checkWish(ctx context.Context, w Wish) error {
	var f errs.Fields
	f.Check(w.Text != "", "text", "Tell us in a few words what you need.")
	f.Check(len([]rune(w.Text)) <= maxWish, "text", "Please keep it under 2,000 characters.")
	f.Check(w.Level == "" || w.Level.Valid(), "level", "Choose one of the levels.")
	f.Check(w.Format == "" || w.Format.Valid(), "format", "Choose one of the formats.")
	f.Check(w.Audience == "" || w.Audience.Valid(), "audience", "Choose one of the audiences.")
	if w.Area != "" {
		areas, err := s.catalogue.Areas(ctx)
		if err != nil {
			return err
		}
		known := false
		for _, a := range areas {
			known = known || a.Code == w.Area
		}
		f.Check(known, "area", "Choose one of the content areas.")
	}
	if w.Unit != "" {
		u, err := s.people.Unit(ctx, w.Unit)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		f.Check(err == nil && u.SuccessorID == "", "unit", "Choose one of the units.")
	}
	if w.Competency != "" {
		found, err := s.competencies(ctx, []id.ID{w.Competency})
		if err != nil {
			return err
		}
		_, ok := found[w.Competency]
		f.Check(ok, "competency", "We know no such competency.")
	}
	return f.Err()
}

// Missed keeps what somebody did not find, in their own words. It asks for no name, and so gets no reply. The words
// of the search go with it. Everybody may. Errors: Invalid on field "text".
func (s *Service) Missed(ctx context.Context, words, text string) error {
	w := Wish{Text: text, Words: words, From: FromCatalogue}
	w.trim()
	switch {
	case w.Text == "":
		return errs.Bad("text", "Tell us in a few words what you were looking for.")
	case utf8.RuneCountInString(w.Text) > maxWish:
		return errs.Bad("text", "Please keep it under 2,000 characters.")
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return insertSuggestion(ctx, tx, Suggestion{ID: id.Random(), SaidAt: now, Wish: w, State: Open, ChangedAt: now})
	})
}

// mine returns all ids of the actor.
func (s *Service) mine(ctx context.Context, actor authz.Actor) ([]id.ID, error) {
	person, err := actor.RequirePerson(authz.ScopeChoicesManage)
	if err != nil {
		return nil, err
	}
	return s.people.IDs(ctx, person)
}
