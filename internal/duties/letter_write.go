package duties

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/rules"
)

// sendLetter writes to somebody what of theirs falls due, where it still does: they are bound, can still make up what is missing, want to know, and it is the same that falls due.
func (s *Service) sendLetter(ctx context.Context, key string, job letterArgs) error {
	p, err := s.people.Person(ctx, job.Person)
	if err != nil || p.Closed || p.Email == "" {
		return err
	}
	ids, err := s.people.IDs(ctx, p.ID)
	if err != nil {
		return err
	}
	about, err := s.stillWanted(ctx, ids, job)
	if err != nil || len(about) == 0 {
		return err
	}
	list, err := s.dutiesOf(ctx, p.ID, false)
	if err != nil {
		return err
	}
	today := s.today()
	list = slices.DeleteFunc(list, func(d Duty) bool {
		return !slices.ContainsFunc(about, func(a aboutDue) bool { return a.fits(d, today) })
	})
	if len(list) == 0 {
		return nil
	}
	ctx = i18n.With(ctx, i18n.Locale{Lang: p.Language})
	m := mail.Message{To: p.Email, ToName: p.Name, Key: key, Unsubscribe: s.BaseURL + lettersPath}
	m.Subject, m.Text = s.letterText(ctx, p.Name, list)
	if err := s.Mail.Send(ctx, m); err != nil {
		return fmt.Errorf("duties: letter: %w", err)
	}
	return nil
}

// lettersPath is where one chooses when to be written to.
const lettersPath = "/my/duties#letters"

// stillWanted returns of what a letter is about that of which its person, given by all their ids, still wants to know so many days before. Where several
// accounts of theirs were written to before they became one, the letter of one of them says it.
func (s *Service) stillWanted(ctx context.Context, ids []id.ID, job letterArgs) (out []aboutDue, err error) {
	wants, err := wishOf(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	written, err := lettersOf(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range job.About {
		another := slices.ContainsFunc(written, func(l letter) bool {
			return l.person < job.Person && l.says(letter{l.person, a.Rule, a.Due, a.Before, a.What})
		})
		if !another && slices.Contains(wants, a.Before) {
			out = append(out, a)
		}
	}
	return out, nil
}

// fits reports whether the same still falls due, though its day may have moved, and what is missing can be made up.
func (a aboutDue) fits(d Duty, today rules.Day) bool {
	if d.Rule.Key != a.Rule || d.Result == nil {
		return false
	}
	day, what := letterOf(d.Result)
	return day >= today && (day == a.Due || what == a.What)
}

// letterText is what somebody reads about duties that fall due, the soonest first.
func (s *Service) letterText(ctx context.Context, name string, list []Duty) (subject, text string) {
	parts := []string{i18n.T(ctx, "Hello %s,", name)}
	for _, d := range list {
		day, _ := letterOf(d.Result)
		on := i18n.CivilDate(ctx, day.String())
		says := i18n.T(ctx, "“%s” falls due on %s, and is not met yet.", d.Rule.Name(), on)
		subject = i18n.T(ctx, "Falls due on %s: %s", on, d.Rule.Name())
		if d.Result.InGrace {
			says = i18n.T(ctx, "“%s” has fallen due. Its grace ends on %s, and it is not met yet.", d.Rule.Name(), on)
			subject = i18n.T(ctx, "Grace ends on %s: %s", on, d.Rule.Name())
		}
		lines := []string{says}
		if d.Result.ForRenewal {
			lines = append(lines, i18n.T(ctx, "What is missing then cannot be made up: in its grace, until %s, one may only ask for renewal.", i18n.CivilDate(ctx, d.Result.GraceUntil.String())))
		}
		if missing := standingWords(ctx, d.Result); missing != "" {
			lines = append(lines, missing)
		}
		parts = append(parts, strings.Join(append(lines, s.BaseURL+"/my/duties/"+d.Rule.Key), "\n"))
	}
	if len(list) > 1 {
		subject = i18n.N(ctx, len(list), "%d duty of yours falls due", "%d duties of yours fall due")
	}
	parts = append(parts, i18n.T(ctx, "You choose how many days before you are written to, or that you are not:")+"\n"+s.BaseURL+lettersPath)
	return subject, strings.Join(parts, "\n\n") + "\n"
}
