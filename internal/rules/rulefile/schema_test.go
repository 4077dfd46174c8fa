package rulefile_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"learningcommons.dev/commons/internal/rules/rulefile"
)

// schema is what schema.json uses of JSON Schema, evaluated plainly: the modules that this program has hold no validator of files.
type schema struct {
	Ref                  string `json:"$ref"`
	Type                 any
	Enum                 []any
	Pattern              string
	Properties           map[string]*schema
	AdditionalProperties json.RawMessage
	Required             []string
	MinProperties        int
	Items                *schema
	MinItems, MaxItems   *int
	Minimum, Maximum     *float64
	AnyOf, OneOf         []*schema
	Defs                 map[string]*schema `json:"$defs"`
}

func (s *schema) accepts(root *schema, v any) bool {
	if s.Ref != "" {
		return root.Defs[strings.TrimPrefix(s.Ref, "#/$defs/")].accepts(root, v)
	}
	if s.Type != nil {
		types, ok := s.Type.([]any)
		if !ok {
			types = []any{s.Type}
		}
		if !slices.ContainsFunc(types, func(t any) bool { return isType(t.(string), v) }) {
			return false
		}
	}
	if s.Enum != nil && !slices.Contains(s.Enum, v) {
		return false
	}
	count := func(list []*schema) (n int) {
		for _, x := range list {
			if x.accepts(root, v) {
				n++
			}
		}
		return n
	}
	if s.AnyOf != nil && count(s.AnyOf) == 0 || s.OneOf != nil && count(s.OneOf) != 1 {
		return false
	}
	switch v := v.(type) {
	case string:
		return s.Pattern == "" || regexp.MustCompile(s.Pattern).MatchString(v)
	case float64:
		return (s.Minimum == nil || v >= *s.Minimum) && (s.Maximum == nil || v <= *s.Maximum)
	case []any:
		if s.MinItems != nil && len(v) < *s.MinItems || s.MaxItems != nil && len(v) > *s.MaxItems {
			return false
		}
		return s.Items == nil || !slices.ContainsFunc(v, func(x any) bool { return !s.Items.accepts(root, x) })
	case map[string]any:
		return s.acceptsMap(root, v)
	}
	return true
}

func (s *schema) acceptsMap(root *schema, v map[string]any) bool {
	for _, k := range s.Required {
		if _, ok := v[k]; !ok {
			return false
		}
	}
	if len(v) < s.MinProperties {
		return false
	}
	for k, x := range v {
		if p := s.Properties[k]; p != nil {
			if !p.accepts(root, x) {
				return false
			}
			continue
		}
		switch more := string(s.AdditionalProperties); {
		case more == "":
		case more == "false":
			return false
		default:
			var p schema
			if json.Unmarshal(s.AdditionalProperties, &p) != nil || !p.accepts(root, x) {
				return false
			}
		}
	}
	return true
}

func isType(t string, v any) bool {
	switch v := v.(type) {
	case nil:
		return t == "null"
	case string:
		return t == "string"
	case bool:
		return t == "boolean"
	case float64:
		return t == "number" || t == "integer" && v == float64(int64(v))
	case []any:
		return t == "array"
	case map[string]any:
		return t == "object"
	}
	return false
}

