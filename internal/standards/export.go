package standards

import (
	"context"
	"strings"
	"time"

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
	if err != nil {
		return v, identifier, err
	}
	v, err = withKept(ctx, s.db, v)
	return v, identifier, err
}

// within returns the form for objects of a version that link to these names.
func (s *Service) within(ctx context.Context, f casefile.Form, version id.ID, rests ...casefile.Rest) (casefile.Form, error) {
	names := []string{}
	for _, r := range rests {
		names = append(names, r.Names()...)
	}
	home, err := homesOf(ctx, s.db, version, names)
	return f.Of(home), err
}

// Document returns a published framework, or an older version of one, as a CFDocument. For everybody.
func (s *Service) Document(ctx context.Context, f casefile.Form, identifier id.ID) (any, error) {
	v, as, err := s.open(ctx, identifier)
	if err != nil {
		return nil, err
	}
	if f = f.Newest(); as == v.ID {
		f.At = string(v.ID)
	}
	if f, err = s.within(ctx, f, v.ID, v.Kept.Document); err != nil {
		return nil, err
	}
	return f.DocumentObject(documentOf(v, as), false), nil
}

// holding is a competency as the newest version says it that everybody may read and that holds it.
type holding struct {
	Version
	c Competency
	// ended is when a version was published that does not hold it any more, next that version; both are empty while it lasts.
	ended time.Time
	next  id.ID
}

// holdingAt is holding for the version that the form is of, where that is one.
func (s *Service) holdingAt(ctx context.Context, f casefile.Form, competency id.ID) (h holding, err error) {
	if f.At == "" {
		return s.holding(ctx, competency)
	}
	if h.Version, err = s.versionAt(ctx, f); err != nil {
		return h, err
	}
	if h.c, err = oneCompetency(ctx, s.db, h.Version.ID, competency); errs.Is(err, errs.NotFound) {
		err = noObject()
	}
	return h, err
}

// versionAt is the version that a form is of.
func (s *Service) versionAt(ctx context.Context, f casefile.Form) (Version, error) {
	v, err := oneVersion(ctx, s.db, `WHERE v.id = $1 AND v.status <> 'draft'`, id.ID(f.At))
	if errs.Is(err, errs.NotFound) {
		err = noObject()
	}
	return v, err
}

func (s *Service) holding(ctx context.Context, competency id.ID) (h holding, err error) {
	version, err := newestOf(ctx, s.db, competency)
	if err != nil {
		return h, err
	}
	if h.Version, err = oneVersion(ctx, s.db, `WHERE v.id = $1`, version); err != nil {
		return h, err
	}
	if h.c, err = oneCompetency(ctx, s.db, version, competency); err != nil {
		return h, err
	}
	h.next, h.ended, err = versionAfter(ctx, s.db, h.FrameworkID, h.Number)
	return h, err
}

// item is the competency as a CFItem; one that ended says when.
func (h holding) item() casefile.Item {
	it := itemOf(h.c)
	if !h.ended.IsZero() {
		it.StatusEnd = h.ended.UTC().Format(time.DateOnly)
	}
	return it
}

// Item returns a competency as a CFItem: what the newest version says of it that everybody may read, or the one that the form is of. For everybody.
func (s *Service) Item(ctx context.Context, f casefile.Form, identifier id.ID) (any, error) {
	h, err := s.holdingAt(ctx, f, identifier)
	if err != nil {
		return nil, err
	}
	if f, err = s.within(ctx, f, h.Version.ID, restOf(h.c.kept)); err != nil {
		return nil, err
	}
	return f.ItemObject(h.item(), documentLink(f, h.Version)), nil
}

// Association returns a place in a tree, a link, or what says that one competency replaced another, as a CFAssociation. For everybody.
func (s *Service) Association(ctx context.Context, f casefile.Form, identifier id.ID) (any, error) {
	for _, read := range []func(context.Context, casefile.Form, id.ID) (any, error){s.heldAssociation, s.looseAssociation, s.replacement} {
		a, err := read(ctx, f, identifier)
		if err == nil || !errs.Is(err, errs.NotFound) {
			return a, err
		}
	}
	return nil, noObject()
}

// write writes an association of a version, unless the version of the standard has none of its type.
func (s *Service) write(ctx context.Context, f casefile.Form, v Version, a casefile.Association, changed time.Time) (any, error) {
	if !f.Version.Knows(a.Type) {
		return nil, noObject()
	}
	f, err := s.within(ctx, f, v.ID, a.Rest)
	if err != nil {
		return nil, err
	}
	return f.AssociationObject(a, changed, documentLink(f, v)), nil
}

// heldAssociation is the association of a competency: its place, or one of its links.
func (s *Service) heldAssociation(ctx context.Context, f casefile.Form, identifier id.ID) (any, error) {
	competency, version, err := holderOf(ctx, s.db, identifier, id.ID(f.At))
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
	if c.place == identifier {
		a, err := s.placeIn(ctx, f, v, c)
		if err != nil {
			return nil, err
		}
		return s.write(ctx, f, v, a, c.UpdatedAt)
	}
	if err := s.link(ctx, &c); err != nil {
		return nil, err
	}
	for _, l := range c.Links {
		if l.ID == identifier {
			return s.write(ctx, f, v, linkOf(f, c, l), c.UpdatedAt)
		}
	}
	return nil, noObject()
}

