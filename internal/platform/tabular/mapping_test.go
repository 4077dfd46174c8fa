package tabular

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/errs"
)

var offerFields = []FieldSpec{
	{Name: "title", Aliases: []string{"name of session", "name"}, Required: true},
	{Name: "starts_on", Aliases: []string{"date", "start date"}, Required: true},
	{Name: "email", Aliases: []string{"e-mail address", "mail"}},
	{Name: "sponsor"},
}

func TestGuess(t *testing.T) {
	for _, test := range []struct {
		name       string
		remembered Mapping
		headers    []string
		want       Mapping
		unmatched  []string
	}{
		{"names, whatever their dress", nil, []string{"TITLE", "Starts-On", " E mail ", "Room"},
			Mapping{"title": "TITLE", "starts_on": "Starts-On", "email": " E mail "}, []string{"Room"}},
		{"aliases, the best first", nil, []string{"Name", "Name of session", "Start_Date", "Date"},
			Mapping{"title": "Name of session", "starts_on": "Date"}, []string{"Name", "Start_Date"}},
		{"a column serves one field", nil, []string{"Title", "", "#", "Title"}, Mapping{"title": "Title"}, nil},
		{"what is remembered comes first", Mapping{"title": "Topic", "sponsor": "", "starts_on": "Gone"},
			[]string{"Title", "topic", "date", "Sponsor"},
			Mapping{"title": "topic", "sponsor": "", "starts_on": "date"}, []string{"Title", "Sponsor"}},
		{"accents do not count", nil, []string{"Títle"}, Mapping{"title": "Títle"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, unmatched := test.remembered.Guess(test.headers, offerFields)
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(test.unmatched, unmatched); d != "" {
				t.Error(d)
			}
		})
	}
	if got, _ := Guess([]string{"title"}, offerFields); got["title"] != "title" {
		t.Error(got)
	}
}

func TestMappingComplete(t *testing.T) {
	if err := (Mapping{"title": "T", "starts_on": "D"}).Complete(offerFields); err != nil {
		t.Error(err)
	}
	err := (Mapping{"title": "T", "email": "E", "starts_on": ""}).Complete(offerFields)
	if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Name != "starts_on" {
		t.Error(err)
	}
}

func TestUse(t *testing.T) {
	r, err := Open(strings.NewReader("Topic,title,When\n A ,B,C\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = r.Use(Mapping{"title": "Topic", "who": "Speaker", "where": "Room"})
	if e := errs.As(err); e == nil || len(e.Fields) != 2 || e.Fields[0].Name != "where" {
		t.Fatal(err)
	}
	var m Mapping
	if err := json.Unmarshal([]byte(`{"title": "TOPIC", "date": "when", "note": ""}`), &m); err != nil {
		t.Fatal(err)
	}
	if err := r.Use(m); err != nil {
		t.Fatal(err)
	}
	for row := range r.Rows() {
		got := []string{row.Get("title"), row.Get("date"), row.Get("note"), row.Get("Topic")}
		if d := cmp.Diff([]string{"A", "C", "", ""}, got); d != "" {
			t.Error(d)
		}
	}
	if (Row{}).Get("title") != "" {
		t.Error("an empty row holds something")
	}
}
