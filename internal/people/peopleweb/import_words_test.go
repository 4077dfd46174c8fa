package peopleweb_test

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
)

var (
	aForm    = regexp.MustCompile(`(?s)<form[^>]*method="post"[^>]*>.*?</form>`)
	aWord    = regexp.MustCompile(`name="word" value="([^"]*)"`)
	aClass   = regexp.MustCompile(`name="(class-\d+)" value="([^"]*)"`)
	aChoice  = regexp.MustCompile(`<select[^>]*name="(class-\d+)"`)
	pathsEnd = "number,name,class,start,end\n"
)

// wordsForm reads the form that asks for words: the words, in their order, what is carried along, and the fields that ask.
func wordsForm(t *testing.T, page string) (size int, words []string, carried url.Values, ask []string) {
	t.Helper()
	for _, f := range aForm.FindAllString(page, -1) {
		if !strings.Contains(f, `value="words"`) {
			continue
		}
		carried = url.Values{}
		for _, m := range aWord.FindAllStringSubmatch(f, -1) {
			words = append(words, html.UnescapeString(m[1]))
		}
		for _, m := range aClass.FindAllStringSubmatch(f, -1) {
			carried.Set(m[1], html.UnescapeString(m[2]))
		}
		for _, m := range aChoice.FindAllStringSubmatch(f, -1) {
			ask = append(ask, m[1])
		}
		return len(f), words, carried, ask
	}
	return 0, nil, nil, nil
}

// TestManyWordsAreAskedInTurn sends in a list with thousands of words for its classes: some are asked about at once, the page says how to go on, and what was said,
// also that a word is left out, is asked no more while others wait.
func TestManyWordsAreAskedInTurn(t *testing.T) {
	s := newSite(t)
	s.signInAs(peopletest.Person(t, s.Service, peopletest.Role(authz.Binding{Role: authz.Admin})))
	var file strings.Builder
	file.WriteString(pathsEnd)
	const many = 3_000
	for i := range many {
		fmt.Fprintf(&file, "%d,Ana Rivera,Kind %d of friend,2026-01-01,2026-12-31\n", i, i)
	}
	body, kind := upload(t, "m.csv", file.String())
	path := s.do("POST", "/work/members/import", body, kind).Header().Get("Location")
	w := s.get(path)
	s.want(w, 200, "2950 more words are asked about after these")
	size, words, carried, ask := wordsForm(t, w.Body.String())
	if len(words) != 50 || len(ask) != 50 || size > 64<<10 {
		t.Fatalf("%d words, %d questions, a form of %d bytes", len(words), len(ask), size)
	}
	said := func() (pairs []string) {
		for _, word := range words {
			pairs = append(pairs, "word", word)
		}
		for name := range carried {
			pairs = append(pairs, name, carried.Get(name))
		}
		for i, name := range ask {
			pairs = append(pairs, name, map[bool]string{true: "regular"}[i%2 == 0])
		}
		return append(pairs, "do", "words")
	}
	w = s.post(path, said()...)
	s.want(w, 200, "Apply 25 rows")
	first := words
	if _, words, carried, ask = wordsForm(t, w.Body.String()); len(words) != 100 || len(ask) != 50 || words[0] != first[0] || words[50] != "Kind 50 of friend" || carried.Get("class-0") != "regular" || carried.Get("class-1") != "" {
		t.Fatalf("then %d words, %d questions, %v", len(words), len(ask), words)
	}
	w = s.post(path, said()...)
	s.want(w, 200, "Apply 50 rows")
	s.want(w, 200, "2850 more words")
}

// TestWordsLeftOutAreAskedAgainInTurn: who leaves all out is asked about each of them again before about any a third time.
func TestWordsLeftOutAreAskedAgainInTurn(t *testing.T) {
	s := newSite(t)
	s.signInAs(peopletest.Person(t, s.Service, peopletest.Role(authz.Binding{Role: authz.Admin})))
	var file strings.Builder
	file.WriteString(pathsEnd)
	for i := range 70 {
		fmt.Fprintf(&file, "%d,Ana Rivera,Kind %02d of friend,2026-01-01,2026-12-31\n", i, i)
	}
	body, kind := upload(t, "m.csv", file.String())
	path := s.do("POST", "/work/members/import", body, kind).Header().Get("Location")
	page, asked := s.get(path).Body.String(), map[string]int{}
	for range 4 {
		_, words, _, ask := wordsForm(t, page)
		for _, w := range words[len(words)-len(ask):] {
			asked[w]++
		}
		pairs := []string{"do", "words"}
		for _, w := range words {
			pairs = append(pairs, "word", w)
		}
		page = s.post(path, pairs...).Body.String()
	}
	if len(asked) != 70 {
		t.Errorf("%d words were asked about", len(asked))
	}
	for w, n := range asked {
		if n < 2 {
			t.Errorf("%s was asked about once in four times of fifty", w)
		}
	}
}

// TestWordsThatAreSigns: a class may be a sign. Each is a word of its own, asked about once, and what is left out can be said later.
func TestWordsThatAreSigns(t *testing.T) {
	s := newSite(t)
	s.signInAs(peopletest.Person(t, s.Service, peopletest.Role(authz.Binding{Role: authz.Admin})))
	body, kind := upload(t, "m.csv", pathsEnd+"7,Ana Rivera,§,2026-01-01,2026-12-31\n8,Bo Lind,+,2026-01-01,2026-12-31\n9,Cy Moss,§,2026-01-01,2026-12-31\n10,Di Ash,"+strings.Repeat("x", 300)+",2026-01-01,2026-12-31\n")
	path := s.do("POST", "/work/members/import", body, kind).Header().Get("Location")
	_, words, _, _ := wordsForm(t, s.get(path).Body.String())
	if len(words) != 2 || words[0] != "§" || words[1] != "+" {
		t.Fatalf("asked are %q", words)
	}
	w := s.post(path, "word", "§", "word", "+", "class-0", "regular", "class-1", "student", "do", "words")
	s.want(w, 200, "Apply 3 rows")
	w = s.post(path, "word", "§", "word", "+", "class-0", "regular", "class-1", "", "do", "words")
	s.want(w, 200, "Apply 2 rows")
	if _, words, carried, ask := wordsForm(t, w.Body.String()); len(words) != 2 || words[1] != "+" || carried.Get("class-0") != "regular" || len(ask) != 1 || ask[0] != "class-1" {
		t.Errorf("what was left out is asked as %q, %v, %q", words, carried, ask)
	}
}
