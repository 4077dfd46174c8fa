package webhooks

import (
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// Settings are what an administrator decides about a webhook.
type Settings struct {
	Name    string
	Address string
	// Events are names of Kinds.
	Events []string
	// UnitID bounds it to what belongs to the unit; empty is everything, also what belongs to none.
	UnitID id.ID
}

// Webhook is the standing order of one address.
type Webhook struct {
	Settings
	ID      id.ID
	OwnerID id.ID
	// Paused says that nothing is sent. What happens meanwhile waits, for at most a week.
	Paused bool
	// Failures counts the attempts that failed since the last that did not; FailingSince is when that began.
	Failures     int
	FailingSince time.Time
	// RestUntil is when the next attempt is made at an address that does not answer.
	RestUntil time.Time
	// OldUntil is how long the secret before the last signs as well.
	OldUntil             time.Time
	CreatedAt, UpdatedAt time.Time

	secret, oldSecret string
	wakeAt            time.Time
}

func (h Webhook) wants(event string) bool { return slices.Contains(h.Events, event) }

// secrets are those that sign now.
func (h Webhook) secrets(now time.Time) []string {
	if h.oldSecret != "" && now.Before(h.OldUntil) {
		return []string{h.secret, h.oldSecret}
	}
	return []string{h.secret}
}

// resting reports whether the address is taken to be down.
func (h Webhook) resting() bool { return h.Failures >= restAfter }

// State is where a delivery is.
type State string

// The states of a delivery.
const (
	Waiting   State = "waiting"
	Delivered State = "delivered"
	// Dead were tried for three days, or could not be tried for a week.
	Dead State = "dead"
	// Withheld is what the owner of the webhook may not know any more.
	Withheld State = "withheld"
)

// Delivery is one event on its way to one webhook.
type Delivery struct {
	// ID is the webhook-id.
	ID    id.ID
	Event string
	// Body is what is sent.
	Body     string
	State    State
	Attempts int
	// NextAt is when a waiting one is tried again, if its address does not rest then.
	NextAt  time.Time
	TriedAt time.Time
	// Status is that of the last answer, 0 for none, and Answer its beginning or what went wrong.
	Status    int
	Answer    string
	CreatedAt time.Time

	webhook id.ID
	seq     string
	object  string
	unit    id.ID
	begunAt time.Time
}

// How deliveries are tried.
const (
	// giveUpAfter is how long a delivery is tried.
	giveUpAfter = 72 * time.Hour
	// restAfter is how many failures in a row make an address one that is down.
	restAfter = 3
	// width is how many deliveries go to one webhook at once; runsMost how many webhooks one server sends to at once.
	width    = 4
	runsMost = 12
	// runFor is how long one run sends before others have their turn; leaseFor is after what time a run that ended without a word is forgotten.
	runFor   = 30 * time.Second
	leaseFor = 75 * time.Second
	// answerMost is how much of an answer is kept, in bytes.
	answerMost = 500
	// answerRead is how much of an answer is read.
	answerRead = 64 << 10
	callFor    = 10 * time.Second
	// oldSecretFor is how long the secret before signs as well.
	oldSecretFor = 24 * time.Hour
	restLeast    = 5 * time.Second
	restMost     = time.Hour
)

// rest is how long an address is left alone that has not answered for so long.
func rest(failing time.Duration) time.Duration { return min(max(failing/10, restLeast), restMost) }

// backoff is how long a delivery waits after so many attempts: 5 s, 15 s, 45 s and so on up to 6 hours.
func backoff(attempts int) time.Duration {
	d := 5 * time.Second
	for range min(attempts-1, 9) {
		d *= 3
	}
	return min(d, 6*time.Hour)
}

// beginning is as much of an answer as is kept, as text.
func beginning(s string) string {
	if len(s) > answerMost {
		s = s[:answerMost]
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
