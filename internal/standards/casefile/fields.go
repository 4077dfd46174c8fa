package casefile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// shape says what a field holds.
type shape uint8

const (
	text    shape = iota
	texts         // a list of texts
	day           // a civil date
	moment        // a date with a time
	address       // an absolute address
	link          // LinkURI
	links         // a list of LinkURI
	object
	whole
	number
)

// fields are what a kind of object has in a version of the standard.
type fields map[string]shape

// with returns the fields with more.
func (f fields) with(more fields) fields {
	out := maps.Clone(f)
	maps.Copy(out, more)
	return out
}

// definition is what all objects of CFDefinitions have.
var definition = fields{"identifier": text, "uri": address, "title": text, "description": text, "lastChangeDateTime": moment}

// known10 are the fields of version 1.0 (CASE 1.0, information model, section 4), and beyond10 what 1.1 has besides.
var known10 = map[string]fields{
	"CFDocument": {"identifier": text, "uri": address, "creator": text, "title": text, "lastChangeDateTime": moment, "officialSourceURL": address, "publisher": text, "description": text,
		"subject": texts, "subjectURI": links, "language": text, "version": text, "adoptionStatus": text, "statusStartDate": day, "statusEndDate": day, "licenseURI": link, "notes": text, "CFPackageURI": link},
	"CFItem": {"identifier": text, "fullStatement": text, "alternativeLabel": text, "CFItemType": text, "uri": address, "humanCodingScheme": text, "listEnumeration": text, "abbreviatedStatement": text,
		"conceptKeywords": texts, "conceptKeywordsURI": link, "notes": text, "language": text, "educationLevel": texts, "CFItemTypeURI": link, "licenseURI": link, "statusStartDate": day,
		"statusEndDate": day, "lastChangeDateTime": moment, "CFDocumentURI": link},
	"CFAssociation": {"identifier": text, "associationType": text, "sequenceNumber": whole, "uri": address, "originNodeURI": object, "destinationNodeURI": object, "CFAssociationGroupingURI": link,
		"lastChangeDateTime": moment, "CFDocumentURI": link},
	"CFConcept":             definition.with(fields{"keywords": text, "hierarchyCode": text}),
	"CFSubject":             definition.with(fields{"hierarchyCode": text}),
	"CFItemType":            definition.with(fields{"hierarchyCode": text, "typeCode": text}),
	"CFLicense":             definition.with(fields{"licenseText": text}),
	"CFAssociationGrouping": definition,
	"CFRubric":              definition.with(fields{"CFRubricCriteria": object}),
	"CFRubricCriterion": {"identifier": text, "uri": address, "category": text, "description": text, "CFItemURI": link, "weight": number, "position": whole, "rubricId": text, "lastChangeDateTime": moment,
		"CFRubricCriterionLevels": object},
	"CFRubricCriterionLevel": {"identifier": text, "uri": address, "description": text, "quality": text, "score": number, "feedback": text, "position": whole, "rubricCriterionId": text, "lastChangeDateTime": moment},
	"CFDefinition":           {},
	"CFPackage":              {},
}

var beyond10 = map[string]fields{
	"CFDocument":    {"frameworkType": text, "caseVersion": text},
	"CFItem":        {"subject": texts, "subjectURI": links},
	"CFAssociation": {"notes": text},
}

// extensions is the field of every object of 1.1 for what the standard does not know.
const extensions = "extensions"

// known returns the shape of a field, and whether the version has it.
func (v Version) known(kind, field string) (shape, bool) {
	if s, ok := known10[kind][field]; ok {
		return s, true
	}
	if v == V1p0 {
		return text, false
	}
	if field == extensions {
		return object, true
	}
	s, ok := beyond10[kind][field]
	return s, ok
}

// DocumentField reports whether a version has this field on the documents of a list.
func (v Version) DocumentField(name string) bool {
	_, ok := v.known("CFDocument", name)
	return ok
}

// IsDate reports whether a field of documents holds a day or a moment.
func IsDate(name string) bool {
	s, ok := known10["CFDocument"][name]
	return ok && (s == day || s == moment)
}

