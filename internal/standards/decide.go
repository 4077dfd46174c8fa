package standards

import (
	"context"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Decision says what became of a competency that the draft does not hold any more: which others of the draft, named by code or id with
// commas between.
type Decision struct {
	Competency id.ID
	Became     Became
	Targets    string
}

// DecisionField is the name of a field of the decision on a competency, "became", "targets" or "competency", where a form decides on several.
func DecisionField(name string, competency id.ID) string { return name + "-" + string(competency) }

// Decide keeps decisions with the draft, up to DecisionsPage of them, and puts back the competencies of back as PutBack does without what stood
// under them: all, or none where one is wrong. A decision that was taken before is replaced. Curriculum editors and administrators may. Errors:
// Invalid on DecisionField("became"), DecisionField("targets") and, where it is decided on twice, DecisionField("competency"); NotFound, Conflict; Stale when the draft was changed since seen.
func (s *Service) Decide(ctx context.Context, actor authz.Actor, framework id.ID, decisions []Decision, seen Seen, back ...id.ID) error {
	return s.change(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) error {
		d, ok := draftOf(all)
		if !ok || len(all) < 2 {
			return noDraft()
		}
		if err := seen.unseen(d.Seen()); err != nil {
			return err
		}
		if len(decisions) > DecisionsPage {
			return errs.New(errs.Invalid, "Decide on at most %d competencies at a time.", DecisionsPage)
		}
		for _, c := range back {
			if _, err := s.putBack(ctx, tx, now, actor, framework, all, c, false); err != nil {
				return err
			}
		}
		if len(decisions) == 0 {
			return nil
		}
		if err := decidable(ctx, tx, all[1].ID, d.ID, decisions); err != nil {
			return err
		}
		to, err := resolve(ctx, tx, d.ID, decisions)
		if err != nil {
			return err
		}
		if err := setChanges(ctx, tx, now, actor, d.ID, decisions, to); err != nil {
			return err
		}
		if err := touchVersion(ctx, tx, now, d.ID); err != nil {
			return err
		}
		for _, x := range decisions {
			if err := record(ctx, tx, now, actor, "competency.mapped", framework, map[string]any{"competency": x.Competency, "became": x.Became, "to": to[x.Competency]}); err != nil {
				return err
			}
		}
		return nil
	})
}

// decidable refuses decisions on what the version before does not hold, or the draft does.
func decidable(ctx context.Context, tx *db.Tx, before, draft id.ID, decisions []Decision) error {
	ids := make([]id.ID, len(decisions))
	for i, x := range decisions {
		ids[i] = x.Competency
	}
	was, err := heldIn(ctx, tx, before, ids)
	if err != nil {
		return err
	}
	is, err := heldIn(ctx, tx, draft, ids)
	if err != nil {
		return err
	}
	for _, i := range ids {
		if !was[i] {
			return errs.New(errs.NotFound, "There is no such competency in this version.")
		}
		if is[i] {
			return errs.New(errs.Conflict, "The draft holds this competency again, so it is the same one.")
		}
	}
	return nil
}

// resolve finds the competencies of a draft that a person named, by the competency that became them, and says what is wrong with each decision.
func resolve(ctx context.Context, tx *db.Tx, draft id.ID, decisions []Decision) (map[id.ID][]id.ID, error) {
	var f errs.Fields
	words := make([][]string, len(decisions))
	var every []string
	decided := map[id.ID]bool{}
	for i, x := range decisions {
		f.Check(!decided[x.Competency], DecisionField("competency", x.Competency), "This competency is decided on a second time.")
		decided[x.Competency] = true
		words[i] = targetWords(x.Targets)
		if len(words[i]) > maxStatements {
			f.Add(DecisionField("targets", x.Competency), "At most %d competencies can be named.", maxStatements)
			words[i] = nil
		}
		every = append(every, words[i]...)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	named, err := findNamed(ctx, tx, draft, every)
	if err != nil {
		return nil, err
	}
	out := map[id.ID][]id.ID{}
	for i, x := range decisions {
		became, targets := DecisionField("became", x.Competency), DecisionField("targets", x.Competency)
		had := map[id.ID]bool{}
		wrong := false
		for _, word := range words[i] {
			found := named[word]
			if len(found) == 0 {
				found = named[strings.ToLower(word)] // an id
			}
			switch {
			case len(found) == 0:
				f.Add(targets, "No competency of the draft has the code “%s”.", word)
				wrong = true
			case len(found) > 1:
				f.Add(targets, "More than one competency of the draft has the code “%s”.", word)
				wrong = true
			case !had[found[0]]:
				had[found[0]] = true
				out[x.Competency] = append(out[x.Competency], found[0])
			}
		}
		switch x.Became {
		case BecameSplit, BecameMerged, BecameReplaced, BecameRetired:
			if says := wrongTargets(x.Became, len(out[x.Competency])); says != "" && !wrong {
				f.Add(targets, says)
			}
		default:
			f.Add(became, "Choose what became of it.")
		}
	}
	return out, f.Err()
}

// targetWords are the codes and ids that a person wrote.
func targetWords(text string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}
