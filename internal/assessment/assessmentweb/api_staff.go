package assessmentweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// staffAPI adds writing profiles, and cohorts.
func (p *Pages) staffAPI(a *web.API, op func(id, method, path, summary, description string) huma.Operation, created, empty func(huma.Operation) huma.Operation) {
	edits, keeps := web.Scope(authz.ScopeProfilesWrite), web.Scope(authz.ScopeCohortsManage)
	web.Operation(a, created(op("write-profile", http.MethodPost, "/profiles", "Write a profile", "Curriculum editors. 409 when one of the name is there.")), edits, p.apiWriteProfile)
	web.Operation(a, op("revise-profile", http.MethodPut, "/profiles/{key}", "Add a version of a profile", "Curriculum editors. Targets keep the version they were made from. 412 when another version holds than the one that was read."), edits, p.apiChangeProfile)
	web.Operation(a, empty(op("retire-profile", http.MethodPost, "/profiles/{key}/retire", "Let nobody choose a profile any more, or let them again", "Curriculum editors.")), edits, p.apiRetireProfile)
	web.Operation(a, op("list-cohorts", http.MethodGet, "/cohorts", "Every cohort, the newest first", "Curriculum editors. At most 200."), keeps, p.apiCohorts)
	web.Operation(a, created(op("make-cohort", http.MethodPost, "/cohorts", "Ask people, or the participants of an offer, to join a cohort", "Curriculum editors. Each is asked by letter and agrees or not. 422 where somebody is named who can read its numbers.")), keeps, p.apiMakeCohort)
	web.Operation(a, op("show-cohort", http.MethodGet, "/cohorts/{id}", "The numbers of a cohort", "Curriculum editors. Of whole fives of people who have a before and an after."), keeps, p.apiCohort)
	web.Operation(a, op("widen-cohort", http.MethodPost, "/cohorts/{id}/people", "Ask further people to join a cohort", "Curriculum editors. Who was asked before is not asked again. 409 once it has ended, and for a cohort of an offer: its people are those who register."), keeps, p.apiWidenCohort)
	web.Operation(a, empty(op("end-cohort", http.MethodPost, "/cohorts/{id}/end", "End a cohort", "Curriculum editors. Its numbers stay.")), keeps, p.apiEndCohort)
}

type (
	// ProfileBody is what an editor says of a profile.
	ProfileBody struct {
		Title    string              `json:"title" maxLength:"200"`
		Summary  string              `json:"summary,omitempty" maxLength:"500"`
		Audience *catalogue.Audience `json:"audience,omitempty" maxLength:"50" example:"managers" doc:"The one under which those who choose it are counted in figures, empty for none in particular. Left out, it stays as it is."`
		Work     []string            `json:"work,omitempty" maxItems:"50" doc:"Sentences about the work."`
		Related  []string            `json:"related,omitempty" maxItems:"50" doc:"Keys of profiles that people come from or go to."`
		Asks     []AskBody           `json:"asks" minItems:"1" maxItems:"60"`
	}
	// AskBody is a competency that an editor asks for.
	AskBody struct {
		Framework string `json:"framework" maxLength:"200" doc:"Key of the framework." example:"lc-advocacy"`
		Code      string `json:"code" maxLength:"200" example:"ADV-01"`
		Level     string `json:"level" maxLength:"200" example:"practitioner"`
		Weight    int    `json:"weight" minimum:"1" maximum:"3"`
		Why       string `json:"why,omitempty" maxLength:"300"`
	}
	writeProfileIn  struct{ Body ProfileBody }
	changeProfileIn struct {
		Key  string `path:"key" maxLength:"200"`
		Body struct {
			ProfileBody
			Version int `json:"version" minimum:"1" doc:"The version that was read."`
		}
	}
	writtenOut      struct{ Body ProfileJSON }
	retireProfileIn struct {
		Key  string `path:"key" maxLength:"200"`
		Body struct {
			Retired bool `json:"retired"`
		}
	}
)

// draft is the body as the area takes it.
func (b ProfileBody) draft(key string) assessment.ProfileDraft {
	d := assessment.ProfileDraft{Key: key, KeepAudience: b.Audience == nil, ProfileText: assessment.ProfileText{Title: web.Clean(b.Title), Summary: web.Clean(b.Summary)}}
	if b.Audience != nil {
		d.Audience = *b.Audience
	}
	for _, s := range b.Work {
		d.Work = append(d.Work, web.Clean(s))
	}
	for _, s := range b.Related {
		d.ProfileText.Related = append(d.ProfileText.Related, web.Clean(s))
	}
	for _, x := range b.Asks {
		d.Asks = append(d.Asks, assessment.DraftAsk{Framework: web.Clean(x.Framework), Code: web.Clean(x.Code), Level: web.Clean(x.Level), Weight: x.Weight, Why: web.Clean(x.Why)})
	}
	return d
}

func (p *Pages) apiWriteProfile(ctx context.Context, in *writeProfileIn) (*writtenOut, error) {
	return p.apiSaveProfile(ctx, in.Body.draft(""), 0)
}

func (p *Pages) apiChangeProfile(ctx context.Context, in *changeProfileIn) (*writtenOut, error) {
	return p.apiSaveProfile(ctx, in.Body.draft(in.Key), in.Body.Version)
}

