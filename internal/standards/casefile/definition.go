package casefile

import (
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Collections are the lists of CFDefinitions by their names, in the standard's order, each with the kind of its objects.
var Collections = []struct{ Name, Kind string }{
	{"CFConcepts", "CFConcept"},
	{"CFSubjects", "CFSubject"},
	{"CFLicenses", "CFLicense"},
	{"CFItemTypes", "CFItemType"},
	{"CFAssociationGroupings", "CFAssociationGrouping"},
}

// definitionNames are what CFDefinitions hold.
var definitionNames = []string{Collections[0].Name, Collections[1].Name, Collections[2].Name, Collections[3].Name, Collections[4].Name, extensions}

// Definition is one object of CFDefinitions.
type Definition struct {
	// Collection is the name of its list, Position its place there, from 1.
	Collection string
	Position   int
	Identifier string
	// Hierarchy is its hierarchyCode: what is under 1.2 begins with 1.2. and a dot.
	Hierarchy string
	// Rest is all that it says besides.
	Rest Rest
}

// maxHierarchy bounds a code of the hierarchy.
const maxHierarchy = 200

// definitions reads CFDefinitions list by list. Some programs write an empty list where they have none.
func (p *reading) definitions() error {
	t, err := p.dec.Token()
	if err != nil || t == nil {
		return err
	}
	if d, ok := t.(interface{ String() string }); ok && d.String() == "[" && !p.dec.More() {
		return p.expect(']')
	} else if !ok || d.String() != "{" {
		return p.shape()
	}
	for p.dec.More() {
		key, err := p.key()
		if err != nil {
			return err
		}
		read := func() error {
			return p.passOver(key, definitionNames)
		}
		if err := p.once(key, definitionNames); err != nil {
			return err
		}
		if key == extensions {
			read = func() error {
				raw, err := p.value()
				if err == nil {
					p.out.DefinitionsRest = settled("CFDefinition", Rest{key: raw}.without())
				}
				return err
			}
		}
		for _, c := range Collections {
			if c.Name == key {
				read = func() error {
					return p.list(func(no int, o Rest) error { return p.definition(c.Name, c.Kind, no, o) })
				}
			}
		}
		if err := read(); err != nil {
			return err
		}
	}
	return p.expect('}')
}

// madeUp are fields that the standard asks for and files do without, by the kind of object: the title stands in for them. A code in the
// hierarchy is made of the place in the list.
var madeUp = map[string]string{"description": "CFItemType", "licenseText": "CFLicense"}

func (p *reading) definition(collection, kind string, no int, o Rest) error {
	if len(p.out.Definitions) >= p.limits.Items {
		return errs.New(errs.Invalid, "The file has more than %d definitions.", p.limits.Items)
	}
	given := o.identifier()
	title := o.text("title")
	i, ok := id.Parse(given)
	d := Definition{Collection: collection, Position: no, Identifier: string(i), Hierarchy: o.text("hierarchyCode")}
	switch {
	case !ok:
		p.fault(kind, no, given, title, "identifier", "The identifier is not a UUID: “%s”.", short(given))
	case p.twice != "":
		p.fault(kind, no, d.Identifier, title, "", saidTwice, short(p.twice))
	case p.seen[collection+d.Identifier]:
		p.fault(kind, no, d.Identifier, title, "identifier", "The identifier stands in the file a second time.")
	case title == "":
		p.fault(kind, no, d.Identifier, "", "title", "It has no title.")
	case len(d.Hierarchy) > maxHierarchy:
		p.fault(kind, no, d.Identifier, title, "hierarchyCode", "Keep it under %d characters.", maxHierarchy)
	default:
		p.seen[collection+d.Identifier] = true
		if at := o.moment("lastChangeDateTime"); !at.IsZero() {
			o["lastChangeDateTime"], _ = marshal(Stamp(at))
		}
		o["title"], _ = marshal(title)
		for field, of := range madeUp {
			if of == kind && empty(o[field]) {
				o[field] = o["title"]
			}
		}
		if _, ok := known10[kind]["hierarchyCode"]; ok && d.Hierarchy == "" {
			d.Hierarchy = strconv.Itoa(no)
		}
		d.Rest = settled(kind, o.without("uri"))
		p.out.Definitions = append(p.out.Definitions, d)
	}
	return nil
}

// KindOf is the kind of the objects of a list of definitions.
func KindOf(collection string) string {
	for _, c := range Collections {
		if c.Name == collection {
			return c.Kind
		}
	}
	return ""
}

// DefinitionObject is an object of CFDefinitions as it is written.
func (f Form) DefinitionObject(d Definition, changed time.Time) any {
	kind := KindOf(d.Collection)
	named := map[string]any{"identifier": d.Identifier, "uri": f.URI(d.Collection, d.Identifier)}
	if _, ok := d.Rest["lastChangeDateTime"]; !ok {
		named["lastChangeDateTime"] = Stamp(changed)
	}
	if _, ok := known10[kind]["hierarchyCode"]; ok {
		if named["hierarchyCode"] = d.Hierarchy; d.Hierarchy == "" {
			named["hierarchyCode"] = strconv.Itoa(d.Position)
		}
	}
	for field, of := range madeUp {
		if _, ok := d.Rest[field]; !ok && of == kind {
			named[field] = d.Rest["title"]
		}
	}
	return f.object(kind, d.Rest, named)
}
