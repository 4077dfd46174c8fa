package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Column is one column of a Table.
type Column struct {
	Header string
	// Number sets the column's figures flush right.
	Number bool
}

// Row is one row of a Table: a cell for each column. The first is the row's header.
type Row struct {
	Cells []templ.Component
	// Class marks the row, such as one that was refused.
	Class string
}

// Pair is a name with its value.
type Pair struct {
	Name  string
	Value templ.Component
}

// Text makes a component of plain text, for cells and pairs.
func Text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(s))
		return err
	})
}

// Cells makes a row of plain texts.
func Cells(texts ...string) Row {
	var r Row
	for _, t := range texts {
		r.Cells = append(r.Cells, Text(t))
	}
	return r
}

func header(columns []Column, i int) string {
	if i < len(columns) {
		return columns[i].Header
	}
	return ""
}

func number(columns []Column, i int) bool { return i < len(columns) && columns[i].Number }
