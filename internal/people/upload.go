package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Upload is a file of memberships that was sent in and whose difference is being looked at.
type Upload struct {
	ID      id.ID
	Source  string
	Content []byte
	At      time.Time
}

// maxUploads is how many files of one person wait to be applied.
const maxUploads = 10

// KeepUpload keeps a file between the page that takes it and the page that shows its difference.
// It is forgotten after two days, when it was applied, or when the same person has sent in ten others since. Those who may import memberships.
func (s *Service) KeepUpload(ctx context.Context, actor authz.Actor, source string, content []byte) (Upload, error) {
	if err := actor.Require(mayImportMembers, ""); err != nil {
		return Upload{}, err
	}
	if len(content) == 0 {
		return Upload{}, errs.Bad("file", "Choose a file that is not empty.")
	}
	now := s.clock.Now()
	u := Upload{ID: id.New(), Source: CleanName(source), Content: content, At: now}
	return u, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return insertUpload(ctx, tx, now, u, actor.PersonID) })
}

// Upload returns a file that is kept. NotFound when it was applied or forgotten.
func (s *Service) Upload(ctx context.Context, actor authz.Actor, upload id.ID) (Upload, error) {
	if err := actor.Require(mayImportMembers, ""); err != nil {
		return Upload{}, err
	}
	u, ok, err := uploadByID(ctx, s.db, upload)
	if err == nil && !ok {
		err = errs.New(errs.NotFound, "This file is no longer kept. Send it again.")
	}
	return u, err
}

// ForgetUpload removes a file that was applied or is not wanted.
func (s *Service) ForgetUpload(ctx context.Context, actor authz.Actor, upload id.ID) error {
	if err := actor.Require(mayImportMembers, ""); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return deleteUpload(ctx, tx, upload) })
}
