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

// sharingAPI adds invitations, and what others let one answer and read.
func (p *Pages) sharingAPI(a *web.API, op func(id, method, path, summary, description string) huma.Operation, created, empty func(huma.Operation) huma.Operation) {
	reads, writes := web.Scope(authz.ScopeAssessmentRead), web.Scope(authz.ScopeAssessmentWrite)
	web.Operation(a, op("my-invitations", http.MethodGet, "/me/invitations", "Whom I asked, or let read", ""), reads, p.apiInvitations)
	web.Operation(a, created(op("invite", http.MethodPost, "/me/invitations", "Ask somebody what they see, or let them read", "A letter with a link goes to the address. Where the same is open already, that is returned and no letter goes. 422 where it is open and lets see something else.")), writes, p.apiInvite)
	web.Operation(a, empty(op("let-see", http.MethodPut, "/me/invitations/{id}", "Say anew what somebody may read", "It holds from the next request on.")), writes, p.apiLetSee)
	web.Operation(a, empty(op("withdraw-invitation", http.MethodDelete, "/me/invitations/{id}", "Take an invitation back", "What it opened is gone at once.")), writes, p.apiWithdraw)
	web.Operation(a, empty(op("send-invitation-again", http.MethodPost, "/me/invitations/{id}/again", "Send the letter of an invitation once more", "With a further link. 409 where it does not work any more, or the letter was sent a short while ago.")), writes, p.apiSendAgain)
	web.Operation(a, op("my-looks", http.MethodGet, "/me/looks", "Who looked where I stand, the latest first", "At most 100; all of them are in what is kept of me."), reads, p.apiLooks)
	web.Operation(a, op("received-invitations", http.MethodGet, "/me/received", "Who asked me, or lets me read", "By the addresses that are known to be mine."), reads, p.apiReceived)
	web.Operation(a, op("read-received", http.MethodGet, "/me/received/{id}", "What somebody lets me read", "The look is written down first. 410 once it is taken back."), reads, p.apiRead)
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
	// InvitationIn names an invitation.
	InvitationIn struct {
		ID string `path:"id" maxLength:"64" doc:"Id of the invitation."`
	}
	letSeeIn struct {
		InvitationIn
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

func (p *Pages) apiWithdraw(ctx context.Context, in *InvitationIn) (*struct{}, error) {
	return onOne(ctx, in.ID, p.assessment.Withdraw)
}

func (p *Pages) apiSendAgain(ctx context.Context, in *InvitationIn) (*struct{}, error) {
	return onOne(ctx, in.ID, p.assessment.SendAgain)
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
		InvitationIn
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
