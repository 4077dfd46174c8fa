package standards

import (
	"context"
	"encoding/json"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// part is something that a version has beside its competencies: an object of the definitions of an exchange file, or an association that
// begins at none of its competencies.
type part struct {
	// kind is the list that it stands in, position the place there, from 1.
	kind     string
	id       id.ID
	position int
	// hierarchy is the code of a definition's place, origin the identifier of what an association begins at.
	hierarchy, origin string
	// body is JSON: of a definition the rest, of an association all of it.
	body string
}

// looseAssociations is the kind of the associations among the parts.
const looseAssociations = "CFAssociations"

// partsFrom takes the definitions of a package, and the associations that begin at none of its items.
func partsFrom(p *casefile.Package, loose []casefile.Association) ([]part, error) {
	var out []part
	for _, d := range p.Definitions {
		out = append(out, part{kind: d.Collection, id: id.ID(d.Identifier), position: d.Position, hierarchy: d.Hierarchy, body: keptOf(d.Rest)})
	}
	for i, a := range loose {
		a.No = 0
		b, err := json.Marshal(a)
		if err != nil {
			return nil, err
		}
		out = append(out, part{kind: looseAssociations, id: id.ID(a.Identifier), position: i + 1, origin: a.Origin.Identifier, body: string(b)})
	}
	return out, nil
}

// definition is the part as an exchange file has it.
func (p part) definition() casefile.Definition {
	return casefile.Definition{Collection: p.kind, Position: p.position, Identifier: string(p.id), Hierarchy: p.hierarchy, Rest: restOf(p.body)}
}

// associationsOf are loose associations as an exchange file has them. Ends that are here get their addresses here.
func associationsOf(ctx context.Context, q db.Q, f casefile.Form, parts []part) ([]casefile.Association, error) {
	out := make([]casefile.Association, len(parts))
	var ids []string
	for i, p := range parts {
		if err := json.Unmarshal([]byte(p.body), &out[i]); err != nil {
			return nil, fmt.Errorf("standards: association %s: %w", p.id, err)
		}
		ids = append(ids, out[i].Origin.Identifier, out[i].Destination.Identifier)
	}
	here, err := placesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	documents, err := documentsAmong(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i := range out {
		for _, n := range []*casefile.Node{&out[i].Origin, &out[i].Destination} {
			if _, ok := here[n.Identifier]; ok && n.URI == "" {
				n.URI = f.Newest().URI("CFItems", n.Identifier)
			} else if documents[n.Identifier] && n.URI == "" {
				n.URI = f.URI("CFDocuments", n.Identifier)
			}
		}
	}
	return out, nil
}
