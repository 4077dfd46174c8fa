package webhooks

import (
	"encoding/json"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
)

// Version is that of the bodies that are sent. It is raised when a field goes or means something else, not when one is added.
const Version = 1

// testEvent is the name of the delivery that a person asks for to try an address.
const testEvent = "webhook.test"

// Kind is an event that webhooks can ask for.
type Kind struct {
	// Event is the name that is sent as type.
	Event string
	// Label says what happened, as a message of i18n.
	Label string
	// needs is what the owner of a webhook must be allowed to, in the event's unit.
	needs authz.Permission
	// read makes facts of the event's payload.
	read func(payload []byte) (facts, error)
}

// facts are what an event says outside.
type facts struct {
	// object is what the event is about; deliveries of one object keep their order.
	object string
	// offer is the one whose unit the event belongs to, empty for none.
	offer id.ID
	data  any
}

// message is a body as it is sent (Standard Webhooks 1.0.0, "Payload structure").
type message struct {
	Type      string    `json:"type"`
	Version   int       `json:"version"`
	Timestamp time.Time `json:"timestamp"`
	Data      any       `json:"data"`
}

func body(event string, at time.Time, data any) (string, error) {
	b, err := json.Marshal(message{event, Version, at.UTC(), data})
	return string(b), err
}

// kind describes the events of one type by what they say.
func kind[E events.Event](label string, needs authz.Permission, say func(E) facts) Kind {
	var zero E
	return Kind{zero.EventName(), label, needs, func(payload []byte) (facts, error) {
		var e E
		err := json.Unmarshal(payload, &e)
		return say(e), err
	}}
}

type offerData struct {
	Offer   id.ID `json:"offer"`
	Version id.ID `json:"version,omitempty"`
	First   bool  `json:"first,omitempty"`
}

type occurrenceData struct {
	Occurrence id.ID      `json:"occurrence"`
	Offer      id.ID      `json:"offer"`
	Changed    []string   `json:"changed,omitempty"`
	StartsAt   *time.Time `json:"starts_at,omitempty"`
	Capacity   *int       `json:"capacity,omitempty"`
}

type registrationData struct {
	Registration id.ID  `json:"registration"`
	Person       id.ID  `json:"person"`
	Offer        id.ID  `json:"offer"`
	Occurrence   id.ID  `json:"occurrence,omitempty"`
	Was          string `json:"was,omitempty"`
	Reason       string `json:"reason,omitempty"`
	Entry        id.ID  `json:"entry,omitempty"`
}

type entryData struct {
	Entry      id.ID  `json:"entry"`
	Person     id.ID  `json:"person"`
	Provenance string `json:"provenance,omitempty"`
	Corrects   id.ID  `json:"corrects,omitempty"`
	Withdrawn  bool   `json:"withdrawn,omitempty"`
}

type awardData struct {
	Award  id.ID  `json:"award"`
	Kind   string `json:"kind"`
	Person id.ID  `json:"person"`
	Entry  id.ID  `json:"entry"`
	Offer  id.ID  `json:"offer,omitempty"`
}

func aboutAward(s recognition.Subject) facts {
	return facts{"award/" + string(s.AwardID), s.OfferID, awardData{s.AwardID, string(s.Kind), s.PersonID, s.EntryID, s.OfferID}}
}

func aboutRegistration(s registration.Subject, was registration.State, why registration.Reason) facts {
	return facts{"registration/" + string(s.RegistrationID), s.OfferID, registrationData{Registration: s.RegistrationID, Person: s.PersonID, Offer: s.OfferID, Occurrence: s.OccurrenceID, Was: string(was), Reason: string(why)}}
}

// Kinds lists every event that a webhook can ask for.
var Kinds = []Kind{
	kind("An offer was published", catalogue.ReadDrafts, func(e catalogue.OfferPublished) facts {
		return facts{"offer/" + string(e.OfferID), e.OfferID, offerData{e.OfferID, e.VersionID, e.First}}
	}),
	kind("An offer was archived", catalogue.ReadDrafts, func(e catalogue.OfferArchived) facts {
		return facts{"offer/" + string(e.OfferID), e.OfferID, offerData{Offer: e.OfferID}}
	}),
	kind("A date was added", catalogue.ReadDrafts, func(e catalogue.OccurrenceAdded) facts {
		return facts{"occurrence/" + string(e.OccurrenceID), e.OfferID, occurrenceData{Occurrence: e.OccurrenceID, Offer: e.OfferID, StartsAt: &e.StartsAt, Capacity: &e.Capacity}}
	}),
	kind("A date was changed", catalogue.ReadDrafts, func(e catalogue.OccurrenceChanged) facts {
		return facts{"occurrence/" + string(e.OccurrenceID), e.OfferID, occurrenceData{e.OccurrenceID, e.OfferID, e.Changed, &e.StartsAt, &e.Capacity}}
	}),
	kind("A date was cancelled", catalogue.ReadDrafts, func(e catalogue.OccurrenceCancelled) facts {
		return facts{"occurrence/" + string(e.OccurrenceID), e.OfferID, occurrenceData{Occurrence: e.OccurrenceID, Offer: e.OfferID}}
	}),
	kind("Somebody registered", registration.ReadRosters, func(e registration.Registered) facts { return aboutRegistration(e.Subject, "", "") }),
	kind("Somebody joined a waiting list", registration.ReadRosters, func(e registration.Waitlisted) facts { return aboutRegistration(e.Subject, "", "") }),
	kind("A seat was promised from a waiting list", registration.ReadRosters, func(e registration.Promoted) facts { return aboutRegistration(e.Subject, "", "") }),
	kind("A registration was cancelled", registration.ReadRosters, func(e registration.Cancelled) facts { return aboutRegistration(e.Subject, e.Was, e.Reason) }),
	kind("Somebody completed an offer", registration.ReadRosters, func(e registration.Completed) facts {
		return facts{"registration/" + string(e.RegistrationID), e.OfferID, registrationData{Registration: e.RegistrationID, Person: e.PersonID, Offer: e.OfferID, Occurrence: e.OccurrenceID, Entry: e.EntryID}}
	}),
	kind("Somebody attended and did not complete", registration.ReadRosters, func(e registration.NotCompleted) facts { return aboutRegistration(e.Subject, "", "") }),
	kind("An entry came into a record", hearOfRecords, func(e record.EntryAppended) facts {
		return facts{"record/" + string(e.PersonID), "", entryData{Entry: e.EntryID, Person: e.PersonID, Provenance: string(e.Provenance)}}
	}),
	kind("An entry of a record was corrected", hearOfRecords, func(e record.EntryCorrected) facts {
		return facts{"record/" + string(e.PersonID), "", entryData{Entry: e.EntryID, Person: e.PersonID, Corrects: e.CorrectsID, Withdrawn: e.Withdrawn}}
	}),
	kind("A certificate was issued", hearOfRecords, func(e recognition.AwardIssued) facts { return aboutAward(e.Subject) }),
	kind("A certificate was revoked", hearOfRecords, func(e recognition.AwardRevoked) facts { return aboutAward(e.Subject) }),
}

func kindOf(event string) (Kind, bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Event == event })
	if i < 0 {
		return Kind{}, false
	}
	return Kinds[i], true
}
