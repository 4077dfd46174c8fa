package duties

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/rules"
)

// PublishRule makes the newest text of a rule the one that holds. It must be verified, and keep what was in force: what an
// earlier text demanded of days up to today stays word for word, so that nobody's past changes. With a correction, which says
// why, it may change that. What it means by the names of competencies is written down when a version first uses them, and stays. Everybody whom the rule binds is looked at again. Curriculum editors and accreditation staff.
// Emits RulePublished. Errors: NotFound, Stale, Conflict when it is published, Invalid under text or correction.
func (s *Service) PublishRule(ctx context.Context, actor authz.Actor, key, correction string, seen Seen) error {
	if err := actor.Require(PublishRules, ""); err != nil {
		return err
	}
	correction = strings.TrimSpace(correction)
	return s.onRule(ctx, key, func(ctx context.Context, tx *db.Tx, now time.Time, all []RuleText) error {
		newest := all[0]
		if err := seen.unseen(newest); err != nil {
			return err
		}
		if !newest.PublishedAt.IsZero() {
			return errs.New(errs.Conflict, "This text is published already.")
		}
		if err := s.publishable(OwnRule{Texts: all}, correction); err != nil {
			return err
		}
		if err := s.writeNames(ctx, tx, newest.Text, now); err != nil {
			return err
		}
		if err := insertPublication(ctx, tx, newest, correction, actor.PersonID, now); err != nil {
			return err
		}
		err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "rule.published", Kind: "duty-rule", ID: newest.RuleID, Detail: map[string]any{"key": key, "number": newest.Number, "correction": correction}})
		if err != nil {
			return err
		}
		return events.Publish(ctx, tx, now, RulePublished{Key: key, Number: newest.Number})
	})
}

// publishable checks the newest text against the one that holds.
func (s *Service) publishable(o OwnRule, correction string) error {
	now, err := s.CheckText(o.Newest().Text)
	if err != nil {
		return err
	}
	var f errs.Fields
	f.Check(!now.Rule().Draft, "text", "Say in the text that the rule is verified, when somebody has held it against its source.")
	f.Check(len([]rune(correction)) <= 500, "correction", "This is too long; %d characters fit.", 500)
	_, everPublished := o.Published()
	_, taken := comeAlong()[now.Rule().Key]
	f.Check(everPublished || !taken, "text", "A rule that comes with the program is called %s. Give yours another name.", now.Rule().Key)
	if before, ok := o.Published(); ok && correction == "" {
		was := s.ready(before)
		f.Check(was.Unreadable == nil, "correction", "The text that holds cannot be read any more, so nobody can tell whether this one keeps what was in force. Say here what was put right.")
		f.Check(was.Unreadable != nil || keeps(was.Program.Rule(), now.Rule(), s.today()), "correction",
			"This text changes what was in force. Keep the earlier version as it was and add a new one with its first day, or say here what mistake is put right.")
	}
	return f.Err()
}

// keeps reports whether a new text says of the days up to today what the old one said. A version may get a last day that is
// still to come, and what is said for people may change; so may units and levels that no version names which has begun.
func keeps(was, now rules.Rule, today rules.Day) bool {
	head := func(r rules.Rule) rules.Rule {
		return rules.Rule{Binds: r.Binds, Roles: r.Roles, RoleBy: r.RoleBy}
	}
	if !reflect.DeepEqual(head(was), head(now)) || !keepsWords(was, now, today) {
		return false
	}
	for _, v := range was.Versions {
		if v.From > today {
			continue
		}
		kept := false
		for _, w := range now.Versions {
			if w.From != v.From {
				continue
			}
			a, b := v, w
			kept = a.Until == b.Until || (a.Until == 0 || a.Until >= today) && (b.Until == 0 || b.Until >= today)
			a.Until, b.Until, a.Note, b.Note, a.Name, b.Name = 0, 0, "", "", "", ""
			kept = kept && reflect.DeepEqual(a, b)
		}
		if !kept {
			return false
		}
	}
	// Nothing new may reach into days that are over.
	for _, w := range now.Versions {
		isOld := false
		for _, v := range was.Versions {
			isOld = isOld || v.From == w.From
		}
		if !isOld && w.From <= today {
			return false
		}
	}
	return true
}

// keepsWords reports whether the units and the levels that the versions name which have begun are what they were. Hours and minutes are shared out
// together, so whoever names one names both.
func keepsWords(was, now rules.Rule, today rules.Day) bool {
	named, levels := map[string]bool{}, false
	name := func(list ...rules.Amount) {
		for _, a := range list {
			named[rules.UnitName(a.Unit)] = true
		}
	}
	for i := range was.Versions {
		if was.Versions[i].From > today {
			continue
		}
		was.Versions[i].Needs.Walk(func(n *rules.Need) {
			levels = levels || n.Level != ""
			name(n.Amount, n.Smallest, n.Largest, n.EachYear, n.CarryOver)
			for _, r := range n.ByRole {
				name(r.Amount)
			}
			for _, c := range n.Categories {
				name(c.AtLeast, c.AtMost)
			}
		})
	}
	time := named["hour"] || named["minute"]
	named["hour"], named["minute"] = time, time
	of := func(r rules.Rule) []rules.Unit {
		list := slices.DeleteFunc(slices.Clone(r.Units), func(u rules.Unit) bool { return !named[rules.UnitName(u.Name)] })
		sortBy(list, func(u rules.Unit) string { return u.Name })
		return list
	}
	return reflect.DeepEqual(of(was), of(now)) && (!levels || slices.Equal(was.Levels, now.Levels))
}
