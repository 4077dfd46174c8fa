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

// othersAPI adds goals, reflection, invitations, and what others let one answer and read.
func (p *Pages) othersAPI(a *web.API, op func(id, method, path, summary, description string) huma.Operation, created, empty func(huma.Operation) huma.Operation) {
	reads, writes := web.Scope(authz.ScopeAssessmentRead), web.Scope(authz.ScopeAssessmentWrite)
	web.Operation(a, op("my-goals", http.MethodGet, "/me/goals", "My goals, the open ones first", ""), reads, p.apiGoals)
	web.Operation(a, created(op("set-goal", http.MethodPost, "/me/goals", "Set a goal", "A letter comes on its review date.")), writes, p.apiSetGoal)
	web.Operation(a, empty(op("change-goal", http.MethodPut, "/me/goals/{id}", "Change a goal", "412 when it was changed since it was read, where seen says so.")), writes, p.apiChangeGoal)
	web.Operation(a, op("my-reflection", http.MethodGet, "/me/reflection", "What I wrote about myself", ""), reads, p.apiReflection)
	web.Operation(a, empty(op("reflect", http.MethodPut, "/me/reflection", "Write about myself", "A part that is not named stays, one that is empty is forgotten.")), writes, p.apiReflect)
	web.Operation(a, op("my-invitations", http.MethodGet, "/me/invitations", "Whom I asked, or let read", ""), reads, p.apiInvitations)
	web.Operation(a, created(op("invite", http.MethodPost, "/me/invitations", "Ask somebody what they see, or let them read", "A letter with a link goes to the address. Where the same is open already, that is returned and no letter goes. 422 where it is open and lets see something else.")), writes, p.apiInvite)
	web.Operation(a, empty(op("let-see", http.MethodPut, "/me/invitations/{id}", "Say anew what somebody may read", "It holds from the next request on.")), writes, p.apiLetSee)
	web.Operation(a, empty(op("withdraw-invitation", http.MethodDelete, "/me/invitations/{id}", "Take an invitation back", "What it opened is gone at once.")), writes, p.apiWithdraw)
	web.Operation(a, empty(op("send-invitation-again", http.MethodPost, "/me/invitations/{id}/again", "Send the letter of an invitation once more", "With a further link. 409 where it does not work any more, or the letter was sent a short while ago.")), writes, p.apiSendAgain)
	web.Operation(a, op("my-looks", http.MethodGet, "/me/looks", "Who looked where I stand, the latest first", "At most 100; all of them are in what is kept of me."), reads, p.apiLooks)
	web.Operation(a, op("my-cohorts", http.MethodGet, "/me/cohorts", "Cohorts that ask me to join, or that I count in", "Those I count in first, then the newest, at most 100. Joining and leaving is done on the page, by the person themselves."), reads, p.apiMyCohorts)
	web.Operation(a, op("received-invitations", http.MethodGet, "/me/received", "Who asked me, or lets me read", "By the addresses that are known to be mine."), reads, p.apiReceived)
	web.Operation(a, op("read-received", http.MethodGet, "/me/received/{id}", "What somebody lets me read", "The look is written down first. 410 once it is taken back."), reads, p.apiRead)
}

type (
	// GoalJSON is a goal.
	GoalJSON struct {
		ID         id.ID   `json:"id"`
		Says       string  `json:"says"`
		Reason     string  `json:"reason"`
		Term       string  `json:"term" enum:"short,long"`
		ReviewOn   string  `json:"review_on"`
		Competency *string `json:"competency"`
		State      string  `json:"state" enum:"open,reached,dropped"`
		Seen       string  `json:"seen" doc:"To be given back with a change."`
		// What became of the competency since.
		Parts []goalPartJSON `json:"parts" doc:"What its competency was split into: say which of them the goal is about."`
		Ended bool           `json:"ended" doc:"The framework has dropped its competency."`
	}
	goalPartJSON struct {
		Competency id.ID  `json:"competency"`
		Title      string `json:"title"`
	}
	goalsOut struct {
		Body struct {
			Items []GoalJSON `json:"items"`
		}
	}
	// GoalBody is what a person says of a goal.
	GoalBody struct {
		Says       string `json:"says" maxLength:"300"`
		Reason     string `json:"reason,omitempty" maxLength:"2000"`
		Term       string `json:"term" enum:"short,long"`
		ReviewOn   string `json:"review_on" maxLength:"10" doc:"A day, such as 2026-03-12."`
		Competency string `json:"competency,omitempty" maxLength:"64"`
	}
	setGoalIn  struct{ Body GoalBody }
	goalOut    struct{ Body GoalJSON }
	changeGoal struct {
		TargetIn
		Body struct {
			GoalBody
			State string `json:"state" enum:"open,reached,dropped"`
			Seen  string `json:"seen,omitempty" maxLength:"100"`
		}
	}
)

