package measures

import (
	"context"
	"fmt"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
)

// writeReply writes what was decided to whoever said it, unless there is nobody to write to: it was said without a name or taken back
// since, or the account is closed or has no address. Handing it to a unit is no reply.
func (s *Service) writeReply(ctx context.Context, _ string, e SuggestionDecided) error {
	if e.Decision == DecidePassed {
		return nil
	}
	v, err := suggestionByID(ctx, s.db, e.SuggestionID)
	if err != nil {
		return ignoreMissing(err)
	}
	if !v.Named() || v.State == Withdrawn {
		return nil
	}
	d, err := decisionByID(ctx, s.db, e.DecisionID)
	if err != nil {
		return ignoreMissing(err)
	}
	p, err := s.people.Person(ctx, v.PersonID)
	if err != nil {
		return ignoreMissing(err)
	}
	if p.Closed || p.Email == "" || !p.EmailVerified {
		return nil
	}
	ctx = i18n.With(ctx, i18n.Locale{Lang: p.Language, Zone: s.zone})
	m := mail.Message{To: p.Email, ToName: p.Name, Key: "suggestion." + string(d.ID)}
	if m.Subject, m.Text, err = s.replyText(ctx, p.Name, v, d); err != nil {
		return err
	}
	if err := s.mail.Send(ctx, m); err != nil {
		return fmt.Errorf("measures: letter of a suggestion: %w", err)
	}
	return nil
}

// replyText writes the letter.
func (s *Service) replyText(ctx context.Context, name string, v Suggestion, d Decided) (subject, text string, err error) {
	parts := []string{i18n.T(ctx, "Hello %s,", name), i18n.T(ctx, "On %s you told us what you need:", i18n.Date(ctx, v.SaidAt)) + "\n“" + v.Text + "”", Outcome(ctx, d.Decision)}
	if d.Reply != "" {
		parts = append(parts, d.Reply)
	}
	if d.OfferID != "" {
		cards, err := s.catalogue.Cards(ctx, []id.ID{d.OfferID})
		if err != nil {
			return "", "", err
		}
		if c, ok := cards[d.OfferID]; ok {
			parts = append(parts, c.Title+"\n"+s.baseURL+"/offers/"+c.Key)
		}
	}
	parts = append(parts, i18n.T(ctx, "All that you suggested, and what became of it:")+"\n"+s.baseURL+"/my/suggestions")
	return i18n.T(ctx, "Your suggestion: %s", i18n.T(ctx, d.Decision.Label())), strings.Join(parts, "\n\n") + "\n", nil
}

// Outcome says in a sentence what a decision means for whoever made the suggestion.
func Outcome(ctx context.Context, d Decision) string {
	switch d {
	case DecidePlanned:
		return i18n.T(ctx, "It is planned.")
	case DecideThere:
		return i18n.T(ctx, "There is an offer for it already.")
	case DecideNotNow:
		return i18n.T(ctx, "It will not be offered for now.")
	case DecideJoined:
		return i18n.T(ctx, "Others said the same. Your suggestion was joined with theirs, and you hear from us when it is decided.")
	}
	return ""
}

func ignoreMissing(err error) error {
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	return err
}
