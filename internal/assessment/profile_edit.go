package assessment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// ProfileDraft is what an editor says of a profile.
type ProfileDraft struct {
	Key string
	ProfileText
	Audience catalogue.Audience
	// KeepAudience leaves the audience that the profile has, whatever Audience says.
	KeepAudience bool
	Asks         []DraftAsk
}

// DraftAsk is a competency that an editor asks for, by the key of its framework and its code: at a level, by its code, with a weight of 1 to 3. Why is one line
// and may be empty.
type DraftAsk struct {
	Framework, Code, Level string
	Weight                 int
	Why                    string
}

// maxProfileItems bounds what a profile asks for.
const maxProfileItems = 60

// WorkProfile is a profile with what an editor must decide: competencies that were split, merged, replaced or ended since its version was written.
type WorkProfile struct {
	Profile
	ToDecide int
}

// WorkProfiles returns every profile, those that nobody can choose any more too, with what is to be decided of each. Needs ReadProfileWork.
func (s *Service) WorkProfiles(ctx context.Context, actor authz.Actor) ([]WorkProfile, error) {
	if err := actor.Require(ReadProfileWork, ""); err != nil {
		return nil, err
	}
	all, err := allProfiles(ctx, s.db)
	if err != nil {
		return nil, err
	}
	items, err := itemsOfLatest(ctx, s.db)
	if err != nil {
		return nil, err
	}
	var every []Item
	for _, list := range items {
		every = append(every, list...)
	}
	fates, err := s.fates(ctx, s.db, every, nil, nil)
	if err != nil {
		return nil, err
	}
	out := make([]WorkProfile, len(all))
	for i, p := range all {
		out[i].Profile = p
		for _, x := range items[p.VersionID] {
			if f, ok := fates[x.Competency]; ok && f.Now == "" {
				out[i].ToDecide++
			}
		}
	}
	return out, nil
}

// Decision is what became of a competency that a profile asks for: it was split into others or dropped, which somebody should look at.
type Decision struct {
	Was   Asked
	Parts []Asked
}

// EditProfile returns a profile for its form: what it asks for as its frameworks stand today, and what is to be decided. Needs EditProfiles.
// NotFound where there is none.
func (s *Service) EditProfile(ctx context.Context, actor authz.Actor, key string) (Profile, ProfileDraft, []Decision, error) {
	if err := actor.Require(EditProfiles, ""); err != nil {
		return Profile{}, ProfileDraft{}, nil, err
	}
	p, err := profileByKey(ctx, s.db, key, 0)
	if err != nil {
		return p, ProfileDraft{}, nil, err
	}
	items, err := profileItems(ctx, s.db, p.VersionID)
	if err != nil {
		return p, ProfileDraft{}, nil, err
	}
	fates, err := s.fates(ctx, s.db, items, nil, nil)
	if err != nil {
		return p, ProfileDraft{}, nil, err
	}
	now, _ := fates.followItems(items)
	asked, err := s.asked(ctx, now)
	if err != nil {
		return p, ProfileDraft{}, nil, err
	}
	d := ProfileDraft{Key: p.Key, ProfileText: p.ProfileText, Audience: p.Audience}
	for _, a := range asked {
		d.Asks = append(d.Asks, DraftAsk{a.Text.Key, a.Text.Code, a.Level, a.Weight, a.Why})
	}
	decisions, err := s.decisions(ctx, items, fates, asked)
	return p, d, decisions, err
}

// decisions are the items of which somebody must decide.
func (s *Service) decisions(ctx context.Context, items []Item, fates Fates, now []Asked) ([]Decision, error) {
	var open []Item
	for _, i := range items {
		if f, ok := fates[i.Competency]; ok && f.Now == "" {
			open = append(open, i)
		}
	}
	was, err := s.asked(ctx, open)
	if err != nil {
		return nil, err
	}
	out := make([]Decision, len(was))
	for i, w := range was {
		out[i].Was = w
		for _, a := range now {
			if a.SplitFrom == w.Competency {
				out[i].Parts = append(out[i].Parts, a)
			}
		}
	}
	return out, nil
}

