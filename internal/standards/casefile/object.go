package casefile

import (
	"encoding/json"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
)

// object reads an object, or null as none. Of a name that stands in it twice, which JSON leaves open what it means, it says so in twice.
func (p *reading) object() (o Rest, twice string, err error) {
	t, err := p.dec.Token()
	if err != nil || t == nil {
		return nil, "", err
	}
	if t != json.Delim('{') {
		return nil, "", p.shape()
	}
	o = Rest{}
	for p.dec.More() {
		key, err := p.key()
		if err != nil {
			return o, twice, err
		}
		if _, ok := o[key]; ok {
			twice = key
		}
		if o[key], err = p.value(); err != nil {
			return o, twice, err
		}
	}
	return o, twice, p.expect('}')
}

// saidTwice is what is wrong with an object in which a name stands twice.
const saidTwice = "“%s” stands in it twice, so it does not say which of the two holds."

// shape is what is wrong with a file where something else stands than must.
func (p *reading) shape() error {
	return errs.New(errs.Invalid, "The file is no CASE package: near byte %d it is not JSON of that shape.", p.dec.InputOffset())
}

// partNames are what a package holds.
var partNames = []string{"CFPackage", "CFDocument", "CFItems", "CFAssociations", "CFRubrics", "CFDefinitions", extensions}

// once refuses one of the known parts where it stands a second time: it would take the place of the first, or be mixed with it.
func (p *reading) once(part string, known []string) error {
	word := known[0] + " " + part
	if p.seen[word] {
		return errs.New(errs.Invalid, "“%s” stands in the file a second time, near byte %d.", part, p.dec.InputOffset())
	}
	p.seen[word] = slices.Contains(known, part)
	return nil
}

// maxPassed bounds how many parts are named that are not read.
const maxPassed = 20

// passOver leaves out a part that the standard does not know, and says so. One that only differs by capitals is a slip, which would cost the whole part.
func (p *reading) passOver(part string, known []string) error {
	for _, k := range known {
		if strings.EqualFold(part, k) {
			return errs.New(errs.Invalid, "“%s”, near byte %d, is called “%s” in the standard. Write it so, and take the file in again.", short(part), p.dec.InputOffset(), k)
		}
	}
	if _, err := p.value(); err != nil {
		return err
	}
	if p.passed++; p.passed <= maxPassed {
		p.note("“%s” is not read: the standard does not know it.", short(part))
	}
	return nil
}
