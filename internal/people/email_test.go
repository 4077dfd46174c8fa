package people_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/people"
)

func TestFoldEmail(t *testing.T) {
	for _, c := range []struct {
		address, want string
	}{
		{"Ana.Rivera@Library.Example", "ana.rivera@library.example"},
		{"  ana@library.example \n", "ana@library.example"},
		{"ａｎａ@library.example", "ana@library.example"},         // full width
		{"jose\u0301@library.example", "josé@library.example"}, // NFD
		{"josé@library.example", "josé@library.example"},
		{"ana@bücherei.example", "ana@xn--bcherei-n2a.example"},
		{"ana+list@library.example", "ana+list@library.example"},
		{"анна@пример.испытание", "анна@xn--e1afmkfd.xn--80akhbyknj4f"},
		{"аna@library.example", ""}, // Cyrillic а among Latin letters
		{"ana", ""}, {"@library.example", ""}, {"ana@", ""}, {"ana@localhost", ""}, {"ana@127.0.0.1", ""},
		{"a b@library.example", ""}, {"ana@@library.example", ""}, {".ana@library.example", ""}, {"ana..x@library.example", ""},
		{"ana@library.example\r\nBcc: all@library.example", ""}, {"ana\u202e@library.example", ""}, {"an\u200ba@library.example", ""},
		{strings.Repeat("a", 65) + "@library.example", ""}, {"ana@" + strings.Repeat("a", 250) + ".example", ""}, {"=cmd()@library.example", ""},
	} {
		got, ok := people.FoldEmail(c.address)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("FoldEmail(%q) = %q, %v; want %q", c.address, got, ok, c.want)
		}
	}
}

func FuzzFoldEmail(f *testing.F) {
	for _, s := range []string{"ana@library.example", "JOSE\u0301@Bücherei.Example", "аna@x.example", "a@b.c", "@", "ﬁ@ﬂ.example", "a@xn--.example", "\x00@\xff.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		key, ok := people.FoldEmail(address)
		if !ok {
			if key != "" {
				t.Fatalf("a refused address has the key %q", key)
			}
			return
		}
		if !utf8.ValidString(key) || len(key) > 254 || strings.Count(key, "@") != 1 || strings.ContainsAny(key, " \r\n\t\x00<>\",") {
			t.Fatalf("key %q of %q", key, address)
		}
		if again, ok := people.FoldEmail(key); !ok || again != key {
			t.Fatalf("folding %q again gives %q, %v", key, again, ok)
		}
	})
}
