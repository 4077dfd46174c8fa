package standards

import (
	"context"
	"io"
	"strings"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// noObject is what another program hears of what is not published here.
func noObject() error { return errs.New(errs.NotFound, "There is no such object.") }

// open returns the version that an identifier stands for, as far as everybody may read it: of a framework's the one that is published, or
// the last that was; of a version's that one.
func (s *Service) open(ctx context.Context, identifier id.ID) (Version, id.ID, error) {
	v, err := oneVersion(ctx, s.db, `WHERE v.framework_id = $1 AND v.status <> 'draft' ORDER BY v.number DESC LIMIT 1`, identifier)
	if errs.Is(err, errs.NotFound) {
		v, err = oneVersion(ctx, s.db, `WHERE v.id = $1 AND v.status <> 'draft'`, identifier)
	}
	if errs.Is(err, errs.NotFound) {
		err = noObject()
	}
	return v, identifier, err
}

// Document returns a published framework, or an older version of one, as a CFDocument. For everybody.
func (s *Service) Document(ctx context.Context, f casefile.Form, identifier id.ID) (any, error) {
	v, as, err := s.open(ctx, identifier)
	if err != nil {
		return nil, err
	}
	return f.DocumentObject(documentOf(v, as), false), nil
}

// Documents returns published frameworks as CFDocuments, by title, and how many there are. For everybody.
func (s *Service) Documents(ctx context.Context, f casefile.Form, limit, offset int) ([]any, int, error) {
	list, total, err := publishedRange(ctx, s.db, limit, offset)
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = f.DocumentObject(documentOf(v, v.FrameworkID), false)
	}
	return out, total, err
}

// Item returns a competency as a CFItem: what the newest version says of it that everybody may read. For everybody.
func (s *Service) Item(ctx context.Context, f casefile.Form, identifier id.ID) (any, error) {
	version, err := newestOf(ctx, s.db, identifier)
	if err != nil {
		return nil, err
	}
	v, err := oneVersion(ctx, s.db, `WHERE v.id = $1`, version)
	if err != nil {
		return nil, err
	}
	c, err := oneCompetency(ctx, s.db, version, identifier)
	if err != nil {
		return nil, err
	}
	return f.ItemObject(itemOf(c), documentLink(f, v)), nil
}

// Association returns a place in a tree, or a link, as a CFAssociation. For everybody.
func (s *Service) Association(ctx context.Context, f casefile.Form, identifier id.ID) (any, error) {
	competency, version, err := holderOf(ctx, s.db, identifier)
	if err != nil {
		return nil, err
	}
	v, err := oneVersion(ctx, s.db, `WHERE v.id = $1`, version)
	if err != nil {
		return nil, err
	}
	c, err := oneCompetency(ctx, s.db, version, competency)
	if err != nil {
		return nil, err
	}
	doc := documentLink(f, v)
	if c.place == identifier {
		n, err := placeAmong(ctx, s.db, version, c)
		if err != nil {
			return nil, err
		}
		parent := casefile.Node(linkNode(*doc))
		if c.ParentID != "" {
			p, err := oneCompetency(ctx, s.db, version, c.ParentID)
			if err != nil {
				return nil, err
			}
			parent = nodeOf(f, p.ID, p.Title)
		}
		return f.AssociationObject(placeOf(f, c, parent, n), c.UpdatedAt, doc), nil
	}
	if err := s.link(ctx, &c); err != nil {
		return nil, err
	}
	for _, l := range c.Links {
		if l.ID == identifier {
			return f.AssociationObject(linkOf(f, c, l), c.UpdatedAt, doc), nil
		}
	}
	return nil, noObject()
}

// Package writes a published framework, or an older version of one, as a CFPackage, row by row. For everybody. Nothing is written when it
// returns NotFound.
func (s *Service) Package(ctx context.Context, f casefile.Form, identifier id.ID, begin func() io.Writer) error {
	v, as, err := s.open(ctx, identifier)
	if err != nil {
		return err
	}
	return writePackage(ctx, s.db, f, v, as, begin())
}

func documentLink(f casefile.Form, v Version) *casefile.Link {
	return &casefile.Link{Title: v.Title, Identifier: string(v.FrameworkID), URI: f.URI("CFDocuments", string(v.FrameworkID))}
}

func linkNode(l casefile.Link) casefile.Node {
	return casefile.Node{Identifier: l.Identifier, URI: l.URI, Title: l.Title}
}

func nodeOf(f casefile.Form, i id.ID, title string) casefile.Node {
	return casefile.Node{Identifier: string(i), URI: f.URI("CFItems", string(i)), Title: title}
}

func documentOf(v Version, as id.ID) casefile.Document {
	d := casefile.Document{Identifier: string(as), Title: v.Title, Creator: v.Owner, Description: v.Description, Notes: v.Note, Version: v.Label, Language: v.Language,
		AdoptionStatus: "Adopted", LastChange: v.UpdatedAt, ContentArea: v.ContentArea, Rest: v.Kept.Document}
	if v.Status == Retired {
		d.AdoptionStatus = "Deprecated"
	}
	if strings.HasPrefix(v.Source, "https://") || strings.HasPrefix(v.Source, "http://") {
		d.OfficialSourceURL = v.Source
	} else {
		d.Source = v.Source
	}
	if d.Creator == "" {
		d.Creator = v.Title
	}
	return d
}

