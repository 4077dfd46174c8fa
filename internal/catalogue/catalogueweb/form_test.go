package catalogueweb

import (
	"net/url"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/money"
)

func TestReadPresenter(t *testing.T) {
	for in, want := range map[string]catalogue.Presenter{
		"Ines Calder":                           {Name: "Ines Calder"},
		"Ines Calder <ines@example.org>":        {Name: "Ines Calder", Email: "ines@example.org"},
		"Ines Calder <ines@example.org>; guide": {Name: "Ines Calder", Email: "ines@example.org", Part: "guide"},
		"Calder, Ines; moderator":               {Name: "Calder, Ines", Part: "moderator"},
		"ines@example.org":                      {Email: "ines@example.org"},
	} {
		got, ok := readPresenter(in)
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Errorf("%q: %v %s", in, ok, diff)
		}
	}
	if _, ok := readPresenter("; moderator"); ok {
		t.Error("a presenter without a name was taken")
	}
}

func TestOfferKey(t *testing.T) {
	for in, want := range map[string]string{
		"maps-for-all": "maps-for-all", "/offers/maps-for-all": "maps-for-all", "https://commons.example/offers/maps-for-all/?preview#dates": "maps-for-all", "": "",
	} {
		if got := offerKey(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestDatesComeBackFromTheirForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zoneNames).Draw(t, "zone")
		// June has no change of clocks in any of the zones, which would make a local time stand for two.
		start := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "start")) * time.Minute)
		o := catalogue.Occurrence{
			Zone: zone, StartsAt: start, EndsAt: start.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "length")) * time.Minute),
			Capacity: rapid.IntRange(0, 500).Draw(t, "capacity"), Sequence: rapid.IntRange(0, 9).Draw(t, "sequence"),
			Place: rapid.StringMatching(`[A-Za-z]{0,12}`).Draw(t, "place"),
		}
		if rapid.Bool().Draw(t, "sittings") {
			o.Days = []catalogue.Day{{StartsAt: o.StartsAt, EndsAt: o.EndsAt, Title: "A title"}}
		}
		got, bad := dateFormOf(o).occurrence()
		if len(bad) > 0 {
			t.Fatal(bad)
		}
		if diff := cmp.Diff(o, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestPricesComeBackFromTheirForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := draftForm{url.Values{}}
		var want []catalogue.Price
		for _, c := range catalogue.PriceClasses {
			if rapid.Bool().Draw(t, c) {
				a := money.USD(rapid.Int64Range(0, 1_000_000).Draw(t, "cents"))
				want = append(want, catalogue.Price{Class: c, Amount: a})
				f.Set(priceField(c), decimal(a))
			}
		}
		var bad errs.Fields
		if diff := cmp.Diff(want, f.prices(&bad)); diff != "" || len(bad) > 0 {
			t.Fatal(diff, bad)
		}
	})
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{"q=maps&area=technology,collections", "sort=title&cursor=AAA", "q=%ff%00&when=a,,b", "area=a&area=a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, _ := url.ParseQuery(s)
		q := queryOf(v)
		if !utf8.ValidString(q.words) || utf8.RuneCountInString(q.words) > maxWords {
			t.Fatalf("words %q", q.words)
		}
		// The address of a search is the search: read again it says the same.
		u, err := url.Parse(q.href())
		if err != nil {
			t.Fatal(err)
		}
		if again := queryOf(u.Query()); again.href() != q.href() {
			t.Fatalf("%q becomes %q", q.href(), again.href())
		}
	})
}

func FuzzDateForm(f *testing.F) {
	for _, s := range []string{"2026-03-31 14:00-15:30 Title", "2026-03-31 23:30-00:15", "2026-02-30 25:00-26:00", "-", "0000-00-00 0-0", "2026-03-08 02:30-03:30"} {
		f.Add(s, "America/Chicago")
	}
	f.Fuzz(func(t *testing.T, line, zone string) {
		var bad errs.Fields
		d := readDay(line, zone, &bad)
		if len(bad) == 0 && (d.StartsAt.IsZero() || d.EndsAt.Before(d.StartsAt)) {
			t.Fatalf("%q in %q was taken as %v to %v", line, zone, d.StartsAt, d.EndsAt)
		}
	})
}

func FuzzPresenter(f *testing.F) {
	for _, s := range []string{"Ines Calder <ines@example.org>; guide", "<>", ";", "a <b", "ines@example.org"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x, ok := readPresenter(s)
		if ok != (x.Name != "" || x.Email != "") {
			t.Fatalf("%q: %+v, %v", s, x, ok)
		}
	})
}
