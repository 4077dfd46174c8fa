package oidc

import (
	"errors"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Fault is why nobody was signed in. Its text is fixed, or that of package outbound: it names the rule, and
// holds nothing that was sent, so it may be logged.
type Fault struct {
	Reason string
	// Down says that the provider could not be asked, or not be understood: later it may be well again.
	Down bool
	// Denied says that the person, or the provider for them, said no.
	Denied bool
}

// Error implements error.
func (f *Fault) Error() string { return f.Reason }

// FaultOf returns the Fault in err's chain, or nil.
func FaultOf(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

func refused(reason string) error { return &Fault{Reason: reason} }

// down says what could not be fetched, and why in the words of package outbound, without their arguments:
// those may hold what the provider sent.
func down(what string, err error) error {
	if e := errs.As(err); e != nil {
		what += ": " + e.Message
	}
	return &Fault{Reason: what, Down: true}
}
