package app

import (
	"log/slog"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/mail"
)

// Config is everything that differs between one installation and another.
type Config struct {
	// Data is the data directory of the embedded database; DatabaseURL a postgres:// address that wins over it.
	Data        string
	DatabaseURL string
	// Existing opens only a database that is there already in this program's schema: it is neither made nor migrated.
	Existing bool
	// Association is the name shown in the header and on certificates.
	Association string
	// Zone is where the association's days begin and what times are shown in to strangers (IANA name).
	Zone string
	// BaseURL is how the site is reached from outside, without a slash at the end. Links in letters begin with it.
	BaseURL string
	// TrustedProxies are the networks of the reverse proxies before this server ("10.0.0.0/8"): what they say in
	// X-Forwarded-For about who asks is believed.
	TrustedProxies []string
	// Serving takes the embedded database for this process alone, before its schema is touched: a second server is refused.
	Serving bool
	// Demo opens the demonstration's one-click sign-in and shows the letters it would have sent.
	Demo bool
	// SecondFactorFor are the roles that are withheld from whoever signed in with one factor only.
	SecondFactorFor []authz.Role
	// MetricsToken opens /metrics to other machines; without it only this one may look.
	MetricsToken string
	// Trace tells an OpenTelemetry collector about each request; the OTEL_ variables say where it is.
	Trace bool
	// Drain is how long a server that was told to stop goes on taking requests, while it says that it is
	// not ready, so that whoever shares out requests can turn to another.
	Drain time.Duration
	// Endings is a file outside the database in which the server notes what was ended or revoked; see Restore.
	Endings string
	// Mail sends letters; nil keeps them in memory.
	Mail mail.Sender
	// MailFrom is the address that letters come from. It invites, and takes back, in calendars; without
	// one calendar files only inform.
	MailFrom string
	// OutboundAllow names addresses inside, as address:port, that may be called as feeds although they are not
	// public: an operator's own calendar server.
	OutboundAllow []string
	// Providers are those with which people may sign in (OpenID Connect).
	Providers []people.Provider
	Clock     clock.Clock
	Log       *slog.Logger
}