// placeIn is the place of one competency in a version.
func (s *Service) placeIn(ctx context.Context, f casefile.Form, v Version, c Competency) (casefile.Association, error) {
	last, err := placeBefore(ctx, s.db, v.ID, c)
	if err != nil {
		return casefile.Association{}, err
	}
	parent := linkNode(*documentLink(f, v))
	if c.ParentID != "" {
		p, err := oneCompetency(ctx, s.db, v.ID, c.ParentID)
		if err != nil {
			return casefile.Association{}, err
		}
		parent = nodeOf(f, p.ID, p.Title)
	}
	return placeOf(f, c, parent, last), nil
}

// looseAssociation is one that a file brought and that begins at none of its items.
func (s *Service) looseAssociation(ctx context.Context, f casefile.Form, identifier id.ID) (any, error) {
	p, version, err := newestPart(ctx, s.db, looseAssociations, identifier, id.ID(f.At))
	if err != nil {
		return nil, err
	}
	v, err := oneVersion(ctx, s.db, `WHERE v.id = $1`, version)
	if err != nil {
		return nil, err
	}
	list, err := associationsOf(ctx, s.db, f, []part{p})
	if err != nil {
		return nil, err
	}
	return s.write(ctx, f, v, list[0], v.UpdatedAt)
}

// replacement is what the map of two versions says of a competency that ended.
func (s *Service) replacement(ctx context.Context, f casefile.Form, identifier id.ID) (any, error) {
	f = f.Newest() // a fact is the same in each version
	from, err := replacedIn(ctx, s.db, identifier)
	if err != nil {
		return nil, err
	}
	h, err := s.holding(ctx, from)
	if err != nil {
		return nil, err
	}
	list, err := s.replacements(ctx, f, h)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		if a.Identifier == string(identifier) {
			return s.write(ctx, f, h.Version, a, h.ended)
		}
	}
	return nil, noObject()
}

// replacements says what an ended competency became, as far as it became anything.
func (s *Service) replacements(ctx context.Context, f casefile.Form, h holding) ([]casefile.Association, error) {
	if h.next == "" {
		return nil, nil
	}
	list, err := replacementsOf(ctx, s.db, h.next, h.c.ID)
	out := make([]casefile.Association, len(list))
	for i, r := range list {
		out[i] = fact{r.link, Named{ID: h.c.ID, Title: h.c.Title}, r.to, h.ended}.association(f)
	}
	return out, err
}

// association is the fact as other programs read it.
func (x fact) association(f casefile.Form) casefile.Association {
	return casefile.Association{Identifier: string(x.link), Type: casefile.ReplacedBy, Origin: nodeOf(f, x.from.ID, x.from.Title), Destination: nodeOf(f, x.to.ID, x.to.Title), LastChange: x.at}
}

func documentLink(f casefile.Form, v Version) *casefile.Link {
	of := v.FrameworkID
	if f.At != "" {
		of = v.ID
	}
	return &casefile.Link{Title: v.Title, Identifier: string(of), URI: f.URI("CFDocuments", string(of))}
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
	if own := v.Kept.Document.Text("adoptionStatus"); own != "" {
		d.AdoptionStatus = own
	}
	if v.Status == Retired {
		d.AdoptionStatus, d.StatusEnd = "Deprecated", v.RetiredAt.UTC().Format(time.DateOnly)
		d.LastChange = v.RetiredAt
	}
	if isWeb(v.Source) {
		d.OfficialSourceURL = v.Source
	} else {
		d.Source = v.Source
	}
	if d.Creator == "" {
		d.Creator = v.Title
	}
	return d
}

// isWeb reports whether a source is an address.
func isWeb(source string) bool {
	return (strings.HasPrefix(source, "https://") || strings.HasPrefix(source, "http://")) && casefile.IsAddress(source)
}

func itemOf(c Competency) casefile.Item {
	it := casefile.Item{Identifier: string(c.ID), FullStatement: c.Title, HumanCodingScheme: c.Code, CFItemType: c.Kind, LastChange: c.UpdatedAt, Rest: restOf(c.kept)}
	if c.Description != "" {
		it.Abbreviated, it.FullStatement = c.Title, c.Description
	}
	return it
}

// placeOf is the place of a competency, behind the number that the one before it under the same has.
func placeOf(f casefile.Form, c Competency, parent casefile.Node, last int) casefile.Association {
	a := giveBack(c.placeKept, c.UpdatedAt, casefile.Association{Identifier: string(c.place), Type: casefile.ChildOf, Origin: nodeOf(f, c.ID, c.Title), Destination: parent})
	var given *int
	if a.Ordered {
		given = &a.Sequence
	}
	a.Sequence, a.Ordered = nextPlace(last, given), true
	return a
}

// namedID is the identifier that is made up for what has a name alone.
func namedID(title string) id.ID { return id.Named("named", title) }

func linkOf(f casefile.Form, c Competency, l Link) casefile.Association {
	to := casefile.Node{Identifier: l.TargetID, URI: l.TargetURI, Title: l.Title}
	switch {
	case to.Identifier == "":
		to.Identifier = string(namedID(l.Title))
		to.URI = "urn:uuid:" + to.Identifier
	case to.URI == "" && l.Here != nil: // where it is a draft, or nothing of ours, no address of this site would answer
		to.URI = f.Newest().URI("CFItems", to.Identifier)
	case to.URI == "" && l.document:
		to.URI = f.URI("CFDocuments", to.Identifier)
	}
	return giveBack(l.kept, c.UpdatedAt, casefile.Association{Identifier: string(l.ID), Type: l.Kind, Origin: nodeOf(f, c.ID, c.Title), Destination: to, Notes: l.Note})
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
