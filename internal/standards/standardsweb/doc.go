// Package standardsweb is the pages and the operations of competency
// frameworks, and the addresses under which other programs read them (CASE).
package standardsweb
