package assessmentweb

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

type (
	// MyCohortJSON is a person's own place in a cohort.
	MyCohortJSON struct {
		ID       id.ID   `json:"id"`
		Title    string  `json:"title"`
		Profile  string  `json:"profile" doc:"Title of the profile."`
		Offer    *string `json:"offer" doc:"Key of the offer whose participants it is."`
		Joined   bool    `json:"joined" doc:"Has agreed to be counted, and has not left."`
		MayJoin  bool    `json:"may_join"`
		Target   *id.ID  `json:"target" doc:"Where to answer, once joined."`
		Before   bool    `json:"before" doc:"The first round is there."`
		After    bool    `json:"after" doc:"A later round is there."`
		AfterDue bool    `json:"after_due" doc:"It is time to answer once more."`
		EndedAt  *string `json:"ended_at"`
	}
	myCohortsOut struct {
		Body struct {
			Items []MyCohortJSON `json:"items"`
		}
	}
)

func (p *Pages) apiMyCohorts(ctx context.Context, _ *struct{}) (*myCohortsOut, error) {
	list, err := p.assessment.AskedToJoin(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out myCohortsOut
	out.Body.Items = make([]MyCohortJSON, len(list))
	for i, m := range list {
		out.Body.Items[i] = MyCohortJSON{ID: m.ID, Title: m.Title, Profile: m.Profile, Offer: web.Optional(m.OfferKey), Joined: m.In(), MayJoin: m.MaySay(),
			Before: m.Before, After: m.After, AfterDue: m.AfterDue(), EndedAt: momentJSON(m.EndedAt)}
		if m.TargetID != "" {
			out.Body.Items[i].Target = &m.TargetID
		}
	}
	return &out, nil
}
