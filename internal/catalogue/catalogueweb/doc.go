// Package catalogueweb is the catalogue's pages and REST operations: finding and
// reading offers for everybody, and making them for the editors of units.
//
// What to remember:
//
//   - Every page works without script. The search is one form that is sent by
//     GET; checkboxes and fields outside it join it by their form attribute.
//   - A page of the catalogue costs one query however many rows it has, and an
//     offer's page a bounded number; a test counts them.
//   - What a person typed into an address is never an error page: an unknown sort
//     is passed over and an old cursor leads to the first page. Programs are told.
//   - Forms of editors keep everything as text until it is understood, so that
//     they come back as they were typed.
package catalogueweb
