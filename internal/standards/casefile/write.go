package casefile

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// Version is a version of the standard, as it stands in addresses.
type Version string

// The versions that are spoken.
const (
	V1p1 Version = "v1p1"
	V1p0 Version = "v1p0"
)

// Link is how objects name each other (LinkURI, LinkGenURI).
type Link struct {
	Title      string `json:"title"`
	Identifier string `json:"identifier"`
	URI        string `json:"uri"`
}

// genLink is a Link to something of any kind (LinkGenURI); version 1.1 says of which.
type genLink struct {
	Link
	TargetType string `json:"targetType,omitempty"`
}

// Form makes the objects of one version of the standard, at one site.
type Form struct {
	Version Version
	// Base is the site's address without a slash at its end.
	Base string
	// Home says in which collection an object of CFDefinitions is served here, by its identifier.
	Home map[string]string
	// At is the identifier of the version whose objects are written or asked for, which need not be what stands at their address today; empty for
	// what does.
	At string
}

// Newest returns the form for objects as they stand at their address.
func (f Form) Newest() Form {
	f.At = ""
	return f
}

// Of returns the form for objects of a package that defines these.
func (f Form) Of(home map[string]string) Form {
	f.Home = home
	return f
}

// URI is the address of an object: of a collection such as CFItems, by its identifier.
func (f Form) URI(collection, identifier string) string {
	address := f.Base + "/ims/case/" + string(f.Version) + "/" + collection + "/" + identifier
	if f.At != "" && collection != "CFDocuments" && collection != "CFPackages" { // these have identifiers of their own
		address += "?version=" + f.At
	}
	return address
}

// Stamp writes a moment as the standard wants it.
func Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// object joins what is known by name with the rest. Empty texts are left out, and what the version does not know: under 1.1 that stands in
// extensions. Links to what is defined in the same package lead to where it is served here.
func (f Form) object(kind string, rest Rest, named map[string]any) map[string]any {
	out := make(map[string]any, len(rest)+len(named))
	for k, v := range settled(kind, rest) {
		out[k] = v
		if s, _ := V1p1.known(kind, k); len(f.Home) > 0 && (s == link || s == links) {
			out[k] = relinked(s, v, f.served)
		}
	}
	for k, v := range named {
		if v == "" || v == nil {
			continue
		}
		out[k] = v
	}
	for k := range out {
		if _, ok := f.Version.known(kind, k); !ok {
			delete(out, k)
		}
	}
	return out
}

// relinked gives the links of a field other addresses, as far as there are any for what they name.
func relinked(s shape, raw json.RawMessage, address func(identifier string) string) json.RawMessage {
	var list []Link
	if s == link {
		list = make([]Link, 1)
		if json.Unmarshal(raw, &list[0]) != nil {
			return raw
		}
	} else if json.Unmarshal(raw, &list) != nil {
		return raw
	}
	for i, l := range list {
		if a := address(l.Identifier); a != "" {
			list[i].URI = a
		}
	}
	var out any = list
	if s == link {
		out = list[0]
	}
	b, err := marshal(out)
	if err != nil {
		return raw
	}
	return b
}

// served is the address that an object of the definitions has here, or empty.
func (f Form) served(identifier string) string {
	if collection, ok := f.Home[identifier]; ok {
		return f.URI(collection, identifier)
	}
	return ""
}

// Names returns the identifiers of all objects that the rest links to.
func (r Rest) Names() []string {
	var out []string
	for k, raw := range r {
		var one Link
		var list []Link
		switch {
		case k == extensions:
		case json.Unmarshal(raw, &one) == nil && one.Identifier != "":
			out = append(out, one.Identifier)
		case json.Unmarshal(raw, &list) == nil:
			for _, l := range list {
				out = append(out, l.Identifier)
			}
		}
	}
	return out
}

// DocumentObject is a CFDocument as it is written. Inside a package it does not name the package.
func (f Form) DocumentObject(d Document, inside bool) any {
	fields := map[string]any{"identifier": d.Identifier, "uri": f.URI("CFDocuments", d.Identifier), "creator": d.Creator, "title": d.Title, "description": d.Description, "notes": d.Notes,
		"version": d.Version, "language": d.Language, "officialSourceURL": d.OfficialSourceURL, "adoptionStatus": d.AdoptionStatus, "lastChangeDateTime": Stamp(d.LastChange), "caseVersion": "1.1"}
	if d.StatusEnd != "" {
		fields["statusEndDate"] = d.StatusEnd
	}
	if !inside {
		fields["CFPackageURI"] = Link{d.Title, d.Identifier, f.URI("CFPackages", d.Identifier)}
	}
	rest := settled("CFDocument", d.Rest)
	if own := (ownFields{d.Source, d.ContentArea}); own != (ownFields{}) {
		all := map[string]json.RawMessage{}
		if raw, ok := rest[extensions]; ok && json.Unmarshal(raw, &all) != nil {
			all = map[string]json.RawMessage{}
		}
		if raw, err := marshal(own); err == nil {
			all[extension] = raw
		}
		fields[extensions] = all
	}
	return f.object("CFDocument", rest, fields)
}

