package i18n

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "add empty entries to the locale files for messages without a translation, and drop those that stand nowhere in the sources")

// TestMessages holds the locale files to the sources: every message has a translation in every
// language, every translation a message, and every message that counts things its plural forms.
//
// A message is any constant text that can reach T or N, on whatever way: through a variable, a
// field, a table, a Label method, an error for people. See trace_test.go.
func TestMessages(t *testing.T) {
	found := messages(t)
	if len(found) < 500 {
		t.Fatalf("only %d messages were found: the search is wrong", len(found))
	}
	for _, l := range Languages()[1:] {
		entries, missing := catalogues[l.Code].entries, 0
		for _, key := range slices.Sorted(maps.Keys(found)) {
			e, m := entries[key], found[key]
			switch {
			case e.text == "" && e.forms["other"] == "":
				missing++
				t.Errorf("%s: no translation of %q (%s)", l.Code, key, m.at)
			case m.counted && e.forms == nil:
				t.Errorf("%s: %q counts things and needs plural forms (%s)", l.Code, key, m.at)
			case !m.counted && e.forms != nil:
				t.Errorf("%s: %q has plural forms but is shown without a number (%s)", l.Code, key, m.at)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(entries)) {
			if _, ok := found[key]; !ok {
				t.Errorf("%s: %q is translated but stands nowhere in the sources", l.Code, key)
			}
		}
		t.Logf("%s: %d of %d messages have no translation", l.Code, missing, len(found))
		if *update {
			rewrite(t, l.Code, found)
		}
	}
}

// rewrite writes a locale file with an entry for each message and no other.
func rewrite(t *testing.T, lang string, found map[string]sentence) {
	t.Helper()
	file := map[string]any{}
	for key, m := range found {
		e, ok := catalogues[lang].entries[key]
		switch {
		case ok && e.forms != nil:
			file[key] = e.forms
		case !ok && m.counted:
			file[key] = map[string]string{"one": "", "other": ""}
		default:
			file[key] = e.text
		}
	}
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	w.SetIndent("", "  ")
	if err := w.Encode(file); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("locales", lang+".json"), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFrenchSpaces holds the French texts to their typography: what stands before a double sign and
// inside quotation marks is a space at which no line breaks.
func TestFrenchSpaces(t *testing.T) {
	wrong := regexp.MustCompile(` [:;?!»]| %%|« |[\pL\d)][;?!]|[\pL)]:( |$)|«[^\x{a0}\x{202f}]|[^\x{a0}\x{202f}]»|'|[ \x{a0}\x{202f}]{2}`)
	for key, e := range catalogues["fr"].entries {
		for _, text := range append(slices.Collect(maps.Values(e.forms)), e.text) {
			if at := wrong.FindString(text); at != "" {
				t.Errorf("%q: %q in %q", key, at, text)
			}
		}
	}
}
