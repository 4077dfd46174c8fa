package casefile

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"learningcommons.dev/commons/internal/platform/web"
)

// FuzzRead: whatever the bytes, reading ends with a package or an error, and what was read keeps its promises.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no corpus", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Read(bytes.NewReader(b), Limits{Bytes: 1 << 20, Items: 100, Associations: 300})
		if err != nil {
			return
		}
		if len(p.Document.Identifier) != 36 || p.Document.Title == "" {
			t.Errorf("a document without a name: %+v", p.Document)
		}
		seen := map[string]bool{}
		for _, it := range p.Items {
			if len(it.Identifier) != 36 || it.FullStatement == "" || seen[it.Identifier] {
				t.Errorf("an item that should have been refused: %+v", it)
			}
			seen[it.Identifier] = true
		}
		// What is kept can be given back.
		var out bytes.Buffer
		w := NewWriter(&out)
		form := Form{Version: V1p1, Base: "https://commons.example"}
		if err := w.Part("CFDocument", form.DocumentObject(p.Document, true)); err != nil {
			t.Fatal(err)
		}
		w.Begin("CFItems")
		for _, it := range p.Items {
			if err := w.Add(form.ItemObject(it, nil)); err != nil {
				t.Fatal(err)
			}
		}
		w.End()
		w.Begin("CFAssociations")
		for _, a := range p.Associations {
			if err := w.Add(form.AssociationObject(a, p.Document.LastChange, nil)); err != nil {
				t.Fatal(err)
			}
		}
		w.End()
		w.Open("CFDefinitions")
		for _, c := range Collections {
			w.Begin(c.Name)
			for _, d := range p.Definitions {
				if d.Collection == c.Name {
					if err := w.Add(form.DefinitionObject(d, p.Document.LastChange)); err != nil {
						t.Fatal(err)
					}
				}
			}
			w.End()
		}
		w.Outer()
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := Read(bytes.NewReader(out.Bytes()), Limits{Bytes: 64 << 20, Items: 100, Associations: 300})
		if err != nil || len(again.Items) != len(p.Items) || len(again.Faults) != 0 || len(again.Associations) != len(p.Associations) || len(again.Definitions) != len(p.Definitions) {
			t.Errorf("what was written cannot be read: %v %+v\n%s", err, again, &out)
		}
	})
}

// TestOtherWaysToWriteAPackageAreRead: an object around the package, sourcedId for identifier, ends of associations that are addresses alone or
// have identifiers of their own.
func TestOtherWaysToWriteAPackageAreRead(t *testing.T) {
	const file = `{"CFPackage":{"CFDocument":{"sourcedId":"d0000000-0000-4000-8000-00000000000a","title":"One","uri":"https://x.example/d"},
		"CFItems":[{"sourcedId":"C0000000-0000-4000-8000-000000000001","fullStatement":"Reads","uri":"https://x.example/reads","CFItemTypeURI":{"sourcedId":"b0000000-0000-4000-8000-000000000001","title":"Skill","uri":"https://x.example/skill"}},
			{"identifier":"c0000000-0000-4000-8000-000000000002","sourcedId":"mine","fullStatement":"Writes","uri":"https://x.example/writes"}],
		"CFAssociations":[{"identifier":"a0000000-0000-4000-8000-000000000001","associationType":"isChildOf","originNodeURI":{"title":"Reads","identifier":"e0000000-0000-4000-8000-000000000001","uri":"https://x.example/reads"},"destinationNodeURI":"https://x.example/d"},
			{"identifier":"a0000000-0000-4000-8000-000000000002","associationType":"precedes","originNodeURI":"https://y.example/CFItems/c0000000-0000-4000-8000-000000000001","destinationNodeURI":{"uri":"https://x.example/writes","sourcedId":"e0000000-0000-4000-8000-000000000002"}},
			{"identifier":"a0000000-0000-4000-8000-000000000003","associationType":"exemplar","originNodeURI":"https://x.example/reads","destinationNodeURI":"https://video.example/7"},
			{"identifier":"a0000000-0000-4000-8000-000000000004","associationType":"exemplar","originNodeURI":"https://x.example/reads"}],
		"CFDefinitions":{"CFItemTypes":[{"sourcedId":"b0000000-0000-4000-8000-000000000001","title":"Skill"}]}}}`
	p, err := Read(strings.NewReader(file), Usual)
	if err != nil {
		t.Fatal(err)
	}
	const document, reads, writes = "d0000000-0000-4000-8000-00000000000a", "c0000000-0000-4000-8000-000000000001", "c0000000-0000-4000-8000-000000000002"
	if p.Document.Identifier != document || len(p.Items) != 2 || p.Items[0].Identifier != reads || p.Items[1].Identifier != writes || len(p.Definitions) != 1 {
		t.Fatalf("%+v", p)
	}
	if got := string(p.Items[0].Rest["CFItemTypeURI"]); !strings.Contains(got, `"identifier":"b0000000-0000-4000-8000-000000000001"`) || p.Items[1].Rest["extensions"] != nil {
		t.Errorf("%s %v", got, p.Items[1].Rest)
	}
	var joined []string
	for _, a := range p.Associations {
		joined = append(joined, a.Origin.Identifier+" "+a.Type+" "+a.Destination.Identifier)
	}
	want := []string{reads + " isChildOf " + document, reads + " precedes " + writes, reads + " exemplar https://video.example/7"}
	if !slices.Equal(joined, want) || p.Associations[2].Destination.Title != "https://video.example/7" {
		t.Errorf("%q", joined)
	}
	if len(p.Faults) != 1 || p.Faults[0].Message != "The association does not say what it joins." {
		t.Errorf("%+v", p.Faults)
	}
	if _, err := Read(strings.NewReader(strings.Repeat(`{"CFPackage":`, 1000)+"{}"+strings.Repeat("}", 1000)), Usual); err == nil {
		t.Error("a package in a package in a package is read")
	}
}

