package standards

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// readCASE reads a package of CASE 1.1 or 1.0.
func (s *Service) readCASE(r io.Reader) (incoming, error) {
	p, err := casefile.Read(r, casefile.Usual)
	if err != nil {
		return incoming{}, err
	}
	return s.fromPackage(p)
}

// fromPackage says what a package means here. An item's abbreviated statement is the title and its full one the description; where it has
// only the full one, that is the title.
func (s *Service) fromPackage(p *casefile.Package) (incoming, error) {
	d := p.Document
	in := incoming{framework: id.ID(d.Identifier), rubric: id.ID(p.Rubric.Identifier), saysLinks: true, saysParts: true, saysRubrics: p.HasRubrics, saysLevels: len(p.Levels) > 0, saysOwn: d.Own, saysLanguage: d.Language != ""}
	if p.Version == casefile.V1p0 {
		in.says = casefile.V1p0.Says
	}
	in.notes = append(append(in.notes, "Rows are the items of the package in their order."), p.Notes...)
	if d.AdoptionStatus != "" {
		in.notes = append(in.notes, said("The file calls the framework %s. It comes in as a draft, to be looked at and published here.", d.AdoptionStatus))
	}
	source := d.Source
	if source == "" {
		source = d.OfficialSourceURL
	}
	in.content.About = About{Label: d.Version, Title: d.Title, Description: d.Description, Owner: d.Creator, Source: source, Note: d.Notes, Language: d.Language, ContentArea: d.ContentArea}
	if in.content.clean(); !in.saysLanguage {
		in.content.Language = ""
		in.notes = append(in.notes, "The file does not say which language it is written in. Where the draft does not say it either, it is unknown until somebody enters it there.")
	}
	if r := []rune(in.content.Title); len(r) > maxTitle {
		in.content.Title = string(r[:maxTitle])
		in.notes = append(in.notes, said("The title of the framework was cut off at %d characters.", maxTitle))
	}
	if status := statusWord(d.AdoptionStatus); status != "" {
		d.Rest = d.Rest.With("adoptionStatus", status)
	}
	in.content.Kept = Kept{Document: d.Rest, Package: p.Rest, Definitions: p.DefinitionsRest, Rubric: p.Rubric.Rest}
	if p.Rubric.Title != d.Title {
		in.content.Kept.RubricTitle = p.Rubric.Title
	}
	list, ended := make([]Competency, len(p.Items)), 0
	at := make(map[string]int, len(p.Items))
	for i, it := range p.Items {
		c := Competency{ID: id.ID(it.Identifier), Code: it.HumanCodingScheme, Kind: it.CFItemType, Title: it.FullStatement, UpdatedAt: it.LastChange, kept: keptOf(it.Rest)}
		if it.Abbreviated != "" {
			c.Title, c.Description = it.Abbreviated, it.FullStatement
		}
		if day := c.Ended(); !day.IsZero() && day.Before(s.clock.Now()) {
			ended++
		}
		list[i], at[it.Identifier] = c, i
		in.rows = append(in.rows, incomingRow{line: it.No, key: c.Code, title: c.Title, id: c.ID, code: c.Code})
	}
	if ended > 0 {
		in.notes = append(in.notes, said("Items that have ended where they come from (statusEndDate): %d. They come in, each marked with its day; take out of the draft what nobody is to choose any more.", ended))
	}
	var loose []casefile.Association
	in.content.Competencies, loose = plant(&in, p, list, at, s.baseURL)
	var err error
	if in.content.parts, err = partsFrom(p, loose); err != nil {
		return in, err
	}
	in.statements(p.Levels, at)
	if in.content.rubrics, err = rubricRows(p.Rubrics, in.saysLevels); err != nil {
		return in, err
	}
	for _, f := range p.Faults {
		err := errs.New(errs.Invalid, f.Message, f.Args...)
		if f.Field != "" {
			err = errs.Bad(f.Field, f.Message, f.Args...)
		}
		row := incomingRow{line: f.No, key: f.What + " " + f.Identifier, title: f.Title, code: f.Code, err: err}
		if f.What == "CFItem" {
			row.id, _ = id.Parse(f.Identifier)
		}
		in.rows = append(in.rows, row)
	}
	slices.SortStableFunc(in.rows, func(a, b incomingRow) int { return a.line - b.line })
	return in, nil
}

// statusWord is the status that a framework has where it comes from, where it says more than that it is in force. Whether it is a draft, is
// in force or was retired is for this site to say.
func statusWord(status string) string {
	switch lower := strings.ToLower(status); {
	case strings.Contains(lower, "draft"), slices.Contains([]string{"adopted", "deprecated", "retired"}, lower):
		return ""
	}
	return status
}

// edge is a competency under its parent as the file says it; of one that stands under nothing the association is empty.
type edge struct {
	item int
	casefile.Association
}

