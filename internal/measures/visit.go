package measures

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// VisitKey names a visit by address and browser, for today only. The same visitor has another
// key tomorrow, and nobody can compute today's key once the day's secret is gone.
func (s *Service) VisitKey(ctx context.Context, address, browser string) (string, error) {
	salt, err := s.saltOf(ctx, s.clock.Now().Format("2006-01-02"))
	if err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, []byte(salt))
	fmt.Fprintf(h, "%d:%s%s", len(address), address, browser)
	return hex.EncodeToString(h.Sum(nil)[:12]), nil
}

// saltOf returns the day's secret, made by whichever server needs it first.
func (s *Service) saltOf(ctx context.Context, day string) (string, error) {
	s.mu.Lock()
	salt := s.salt
	if s.day != day {
		salt = ""
	}
	s.mu.Unlock()
	if salt != "" {
		return salt, nil
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		salt, err = keepSalt(ctx, tx, day, id.Secret())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("measures: secret of the day: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.day, s.salt = day, salt
	return salt, nil
}

// AskedNotTo reports whether a visitor asked not to be counted: by Global Privacy Control or Do
// Not Track. header looks up a request's header.
func AskedNotTo(header func(name string) string) bool {
	return header("Sec-GPC") == "1" || header("DNT") == "1"
}
