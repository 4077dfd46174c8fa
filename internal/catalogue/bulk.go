package catalogue

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// Bounds of a change to many offers.
const (
	BulkMost = 500
	// BulkUndo is how long it can be taken back.
	BulkUndo = 24 * time.Hour
)

// BulkAct is what is done with many offers instead of changing what they say.
type BulkAct string

// The acts.
const (
	BulkPublish BulkAct = "publish"
	BulkArchive BulkAct = "archive"
)

// BulkChange is what is to become different in every offer of a set. Empty fields stay as they are.
type BulkChange struct {
	Act             BulkAct    `json:"act,omitempty"`
	Level           Level      `json:"level,omitempty"`
	Format          Format     `json:"format,omitempty"`
	Language        string     `json:"language,omitempty"`
	Minutes         int        `json:"minutes,omitempty"`
	Accessibility   string     `json:"accessibility,omitempty"`
	AddAreas        []string   `json:"add_areas,omitempty"`
	RemoveAreas     []string   `json:"remove_areas,omitempty"`
	AddThemes       []string   `json:"add_themes,omitempty"`
	RemoveThemes    []string   `json:"remove_themes,omitempty"`
	AddAudiences    []Audience `json:"add_audiences,omitempty"`
	RemoveAudiences []Audience `json:"remove_audiences,omitempty"`
	// PriceBy is added to every price that is not zero, in minor units; PricePercent raises it, or lowers it below zero. Half a unit is rounded up.
	PriceBy      int64 `json:"price_by,omitempty"`
	PricePercent int   `json:"price_percent,omitempty"`
	OwnerID      id.ID `json:"owner,omitempty"`
	// UnitID moves offers that were never published to another unit.
	UnitID id.ID `json:"unit,omitempty"`
}

// content reports whether the change is about what versions say.
func (c BulkChange) content() bool {
	return c.Level != "" || c.Format != "" || c.Language != "" || c.Minutes != 0 || c.Accessibility != "" || len(c.AddAreas)+len(c.RemoveAreas)+len(c.AddThemes)+len(c.RemoveThemes)+len(c.AddAudiences)+len(c.RemoveAudiences) > 0 ||
		c.PriceBy != 0 || c.PricePercent != 0
}

// publishers reports whether the change is made, and undone, by those alone who may publish.
func (c BulkChange) publishers() bool { return c.Act != "" || c.UnitID != "" }

func (c BulkChange) empty() bool {
	return !c.content() && c.Act == "" && c.OwnerID == "" && c.UnitID == ""
}

// check says what makes a change impossible whatever it is applied to.
func (c BulkChange) check(areas []Area) error {
	var f errs.Fields
	f.Check(!c.empty(), "act", "Choose what to change.")
	f.Check(c.Act == "" || c.Act == BulkPublish || c.Act == BulkArchive, "act", "Choose what to change.")
	f.Check(c.Act == "" || !c.content() && c.OwnerID == "" && c.UnitID == "", "act", "Publish or archive in a step of its own, so that each can be undone.")
	f.Check(c.Level == "" || c.Level.Valid(), "level", "“%s” is not a level.", string(c.Level))
	f.Check(c.Format == "" || c.Format.Valid(), "format", "“%s” is not a format.", string(c.Format))
	_, err := language.Parse(c.Language)
	f.Check(c.Language == "" || err == nil, "language", "“%s” is not a language.", c.Language)
	f.Check(c.Minutes >= 0 && c.Minutes <= maxMinutes, "minutes", "Give the whole time in minutes.")
	f.Check(len([]rune(c.Accessibility)) <= maxStatement, "accessibility", "Use at most %d characters.", maxStatement)
	for _, a := range c.AddAreas {
		f.Check(slices.ContainsFunc(areas, func(x Area) bool { return x.Code == a }), "add_areas", "“%s” is not a content area.", a)
	}
	for _, a := range c.AddAudiences {
		f.Check(a.Valid(), "add_audiences", "“%s” is not an audience.", string(a))
	}
	f.Check(c.PriceBy == 0 || c.PricePercent == 0, "price_percent", "Change the price by an amount or by per cent, not by both.")
	f.Check(c.PricePercent >= -100 && c.PricePercent <= 1000, "price_percent", "Give between -100 and 1,000 per cent.")
	return f.Err()
}

