package assessment

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// advert is one of the adverts that were labelled by hand.
type advert struct {
	ID     string
	Title  string
	Text   string
	Labels []struct{ Framework, Code, Phrase string }
}

func readAdvert(t *testing.T, n int) advert {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("content/adverts/%02d.json", n))
	if err != nil {
		t.Fatal(err)
	}
	var a advert
	if err := json.Unmarshal(b, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// describedByFiles are the competencies of the product's own frameworks, as its files say them.
func describedByFiles(t *testing.T) []Described {
	t.Helper()
	names, err := filepath.Glob("../standards/content/lc-*.json")
	if err != nil || len(names) != 10 {
		t.Fatalf("%d frameworks, %v", len(names), err)
	}
	var out []Described
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var f struct {
			Key          string
			Competencies []struct {
				Code, Title, Description string
				Statements               map[string][]string
			}
		}
		if err := json.Unmarshal(b, &f); err != nil {
			t.Fatal(err)
		}
		for _, c := range f.Competencies {
			d := Described{CompetencyKey: CompetencyKey{f.Key, c.Code}, Title: c.Title, Description: c.Description}
			for _, list := range c.Statements {
				d.Statements = append(d.Statements, list...)
			}
			out = append(out, d)
		}
	}
	return out
}

// measure counts over adverts what was found rightly, found wrongly, and missed.
func measure(t *testing.T, from, to int) (recall, precision float64) {
	t.Helper()
	var right, wrong, missed int
	book := newWordbook(describedByFiles(t), cues())
	for n := from; n <= to; n++ {
		a := readAdvert(t, n)
		want := map[CompetencyKey]bool{}
		for _, l := range a.Labels {
			want[CompetencyKey{l.Framework, l.Code}] = true
		}
		for _, m := range matchAdvert(a.Title+"\n"+a.Text, book) {
			if want[m.CompetencyKey] {
				right++
				delete(want, m.CompetencyKey)
				continue
			}
			wrong++
		}
		missed += len(want)
	}
	return float64(right) / float64(right+missed), float64(right) / float64(right+wrong)
}

// TestAdverts states how well adverts are understood: on the first fifteen, by which the cues were chosen, and on the last fifteen, which nobody looked at
// while choosing them.
func TestAdverts(t *testing.T) {
	for _, c := range []struct {
		name              string
		from, to          int
		recall, precision float64
	}{
		{"chosen by", 1, 15, 0.9, 0.7},
		{"not looked at", 16, 30, 0.45, 0.5},
	} {
		recall, precision := measure(t, c.from, c.to)
		t.Logf("adverts %d to %d (%s): recall %.2f, precision %.2f", c.from, c.to, c.name, recall, precision)
		if recall < c.recall || precision < c.precision {
			t.Errorf("adverts %d to %d: recall %.2f, want %.2f; precision %.2f, want %.2f", c.from, c.to, recall, c.recall, precision, c.precision)
		}
	}
}

func FuzzAdvert(f *testing.F) {
	book := newWordbook([]Described{{CompetencyKey: CompetencyKey{"lc-technology", "TEC-03"}, Title: "Library systems"}}, cues())
	for _, text := range []string{"", "We use Koha.", "\xff\xfe circulation; weed", "• Un-jam the copier\n· é́ Bücher & Co. A.B"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range matchAdvert(text, book) {
			if !strings.Contains(text, m.Phrase) || m.Times < 1 {
				t.Errorf("%q does not stand in it", m.Phrase)
			}
		}
	})
}
