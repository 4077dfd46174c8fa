package registration

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// ticketLetters are those of Crockford's Base32: none is easily taken for another.
const ticketLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ticketLength is how many letters a ticket's code has, the last of which shows slips of the finger.
const ticketLength = 8

// TicketCode is the code of a registration's ticket, in its QR code and for typing: it says at the door
// whose registration it is. It follows from the registration alone, so nothing is stored. Within one
// occurrence two are the same hardly ever; where they are, the door asks for the name.
func TicketCode(registration id.ID) string {
	sum := sha256.Sum256([]byte("ticket:" + string(registration)))
	n := binary.BigEndian.Uint64(sum[:8])
	var b strings.Builder
	for range ticketLength - 1 {
		b.WriteByte(ticketLetters[n%32])
		n /= 32
	}
	code := b.String()
	return code + string(ticketCheck(code))
}

// TicketInFours writes a ticket's code as people read it out.
func TicketInFours(code string) string { return code[:4] + "-" + code[4:] }

// ticketCheck is the last letter of a code: each letter counts with its own odd weight, so one wrong
// letter and most that change places are noticed.
func ticketCheck(code string) byte {
	sum := 0
	for i := range len(code) {
		sum += (2*i + 1) * strings.IndexByte(ticketLetters, code[i])
	}
	return ticketLetters[sum%32]
}

// ReadTicket brings a code as it was typed or scanned to its form, and reports whether it can be one.
func ReadTicket(typed string) (string, bool) {
	code := strings.Map(func(r rune) rune {
		switch {
		case r == '-' || r == ' ' || r == '\t':
			return -1
		case r == 'O' || r == 'o':
			return '0'
		case strings.ContainsRune("ILil", r):
			return '1'
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, strings.TrimSpace(typed))
	if len(code) != ticketLength || strings.Trim(code, ticketLetters) != "" {
		return code, false
	}
	return code, ticketCheck(code[:ticketLength-1]) == code[ticketLength-1]
}

// Ticket is what somebody shows at the door.
type Ticket struct {
	View
	Code string
}

// Ticket returns the ticket of the actor's own registration. Conflict where there is no confirmed seat.
func (s *Service) Ticket(ctx context.Context, actor authz.Actor, registration id.ID) (Ticket, error) {
	v, err := s.Show(ctx, actor, registration)
	if err != nil {
		return Ticket{}, err
	}
	if !HasTicket(v.Registration, v.Occurrence) {
		return Ticket{}, errs.New(errs.Conflict, "There is a ticket for a confirmed seat on a date with a place. This registration has none.")
	}
	return Ticket{View: v, Code: TicketCode(v.ID)}, nil
}

// HasTicket reports whether the registration is shown at a door: it has a seat, and its occurrence a place.
func HasTicket(r Registration, o catalogue.Occurrence) bool {
	return r.OccurrenceID != "" && (o.Place != "" || o.Room != "") && (r.State == StateRegistered || r.State == StateAttended || r.State == StateNoShow)
}