// plant reads the tree and the links from the associations and returns the competencies with the children of each in their order, and the
// associations that begin at something else.
func plant(in *incoming, p *casefile.Package, list []Competency, at map[string]int, base string) (tree []Competency, strange []casefile.Association) {
	var edges []edge
	placed := make([]bool, len(list))
	for _, a := range p.Associations {
		i, ours := at[a.Origin.Identifier]
		if !ours {
			for _, n := range []*casefile.Node{&a.Origin, &a.Destination} {
				if _, ok := at[n.Identifier]; ok || n.Identifier == p.Document.Identifier || strings.HasPrefix(n.URI, "urn:uuid:") || isOurs(n.URI, base) {
					n.URI = ""
				}
			}
			strange = append(strange, a)
			continue
		}
		_, under := at[a.Destination.Identifier]
		if a.Type == casefile.ChildOf && !placed[i] && (under || a.Destination.Identifier == p.Document.Identifier) {
			placed[i] = true
			list[i].place = id.ID(a.Identifier)
			if under {
				list[i].ParentID = id.ID(a.Destination.Identifier)
			}
			edges = append(edges, edge{i, a})
			continue
		}
		l := linkFrom(a, list[i].UpdatedAt, base)
		if under || a.Destination.Identifier == p.Document.Identifier {
			l.TargetURI = "" // it comes along, and will be here
		}
		list[i].Links = append(list[i].Links, l)
	}
	loose := 0
	for i, ok := range placed {
		if !ok {
			loose++
			edges = append(edges, edge{item: i})
		}
	}
	if loose > 0 {
		in.notes = append(in.notes, said("%d items stand under nothing in the file; they come in at the top.", loose))
	}
	if len(strange) > 0 {
		in.notes = append(in.notes, said("Associations that begin at something that is no item of the file: %d. They are kept, and given out with the framework.", len(strange)))
	}
	// Those with a number come first, by it; the others keep the order of the file.
	slices.SortStableFunc(edges, func(a, b edge) int {
		switch {
		case a.Ordered && b.Ordered:
			return cmp.Or(cmp.Compare(a.Sequence, b.Sequence), cmp.Compare(a.Between, b.Between))
		case a.Ordered:
			return -1
		case b.Ordered:
			return 1
		}
		return a.item - b.item
	})
	tree = make([]Competency, len(edges))
	last := map[id.ID]int{}
	for i, e := range edges {
		c := &list[e.item]
		before, some := last[c.ParentID]
		if !some {
			before = noPlace
		}
		next := nextPlace(before, nil)
		var given *int
		if e.Ordered && nextPlace(before, &e.Sequence) != next {
			given, next = &e.Sequence, e.Sequence
		}
		last[c.ParentID] = next
		k := keepEdge(e.Association, given, c.UpdatedAt)
		k.Notes = e.Notes
		c.placeKept = k.text()
		tree[i] = *c
	}
	return tree, strange
}

// linkFrom makes a link of an association, of a competency that was changed last at a moment. What is at this site needs no address, and what has none but a name keeps the name.
func linkFrom(a casefile.Association, of time.Time, base string) Link {
	var sequence *int
	if a.Ordered {
		sequence = &a.Sequence
	}
	l := Link{ID: id.ID(a.Identifier), Kind: a.Type, TargetID: a.Destination.Identifier, TargetURI: a.Destination.URI, Title: a.Destination.Title, Note: a.Notes, kept: keepEdge(a, sequence, of).text()}
	switch {
	case strings.HasPrefix(l.TargetURI, "urn:uuid:"):
		if l.TargetURI = ""; l.TargetID == string(namedID(l.Title)) {
			l.TargetID = ""
		}
	case isOurs(l.TargetURI, base):
		l.TargetURI = ""
	}
	if l.Title == "" {
		l.Title = a.Destination.Identifier
	}
	return l
}

// isOurs reports whether an address is one of this site's for exchange files.
func isOurs(uri, base string) bool {
	return base != "" && strings.HasPrefix(uri, base+"/ims/case/")
}

// statements reads levels and can-do statements from the rubrics of a package.
func (in *incoming) statements(given []casefile.CriterionLevel, at map[string]int) {
	type level struct {
		Level
		score float64
		id    string
	}
	var levels []level
	find := func(quality string) int {
		return slices.IndexFunc(levels, func(l level) bool { return strings.EqualFold(l.Title, quality) })
	}
	for i, g := range given {
		if g.Quality == "" {
			given[i].Quality = said("Level %d", g.Position)
			g.Quality = given[i].Quality
		}
		n := find(g.Quality)
		if n < 0 {
			score := g.Score
			if score == 0 {
				score = float64(g.Position)
			}
			levels = append(levels, level{Level: Level{Title: g.Quality}, score: score})
			n = len(levels) - 1
		}
		if g.Item == "" && levels[n].Description == "" {
			levels[n].Description = g.Description
		}
		if g.Item == "" {
			levels[n].id = g.Identifier
		}
	}
	if len(levels) > maxLevels {
		in.notes = append(in.notes, said("The rubrics of the file have %d levels, more than the %d that a framework can have; their statements are not taken in.", len(levels), maxLevels))
		in.saysLevels = false
		return
	}
	slices.SortStableFunc(levels, func(a, b level) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return 0
	})
	for i := range levels {
		levels[i].Code, levels[i].Rank = levelCode(levels[i].Title, in.content.Levels), i+1
		in.content.Levels, in.levelIDs = append(in.content.Levels, levels[i].Level), append(in.levelIDs, levels[i].id)
	}
	place := make(map[id.ID]int, len(at))
	for i, c := range in.content.Competencies {
		place[c.ID] = i
	}
	seen := map[string]bool{}
	for _, g := range given {
		i, ok := place[id.ID(g.Item)]
		if !ok || g.Item == "" || g.Description == "" {
			continue
		}
		n := Indicator{ID: id.ID(g.Identifier), Level: levels[find(g.Quality)].Code, Text: g.Description}
		if n.ID == "" || seen[g.Identifier] {
			n.ID = id.Named(g.Item, n.Level, n.Text, said("%d", len(in.content.Competencies[i].Indicators)))
		}
		seen[string(n.ID)] = true
		in.content.Competencies[i].Indicators = append(in.content.Competencies[i].Indicators, n)
	}
}
