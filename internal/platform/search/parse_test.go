package search

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func show(terms []term) string {
	var out []string
	for _, t := range terms {
		s := t.word
		if t.phrase != nil {
			s += "[" + strings.Join(t.phrase, " ") + "]"
		}
		if t.exact {
			s = "=" + s
		}
		if t.prefix {
			s += "*"
		}
		if t.exclude {
			s = "-" + s
		}
		out = append(out, s)
	}
	return strings.Join(out, " | ")
}

func TestParse(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"Open Libraries", "open | libraries"},
		{"library library", "library"},
		{`"information literacy" teaching`, "=[information literacy] | teaching"},
		{`“information literacy”`, "=[information literacy]"},
		{`«accès libre»`, "=[acces libre]"},
		{`"word"`, "=word"},
		{`"never closed words`, "never | closed | words"},
		{`one "two three" "four`, "one | =[two three] | four"},
		{`"" "  " "-"`, ""},
		{"-draft final", "-draft | final"},
		{`final -"first draft"`, "final | -=[first draft]"},
		{"well-known - alone --twice", "wellknown[well known] | alone | twice"},
		{"librar* l* *x", "librar* | l | x"},
		{"open-acc*", "open | acc*"},
		{"-open-acc*", "-openacc[open acc]"},
		{"e-boo* e books", "eboo* | ebooks"},
		{"marc21", "marc21[marc 21]"},
		{"2024-2025", "[2024 2025]"},
		{"how to catalogue the web", "catalogue | web"},
		{"how to", "how | to"},
		{"the -web", "the | -web"},
		{`"the web" the`, "=[the web]"},
		{"AI and C++ or C#", "ai | c++ | c#"},
		{"a-b-c-d-e", "b | c | d"},
		{`"e-books in libraries"`, "=[ebooks in libraries]"},
		{"- * \" + | ( ) [ ] ~ ^ : AND", "and"},
		{"a\x00b \xff\xfec", "b | c"},
	}
	for _, tt := range tests {
		_, terms := parse(tt.text)
		if got := show(terms); got != tt.want {
			t.Errorf("parse(%q)\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestParseIsBounded(t *testing.T) {
	many := make([]string, 100)
	for i := range many {
		many[i] = fmt.Sprintf("w%d", i)
	}
	for name, text := range map[string]string{
		"brackets": strings.Repeat("[", 1_000_000),
		"quotes":   strings.Repeat(`"`, 1_000_000),
		"hyphens":  strings.Repeat("a-", 500_000),
		"stars":    strings.Repeat("a*", 500_000),
		"NUL":      strings.Repeat("\x00", 1_000_000),
		"broken":   strings.Repeat("\xff", 1_000_000),
		"letters":  strings.Repeat("é", 500_000),
		"phrase":   `"` + strings.Join(many, " ") + `"`,
		"words":    strings.Join(many, " "),
	} {
		start := time.Now()
		read, terms := parse(text)
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		if n := utf8.RuneCountInString(read); n > maxRunes {
			t.Errorf("%s: read %d characters", name, n)
		}
		if len(terms) > maxTerms {
			t.Errorf("%s: %d terms", name, len(terms))
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`"a b" -c d* e-books`, `-"x`, "“a” «b»", "l'été C++ U.S.A.", "\x00\xff[[[", "a-b-c-d-e-f*", "- - -", "e e books*", "図書*"} {
		f.Add(s)
	}
	x := New(Schema{Fields: []Field{{"title", 8}, {"body", 1}}, Facets: []string{"kind"}, Sorts: []string{"n"}})
	x.Apply([]Document{
		{ID: "1", Lang: "en", Text: map[string]string{"title": "e-books and C++ for libraries", "body": "a b c d e f"}},
		{ID: "2", Lang: "fr", Text: map[string]string{"title": "l'été des bibliothèques", "body": "図書館 x y z"}},
	}, nil)
	f.Fuzz(func(t *testing.T, text string) {
		read, terms := parse(text)
		if !utf8.ValidString(read) || utf8.RuneCountInString(read) > maxRunes || len(terms) > maxTerms {
			t.Fatalf("read %d bytes, %d terms", len(read), len(terms))
		}
		for _, term := range terms {
			if term.word == "" && len(term.phrase) < 2 || len(term.phrase) > maxTerms || term.prefix && len(term.word) < minPrefix {
				t.Fatalf("%q: term %+v", text, term)
			}
			for _, w := range term.spelling {
				if w.Start < 0 || w.End > len(read) || w.Start >= w.End {
					t.Fatalf("%q: span %v", text, w)
				}
			}
		}
		r, err := x.Search(Query{Text: text, Facets: []string{"kind"}})
		if err != nil || len(r.IDs) != r.Total || !utf8.ValidString(r.DidYouMean) {
			t.Fatalf("%q: %+v, %v", text, r, err)
		}
	})
}
