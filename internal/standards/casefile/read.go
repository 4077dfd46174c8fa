package casefile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Limits bound what is read.
type Limits struct {
	// Bytes of the file, Items in it and Associations in it.
	Bytes               int64
	Items, Associations int
}

// Usual is what a file may hold when nothing else is said: four times the package of 50,000 items that must come in.
var Usual = Limits{Bytes: 256 << 20, Items: 200_000, Associations: 600_000}

// Read reads a CFPackage of CASE 1.1 or 1.0. An object that cannot be used becomes a fault; a file that is no package is an Invalid error.
func Read(r io.Reader, l Limits) (*Package, error) {
	in := bufio.NewReader(&bounded{src: r, left: l.Bytes})
	if head, err := in.Peek(3); err == nil && bytes.Equal(head, []byte("\xEF\xBB\xBF")) {
		in.Discard(3)
	}
	p := &reading{limits: l, dec: json.NewDecoder(in), seen: map[string]bool{}}
	if err := p.file(); err != nil {
		return nil, p.failure(err)
	}
	if p.out.Document.Identifier == "" {
		return nil, errs.New(errs.Invalid, "The file has no CFDocument, so it does not say what framework it is.")
	}
	return &p.out, nil
}

var errTooLong = errors.New("casefile: too long")

// bounded fails where a file is longer than it may be.
type bounded struct {
	src  io.Reader
	left int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.src.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

type reading struct {
	limits Limits
	dec    *json.Decoder
	out    Package
	// seen are the identifiers of the items and associations that were read.
	seen map[string]bool
}

// failure says in words for people why the file as a whole cannot be read.
func (p *reading) failure(err error) error {
	var syntax *json.SyntaxError
	var shape *json.UnmarshalTypeError
	switch {
	case errs.As(err) != nil:
		return err
	case errors.Is(err, errTooLong):
		return errs.New(errs.Invalid, "The file is larger than %d megabytes.", p.limits.Bytes>>20)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errs.New(errs.Invalid, "The file ends in the middle.")
	case errors.As(err, &syntax), errors.As(err, &shape):
		return errs.Wrap(err, errs.Invalid, "The file is no CASE package: near byte %d it is not JSON of that shape.", p.dec.InputOffset())
	}
	return errs.Wrap(err, errs.Invalid, "The file cannot be read.")
}

// file reads the outer object, whose parts may stand in any order.
func (p *reading) file() error {
	if err := p.expect('{'); err != nil {
		return err
	}
	for p.dec.More() {
		key, err := p.key()
		if err != nil {
			return err
		}
		switch key {
		case "CFDocument":
			err = p.document()
		case "CFItems":
			err = p.list(p.item)
		case "CFAssociations":
			err = p.list(p.association)
		case "CFRubrics":
			err = p.list(p.rubric)
		case "CFDefinitions":
			err = p.dec.Decode(&p.out.Definitions)
			if string(p.out.Definitions) == "null" {
				p.out.Definitions = nil
			}
		default:
			err = p.dec.Decode(new(json.RawMessage))
		}
		if err != nil {
			return err
		}
	}
	if err := p.expect('}'); err != nil {
		return err
	}
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "Something stands behind the end of the package.")
	}
	return nil
}

func (p *reading) expect(d json.Delim) error {
	t, err := p.dec.Token()
	if err != nil {
		return err
	}
	if t != d {
		return errs.New(errs.Invalid, "The file is no CASE package: near byte %d it is not JSON of that shape.", p.dec.InputOffset())
	}
	return nil
}

func (p *reading) key() (string, error) {
	t, err := p.dec.Token()
	s, _ := t.(string)
	return s, err
}

// list reads an array object by object; null is an empty one.
func (p *reading) list(each func(no int, o Rest) error) error {
	t, err := p.dec.Token()
	if err != nil || t == nil {
		return err
	}
	if t != json.Delim('[') {
		return errs.New(errs.Invalid, "The file is no CASE package: near byte %d it is not JSON of that shape.", p.dec.InputOffset())
	}
	for no := 1; p.dec.More(); no++ {
		var o Rest
		if err := p.dec.Decode(&o); err != nil {
			return err
		}
		if err := each(no, o); err != nil {
			return err
		}
	}
	return p.expect(']')
}

