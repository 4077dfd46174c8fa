package standards

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// Package writes a published framework, or an older version of one, as a CFPackage, row by row. For everybody. begin is told the tag of
// what will be written and returns where to, or nil when nothing is to be written. Nothing is begun when it returns NotFound.
func (s *Service) Package(ctx context.Context, f casefile.Form, identifier id.ID, begin func(tag string) io.Writer) error {
	v, as, err := s.open(ctx, identifier)
	if err != nil {
		return err
	}
	tag, err := s.packageTag(ctx, f, v, as)
	if err != nil {
		return err
	}
	if f = f.Newest(); as == v.ID {
		f.At = string(v.ID)
	}
	if f, err = s.homes(ctx, f, v); err != nil {
		return err
	}
	out := begin(tag)
	if out == nil {
		return nil
	}
	return writePackage(ctx, s.db, f, v, as, out)
}

// packageTag changes whenever the package does. A version that is published does not change itself; where its links lead does, when
// anything is published or retired.
func (s *Service) packageTag(ctx context.Context, f casefile.Form, v Version, as id.ID) (string, error) {
	last, err := lastPublication(ctx, s.db)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Append(nil, f.Version, f.Base, as, v.ID, v.Status, v.UpdatedAt.UnixMicro(), v.RetiredAt.UnixMicro(), last))
	return hex.EncodeToString(sum[:12]), nil
}

// homes returns the form for the whole of a version.
func (s *Service) homes(ctx context.Context, f casefile.Form, v Version) (casefile.Form, error) {
	home, err := homesOf(ctx, s.db, v.ID, nil)
	return f.Of(home), err
}

// writePackage reads the version in pieces, once for each list of the package.
func writePackage(ctx context.Context, q db.Q, f casefile.Form, v Version, as id.ID, out io.Writer) error {
	w := casefile.NewWriter(out)
	doc := documentOf(v, as)
	if err := w.Part("CFDocument", f.DocumentObject(doc, true)); err != nil {
		return err
	}
	w.Begin("CFItems")
	if err := eachCompetency(ctx, q, v.ID, func(c Competency) error { return w.Add(f.ItemObject(itemOf(c), nil)) }); err != nil {
		return err
	}
	w.End()
	w.Begin("CFAssociations")
	if err := writeTree(ctx, q, f, w, v, doc); err != nil {
		return err
	}
	err := eachParts(ctx, q, v.ID, looseAssociations, func(some []part) error {
		list, err := associationsOf(ctx, q, f, some)
		for _, a := range list {
			if err == nil && f.Version.Knows(a.Type) {
				err = w.Add(f.AssociationObject(a, v.UpdatedAt, nil))
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := writeFacts(ctx, q, f, w, v); err != nil {
		return err
	}
	w.End()
	if err := writeDefinitions(ctx, q, f, w, v); err != nil {
		return err
	}
	if err := writeRubrics(ctx, q, f, w, v); err != nil {
		return err
	}
	if err := w.Extensions(f, v.Kept.Package); err != nil {
		return err
	}
	return w.Close()
}

// writeTree writes the places and links of all competencies.
func writeTree(ctx context.Context, q db.Q, f casefile.Form, w *casefile.Writer, v Version, doc casefile.Document) error {
	// The way from the top to where we are, with the number of the last place under each.
	type stop struct {
		node casefile.Node
		last int
	}
	way := []stop{{last: noPlace, node: casefile.Node{Identifier: doc.Identifier, URI: f.URI("CFDocuments", doc.Identifier), Title: doc.Title}}}
	return eachCompetency(ctx, q, v.ID, func(c Competency) error {
		way = way[:c.Depth]
		up := &way[c.Depth-1]
		place := placeOf(f, c, up.node, up.last)
		up.last = place.Sequence
		if err := w.Add(f.AssociationObject(place, c.UpdatedAt, nil)); err != nil {
			return err
		}
		way = append(way, stop{last: noPlace, node: nodeOf(f, c.ID, c.Title)})
		return writeLinks(f, w, c)
	})
}

// writeFacts writes what became of the competencies that the version does not hold any more, for programs that go by the package alone.
func writeFacts(ctx context.Context, q db.Q, f casefile.Form, w *casefile.Writer, v Version) error {
	f = f.Newest() // a fact is the same in each version
	versions, err := versionsUpTo(ctx, q, v.FrameworkID, v.Number)
	if err != nil {
		return err
	}
	for _, version := range versions {
		for after := (fact{}); ; {
			list, err := factsIn(ctx, q, version, after, 500)
			if err != nil {
				return err
			}
			for _, x := range list {
				if err := w.Add(f.AssociationObject(x.association(f), x.at, nil)); err != nil {
					return err
				}
			}
			if len(list) < 500 {
				break
			}
			after = list[len(list)-1]
		}
	}
	return nil
}

// writeLinks writes the links of a competency, as far as the version of the standard has such.
func writeLinks(f casefile.Form, w *casefile.Writer, c Competency) error {
	for _, l := range c.Links {
		if !f.Version.Knows(l.Kind) {
			continue
		}
		if err := w.Add(f.AssociationObject(linkOf(f, c, l), c.UpdatedAt, nil)); err != nil {
			return err
		}
	}
	return nil
}

// writeDefinitions writes what the version defines beside its competencies, list by list; where that is nothing, nothing.
func writeDefinitions(ctx context.Context, q db.Q, f casefile.Form, w *casefile.Writer, v Version) error {
	if len(f.Home) == 0 && len(v.Kept.Definitions) == 0 {
		return nil
	}
	w.Open("CFDefinitions")
	for _, c := range casefile.Collections {
		w.Begin(c.Name)
		err := eachParts(ctx, q, v.ID, c.Name, func(some []part) (err error) {
			for _, p := range some {
				if err == nil {
					err = w.Add(f.DefinitionObject(p.definition(), v.UpdatedAt))
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		w.End()
	}
	if err := w.Extensions(f, v.Kept.Definitions); err != nil {
		return err
	}
	w.Outer()
	return nil
}

// eachParts reads the parts of a kind in their order, some at a time.
func eachParts(ctx context.Context, q db.Q, version id.ID, kind string, do func([]part) error) error {
	for at, after := 0, id.ID(""); ; {
		list, err := partsAfter(ctx, q, version, kind, at, after, 500)
		if err != nil {
			return err
		}
		if err := do(list); err != nil {
			return err
		}
		if len(list) < 500 {
			return nil
		}
		at, after = list[len(list)-1].position, list[len(list)-1].id
	}
}
