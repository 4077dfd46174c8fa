// Package recordweb shows the record: entries, transcript, links to it and who
// looked, for its owner; the transcript for staff who say why, and for those
// who were given a link.
package recordweb