func itemOf(c Competency) casefile.Item {
	it := casefile.Item{Identifier: string(c.ID), FullStatement: c.Title, HumanCodingScheme: c.Code, CFItemType: c.Kind, LastChange: c.UpdatedAt, Rest: restOf(c.kept)}
	if c.Description != "" {
		it.Abbreviated, it.FullStatement = c.Title, c.Description
	}
	return it
}

func placeOf(f casefile.Form, c Competency, parent casefile.Node, n int) casefile.Association {
	return casefile.Association{Identifier: string(c.place), Type: casefile.ChildOf, Origin: nodeOf(f, c.ID, c.Title), Destination: parent, Sequence: n, Ordered: true}
}

// namedID is the identifier that is made up for what has a name alone.
func namedID(title string) id.ID { return id.Named("named", title) }

func linkOf(f casefile.Form, c Competency, l Link) casefile.Association {
	to := casefile.Node{Identifier: l.TargetID, URI: l.TargetURI, Title: l.Title}
	switch {
	case to.Identifier == "":
		to.Identifier = string(namedID(l.Title))
		to.URI = "urn:uuid:" + to.Identifier
	case to.URI == "" && l.Here == nil: // a draft, or nothing of ours: no address of this site would answer
		to.URI = "urn:uuid:" + to.Identifier
	case to.URI == "":
		to.URI = f.URI("CFItems", to.Identifier)
	}
	return casefile.Association{Identifier: string(l.ID), Type: l.Kind, Origin: nodeOf(f, c.ID, c.Title), Destination: to, Notes: l.Note}
}

// writePackage reads the version in pieces, once for each list of the package.
func writePackage(ctx context.Context, q db.Q, f casefile.Form, v Version, as id.ID, out io.Writer) error {
	w := casefile.NewWriter(out)
	doc := documentOf(v, as)
	if err := w.Part("CFDocument", f.DocumentObject(doc, true)); err != nil {
		return err
	}
	levels, err := levelsOf(ctx, q, v.ID)
	if err != nil {
		return err
	}
	w.Begin("CFItems")
	if err := eachCompetency(ctx, q, v.ID, func(c Competency) error { return w.Add(f.ItemObject(itemOf(c), nil)) }); err != nil {
		return err
	}
	w.End()
	w.Begin("CFAssociations")
	top := casefile.Node{Identifier: doc.Identifier, URI: f.URI("CFDocuments", doc.Identifier), Title: doc.Title}
	// The way from the top to where we are, with how many children each had so far.
	type stop struct {
		node casefile.Node
		n    int
	}
	way := []stop{{node: top}}
	err = eachCompetency(ctx, q, v.ID, func(c Competency) error {
		way = way[:c.Depth]
		up := &way[c.Depth-1]
		up.n++
		if err := w.Add(f.AssociationObject(placeOf(f, c, up.node, up.n), c.UpdatedAt, nil)); err != nil {
			return err
		}
		way = append(way, stop{node: nodeOf(f, c.ID, c.Title)})
		for _, l := range c.Links {
			if f.Version == casefile.V1p0 && !casefile.Known10(l.Kind) {
				continue
			}
			if err := w.Add(f.AssociationObject(linkOf(f, c, l), c.UpdatedAt, nil)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.End()
	if len(v.Kept.Definitions) > 0 {
		if err := w.Part("CFDefinitions", v.Kept.Definitions); err != nil {
			return err
		}
	}
	if len(levels) > 0 {
		if err := writeRubric(ctx, q, f, w, v, levels); err != nil {
			return err
		}
	}
	return w.Close()
}

// writeRubric writes the levels and the can-do statements.
func writeRubric(ctx context.Context, q db.Q, f casefile.Form, w *casefile.Writer, v Version, levels []Level) error {
	r := f.BeginRubric(w, string(id.Named(string(v.FrameworkID), "rubric")), v.Title, v.UpdatedAt)
	var described []casefile.CriterionLevel
	by := map[string]Level{}
	for _, l := range levels {
		by[l.Code] = l
		described = append(described, casefile.CriterionLevel{Identifier: levelID(v.FrameworkID, l.Code), Quality: l.Title, Score: float64(l.Rank), Position: l.Rank, Description: l.Description})
	}
	if err := r.Criterion(string(id.Named(string(v.FrameworkID), "levels")), nil, 0, v.UpdatedAt, described); err != nil {
		return err
	}
	n := 0
	err := eachCompetency(ctx, q, v.ID, func(c Competency) error {
		if len(c.Indicators) == 0 {
			return nil
		}
		n++
		var list []casefile.CriterionLevel
		for i, x := range c.Indicators {
			list = append(list, casefile.CriterionLevel{Identifier: string(x.ID), Quality: by[x.Level].Title, Score: float64(by[x.Level].Rank), Position: i + 1, Description: x.Text})
		}
		item := nodeOf(f, c.ID, c.Title)
		return r.Criterion(string(id.Named(string(c.ID), "criterion")), &casefile.Link{Title: item.Title, Identifier: item.Identifier, URI: item.URI}, n, c.UpdatedAt, list)
	})
	if err != nil {
		return err
	}
	return r.End()
}

// eachCompetency reads a version in the order of its tree.
func eachCompetency(ctx context.Context, q db.Q, version id.ID, do func(Competency) error) error {
	for after := 0; ; {
		list, err := competenciesOf(ctx, q, version, after, 500)
		if err != nil {
			return err
		}
		if err := findEnds(ctx, q, list); err != nil {
			return err
		}
		for _, c := range list {
			if err := do(c); err != nil {
				return err
			}
		}
		if len(list) < 500 {
			return nil
		}
		after = list[len(list)-1].Position
	}
}
