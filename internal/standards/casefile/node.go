package casefile

import (
	"cmp"
	"encoding/json"
	"path"

	"learningcommons.dev/commons/internal/platform/id"
)

// MaxIdentifier bounds the name of what an association joins, which need not be a UUID, in bytes.
const MaxIdentifier = 200

// node reads one end of an association. Some programs write the address alone: what it ends with is the name then, or all of it.
func (r Rest) node(key string) Node {
	var address string
	var o Rest
	switch {
	case json.Unmarshal(r[key], &address) == nil:
		o = Rest{"uri": r[key]}
	case json.Unmarshal(r[key], &o) != nil:
		return Node{}
	}
	n := Node{Identifier: o.identifier(), URI: o.text("uri"), Title: o.text("title"), TargetType: o.text("targetType")}
	if n.Identifier == "" {
		if n.Identifier = n.URI; IsAddress(n.URI) {
			if i, ok := id.Parse(path.Base(n.URI)); ok {
				n.Identifier = string(i)
			}
		}
	}
	if i, ok := id.Parse(n.Identifier); ok {
		n.Identifier = string(i)
	}
	return n
}

// join finds the ends of associations by their addresses, where no item of the package has the identifier that is written there: some
// programs make up one for each end.
func (p *reading) join() {
	known := map[string]bool{p.out.Document.Identifier: true}
	at := map[string]string{p.out.Document.URI: p.out.Document.Identifier}
	for _, it := range p.out.Items {
		known[it.Identifier], at[it.URI] = true, it.Identifier
	}
	delete(at, "")
	for i := range p.out.Associations {
		a := &p.out.Associations[i]
		for _, n := range []*Node{&a.Origin, &a.Destination} {
			if it, ok := at[n.URI]; ok && !known[n.Identifier] {
				n.Identifier = it
			}
			n.Title = cmp.Or(n.Title, n.Identifier)
		}
	}
}