func goalToJSON(g assessment.Goal) GoalJSON {
	out := GoalJSON{g.ID, g.Says, g.Reason, string(g.Term), g.ReviewOn, web.Optional(string(g.Competency)), string(g.State), g.Seen(), []goalPartJSON{}, g.Ended}
	for _, x := range g.Parts {
		out.Parts = append(out.Parts, goalPartJSON(x))
	}
	return out
}

func goalsToJSON(list []assessment.Goal) []GoalJSON {
	out := make([]GoalJSON, len(list))
	for i, g := range list {
		out[i] = goalToJSON(g)
	}
	return out
}

// text is the body as the area takes it; Invalid on "competency" where that is no id.
func (b GoalBody) text() (assessment.GoalText, error) {
	g := assessment.GoalText{Says: web.Clean(b.Says), Reason: web.Clean(b.Reason), Term: assessment.Term(b.Term), ReviewOn: b.ReviewOn}
	var ok bool
	if g.Competency, ok = id.Parse(b.Competency); !ok && b.Competency != "" {
		return g, errs.Bad("competency", "There is no such competency.")
	}
	return g, nil
}

func (p *Pages) apiGoals(ctx context.Context, _ *struct{}) (*goalsOut, error) {
	list, err := p.assessment.Goals(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out goalsOut
	out.Body.Items = goalsToJSON(list)
	return &out, nil
}

func (p *Pages) apiSetGoal(ctx context.Context, in *setGoalIn) (*goalOut, error) {
	text, err := in.Body.text()
	if err != nil {
		return nil, err
	}
	g, err := p.assessment.AddGoal(ctx, authz.From(ctx), text)
	if err != nil {
		return nil, err
	}
	return &goalOut{goalToJSON(g)}, nil
}

func (p *Pages) apiChangeGoal(ctx context.Context, in *changeGoal) (*struct{}, error) {
	goal, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	text, err := in.Body.text()
	if err != nil {
		return nil, err
	}
	return nil, p.assessment.ChangeGoal(ctx, authz.From(ctx), goal, text, assessment.GoalState(in.Body.State), in.Body.Seen)
}

type (
	reflectionOut struct {
		Body struct {
			Items []reflectionJSON `json:"items"`
		}
	}
	reflectIn struct {
		Body struct {
			Values      *string           `json:"values,omitempty" maxLength:"5000"`
			Interests   *string           `json:"interests,omitempty" maxLength:"5000"`
			Preferences *string           `json:"preferences,omitempty" maxLength:"5000"`
			Reflection  *string           `json:"reflection,omitempty" maxLength:"5000"`
			Seen        map[string]string `json:"seen,omitempty" doc:"By part, which text of it was read. 412 where another stands there now; nothing is kept then."`
		}
	}
)

func (p *Pages) apiReflection(ctx context.Context, _ *struct{}) (*reflectionOut, error) {
	list, err := p.assessment.Reflections(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out reflectionOut
	out.Body.Items = reflectionsToJSON(list)
	return &out, nil
}

func (p *Pages) apiReflect(ctx context.Context, in *reflectIn) (*struct{}, error) {
	var list []assessment.Writing
	for part, says := range map[assessment.Part]*string{assessment.PartValues: in.Body.Values, assessment.PartInterests: in.Body.Interests, assessment.PartPreferences: in.Body.Preferences, assessment.PartReflection: in.Body.Reflection} {
		if says != nil {
			list = append(list, assessment.Writing{Part: part, Says: web.Clean(*says), Seen: in.Body.Seen[string(part)]})
		}
	}
	return nil, p.assessment.Reflect(ctx, authz.From(ctx), list)
}

type (
	seesJSON struct {
		Map        bool `json:"map"`
		Answers    bool `json:"answers"`
		Reflection bool `json:"reflection"`
	}
	// InvitationJSON is an invitation as whoever made it sees it.
	InvitationJSON struct {
		ID        id.ID    `json:"id"`
		Target    string   `json:"target"`
		Voice     string   `json:"voice" enum:"peer,mentor,supervisor,reader"`
		Name      string   `json:"name"`
		Address   string   `json:"address"`
		Sees      seesJSON `json:"sees"`
		MadeAt    string   `json:"made_at"`
		ExpiresAt string   `json:"expires_at"`
		Answered  bool     `json:"answered"`
		EndedAt   *string  `json:"ended_at"`
		TimesRead int      `json:"times_read"`
	}
	invitationsOut struct {
		Body struct {
			Items []InvitationJSON `json:"items"`
		}
	}
	inviteIn struct {
		Body struct {
			Target  string   `json:"target" maxLength:"64" doc:"Id of the target that it is about."`
			Voice   string   `json:"voice" enum:"peer,mentor,supervisor,reader"`
			Name    string   `json:"name" maxLength:"100"`
			Address string   `json:"address" maxLength:"254"`
			Message string   `json:"message,omitempty" maxLength:"1000"`
			Sees    seesJSON `json:"sees"`
		}
	}
	invitationOut struct{ Body InvitationJSON }
	letSeeIn      struct {
		TargetIn
		Body seesJSON
	}
)

func invitationToJSON(i assessment.Invitation) InvitationJSON {
	out := InvitationJSON{ID: i.ID, Target: i.Target, Voice: string(i.Voice), Name: i.Name, Address: i.Address, Sees: seesJSON(i.Sees), MadeAt: i.MadeAt.UTC().Format(timeFormat), ExpiresAt: i.ExpiresAt.UTC().Format(timeFormat),
		Answered: !i.AnsweredAt.IsZero(), TimesRead: i.Looks}
	if !i.EndedAt.IsZero() {
		out.EndedAt = web.Optional(i.EndedAt.UTC().Format(timeFormat))
	}
	return out
}

func invitationsToJSON(list []assessment.Invitation) []InvitationJSON {
	out := make([]InvitationJSON, len(list))
	for i, x := range list {
		out[i] = invitationToJSON(x)
	}
	return out
}

func (p *Pages) apiInvitations(ctx context.Context, _ *struct{}) (*invitationsOut, error) {
	list, err := p.assessment.Invitations(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out invitationsOut
	out.Body.Items = invitationsToJSON(list)
	return &out, nil
}

func (p *Pages) apiInvite(ctx context.Context, in *inviteIn) (*invitationOut, error) {
	target, ok := id.Parse(in.Body.Target)
	if !ok {
		return nil, errs.Bad("target", "There is no such target of yours.")
	}
	i, err := p.assessment.Invite(ctx, authz.From(ctx), target, assessment.NewInvitation{Voice: assessment.Basis(in.Body.Voice), Name: web.Clean(in.Body.Name), Address: in.Body.Address, Message: web.Clean(in.Body.Message), Sees: assessment.Sees(in.Body.Sees)})
	if err != nil {
		return nil, err
	}
	return &invitationOut{invitationToJSON(i)}, nil
}

func (p *Pages) apiLetSee(ctx context.Context, in *letSeeIn) (*struct{}, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, p.assessment.LetSee(ctx, authz.From(ctx), i, assessment.Sees(in.Body))
}

func (p *Pages) apiWithdraw(ctx context.Context, in *TargetIn) (*struct{}, error) {
	return onTarget(ctx, in, p.assessment.Withdraw)
}

func (p *Pages) apiSendAgain(ctx context.Context, in *TargetIn) (*struct{}, error) {
	return onTarget(ctx, in, p.assessment.SendAgain)
}

type looksOut struct {
	Body struct {
		Items []lookJSON `json:"items"`
	}
}

func (p *Pages) apiLooks(ctx context.Context, _ *struct{}) (*looksOut, error) {
	list, err := p.assessment.Looks(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out looksOut
	out.Body.Items = make([]lookJSON, len(list))
	for i, l := range list {
		out.Body.Items[i] = lookToJSON(l)
	}
	return &out, nil
}

type (
	// ReceivedJSON is an invitation as whoever was invited sees it.
	ReceivedJSON struct {
		ID     id.ID    `json:"id"`
		Person string   `json:"person" doc:"Name of whoever invites."`
		Target string   `json:"target"`
		Voice  string   `json:"voice" enum:"peer,mentor,supervisor,reader"`
		Asks   bool     `json:"asks" doc:"There is still something to answer."`
		May    seesJSON `json:"may" doc:"What can be read now."`
	}
	receivedOut struct {
		Body struct {
			Items []ReceivedJSON `json:"items"`
		}
	}
	readIn struct {
		TargetIn
		After int `query:"after" minimum:"0" maximum:"1000000" doc:"The next of the page before."`
	}
	readOut struct {
		Body struct {
			ReceivedJSON
			Map         []RowJSON        `json:"map" doc:"Up to 100 rows."`
			Next        *int             `json:"next" doc:"Where the map goes on, null at its end."`
			Reflections []reflectionJSON `json:"reflections"`
		}
	}
)

func receivedToJSON(r assessment.Received) ReceivedJSON {
	return ReceivedJSON{r.ID, r.Person, r.Target, string(r.Voice), r.Asks(), seesJSON(r.Readable())}
}

func (p *Pages) apiReceived(ctx context.Context, _ *struct{}) (*receivedOut, error) {
	list, err := p.assessment.ReceivedOf(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out receivedOut
	out.Body.Items = make([]ReceivedJSON, len(list))
	for i, r := range list {
		out.Body.Items[i] = receivedToJSON(r)
	}
	return &out, nil
}

func (p *Pages) apiRead(ctx context.Context, in *readIn) (*readOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	v, err := p.assessment.Look(ctx, authz.From(ctx), assessment.Guest{Invitation: i}, in.After)
	if err != nil {
		return nil, err
	}
	var out readOut
	out.Body.ReceivedJSON, out.Body.Map, out.Body.Reflections = receivedToJSON(v.Received), rowsToJSON(v.Map.Rows), reflectionsToJSON(v.Reflections)
	if v.Map.Next > 0 {
		out.Body.Next = &v.Map.Next
	}
	return &out, nil
}
