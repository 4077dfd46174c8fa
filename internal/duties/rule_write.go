package duties

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// Seen says which text of a rule somebody has read who now acts on it: its number. Empty, which is a program's, does not ask.
type Seen string

// Seen is what whoever reads the text now has seen.
func (t RuleText) Seen() Seen { return Seen(strconv.Itoa(t.Number)) }

// unseen refuses an act by somebody who has not seen the newest text. It is asked under the lock of the rule.
func (s Seen) unseen(now RuleText) error {
	return errs.Unseen(s, now.Seen(), "Somebody else has changed this rule since you opened it. Look at what it says now, and do it again.")
}

// reservedKeys are words that stand in addresses for something else.
var reservedKeys = map[string]bool{"add": true, "calendar": true, "new": true, "check": true, "evaluate": true, "letters": true, "schema": true, "moved": true}

// CheckText reads a text and returns the rule, or Invalid with everything that is wrong under "text", each with line and
// column. Everybody may.
func (s *Service) CheckText(text string) (*rules.Program, error) {
	p, err := rulefile.Check([]byte(text))
	var wrong rulefile.Problems
	switch {
	case errors.As(err, &wrong):
		var f errs.Fields
		for _, w := range wrong {
			f.Add("text", "Line %d, column %d: %s", w.Line, w.Column, w.Says)
		}
		return nil, f.Err()
	case err != nil:
		return nil, err
	}
	return p, nil
}

// checkOwn is CheckText for a text of one of the association's own rules. A new one may not be called as one that comes with the program; one
// that was there before keeps its name.
func (s *Service) checkOwn(text string, isNew bool) (*rules.Program, error) {
	p, err := s.CheckText(text)
	if err != nil {
		return nil, err
	}
	key := p.Rule().Key
	var f errs.Fields
	if _, taken := comeAlong()[key]; taken && isNew {
		f.Add("text", "A rule that comes with the program is called %s. Give yours another name.", key)
	}
	f.Check(!isNew || !reservedKeys[key], "text", "The word %s cannot be the name of a rule. Give it another one.", key)
	return p, f.Err()
}

// ShippedText is the text of the rule of that name that comes with the program, and false where there is none.
func (s *Service) ShippedText(key string) (string, bool) {
	r, ok := comeAlong()[key]
	return r.Text, ok
}

// WriteRule begins one of the association's own rules with its first text, which nobody else sees until it is published.
// Curriculum editors and accreditation staff. Errors: Invalid under text.
func (s *Service) WriteRule(ctx context.Context, actor authz.Actor, text string) (RuleText, error) {
	if err := actor.Require(EditRules, ""); err != nil {
		return RuleText{}, err
	}
	text = tidy(text)
	p, err := s.checkOwn(text, true)
	if err != nil {
		return RuleText{}, err
	}
	now := s.clock.Now()
	t := RuleText{ID: id.New(), RuleID: id.New(), Key: p.Rule().Key, Number: 1, Text: text, Name: p.Rule().Name, WrittenBy: actor.PersonID, WrittenAt: now}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		added, err := insertRule(ctx, tx, t.RuleID, t.Key, now)
		if err != nil {
			return err
		}
		if !added {
			return errs.Bad("text", "There is a rule called %s already. Open it and change that.", t.Key)
		}
		return s.putText(ctx, tx, now, actor, t)
	})
	return t, err
}

// SaveRule adds a text to a rule: its draft. The name of a rule does not change. Curriculum editors and accreditation staff.
// Errors: NotFound, Stale, Invalid under text, also when nothing was changed.
func (s *Service) SaveRule(ctx context.Context, actor authz.Actor, key, text string, seen Seen) (RuleText, error) {
	if err := actor.Require(EditRules, ""); err != nil {
		return RuleText{}, err
	}
	text = tidy(text)
	p, err := s.checkOwn(text, false)
	if err != nil {
		return RuleText{}, err
	}
	if p.Rule().Key != key {
		return RuleText{}, errs.Bad("text", "The name of this rule is %s and cannot be changed: people are bound by it.", key)
	}
	var out RuleText
	err = s.onRule(ctx, key, func(ctx context.Context, tx *db.Tx, now time.Time, all []RuleText) error {
		newest := all[0]
		if err := seen.unseen(newest); err != nil {
			return err
		}
		if newest.Text == text {
			return errs.Bad("text", "Nothing was changed.")
		}
		out = RuleText{ID: id.New(), RuleID: newest.RuleID, Key: key, Number: newest.Number + 1, Text: text, Name: p.Rule().Name, WrittenBy: actor.PersonID, WrittenAt: now}
		return s.putText(ctx, tx, now, actor, out)
	})
	return out, err
}

func (s *Service) putText(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, t RuleText) error {
	if err := insertText(ctx, tx, t); err != nil {
		return err
	}
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: "rule.written", Kind: "duty-rule", ID: t.RuleID, Detail: map[string]any{"key": t.Key, "number": t.Number}})
}

// onRule runs f with the texts of a rule, the latest first, which nobody else changes meanwhile.
func (s *Service) onRule(ctx context.Context, key string, f func(ctx context.Context, tx *db.Tx, now time.Time, all []RuleText) error) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockRule(ctx, tx, key); err != nil {
			return err
		}
		all, err := textsOf(ctx, tx, key)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return errNoRule()
		}
		return f(ctx, tx, now, all)
	})
}

// tidy brings the ends of lines to one form, as forms send them in another one.
func tidy(text string) string {
	return strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), " \n\t") + "\n"
}

// OwnRule is one of the association's own rules as its writers see it: all its texts, the latest first.
type OwnRule struct {
	Texts []RuleText
	Runs  []Run
	Bound Counter
	// Unreadable is what this program finds wrong with the text that holds, nil where it can read it.
	Unreadable rulefile.Problems
}

// Newest is the text that was written last.
func (o OwnRule) Newest() RuleText { return o.Texts[0] }

// Draft reports whether the newest text is not published.
func (o OwnRule) Draft() bool { return o.Texts[0].PublishedAt.IsZero() }

// Published is the text that holds; false when none was published yet.
func (o OwnRule) Published() (RuleText, bool) {
	for _, t := range o.Texts {
		if !t.PublishedAt.IsZero() {
			return t, true
		}
	}
	return RuleText{}, false
}

// OwnRule returns one of the association's own rules. Those who may ReadRules. NotFound otherwise.
func (s *Service) OwnRule(ctx context.Context, actor authz.Actor, key string) (OwnRule, error) {
	if err := actor.Require(ReadRules, ""); err != nil {
		return OwnRule{}, err
	}
	texts, err := textsOf(ctx, s.db, key)
	if err != nil {
		return OwnRule{}, err
	}
	if len(texts) == 0 {
		return OwnRule{}, errNoRule()
	}
	o := OwnRule{Texts: texts}
	if t, ok := o.Published(); ok {
		o.Unreadable = s.ready(t).Unreadable
	}
	if o.Runs, err = runsOf(ctx, s.db, key, 5); err != nil {
		return OwnRule{}, err
	}
	all, err := s.counters(ctx)
	o.Bound = all[key]
	return o, err
}

// OwnRules returns the newest text of each of the association's own rules, by key. Those who may ReadRules.
func (s *Service) OwnRules(ctx context.Context, actor authz.Actor) ([]RuleText, error) {
	if err := actor.Require(ReadRules, ""); err != nil {
		return nil, err
	}
	return newestTexts(ctx, s.db, maxOwn)
}
