package assessmentweb

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// API adds the area's operations.
func (p *Pages) API(a *web.API) {
	reads, writes := web.Scope(authz.ScopeAssessmentRead), web.Scope(authz.ScopeAssessmentWrite)
	op := func(id, method, path, summary, description string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Tags: []string{"Assessment"}, Summary: summary, Description: description}
	}
	created := func(o huma.Operation) huma.Operation { o.DefaultStatus = http.StatusCreated; return o }
	empty := func(o huma.Operation) huma.Operation { o.DefaultStatus = http.StatusNoContent; return o }

	web.Operation(a, op("list-profiles", http.MethodGet, "/profiles", "What roles ask for, by title", "Everybody."), web.PublicScope(authz.ScopeStandardsRead), p.apiProfiles)
	web.Operation(a, op("show-profile", http.MethodGet, "/profiles/{key}", "One profile with its competencies", "Everybody. One that cannot be chosen any more stays readable."), web.PublicScope(authz.ScopeStandardsRead), p.apiProfile)

	web.Operation(a, op("my-standing", http.MethodGet, "/me/standing", "My targets with how they stand", "Only one's own."), reads, p.apiHome)
	web.Operation(a, created(op("begin-target", http.MethodPost, "/me/standing", "Choose a target: a profile, or a framework at a level", "Returns the one there is, where it was chosen before.")), writes, p.apiBegin)
	web.Operation(a, op("my-target", http.MethodGet, "/me/standing/{id}", "One target with its map and its gaps", "Somebody else's is not there, for any role."), reads, p.apiTarget)
	web.Operation(a, empty(op("end-target", http.MethodDelete, "/me/standing/{id}", "Put a target away", "Answers are kept; every access that was given to it ends. 409 while a cohort waits for it.")), writes, p.apiEnd)
	web.Operation(a, op("my-competency", http.MethodGet, "/me/standing/{id}/competencies/{competency}", "One competency of a target, with all that was ever said of it", "What was said is the latest first."), reads, p.apiCompetency)
	web.Operation(a, op("next-question", http.MethodGet, "/me/standing/{id}/question", "What is asked next", "Null when the round asks nothing more."), reads, p.apiQuestion)
	web.Operation(a, op("answer-question", http.MethodPost, "/me/standing/{id}/answers", "Say where I stand in a competency", "Kept at once. The later answer counts; none is ever changed."), writes, p.apiAnswer)
	web.Operation(a, empty(op("finish-round", http.MethodPost, "/me/standing/{id}/finish", "Finish the round of questions where it stands", "")), writes, p.apiFinish)
	web.Operation(a, empty(op("ask-more", http.MethodPost, "/me/standing/{id}/more", "Ask further questions", "409 when nothing is left to ask.")), writes, p.apiMore)
	web.Operation(a, empty(op("begin-again", http.MethodPost, "/me/standing/{id}/again", "Begin a further round", "409 while the last one is not finished.")), writes, p.apiAgain)
	web.Operation(a, empty(op("take-snapshot", http.MethodPost, "/me/standing/{id}/snapshots", "Take a snapshot", "Where the last one says the same, that one stands. 429 above 200 within a day.")), writes, p.apiTake)
	web.Written[everythingJSON](a, op("export-standing", http.MethodGet, "/me/standing/export", "All that is kept of me here", ""), reads, p.export)
	web.Operation(a, op("my-goals", http.MethodGet, "/me/goals", "My goals, the open ones first", ""), reads, p.apiGoals)
	web.Operation(a, created(op("set-goal", http.MethodPost, "/me/goals", "Set a goal", "A letter comes on its review date.")), writes, p.apiSetGoal)
	web.Operation(a, empty(op("change-goal", http.MethodPut, "/me/goals/{id}", "Change a goal", "412 when it was changed since it was read, where seen says so.")), writes, p.apiChangeGoal)
	web.Operation(a, op("my-reflection", http.MethodGet, "/me/reflection", "What I wrote about myself", ""), reads, p.apiReflection)
	web.Operation(a, empty(op("reflect", http.MethodPut, "/me/reflection", "Write about myself", "A part that is not named stays, one that is empty is forgotten.")), writes, p.apiReflect)
	web.Operation(a, op("my-cohorts", http.MethodGet, "/me/cohorts", "Cohorts that ask me to join, or that I count in", "Those I count in first, then the newest, at most 100. Joining and leaving is done on the page, by the person themselves."), reads, p.apiMyCohorts)
	p.sharingAPI(a, op, created, empty)
	web.Operation(a, op("question-of-received", http.MethodGet, "/me/received/{id}/question", "What somebody who asked me asks next", "Null when everything is answered. 409 for an invitation that only lets read."), reads, p.apiGuestQuestion)
	web.Operation(a, op("answer-received", http.MethodPost, "/me/received/{id}/answers", "Say what I see in somebody who asked me", "Kept at once. 410 once it is taken back."), web.Scope(authz.ScopeAssessmentRead, authz.ScopeAssessmentWrite), p.apiGuestAnswer)
	web.Operation(a, op("read-advert", http.MethodPost, "/me/adverts", "Find what an advert asks for", "Nothing is kept of it. About half of what is found or missed is wrong: show it for correction."), reads, p.apiAdvert)
	web.Operation(a, created(op("begin-advert", http.MethodPost, "/me/adverts/targets", "Choose a target of what an advert asks for", "")), writes, p.apiBeginAdvert)
	p.staffAPI(a, op, created, empty)
}

