package standardsweb_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// shapes are schemas by which answers are checked.
type shapes struct {
	t    testing.TB
	c    *jsonschema.Compiler
	url  string
	made map[string]*jsonschema.Schema
	// at is where a kind of object stands in the file.
	at func(kind string) string
}

func newShapes(t testing.TB, file string, draft *jsonschema.Draft, at func(kind string) string, change func(any)) *shapes {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(doc)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(draft)
	c.AssertFormat()
	url := "https://schemas.example/" + filepath.Base(file)
	if err := c.AddResource(url, doc); err != nil {
		t.Fatal(err)
	}
	return &shapes{t: t, c: c, url: url, made: map[string]*jsonschema.Schema{}, at: at}
}

// ours are the strict schemas of this repository.
func ours(t testing.TB, version string) *shapes {
	return newShapes(t, "testdata/case-"+version+".schema.json", jsonschema.Draft2020, func(kind string) string { return "#/$defs/" + kind }, nil)
}

// check holds an answer against the shape of a kind of object.
func (s *shapes) check(what, kind, body string) {
	s.t.Helper()
	if s.made[kind] == nil {
		var err error
		if s.made[kind], err = s.c.Compile(s.url + s.at(kind)); err != nil {
			s.t.Fatal(err)
		}
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err == nil {
		err = s.made[kind].Validate(v)
	}
	if err != nil {
		s.t.Errorf("%s is no %s: %v", what, kind, err)
	}
}

// kinds says what each address answers with.
var kinds = map[string]string{
	"CFDocuments": "CFDocument", "CFItems": "CFItem", "CFAssociations": "CFAssociation", "CFItemAssociations": "CFAssociationSet", "CFPackages": "CFPackage", "CFRubrics": "CFRubric",
	"CFConcepts": "CFConceptSet", "CFSubjects": "CFSubjectSet", "CFItemTypes": "CFItemTypeSet", "CFLicenses": "CFLicense", "CFAssociationGroupings": "CFAssociationGrouping",
}

// file is what a test looks at in a package.
type file struct {
	CFDocument                                     map[string]any
	CFItems, CFAssociations, CFRubrics             []map[string]any
	CFDefinitions                                  map[string]any
	Extensions                                     map[string]any
	CFConcepts, CFSubjects, CFItemTypes, CFLicense []map[string]any
}

func decoded(t testing.TB, body string) (f file) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// everything asks for a package and for each object that it holds and whose address is of this site, and checks all answers. It returns the package.
func everything(s *site, shape *shapes, version, document string) string {
	s.t.Helper()
	asked := map[string]bool{}
	ask := func(collection, identifier string) string {
		at := "/ims/case/" + version + "/" + collection + "/" + identifier
		if asked[at] {
			return ""
		}
		asked[at] = true
		body := s.get(at, 200)
		shape.check(at, kinds[collection], body)
		return body
	}
	whole := ask("CFPackages", document)
	ask("CFDocuments", document)
	for _, it := range decoded(s.t, whole).CFItems {
		ask("CFItemAssociations", it["identifier"].(string))
	}
	var walk func(v any)
	walk = func(v any) {
		switch x := v.(type) {
		case []any:
			for _, v := range x {
				walk(v)
			}
		case map[string]any:
			for _, v := range x {
				walk(v)
			}
			uri, _ := x["uri"].(string)
			rest, here := strings.CutPrefix(uri, "https://commons.example/ims/case/")
			if !here {
				return
			}
			uri, fragment, part := strings.Cut(rest, "#")
			at := strings.Split(uri, "/")
			if at[0] != version || !part && at[2] != x["identifier"] || part && fragment != x["identifier"] {
				s.t.Errorf("%v has the address %s", x["identifier"], rest)
			}
			ask(at[1], at[2])
		}
	}
	var v any
	if err := json.Unmarshal([]byte(whole), &v); err != nil {
		s.t.Fatal(err)
	}
	walk(v)
	return whole
}

// publish takes in a package and puts it before everybody.
func (s *site) publish(name, body string) id.ID {
	s.t.Helper()
	got, err := s.Import(s.t.Context(), s.Editor, strings.NewReader(body), standards.ImportOptions{Source: name})
	if err != nil || got.Report.Counts.Refused != 0 {
		s.t.Fatalf("%s: %v %+v", name, err, got.Report.Rows)
	}
	if _, err := s.Publish(s.t.Context(), s.Editor, got.FrameworkID, ""); err != nil {
		s.t.Fatal(err)
	}
	return got.FrameworkID
}

// caseForm is that of version 1.1.
var caseForm = casefile.Form{Version: casefile.V1p1, Base: standardstest.BaseURL}

func richFile(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/rich.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestEverythingGivenOutIsOfTheStandard asks for everything that is published, under both versions of the standard.
func TestEverythingGivenOutIsOfTheStandard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		rich := s.publish("rich.json", richFile(t))
		made, err := s.Create(t.Context(), s.Editor, standards.About{Title: "Made here", Source: "A drawer"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddCompetency(t.Context(), s.Editor, made.FrameworkID, "", standards.CompetencyDraft{Title: "Opens it", Statements: map[string][]string{"foundational": {"Finds the key."}}}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Publish(t.Context(), s.Editor, made.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		for _, version := range []string{"v1p1", "v1p0"} {
			shape := ours(t, version)
			list := s.get("/ims/case/"+version+"/CFDocuments?limit=500", 200)
			shape.check("the list", "CFDocumentSet", list)
			var all struct {
				CFDocuments []struct{ Identifier string }
			}
			if err := json.Unmarshal([]byte(list), &all); err != nil || len(all.CFDocuments) != 21 {
				t.Fatalf("%d documents: %v", len(all.CFDocuments), err)
			}
			for i, doc := range all.CFDocuments {
				// Each database says the same, so one of them is asked about a few.
				if d.Dialect() == db.SQLite || i%5 == 0 || doc.Identifier == string(rich) || doc.Identifier == string(made.FrameworkID) {
					everything(s, shape, version, doc.Identifier)
				}
			}
			shape.check("a failure", "imsx_StatusInfo", s.get("/ims/case/"+version+"/CFItems/x", 404))
			shape.check("a failure", "imsx_StatusInfo", s.get("/ims/case/"+version+"/CFDocuments?limit=x", 400))
		}
	})
}

// TestTheDescriptionHoldsForAllAnswers: a program that trusts the description of the service finds what it says.
func TestTheDescriptionHoldsForAllAnswers(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	rich := s.publish("rich.json", richFile(t))
	for version, number := range map[string]string{"v1p1": "1.1", "v1p0": "1.0"} {
		body := s.get("/ims/case/"+version+"/discovery/imscase"+version+"_openapi3_v1p0.json", 200)
		var d struct {
			OpenAPI string
			Info    struct{ Version string }
			Servers []struct{ URL string }
			Paths   map[string]map[string]struct{ OperationID string }
		}
		if err := json.Unmarshal([]byte(body), &d); err != nil || !strings.HasPrefix(d.OpenAPI, "3.") || d.Info.Version != number || d.Servers[0].URL != "https://commons.example/ims/case/"+version {
			t.Fatalf("%s: %v %+v", version, err, d)
		}
		var operations []string
		for path, verbs := range d.Paths {
			collection, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
			if _, known := kinds[collection]; !known || len(verbs) != 1 {
				t.Errorf("%s is not served", path)
			}
			operations = append(operations, verbs["get"].OperationID)
		}
		slices.Sort(operations)
		if got := strings.Join(operations, " "); got != "getAllCFDocuments getCFAssociation getCFAssociationGrouping getCFConcept getCFDocument getCFItem getCFItemAssociations getCFItemType getCFLicense getCFPackage getCFRubric getCFSubject" {
			t.Errorf("%s: the operations are %s", version, got)
		}
		file := filepath.Join(t.TempDir(), version+".json")
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		shape := newShapes(t, file, jsonschema.Draft4, func(kind string) string { return "#/components/schemas/" + kind + "DType" }, nil)
		everything(s, shape, version, string(rich))
		shape.check("the list", "CFDocumentSet", s.get("/ims/case/"+version+"/CFDocuments?fields=title", 200))
		shape.check("a failure", "imsx_StatusInfo", s.get("/ims/case/"+version+"/CFItems/x", 404))
	}
}

// TestARichPackageComesBackWhole: what came in goes out as it was, up to what likeness says.
func TestARichPackageComesBackWhole(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	given := richFile(t)
	framework := s.publish("rich.json", given)
	out := s.get("/ims/case/v1p1/CFPackages/"+string(framework), 200)
	want := likeness(t, given)
	// What the standard does not know stands in extensions.
	doc := want.document
	doc["extensions"].(map[string]any)["houseColour"] = doc["houseColour"]
	delete(doc, "houseColour")
	item := want.items["5f8a0103-0000-4000-8000-000000000103"]
	item["extensions"], item["educationLevel"], item["statusStartDate"] = map[string]any{"colour": item["colour"]}, []any{item["educationLevel"]}, "2025-03-01"
	delete(item, "colour")
	subject := want.definitions["5f8a0023-0000-4000-8000-000000000023"]
	subject["extensions"] = map[string]any{"age": subject["age"]}
	delete(subject, "age")
	want.associations["5f8a0215-0000-4000-8000-000000000215"]["associationType"] = "ext:goes-well-with"
	want.definitions["5f8a0042-0000-4000-8000-000000000042"]["description"] = "Skill" // 1.0 asks for one
	want.same(t, likeness(t, out), nil)
	f := decoded(t, out)
	if f.Extensions["tool"] != "a spreadsheet" || f.CFDefinitions["extensions"].(map[string]any)["made"] != "by hand" {
		t.Error("the extensions of the package are gone")
	}
	if r := f.CFRubrics[0]; r["identifier"] != "5f8a0061-0000-4000-8000-000000000061" || r["title"] != "How well" || r["description"] == nil {
		t.Errorf("the rubric is %v", r)
	}
	for _, version := range []string{"v1p1", "v1p0"} {
		body := s.get("/ims/case/"+version+"/CFPackages/"+string(framework), 200)
		again, err := s.Import(t.Context(), s.Editor, strings.NewReader(body), standards.ImportOptions{Source: "again"})
		if err != nil || again.Draft {
			t.Errorf("%s a second time: %v %+v", version, err, again.Report)
		}
	}
	ids := func(path, collection string) (out []string) {
		var v map[string][]struct{ Identifier string }
		if err := json.Unmarshal([]byte(s.get(path, 200)), &v); err != nil {
			t.Fatal(err)
		}
		for _, x := range v[collection] {
			out = append(out, x.Identifier[4:8])
		}
		return out
	}
	for path, want := range map[string]string{"CFConcepts/5f8a0011-0000-4000-8000-000000000011": "0011 0012", "CFSubjects/5f8a0021-0000-4000-8000-000000000021": "0021 0022 0023",
		"CFSubjects/5F8A0022-0000-4000-8000-000000000022": "0022 0023", "CFItemTypes/5f8a0042-0000-4000-8000-000000000042": "0042"} {
		collection, _, _ := strings.Cut(path, "/")
		if got := strings.Join(ids("/ims/case/v1p0/"+path, collection), " "); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	// A definition is found under its own kind alone.
	s.get("/ims/case/v1p1/CFSubjects/5f8a0011-0000-4000-8000-000000000011", 404)
	// Version 1.0 has no such association.
	s.get("/ims/case/v1p1/CFAssociations/5f8a0213-0000-4000-8000-000000000213", 200)
	s.get("/ims/case/v1p0/CFAssociations/5f8a0213-0000-4000-8000-000000000213", 404)
	set := decoded(t, s.get("/ims/case/v1p1/CFItemAssociations/5f8a0101-0000-4000-8000-000000000101", 200))
	var kinds []string
	for _, a := range set.CFAssociations {
		kinds = append(kinds, a["associationType"].(string))
	}
	if want := []string{"isChildOf", "ext:goes-well-with", "isChildOf", "isChildOf", "isRelatedTo"}; !slices.Equal(kinds, want) {
		t.Errorf("the associations of an item are %q, want %q", kinds, want)
	}
}

// The trial on other people's files: COMMONS_SAMPLES names the folder that holds them.
func TestSamplesComeBackAsTheStandardHasThem(t *testing.T) {
	dir := os.Getenv("COMMONS_SAMPLES")
	if dir == "" {
		return
	}
	dir = filepath.Join(dir, "opensalt-case")
	pack := newShapes(t, filepath.Join(dir, "case-v1p0-cfpackage-schema.json"), jsonschema.Draft4, func(string) string { return "" }, nil)
	swagger := newShapes(t, filepath.Join(dir, "case-v1p0-swagger.json"), jsonschema.Draft4, func(kind string) string { return "#/definitions/" + kind + ".Type" }, func(doc any) { closed(doc, true) })
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), `"CFDocument"`) || strings.HasPrefix(filepath.Base(name), "case-") {
			continue
		}
		tried++
		t.Run(filepath.Base(name), func(t *testing.T) {
			s := newSite(t, dbtest.SQLite(t))
			framework := s.publish(name, string(b))
			shape := *swagger
			shape.t = t
			out := everything(s, &shape, "v1p0", string(framework))
			whole := *pack
			whole.t = t
			whole.check(name, "CFPackage", out)
			likeness(t, string(b)).same(t, likeness(t, out), decoded(t, string(b)).CFItems)
		})
	}
	if tried != 7 {
		t.Errorf("%d files were tried, want 7", tried)
	}
	// What is made here is held against the description as it stands.
	strict := newShapes(t, filepath.Join(dir, "case-v1p0-swagger.json"), jsonschema.Draft4, swagger.at, func(doc any) { closed(doc, false) })
	s := newSite(t, dbtest.SQLite(t))
	s.publish("rich.json", richFile(t))
	list := s.get("/ims/case/v1p0/CFDocuments", 200)
	strict.check("the list", "CFDocumentSet", list)
	var all struct {
		CFDocuments []struct{ Identifier string }
	}
	if err := json.Unmarshal([]byte(list), &all); err != nil {
		t.Fatal(err)
	}
	for _, doc := range all.CFDocuments {
		everything(s, strict, "v1p0", doc.Identifier)
	}
	strict.check("a failure", "imsx_StatusInfo", s.get("/ims/case/v1p0/CFItems/x", 404))
}

// closed makes schemas of the description of 1.0: it joins two closed objects with allOf, which no object could fulfil, so the two are made
// one. lenient takes identifiers as the sample packages have them, of which some are no UUIDs by the letter.
func closed(doc any, lenient bool) {
	definitions := doc.(map[string]any)["definitions"].(map[string]any)
	for _, v := range definitions {
		d := v.(map[string]any)
		parts, ok := d["allOf"].([]any)
		if !ok {
			continue
		}
		properties, required := map[string]any{}, []any{}
		for _, p := range parts {
			part := p.(map[string]any)
			if ref, ok := part["$ref"].(string); ok {
				part = definitions[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)
			}
			for name, shape := range part["properties"].(map[string]any) {
				properties[name] = shape
			}
			more, _ := part["required"].([]any)
			required = append(required, more...)
		}
		delete(d, "allOf")
		d["properties"], d["required"], d["additionalProperties"] = properties, required, false
	}
	if lenient {
		definitions["UUID.Type"].(map[string]any)["pattern"] = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
	}
}
