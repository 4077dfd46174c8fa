package tabular

import (
	"io"
	"regexp"
	"strconv"
)

// merged is a cell of a sheet that stands for those below it.
type merged struct {
	column, last int
	holds        string
}

// maxMerged bounds how many of them a sheet may have. Beyond that a sheet is no table that people have made.
const maxMerged = 10_000

var mergeCell = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"`)

// mergedCells finds the cells that are merged over several rows, by the first of them. A sheet names them behind its rows, so the part is read through once, without taking it apart.
func (b *workbook) mergedCells(target string) (map[int][]merged, error) {
	rc, err := b.part(target, b.opts.MaxUnpacked)
	if err != nil {
		return nil, err
	}
	out, n := map[int][]merged{}, 0
	// Longer than any such element, so that none is missed between two blocks.
	const overlap = 256
	buf := make([]byte, 0, 64<<10)
	for {
		more, err := io.ReadFull(rc, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+more]
		end := 0
		for _, m := range mergeCell.FindAllSubmatchIndex(buf, -1) {
			end = m[1]
			first, _ := strconv.Atoi(string(buf[m[4]:m[5]])) // digits
			last, _ := strconv.Atoi(string(buf[m[6]:m[7]]))
			if last > first && n < maxMerged {
				out[first] = append(out[first], merged{column: columnNumber(string(buf[m[2]:m[5]])), last: last})
				n++
			}
		}
		if err != nil {
			return out, nil // what is damaged is told when the rows are read
		}
		keep := max(end, len(buf)-overlap)
		buf = buf[:copy(buf, buf[keep:])]
	}
}
