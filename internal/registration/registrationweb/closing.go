package registrationweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// closingPage shows what applying the rule comes to, before it is applied.
type closingPage struct {
	registration.Roster
	Closing registration.Preview
}

// becomes are the sums in the order in which they are shown.
var becomes = []registration.Becomes{registration.BecomesCompleted, registration.BecomesNotCompleted, registration.BecomesNoShow, registration.StaysInConflict, registration.BecomesUndecided, registration.BecomesEnded}

// namesShown is how many names are shown of each.
const namesShown = 200

// of are the names of those of whom this becomes, and how many there are more.
func (p closingPage) of(b registration.Becomes) (list []registration.Outcome, more int) {
	for _, o := range p.Closing.People {
		switch {
		case o.Becomes != b:
		case len(list) == namesShown:
			more++
		default:
			list = append(list, o)
		}
	}
	return list, more
}

func (p *Pages) closing(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	var v closingPage
	if v.Closing, err = p.registration.PreviewClosing(ctx, actor, occurrence); errs.Is(err, errs.Conflict) {
		return p.done(w, r, rosterPath(occurrence), web.Message(ctx, err))
	}
	if err != nil {
		return err
	}
	if v.Roster, err = p.registration.RosterHead(ctx, actor, occurrence); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, closingView(v))
}

func (p *Pages) close(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	c, err := p.registration.CloseOccurrence(ctx, authz.From(ctx), occurrence)
	if err != nil {
		return err
	}
	if c.Conflicts > 0 {
		return p.done(w, r, workPath(occurrence, "conflicts"), closedNotice(ctx, c))
	}
	return p.done(w, r, rosterPath(occurrence), closedNotice(ctx, c))
}

func closedNotice(ctx context.Context, c registration.Closing) string {
	parts := []string{
		i18n.N(ctx, c.Completed, "%d completed", "%d completed"),
		i18n.N(ctx, c.NotCompleted, "%d not completed", "%d not completed"),
		i18n.N(ctx, c.NoShow, "%d not there", "%d not there"),
	}
	if c.Undecided > 0 {
		parts = append(parts, i18n.N(ctx, c.Undecided, "%d to be decided by hand", "%d to be decided by hand"))
	}
	if c.Conflicts > 0 {
		parts = append(parts, i18n.N(ctx, c.Conflicts, "%d left as it is, because sources differ", "%d left as they are, because sources differ"))
	}
	return i18n.T(ctx, "The rule was applied: %s.", i18n.List(ctx, parts))
}

// becomesWord is what becomes of so many people.
func becomesWord(ctx context.Context, b registration.Becomes) string {
	switch b {
	case registration.BecomesCompleted:
		return i18n.T(ctx, "Complete it, with an entry in their record")
	case registration.BecomesNotCompleted:
		return i18n.T(ctx, "Were there and do not complete it")
	case registration.BecomesNoShow:
		return i18n.T(ctx, "Become no-shows")
	case registration.StaysInConflict:
		return i18n.T(ctx, "Stay as they are, because sources differ")
	case registration.BecomesEnded:
		return i18n.T(ctx, "Were waiting to the end, and are told so")
	}
	return i18n.T(ctx, "Stay to be decided by hand")
}
