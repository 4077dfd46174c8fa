package duties

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/page"
)

// ListRequest asks for rules: those with every word of Text, of the state Place ("none" for those of no state), for whom Binds says. Drafts
// are there unless Selectable. All asks for all of them at once, to choose from.
type ListRequest struct {
	Text, Place, Binds string
	Selectable, All    bool
	page.Request
}

// List is rules with the states that any rule is of.
type List struct {
	page.Page[Rule]
	Places []Place
}

// Rules returns the rules of today by state and name. Everybody may.
func (s *Service) Rules(ctx context.Context, r ListRequest) (List, error) {
	var after string
	if _, err := page.Decode(r.Cursor, &after); err != nil {
		return List{}, err
	}
	all, err := s.all(ctx, s.db)
	if err != nil {
		return List{}, err
	}
	out := List{Places: places(all)}
	words := strings.Fields(strings.ToLower(r.Text))
	all = slices.DeleteFunc(all, func(x Rule) bool {
		return !x.matches(words) || r.Place != "" && cmp.Or(x.Place(), "none") != r.Place || r.Binds != "" && x.Binds() != r.Binds || r.Selectable && !x.Selectable() || sortKey(x) <= after
	})
	if r.All {
		out.Items = all
		return out, nil
	}
	out.Page = page.Cut(all[:min(len(all), r.Size()+1)], r.Size(), func(x Rule) any { return sortKey(x) })
	return out, nil
}

// Rule returns a rule as it holds today. Everybody may. NotFound when there is none, Unavailable when its text cannot be read.
func (s *Service) Rule(ctx context.Context, key string) (Rule, error) {
	r, err := s.rule(ctx, key)
	if err == nil && r.Unreadable != nil {
		return Rule{}, errUnreadable()
	}
	return r, err
}

// rule is Rule, also of one whose text cannot be read.
func (s *Service) rule(ctx context.Context, key string) (Rule, error) {
	found, err := s.rules(ctx, s.db, []string{key})
	if err != nil {
		return Rule{}, err
	}
	r, ok := found[key]
	if !ok {
		return Rule{}, errNoRule()
	}
	return r, nil
}

// sortKey puts rules of states first, by state; every rule has its own.
func sortKey(r Rule) string {
	place := PlaceName(r.Place())
	if place == "" {
		place = "~"
	}
	return place + "\x00" + strings.ToLower(r.Name()) + "\x00" + r.Key
}

// maxOwn bounds the association's own rules that are read at once.
const maxOwn = 1000

// all returns every rule that holds today and can be read, sorted.
func (s *Service) all(ctx context.Context, q db.Q) ([]Rule, error) {
	own, err := publishedTexts(ctx, q, nil, maxOwn)
	if err != nil {
		return nil, err
	}
	byKey := maps.Clone(comeAlong())
	for _, t := range own {
		if byKey[t.Key] = s.ready(t); byKey[t.Key].Unreadable != nil {
			delete(byKey, t.Key)
		}
	}
	out := slices.Collect(maps.Values(byKey))
	sortBy(out, sortKey)
	return out, nil
}

// rules returns the rules with these keys, ready to be evaluated; unknown ones are left out. One whose text cannot be read says so.
func (s *Service) rules(ctx context.Context, q db.Q, keys []string) (map[string]Rule, error) {
	out, err := s.written(ctx, q, keys)
	if err != nil {
		return nil, err
	}
	return out, s.follow(ctx, q, out)
}

// written is rules without what became of the competencies that they name.
func (s *Service) written(ctx context.Context, q db.Q, keys []string) (map[string]Rule, error) {
	out := map[string]Rule{}
	if len(keys) == 0 {
		return out, nil
	}
	for _, k := range keys {
		if r, ok := comeAlong()[k]; ok {
			out[k] = r
		}
	}
	texts, err := publishedTexts(ctx, q, keys, maxOwn)
	if err != nil {
		return nil, err
	}
	for _, t := range texts {
		out[t.Key] = s.ready(t)
	}
	return out, nil
}

func sortBy[T any](list []T, key func(T) string) {
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
