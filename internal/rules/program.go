package rules

import "math"

// program is a linear program: rows of sums of columns that stay within a bound, none of them below nothing.
type program struct {
	columns int
	rows    []sparse
	table   [][]float64 // one for each row: columns, slacks, bound
	basis   []int
	work    int // cells that were changed, up to the limit
	limit   int
	shut    []bool // columns that would take from an earlier goal
}

type sparse struct {
	at    []int
	by    []float64
	bound float64
}

const tiny = 1e-7

// row adds a bound on a sum of columns.
func (p *program) row(bound int64, fill func(add func(column int, by float64))) {
	s := sparse{bound: float64(bound)}
	fill(func(column int, by float64) { s.at, s.by = append(s.at, column), append(s.by, by) })
	p.rows = append(p.rows, s)
}

// begin lays the table out: nothing is given yet.
func (p *program) begin() {
	width := p.columns + len(p.rows) + 1
	p.table, p.basis, p.shut = make([][]float64, len(p.rows)), make([]int, len(p.rows)), make([]bool, width-1)
	for i, s := range p.rows {
		t := make([]float64, width)
		for n, c := range s.at {
			t[c] = s.by[n]
		}
		t[p.columns+i], t[width-1] = 1, s.bound
		p.table[i], p.basis[i] = t, p.columns+i
	}
}

// most brings the sum of the columns from lo on, before hi, as high as it goes, without taking from earlier goals.
func (p *program) most(lo, hi int) {
	width := p.columns + len(p.rows) + 1
	gain := make([]float64, width)
	for c := lo; c < hi; c++ {
		gain[c] = 1
	}
	for i, b := range p.basis {
		if b >= lo && b < hi {
			for c, x := range p.table[i] {
				gain[c] -= x
			}
		}
	}
	for p.work < p.limit {
		enter := -1
		for c := range p.shut {
			if gain[c] > tiny && !p.shut[c] {
				enter = c
				break
			}
		}
		if enter < 0 {
			break
		}
		leave, least := -1, math.Inf(1)
		for i, t := range p.table {
			if t[enter] <= tiny {
				continue
			}
			ratio := t[width-1] / t[enter]
			if leave < 0 || ratio < least-tiny || ratio < least+tiny && p.basis[i] < p.basis[leave] {
				leave, least = i, ratio
			}
		}
		if leave < 0 {
			break
		}
		p.pivot(leave, enter, gain)
	}
	for c := range p.shut {
		p.shut[c] = p.shut[c] || gain[c] < -tiny
	}
}

func (p *program) pivot(leave, enter int, gain []float64) {
	row := p.table[leave]
	p.work += len(row) * len(p.table)
	by := row[enter]
	for c := range row {
		row[c] /= by
	}
	clear := func(t []float64) {
		if by := t[enter]; by != 0 {
			for c, x := range row {
				if x != 0 {
					t[c] -= by * x
				}
			}
		}
	}
	for i, t := range p.table {
		if i != leave {
			clear(t)
		}
	}
	clear(gain)
	p.basis[leave] = enter
}

// values returns the first columns, cut to whole numbers.
func (p *program) values(columns int) []int64 {
	out := make([]int64, columns)
	for i, b := range p.basis {
		if b < columns {
			t := p.table[i]
			out[b] = max(0, int64(math.Floor(t[len(t)-1]+1e-4)))
		}
	}
	return out
}
