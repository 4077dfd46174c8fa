package casefile

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"learningcommons.dev/commons/internal/platform/errs"
)

// about is the beginning of a package; more stands in its document.
func about(more string) string {
	return `{"CFDocument":{"identifier":"d0000000-0000-4000-8000-00000000000a","title":"Café"` + more + `},`
}

// TestWhatOnlyLooksLikeNULStays keeps a text that speaks of NUL, and takes NUL itself out without the texts around it.
func TestWhatOnlyLooksLikeNULStays(t *testing.T) {
	p, err := Read(strings.NewReader(about("")+`"CFItems":[{"identifier":"c0000000-0000-4000-8000-000000000001","fullStatement":"Reads","notes":"The escape \\u0000 is NUL","language":"e\u0000n",
		"extensions":{"acme":{"keep":"me","x":"a\\\\u0000","y":"a\\\u0000b\u0000"}}}]}`), Usual)
	if err != nil {
		t.Fatal(err)
	}
	rest := p.Items[0].Rest
	if rest.Text("notes") != `The escape \u0000 is NUL` || rest.Text("language") != "en" || string(rest[extensions]) != `{"acme":{"keep":"me","x":"a\\\\u0000","y":"a\\b"}}` {
		t.Errorf("%s", rest)
	}
}

// TestAFileInAnotherEncodingIsRefused: UTF-8 and UTF-16 are read, and what is neither is refused where it shows, in pieces of every size.
func TestAFileInAnotherEncodingIsRefused(t *testing.T) {
	file := about("") + `"CFItems":[]}`
	for name, order := range map[string]unicode.Endianness{"little": unicode.LittleEndian, "big": unicode.BigEndian} {
		for _, mark := range []unicode.BOMPolicy{unicode.UseBOM, unicode.IgnoreBOM} {
			b, err := unicode.UTF16(order, mark).NewEncoder().Bytes([]byte(file))
			if err != nil {
				t.Fatal(err)
			}
			p, err := Read(bytes.NewReader(b), Usual)
			if err != nil || p.Document.Title != "Café" || !slices.Contains(p.Notes, "The file was read as UTF-16.") || !Looks(b[:64]) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if p, err := Read(strings.NewReader("\xEF\xBB\xBF"+file), Usual); err != nil || p.Document.Title != "Café" || len(p.Notes) > 0 {
		t.Errorf("with a mark: %v", err)
	}
	latin := strings.ReplaceAll(file, "é", "\xE9")
	for _, before := range []int{0, 1, 2, 510, 511, 512, 4095, 4096, 9999} {
		many := strings.Repeat("ß", before)
		_, err := Read(strings.NewReader(`{"CFRubrics":[],"extensions":{"x":"`+many+`"},`+latin[1:]), Usual)
		if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "Save it as UTF-8") {
			t.Errorf("behind %d letters: %v", before, err)
		}
		if _, err := Read(strings.NewReader(about(`,"notes":"`+many+`"`)+`"CFItems":[]}`), Usual); err != nil {
			t.Errorf("%d letters: %v", before, err)
		}
	}
	if _, err := Read(strings.NewReader(`{"CFDocument":{"title":"`+"\xC3"), Usual); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "near byte 25") {
		t.Errorf("%v", err)
	}
}

func TestJSONIsToldFromATable(t *testing.T) {
	for head, want := range map[string]bool{"{": true, " \n{": true, "\xEF\xBB\xBF{}": true, `["a"]`: true, `[ {"x":1}]`: true, "[]": true, "[Draft] code,title": false, "code,title": false, "": false, "PK\x03\x04": false, "\xFF\xFEc\x00": false} {
		if Looks([]byte(head)) != want {
			t.Errorf("%q", head)
		}
	}
}

// TestWhatStandsTwiceIsRefused: of two parts, or two values of one name, nobody can know which is meant.
func TestWhatStandsTwiceIsRefused(t *testing.T) {
	for file, want := range map[string]string{
		about("") + `"CFDocument":{"identifier":"d0000000-0000-4000-8000-00000000000b","title":"Another"}}`: "“CFDocument” stands in the file a second time, near byte",
		about("") + `"CFItems":[],"CFItems":[]}`:                                                            "“CFItems” stands",
		`{"CFPackage":` + about("") + `"CFItems":[]},"CFItems":[]}`:                                         "“CFItems” stands",
		about("") + `"CFDefinitions":{"CFSubjects":[],"CFSubjects":[]}}`:                                    "“CFSubjects” stands",
		about(`,"title":"Another"`) + `"CFItems":[]}`:                                                       "“title” stands in the CFDocument twice",
		about("") + `"CFassociations":[]}`:                                                                  "is called “CFAssociations” in the standard",
		about("") + `"CFDefinitions":{"CFconcepts":[]}}`:                                                    "is called “CFConcepts”",
	} {
		if _, err := Read(strings.NewReader(file), Usual); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", file, err)
		}
	}
	const twice = `{"identifier":"c0000000-0000-4000-8000-000000000001","associationType":"precedes","title":"A","fullStatement":"A","fullStatement":"B",
		"originNodeURI":"https://x.example/a","destinationNodeURI":"https://x.example/b"}`
	p, err := Read(strings.NewReader(about("")+`"CFItems":[`+twice+`],"CFAssociations":[`+twice+`],"CFRubrics":[`+twice+`],"CFDefinitions":{"CFConcepts":[`+twice+`]}}`), Usual)
	if err != nil || len(p.Items)+len(p.Associations)+len(p.Rubrics)+len(p.Definitions) > 0 || len(p.Faults) != 4 {
		t.Fatalf("%v %+v", err, p)
	}
	for _, f := range p.Faults {
		if f.Message != saidTwice || f.Args[0] != "fullStatement" {
			t.Errorf("%+v", f)
		}
	}
}

func TestPartsThatAreNotReadAreNamed(t *testing.T) {
	p, err := Read(strings.NewReader(about("")+`"unknownTop":{"a":1},"CFItems":[],"CFDefinitions":{"CFThings":[1]}}`), Usual)
	if err != nil || !slices.Equal(p.Notes, []string{"“unknownTop” is not read: the standard does not know it.", "“CFThings” is not read: the standard does not know it."}) {
		t.Errorf("%v %q", err, p.Notes)
	}
}
