package siteweb

import (
	"net/http"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
)

// workShown is how many offers the workspace lists.
const workShown = 15

// workOffer is an offer of the actor's units with its dates to come and just past.
type workOffer struct {
	catalogue.OfferRow
	Dates []catalogue.Occurrence
}

// work is the workspace: the offers of one's units that changed last with their rosters, and the
// pages that one's roles open.
func (p *Pages) work(w http.ResponseWriter, r *http.Request) error {
	actor := authz.From(r.Context())
	var offers []workOffer
	if actor.MaySomewhere(catalogue.ReadDrafts) {
		list, err := p.Catalogue.List(r.Context(), actor, catalogue.ListRequest{Text: web.Clean(r.URL.Query().Get("q")), Request: page.Request{Limit: workShown}})
		if err != nil {
			return err
		}
		ids := make([]id.ID, len(list.Items))
		for i, o := range list.Items {
			ids[i] = o.ID
		}
		dates, err := p.Catalogue.DatesOf(r.Context(), ids)
		if err != nil {
			return err
		}
		for _, o := range list.Items {
			offers = append(offers, workOffer{o, dates[o.ID]})
		}
	}
	return web.Render(w, r, http.StatusOK, workPage(doors(actor), offers, may{
		Rosters: actor.Has(authz.UnitEditor, authz.UnitManager, authz.Admin, authz.Auditor),
		Ask:     actor.Has(authz.UnitEditor, authz.UnitManager, authz.Admin),
	}, p.Sessions.TakeFlash(r.Context())))
}

// may says which links the actor can follow.
type may struct{ Rosters, Ask bool }

// door is a page that a role opens.
type door struct{ href, icon, title, text string }

// doors lists what the actor's roles open.
func doors(actor authz.Actor) []door {
	var out []door
	if actor.Has(authz.Reviewer, authz.AccreditationStaff, authz.Admin, authz.Auditor) {
		out = append(out, door{"/work/reviews", "patch-check", "Reviews", "What units ask recognition for, the longest waiting first."})
	}
	if actor.Has(authz.Admin, authz.Auditor, authz.UnitManager) {
		out = append(out, door{"/work/people", "people", "People", "Find somebody, see and grant roles."})
	}
	if actor.Has(authz.Admin) {
		out = append(out,
			door{"/work/members/import", "upload", "Memberships", "Take in a file, look at the difference, then apply it."},
			door{"/work/organisations", "building", "Organisations", "Libraries, systems, states, chapters, schools and vendors."})
	}
	return out
}
