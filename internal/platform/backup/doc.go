// Package backup is the file format of a backup: a zip archive with a part of
// JSON lines for each table, one array a row, and at its end a manifest with
// the version, the schema, and each part's number of rows and SHA-256. It is
// the same from either database and goes into either. Whatever a part holds is
// checked against the manifest before any of it is used.
package backup

import (
	"errors"
	"fmt"
	"time"
)

// format is the number of this layout of the archive.
const format = 1

// Manifest says what a backup holds.
type Manifest struct {
	Format  int    `json:"format"`
	Program string `json:"program"`
	// Schema is the version of the schema that the rows are in. They go into that one only.
	Schema int64 `json:"schema"`
	// Database is where the rows come from: sqlite or postgres.
	Database string    `json:"database"`
	At       time.Time `json:"at"`
	// LogHead is the end of the audit log's chain, as audit.Head says it.
	LogHead string `json:"log_head"`
	Parts   []Part `json:"parts"`
}

// Part is one table in the archive, or the queue's unfinished work.
type Part struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	SHA256  string   `json:"sha256"`
}

// Rows is how many rows there are in all.
func (m Manifest) Rows() (n int64) {
	for _, p := range m.Parts {
		n += p.Rows
	}
	return n
}

// ErrNoBackup says that a file is no whole backup.
var ErrNoBackup = errors.New("this is no whole backup")

func broken(what string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNoBackup, fmt.Sprintf(what, args...))
}