// apply returns what a version says after the change.
func (c BulkChange) apply(to Content) Content {
	to.Level, to.Format = cmp.Or(c.Level, to.Level), cmp.Or(c.Format, to.Format)
	to.Language, to.Minutes = cmp.Or(line(c.Language), to.Language), cmp.Or(c.Minutes, to.Minutes)
	to.Accessibility.Statement = cmp.Or(block(c.Accessibility), to.Accessibility.Statement)
	to.Areas = changed(to.Areas, c.AddAreas, c.RemoveAreas)
	to.Themes = changed(to.Themes, list(c.AddThemes), list(c.RemoveThemes))
	to.Audiences = changed(to.Audiences, c.AddAudiences, c.RemoveAudiences)
	to.Prices = slices.Clone(to.Prices)
	for i, p := range to.Prices {
		if p.Amount.IsZero() {
			continue
		}
		n := p.Amount.Minor + c.PriceBy
		if c.PricePercent != 0 {
			n = (p.Amount.Minor*int64(100+c.PricePercent) + 50) / 100
		}
		to.Prices[i].Amount.Minor = n
	}
	return to
}

// changed returns a list with some items more and some less.
func changed[T ~string](have, add, remove []T) []T {
	out := slices.DeleteFunc(slices.Clone(have), func(x T) bool {
		return slices.ContainsFunc(remove, func(r T) bool { return strings.EqualFold(string(x), string(r)) })
	})
	for _, a := range add {
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// BulkRow is what a change means for one offer.
type BulkRow struct {
	Offer Offer
	// Before is what its editors work on now, After what they will. They are alike where nothing changes.
	Before, After Content
	NewOwner      id.ID // empty where it stays
	NewUnit       id.ID // empty where it stays
	Act           BulkAct
	// Problem is why it cannot be done, nil when it can.
	Problem error
}

// Changes reports whether anything becomes different.
func (r BulkRow) Changes() bool {
	return r.Act != "" || r.NewOwner != "" || r.NewUnit != "" || !sameContent(r.Before, r.After)
}

// BulkPreview is what a change means for a set of offers.
type BulkPreview struct {
	Rows []BulkRow
	// Seen is when the offer of the set that was changed last was changed; BulkEdit takes it, so that what was not seen is not changed.
	Seen time.Time
}

// Problems counts the offers for which the change cannot be made.
func (p BulkPreview) Problems() int {
	n := 0
	for _, r := range p.Rows {
		if r.Problem != nil {
			n++
		}
	}
	return n
}

// MatchingOffers returns the ids of all offers of an editor's list, as it is narrowed, and not only of one page. Invalid when there are
// more than BulkMost.
func (s *Service) MatchingOffers(ctx context.Context, actor authz.Actor, r ListRequest) ([]id.ID, error) {
	var out []id.ID
	r.Request = page.Request{Limit: page.MaxLimit}
	for {
		p, err := s.List(ctx, actor, r)
		if err != nil {
			return nil, err
		}
		for _, o := range p.Items {
			out = append(out, o.ID)
		}
		if len(out) > BulkMost {
			return nil, errs.Bad("offer", "At most %d offers can be changed at once. Narrow the list down first.", BulkMost)
		}
		if r.Cursor = p.Next; p.Next == "" {
			return out, nil
		}
	}
}

// PreviewBulk says what a change means for each offer of a set, and changes nothing. Editors of the units of all of them may; somebody
// else's offer, or one that is none, refuses the whole set. The number of queries does not depend on how many there are.
func (s *Service) PreviewBulk(ctx context.Context, actor authz.Actor, offers []id.ID, c BulkChange) (BulkPreview, error) {
	if err := s.checkBulk(ctx, actor, offers, c); err != nil {
		return BulkPreview{}, err
	}
	return s.previewBulk(ctx, s.db, actor, offers, c, "")
}

// BulkTitles returns the offers of a set with their titles, for choosing a change. Errors as of PreviewBulk.
func (s *Service) BulkTitles(ctx context.Context, actor authz.Actor, offers []id.ID) (BulkPreview, error) {
	if err := bulkBounds(offers); err != nil {
		return BulkPreview{}, err
	}
	return s.previewBulk(ctx, s.db, actor, offers, BulkChange{}, "")
}

func bulkBounds(offers []id.ID) error {
	if len(offers) == 0 {
		return errs.Bad("offer", "Tick at least one offer.")
	}
	if len(offers) > BulkMost {
		return errs.Bad("offer", "At most %d offers can be changed at once. Narrow the list down first.", BulkMost)
	}
	return nil
}

// checkBulk checks what does not depend on the single offers.
func (s *Service) checkBulk(ctx context.Context, actor authz.Actor, offers []id.ID, c BulkChange) error {
	if err := bulkBounds(offers); err != nil {
		return err
	}
	areas, err := s.Areas(ctx)
	if err != nil {
		return err
	}
	if err := c.check(areas); err != nil {
		return err
	}
	if c.UnitID != "" {
		return actor.Require(PublishOffers, c.UnitID)
	}
	return nil
}
