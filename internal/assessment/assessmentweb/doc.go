// Package assessmentweb is the pages and the operations of self-assessment:
// what roles ask for, the questions, the map, and who else may see it.
package assessmentweb
