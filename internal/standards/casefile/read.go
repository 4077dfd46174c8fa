package casefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

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
	in, wide := decoded(&bounded{src: r, left: l.Bytes})
	p := &reading{limits: l, dec: json.NewDecoder(in), seen: map[string]bool{}}
	if wide {
		p.note("The file was read as UTF-16.")
	}
	if err := p.file(); err != nil {
		return nil, p.failure(err)
	}
	if p.out.Document.Identifier == "" {
		return nil, errs.New(errs.Invalid, "The file has no CFDocument, so it does not say what framework it is.")
	}
	p.inside()
	p.join()
	p.settleRubrics()
	if p.between > 0 {
		p.note("Sequence numbers that are not whole, which the standard does not have: %d. The order is theirs; they are given out as whole numbers.", p.between)
	}
	return &p.out, nil
}

// inside takes the addresses from links to what the package itself defines: they are where the file came from, and the object comes along.
func (p *reading) inside() {
	if len(p.out.Definitions) == 0 {
		return
	}
	defined := make(map[string]string, len(p.out.Definitions))
	for _, d := range p.out.Definitions {
		defined[d.Identifier] = "urn:uuid:" + d.Identifier
	}
	take := func(kind string, r Rest) {
		for k, v := range r {
			if s, _ := V1p1.known(kind, k); s == link || s == links {
				r[k] = relinked(s, v, func(i string) string { return defined[i] })
			}
		}
	}
	take("CFDocument", p.out.Document.Rest)
	for _, it := range p.out.Items {
		take("CFItem", it.Rest)
	}
	for _, a := range p.out.Associations {
		take("CFAssociation", a.Rest)
	}
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
	// named says that a rubric was found that this program makes.
	named bool
	// twice is a name that stands twice in the object that was read, passed counts parts that were not read, between numbers of places that are not whole.
	twice           string
	passed, between int
}

func (p *reading) note(message string, args ...any) {
	p.out.Notes = append(p.out.Notes, fmt.Sprintf(message, args...))
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

// file reads the package, which some programs put into an object of its own.
func (p *reading) file() error {
	if err := p.parts(false); err != nil {
		return err
	}
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "Something stands behind the end of the package.")
	}
	return nil
}

// parts reads the parts of the package, which may stand in any order.
func (p *reading) parts(wrapped bool) error {
	if err := p.expect('{'); err != nil {
		return err
	}
	for p.dec.More() {
		key, err := p.key()
		if err != nil {
			return err
		}
		if err := p.once(key, partNames); err != nil {
			return err
		}
		switch {
		case key == "CFPackage" && !wrapped:
			err = p.parts(true)
		case key == "CFDocument":
			err = p.document()
		case key == "CFItems":
			err = p.list(p.item)
		case key == "CFAssociations":
			err = p.list(p.association)
		case key == "CFRubrics":
			err = p.list(p.rubric)
		case key == "CFDefinitions":
			err = p.definitions()
		case key == extensions:
			o := Rest{}
			if o[extensions], err = p.value(); err == nil {
				p.out.Rest = settled("CFPackage", o.without())
			}
		default:
			err = p.passOver(key, partNames)
		}
		if err != nil {
			return err
		}
	}
	return p.expect('}')
}

// value reads one value whole.
func (p *reading) value() (raw json.RawMessage, err error) {
	err = p.dec.Decode(&raw)
	return raw, err
}

func (p *reading) expect(d json.Delim) error {
	t, err := p.dec.Token()
	if err != nil {
		return err
	}
	if t != d {
		return p.shape()
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
		return p.shape()
	}
	for no := 1; p.dec.More(); no++ {
		var o Rest
		if o, p.twice, err = p.object(); err != nil {
			return err
		}
		if err := each(no, o); err != nil {
			return err
		}
	}
	return p.expect(']')
}

