package calendar

import (
	"encoding/binary"
	"slices"
	"time"
)

// The years for which a VTIMEZONE of a file is worked out. Outside them its
// first or last offset holds.
const zoneFrom, zoneTo = 1950, 2100

// maxShifts bounds the changes of offset that one VTIMEZONE may come to.
const maxShifts = 2_000

// shift is one change of offset.
type shift struct {
	at     int64 // Unix seconds
	offset int   // seconds east of UTC from then on
}

// defineZone turns a VTIMEZONE into a Location, or nil if it says nothing
// usable. Observances that make no sense are passed over.
func defineZone(c *component, b *Budget) *time.Location {
	var shifts []shift
	first, firstOffset := int64(0), 0
	for _, o := range c.children {
		list, before, ok := observance(o, b)
		if !ok {
			continue
		}
		for _, s := range list {
			if len(shifts) == 0 || s.at < first {
				first, firstOffset = s.at, before
			}
			shifts = append(shifts, s)
			if len(shifts) >= maxShifts {
				return nil
			}
		}
	}
	if len(shifts) == 0 {
		return nil
	}
	slices.SortStableFunc(shifts, func(a, b shift) int { return int(max(-1, min(1, a.at-b.at))) })
	loc, err := time.LoadLocationFromTZData("", zoneFile(firstOffset, shifts))
	if err != nil {
		return nil
	}
	return loc
}

// observance lists when a STANDARD or DAYLIGHT component sets in, with the
// offset that it leads to, and returns the offset that it ends.
func observance(c *component, b *Budget) (list []shift, before int, ok bool) {
	start, ok1 := parseWall(c.one["DTSTART"].value)
	before, ok2 := parseOffset(c.one["TZOFFSETFROM"].value)
	after, ok3 := parseOffset(c.one["TZOFFSETTO"].value)
	if !ok1 || !ok2 || !ok3 {
		return nil, 0, false
	}
	walls := []time.Time{start.t}
	if rule, has := c.one["RRULE"]; has {
		expanded, err := expandRule(rule.value, start, time.FixedZone("", before), time.Time{}, endOfYear(zoneTo), maxShifts, b)
		if err == nil {
			walls = expanded
		}
	}
	for _, p := range c.many["RDATE"] {
		if w, ok := parseWall(p.value); ok {
			walls = append(walls, w.t)
		}
	}
	// A rule may begin in 1601, as Outlook has it; of what is long past only the last counts.
	slices.SortFunc(walls, time.Time.Compare)
	keep := 0
	for keep+1 < len(walls) && walls[keep+1].Year() < zoneFrom {
		keep++
	}
	for _, w := range walls[keep:] {
		list = append(list, shift{at: w.Unix() - int64(before), offset: after})
	}
	return list, before, true
}

func endOfYear(year int) time.Time { return time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC) }

// zoneFile writes the shifts as a version 2 TZif file (RFC 8536), the form in
// which Go takes a zone that it does not know.
func zoneFile(first int, shifts []shift) []byte {
	offsets := []int{first} // type 0 holds before the first shift
	types := make([]byte, len(shifts))
	for i, s := range shifts {
		n := 1 + slices.Index(offsets[1:], s.offset)
		if n == 0 {
			if len(offsets) == 255 {
				n = 1 // absurd already; the file has far more offsets than the world
			} else {
				offsets = append(offsets, s.offset)
				n = len(offsets) - 1
			}
		}
		types[i] = byte(n)
	}
	const label = "-00\x00"
	header := func(times, kinds, chars int) []byte {
		b := append([]byte("TZif2"), make([]byte, 15)...)
		for _, n := range []int{0, 0, 0, times, kinds, chars} {
			b = binary.BigEndian.AppendUint32(b, uint32(n))
		}
		return b
	}
	b := header(0, 0, 0) // the version 1 part is empty; readers of version 2 skip it
	b = append(b, header(len(shifts), len(offsets), len(label))...)
	for _, s := range shifts {
		b = binary.BigEndian.AppendUint64(b, uint64(s.at))
	}
	b = append(b, types...)
	for _, off := range offsets {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(off)))
		b = append(b, 0, 0) // not daylight; the label at index 0
	}
	b = append(b, label...)
	return append(b, "\n\n"...) // no rule for what comes after
}
