package document

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		" a\tb\u2003c ":               "a b c",
		"a\r\nb\rc\u2028d":            "a\nb\nc\nd",
		"e\u0301":                     "é",
		"e\u200d\u0301":               "é",
		"\u202eabc\u202c\u200b\ufeff": "abc",
		"a\u00adb":                    "ab",
		"x\x00\x07y":                  "xy",
		"a😀b":                         "a\ufffdb",
		"non\u2011breaking":           "non-breaking",
		"10\u00a0h":                   "10\u00a0h",
		"bad\xff":                     "bad\ufffd",
		"日本":                          "日本",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := clean("a" + strings.Repeat("\u0316", 50)); utf8.RuneCountInString(got) != 4 {
		t.Errorf("marks pile up: %q", got)
	}
	if got := line("a\n b\n\nc"); got != "a b c" {
		t.Errorf("got %q", got)
	}
}

func TestCleanAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := clean(rapid.String().Draw(t, "s"))
		if again := clean(got); again != got {
			t.Fatalf("%q becomes %q", got, again)
		}
		for _, r := range got {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r > 0xfffd) {
				t.Fatalf("%q is left in %q", r, got)
			}
		}
	})
}

// letters measures one for every letter.
func letters(s string) float64 { return float64(utf8.RuneCountInString(s)) }

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		want  []string
	}{
		{"one two three", 7, []string{"one two", "three"}},
		{"one\n\ntwo", 7, []string{"one", "", "two"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"go to anna-marie@x", 9, []string{"go to", "anna-", "marie@x"}},
		{"", 4, []string{""}},
		{"éèê", 0.5, []string{"é", "è", "ê"}},
	} {
		if d := cmp.Diff(c.want, wrap(c.text, c.width, letters)); d != "" {
			t.Errorf("%q: %s", c.text, d)
		}
	}
	if d := cmp.Diff([]string{"one two", "three…"}, limit([]string{"one two", "three,", "four"}, 2, 7, letters)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"one tw…"}, limit([]string{"one two", "x"}, 1, 7, letters)); d != "" {
		t.Error(d)
	}
}

// TestWrapAlways: nothing is lost, nothing is too wide unless it is one letter.
func TestWrapAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := clean(rapid.StringMatching(`([a-zé日\-/]{0,30} ?\n?){0,20}`).Draw(t, "s"))
		width := float64(rapid.IntRange(1, 40).Draw(t, "width"))
		lines := wrap(s, width, letters)
		blank := strings.NewReplacer(" ", "", "\n", "")
		if got, want := blank.Replace(strings.Join(lines, "")), blank.Replace(s); got != want {
			t.Fatalf("%q became %q", s, lines)
		}
		for _, l := range lines {
			if letters(l) > width {
				t.Fatalf("%q is wider than %v", l, width)
			}
		}
	})
}