// text takes a text out of an object; what is none reads as empty.
func (r Rest) text(key string) string {
	raw, ok := r[key]
	if !ok {
		return ""
	}
	delete(r, key)
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return clean(s)
}

// clean makes text harmless as web.Clean does what people type in forms: one kind of line break, no control characters (PostgreSQL does not
// take NUL) and none that turn the direction round, no space at the ends.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\r':
			return '\n'
		case r < ' ', r >= 0x7f && r <= 0x9f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return -1
		}
		return r
	}, s))
}

func (r Rest) moment(key string) time.Time {
	s := r.text(key)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 && t.Year() < 10000 {
			return t.UTC()
		}
	}
	return time.Time{}
}

// without drops what is known by another way, or says nothing.
func (r Rest) without(keys ...string) Rest {
	for _, k := range keys {
		delete(r, k)
	}
	for k, v := range r {
		if string(v) == "null" || bytes.Contains(v, []byte(`\u0000`)) || !json.Valid(v) {
			delete(r, k)
			continue
		}
		var b bytes.Buffer
		if json.Compact(&b, bytes.ToValidUTF8(v, []byte("?"))) == nil {
			r[k] = b.Bytes()
		}
	}
	if len(r) == 0 {
		return nil
	}
	return r
}

func (p *reading) document() error {
	var o Rest
	if err := p.dec.Decode(&o); err != nil {
		return err
	}
	if o == nil {
		return nil
	}
	d := Document{URI: o.text("uri"), Title: o.text("title"), Creator: o.text("creator"), Description: o.text("description"), Notes: o.text("notes"), Version: o.text("version"),
		Language: o.text("language"), OfficialSourceURL: o.text("officialSourceURL"), AdoptionStatus: o.text("adoptionStatus"), LastChange: o.moment("lastChangeDateTime")}
	given := o.text("identifier")
	i, ok := id.Parse(given)
	if !ok {
		return errs.Bad("identifier", "The identifier of the CFDocument is not a UUID: “%s”.", short(given))
	}
	if d.Identifier = string(i); d.Title == "" {
		return errs.Bad("title", "The CFDocument has no title.")
	}
	if raw, ok := o["extensions"]; ok {
		var all map[string]json.RawMessage
		var own ownFields
		if json.Unmarshal(raw, &all) == nil && json.Unmarshal(all[extension], &own) == nil {
			d.Source, d.ContentArea = clean(own.Source), clean(own.ContentArea)
			delete(all, extension)
			delete(o, "extensions")
			if b, err := json.Marshal(all); len(all) > 0 && err == nil {
				o["extensions"] = b
			}
		}
	}
	d.Rest = o.without("CFPackageURI", "caseVersion")
	p.out.Document = d
	return nil
}

// short is the beginning of a text that may be of any length, for a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func (p *reading) fault(what string, no int, identifier, title, field, message string, args ...any) {
	p.out.Faults = append(p.out.Faults, Fault{What: what, No: no, Identifier: short(identifier), Title: title, Field: field, Message: message, Args: args})
}

// itemFault is fault for an item, with the code that it has.
func (p *reading) itemFault(it Item, identifier, title, field, message string, args ...any) {
	p.fault("CFItem", it.No, identifier, title, field, message, args...)
	p.out.Faults[len(p.out.Faults)-1].Code = it.HumanCodingScheme
}

func (p *reading) item(no int, o Rest) error {
	if no > p.limits.Items {
		return errs.New(errs.Invalid, "The file has more than %d items.", p.limits.Items)
	}
	it := Item{No: no, FullStatement: o.text("fullStatement"), Abbreviated: o.text("abbreviatedStatement"), HumanCodingScheme: o.text("humanCodingScheme"),
		CFItemType: o.text("CFItemType"), LastChange: o.moment("lastChangeDateTime")}
	given := o.text("identifier")
	i, ok := id.Parse(given)
	it.Identifier = string(i)
	switch {
	case !ok:
		p.itemFault(it, given, it.FullStatement, "identifier", "The identifier is not a UUID: “%s”.", short(given))
	case it.FullStatement == "":
		p.itemFault(it, it.Identifier, it.Abbreviated, "fullStatement", "The item has no statement.")
	case p.seen[it.Identifier]:
		p.itemFault(it, it.Identifier, it.FullStatement, "identifier", "The identifier stands in the file a second time.")
	default:
		p.seen[it.Identifier] = true
		it.Rest = o.without("uri", "CFDocumentURI")
		p.out.Items = append(p.out.Items, it)
	}
	return nil
}

