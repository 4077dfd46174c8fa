package standards

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// The sheets of a workbook that holds a CASE package, as OpenSALT writes it.
const (
	docSheet         = "CF Doc"
	itemSheet        = "CF Item"
	associationSheet = "CF Association"
)

// sheet is one of them, and which of its columns are read.
type sheet struct {
	*tabular.Reader
	name, kind string
	// has are its headers as they are compared, rest the fields that are kept as they are, by name.
	has  map[string]bool
	rest []string
	// left are headers of columns that nobody reads and in which something stands.
	left []string
}

// namedColumns are the columns that are read by name, kind by kind.
var namedColumns = map[string][]string{
	"CFDocument": {"identifier", "title", "creator", "description", "notes", "version", "language", "officialSourceURL", "adoptionStatus"},
	"CFItem":     {"identifier", "fullStatement", "abbreviatedStatement", "humanCodingScheme", "CFItemType", "smartLevel"},
	"CFAssociation": {"identifier", "associationType", "notes", "sequenceNumber", "associationGroupIdentifier", "associationGroupName", "originNodeIdentifier", "originNodeURI",
		"originNodeHumanCodingScheme", "destinationNodeIdentifier", "destinationNodeURI", "destinationNodeHumanCodingScheme"},
}

func sheetOf(t *tabular.Reader, name, kind string) *sheet {
	s := &sheet{Reader: t, name: name, kind: kind, has: map[string]bool{}}
	for _, h := range t.Headers() {
		s.has[tabular.Fold(h)] = true
	}
	for _, f := range casefile.CellFields(kind) {
		if s.says(f) && !slices.Contains(namedColumns[kind], f) {
			s.rest = append(s.rest, f)
		}
	}
	return s
}

// says reports whether it has a column for a field.
func (s *sheet) says(field string) bool {
	if field == "CFAssociationGroupingURI" {
		field = "associationGroupIdentifier"
	}
	return s.has[tabular.Fold(field)]
}

// restOf is what a row says beyond what is known by name. It remembers what it leaves out.
func (s *sheet) restOf(row tabular.Row) casefile.Rest {
	cells := map[string]string{}
	for _, f := range s.rest {
		if cell := row.Get(f); cell != "" {
			cells[f] = cell
		}
	}
	for _, h := range s.Headers() {
		is := func(f string) bool { return tabular.Fold(f) == tabular.Fold(h) }
		if h != "" && row.Get(h) != "" && !slices.Contains(s.left, h) && !slices.ContainsFunc(namedColumns[s.kind], is) && !slices.ContainsFunc(s.rest, is) {
			s.left = append(s.left, h)
		}
	}
	return casefile.OfCells(s.kind, cells)
}

// readWorkbook reads a package from three sheets. What they have no columns for stays as it is here.
func (s *Service) readWorkbook(data []byte, doc *tabular.Reader) (incoming, error) {
	p := &casefile.Package{Version: casefile.V1p1}
	document := sheetOf(doc, docSheet, "CFDocument")
	for row, err := range doc.Rows() {
		if err != nil {
			return incoming{}, err
		}
		i, ok := id.Parse(row.Get("identifier"))
		if !ok {
			return incoming{}, errs.Bad("identifier", "The identifier of the CFDocument is not a UUID: “%s”.", row.Get("identifier"))
		}
		p.Document = casefile.Document{Identifier: string(i), Title: row.Get("title"), Creator: row.Get("creator"), Description: row.Get("description"), Notes: row.Get("notes"),
			Version: row.Get("version"), Language: row.Get("language"), OfficialSourceURL: row.Get("officialSourceURL"), AdoptionStatus: row.Get("adoptionStatus"), Rest: document.restOf(row)}
		break
	}
	if err := doc.Err(); err != nil {
		return incoming{}, err
	}
	if p.Document.Title == "" {
		return incoming{}, errs.Bad("title", "The CFDocument has no title.")
	}
	t, err := tabular.Open(bytes.NewReader(data), tabular.Options{Sheet: itemSheet, Shown: true})
	if err != nil {
		return incoming{}, err
	}
	items := sheetOf(t, itemSheet, "CFItem")
	paths, err := sheetItems(p, items)
	if err != nil {
		return incoming{}, err
	}
	if t, err = tabular.Open(bytes.NewReader(data), tabular.Options{Sheet: associationSheet, Shown: true}); err != nil {
		return incoming{}, err
	}
	links := sheetOf(t, associationSheet, "CFAssociation")
	if err := sheetAssociations(p, links); err != nil {
		return incoming{}, err
	}
	p.Associations = append(p.Associations, outlined(p, paths)...)
	in, err := s.fromPackage(p)
	if err != nil {
		return in, err
	}
	in.notes[0], in.saysParts = "Rows are those of the sheet CF Item.", false
	in.says = func(kind, field string) bool {
		for _, s := range []*sheet{document, items, links} {
			if s.kind == kind {
				return s.says(field)
			}
		}
		return false
	}
	for _, s := range []*sheet{document, items, links} {
		for _, h := range s.left {
			in.notes = append(in.notes, said("The column “%s” of the sheet %s is not read.", h, s.name))
		}
	}
	return in, nil
}

