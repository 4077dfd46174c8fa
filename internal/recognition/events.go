package recognition

import "learningcommons.dev/commons/internal/platform/id"

// Subject is what every event of this area is about. OfferID is empty where the entry was of no offer here.
type Subject struct {
	AwardID  id.ID
	Kind     Kind
	PersonID id.ID
	EntryID  id.ID
	OfferID  id.ID
}

func (a Award) subject(offer id.ID) Subject {
	return Subject{AwardID: a.ID, Kind: a.Kind, PersonID: a.PersonID, EntryID: a.EntryID, OfferID: offer}
}

// AwardIssued says that an award was given for an entry.
type AwardIssued struct{ Subject }

// EventName implements events.Event.
func (AwardIssued) EventName() string { return "recognition.award-issued" }

// AwardRevoked says that an award was taken back. Its reason is for its owner and not told here.
type AwardRevoked struct{ Subject }

// EventName implements events.Event.
func (AwardRevoked) EventName() string { return "recognition.award-revoked" }
