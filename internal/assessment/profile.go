package assessment

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// Profile says what a role asks for, in one of its versions.
type Profile struct {
	ID        id.ID
	VersionID id.ID
	// Key is what stands in addresses.
	Key    string
	Number int
	ProfileText
	// Audience is the one under which those who choose it are counted in figures, whichever version they chose; empty for none in particular.
	Audience catalogue.Audience
	MadeAt   time.Time
	// RetiredAt is when nobody could choose it any more; zero while people can.
	RetiredAt time.Time
	// Asks counts its competencies.
	Asks int
}

// ProfileText is what a version says in words.
type ProfileText struct {
	Title, Summary string
	// Work are a few sentences on what somebody in the role does.
	Work []string
	// Related are keys of profiles that people come from or go to.
	Related []string
}

// Asked is a competency of a profile with the words of its framework.
type Asked struct {
	Item
	Text standards.Text
}

// LevelTitle is the name of the level that is asked for.
func (a Asked) LevelTitle() string { return levelTitle(a.Text.Levels, a.Level) }

// ProfileView is a profile as its page shows it.
type ProfileView struct {
	Profile
	// Asked is what it asks for today; Ended are competencies that its frameworks dropped.
	Asked, Ended []Asked
	// Related are the profiles that it names and that can be chosen.
	Related []Profile
	// Versions are the numbers of its versions, the latest first.
	Versions []int
	MayEdit  bool
}

// Profiles returns those that people can choose, by title. Everybody may.
func (s *Service) Profiles(ctx context.Context) ([]Profile, error) { return listProfiles(ctx, s.db) }

// ShowProfile returns a profile in its version of this number, or in the latest for 0. Everybody may; one that was retired stays readable.
// NotFound where there is none.
func (s *Service) ShowProfile(ctx context.Context, actor authz.Actor, key string, number int) (ProfileView, error) {
	p, err := profileByKey(ctx, s.db, key, number)
	if err != nil {
		return ProfileView{}, err
	}
	v := ProfileView{Profile: p, MayEdit: actor.May(EditProfiles, "")}
	items, err := profileItems(ctx, s.db, p.VersionID)
	if err != nil {
		return v, err
	}
	fates, err := s.fates(ctx, s.db, items, nil, nil)
	if err != nil {
		return v, err
	}
	now, ended := fates.followItems(items)
	if v.Asked, err = s.asked(ctx, now); err != nil {
		return v, err
	}
	if v.Ended, err = s.asked(ctx, ended); err != nil {
		return v, err
	}
	all, err := listProfiles(ctx, s.db)
	if err != nil {
		return v, err
	}
	for _, o := range all {
		if slices.Contains(p.ProfileText.Related, o.Key) {
			v.Related = append(v.Related, o)
		}
	}
	v.Versions, err = profileNumbers(ctx, s.db, p.ID)
	return v, err
}

// asked adds the words of frameworks to items; one whose words are not there is left out.
func (s *Service) asked(ctx context.Context, items []Item) ([]Asked, error) {
	texts, err := s.standards.Texts(ctx, s.db, named(items, nil, nil))
	if err != nil {
		return nil, err
	}
	out := make([]Asked, 0, len(items))
	for _, i := range items {
		if t, ok := texts[i.Competency]; ok {
			out = append(out, Asked{i, t})
		}
	}
	return out, nil
}

// profileTx adds a version of a profile. A profile that is new begins with it.
func profileTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, p Profile, items []Item) error {
	if err := insertProfile(ctx, tx, p, now, actor.PersonID); err != nil {
		return err
	}
	return insertItems(ctx, tx, "profile_items", "version_id", p.VersionID, items)
}

func noProfile() error { return errs.New(errs.NotFound, "There is no such profile.") }

// levelTitle is the name of a level of this code.
func levelTitle(levels []standards.Level, code string) string {
	for _, l := range levels {
		if l.Code == code {
			return l.Title
		}
	}
	return code
}