func readSchema(t *testing.T) *schema {
	t.Helper()
	text, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// asJSON reads YAML as a schema sees it.
func asJSON(t *testing.T, text []byte) any {
	t.Helper()
	b, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	return v
}

func TestTheSchemaAcceptsEveryRule(t *testing.T) {
	s := readSchema(t)
	for name, text := range someRules(t) {
		if !s.accepts(s, asJSON(t, text)) {
			t.Errorf("the schema refuses %s", name)
		}
		p, err := rulefile.Read(text)
		if err != nil {
			t.Fatal(err)
		}
		if !s.accepts(s, asJSON(t, rulefile.Write(p.Rule()))) {
			t.Errorf("the schema refuses %s as it is written back", name)
		}
	}
}

// TestTheSchemaRefusesWhatTheReaderRefuses has a case for each key of the language that is written wrong.
func TestTheSchemaRefusesWhatTheReaderRefuses(t *testing.T) {
	s := readSchema(t)
	const amount = "rule: x\nneeds: {at_least: 5 hours, "
	for _, text := range []string{
		"needs: {nothing: true}", "rule: x", "rule: X y\nneeds: {nothing: true}", "rule: x\nstatus: done\nneeds: {nothing: true}", "rule: x\nbinds: me\nneeds: {nothing: true}",
		"rule: x\nduty: perhaps\nneeds: {nothing: true}", "rule: x\nrole_by: age\nneeds: {nothing: true}", "rule: x\nroles: []\nneeds: {nothing: true}", "rule: x\nextra: 1\nneeds: {nothing: true}",
		"rule: x\nversions:\n  - {in_force_from: 2025-01-01}", "rule: x\nneeds: {nothing: true}\nversions:\n  - needs: {nothing: true}", "rule: x\ntransition: later\nneeds: {nothing: true}",
		"rule: x\nin_force_from: soon\nneeds: {nothing: true}", "rule: x\nfinish_within: long\nneeds: {nothing: true}", "rule: x\ncycle: {kind: rolling}\nneeds: {nothing: true}",
		"rule: x\ncycle: {length: 5 years, first_length: some}\nneeds: {nothing: true}", "rule: x\ncycle: {length: 5}\nneeds: {nothing: true}", "rule: x\ncycle: {length: 5 years, ends: sometime}\nneeds: {nothing: true}", "rule: x\ncycle: {length: 5 years, first: half}\nneeds: {nothing: true}",
		"rule: x\ncycle: {length: 5 years, leave: helps}\nneeds: {nothing: true}", "rule: x\nunits: {LEU: {minutes: 0}}\nneeds: {nothing: true}", "rule: x\nunits: {LEU: {minutes: 60, round: even}}\nneeds: {nothing: true}",
		"rule: x\nunits: {LEU: {from: {hour: many}}}\nneeds: {nothing: true}", "rule: x\nneeds: {}", "rule: x\nneeds: []", "rule: x\nneeds: {all_of: []}", "rule: x\nneeds: {choose: {count: 1}}",
		"rule: x\nneeds: {choose: {count: 0, from: [{nothing: true}]}}", "rule: x\nneeds: {nothing: false}", "rule: x\nneeds: {at_least: 5}", "rule: x\nneeds: {at_least: many hours}",
		"rule: x\nneeds: {award: a, exam: b}", "rule: x\nneeds: {exam: a, lasting: 3 years}", "rule: x\nneeds: {award: a, lasting: long}", "rule: x\nneeds: {part: a, ways: [luck]}", "rule: x\nneeds: {competency: a, assurance: friend}",
		"rule: x\nneeds: {each: {members: all}}", "rule: x\nbinds: group\nneeds: {each: {finish_within: soon, need: {nothing: true}}}", "rule: x\nneeds: {exam: a, over: night}", "rule: x\nneeds: {portfolio: a, within: 5}",
		amount + "same_title: twice}", amount + "same_title: once in long}", amount + "report_after_end: soon}", "rule: x\nneeds: {each: {members: some, need: {nothing: true}}}", "rule: x\nbinds: group\nneeds: {each: {members: 0/3, need: {nothing: true}}}", "rule: x\nbinds: group\nneeds: {each: {first: half, need: {nothing: true}}}", amount + "of: {}}", amount + "of: {kind: award}}", amount + "of: {colour: red}}",
		amount + "over: night}", amount + "within: 5}", amount + "smallest: 5}", amount + "counts_again: maybe}", amount + "categories: [{name: a, of: {tag: b}}]}", amount + "categories: [{name: a, at_most: 5 hours}]}",
		amount + "categories: [{of: {tag: b}, at_most: 5 hours}]}", amount + "categories: [{name: a, of: {tag: b}, at_most: 5 hours, each: month}]}",
		amount + "carry_over: {from_last: 1 month}}", amount + "carry_over: {at_most: 1 hour, from_last: soon}}",
	} {
		if _, err := rulefile.Read([]byte(text)); err == nil {
			t.Errorf("the reader accepts %s", text)
		}
		if s.accepts(s, asJSON(t, []byte(text))) {
			t.Errorf("the schema accepts %s", text)
		}
	}
}
