package casefile

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"time"
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

// Form makes the objects of one version of the standard, at one site.
type Form struct {
	Version Version
	// Base is the site's address without a slash at its end.
	Base string
}

// URI is the address of an object: of a collection such as CFItems, by its identifier.
func (f Form) URI(collection, identifier string) string {
	return f.Base + "/ims/case/" + string(f.Version) + "/" + collection + "/" + identifier
}

// Stamp writes a moment as the standard wants it.
func Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// only10 are the fields that version 1.0 knows; it allows no others.
var only10 = map[string][]string{
	"CFDocument": {"identifier", "uri", "creator", "title", "lastChangeDateTime", "officialSourceURL", "publisher", "description", "subject", "subjectURI", "language", "version",
		"adoptionStatus", "statusStartDate", "statusEndDate", "licenseURI", "notes", "CFPackageURI"},
	"CFItem": {"identifier", "fullStatement", "alternativeLabel", "CFItemType", "uri", "humanCodingScheme", "listEnumeration", "abbreviatedStatement", "conceptKeywords", "conceptKeywordsURI",
		"notes", "language", "educationLevel", "CFItemTypeURI", "licenseURI", "statusStartDate", "statusEndDate", "lastChangeDateTime", "CFDocumentURI"},
	"CFAssociation": {"identifier", "associationType", "sequenceNumber", "uri", "originNodeURI", "destinationNodeURI", "CFAssociationGroupingURI", "lastChangeDateTime", "CFDocumentURI"},
}

// object joins what is known by name with the rest; empty texts are left out, and what the version does not know.
func (f Form) object(kind string, rest Rest, fields map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range rest {
		out[k] = v
	}
	for k, v := range fields {
		if v == "" || v == nil {
			continue
		}
		out[k] = v
	}
	if f.Version == V1p0 {
		known := map[string]bool{}
		for _, k := range only10[kind] {
			known[k] = true
		}
		for k := range out {
			if !known[k] {
				delete(out, k)
			}
		}
	}
	return out
}

// DocumentObject is a CFDocument as it is written. Inside a package it does not name the package.
func (f Form) DocumentObject(d Document, inside bool) any {
	fields := map[string]any{"identifier": d.Identifier, "uri": f.URI("CFDocuments", d.Identifier), "creator": d.Creator, "title": d.Title, "description": d.Description, "notes": d.Notes,
		"version": d.Version, "language": d.Language, "officialSourceURL": d.OfficialSourceURL, "adoptionStatus": d.AdoptionStatus, "lastChangeDateTime": Stamp(d.LastChange), "caseVersion": "1.1"}
	if !inside {
		fields["CFPackageURI"] = Link{d.Title, d.Identifier, f.URI("CFPackages", d.Identifier)}
	}
	rest := d.Rest
	if own := (ownFields{d.Source, d.ContentArea}); own != (ownFields{}) {
		all := map[string]any{}
		for k, v := range rest {
			if k == "extensions" {
				var given map[string]any
				if json.Unmarshal(v, &given) == nil {
					all = given
				}
			}
		}
		all[extension] = own
		fields["extensions"] = all
	}
	return f.object("CFDocument", rest, fields)
}

// ItemObject is a CFItem as it is written. Outside a package it names its document.
func (f Form) ItemObject(it Item, document *Link) any {
	fields := map[string]any{"identifier": it.Identifier, "uri": f.URI("CFItems", it.Identifier), "fullStatement": it.FullStatement, "abbreviatedStatement": it.Abbreviated,
		"humanCodingScheme": it.HumanCodingScheme, "CFItemType": it.CFItemType, "lastChangeDateTime": Stamp(it.LastChange)}
	if document != nil {
		fields["CFDocumentURI"] = *document
	}
	return f.object("CFItem", it.Rest, fields)
}

// AssociationObject is a CFAssociation as it is written.
func (f Form) AssociationObject(a Association, changed time.Time, document *Link) any {
	fields := map[string]any{"identifier": a.Identifier, "uri": f.URI("CFAssociations", a.Identifier), "associationType": a.Type, "originNodeURI": Link(linkOf(a.Origin)),
		"destinationNodeURI": linkOf(a.Destination), "lastChangeDateTime": Stamp(changed), "notes": a.Notes}
	if a.Ordered {
		fields["sequenceNumber"] = a.Sequence
	}
	if document != nil {
		fields["CFDocumentURI"] = *document
	}
	return f.object("CFAssociation", nil, fields)
}

func linkOf(n Node) Link { return Link{n.Title, n.Identifier, n.URI} }

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
func (w *Writer) End() { w.raw("]") }

// Close ends the package.
func (w *Writer) Close() error {
	w.raw("}")
	if w.err == nil {
		w.err = w.out.Flush()
	}
	return w.err
}
