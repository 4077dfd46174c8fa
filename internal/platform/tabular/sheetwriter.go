package tabular

import (
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// maxSheetCell is what a spreadsheet takes in one cell.
const maxSheetCell = excelize.TotalCellChars

// sheetWriter writes a workbook of one sheet. Rows go to a temporary file when
// they are many; close removes it.
type sheetWriter struct {
	w          io.Writer
	file       *excelize.File
	stream     *excelize.StreamWriter
	bold, date int // styles
	rows       int
}

func newSheetWriter(w io.Writer, name string) (*sheetWriter, error) {
	s := &sheetWriter{w: w, file: excelize.NewFile()}
	if err := s.prepare(name); err != nil {
		s.file.Close()
		return nil, err
	}
	return s, nil
}

func (s *sheetWriter) prepare(name string) error {
	sheet := s.file.GetSheetName(0)
	if name = sheetTitle(name); name != "" {
		if err := s.file.SetSheetName(sheet, name); err != nil {
			return err
		}
		sheet = name
	}
	var err error
	if s.bold, err = s.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	iso := "yyyy-mm-dd"
	if s.date, err = s.file.NewStyle(&excelize.Style{CustomNumFmt: &iso}); err != nil {
		return err
	}
	s.stream, err = s.file.NewStreamWriter(sheet)
	return err
}

// sheetTitle makes a name that a sheet may have: at most 31 characters and none of : \ / ? * [ ].
func sheetTitle(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, name)
	return shorten(strings.Trim(name, "' "), 31)
}

func (s *sheetWriter) row(cells []any, header bool) error {
	values := make([]any, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case nil:
		case string:
			if utf8.RuneCountInString(c) > maxSheetCell {
				return invalid("A cell of row %d is longer than a spreadsheet can hold. Export as CSV instead.", s.rows+1)
			}
			style := 0
			if header {
				style = s.bold
			}
			values[i] = excelize.Cell{StyleID: style, Value: c}
		case Date:
			// Spreadsheets know no dates before 1900.
			if c.Year < 1901 {
				values[i] = c.String()
				continue
			}
			values[i] = excelize.Cell{StyleID: s.date, Value: time.Date(c.Year, c.Month, c.Day, 0, 0, 0, 0, time.UTC)}
		case int64:
			values[i] = c
			// A spreadsheet keeps 15 digits of a number.
			if c > 999_999_999_999_999 || c < -999_999_999_999_999 {
				values[i] = strconv.FormatInt(c, 10)
			}
		default:
			values[i] = c
		}
	}
	if s.rows++; s.rows > excelize.TotalRows {
		return invalid("There are more rows than a spreadsheet can hold. Export as CSV instead.")
	}
	if header && s.rows == 1 {
		if err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
			return err
		}
	}
	at, err := excelize.CoordinatesToCellName(1, s.rows)
	if err != nil {
		return err
	}
	return s.stream.SetRow(at, values)
}

func (s *sheetWriter) close() error {
	err := s.stream.Flush()
	if err == nil {
		err = s.file.Write(s.w)
	}
	if closeErr := s.file.Close(); err == nil {
		err = closeErr
	}
	return err
}
