package cataloguetest

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
)

// Draft returns a draft that can be published: a webinar of 60 minutes, free for members.
func Draft(change ...func(*catalogue.Draft)) catalogue.Draft {
	d := catalogue.Draft{
		Kind: catalogue.Webinar,
		Content: catalogue.Content{
			Title:         "Reading the weather in a circulation report",
			Summary:       "An hour with real numbers and what they do not say.",
			Description:   "Bring a report of your own.",
			Objectives:    []string{"Tell a trend from noise in a monthly report"},
			Areas:         []string{"collections"},
			Level:         catalogue.Foundational,
			Audiences:     []catalogue.Audience{catalogue.Public},
			Format:        catalogue.Online,
			Synchronous:   true,
			Language:      "en",
			Minutes:       60,
			Prices:        []catalogue.Price{{Class: catalogue.PriceMember, Amount: money.USD(0)}, {Class: catalogue.PriceNonMember, Amount: money.USD(2500)}},
			Accessibility: catalogue.Accessibility{Statement: "Live captions. Ask us for more.", Features: []catalogue.Feature{catalogue.Captions}},
			Completion:    catalogue.Completion{Rule: catalogue.ByShare, Percent: 80},
		},
	}
	for _, f := range change {
		f(&d)
	}
	return d
}

// Offer creates and publishes an offer of w.Unit, made by Draft.
func Offer(t testing.TB, w *World, change ...func(*catalogue.Draft)) catalogue.Offer {
	t.Helper()
	ctx := context.Background()
	o, _, err := w.Create(ctx, w.Editor, w.Unit.ID, Draft(change...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(ctx, w.Manager, o.ID, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if o, err = w.OfferByID(ctx, w.DB, o.ID); err != nil {
		t.Fatal(err)
	}
	return o
}

// Whole creates and publishes an offer of w.Unit that is completed by completing all of its parts.
func Whole(t testing.TB, w *World, parts []catalogue.Offer, change ...func(*catalogue.Draft)) catalogue.Offer {
	t.Helper()
	ctx := context.Background()
	d := Draft(change...)
	d.Completion = catalogue.Completion{Rule: catalogue.ByParts}
	o, _, err := w.Create(ctx, w.Editor, w.Unit.ID, d)
	if err != nil {
		t.Fatal(err)
	}
	var list []catalogue.Part
	for _, p := range parts {
		list = append(list, catalogue.Part{OfferID: p.ID, Required: true})
	}
	if err := w.SetParts(ctx, w.Editor, o.ID, list, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(ctx, w.Manager, o.ID, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if o, err = w.OfferByID(ctx, w.DB, o.ID); err != nil {
		t.Fatal(err)
	}
	return o
}

// SelfPaced makes a draft one that is begun at any time.
func SelfPaced(d *catalogue.Draft) {
	d.Kind, d.Synchronous, d.Completion = catalogue.MicroLesson, false, catalogue.Completion{Rule: catalogue.BySelf}
}

// Titled sets the title.
func Titled(title string) func(*catalogue.Draft) {
	return func(d *catalogue.Draft) { d.Title = title }
}

// Occurrence adds an occurrence to an offer of w.Unit: online in a week, an hour long, without a limit of seats.
func Occurrence(t testing.TB, w *World, offer id.ID, change ...func(*catalogue.Occurrence)) catalogue.Occurrence {
	t.Helper()
	starts := w.Clock.Now().Add(7 * 24 * time.Hour)
	o := catalogue.Occurrence{
		Zone: "America/Chicago", StartsAt: starts, EndsAt: starts.Add(time.Hour), Platform: "Meeting room", PlatformLink: "https://meet.example/rld",
	}
	for _, f := range change {
		f(&o)
	}
	o, err := w.AddOccurrence(context.Background(), w.Manager, offer, o)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Seats limits the seats.
func Seats(n int) func(*catalogue.Occurrence) {
	return func(o *catalogue.Occurrence) { o.Capacity = n }
}

// At sets when it begins, and how long it lasts.
func At(starts time.Time, length time.Duration) func(*catalogue.Occurrence) {
	return func(o *catalogue.Occurrence) { o.StartsAt, o.EndsAt = starts, starts.Add(length) }
}

// Earns lets an offer earn these, as a review would; CEU comes with an approved worksheet of all
// the minutes of the published version.
func Earns(t testing.TB, w *World, offer id.ID, earns ...catalogue.Recognition) {
	t.Helper()
	w.inTx(t, func(ctx context.Context, tx *db.Tx) error {
		return w.SetEarnsTx(ctx, tx, w.Reviewer, offer, earns)
	})
	for _, r := range earns {
		if r != catalogue.CEU {
			continue
		}
		_, v, err := w.ByID(context.Background(), w.DB, offer)
		if err != nil {
			t.Fatal(err)
		}
		sheet, err := w.ProposeWorksheet(context.Background(), w.Editor, offer, catalogue.WorksheetProposal{
			Counted: []catalogue.Stretch{{What: "Live session", Minutes: v.Minutes}}, Method: "Minutes of the agenda.",
		})
		if err != nil {
			t.Fatal(err)
		}
		w.inTx(t, func(ctx context.Context, tx *db.Tx) error {
			return w.DecideWorksheetTx(ctx, tx, w.Accreditation, sheet.ID, true, "")
		})
	}
}
