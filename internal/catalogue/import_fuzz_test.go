package catalogue

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"", "a < b", "<a href=x>One</a> and <b>two</b>", "<script>x</script>y", "&lt;b&gt;", "<", "&#0;", "<p>one<p>two"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := plain(s)
		if strings.ContainsAny(got, "\n\r\t") || utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("plain(%q) = %q", s, got)
		}
	})
}

func FuzzMinutes(f *testing.F) {
	for _, s := range []string{"", "90", "90 min", "1h30m", "1:30", "2 hours", "-1", "99999999", "h", "1 h 30 min"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := minutesIn(s)
		if err == nil && (n < 1 || n > maxMinutes) || err != nil && n != 0 {
			t.Errorf("minutesIn(%q) = %d, %v", s, n, err)
		}
	})
}

func FuzzPresenters(f *testing.F) {
	for _, s := range []string{"", "Pia Lund <pia@example.org>; Quin Abe", "pia@example.org", "<<a@b>>", ";;|\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, p := range presentersIn(s) {
			if p.Name == "" && p.Email == "" {
				t.Errorf("presentersIn(%q) has an empty presenter", s)
			}
		}
	})
}

func TestMinutesIn(t *testing.T) {
	for s, want := range map[string]int{"90": 90, "90 min": 90, "1h30m": 90, "1:30": 90, "2 hours": 120, "1 hr 15 minutes": 75, "1.5 hrs": 90, "1h30": 90, "1,5 h": 90, "1½ hours": 90, "one hour": 60, "half an hour": 30,
		"1 hour and 30 minutes": 90, "PT1H30M": 90, "01:30:00": 90, "60 mins.": 60, "90.0": 90, "2 horas": 120, "1.5": 0, "1,000 minutes": 0, "60-90 min": 0, "2 days": 0, "-5": 0, "": 0, "soon": 0, "0": 0} {
		if got, err := minutesIn(s); got != want || (err == nil) != (want > 0) {
			t.Errorf("minutesIn(%q) = %d, %v", s, got, err)
		}
	}
}

func TestPlain(t *testing.T) {
	for s, want := range map[string]string{
		"a < b": "a < b", `<a href="x">One</a> and <a>two</a>`: "One and two", "one<br>two": "one two", "Bright &amp; Sons": "Bright & Sons",
		"<script>alert(1)</script>x": "x", "S<sup>3</sup>": "S3",
	} {
		if got := plain(s); got != want {
			t.Errorf("plain(%q) = %q, want %q", s, got, want)
		}
	}
}
