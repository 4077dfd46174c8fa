package recognition

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Verification is what anybody with the code of an award may know: what it states itself and
// whether it stands. It leads to nobody and nothing else, and carries no reason.
type Verification struct {
	Code                string
	Kind                Kind
	RecipientName       string
	Title               string
	Issuer, Association string
	BeganOn, EndedOn    string // civil dates; BeganOn may be empty
	Minutes, CEUTenths  int
	IssuedAt            time.Time
	Status              Status
	// Since is when it ceased to stand; zero while it does.
	Since time.Time
}

// errUnknownCode is the one answer to codes that were never issued and to mistyped ones.
func errUnknownCode() error {
	return errs.New(errs.NotFound, "No certificate has this code. Please compare it with the paper, character by character.")
}

// Verify answers for a code as somebody typed it: in any case, with or without hyphens, with O for
// 0. Everybody may ask. Each answer is counted by day, without who asked. Errors: NotFound.
func (s *Service) Verify(ctx context.Context, typed string) (Verification, error) {
	code := id.CleanCode(typed)
	if code == "" {
		return Verification{}, errUnknownCode()
	}
	a, err := awardByCode(ctx, s.db, code)
	if errs.Is(err, errs.NotFound) {
		return Verification{}, errUnknownCode()
	}
	if err != nil {
		return Verification{}, fmt.Errorf("recognition: verify: %w", err)
	}
	h, err := s.holdOne(ctx, a)
	if err != nil {
		return Verification{}, fmt.Errorf("recognition: verify: %w", err)
	}
	day := s.clock.Now().UTC().Format(time.DateOnly)
	// The answer matters more than its count: where nothing can be written, certificates still verify.
	_ = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return countVerification(ctx, tx, h.ID, day) })
	return Verification{
		Code: h.Code, Kind: h.Kind, RecipientName: h.RecipientName, Title: h.Title, Issuer: h.Issuer, Association: s.association,
		BeganOn: h.BeganOn, EndedOn: h.EndedOn, Minutes: h.Minutes, CEUTenths: h.CEUTenths, IssuedAt: h.IssuedAt,
		Status: h.Status, Since: h.Since,
	}, nil
}
