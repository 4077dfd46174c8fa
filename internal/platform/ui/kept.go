package ui

import (
	"bytes"
	"context"
	"io"

	"github.com/a-h/templ"
	lru "github.com/hashicorp/golang-lru/v2"
)

// Kept remembers pieces of pages that are the same for many readers, so that each is rendered once. The key says all that a
// piece depends on: its subject as it is now, language, time zone, who may see it. Those not used for longest are forgotten.
type Kept[K comparable] struct{ pieces *lru.Cache[K, string] }

// NewKept remembers so many pieces, at least one.
func NewKept[K comparable](most int) Kept[K] {
	c, err := lru.New[K, string](most)
	if err != nil {
		panic("ui: " + err.Error()) // only for less than one
	}
	return Kept[K]{c}
}

// Of returns the piece of a key: as it was rendered before, else c, rendered now. c takes no children.
func (k Kept[K]) Of(key K, c templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		piece, ok := k.pieces.Get(key)
		if !ok {
			var b bytes.Buffer
			if err := c.Render(ctx, &b); err != nil {
				return err
			}
			piece = b.String()
			k.pieces.Add(key, piece)
		}
		_, err := io.WriteString(w, piece)
		return err
	})
}
