package i18n

import (
	"context"
	"fmt"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/money"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// in returns a context for a reader of lang in New York.
func in(t testing.TB, lang string) context.Context {
	return With(t.Context(), Locale{Lang: lang, Zone: zone(t, "America/New_York")})
}

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %q, want %q", what, got, want)
	}
}

func TestFrom(t *testing.T) {
	if l := From(t.Context()); l.Lang != English || l.Zone != time.UTC {
		t.Errorf("without a locale: %v", l)
	}
	if l := From(With(t.Context(), Locale{})); l.Lang != English || l.Zone != time.UTC {
		t.Errorf("with an empty locale: %v", l)
	}
}

func TestT(t *testing.T) {
	check(t, "English", T(in(t, "en"), "Sign in"), "Sign in")
	check(t, "English with a per cent sign and no arguments", T(in(t, "en"), "100% free"), "100% free")
	check(t, "English with arguments", T(in(t, "en"), "%s of %s", "2", "3"), "2 of 3")
	check(t, "Spanish", T(in(t, "es"), "Sign in"), "Entrar")
	check(t, "French with arguments", T(in(t, "fr"), "%s of %s", "2", "3"), "2 sur 3")
	check(t, "no translation", T(in(t, "es"), "Never written down"), "Never written down")
	check(t, "no such language", T(in(t, "xx"), "Sign in"), "Sign in")
}

func TestTAllocatesNothingInEnglish(t *testing.T) {
	ctx := in(t, "en")
	if n := testing.AllocsPerRun(100, func() { T(ctx, "Sign in") }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestN(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 0, "0 results"}, {"en", 1, "1 result"}, {"en", 2, "2 results"}, {"en", -1, "-1 result"},
		{"es", 1, "1 resultado"}, {"es", 2, "2 resultados"}, {"es", 1_000_000, "1000000 resultados"},
		// In French nothing is singular (CLDR plural rules).
		{"fr", 0, "0 résultat"}, {"fr", 1, "1 résultat"}, {"fr", 2, "2 résultats"},
	} {
		check(t, fmt.Sprint(c.lang, c.n), N(in(t, c.lang), c.n, "%d result", "%d results"), c.want)
	}
	check(t, "without the number", N(in(t, "en"), 1, "The one thing", "All %d things"), "The one thing")
	check(t, "Spanish without the number", N(in(t, "es"), 1, "The one offer", "All %d offers"), "La única propuesta")
	check(t, "untranslated", N(in(t, "es"), 2, "%d such for %s", "%d such things for %s", "x"), "2 such things for x")
}

