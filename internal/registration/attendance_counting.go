package registration

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// factsOf returns the facts that count of these registrations of one occurrence, oldest first.
func factsOf(ctx context.Context, q db.Q, windows []Window, registrations []id.ID) (map[id.ID][]Fact, error) {
	all, err := factsKept(ctx, q, registrations)
	for r, facts := range all {
		all[r] = counting(windows, facts, time.Time{})
	}
	return all, err
}

// counting are those of one registration's facts, oldest first, that counted at a time, or count now where it is zero.
// What a source says again counts once, as it was said first. Nothing of a file that was set aside counts, nor does a
// choice that followed it.
func counting(windows []Window, all []Fact, at time.Time) []Fact {
	var (
		out   []Fact
		said  = hearing{}
		aside = false
	)
	for i, f := range all {
		switch {
		case !at.IsZero() && f.RecordedAt.After(at):
			return out
		case f.asideAt(at):
			aside = true
		case aside && f.How == HowChoice && f.Chosen != "" && f.fell(windows, all[:i], out):
		case !said.again(f):
			out = append(out, f)
		}
	}
	return out
}

// asideAt reports whether the fact's file was set aside by then, or is now.
func (f Fact) asideAt(at time.Time) bool {
	return !f.setAside.IsZero() && (at.IsZero() || !f.setAside.After(at))
}

// fell reports whether a choice has lost its ground: the source that it followed says something else, or nothing,
// by what counts of all that had come in before it.
func (f Fact) fell(windows []Window, before, counts []Fact) bool {
	followed := func(w Window, facts []Fact) (Reading, bool) {
		for _, r := range Readings(windows, w, facts) {
			if r.Key() == f.Chosen {
				return r, true
			}
		}
		return Reading{}, false
	}
	before = slices.DeleteFunc(slices.Clone(before), func(g Fact) bool { return g.asideAt(f.RecordedAt) })
	return slices.ContainsFunc(windows, func(w Window) bool {
		if !f.about(w) {
			return false
		}
		then, was := followed(w, before)
		now, is := followed(w, counts)
		return was && (!is || now.Present != then.Present || now.Minutes != then.Minutes)
	})
}

// source is who speaks of which day, and statement what it says.
type (
	source struct {
		how  How
		form Form
		day  id.ID
	}
	statement struct {
		source
		joined, left int64
		present      bool
		minutes      int
		reason       string
	}
)

func (f Fact) statement() statement {
	s := statement{source: source{how: f.How, day: f.DayID}, present: f.Present, minutes: f.Minutes, reason: f.Reason}
	if f.How != HowFile {
		return s // a list says the same whatever it was exported from
	}
	s.form = f.Form
	if !f.JoinedAt.IsZero() {
		return statement{source: s.source, joined: f.JoinedAt.UnixMicro(), left: f.LeftAt.UnixMicro()}
	}
	return s
}

// hearing is what the sources of one registration have said so far.
type hearing struct {
	reports map[statement]bool
	last    map[source]statement
}

// again reports whether a fact of a file says only what its source had said: a report the same visit or absence, a list
// what stands of it. Durations are never the same: within a file they are summed, and of several files the largest counts.
func (h *hearing) again(f Fact) bool {
	if h.last == nil {
		*h = hearing{map[statement]bool{}, map[source]statement{}}
	}
	s := f.statement()
	if f.How == HowFile {
		known := h.reports[s] && (!f.JoinedAt.IsZero() || !f.Present)
		h.reports[s] = true
		return known
	}
	last, spoke := h.last[s.source]
	h.last[s.source] = s
	return spoke && last == s && f.FileID != ""
}
