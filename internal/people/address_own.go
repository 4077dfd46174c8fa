package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/id"
)

// VerifiedAddresses returns the keys of the addresses that are known to be the person's, for later areas that were told an address. They decide who may ask.
func (s *Service) VerifiedAddresses(ctx context.Context, person id.ID) ([]string, error) {
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return nil, err
	}
	known, err := addressesOf(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, a := range known {
		if !a.VerifiedAt.IsZero() {
			out = append(out, a.Key)
		}
	}
	return out, nil
}
