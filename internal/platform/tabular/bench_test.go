package tabular

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// benchRows is the size of the tables below: a register of branch libraries
// with 20 columns, of which one holds an address of three lines.
const benchRows = 17_000

func benchTable(b *testing.B, f Format) string {
	header := make([]string, 20)
	for i := range header {
		header[i] = fmt.Sprintf("column %d", i+1)
	}
	rows := make([][]any, benchRows)
	for i := range rows {
		row := []any{
			fmt.Sprintf("LIB%05d", i), "Reading room on the market square", "Town library", "907-555-0100",
			fmt.Sprintf("%d North Road\nTown %d\n(59.77, -151.83)", i, i), "14-06-2016", "2:00pm ET",
		}
		for len(row) < len(header) {
			row = append(row, i%97)
		}
		rows[i] = row
	}
	return write(b, f, nil, header, rows...)
}

func BenchmarkRead17kRows(b *testing.B) {
	for _, f := range []Format{CSV, XLSX} {
		file := benchTable(b, f)
		b.Run(string(f), func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := Open(strings.NewReader(file), Options{})
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for row, err := range r.Rows() {
					if err != nil || row.Get("column 1") == "" {
						b.Fatal(row.Line, err)
					}
					n++
				}
				if n != benchRows || r.Err() != nil {
					b.Fatal(n, r.Err())
				}
			}
			b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func BenchmarkWrite17kRows(b *testing.B) {
	for _, f := range []Format{CSV, XLSX} {
		b.Run(string(f), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w, err := NewWriter(io.Discard, f)
				if err != nil {
					b.Fatal(err)
				}
				for i := range benchRows {
					if err := w.WriteRow("Town library", "-x", i, Date{2016, 7, 14}, "a, b", i, i, i, i, i); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func BenchmarkDate(b *testing.B) {
	r := NewDateReader(DayFirst)
	for b.Loop() {
		if _, _, err := r.Date("10-03-2016"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRefuseMillionColumns is the hostile header row of a million columns.
func BenchmarkRefuseMillionColumns(b *testing.B) {
	file := bytes.Repeat([]byte("c,"), 1_000_000)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(bytes.NewReader(file), Options{}); err == nil {
			b.Fatal("a million columns were taken")
		}
	}
}
