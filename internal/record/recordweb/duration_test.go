package recordweb

import "testing"

func TestParseHours(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "2": 120, "1.5": 90, "1,5": 90, ".5": 30, "0.25": 15, "1.333": 80, "1:30": 90, "90 min": 90, "45min": 45,
		"3 hours": 180, "1 h": 60, " 2 ": 120, "0": 0, "2.": -1, "-1": -1, "1:5": -1, "1:75": -1, "two": -1, "1.5.5": -1, "1e3": -1, "999999999": -1, "0.123456": -1,
	} {
		got, ok := parseHours(s)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("parseHours(%q) = %d, %t; want %d", s, got, ok, want)
		}
	}
}

func TestParseTenths(t *testing.T) {
	for s, want := range map[string]int{"": 0, "0": 0, "0.2": 2, "1,1": 11, "3": 30, "0.25": -1, ".": -1, "-1": -1, "x": -1, "1.": -1} {
		got, ok := parseTenths(s)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("parseTenths(%q) = %d, %t; want %d", s, got, ok, want)
		}
	}
}

func FuzzHours(f *testing.F) {
	for _, s := range []string{"1.5", "1:30", "90 min", "1,25 h", "", "٣", "0x10"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := parseHours(s)
		if !ok {
			return
		}
		if n < 0 || n > (maxHours+1)*60 {
			t.Fatalf("parseHours(%q) = %d", s, n)
		}
		if back, ok := parseHours(formatHours(n)); !ok || back != n {
			t.Errorf("%d minutes were written as %q and read as %d", n, formatHours(n), back)
		}
	})
}