// Plain is an object as whoever reads it finds it.
func Plain(object any) (out map[string]any, err error) {
	b, err := marshal(object)
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(b, &out)
}

// settled brings the rest of an object into the shape of version 1.1: a value that can be read as what its field holds becomes that,
// and everything else goes into extensions, where nothing is lost and nobody stumbles over it.
func settled(kind string, r Rest) Rest {
	var more map[string]json.RawMessage
	beside := func(name string, v json.RawMessage) {
		if more == nil {
			more = map[string]json.RawMessage{}
		}
		more[name] = v
	}
	var list []json.RawMessage // those of a level are a list, says the standard
	aList := kind == "CFRubricCriterionLevel"
	if raw, ok := r[extensions]; ok && aList && json.Unmarshal(raw, &list) == nil {
		more = nil
	} else if ok && (json.Unmarshal(raw, &more) != nil || more == nil) {
		more = nil
		beside(extensions, raw)
	}
	out := Rest{}
	for name, raw := range r {
		if name == extensions || empty(raw) {
			continue
		}
		s, ok := V1p1.known(kind, name)
		if ok {
			raw, ok = fit(s, raw)
		}
		if !ok {
			beside(name, r[name])
		} else if !empty(raw) {
			out[name] = raw
		}
	}
	if len(more) > 0 {
		if b, err := marshal(more); err == nil && aList {
			list = append(list, b)
		} else if err == nil {
			out[extensions] = b
		}
	}
	if len(list) > 0 {
		if b, err := marshal(list); err == nil {
			out[extensions] = b
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// With returns the rest with a text more.
func (r Rest) With(field, value string) Rest {
	out := maps.Clone(r)
	if out == nil {
		out = Rest{}
	}
	out[field], _ = marshal(value)
	return out
}

// Text is a text of the rest, or empty.
func (r Rest) Text(field string) (value string) {
	if json.Unmarshal(r[field], &value) != nil {
		return ""
	}
	return value
}

// Says reports whether a file has words for a field of a kind of object.
type Says func(kind, field string) bool

// Says reports whether the version has the field.
func (v Version) Says(kind, field string) bool {
	_, ok := v.known(kind, field)
	return ok
}

// Keep adds to what an object says now what it said before and the file has no words for. Of a link that the file names without an address the
// former one stays.
func (s Says) Keep(kind string, was, now Rest) Rest {
	out := maps.Clone(now)
	for name, raw := range was {
		given, said := now[name]
		names := Rest{name: given}.Names()
		same := said && len(names) > 0 && bytes.Contains(given, []byte(`"urn:uuid:`)) && slices.Equal(Rest{name: raw}.Names(), names)
		if !said && !s(kind, name) {
			if out == nil {
				out = Rest{}
			}
			out[name] = raw
		} else if same {
			out[name] = addressed(raw, given)
		} else if name == extensions && !s(kind, name) {
			out[name] = joined(raw, given)
		}
	}
	return out
}

// addressed is a link, or a list of them, with the addresses of the former one to the same where it has none of its own; what else it says is new.
func addressed(was, now json.RawMessage) json.RawMessage {
	var a, b []map[string]any
	list := json.Unmarshal(now, &b) == nil
	if !list {
		a, b = make([]map[string]any, 1), make([]map[string]any, 1)
	}
	var err error
	if list {
		err = json.Unmarshal(was, &a)
	} else {
		err = errors.Join(json.Unmarshal(was, &a[0]), json.Unmarshal(now, &b[0]))
	}
	if err != nil || len(a) != len(b) {
		return now
	}
	for i := range b {
		if at, ok := b[i]["uri"].(string); ok && strings.HasPrefix(at, "urn:uuid:") && a[i]["uri"] != nil {
			b[i]["uri"] = a[i]["uri"]
		}
	}
	if reflect.DeepEqual(a, b) {
		return was
	}
	var out any = b
	if !list {
		out = b[0]
	}
	text, err := marshal(out)
	if err != nil {
		return now
	}
	return text
}

// joined are the extensions of now with those of before that it does not name.
func joined(was, now json.RawMessage) json.RawMessage {
	var before, after map[string]json.RawMessage
	if json.Unmarshal(was, &before) != nil || json.Unmarshal(now, &after) != nil {
		return now
	}
	for name, v := range before {
		if _, ok := after[name]; !ok {
			after[name] = v
		}
	}
	b, err := marshal(after)
	if err != nil {
		return now
	}
	return b
}

// empty reports whether a value says nothing.
func empty(raw json.RawMessage) bool {
	s := string(bytes.TrimSpace(raw))
	return s == "" || s == "null" || s == `""` || s == "[]"
}

// marshal writes a value as it is, without escapes for HTML.
func marshal(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// fit reads a value as a field of this shape, as far as that can be done.
func fit(s shape, raw json.RawMessage) (json.RawMessage, bool) {
	switch s {
	case texts:
		var list []string
		if json.Unmarshal(raw, &list) == nil {
			return raw, true
		}
		var one string
		if json.Unmarshal(raw, &one) != nil {
			return nil, false
		}
		out, err := marshal([]string{one})
		return out, err == nil
	case link:
		l, ok := fitLink(raw)
		if !ok {
			return nil, false
		}
		out, err := marshal(l)
		return out, err == nil
	case links:
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			list = []json.RawMessage{raw}
		}
		out := make([]Link, len(list))
		for i, x := range list {
			var ok bool
			if out[i], ok = fitLink(x); !ok {
				return nil, false
			}
		}
		b, err := marshal(out)
		return b, err == nil
	case object:
		var o map[string]json.RawMessage
		return raw, json.Unmarshal(raw, &o) == nil && o != nil
	case whole:
		var n float64 // tables write 2.0
		if json.Unmarshal(raw, &n) != nil || n != math.Trunc(n) || math.Abs(n) >= 1<<31 {
			return nil, false
		}
		return strconv.AppendInt(nil, int64(n), 10), true
	case number:
		return raw, json.Unmarshal(raw, new(float64)) == nil
	}
	var t string
	if json.Unmarshal(raw, &t) != nil {
		return nil, false
	}
	switch s {
	case day:
		if len(t) < 10 {
			return nil, false
		}
		if _, err := time.Parse(time.DateOnly, t[:10]); err != nil {
			return nil, false
		}
		return json.RawMessage(`"` + t[:10] + `"`), true
	case moment:
		_, err := time.Parse(time.RFC3339Nano, t)
		return raw, err == nil
	case address:
		return raw, IsAddress(t)
	}
	return raw, true
}

// fitLink reads a LinkURI, which names an object by a UUID and an address.
func fitLink(raw json.RawMessage) (Link, bool) {
	var l struct {
		Link
		Other string `json:"sourcedId"`
	}
	if json.Unmarshal(raw, &l) != nil || !IsAddress(l.URI) {
		return Link{}, false
	}
	i, ok := id.Parse(cmp.Or(l.Identifier, l.Other))
	l.Identifier = string(i)
	return l.Link, ok
}

// IsAddress reports whether a text is an absolute address (URI).
func IsAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && !strings.ContainsAny(s, " \t\n<>\"{}|\\^`") && (u.Host != "" || u.Opaque != "")
}

// types10 are the types of associations that version 1.0 knows; 1.1 has one more, and those that begin with ext:.
var types10 = []string{ChildOf, "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", ReplacedBy, "exemplar", "hasSkillLevel"}

var ownType = regexp.MustCompile(`^ext:[a-zA-Z0-9._-]+$`)

// Known10 reports whether version 1.0 knows the type of an association.
func Known10(kind string) bool { return slices.Contains(types10, kind) }

// Knows reports whether the version has associations of this type.
func (v Version) Knows(kind string) bool { return v != V1p0 || Known10(kind) }

// typeOf is the type of an association as version 1.1 has it: what it does not know becomes one of the types that begin with ext:.
func typeOf(kind string) string {
	if Known10(kind) || kind == "isTranslationOf" || ownType.MatchString(kind) {
		return kind
	}
	return "ext:" + strings.Map(func(r rune) rune {
		if r < 0x80 && ownType.MatchString("ext:"+string(r)) {
			return r
		}
		return '-'
	}, strings.TrimPrefix(kind, "ext:"))
}
