package rules

import (
	"cmp"
	"strings"
)

// eachYear looks at each year of the cycle by itself. A cycle has as many whole years as fit in it: days by which
// its end was moved belong to the last one, early credit belongs to the first and what is made up in the grace to the
// last. What is less in a first cycle or for a leave is less in the years that have it; where nothing is owed in the cycle,
// nothing is in its years. What was waived is taken off the years that lack something, the earliest first.
func (r *run) eachYear(l *leaf, f *frame, o *outcome) {
	if f.num == 0 {
		return
	}
	amounts, missing, less := r.amountsOf(l), int64(0), int64(0)
	if o.waived != nil {
		less = o.waived.less
	}
	for k, to := range f.yearEnds() {
		from := addSpan(f.start, 12*k, 0)
		first, last := from, to
		if k == 0 {
			first = min(first, f.lo)
		}
		if to == f.end {
			last = max(f.hi, f.end)
		}
		if to < f.from {
			continue
		}
		least := f.yearlyLeast(l, to)
		if least == 0 {
			continue
		}
		needed, asked := r.yearly(l, f, from, to, least)
		if !asked {
			continue
		}
		r.work.spend(500 + 4*len(r.person.entries) + len(r.person.facts))
		row := CategoryNode{Name: from.String(), Needed: needed, Most: -1}
		o.cand.each(func(i int) {
			if d := r.person.entries[i].Day; d >= first && d <= last {
				row.Counted += amounts[i]
			}
		})
		row.Missing = max(0, row.Needed-row.Counted)
		row.Waived = min(row.Missing, less)
		row.Needed, row.Missing, less = row.Needed-row.Waived, row.Missing-row.Waived, less-row.Waived
		missing += row.Missing
		o.lapsed = o.lapsed || row.Missing > 0 && f.asOf > to && to < f.end
		if row.Missing > 0 && o.yearDue == 0 {
			o.yearDue = to
		}
		o.years = append(o.years, row)
	}
	o.missing = max(o.missing, missing)
}

// yearEnds returns the last days of the years of the cycle. Where nobody knows when it began, they are those of the days that are looked at.
func (f *frame) yearEnds() (out []Day) {
	start, end := f.start, f.end
	if start == 0 {
		start, end = f.lo, MaxDay
	}
	years := f.length.Months / 12
	if f.v.Cycle.Kind != Rolling { // one that was taken over may be longer
		years = max(years, monthsBetween(start, end, true)/12)
	}
	for k := range years {
		to := addSpan(start, 12*(k+1), 0) - 1
		if k == years-1 || to >= end {
			return append(out, end)
		}
		out = append(out, to)
	}
	return out
}

// yearlyLeast returns the least of a year that ends on the day, by the version that was in force then: one that comes at once
// asks nothing of years that were over.
func (f *frame) yearlyLeast(l *leaf, to Day) int64 {
	v := f.v
	for i := len(f.ran) - 1; i >= 0 && v.From > to; i-- {
		v = f.ran[i]
	}
	if same := v.sameAs(l, f.v); same != nil && v.From <= to {
		return same.eachYear
	}
	return 0
}

// yearly returns what a year owes, and whether it is asked: one that had begun before the certificate is not, unless
// the rule says what of it is owed.
func (r *run) yearly(l *leaf, f *frame, from, to Day, least int64) (owed int64, asked bool) {
	y := f.v.Cycle
	share := frame{start: from, end: to, num: 1, den: 1}
	if f.from > from {
		first := cmp.Or(f.first, y.First)
		if first != "by month" && first != "by full month" && first != "by year" {
			return 0, false
		}
		if strings.HasSuffix(first, "month") {
			share.prorate(first, f.from)
		}
	}
	if y.Leave == "reduces" {
		first := max(from, f.from)
		last := min(to, f.plain)
		if days := leaveDays(r.person, first, last, r.asOf); days > 0 {
			share.num, share.den = share.num*int64(last-first+1-days), share.den*int64(last-first+1)
		}
	}
	return share.owed(l, least), true
}

// wholeYears reports whether there is a cycle, and it and the first one are of whole years.
func (y *Cycle) wholeYears() bool {
	return y != nil && y.Length.Months%12 == 0 && y.FirstLength.Months%12 == 0 && y.FirstLength.Days == 0
}
