package ui

import (
	"context"
	"errors"
	"html"
	"io"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// facetOptions are the values of a facet as checkboxes. A page of the catalogue has a hundred and more of them: written by
// hand they cost a sixth of what they cost as a component.
func facetOptions(name string, options []FacetOption) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) (err error) {
		b, shared := templruntime.GetBuffer(w)
		if !shared {
			defer func() { err = errors.Join(err, templruntime.ReleaseBuffer(b)) }()
		}
		name := html.EscapeString(name)
		for _, o := range options {
			b.WriteString(`<label class="lc-facet-option`)
			if o.Count == 0 {
				b.WriteString(" lc-facet-none")
			}
			b.WriteString(`"><input class="form-check-input" type="checkbox" name="`)
			b.WriteString(name)
			b.WriteString(`" value="`)
			b.WriteString(html.EscapeString(o.Value))
			b.WriteString(`"`)
			if o.Selected {
				b.WriteString(" checked")
			}
			b.WriteString(`> <span class="lc-facet-label">`)
			b.WriteString(html.EscapeString(o.Label))
			b.WriteString(`</span> <span class="lc-facet-count"><span class="visually-hidden">`)
			b.WriteString(html.EscapeString(i18n.N(ctx, o.Count, "%d result", "%d results")))
			b.WriteString(`</span> <span aria-hidden="true">`)
			b.WriteString(html.EscapeString(i18n.Number(ctx, o.Count)))
			if _, err := b.WriteString(`</span></span></label>`); err != nil { // that of any write before, too
				return err
			}
		}
		return nil
	})
}