type (
	// ProfileJSON is what a role asks for, in short.
	ProfileJSON struct {
		Key          string   `json:"key"`
		Version      int      `json:"version"`
		Title        string   `json:"title"`
		Summary      string   `json:"summary"`
		Work         []string `json:"work"`
		Audience     *string  `json:"audience" doc:"The one under which those who choose it are counted in figures; null for none in particular."`
		Related      []string `json:"related" doc:"Keys of profiles that people come from or go to."`
		Competencies int      `json:"competencies"`
		Selectable   bool     `json:"selectable"`
		URL          string   `json:"url"`
	}
	// AskedJSON is a competency that a profile or a target asks for.
	AskedJSON struct {
		Competency id.ID  `json:"competency"`
		Framework  string `json:"framework" doc:"Key of the framework."`
		Code       string `json:"code"`
		Title      string `json:"title"`
		Level      string `json:"level" doc:"Code of the level that is asked for."`
		Weight     int    `json:"weight" minimum:"1" maximum:"3" doc:"At 3 the work stands or falls with it."`
		Why        string `json:"why"`
	}
	profilesOut struct {
		Body struct {
			Items []ProfileJSON `json:"items"`
		}
	}
	profileIn struct {
		Key     string `path:"key" maxLength:"200"`
		Version int    `query:"version" minimum:"1" maximum:"1000000" doc:"The latest when left out."`
	}
	profileOut struct {
		Body struct {
			ProfileJSON
			Asks  []AskedJSON `json:"asks"`
			Ended []AskedJSON `json:"ended" doc:"What its frameworks have dropped since."`
		}
	}
)

func (p *Pages) profileToJSON(x assessment.Profile) ProfileJSON {
	out := ProfileJSON{Key: x.Key, Version: x.Number, Title: x.Title, Summary: x.Summary, Work: x.Work, Related: x.Related, Audience: web.Optional(string(x.Audience)), Competencies: x.Asks, Selectable: x.RetiredAt.IsZero(), URL: p.baseURL + rolePath(x.Key)}
	if out.Work == nil {
		out.Work = []string{}
	}
	if out.Related == nil {
		out.Related = []string{}
	}
	return out
}

func askedToJSON(list []assessment.Asked) []AskedJSON {
	out := make([]AskedJSON, len(list))
	for i, a := range list {
		out[i] = AskedJSON{a.Competency, a.Text.Key, a.Text.Code, a.Text.Title, a.Level, a.Weight, a.Why}
	}
	return out
}

func (p *Pages) apiProfiles(ctx context.Context, _ *struct{}) (*profilesOut, error) {
	all, err := p.assessment.Profiles(ctx)
	if err != nil {
		return nil, err
	}
	var out profilesOut
	out.Body.Items = make([]ProfileJSON, len(all))
	for i, x := range all {
		out.Body.Items[i] = p.profileToJSON(x)
	}
	return &out, nil
}

func (p *Pages) apiProfile(ctx context.Context, in *profileIn) (*profileOut, error) {
	v, err := p.assessment.ShowProfile(ctx, authz.From(ctx), in.Key, in.Version)
	if err != nil {
		return nil, err
	}
	var out profileOut
	out.Body.ProfileJSON, out.Body.Asks, out.Body.Ended = p.profileToJSON(v.Profile), askedToJSON(v.Asked), askedToJSON(v.Ended)
	return &out, nil
}

