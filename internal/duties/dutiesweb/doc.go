// Package dutiesweb is the pages and the API of duties: the rules that there are, what binds a person and where they stand, what a
// director sees of those who agreed, and the desk of those who write rules.
package dutiesweb
