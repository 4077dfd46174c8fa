package casefile

import (
	"maps"
	"slices"
	"strings"
)

// CellFields are the fields of a kind of object that fit into a cell of a table, by name: texts, days, and lists of texts with commas between.
func CellFields(kind string) []string {
	fits := func(all fields) fields {
		all = maps.Clone(all)
		maps.DeleteFunc(all, func(name string, s shape) bool { return s != text && s != texts && s != day })
		return all
	}
	return slices.Sorted(maps.Keys(fits(known10[kind]).with(fits(beyond10[kind]))))
}

// OfCells is the rest of an object as the cells of a row say it, by the names of their fields. What a field cannot hold stands in the extensions.
func OfCells(kind string, cells map[string]string) Rest {
	r := Rest{}
	for name, cell := range cells {
		var value any = cell
		if s, _ := V1p1.known(kind, name); s == texts {
			list := strings.Split(cell, ",")
			for i := range list {
				list[i] = strings.TrimSpace(list[i])
			}
			value = slices.DeleteFunc(list, func(s string) bool { return s == "" })
		}
		r[name], _ = marshal(value)
	}
	return settled(kind, r.without())
}

// WithLink returns the rest with a link more to something that the file names by identifier and title alone.
func (r Rest) WithLink(field, identifier, title string) Rest {
	out := maps.Clone(r)
	if out == nil {
		out = Rest{}
	}
	out[field], _ = marshal(Link{title, identifier, "urn:uuid:" + identifier})
	return out
}
