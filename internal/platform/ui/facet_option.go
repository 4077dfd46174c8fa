package ui

import (
	"context"
	"html"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// facetOptions are the values of a facet as checkboxes. A page of the catalogue has a hundred and more of them: written by
// hand they cost a tenth of what they cost as a component.
func facetOptions(name string, options []FacetOption) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		said := countsIn(i18n.From(ctx).Lang)
		name := escaped(name)
		b := optionBytes.Get().(*[]byte)
		defer optionBytes.Put(b)
		out := (*b)[:0]
		for _, o := range options {
			out = append(out, `<label class="lc-facet-option`...)
			if o.Count == 0 {
				out = append(out, " lc-facet-none"...)
			}
			out = append(out, `"><input class="form-check-input" type="checkbox" name="`...)
			out = append(out, name...)
			out = append(out, `" value="`...)
			out = append(out, escaped(o.Value)...)
			out = append(out, '"')
			if o.Selected {
				out = append(out, " checked"...)
			}
			out = append(out, `> <span class="lc-facet-label">`...)
			out = append(out, escaped(o.Label)...)
			out = append(out, said.of(ctx, o.Count)...)
		}
		*b = out
		_, err := w.Write(out)
		return err
	})
}

var optionBytes = sync.Pool{New: func() any { return new([]byte) }}

// escaped is html.EscapeString, which is slow to find that there is nothing to do.
func escaped(s string) string {
	if strings.ContainsAny(s, `<>&'"`) {
		return html.EscapeString(s)
	}
	return s
}

func unseen(words string) string {
	if words == "" {
		return ""
	}
	return `<span class="visually-hidden">` + html.EscapeString(words) + `</span>`
}

// counts remembers how the end of an option is written in a language, by how much it would leave. Numbers share a place with those
// that are a multiple of its size away: the last one stays.
type counts [4096]atomic.Pointer[countEnd]

type countEnd struct {
	n   int
	end string
}

var countsBy sync.Map // *counts by language

func countsIn(lang string) *counts {
	if c, ok := countsBy.Load(lang); ok {
		return c.(*counts)
	}
	c, _ := countsBy.LoadOrStore(lang, new(counts))
	return c.(*counts)
}

// of returns the end of an option that leaves n.
func (c *counts) of(ctx context.Context, n int) string {
	place := &c[uint(n)%uint(len(c))]
	if known := place.Load(); known != nil && known.n == n {
		return known.end
	}
	// The words around the number are for those who listen.
	before, after, _ := strings.Cut(i18n.N(ctx, n, "%d result", "%d results"), strconv.Itoa(n))
	end := `</span> <span class="lc-facet-count">` + unseen(before) + html.EscapeString(i18n.Number(ctx, n)) + unseen(after) + `</span></label>`
	place.Store(&countEnd{n, end})
	return end
}
