package tabular

import (
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/platform/errs"
)

// FieldSpec is a field that an importer can take from a column.
type FieldSpec struct {
	// Name is the canonical name, which Row.Get takes.
	Name string
	// Aliases are other headers under which the field is found, the best first.
	Aliases []string
	// Required says that a table without such a column cannot be imported.
	Required bool
}

// Mapping says for each canonical field name which header of the file holds it.
// An empty header means that the field is not to be read, though a column may
// fit. It is plain JSON, to be remembered for each source of files.
type Mapping map[string]string

// Guess finds a column for each field by name and aliases, compared as Fold
// compares. A header serves one field at most. It returns the mapping and the
// headers that nothing takes.
func Guess(headers []string, fields []FieldSpec) (Mapping, []string) {
	return Mapping(nil).Guess(headers, fields)
}

// Guess keeps what the remembered mapping says, as far as the file has such
// headers, and guesses the other fields.
func (m Mapping) Guess(headers []string, fields []FieldSpec) (Mapping, []string) {
	free := make(map[string]string, len(headers)) // folded to as written
	for _, h := range headers {
		if key := Fold(h); key != "" && free[key] == "" {
			free[key] = h
		}
	}
	found := make(Mapping, len(fields))
	take := func(field, header string) {
		key := Fold(header)
		if h, ok := free[key]; ok {
			found[field] = h
			delete(free, key)
		}
	}
	for _, f := range fields {
		if header, ok := m[f.Name]; ok && header == "" {
			found[f.Name] = ""
		} else if ok {
			take(f.Name, header)
		}
	}
	// All names come before all aliases: a field's own name is better than another's alias.
	for _, f := range fields {
		if _, done := found[f.Name]; !done {
			take(f.Name, f.Name)
		}
	}
	for _, f := range fields {
		for _, alias := range f.Aliases {
			if _, done := found[f.Name]; !done {
				take(f.Name, alias)
			}
		}
	}
	var unmatched []string
	for _, h := range headers {
		if key := Fold(h); key != "" && free[key] == h {
			unmatched = append(unmatched, h)
			delete(free, key)
		}
	}
	return found, unmatched
}

// Complete returns an Invalid error with one field for each required field that has no column.
func (m Mapping) Complete(fields []FieldSpec) error {
	var missing errs.Fields
	for _, f := range fields {
		missing.Check(!f.Required || m[f.Name] != "", f.Name, "The file has no column for this.")
	}
	return missing.Err()
}

func (m Mapping) names() []string { return slices.Sorted(maps.Keys(m)) }
