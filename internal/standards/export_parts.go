package standards

import (
	"context"
	"io"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// mostUnder bounds a set of definitions.
const mostUnder = 5000

// Definition returns an object of the definitions that a file brought: of CFLicenses and CFAssociationGroupings that one, of the others the
// set that the standard wants, which is the object and what stands under it by hierarchyCode. For everybody.
func (s *Service) Definition(ctx context.Context, f casefile.Form, collection string, identifier id.ID) (any, error) {
	p, version, err := newestPart(ctx, s.db, collection, identifier, id.ID(f.At))
	if err != nil {
		return nil, err
	}
	v, err := oneVersion(ctx, s.db, `WHERE v.id = $1`, version)
	if err != nil {
		return nil, err
	}
	if collection == "CFLicenses" || collection == "CFAssociationGroupings" {
		return f.DefinitionObject(p.definition(), v.UpdatedAt), nil
	}
	list, err := partsUnder(ctx, s.db, version, p, mostUnder)
	if err != nil {
		return nil, err
	}
	out := make([]any, len(list))
	for i, p := range list {
		out[i] = f.DefinitionObject(p.definition(), v.UpdatedAt)
	}
	return map[string]any{collection: out}, nil
}

// ItemAssociations writes a competency and all its associations (CFAssociationSet): its place, what stands under it, what it links to, what
// links to it from frameworks that are published here, what it was replaced by and what it replaced, and what files say of it at something else. For everybody. Nothing is begun when it returns NotFound.
func (s *Service) ItemAssociations(ctx context.Context, f casefile.Form, identifier id.ID, begin func(tag string) io.Writer) error {
	h, err := s.holdingAt(ctx, f, identifier)
	if err != nil {
		return err
	}
	place, err := s.placeIn(ctx, f, h.Version, h.c)
	if err != nil {
		return err
	}
	if err := s.link(ctx, &h.c); err != nil {
		return err
	}
	replaced, err := s.replacements(ctx, f, h)
	if err != nil {
		return err
	}
	tag, err := s.packageTag(ctx, f, h.Version, identifier)
	if err != nil {
		return err
	}
	if f, err = s.homes(ctx, f, h.Version); err != nil {
		return err
	}
	out := begin(tag)
	if out == nil {
		return nil
	}
	w := casefile.NewWriter(out)
	if err := w.Part("CFItem", f.ItemObject(h.item(), documentLink(f, h.Version))); err != nil {
		return err
	}
	w.Begin("CFAssociations")
	if err := w.Add(f.AssociationObject(place, h.c.UpdatedAt, nil)); err != nil {
		return err
	}
	if err := writeLinks(f, w, h.c); err != nil {
		return err
	}
	for _, a := range replaced {
		if err := w.Add(f.AssociationObject(a, h.ended, nil)); err != nil {
			return err
		}
	}
	written := map[string]bool{place.Identifier: true}
	for _, l := range h.c.Links {
		written[string(l.ID)] = true
	}
	for _, a := range replaced {
		written[a.Identifier] = true
	}
	if err := s.writeAround(ctx, f, w, h, written); err != nil {
		return err
	}
	if err := s.writeElsewhere(ctx, f, w, h, written); err != nil {
		return err
	}
	w.End()
	return w.Close()
}

// writeElsewhere writes what a competency came from, and the associations of its framework's files that begin elsewhere or where it is gone, but for those
// that are written.
func (s *Service) writeElsewhere(ctx context.Context, f casefile.Form, w *casefile.Writer, h holding, written map[string]bool) error {
	f = f.Newest()
	came, err := factsTo(ctx, s.db, h.c.ID)
	if err != nil {
		return err
	}
	for _, x := range came {
		if err := w.Add(f.AssociationObject(x.association(f), x.at, nil)); err != nil {
			return err
		}
	}
	newest, err := oneVersion(ctx, s.db, `WHERE v.framework_id = $1 AND v.status <> 'draft' ORDER BY v.number DESC LIMIT 1`, h.FrameworkID)
	if err != nil {
		return err
	}
	parts, err := looseAround(ctx, s.db, newest.ID, h.Version.ID, h.c.ID)
	if err != nil {
		return err
	}
	list, err := associationsOf(ctx, s.db, f, parts)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.Origin.Identifier != string(h.c.ID) && a.Destination.Identifier != string(h.c.ID) || written[a.Identifier] || !f.Version.Knows(a.Type) {
			continue
		}
		written[a.Identifier] = true
		if err := w.Add(f.AssociationObject(a, newest.UpdatedAt, nil)); err != nil {
			return err
		}
	}
	return nil
}

// writeAround writes what stands under a competency and what links to it, in pieces, and notes what it has written.
func (s *Service) writeAround(ctx context.Context, f casefile.Form, w *casefile.Writer, h holding, written map[string]bool) error {
	parent, last := nodeOf(f, h.c.ID, h.c.Title), noPlace
	for after := 0; ; {
		list, err := belowAfter(ctx, s.db, h.Version.ID, h.c.ID, after, 500)
		if err != nil {
			return err
		}
		for _, c := range list {
			place := placeOf(f, c, parent, last)
			last = place.Sequence
			written[place.Identifier] = true
			if err := w.Add(f.AssociationObject(place, c.UpdatedAt, nil)); err != nil {
				return err
			}
		}
		if len(list) < 500 {
			break
		}
		after = list[len(list)-1].Position
	}
	for after := (incomingLink{}); ; {
		list, err := linksTo(ctx, s.db, h.c.ID, after, 500)
		if err != nil {
			return err
		}
		f := f.Newest()
		for _, l := range list {
			l.link.TargetURI, l.link.Here = "", &Place{}
			if !f.Version.Knows(l.link.Kind) {
				continue
			}
			written[string(l.link.ID)] = true
			if err := w.Add(f.AssociationObject(linkOf(f, l.from, l.link), l.from.UpdatedAt, nil)); err != nil {
				return err
			}
		}
		if len(list) < 500 {
			return nil
		}
		after = list[len(list)-1]
	}
}
