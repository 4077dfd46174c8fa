package assessmentweb

import (
	"net/http"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

func (p *Pages) roles(w http.ResponseWriter, r *http.Request) error {
	all, err := p.assessment.Profiles(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, rolesView(all))
}

// rolePage is what a role asks for.
type rolePage struct {
	assessment.ProfileView
	SignedIn  bool
	Canonical string
	// Older says that another version stands for the profile.
	Older bool
}

func (p *Pages) role(w http.ResponseWriter, r *http.Request) error {
	number, err := web.Number(r.URL.Query().Get("version"))
	if err != nil {
		return err
	}
	actor := authz.From(r.Context())
	v, err := p.assessment.ShowProfile(r.Context(), actor, r.PathValue("key"), number)
	if err != nil {
		return err
	}
	page := rolePage{ProfileView: v, SignedIn: actor.SignedIn(), Older: len(v.Versions) > 0 && v.Versions[0] != v.Number}
	if p.baseURL != "" && !page.Older {
		page.Canonical = p.baseURL + rolePath(v.Key)
	}
	return web.Render(w, r, http.StatusOK, roleView(page))
}

// byWeight groups what a role asks for by how much it weighs, the most first.
func byWeight(list []assessment.Asked) [][]assessment.Asked {
	out := make([][]assessment.Asked, 3)
	for _, a := range list {
		out[3-a.Weight] = append(out[3-a.Weight], a)
	}
	return out
}
