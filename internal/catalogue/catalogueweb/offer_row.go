package catalogueweb

import (
	"context"
	"slices"
	"time"
	"unique"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
)

// rowPieces are the pieces of rows that readers share, a kilobyte or so each.
var rowPieces = ui.NewKept[piece](24_576)

// piece is what a piece of a row depends on.
type piece struct {
	name   string
	made   uint64 // of the card or view
	reader unique.Handle[reader]
}

// reader is what pieces depend on beside their subject.
type reader struct{ lang, zone, class string }

func pieceOf(ctx context.Context, name string, made uint64, class string) piece {
	return piece{name, made, readerOf(ctx, class)}
}

func readerOf(ctx context.Context, class string) unique.Handle[reader] {
	l := i18n.From(ctx)
	return unique.Make(reader{l.Lang, l.Zone.String(), class})
}

// reading is what the rows of a page depend on: who reads them, and when.
type reading struct {
	reader unique.Handle[reader]
	areas  map[string]string // titles by code
	class  string            // decides the prices
	kept   []id.ID           // the reader's shortlist
	now    time.Time
}

func readingOf(ctx context.Context, areas map[string]string, class string, now time.Time) *reading {
	return &reading{readerOf(ctx, class), areas, class, shortlistOf(ctx), now}
}

// piece is a part of a row that says the same to all such readers.
func (r *reading) piece(name string, card *catalogue.Card, c templ.Component) templ.Component {
	return rowPieces.Of(piece{name, card.Made, r.reader}, c)
}

// marks are the button of the shortlist and the box of the comparison.
func (r *reading) marks(card *catalogue.Card) templ.Component {
	if on := slices.Contains(r.kept, card.OfferID); on {
		return r.piece("marks, kept", card, rowMarks(card, on))
	}
	return r.piece("marks", card, rowMarks(card, false))
}
