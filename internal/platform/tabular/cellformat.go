package tabular

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// cellFormat says how a number in a sheet is meant.
type cellFormat struct {
	date, clock, elapsed bool
	zeros                int // a code such as 00501: the number of digits that are shown
	decimals             int // a code such as 1.10: the number of digits behind the point
}

// readFormats reads the number format of each cell style.
func (b *workbook) readFormats(name string) ([]cellFormat, error) {
	var styles struct {
		Own []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.decode(name, &styles); err != nil {
		return nil, err
	}
	own := make(map[int]cellFormat, len(styles.Own))
	for _, f := range styles.Own {
		own[f.ID] = formatOfCode(f.Code)
	}
	all := make([]cellFormat, len(styles.Cells))
	for i, c := range styles.Cells {
		f, ok := own[c.ID]
		if !ok {
			f = builtInFormat(c.ID)
		}
		all[i] = f
	}
	return all, nil
}

// builtInFormat knows the date and time formats that need no definition
// (ECMA-376 part 1, section 18.8.30, East Asian ones included).
func builtInFormat(id int) cellFormat {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return cellFormat{date: true}
	case id == 22:
		return cellFormat{date: true, clock: true}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47:
		return cellFormat{clock: true}
	case id == 46:
		return cellFormat{clock: true, elapsed: true}
	case id == 2: // 0.00
		return cellFormat{decimals: 2}
	}
	return cellFormat{}
}

var (
	formatLiteral = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.`)
	formatElapsed = regexp.MustCompile(`(?i)\[(h+|m+|s+)\]`)
	formatBracket = regexp.MustCompile(`\[[^\]]*\]`)
)

// formatOfCode reads a number format such as "dd/mm/yyyy h:mm" or "[h]:mm".
func formatOfCode(code string) cellFormat {
	code, _, _ = strings.Cut(formatLiteral.ReplaceAllString(code, ""), ";")
	if formatElapsed.MatchString(code) {
		return cellFormat{clock: true, elapsed: true}
	}
	code = strings.ToLower(formatBracket.ReplaceAllString(code, ""))
	if code == "general" {
		return cellFormat{}
	}
	if code != "" && strings.Trim(code, "0") == "" {
		return cellFormat{zeros: len(code)}
	}
	if whole, part, ok := strings.Cut(code, "."); ok && whole != "" && part != "" && strings.Trim(whole+part, "0") == "" {
		return cellFormat{decimals: len(part)}
	}
	f := cellFormat{clock: strings.ContainsAny(code, "hs"), date: strings.ContainsAny(code, "yd")}
	// A lone m is a month, but minutes beside hours or seconds.
	f.date = f.date || strings.Contains(code, "m") && !f.clock
	return f
}

// number returns a numeric cell as text: dates and times in ISO form, other
// numbers in full (15 digits, which is what spreadsheets keep) and without
// grouping, codes with their leading zeros.
func (b *workbook) number(value string, style int) string {
	x, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return value
	}
	var f cellFormat
	if style >= 0 && style < len(b.formats) {
		f = b.formats[style]
	}
	if f.date || f.clock {
		if s, ok := serial(x, f, b.epoch04); ok {
			return s
		}
	}
	plain := strconv.FormatFloat(x, 'g', 15, 64)
	if y, err := strconv.ParseFloat(plain, 64); err == nil && math.Abs(y) < 1e21 {
		plain = strconv.FormatFloat(y, 'f', -1, 64)
	}
	if f.zeros > len(plain) && x >= 0 && !strings.Contains(plain, ".") {
		plain = strings.Repeat("0", f.zeros-len(plain)) + plain
	}
	if _, part, point := strings.Cut(plain, "."); b.opts.Shown && len(part) < f.decimals && !strings.Contains(plain, "e") {
		if !point {
			plain += "."
		}
		plain += strings.Repeat("0", f.decimals-len(part))
	}
	return plain
}

const secondsPerDay = 24 * 60 * 60

// serial writes a spreadsheet's day count as date, time or both. The count
// knows no zone. Numbers outside the calendar of spreadsheets are not dates.
func serial(x float64, f cellFormat, epoch04 bool) (string, bool) {
	if x < 0 || x >= 2_958_466 { // 31 December 9999 and its hours are below
		return "", false
	}
	seconds := int64(math.Round(x * secondsPerDay))
	days, clock := seconds/secondsPerDay, seconds%secondsPerDay
	hours := clock / 3600
	if f.elapsed {
		hours += days * 24
	}
	at := fmt.Sprintf("%02d:%02d", hours, clock/60%60)
	if clock%60 != 0 || f.elapsed {
		at += fmt.Sprintf(":%02d", clock%60)
	}
	if !f.date {
		return at, true
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case epoch04:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60:
		// The count has a 29 February 1900 that never was, as day 60.
		base = base.AddDate(0, 0, 1)
	}
	day := base.AddDate(0, 0, int(days)).Format(time.DateOnly)
	if days == 60 && !epoch04 {
		day = "1900-02-29"
	}
	if f.clock {
		return day + " " + at, true
	}
	return day, true
}
