package catalogueweb

import (
	"context"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
)

// rowPieces are the pieces of rows that readers share, a kilobyte or so each.
var rowPieces = ui.NewKept[piece](16_384)

// piece is what a piece of a row depends on.
type piece struct {
	name              string
	made              uint64 // of the card or view
	lang, zone, class string
}

func pieceOf(ctx context.Context, name string, made uint64, class string) piece {
	l := i18n.From(ctx)
	return piece{name, made, l.Lang, l.Zone.String(), class}
}
