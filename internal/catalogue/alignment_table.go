package catalogue

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// AlignmentColumns head the table of alignments. What an import reads are offer, framework, code or competency_id, level and remove.
var AlignmentColumns = []string{"offer", "offer_title", "framework", "code", "competency", "competency_id", "level", "aligned_at", "basis", "remove"}

// alignmentRow is a line of the table before the competency is named.
type alignmentRow struct {
	Alignment
	key, title string
}

// alignmentsChunk is how many lines are read at a time.
const alignmentsChunk = 500

// EachAlignment calls f with each line of the table, by offer: all alignments that the actor may change. It reads in chunks.
func (s *Service) EachAlignment(ctx context.Context, actor authz.Actor, f func(line []any) error) error {
	units, err := s.alignScope(ctx, actor, "")
	if err != nil {
		return err
	}
	publicOnly := units.all && !actor.May(EditOffers, "")
	var offer, competency id.ID
	for {
		list, err := alignmentRows(ctx, s.db, units, publicOnly, offer, competency, alignmentsChunk)
		if err != nil || len(list) == 0 {
			return err
		}
		ids := make([]id.ID, len(list))
		for i, a := range list {
			ids[i] = a.CompetencyID
		}
		places, err := s.standards.Places(ctx, s.db, ids)
		if err != nil {
			return err
		}
		for _, a := range list {
			p := places[a.CompetencyID]
			if err := f([]any{a.key, a.title, p.Key, p.Code, p.Title, string(a.CompetencyID), a.Level, a.At.UTC().Format(time.RFC3339), string(a.Basis), ""}); err != nil {
				return err
			}
		}
		offer, competency = list[len(list)-1].OfferID, list[len(list)-1].CompetencyID
	}
}
