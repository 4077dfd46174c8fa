package tabular

import (
	"fmt"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Format is a kind of file.
type Format string

// The formats. CSV stands for any text with delimited cells when reading.
const (
	CSV  Format = "csv"
	TSV  Format = "tsv"
	XLSX Format = "xlsx"
)

// Options say how a table is read. The zero value detects everything and
// applies the default limits.
type Options struct {
	// Delimiter separates the cells of a text: ',', '\t', ';' or '|'. Zero means that it is
	// found from the first line, with quotes respected.
	Delimiter byte
	// Headers names the columns of a table that has no header row, such as rows
	// pasted from a spreadsheet. Empty means that the first row holds the names.
	Headers []string
	// IsHeader tells the row with the names of the columns from what people write above it.
	// Nil means that the first row that is not blank holds the names.
	IsHeader func(names []string) bool
	// Sheet is the sheet of a workbook to read. Empty means the first visible one.
	Sheet string
	// Shown says that numbers keep the zeros that their format adds at the end, such as 1.10: for numbers that are names.
	Shown bool

	// MaxBytes limits the file as it arrives. Default 64 MiB.
	MaxBytes int64
	// MaxColumns limits the columns of the header row. Default 512.
	MaxColumns int
	// MaxCell limits one cell, in bytes of UTF-8. Default 64 KiB.
	MaxCell int
	// MaxRow limits the cells of one row together, in bytes of UTF-8. Default 1 MiB.
	MaxRow int
	// MaxRows limits the rows below the header that hold something. Default 500,000.
	MaxRows int
	// MaxUnpacked limits what any part of a workbook unpacks to. Default 128 MiB.
	MaxUnpacked int64
}

func (o Options) withDefaults() Options {
	o.MaxBytes = orDefault(o.MaxBytes, 64<<20)
	o.MaxColumns = orDefault(o.MaxColumns, 512)
	o.MaxCell = orDefault(o.MaxCell, 64<<10)
	o.MaxRow = orDefault(o.MaxRow, 1<<20)
	o.MaxRows = orDefault(o.MaxRows, 500_000)
	o.MaxUnpacked = orDefault(o.MaxUnpacked, 128<<20)
	return o
}

func orDefault[N int | int64](n, fallback N) N {
	if n <= 0 {
		return fallback
	}
	return n
}

// invalid is what every refusal of this package is: an Invalid error with a
// sentence for people and no field. The importer knows the field and adds it.
func invalid(message string, args ...any) error {
	return errs.New(errs.Invalid, message, args...)
}

// bytesInWords writes a size the way people say it.
func bytesInWords(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