func (p *reading) document() error {
	o, twice, err := p.object()
	if err != nil || o == nil {
		return err
	}
	if twice != "" {
		return errs.Bad(twice, "“%s” stands in the CFDocument twice, so it does not say which of the two holds.", short(twice))
	}
	d := Document{URI: o.text("uri"), Title: o.text("title"), Creator: o.text("creator"), Description: o.text("description"), Notes: o.text("notes"), Version: o.text("version"),
		Language: o.text("language"), OfficialSourceURL: o.text("officialSourceURL"), AdoptionStatus: o.text("adoptionStatus"), LastChange: o.moment("lastChangeDateTime")}
	given := o.identifier()
	i, ok := id.Parse(given)
	if !ok {
		return errs.Bad("identifier", "The identifier of the CFDocument is not a UUID: “%s”.", short(given))
	}
	if d.Identifier = string(i); d.Title == "" {
		return errs.Bad("title", "The CFDocument has no title.")
	}
	// A package may leave its version out; what version 1.0 has no word for tells.
	p.out.Version = V1p0
	for _, word := range []string{"caseVersion", "frameworkType", "extensions"} {
		if _, ok := o[word]; ok {
			p.out.Version = V1p1
		}
	}
	if raw, ok := o["extensions"]; ok {
		var all map[string]json.RawMessage
		var own ownFields
		if json.Unmarshal(raw, &all) == nil && json.Unmarshal(all[extension], &own) == nil {
			d.Source, d.ContentArea = clean(own.Source), clean(own.ContentArea)
			_, d.Own = all[extension]
			delete(all, extension)
			delete(o, "extensions")
			if b, err := json.Marshal(all); len(all) > 0 && err == nil {
				o["extensions"] = b
			}
		}
	}
	d.Rest = settled("CFDocument", o.without("CFPackageURI", "caseVersion"))
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
	it := Item{No: no, URI: o.text("uri"), FullStatement: o.text("fullStatement"), Abbreviated: o.text("abbreviatedStatement"), HumanCodingScheme: o.text("humanCodingScheme"),
		CFItemType: o.text("CFItemType"), LastChange: o.moment("lastChangeDateTime")}
	given := o.identifier()
	i, ok := id.Parse(given)
	it.Identifier = string(i)
	switch {
	case !ok:
		p.itemFault(it, given, it.FullStatement, "identifier", "The identifier is not a UUID: “%s”.", short(given))
	case it.FullStatement == "":
		p.itemFault(it, it.Identifier, it.Abbreviated, "fullStatement", "The item has no statement.")
	case p.twice != "":
		p.itemFault(it, it.Identifier, it.FullStatement, "", saidTwice, short(p.twice))
	case p.seen[it.Identifier]:
		p.itemFault(it, it.Identifier, it.FullStatement, "identifier", "The identifier stands in the file a second time.")
	default:
		p.seen[it.Identifier] = true
		it.Rest = settled("CFItem", o.without("CFDocumentURI"))
		p.out.Items = append(p.out.Items, it)
	}
	return nil
}

func (p *reading) association(no int, o Rest) error {
	if no > p.limits.Associations {
		return errs.New(errs.Invalid, "The file has more than %d associations.", p.limits.Associations)
	}
	a := Association{No: no, Type: o.text("associationType"), Origin: o.node("originNodeURI"), Destination: o.node("destinationNodeURI"), Notes: o.text("notes"), LastChange: o.moment("lastChangeDateTime")}
	if a.Order(string(bytes.Trim(o["sequenceNumber"], `"`))); a.Between != 0 {
		p.between++
	}
	given := o.identifier()
	i, ok := id.Parse(given)
	a.Identifier = string(i)
	switch {
	case !ok:
		p.fault("CFAssociation", no, given, a.Origin.Title, "identifier", "The identifier is not a UUID: “%s”.", short(given))
	case p.twice != "":
		p.fault("CFAssociation", no, a.Identifier, a.Origin.Title, "", saidTwice, short(p.twice))
	case p.seen["a"+a.Identifier]:
		p.fault("CFAssociation", no, a.Identifier, a.Origin.Title, "identifier", "The identifier stands in the file a second time.")
	case a.Type == "" || len(a.Type) > 60:
		p.fault("CFAssociation", no, a.Identifier, a.Origin.Title, "associationType", "The association does not say of which type it is.")
	case a.Origin.Identifier == "" || a.Destination.Identifier == "" || len(a.Origin.Identifier) > MaxIdentifier || len(a.Destination.Identifier) > MaxIdentifier:
		p.fault("CFAssociation", no, a.Identifier, a.Origin.Title, "", "The association does not say what it joins.")
	default:
		p.seen["a"+a.Identifier] = true
		a.Type = typeOf(a.Type)
		a.Rest = settled("CFAssociation", o.without("uri", "CFDocumentURI", "originNodeURI", "destinationNodeURI", "sequenceNumber"))
		p.out.Associations = append(p.out.Associations, a)
	}
	return nil
}
