package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// scan writes down what the scanner reads: parts joined by +, the joined word after =, a leading e as !.
func scan(text string) string {
	var words []string
	s := scanner{text: text}
	for s.next() {
		var parts []string
		for _, p := range s.parts {
			parts = append(parts, string(p))
		}
		w := strings.Join(parts, "+")
		if s.joined != nil {
			w += "=" + string(s.joined)
		}
		if s.lead {
			w = "!" + w
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

func TestScanner(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"  ...  -- ' ", ""},
		{"Metadata, for ALL!", "metadata for all"},
		{"Éducation à l'école d’été", "education a ecole ete"},
		{"El niño y la niña", "el nino y la nina"},
		{"Æsop, Straße, Łódź, Ærø, Ørsted, ﬁnd, ＡＬＡ", "aesop strasse lodz aero orsted find ala"},
		{"e\u0301tude ÉTUDE étude", "etude etude etude"},
		{"librarian's librarians' librarian’s it's", "librarian librarians librarian it"},
		{"don't O'Reilly rock'n'roll Hawai'i Hawaiʻi", "dont oreilly rocknroll hawaii hawaii"},
		{"qu'il jusqu'au aujourd'hui", "il au aujourdhui"},
		{"e-books ebooks e books E-Books", "!e+books=ebooks ebooks !e+books=ebooks !e+books=ebooks"},
		{"padres e hijos e e-mail", "padres !e+hijos=ehijos e !e+mail=email"},
		{"vitamin e", "vitamin e"},
		{"e open-access", "e open+access=openaccess"},
		{"open-access open‑access co\u00adoperate", "open+access=openaccess open+access=openaccess cooperate"},
		{"R&D, Q&A, AT&T", "r+d=rd q+a=qa at+t=att"},
		{"C++ C# F#, C ++, c++11", "c++ c# f# c c+++11=c++11"},
		{"AI ACRL 2026 3D 19th", "ai acrl 2026 3d 19th"},
		{"U.S.A. A.L.A e.g. Node.js end.", "usa ala eg node+js=nodejs end"},
		{"MARC21 MARC 21 covid19 2024-2025 3.14", "marc+21=marc21 marc 21 covid+19=covid19 2024+2025 3+14"},
		{"a-b-c-d-e", "a+b+c+d+e"},
		{"https://www.example.org/x_y?z=1", "https www+example+org=wwwexampleorg x+y=xy z 1"},
		{"図書館の本", "図 書 館 の 本"},
		{"Библиотека БИБЛИОТЕКА", "библиотека библиотека"},
		{"a\x00b\xffc", "a b c"},
		{strings.Repeat("x", 100), strings.Repeat("x", maxWord)},
		{"\u0301\u0301 x", "x"},
	}
	for _, tt := range tests {
		if got := scan(tt.text); got != tt.want {
			t.Errorf("scan(%q)\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestSurface(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Plain", ""},
		{"L’ÉDUCATION", "éducation"},
		{"Niño’s", "niño"},
		{"E\u0301tude", "étude"},
		{"café-bar", ""},
	}
	for _, tt := range tests {
		s := scanner{text: tt.text}
		s.next()
		if got := s.surface(); got != tt.want {
			t.Errorf("surface of %q = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestHighlight(t *testing.T) {
	text := "Libraries’ open-access e books, l’école"
	var got []string
	for _, s := range Highlight(text, []string{"libraries", "openaccess", "ebooks", "ecole"}) {
		got = append(got, text[s.Start:s.End])
	}
	if diff := cmp.Diff([]string{"Libraries", "open-access", "e books", "l’école"}, got); diff != "" {
		t.Error(diff)
	}
	if got := Highlight(text, nil); got != nil {
		t.Errorf("nothing to highlight, got %v", got)
	}
}

func TestStem(t *testing.T) {
	// Every word of a line has one stem.
	same := []struct {
		lang  language
		words string
	}{
		{inEnglish, "library libraries"},
		{inEnglish, "teaching teaches taught-not"},
		{inEnglish, "organisation organization organisations"},
		{inEnglish, "catalogue catalog cataloguing cataloging catalogues"},
		{inEnglish, "colour color colours"},
		{inEnglish, "behaviour behavior behavioural behavioral"},
		{inEnglish, "programme program programmes programs"},
		{inEnglish, "centre center centres"},
		{inEnglish, "supervise supervision"},
		{inSpanish, "educacion educaciones"},
		{inSpanish, "biblioteca bibliotecas"},
		{inSpanish, "tecnologia tecnologias"},
		{inFrench, "bibliotheque bibliotheques"},
		{inFrench, "formation formations"},
		{inFrench, "accessibilite accessibilites"},
	}
	for _, tt := range same {
		words := strings.Fields(tt.words)
		for _, w := range words[1:] {
			if strings.HasSuffix(w, "-not") {
				continue
			}
			if a, b := stem(tt.lang, words[0]), stem(tt.lang, w); a != b {
				t.Errorf("stems of %s and %s differ: %s, %s", words[0], w, a, b)
			}
		}
	}
	whole := []struct {
		lang language
		word string
	}{{inEnglish, "aid"}, {inEnglish, "c++"}, {inEnglish, "marc21"}, {inEnglish, "hour"}, {inEnglish, "библиотеки"}, {noLanguage, "libraries"}}
	for _, tt := range whole {
		if got := stem(tt.lang, tt.word); got != tt.word {
			t.Errorf("stem(%d, %q) = %q, want it whole", tt.lang, tt.word, got)
		}
	}
	for tag, want := range map[string]language{"en": inEnglish, "EN-gb": inEnglish, "es_MX": inSpanish, "fr": inFrench, "de": noLanguage, "": noLanguage} {
		if got := languageOf(tag); got != want {
			t.Errorf("languageOf(%q) = %d, want %d", tag, got, want)
		}
	}
}

func FuzzScanner(f *testing.F) {
	for _, s := range []string{"e-books e books", "l'école C++ U.S.A. R&D", "a\u0301\u0301-.'s", "'s's-e e e", "図書館 e 図", "x\xff\x00y", "ß-Æ'ﬁ#++"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := scanner{text: text}
		for end := 0; s.next(); end = s.end {
			if s.start < end || s.end <= s.start || s.end > len(text) || s.from < s.start || s.to > s.end {
				t.Fatalf("%q: span %d:%d after %d, word %d:%d", text, s.start, s.end, end, s.from, s.to)
			}
			if len(s.parts) == 0 {
				t.Fatalf("%q: a word of no parts", text)
			}
			for _, p := range s.parts {
				if len(p) == 0 || len(p) > maxWord+2 || !utf8.Valid(p) {
					t.Fatalf("%q: part %q", text, p)
				}
			}
			s.surface()
		}
	})
}