func TestDates(t *testing.T) {
	utc := func(s string) time.Time {
		at, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	en, es, fr := in(t, "en"), in(t, "es"), in(t, "fr")
	at := utc("2026-03-03 19:00")

	check(t, "Date", Date(en, at), "3 March 2026")
	check(t, "Date across midnight", Date(en, utc("2026-03-03 03:00")), "2 March 2026")
	check(t, "Spanish Date", Date(es, at), "3 de marzo de 2026")
	check(t, "French Date", Date(fr, at), "3 mars 2026")
	check(t, "French first", Date(fr, utc("2026-05-01 19:00")), "1er mai 2026")
	check(t, "Month", Month(en, at), "March 2026")
	check(t, "Spanish Month", Month(es, at), "marzo de 2026")
	check(t, "French Month", Month(fr, at), "mars 2026")
	check(t, "Weekday", Weekday(fr, at), "mardi")
	check(t, "DateTime", DateTime(en, at), "3 March 2026, 14:00 EST")
	check(t, "DateTime in summer", DateTime(en, utc("2026-07-01 18:00")), "1 July 2026, 14:00 EDT")
	check(t, "DateTimeIn without letters", DateTimeIn(en, at, zone(t, "America/Sao_Paulo")), "3 March 2026, 16:00 Sao Paulo time")
	check(t, "DateTimeIn, three-part name", DateTimeIn(en, at, zone(t, "America/Argentina/Buenos_Aires")), "3 March 2026, 16:00 Buenos Aires time")
	check(t, "DateTimeIn UTC", DateTimeIn(es, at, time.UTC), "3 de marzo de 2026, 19:00 UTC")
	check(t, "DateTimeIn of an offset without a name", DateTimeIn(en, at, time.FixedZone("", -3*3600)), "3 March 2026, 16:00 UTC-0300")
	check(t, "DateIn", DateIn(en, utc("2026-03-03 23:00"), zone(t, "Asia/Tokyo")), "4 March 2026")

	check(t, "TimeRange", TimeRange(en, at, at.Add(90*time.Minute)), "3 March 2026, 14:00 to 15:30 EST")
	check(t, "TimeRange over midnight", TimeRange(en, at, at.Add(12*time.Hour)), "3 March 2026, 14:00 EST to 4 March 2026, 02:00 EST")
	check(t, "TimeRange over the change of clocks", TimeRange(en, utc("2026-03-08 06:30"), utc("2026-03-08 07:30")), "8 March 2026, 01:30 EST to 03:30 EDT")
	check(t, "Spanish TimeRange", TimeRange(es, at, at.Add(time.Hour)), "3 de marzo de 2026, 14:00 a 15:00 EST")
	check(t, "French TimeRange over midnight", TimeRange(fr, at, at.Add(12*time.Hour)), "du 3 mars 2026, 14:00 EST au 4 mars 2026, 02:00 EST")
	check(t, "DateRange", DateRange(fr, at, at.Add(48*time.Hour)), "du 3 mars 2026 au 5 mars 2026")
	check(t, "DateRange of a day", DateRange(en, at, at.Add(time.Hour)), "3 March 2026")

	check(t, "CivilDate", CivilDate(en, "2026-03-12"), "12 March 2026")
	check(t, "CivilDate is in no zone", CivilDate(With(t.Context(), Locale{Zone: zone(t, "Pacific/Honolulu")}), "2026-03-12"), "12 March 2026")
	check(t, "CivilDate of nonsense", CivilDate(en, "soon"), "soon")

	check(t, "ZoneTitle", ZoneTitle(fr, zone(t, "America/New_York")), "heure de New York")
	check(t, "ZoneTitle of UTC", ZoneTitle(fr, time.UTC), "UTC")
}

func TestQuantities(t *testing.T) {
	en, es, fr := in(t, "en"), in(t, "es"), in(t, "fr")
	check(t, "Number", Number(en, 1204), "1,204")
	check(t, "small Number", Number(en, -7), "-7")
	check(t, "French Number", Number(fr, 1204), "1\u00a0204")
	check(t, "Duration", Duration(en, 90), "1 h 30 min")
	check(t, "Duration of hours", Duration(en, 120), "2 h")
	check(t, "Duration of minutes", Duration(en, 45), "45 min")
	check(t, "Duration of nothing", Duration(en, 0), "0 min")
	check(t, "Hours", Hours(en, 90), "1.5 hours")
	check(t, "Hours of one", Hours(en, 60), "1 hour")
	check(t, "Hours rounded", Hours(en, 50), "0.83 hours")
	check(t, "Spanish Hours", Hours(es, 90), "1,5 horas")
	check(t, "CEU", CEU(en, 2), "0.2 CEU")
	check(t, "CEU whole", CEU(en, 10), "1.0 CEU")
	check(t, "Spanish CEU", CEU(es, 2), "0,2 CEU")
	check(t, "French CEU of ten", CEU(fr, 100), "10,0 CEU")
	check(t, "Money", Money(en, money.USD(4900)), "USD\u00a049.00")
	check(t, "French Money", Money(fr, money.USD(4900)), "49,00\u00a0USD")
	check(t, "Percent", Percent(en, 5, 8), "62%")
	check(t, "Percent of nothing", Percent(en, 0, 0), "0%")
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		items []string
		want  string
	}{
		{nil, ""}, {[]string{"a"}, "a"}, {[]string{"a", "b"}, "a and b"}, {[]string{"a", "b", "c"}, "a, b and c"},
	} {
		check(t, fmt.Sprint(c.items), List(in(t, "en"), c.items), c.want)
	}
	check(t, "French", List(in(t, "fr"), []string{"a", "b"}), "a et b")
}

func TestNegotiate(t *testing.T) {
	for header, want := range map[string]string{
		"":                          "en",
		"es":                        "es",
		"es-MX,es;q=0.9,en;q=0.8":   "es",
		"de-DE,fr-CA;q=0.7,en;q=.5": "fr",
		"de,ja":                     "en",
		"*":                         "en",
		"fr;q=0.1,en":               "en",
		";;;":                       "en",
	} {
		check(t, header, Negotiate(header), want)
	}
}

func FuzzNegotiate(f *testing.F) {
	for _, s := range []string{"", "es-419;q=0.5", "fr--------", "x-y-z;q=9", "en_US.UTF-8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if got := Negotiate(header); !Supported(got) {
			t.Errorf("Negotiate(%q) = %q", header, got)
		}
	})
}

func TestDir(t *testing.T) {
	for lang, want := range map[string]string{"en": "ltr", "fr": "ltr", "ar": "rtl", "he": "rtl", "fa": "rtl", "ur-PK": "rtl", "az-Arab": "rtl", "": "ltr", "not a tag": "ltr"} {
		check(t, lang, Dir(lang), want)
	}
}
