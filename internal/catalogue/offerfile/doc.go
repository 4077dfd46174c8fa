// Package offerfile reads what other programs publish about learning: schema.org
// JSON-LD, alone or inside a web page, RSS and Atom, and JSON. Whatever the
// format, it comes out as the rows of a table with the columns of an import of
// offers, so that one reader of rows decides what a date, a price or a place is.
//
// A row is an offer with one of its dates; the dates of one offer are rows with
// the same id. Where each date has an id of its own, the row names its kin: who
// reads the rows knows what was taken before, and decides what they are together. The format is told from the content. Nothing here calls another
// address, expands an entity or runs a script; work and depth are bounded.
//
// # The documented shape
//
// JSON may be an array of objects, or an object that holds one, with the names
// of the columns of a table: [{"title": "...", "date": "2026-03-14 14:00", "zone": "ET"}].
// What the REST interface gives of an offer is read as well, with its "occurrences" as dates.
package offerfile