// SaveProfile adds a version of a profile, or a profile that begins with it when its key is new; targets that people made keep the version they were made
// from. Needs EditProfiles. seen is the number of the version that was read, 0 for a new profile. Errors: Invalid by field, "asks[2]" for the
// third of what is asked for; Stale when somebody else saved since; Conflict for a key that is taken.
func (s *Service) SaveProfile(ctx context.Context, actor authz.Actor, d ProfileDraft, seen int) (Profile, error) {
	if err := actor.Require(EditProfiles, ""); err != nil {
		return Profile{}, err
	}
	d.Key, d.Title, d.Summary = strings.TrimSpace(d.Key), strings.TrimSpace(d.Title), strings.TrimSpace(d.Summary)
	d.Work, d.ProfileText.Related = lines(d.Work), lines(d.ProfileText.Related)
	var f errs.Fields
	f.Check(d.Title != "", "title", "Give the profile a title.")
	f.Check(len([]rune(d.Title)) <= 200, "title", "Keep it under %d characters.", 200)
	f.Check(len([]rune(d.Summary)) <= 500, "summary", "Keep it under %d characters.", 500)
	f.Check(len([]rune(strings.Join(d.Work, ""))) <= 3000, "work", "Keep it under %d characters.", 3000)
	f.Check(len([]rune(strings.Join(d.ProfileText.Related, ""))) <= 1000, "related", "Keep it under %d characters.", 1000)
	f.Check(d.Audience == "" || slices.Contains(catalogue.Audiences, d.Audience), "audience", "Choose one of the audiences.")
	items, err := s.readAsks(ctx, d.Asks, &f)
	if err != nil {
		return Profile{}, err
	}
	if err := f.Err(); err != nil {
		return Profile{}, err
	}
	now := s.clock.Now()
	var p Profile
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if seen == 0 {
			key := profileKey(d.Title)
			if known, err := profileKnown(ctx, tx, key); err != nil || known {
				if err == nil {
					err = errs.New(errs.Conflict, "There is a profile of this name already.")
				}
				return err
			}
			p = Profile{ID: id.New(), Key: key}
		} else if p, err = lockProfile(ctx, tx, d.Key); err != nil {
			return err
		} else if err := errs.Unseen(seen, p.Number, "Somebody else has changed this profile since you opened it. Look at what it says now, and do it again."); err != nil {
			return err
		}
		p.VersionID, p.Number, p.ProfileText, p.MadeAt, p.Asks = id.New(), p.Number+1, d.ProfileText, now, len(items)
		if !d.KeepAudience {
			p.Audience = d.Audience
		}
		if err := profileTx(ctx, tx, now, actor, p, items); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "profile.published", Kind: "profile", ID: p.ID, Detail: map[string]any{"title": p.Title, "version": p.Number, "audience": p.Audience, "competencies": len(items)}})
	})
	return p, err
}

// profileKey is the key of a new profile by its title. A title without a letter of an address, and one that is part of the addresses of profiles, get a tail.
func profileKey(title string) string {
	switch key := id.Slug(title, 60); key {
	case "":
		return "profile-" + id.Tail(5)
	case "new":
		return key + "-" + id.Tail(5)
	default:
		return key
	}
}

// readAsks finds what a draft asks for; what is wrong is added to f by its place.
func (s *Service) readAsks(ctx context.Context, asks []DraftAsk, f *errs.Fields) ([]Item, error) {
	codes := newCodebook(s.standards)
	seen := map[id.ID]bool{}
	var items []Item
	for n, a := range asks {
		field := fmt.Sprintf("asks[%d]", n)
		if a.Framework == "" || a.Code == "" || a.Level == "" {
			f.Add(field, "Name a framework, a code, a level and a weight.")
			continue
		}
		i, err := codes.item(ctx, s.db, a.Framework, a.Code, a.Level)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		switch {
		case err != nil:
			f.Add(field, "There is no published framework with the key “%s”.", a.Framework)
		case i.Competency == "":
			f.Add(field, "“%s” has no competency %s with a level %s.", a.Framework, a.Code, a.Level)
		case a.Weight < 1 || a.Weight > 3:
			f.Add(field, "The weight is 1, 2 or 3.")
		case seen[i.Competency]:
			f.Add(field, "This competency stands there twice.")
		default:
			seen[i.Competency] = true
			i.Weight, i.Why = a.Weight, strings.Join(strings.Fields(a.Why), " ")
			items = append(items, i)
		}
	}
	f.Check(len(asks) > 0, "asks", "Name at least one competency.")
	f.Check(len(asks) <= maxProfileItems, "asks", "Name at most %d competencies.", maxProfileItems)
	return items, nil
}

// RetireProfile keeps people from choosing a profile, or lets them again; targets made from it stay. Needs EditProfiles.
// NotFound where there is none. Doing it again changes nothing.
func (s *Service) RetireProfile(ctx context.Context, actor authz.Actor, key string, retire bool) error {
	if err := actor.Require(EditProfiles, ""); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := lockProfile(ctx, tx, key)
		if err != nil {
			return err
		}
		action, at := "profile.offered-again", time.Time{}
		if retire {
			action, at = "profile.retired", now
		}
		changed, err := retireProfile(ctx, tx, p.ID, at)
		if err != nil || !changed {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "profile", ID: p.ID})
	})
}

// lines trims texts and leaves out empty ones.
func lines(list []string) []string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
