package id_test

import (
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/id"
)

func TestNewSortsByTime(t *testing.T) {
	var made []id.ID
	for range 1000 {
		made = append(made, id.New())
	}
	if !slices.IsSorted(made) {
		t.Error("ids made one after the other are not in order")
	}
	if len(slices.Compact(made)) != 1000 {
		t.Error("an id was made twice")
	}
}

func TestParse(t *testing.T) {
	i := id.New()
	if got, ok := id.Parse(strings.ToUpper(string(i))); !ok || got != i {
		t.Errorf("Parse of the upper-case form is %q, %v", got, ok)
	}
	for _, bad := range []string{"", "x", string(i) + "0", "{" + string(i)[:34] + "}", "urn:uuid:" + string(i), strings.Repeat("0", 36)} {
		if got, ok := id.Parse(bad); ok {
			t.Errorf("Parse(%q) = %q", bad, got)
		}
	}
}

func TestCodesCanBeTypedFromPaper(t *testing.T) {
	code := id.Code()
	if len(code) != 23 || id.CleanCode(code) != code {
		t.Fatalf("code %q", code)
	}
	typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	if id.CleanCode(typed) != code {
		t.Errorf("typed as %q it becomes %q", typed, id.CleanCode(typed))
	}
	if got := id.CleanCode("o0Il1-AAAAA-BBBBB-CCCCC"); got != "00111-AAAAA-BBBBB-CCCCC" {
		t.Errorf("look-alikes become %q", got)
	}
	for _, bad := range []string{"", "AAAAA", code + "A", "UUUUU-AAAAA-BBBBB-CCCCC", strings.Repeat("A", 100000), "ÄAAAA-AAAAA-BBBBB-CCCCC"} {
		if got := id.CleanCode(bad); got != "" {
			t.Errorf("CleanCode(%.30q) = %q", bad, got)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Reading the room":                 "reading-the-room",
		"¿Qué hacer? Ética & más":          "que-hacer-etica-mas",
		"Librarian’s -- part 2":            "librarians-part-2",
		"../../etc/passwd":                 "etc-passwd",
		"日本":                               "",
		"A very long title that is cut at": "a-very-long-title",
	} {
		if got := id.Slug(in, 20); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSecretsAreNotStored(t *testing.T) {
	s := id.Secret()
	if len(s) < 43 || id.Hash(s) == s || id.Hash(s) == id.Hash(s+"x") {
		t.Errorf("secret %q, hash %q", s, id.Hash(s))
	}
}

func TestNamedIsStable(t *testing.T) {
	if id.Named("a", "bc") == id.Named("ab", "c") || id.Named("a", "b") != "8c9a8a63-ca7c-50fc-a33e-2434bff9f36e" {
		t.Error("named ids are not told apart, or not stable")
	}
}

func FuzzCleanCode(f *testing.F) {
	f.Add("00111-AAAAA-BBBBB-CCCCC")
	f.Add("\x00\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if c := id.CleanCode(s); c != "" && id.CleanCode(c) != c {
			t.Errorf("CleanCode(%q) = %q is not canonical", s, c)
		}
	})
}
