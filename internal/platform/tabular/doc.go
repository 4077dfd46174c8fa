// Package tabular reads and writes tables: CSV, TSV and XLSX in and out, the
// dates and times that stand in their cells, and the one report that every
// import gives. It knows nothing about learning.
//
// Reading is a stream of rows (Open, Reader.Rows). What is wrong with one row
// refuses that row with words for people and the stream goes on; what is wrong
// with the whole file ends the stream and stands in Reader.Err, which a caller
// must look at after the loop. Everything is bounded by Options, so that a
// hostile file costs little memory.
//
// Dates whose order is in doubt are settled only by evidence from the same
// column (DateReader), never by a guess.
//
// Things to remember:
//   - Row.Line is the physical line on which a row starts, which is what an
//     editor shows; in a workbook it is the number of the sheet's row.
//   - A cell is always text, also when it looks like a formula: it is never
//     evaluated. LooksLikeFormula lets an importer refuse it or warn.
//   - The Writer puts an apostrophe before cells that a spreadsheet would take
//     for a formula, and the Reader takes that apostrophe away again, so what
//     the product exports comes back as it was.
//   - Bidirectional and zero-width characters inside a cell are left alone:
//     whether a name may hold them is for the area that owns names to say.
package tabular