func (r Rest) node(key string) Node {
	var o Rest
	if json.Unmarshal(r[key], &o) != nil || o == nil {
		return Node{}
	}
	n := Node{Identifier: o.text("identifier"), URI: o.text("uri"), Title: o.text("title")}
	if i, ok := id.Parse(n.Identifier); ok {
		n.Identifier = string(i)
	}
	return n
}

func (p *reading) association(no int, o Rest) error {
	if no > p.limits.Associations {
		return errs.New(errs.Invalid, "The file has more than %d associations.", p.limits.Associations)
	}
	a := Association{No: no, Type: o.text("associationType"), Origin: o.node("originNodeURI"), Destination: o.node("destinationNodeURI"), Notes: o.text("notes")}
	var seq json.Number
	if raw := o["sequenceNumber"]; json.Unmarshal(bytes.Trim(raw, `"`), &seq) == nil {
		if n, err := seq.Int64(); err == nil && n > -1<<31 && n < 1<<31 {
			a.Sequence, a.Ordered = int(n), true
		}
	}
	given := o.text("identifier")
	i, ok := id.Parse(given)
	a.Identifier = string(i)
	switch {
	case !ok:
		p.fault("CFAssociation", no, given, a.Origin.Title, "identifier", "The identifier is not a UUID: “%s”.", short(given))
	case p.seen["a"+a.Identifier]:
		p.fault("CFAssociation", no, a.Identifier, a.Origin.Title, "identifier", "The identifier stands in the file a second time.")
	case a.Type == "" || len(a.Type) > 60:
		p.fault("CFAssociation", no, a.Identifier, a.Origin.Title, "associationType", "The association does not say of which type it is.")
	case a.Origin.Identifier == "" || a.Destination.Identifier == "":
		p.fault("CFAssociation", no, a.Identifier, a.Origin.Title, "", "The association does not say what it joins.")
	default:
		p.seen["a"+a.Identifier] = true
		p.out.Associations = append(p.out.Associations, a)
	}
	return nil
}

// rubric takes the statements out of a rubric. A file with more of them than anybody writes is refused.
func (p *reading) rubric(no int, o Rest) error {
	var criteria []struct {
		Category  string `json:"category"`
		CFItemURI *struct {
			Identifier string `json:"identifier"`
		} `json:"CFItemURI"`
		Levels []struct {
			Identifier  string  `json:"identifier"`
			Description string  `json:"description"`
			Quality     string  `json:"quality"`
			Score       float64 `json:"score"`
			Position    int     `json:"position"`
		} `json:"CFRubricCriterionLevels"`
	}
	if raw, ok := o["CFRubricCriteria"]; ok && json.Unmarshal(raw, &criteria) != nil {
		p.fault("CFRubric", no, o.text("identifier"), o.text("title"), "CFRubricCriteria", "The criteria of the rubric cannot be read.")
		return nil
	}
	for _, c := range criteria {
		item := ""
		if c.CFItemURI != nil {
			i, ok := id.Parse(c.CFItemURI.Identifier)
			if !ok {
				continue
			}
			item = string(i)
		} else if c.Category != LevelsCategory {
			continue
		}
		for _, l := range c.Levels {
			if len(p.out.Levels) >= 4*p.limits.Items {
				return errs.New(errs.Invalid, "The rubrics of the file hold more than %d statements.", 4*p.limits.Items)
			}
			i, _ := id.Parse(l.Identifier)
			p.out.Levels = append(p.out.Levels, CriterionLevel{Identifier: string(i), Item: item, Quality: clean(l.Quality), Score: l.Score, Position: l.Position, Description: clean(l.Description)})
		}
	}
	return nil
}