func fault(p *casefile.Package, what string, row tabular.Row, message string) {
	p.Faults = append(p.Faults, casefile.Fault{What: what, No: row.Line, Identifier: row.Get("identifier"), Code: row.Get("humanCodingScheme"), Title: row.Get("fullStatement"), Message: message})
}

// sheetItems reads the items and returns the outline number of each.
func sheetItems(p *casefile.Package, t *sheet) (map[string]string, error) {
	paths, seen := map[string]string{}, map[string]bool{}
	for row, err := range t.Rows() {
		if err != nil {
			p.Faults = append(p.Faults, casefile.Fault{What: "CFItem", No: row.Line, Message: "The row cannot be read."})
			continue
		}
		i, ok := id.Parse(row.Get("identifier"))
		switch {
		case !ok:
			fault(p, "CFItem", row, "The identifier is not a UUID.")
			continue
		case row.Get("fullStatement") == "":
			fault(p, "CFItem", row, "The item has no statement.")
			continue
		case seen[string(i)]:
			fault(p, "CFItem", row, "The identifier stands in the file a second time.")
			continue
		}
		seen[string(i)] = true
		p.Items = append(p.Items, casefile.Item{No: row.Line, Identifier: string(i), FullStatement: row.Get("fullStatement"), Abbreviated: row.Get("abbreviatedStatement"),
			HumanCodingScheme: row.Get("humanCodingScheme"), CFItemType: row.Get("CFItemType"), Rest: t.restOf(row)})
		if path := strings.Trim(row.Get("smartLevel"), "."); path != "" {
			paths[string(i)] = path
		}
	}
	return paths, t.Err()
}

func sheetAssociations(p *casefile.Package, t *sheet) error {
	seen := map[string]bool{}
	for row, err := range t.Rows() {
		if err != nil {
			p.Faults = append(p.Faults, casefile.Fault{What: "CFAssociation", No: row.Line, Message: "The row cannot be read."})
			continue
		}
		a := casefile.Association{No: row.Line, Type: camel(row.Get("associationType")), Notes: row.Get("notes"), Rest: t.restOf(row)}
		i, ok := id.Parse(row.Get("identifier"))
		a.Identifier = string(i)
		a.Order(row.Get("sequenceNumber"))
		if group, ok := id.Parse(row.Get("associationGroupIdentifier")); ok {
			a.Rest = a.Rest.WithLink("CFAssociationGroupingURI", string(group), cmp.Or(row.Get("associationGroupName"), string(group)))
		}
		end := func(name string) casefile.Node {
			n := casefile.Node{Identifier: row.Get(name + "Identifier"), URI: row.Get(name + "URI"), Title: row.Get(name + "HumanCodingScheme")}
			if i, ok := id.Parse(n.Identifier); ok {
				n.Identifier = string(i)
			}
			return n
		}
		a.Origin, a.Destination = end("originNode"), end("destinationNode")
		if !ok || a.Type == "" || a.Origin.Identifier == "" || a.Destination.Identifier == "" || len(a.Type) > 60 || len(a.Origin.Identifier) > casefile.MaxIdentifier || len(a.Destination.Identifier) > casefile.MaxIdentifier {
			fault(p, "CFAssociation", row, "The association does not say what it joins.")
			continue
		}
		if seen[a.Identifier] {
			fault(p, "CFAssociation", row, "The identifier stands in the file a second time.")
			continue
		}
		seen[a.Identifier] = true
		p.Associations = append(p.Associations, a)
	}
	return t.Err()
}

// camel makes isChildOf of "Is Child Of".
func camel(s string) string {
	s = strings.ReplaceAll(s, " ", "")
	if s == "" {
		return s
	}
	r := []rune(s)
	r[0] = unicode.ToLower(r[0])
	return string(r)
}

// outlined makes associations of outline numbers, for items that no association puts anywhere.
func outlined(p *casefile.Package, paths map[string]string) []casefile.Association {
	by := map[string]string{}
	for item, path := range paths {
		by[path] = item
	}
	placed := map[string]bool{}
	for _, a := range p.Associations {
		if a.Type == casefile.ChildOf {
			placed[a.Origin.Identifier] = true
		}
	}
	var out []casefile.Association
	for _, it := range p.Items {
		path := paths[it.Identifier]
		if placed[it.Identifier] || path == "" {
			continue
		}
		under := p.Document.Identifier
		if n := strings.LastIndexByte(path, '.'); n > 0 && by[path[:n]] != "" {
			under = by[path[:n]]
		}
		out = append(out, casefile.Association{Identifier: string(id.Named(it.Identifier, under, "outline")), Type: casefile.ChildOf, Origin: casefile.Node{Identifier: it.Identifier}, Destination: casefile.Node{Identifier: under}})
	}
	return out
}
