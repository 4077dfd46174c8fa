package standardsweb_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// like is a package for comparing what came in with what went out. What it leaves out is the list of what may differ:
//
//   - addresses of the package's own objects, which are of this site, and the titles by which associations name them;
//   - when the document and associations were changed last: the one by publishing, the others with what they begin at;
//   - adoptionStatus, which is that of this site, caseVersion, and the language, which is English where the file says none;
//   - numbers of places under one parent, which count from 1 here: the order is compared instead;
//   - the order of items, which is that of the tree; an item that stands under nothing stands at the top, last;
//   - texts and lists that are empty, links of a package to itself, line ends, spaces at the ends of texts, the way a moment is written.
type like struct {
	document                         map[string]any
	items, associations, definitions map[string]map[string]any
	// children are the items under each, in their order.
	children map[string][]string
}

func likeness(t testing.TB, body string) like {
	t.Helper()
	f := decoded(t, body)
	l := like{document: f.CFDocument, items: map[string]map[string]any{}, associations: map[string]map[string]any{}, definitions: map[string]map[string]any{}, children: map[string][]string{}}
	own := map[string]bool{f.CFDocument["identifier"].(string): true}
	for name, list := range f.CFDefinitions {
		if name == "extensions" {
			continue
		}
		for _, v := range list.([]any) {
			d := v.(map[string]any)
			l.definitions[d["identifier"].(string)] = d
			own[d["identifier"].(string)] = true
		}
	}
	for _, it := range f.CFItems {
		l.items[it["identifier"].(string)] = it
		own[it["identifier"].(string)] = true
	}
	sequence := map[string]float64{}
	for _, a := range f.CFAssociations {
		l.associations[a["identifier"].(string)] = a
		if a["associationType"] == "isChildOf" {
			from, to := a["originNodeURI"].(map[string]any)["identifier"].(string), a["destinationNodeURI"].(map[string]any)["identifier"].(string)
			n, ok := a["sequenceNumber"].(float64)
			if !ok {
				n = 1 << 40
			}
			sequence[from] = n
			l.children[to] = append(l.children[to], from)
			delete(a, "sequenceNumber")
		}
		delete(a, "lastChangeDateTime")
	}
	place := map[string]int{}
	for i, it := range f.CFItems {
		place[it["identifier"].(string)] = i
	}
	for _, list := range l.children {
		slices.SortStableFunc(list, func(a, b string) int {
			if c := cmp.Compare(sequence[a], sequence[b]); c != 0 {
				return c
			}
			return place[a] - place[b]
		})
	}
	for _, name := range []string{"lastChangeDateTime", "adoptionStatus", "caseVersion", "language"} {
		delete(f.CFDocument, name)
	}
	objects := []map[string]any{f.CFDocument}
	for _, m := range []map[string]map[string]any{l.items, l.associations, l.definitions} {
		for _, o := range m {
			objects = append(objects, o)
		}
	}
	for _, o := range objects {
		delete(o, "uri")
		delete(o, "CFPackageURI")
		delete(o, "CFDocumentURI")
		plainly(o, own)
	}
	return l
}

// plainly takes out of an object what may differ.
func plainly(o map[string]any, own map[string]bool) {
	if i, ok := o["identifier"].(string); ok && own[i] && o["uri"] != nil {
		delete(o, "uri")
		delete(o, "title")
	}
	for k, v := range o {
		switch x := v.(type) {
		case nil:
			delete(o, k)
		case string:
			x = strings.TrimSpace(strings.ReplaceAll(x, "\r\n", "\n"))
			if at, err := time.Parse(time.RFC3339Nano, x); err == nil {
				x = at.UTC().Format(time.RFC3339Nano)
			}
			if o[k] = x; x == "" {
				delete(o, k)
			}
		case []any:
			if len(x) == 0 {
				delete(o, k)
			}
			for _, e := range x {
				if m, ok := e.(map[string]any); ok {
					plainly(m, own)
				}
			}
		case map[string]any:
			plainly(x, own)
		}
	}
}

// same holds two packages against each other. Items that stood under nothing have a place afterwards.
func (l like) same(t testing.TB, out like, items []map[string]any) {
	t.Helper()
	placed := map[string]bool{}
	for _, list := range l.children {
		for _, i := range list {
			placed[i] = true
		}
	}
	root := l.document["identifier"].(string)
	for _, it := range items {
		i := it["identifier"].(string)
		if placed[i] {
			continue
		}
		l.children[root] = append(l.children[root], i)
		for k, a := range out.associations {
			if a["associationType"] == "isChildOf" && a["originNodeURI"].(map[string]any)["identifier"] == i {
				delete(out.associations, k)
			}
		}
	}
	for _, part := range []struct {
		what string
		a, b any
	}{{"the document", l.document, out.document}, {"the items", l.items, out.items}, {"the associations", l.associations, out.associations}, {"the definitions", l.definitions, out.definitions}, {"the tree", l.children, out.children}} {
		if diff := gocmp.Diff(part.a, part.b); diff != "" {
			t.Errorf("%s: %s", part.what, diff)
		}
	}
	if b, err := json.Marshal(out.items); err != nil || len(b) < 10 {
		t.Error("there are no items")
	}
}
