package dutiesweb

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/rules"
)

// needTitle names a requirement: as the rule does, or by what it asks.
func needTitle(ctx context.Context, n *rules.Need) string {
	if n == nil {
		return ""
	}
	if n.Name != "" {
		return n.Name
	}
	switch n.Kind {
	case rules.AllOf:
		return i18n.T(ctx, "All of these")
	case rules.AnyOf:
		return i18n.T(ctx, "One of these")
	case rules.NoneOf:
		return i18n.T(ctx, "None of these")
	case rules.InOrder:
		return i18n.T(ctx, "One after the other")
	case rules.Choose:
		return i18n.N(ctx, n.Count, "%d of these", "%d of these")
	case rules.AtLeast:
		return i18n.T(ctx, "At least %s", amountsWord(ctx, n))
	case rules.HasSkill:
		return i18n.T(ctx, "Competency: %s", withLevel(ctx, n))
	case rules.HasAward:
		return i18n.T(ctx, "Held: %s", plain(n.Target))
	case rules.HasServed:
		return i18n.T(ctx, "Served as %s", plain(n.Target))
	case rules.HasExam:
		return i18n.T(ctx, "Examination: %s", plain(n.Target))
	case rules.HasPart:
		return i18n.T(ctx, "Part: %s", plain(n.Target))
	case rules.HasFolio:
		return i18n.T(ctx, "Portfolio: %s", plain(n.Target))
	case rules.HasAgreed:
		return i18n.T(ctx, "Agreement: %s", plain(n.Target))
	case rules.CertifiedBefore:
		return i18n.T(ctx, "A certificate from before %s", dayWord(ctx, n.Before))
	case rules.Each:
		return i18n.T(ctx, "Asked of the members, one by one")
	case rules.Together:
		return i18n.T(ctx, "All members together")
	case rules.Nothing:
		return i18n.T(ctx, "Nothing to do")
	}
	return n.Kind
}

func withLevel(ctx context.Context, n *rules.Need) string {
	if n.Level == "" {
		return plain(n.Target)
	}
	return i18n.T(ctx, "%s, level %s", plain(n.Target), n.Level)
}

// plain writes a name that was made for programs as people write it: "high-school-diploma" is "high school diploma".
func plain(name string) string { return strings.ReplaceAll(name, "-", " ") }

// amountsWord says how much a requirement asks, role by role where that differs.
func amountsWord(ctx context.Context, n *rules.Need) string {
	if len(n.ByRole) == 0 {
		return amountWord(ctx, n.Amount)
	}
	var all []string
	for _, r := range n.ByRole {
		all = append(all, i18n.T(ctx, "%s (%s)", amountWord(ctx, r.Amount), r.Role))
	}
	return i18n.List(ctx, all)
}

// amountWord writes an amount: "60 hours".
func amountWord(ctx context.Context, a rules.Amount) string {
	number, unit, _ := strings.Cut(a.String(), " ")
	return number + " " + duties.UnitWord(ctx, unit)
}

// wantedHref leads to what the catalogue has that would count for what is missing: narrowed to the areas that it must be
// of, or else by the words of a part.
func wantedHref(n *rules.Node) string {
	q := url.Values{}
	for _, area := range wantedAreas(n) {
		q.Add("area", area)
	}
	if n.Need != nil && n.Need.Kind == rules.HasPart {
		q.Set("q", plain(n.Need.Target))
	}
	if len(q) == 0 {
		return "/catalogue"
	}
	return "/catalogue?" + q.Encode()
}

// wantedAreas are the areas of the categories that lack something, or else those that the whole must be of.
func wantedAreas(n *rules.Node) []string {
	if n.Need == nil || n.Need.Kind != rules.AtLeast {
		return nil
	}
	var out []string
	for i, c := range n.Categories {
		if c.Needed > 0 && c.Missing > 0 && i < len(n.Need.Categories) {
			out = append(out, areasOf(n.Need.Categories[i].Of)...)
		}
	}
	if len(out) == 0 {
		out = areasOf(n.Need.Of)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func areasOf(f *rules.Filter) []string {
	if f == nil {
		return nil
	}
	out := slices.Clone(f.Areas)
	for i := range f.Any {
		out = append(out, areasOf(&f.Any[i])...)
	}
	return out
}