type (
	countsJSON struct {
		Met        int `json:"met"`
		Gaps       int `json:"gaps"`
		LikelyMet  int `json:"likely_met" doc:"Not asked, because other answers make it near certain."`
		LikelyGaps int `json:"likely_gaps"`
		Open       int `json:"open" doc:"Nobody has said anything."`
		Again      int `json:"again" doc:"Split since it was answered."`
		Outside    int `json:"not_my_work"`
	}
	// TargetJSON is a target with how it stands as a whole.
	TargetJSON struct {
		ID       id.ID      `json:"id"`
		Kind     string     `json:"kind" enum:"profile,framework,advert"`
		Title    string     `json:"title"`
		Profile  *string    `json:"profile" doc:"Key of the profile."`
		MadeAt   string     `json:"made_at"`
		Finished bool       `json:"finished" doc:"The last round of questions is finished."`
		Left     int        `json:"left" doc:"At most so many questions are left in the round."`
		Counts   countsJSON `json:"counts"`
	}
	homeOut struct {
		Body struct {
			Items []TargetJSON `json:"items"`
		}
	}
	beginIn struct {
		Body struct {
			Profile   string `json:"profile,omitempty" maxLength:"200" doc:"Key of a profile."`
			Framework string `json:"framework,omitempty" maxLength:"200" doc:"Key of a framework, in place of a profile."`
			Level     string `json:"level,omitempty" maxLength:"200" doc:"Code of the level that is to be reached in the framework."`
		}
	}
	beginOut struct {
		Body struct {
			ID    id.ID  `json:"id"`
			Title string `json:"title"`
		}
	}
	// TargetIn names one of a person's own targets.
	TargetIn struct {
		ID string `path:"id" maxLength:"64" doc:"Id of the target."`
	}
)

func countsToJSON(c assessment.Counts) countsJSON {
	return countsJSON{c.Met, c.Gaps, c.LikelyMet, c.LikelyGaps, c.Open, c.Again, c.Outside}
}

func targetToJSON(t assessment.Target, r assessment.Round, left int, c assessment.Counts) TargetJSON {
	return TargetJSON{t.ID, string(t.Kind), t.Title, web.Optional(t.ProfileKey), t.MadeAt.UTC().Format(timeFormat), r.Finished(), left, countsToJSON(c)}
}

const timeFormat = "2006-01-02T15:04:05Z07:00"

func (p *Pages) apiHome(ctx context.Context, _ *struct{}) (*homeOut, error) {
	h, err := p.assessment.Home(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out homeOut
	out.Body.Items = make([]TargetJSON, len(h.Targets))
	for i, t := range h.Targets {
		out.Body.Items[i] = targetToJSON(t.Target, t.Round, t.Progress.Left, t.Counts)
	}
	return &out, nil
}

func (p *Pages) apiBegin(ctx context.Context, in *beginIn) (*beginOut, error) {
	var t assessment.Target
	var err error
	switch {
	case in.Body.Profile != "":
		t, err = p.assessment.BeginProfile(ctx, authz.From(ctx), in.Body.Profile)
	case in.Body.Framework == "":
		err = errs.Bad("profile", "Name a profile, or a framework with a level.")
	default:
		t, err = p.assessment.BeginFramework(ctx, authz.From(ctx), in.Body.Framework, in.Body.Level)
	}
	if err != nil {
		return nil, err
	}
	var out beginOut
	out.Body.ID, out.Body.Title = t.ID, t.Title
	return &out, nil
}

// onOne does something to what the path of an operation names.
func onOne(ctx context.Context, given string, do func(ctx context.Context, actor authz.Actor, one id.ID) error) (*struct{}, error) {
	target, err := web.ID(given)
	if err != nil {
		return nil, err
	}
	return nil, do(ctx, authz.From(ctx), target)
}

func (p *Pages) apiEnd(ctx context.Context, in *TargetIn) (*struct{}, error) {
	return onOne(ctx, in.ID, p.assessment.EndTarget)
}

func (p *Pages) apiFinish(ctx context.Context, in *TargetIn) (*struct{}, error) {
	return onOne(ctx, in.ID, p.assessment.Finish)
}

func (p *Pages) apiMore(ctx context.Context, in *TargetIn) (*struct{}, error) {
	return onOne(ctx, in.ID, p.assessment.AskMore)
}

func (p *Pages) apiAgain(ctx context.Context, in *TargetIn) (*struct{}, error) {
	return onOne(ctx, in.ID, p.assessment.Again)
}

func (p *Pages) apiTake(ctx context.Context, in *TargetIn) (*struct{}, error) {
	return onOne(ctx, in.ID, p.assessment.Take)
}
