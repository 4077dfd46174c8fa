package standards

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
)

// Changes returns a page of what became of the competencies of the version before, but for those that stayed, in the order of their tree; of the
// version with this number or, for 0, of the one that stands for the framework. Drafts are NotFound for strangers.
func (s *Service) Changes(ctx context.Context, actor authz.Actor, key string, number int, r page.Request) (Version, page.Page[Change], error) {
	var none page.Page[Change]
	var after int
	if _, err := page.Decode(r.Cursor, &after); err != nil {
		return Version{}, none, err
	}
	framework, err := frameworkByKey(ctx, s.db, key)
	if err != nil {
		return Version{}, none, err
	}
	all, err := s.readable(ctx, actor, framework)
	if err != nil {
		return Version{}, none, err
	}
	v, err := choose(all, number)
	if err != nil {
		return Version{}, none, err
	}
	before, ok := versionBefore(all, v)
	if !ok {
		return v, none, nil
	}
	places, err := changedPlaces(ctx, s.db, before.ID, v.ID, after, r.Size()+1)
	if err != nil || len(places) == 0 {
		return v, none, err
	}
	cut := page.Cut(places, r.Size(), func(place int) any { return place })
	list, err := changesBetween(ctx, s.db, before.ID, v.ID, cut.Items[0], cut.Items[len(cut.Items)-1], maxChangeRows)
	return v, page.Page[Change]{Items: list, Next: cut.Next}, err
}

// versionBefore returns the version that another one took the place of.
func versionBefore(all []Version, v Version) (Version, bool) {
	for _, w := range all {
		if w.Number < v.Number && w.Status != Draft {
			return w, true
		}
	}
	return Version{}, false
}

// aboutChanges says what two versions say differently of themselves.
func aboutChanges(from, to About) []AboutChange {
	var out []AboutChange
	for _, f := range []struct{ name, a, b string }{
		{"title", from.Title, to.Title}, {"label", from.Label, to.Label}, {"description", from.Description, to.Description}, {"owner", from.Owner, to.Owner}, {"source", from.Source, to.Source},
		{"note", from.Note, to.Note}, {"language", from.Language, to.Language}, {"content_area", from.ContentArea, to.ContentArea},
	} {
		if f.a != f.b {
			out = append(out, AboutChange{f.name, f.a, f.b})
		}
	}
	return out
}

// AboutChange is one thing that two versions say differently of themselves. Field is its name in the REST interface.
type AboutChange struct{ Field, From, To string }
