package people

import (
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/oidc"
)

// Why says why somebody was not signed in with a provider.
type Why string

// The reasons, each with a page of its own.
const (
	TurnedLate     Why = "late"     // the attempt has run out, was used, or never was
	TurnedBrowser  Why = "browser"  // another browser began it
	TurnedOther    Why = "other"    // somebody else is signed in than who began to link
	TurnedDown     Why = "down"     // the provider does not answer, or not in a way that can be read
	TurnedDenied   Why = "denied"   // the person, or the provider, said no
	TurnedDoubtful Why = "doubtful" // the answer cannot be believed
	TurnedKnown    Why = "known"    // there is a person with this address or member number, who proves it first
	TurnedAsked    Why = "asked"    // nobody is known by this account, and without a confirmed address it cannot be seen whether they are here: they say it
	TurnedStranger Why = "stranger" // nobody is known by this account, and the provider's people are not made new
	TurnedClosed   Why = "closed"   // the person's account here is closed
	TurnedTaken    Why = "taken"    // the account is linked to somebody else, or to nobody by whom it could confirm
)

// Turned is the error of somebody who was not signed in with a provider.
type Turned struct {
	Why      Why
	Provider Provider
	// Linking says that they wanted to link and are signed in already; Next is where they wanted to go.
	Linking bool
	Next    string
	// Account is, of a TurnedKnown, by what the person here is known, an address or a member number, and There what the provider calls theirs.
	Account, There string
	// Fault is what was wrong with the provider's answer, or nil.
	Fault *oidc.Fault
}

// Error implements error. Nothing that was sent stands in it.
func (t *Turned) Error() string {
	if t.Fault != nil {
		return string(t.Why) + ": " + t.Fault.Reason
	}
	return string(t.Why)
}

var errNoProvider = errs.New(errs.NotFound, "There is no page at this address.")

// turnedBy turns a Fault of a provider into words of this area.
func turnedBy(err error, p Provider, a attempt) error {
	f := oidc.FaultOf(err)
	if f == nil {
		return err
	}
	t := &Turned{Why: TurnedDoubtful, Provider: p, Linking: a.person != "", Next: a.next, Fault: f}
	switch {
	case f.Down:
		t.Why = TurnedDown
	case f.Denied:
		t.Why = TurnedDenied
	}
	return t
}
