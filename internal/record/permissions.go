package record

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// ReadTranscripts is reading somebody else's transcript, with a purpose that is written down.
var ReadTranscripts = authz.Permission{
	Name:       "read transcripts of other people",
	Everywhere: []authz.Role{authz.AccreditationStaff, authz.Admin, authz.Auditor},
	Scope:      authz.ScopeTranscriptsRead,
}

// CorrectEntries is taking part in correcting entries that the association or a third party vouches
// for: one proposes, another confirms. What a person claims is corrected by that person alone. No token may.
var CorrectEntries = authz.Permission{
	Name:       "correct entries of the record",
	Everywhere: []authz.Role{authz.AccreditationStaff},
}

// ReadProposed is reading an entry that somebody proposed to correct.
var ReadProposed = authz.Permission{
	Name:       "read entries that are to be corrected",
	Everywhere: []authz.Role{authz.AccreditationStaff, authz.Auditor},
	Scope:      authz.ScopeRecognitionRead,
}

// own returns every id under which the actor's entries stand, when person is the actor. Anybody
// else's record is not there. The program itself may read every record.
func (s *Service) own(ctx context.Context, actor authz.Actor, scope string, person id.ID) ([]id.ID, error) {
	if actor.IsSystem() {
		return s.people.IDs(ctx, person)
	}
	if _, err := actor.RequirePerson(scope); err != nil {
		return nil, err
	}
	ids, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(ids, person) {
		return nil, errs.New(errs.NotFound, "There is no such record.")
	}
	return ids, nil
}
