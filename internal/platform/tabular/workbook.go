package tabular

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Limits of a workbook that no honest one comes near.
const (
	maxParts       = 10_000   // entries of the package
	maxSmallPart   = 4 << 20  // the parts beside the sheets and their strings
	maxStrings     = 2 << 20  // entries of the string table
	maxStringBytes = 64 << 20 // all of its text
	maxXMLToken    = 1 << 20  // one tag or one run of text
	maxXMLDepth    = 64
)

// centralHeader starts each entry of a zip directory.
var centralHeader = []byte("PK\x01\x02")

// workbook is an open XLSX file. Its sheets are read straight from the
// compressed package: a library that unpacks whole sheets into memory and
// passes over read errors would hide a damaged file, and would hand out dates
// as the author's spreadsheet happens to show them.
type workbook struct {
	parts   map[string]*zip.File // by lower-case path
	opts    Options
	epoch04 bool // days are counted from 1904
	strings []string
	formats []cellFormat
}

// openWorkbook reads what the cells of the chosen sheet need and stands before its first row.
func (t *Reader) openWorkbook(raw io.Reader) error {
	// A zip archive is read from its end, so the compressed file is held in memory, bounded by MaxBytes.
	data, err := io.ReadAll(raw)
	if err != nil {
		return err
	}
	book, sheets, err := unpack(data, t.opts)
	if err != nil {
		return damaged(err)
	}
	name, others, err := book.choose(sheets)
	if err != nil {
		return damaged(err)
	}
	sheet, err := book.sheet(name.target)
	if err != nil {
		return damaged(err)
	}
	t.format, t.src = XLSX, sheet
	if others > 0 {
		t.remark("The workbook has %d sheets; only “%s” was read.", others+1, name.Name)
	}
	t.text = sheet.notes
	return nil
}

// maxSheets bounds how many sheets are looked through: each is opened anew.
const maxSheets = 20

// Sheets returns the names of the visible sheets of a workbook that have cells, each once, in their order, the first twenty, to look through them with
// Options.Sheet. Of what is no workbook that can be read there are none.
func Sheets(data []byte) []string {
	_, sheets, err := unpack(data, Options{}.withDefaults())
	if err != nil {
		return nil
	}
	var names []string
	for _, s := range sheets {
		if s.visible() && len(names) < maxSheets && !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}

// unpack opens a workbook and lists its sheets.
func unpack(data []byte, opts Options) (*workbook, []sheetName, error) {
	if bytes.Count(data, centralHeader) > maxParts {
		return nil, nil, invalid("The workbook has more than %d parts.", maxParts)
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, err
	}
	book := &workbook{parts: map[string]*zip.File{}, opts: opts}
	for _, f := range archive.File {
		book.parts[strings.ToLower(f.Name)] = f
	}
	sheets, err := book.open()
	return book, sheets, err
}

// sheetName is one sheet as the workbook lists it.
type sheetName struct {
	Name   string `xml:"name,attr"`
	State  string `xml:"state,attr"`
	ID     string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
	Strict string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"`
	target string
}

func (s sheetName) visible() bool { return s.State == "" || s.State == "visible" }

type relationship struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// open reads the parts that all sheets share. It returns the sheets that have cells.
func (b *workbook) open() ([]sheetName, error) {
	const main = "xl/workbook.xml"
	if b.parts[main] == nil {
		return nil, invalid("The file is a zip archive but not an .xlsx workbook.")
	}
	var top struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []sheetName `xml:"sheets>sheet"`
	}
	var links struct {
		All []relationship `xml:"Relationship"`
	}
	if err := b.decode(main, &top); err != nil {
		return nil, err
	}
	if err := b.decode("xl/_rels/workbook.xml.rels", &links); err != nil {
		return nil, err
	}
	b.epoch04 = xmlTrue(top.Properties.Date1904)
	targets := map[string]string{}
	for _, l := range links.All {
		target := partPath(l.Target)
		var err error
		switch kind := path.Base(l.Type); kind {
		case "worksheet":
			targets[l.ID] = target
		case "sharedStrings":
			b.strings, err = b.readStrings(target)
		case "styles":
			b.formats, err = b.readFormats(target)
		}
		if err != nil {
			return nil, err
		}
	}
	for i, s := range top.Sheets {
		top.Sheets[i].target = targets[s.ID+s.Strict]
	}
	// Chart sheets have no cells.
	return slices.DeleteFunc(top.Sheets, func(s sheetName) bool { return s.target == "" }), nil
}

// choose returns the sheet to read, and how many others there are.
func (b *workbook) choose(sheets []sheetName) (sheetName, int, error) {
	at := slices.IndexFunc(sheets, func(s sheetName) bool {
		if b.opts.Sheet != "" {
			return strings.EqualFold(s.Name, b.opts.Sheet)
		}
		return s.visible()
	})
	if at < 0 && b.opts.Sheet != "" {
		return sheetName{}, 0, invalid("The workbook has no sheet called “%s”.", b.opts.Sheet)
	}
	if at < 0 {
		return sheetName{}, 0, invalid("The workbook has no visible sheet with cells.")
	}
	return sheets[at], len(sheets) - 1, nil
}

// partPath resolves a target of the workbook's relationships to a path in the package.
func partPath(target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.ToLower(path.Clean(target)[1:])
	}
	return strings.ToLower(path.Join("xl", target))
}

// part opens one part of the package, bounded in what it unpacks to.
func (b *workbook) part(name string, limit int64) (io.ReadCloser, error) {
	f := b.parts[name]
	if f == nil {
		return nil, invalid("The workbook is damaged: its part %s is missing.", quote(name))
	}
	tooLarge := invalid("The workbook unpacks to more than %s.", bytesInWords(limit))
	if f.UncompressedSize64 > uint64(limit) {
		return nil, tooLarge
	}
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	// The declared size may lie, so what really comes is counted too.
	return struct {
		io.Reader
		io.Closer
	}{&limited{src: rc, left: limit, err: tooLarge}, rc}, nil
}

// decode reads a small part into v.
func (b *workbook) decode(name string, v any) error {
	rc, err := b.part(name, maxSmallPart)
	if err != nil {
		return err
	}
	defer rc.Close()
	return noEOF(newXMLReader(rc).decoder.Decode(v))
}

// readStrings reads the table of strings that cells point into.
func (b *workbook) readStrings(name string) ([]string, error) {
	rc, err := b.part(name, b.opts.MaxUnpacked)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	var all []string
	total := 0
	x := newXMLReader(rc)
	for {
		start, err := x.start()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if start.Name.Local != "si" {
			continue
		}
		s, err := x.text(start, b.opts.MaxCell)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
		total += len(s)
		if len(all) > maxStrings || total > maxStringBytes {
			return nil, invalid("The workbook holds more text than can be read. Save the sheet as CSV.")
		}
	}
}

// damaged tells people that a workbook cannot be read; what is already said in words stays.
func damaged(err error) error {
	if err == nil || err == io.EOF || errs.As(err) != nil {
		return err
	}
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrAlgorithm) {
		return errs.Wrap(err, errs.Invalid, "The workbook is damaged. Open it in a spreadsheet and save it again.")
	}
	return errs.Wrap(err, errs.Invalid, "The workbook could not be read. Save the sheet as CSV.")
}

func xmlTrue(s string) bool { return s == "1" || strings.EqualFold(s, "true") }