// ItemObject is a CFItem as it is written. Outside a package it names its document.
func (f Form) ItemObject(it Item, document *Link) any {
	fields := map[string]any{"identifier": it.Identifier, "uri": f.URI("CFItems", it.Identifier), "fullStatement": it.FullStatement, "abbreviatedStatement": it.Abbreviated,
		"humanCodingScheme": it.HumanCodingScheme, "CFItemType": it.CFItemType, "lastChangeDateTime": Stamp(it.LastChange)}
	if it.StatusEnd != "" {
		fields["statusEndDate"] = it.StatusEnd
	}
	if document != nil {
		fields["CFDocumentURI"] = *document
	}
	return f.object("CFItem", it.Rest, fields)
}

// AssociationObject is a CFAssociation as it is written; changed is when its origin was, for one that does not say it itself.
func (f Form) AssociationObject(a Association, changed time.Time, document *Link) any {
	if !a.LastChange.IsZero() {
		changed = a.LastChange
	}
	fields := map[string]any{"identifier": a.Identifier, "uri": f.URI("CFAssociations", a.Identifier), "associationType": typeOf(a.Type), "originNodeURI": f.linkOf(a.Origin),
		"destinationNodeURI": f.linkOf(a.Destination), "lastChangeDateTime": Stamp(changed), "notes": a.Notes}
	if a.Ordered {
		fields["sequenceNumber"] = a.Sequence
	}
	if document != nil {
		fields["CFDocumentURI"] = *document
	}
	return f.object("CFAssociation", a.Rest, fields)
}

// linkOf writes one end of an association. What is at no address has a name for it (RFC 9562, section 4).
func (f Form) linkOf(n Node) genLink {
	l := genLink{Link: Link{n.Title, n.Identifier, n.URI}}
	if !IsAddress(l.URI) {
		l.URI = "urn:uuid:" + string(id.Named("named", n.Identifier, n.Title))
		if i, ok := id.Parse(n.Identifier); ok {
			l.URI = "urn:uuid:" + string(i)
		}
	}
	if f.Version != V1p0 {
		l.TargetType = targetType(n.TargetType)
	}
	return l
}

// targetType is the kind of a target as version 1.1 has it, or empty.
func targetType(s string) string {
	if s == "" || s == "CASE" {
		return s
	}
	return typeOf("ext:" + strings.TrimPrefix(s, "ext:"))
}

// Writer writes a package as it is made: the parts in any order, each once.
type Writer struct {
	out   *bufio.Writer
	err   error
	first bool
	open  bool // an array is under way
}

// NewWriter begins a package.
func NewWriter(w io.Writer) *Writer {
	p := &Writer{out: bufio.NewWriterSize(w, 32<<10), first: true}
	p.raw("{")
	return p
}

func (w *Writer) raw(s string) {
	if w.err == nil {
		_, w.err = w.out.WriteString(s)
	}
}

func (w *Writer) key(name string) {
	if !w.first {
		w.raw(",")
	}
	w.first = false
	w.raw(`"` + name + `":`)
}

// Part writes one part whole.
func (w *Writer) Part(name string, v any) error {
	w.key(name)
	w.value(v)
	return w.err
}

func (w *Writer) value(v any) {
	if w.err != nil {
		return
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if w.err = enc.Encode(v); w.err == nil {
		w.raw(strings.TrimSuffix(b.String(), "\n"))
	}
}

// Begin opens a part that is a list, Add adds to it, End closes it.
func (w *Writer) Begin(name string) {
	w.key(name)
	w.raw("[")
	w.open = false
}

// Add writes one object of the list that is open.
func (w *Writer) Add(v any) error {
	if w.open {
		w.raw(",")
	}
	w.open = true
	w.value(v)
	return w.err
}

// End closes the list that is open.
func (w *Writer) End() {
	w.raw("]")
	w.open, w.first = false, false
}

// Open begins a part that is an object with parts of its own; Outer ends it.
func (w *Writer) Open(name string) {
	w.key(name)
	w.raw("{")
	w.first = true
}

// Extensions writes the extensions of the object that is open, where the version has such.
func (w *Writer) Extensions(f Form, rest Rest) error {
	if raw, ok := rest[extensions]; ok && f.Version != V1p0 {
		return w.Part(extensions, raw)
	}
	return w.err
}

// Inner begins an object inside the list that is open; Outer ends it, and the list goes on.
func (w *Writer) Inner() {
	if w.open {
		w.raw(",")
	}
	w.raw("{")
	w.first = true
}

// Outer ends the object that Inner began.
func (w *Writer) Outer() {
	w.raw("}")
	w.open, w.first = true, false
}

// Close ends the package.
func (w *Writer) Close() error {
	w.raw("}")
	if w.err == nil {
		w.err = w.out.Flush()
	}
	return w.err
}