func (p *Pages) apiSaveProfile(ctx context.Context, d assessment.ProfileDraft, seen int) (*writtenOut, error) {
	v, err := p.assessment.SaveProfile(ctx, authz.From(ctx), d, seen)
	if err != nil {
		return nil, err
	}
	return &writtenOut{p.profileToJSON(v)}, nil
}

func (p *Pages) apiRetireProfile(ctx context.Context, in *retireProfileIn) (*struct{}, error) {
	return nil, p.assessment.RetireProfile(ctx, authz.From(ctx), in.Key, in.Body.Retired)
}

type (
	// CohortJSON is a cohort in short.
	CohortJSON struct {
		ID      id.ID   `json:"id"`
		Title   string  `json:"title"`
		Profile string  `json:"profile" doc:"Title of the profile."`
		Offer   *string `json:"offer" doc:"Key of the offer whose participants it is."`
		MadeAt  string  `json:"made_at"`
		EndedAt *string `json:"ended_at"`
		Asked   int     `json:"asked"`
	}
	cohortsOut struct {
		Body struct {
			Items []CohortJSON `json:"items"`
		}
	}
	shareJSON struct {
		AtLeast int `json:"at_least" doc:"Of each five people it stays open whether none or one of them was there, and whether four or five were."`
		AtMost  int `json:"at_most"`
	}
	cohortLineJSON struct {
		AskedJSON
		Before shareJSON `json:"before"`
		After  shareJSON `json:"after"`
	}
	cohortOut struct {
		Body struct {
			CohortJSON
			Counted int              `json:"counted" doc:"The numbers are about so many people, a multiple of five."`
			Lines   []cohortLineJSON `json:"lines"`
		}
	}
	makeCohortIn struct {
		Body struct {
			Title   string   `json:"title" maxLength:"200"`
			Profile string   `json:"profile" maxLength:"200" doc:"Key of a profile."`
			People  []string `json:"people,omitempty" maxItems:"1000" doc:"E-mail addresses."`
			Offer   string   `json:"offer,omitempty" maxLength:"200" doc:"Key of an offer, in place of people."`
		} `example:"{\"title\": \"Institute for new leaders\", \"profile\": \"director\", \"people\": [\"ada@example.org\", \"bea@example.org\", \"cy@example.org\", \"dee@example.org\", \"eli@example.org\"]}"`
	}
	// CohortIn names a cohort.
	CohortIn struct {
		ID string `path:"id" maxLength:"64" doc:"Id of the cohort."`
	}
	widenCohortIn struct {
		CohortIn
		Body struct {
			People []string `json:"people" minItems:"1" maxItems:"1000" doc:"E-mail addresses."`
		}
	}
	// AskedToJoinJSON says who was asked.
	AskedToJoinJSON struct {
		ID      id.ID    `json:"id"`
		Asked   int      `json:"asked" doc:"So many were asked by this."`
		Unknown []string `json:"unknown" doc:"Addresses that nobody here has."`
	}
	askedToJoinOut struct{ Body AskedToJoinJSON }
)

func cohortToJSON(c assessment.Cohort) CohortJSON {
	return CohortJSON{c.ID, c.Title, c.Profile, web.Optional(c.OfferKey), c.MadeAt.UTC().Format(timeFormat), momentJSON(c.EndedAt), c.Asked}
}

func (p *Pages) apiCohorts(ctx context.Context, _ *struct{}) (*cohortsOut, error) {
	list, err := p.assessment.Cohorts(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out cohortsOut
	out.Body.Items = make([]CohortJSON, len(list))
	for i, c := range list {
		out.Body.Items[i] = cohortToJSON(c)
	}
	return &out, nil
}

func (p *Pages) apiCohort(ctx context.Context, in *CohortIn) (*cohortOut, error) {
	cohort, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	v, err := p.assessment.ShowCohort(ctx, authz.From(ctx), cohort)
	if err != nil {
		return nil, err
	}
	var out cohortOut
	out.Body.CohortJSON, out.Body.Counted, out.Body.Lines = cohortToJSON(v.Cohort), v.Counted, make([]cohortLineJSON, len(v.Lines))
	for i, l := range v.Lines {
		out.Body.Lines[i] = cohortLineJSON{askedToJSON([]assessment.Asked{l.Text})[0], shareJSON{l.Before.From, l.Before.To}, shareJSON{l.After.From, l.After.To}}
	}
	return &out, nil
}

func (p *Pages) apiMakeCohort(ctx context.Context, in *makeCohortIn) (*askedToJoinOut, error) {
	c, unknown, err := p.assessment.MakeCohort(ctx, authz.From(ctx), assessment.NewCohort{Title: web.Clean(in.Body.Title), Profile: in.Body.Profile, People: strings.Join(in.Body.People, "\n"), Offer: in.Body.Offer})
	if err != nil {
		return nil, err
	}
	return &askedToJoinOut{AskedToJoinJSON{c.ID, c.Asked, append([]string{}, unknown...)}}, nil
}

func (p *Pages) apiWidenCohort(ctx context.Context, in *widenCohortIn) (*askedToJoinOut, error) {
	cohort, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	added, unknown, err := p.assessment.AddToCohort(ctx, authz.From(ctx), cohort, strings.Join(in.Body.People, "\n"))
	if err != nil {
		return nil, err
	}
	return &askedToJoinOut{AskedToJoinJSON{cohort, added, append([]string{}, unknown...)}}, nil
}

func (p *Pages) apiEndCohort(ctx context.Context, in *CohortIn) (*struct{}, error) {
	return onOne(ctx, in.ID, p.assessment.EndCohort)
}
