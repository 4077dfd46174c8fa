package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

func put(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRulesCheckSaysWhere(t *testing.T) {
	right, wrong := put(t, "right.yaml", "rule: x\nneeds: {at_least: 5 hours}\n"), put(t, "wrong.yaml", "rule: x\nneeds:\n  at_lest: 5 hours\n")
	if out := must(t, "rules", "check", right); !strings.Contains(out, "x is right (draft)") {
		t.Error(out)
	}
	status, out, stderr := commons(t, "rules", "check", right, wrong)
	if want := wrong + `:3:3: "at_lest" is not known here; did you mean "at_least"?`; status != 1 || !strings.Contains(stderr, want) || !strings.Contains(out, "x is right") {
		t.Errorf("status %d, %q, %q", status, out, stderr)
	}
	refused(t, 1, "commons rules list names them", "rules", "eval", "--rule", "us-zz-nowhere", "--entries", right)
	refused(t, 1, "cannot be read", "rules", "eval", "--rule", "nowhere.yaml", "--entries", right)
}

func TestRulesEvalAnswers(t *testing.T) {
	entries := put(t, "mine.jsonl", `{"id":"c","kind":"certified","day":"2021-03-15"}
{"id":"1","day":"2022-01-01","minutes":1620,"title":"Institute"}
{"id":"2","day":"2022-02-01","minutes":240,"areas":["technology"]}
{"id":"3","day":"2022-03-01","minutes":30}
`)
	var v struct {
		Status, Due string
		Needs       struct {
			Unit                     string
			Needed, Counted, Missing float64
			Categories               []struct{ Counted, Missing float64 }
		}
		Entries []struct {
			Entry      string
			Counted    []struct{ Amount float64 }
			NotCounted []struct{ Reason string } `json:"not_counted"`
		}
	}
	out := must(t, "rules", "eval", "--rule", "lssc-renewal", "--entries", entries, "--as-of", "2024-01-01", "--json")
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatal(err)
	}
	if v.Status != "partly" || v.Due != "2025-03-14" || v.Needs.Unit != "contact hour" || v.Needs.Needed != 32 || v.Needs.Counted != 31 || v.Needs.Missing != 1 || v.Needs.Categories[0].Counted != 4 {
		t.Errorf("%s", out)
	}
	if len(v.Entries) != 3 || v.Entries[0].Counted[0].Amount != 27 || !strings.Contains(v.Entries[2].NotCounted[0].Reason, "smaller than the least") {
		t.Errorf("%s", out)
	}
	text := must(t, "rules", "eval", "--rule", "lssc-renewal", "--entries", entries, "--as-of", "2024-01-01")
	for _, want := range []string{"PARTLY on 2024-01-01", "31 of 32 contact hours, 1 missing, due 2025-03-14", "renewal opens 2024-03-14; grace until 2025-05-14", "2022-01-01 Institute (1)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	more := put(t, "more.jsonl", `{"id":"4","day":"2023-12-31","minutes":60}`)
	if text := must(t, "rules", "eval", "--rule", "lssc-renewal", "--entries", entries, "--as-of", "2024-01-01", "--what-if", more); !strings.Contains(text, ": MET on") {
		t.Error(text)
	}
	refused(t, 1, "Say which role it is: director, staff, youth services, other", "rules", "eval", "--rule", "us-ia-endorsement", "--entries", entries, "--as-of", "2024-01-01")
	refused(t, 1, "This rule tells no roles apart", "rules", "eval", "--rule", "lssc-renewal", "--entries", entries, "--role", "director")
	refused(t, 1, "What is thought of is of ben, and the record is of ana.", "rules", "eval", "--rule", "lssc-renewal", "--entries", put(t, "ana.jsonl", `{"person":"ana","day":"2022-01-01","minutes":60}`), "--what-if", put(t, "ben.jsonl", `{"person":"ben","day":"2022-01-01","minutes":60}`))
	refused(t, 1, "is no day", "rules", "eval", "--rule", "lssc", "--entries", entries, "--as-of", "yesterday")
	refused(t, 1, "1:2: \"minuts\" is not known here", "rules", "eval", "--rule", "lssc", "--entries", put(t, "bad.jsonl", `{"minuts":1}`))
	if list := must(t, "rules", "list"); !strings.Contains(list, "us-wi-director               verified  Wisconsin") {
		t.Error(list)
	}
	if s := must(t, "rules", "schema"); !json.Valid([]byte(s)) {
		t.Error("the schema is no JSON")
	}
	if one := must(t, "rules", "list", "us-wi-director"); !strings.HasPrefix(one, "rule: us-wi-director\n") {
		t.Error(one)
	}
}

func TestExportedRecordsAreEvaluated(t *testing.T) {
	d := "--data=" + filepath.Join(t.TempDir(), "data")
	must(t, "seed", d, "--scale", "20")
	all := must(t, "export", "record", d)
	first, _, ok := strings.Cut(all, "\n")
	if !ok {
		t.Fatal("no entry was exported")
	}
	var line struct{ Person, ID, Kind, Day string }
	if err := json.Unmarshal([]byte(first), &line); err != nil || line.Person == "" || line.ID == "" || len(line.Day) != 10 {
		t.Fatalf("%s: %v", first, err)
	}
	out := must(t, "rules", "eval", "--rule", "attendance", "--entries", put(t, "all.jsonl", all), "--person", line.Person, "--json")
	if !strings.Contains(out, `"status": "met"`) || !strings.Contains(out, line.ID) {
		t.Error(out)
	}
}

// TestTheLinesOfADutySayWhatItsPageSays takes the lines of somebody out who said since when they hold a certificate.
func TestTheLinesOfADutySayWhatItsPageSays(t *testing.T) {
	ctx, data := t.Context(), filepath.Join(t.TempDir(), "data")
	must(t, "seed", "--data="+data, "--scale", "20")
	first, _, _ := strings.Cut(must(t, "export", "record", "--data="+data), "\n")
	var line struct{ Person id.ID }
	if err := json.Unmarshal([]byte(first), &line); err != nil {
		t.Fatal(err)
	}
	a, err := where{Data: data}.open(ctx, terminal{io.Discard, io.Discard, nil})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	who, err := a.People.Person(ctx, line.Person)
	if err != nil {
		t.Fatal(err)
	}
	me := authz.Actor{PersonID: who.ID}
	const rule = "us-ny-librarian"
	if err := a.Duties.Bind(ctx, me, duties.Binding{Rule: rule, Certified: "2020-01-01"}); err != nil {
		t.Fatal(err)
	}
	one, err := a.Duties.One(ctx, me, rule, duties.Question{})
	if err != nil || one.Result.Due == 0 {
		t.Fatalf("due on %s: %v", one.Result.Due, err)
	}
	var page strings.Builder
	if err := printJSON(&page, rulefile.NewView(one.Result)); err != nil {
		t.Fatal(err)
	}
	evaluated := func(more ...string) string {
		t.Helper()
		lines := put(t, "lines.jsonl", must(t, append([]string{"export", "record", "--data=" + data, "--person", who.Email}, more...)...))
		return must(t, "rules", "eval", "--rule", rule, "--entries", lines, "--as-of", one.Today.String(), "--json")
	}
	if got := evaluated("--rule", rule); got != page.String() {
		t.Errorf("the lines say\n%s\nthe page says\n%s", got, page.String())
	}
	if evaluated() == page.String() {
		t.Error("the day of the certificate is in lines that name no rule")
	}
	refused(t, 1, "There is no such rule", "export", "record", "--data="+data, "--rule", "nothing")
}

func TestTodayIsTheDayWhereTheMachineIs(t *testing.T) {
	entries := put(t, "mine.jsonl", `{"id":"1","day":"2022-01-01","minutes":60}`)
	was := time.Local
	t.Cleanup(func() { time.Local = was })
	for _, hours := range []int{-12, 14} { // of these two it is never the same day
		time.Local = time.FixedZone("", hours*3600)
		before := time.Now().Format("2006-01-02")
		out := must(t, "rules", "eval", "--rule", "attendance", "--entries", entries)
		if after := time.Now().Format("2006-01-02"); !strings.Contains(out, " on "+before) && !strings.Contains(out, " on "+after) {
			t.Errorf("at %d hours it is %s, not\n%s", hours, after, out)
		}
	}
}