func TestTextsAreCleanedAsWhatPeopleType(t *testing.T) {
	const bad = `\u0000\u0007\u001b\u0085\u202e\u2066\ufeff`
	p, err := Read(strings.NewReader(`{"CFDocument":{"identifier":"d0000000-0000-0000-0000-00000000000a","title":"One`+bad+`\r\ntwo"},
		"CFItems":[{"identifier":"00000000-0000-0000-0000-000000000001","fullStatement":"`+bad+`Reads`+bad+`","humanCodingScheme":"A`+bad+`"},
			{"identifier":"00000000-0000-0000-0000-000000000002","fullStatement":"`+bad+`"}],
		"CFRubrics":[{"identifier":"b0000000-0000-0000-0000-000000000001","CFRubricCriteria":[{"category":"levels","CFRubricCriterionLevels":[{"quality":"Ba`+bad+`sic","description":"With`+bad+` help"}]}]}]}`), Usual)
	if err != nil {
		t.Fatal(err)
	}
	if p.Document.Title != "One\ntwo" || len(p.Items) != 1 || p.Items[0].FullStatement != "Reads" || p.Items[0].HumanCodingScheme != "A" || len(p.Faults) != 1 {
		t.Errorf("%+v", p)
	}
	if l := p.Levels[0]; l.Quality != "Basic" || l.Description != "With help" {
		t.Errorf("%+v", l)
	}
}

func TestCleanIsThatOfForms(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if s := "a" + string(r) + "b"; clean(s) != web.Clean(s) {
			t.Errorf("%U: %q, of a form %q", r, clean(s), web.Clean(s))
		}
	}
	if s := " a\r\nb\rc "; clean(s) != web.Clean(s) {
		t.Errorf("%q", clean(s))
	}
}

// TestAPackageWithoutItsVersionIsReadByItsWords reads the version from what version 1.0 has no word for.
func TestAPackageWithoutItsVersionIsReadByItsWords(t *testing.T) {
	for more, want := range map[string]Version{"": V1p0, `, "caseVersion": "1.1"`: V1p1, `, "frameworkType": "Course Codes"`: V1p1, `, "extensions": {"a": {}}`: V1p1} {
		text := `{"CFDocument": {"identifier": "6a0a4d5e-3f0e-4b52-9b5b-0f2a6f0d7c11", "title": "T"` + more + `}, "CFItems": [], "CFAssociations": []}`
		p, err := Read(strings.NewReader(text), Limits{Bytes: 1 << 20, Items: 10, Associations: 10})
		if err != nil || p.Version != want {
			t.Errorf("%s: %v, %v", more, p, err)
		}
	}
}
