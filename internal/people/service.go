package people

import (
	"context"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/platform/outbound"
)

// Deps names what people needs.
type Deps struct {
	DB    *db.DB
	Clock clock.Clock
	// Mail sends the letters that this area's jobs write. It may be nil where no jobs run.
	Mail mail.Sender
	// BaseURL begins the links in letters, without a slash at its end. It is configured and never
	// taken from a request, so that nobody can make a letter lead elsewhere.
	BaseURL string
	// Issuer is the name that apps which show codes, and passkeys, call the site by; "Learning Commons" when empty.
	Issuer string
	// Zone is where the association's days begin and end; UTC when nil.
	Zone *time.Location
	// EndSessions ends every browser session of a person in the caller's transaction. It may be
	// nil where there are no sessions.
	EndSessions func(ctx context.Context, tx *db.Tx, person id.ID) error
	// Providers are those with which people may sign in, and Calls calls them; it may be nil where there are none.
	Providers []Provider
	Calls     *outbound.Client
}

// Service is the area's use cases. It is safe for concurrent use.
type Service struct {
	db          *db.DB
	clock       clock.Clock
	mail        mail.Sender
	baseURL     string
	zone        *time.Location
	endSessions func(ctx context.Context, tx *db.Tx, person id.ID) error
	providers   []Provider

	issuer  string
	relying *webauthn.WebAuthn // nil where passkeys cannot be made

	units     unitCache
	passwords *hasher
	used      sync.Map // token hash -> when its use was last written down
}

// New returns the Service.
func New(d Deps) *Service {
	if d.Zone == nil {
		d.Zone = time.UTC
	}
	if d.EndSessions == nil {
		d.EndSessions = func(context.Context, *db.Tx, id.ID) error { return nil }
	}
	if d.Issuer == "" {
		d.Issuer = "Learning Commons"
	}
	s := &Service{
		issuer: d.Issuer, relying: newRelyingParty(d.BaseURL, d.Issuer),
		db: d.DB, clock: d.Clock, mail: d.Mail, baseURL: d.BaseURL, zone: d.Zone,
		endSessions: d.EndSessions, passwords: newHasher(),
	}
	s.connect(d)
	return s
}

// Today is the association's civil date now.
func (s *Service) Today() string { return s.DayOf(s.clock.Now()) }

// DayOf is the association's civil date at the moment.
func (s *Service) DayOf(at time.Time) string { return at.In(s.zone).Format(time.DateOnly) }
