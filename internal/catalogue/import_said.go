package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// said is what a source has said in the cells of a row, as marks by the name of the cell. Only what it says anew is put into an offer:
// what it repeats would undo what a person has changed since.
type said map[string]string

// mark is short, however long the text is.
func mark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// saidOf returns what was said of an offer or, by its key, of one of its dates.
func (st *taking) saidOf(offer id.ID, date string) said { return st.said[offer][date] }

// tell keeps what a row says, for the rows behind it and the next time.
func (st *taking) tell(offer id.ID, date string, now said) {
	if maps.Equal(st.said[offer][date], now) {
		return
	}
	for _, to := range []map[id.ID]map[string]said{st.said, st.told} {
		if to[offer] == nil {
			to[offer] = map[string]said{}
		}
		to[offer][date] = now
	}
}

// with returns s with what else was said. It is never nil.
func (s said) with(more said) said {
	out := maps.Clone(s)
	if out == nil {
		out = said{}
	}
	maps.Copy(out, more)
	return out
}

// dateCell is one thing that a row says of its date.
type dateCell struct {
	name, words string
	put         func(o *Occurrence)
}

// startWords is when and in which zone something begins, for a mark.
func startWords(at time.Time, zone string) string {
	return at.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano) + " " + zone
}

// cells are what a row says of its date, the time before the length. Sittings that somebody has entered here say more than
// begin and end, and stay.
func (w *importDate) cells() []dateCell {
	cells := []dateCell{{"time", startWords(w.starts, w.zone), func(o *Occurrence) {
		if len(o.Days) == 0 {
			length := o.EndsAt.Sub(o.StartsAt)
			o.Zone, o.StartsAt, o.EndsAt = w.zone, w.starts, w.starts.Add(length)
		}
	}}}
	if length := w.ends.Sub(w.starts); w.lengthIsKnown {
		cells = append(cells, dateCell{"length", lengthWords(length), func(o *Occurrence) {
			if len(o.Days) == 0 {
				o.EndsAt = o.StartsAt.Add(length)
			}
		}})
	}
	for _, x := range []struct {
		name, words string
		of          func(o *Occurrence) *string
	}{
		{"place", w.place, func(o *Occurrence) *string { return &o.Place }},
		{"room", w.room, func(o *Occurrence) *string { return &o.Room }},
		{"platform", w.platform, func(o *Occurrence) *string { return &o.Platform }},
		{"platform link", w.link, func(o *Occurrence) *string { return &o.PlatformLink }},
	} {
		if x.words != "" {
			cells = append(cells, dateCell{x.name, x.words, func(o *Occurrence) { *x.of(o) = x.words }})
		}
	}
	if w.hasCapacity {
		words := count(w.capacity)
		if w.capacity == 0 {
			words = "no limit"
		}
		cells = append(cells, dateCell{"seats", words, func(o *Occurrence) { o.Capacity = w.capacity }})
	}
	return cells
}

// at is when a row says that its date begins, by which it is known again.
func (w *importDate) at() string { return strconv.FormatInt(w.starts.UnixMicro(), 10) }

// says are the marks of what a row says of its date.
func (w *importDate) says() said {
	out := said{"at": w.at()}
	for _, c := range w.cells() {
		out[c.name] = mark(c.words)
	}
	return out
}

// leftOut names what a row says otherwise than the row of the same offer before it, and of the same date where it has that in
// common: nothing of it was taken.
func (st *taking) leftOut(o Offer, r importRow) []string {
	var out []string
	name := func(cell, words string, was said) {
		if s := cell + ": " + cutWords(line(words), 100); was[cell] != mark(words) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	was := st.saidOf(o.ID, "")
	for _, c := range changes(Draft{}, r.says) {
		// Another date may have its own length and platform, which the date holds.
		if c.Field == "title" && r.titleIsKey || slices.Contains([]string{"minutes", "platform", "kind", "areas", "themes", "sponsor"}, c.Field) {
			continue
		}
		name(c.Field, c.To, was)
	}
	if r.when == nil || !r.when.repeated {
		return out
	}
	for _, d := range st.dates[o.ID] {
		if d.StartsAt.Equal(r.when.starts) {
			for _, c := range r.when.cells()[1:] {
				name(c.name, c.words, st.saidOf(o.ID, d.SourceKey))
			}
		}
	}
	return out
}

// byHand says what a person has changed and the file only repeats.
func byHand(left []tabular.Change) []string {
	var notes []string
	for _, c := range left {
		notes = append(notes, fmt.Sprintf("%s was changed by hand and stays so; the file says: %s", c.Field, orNothing(cutWords(line(c.To), 200))))
	}
	return notes
}

func orNothing(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return s
}

// lengthWords writes a length as people do: 1 h 30 min.
func lengthWords(d time.Duration) string {
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}

// elementOf names an element of a list among what was said.
func elementOf(list, element string) string {
	return list + ":" + strings.ToLower(people.Fold(element))
}
