package registrationweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// rosterAPI adds what the people who offer something do about those who registered.
func (p *Pages) rosterAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopeRegistrationsRead), web.Scope(authz.ScopeRegistrationsWrite)
	op := func(id, method, path, summary, description string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Tags: []string{"roster"}, Summary: summary, Description: description}
	}
	many := op("register-others", http.MethodPost, "/occurrences/{id}/registrations", "Register others for a date: all of them, or nobody",
		"For those who manage the roster. Each gets a seat or a place in the same waiting list; who is registered already stays so.")
	many.DefaultStatus = http.StatusCreated
	web.Operation(a, many, writes, p.apiRegisterOthers)
	web.Operation(a, op("queue", http.MethodGet, "/occurrences/{id}/queue", "The waiting list, recomputed from its log",
		"Who waits in which order, every change that led there, and what in it broke a rule."), reads, p.apiQueue)
	web.Operation(a, op("give-seat", http.MethodPost, "/occurrences/{id}/next", "Give a free seat to the next who waits",
		"Once registration has closed; until then a seat that becomes free is promised by itself."), writes, p.apiGiveSeat)
	web.Operation(a, op("registration-history", http.MethodGet, "/registrations/{id}/history", "What happened to a registration, the first thing first", ""), reads, p.apiHistory)
	web.Operation(a, op("close", http.MethodPost, "/occurrences/{id}/close", "Apply the offer's rule to everybody, or say what it would come to",
		"With dry_run nothing is changed. Those about whom sources of attendance conflict are left as they are."), web.Scope(authz.ScopeAttendanceWrite), p.apiClose)
	web.Operation(a, op("set-code-word", http.MethodPut, "/occurrences/{id}/code-word", "Set the code word of a date, or take it away with an empty one", ""), web.Scope(authz.ScopeCatalogueWrite), p.apiSetCodeWord)
	web.Operation(a, op("evaluation-results", http.MethodGet, "/offers/{key}/evaluation", "What was answered about an offer, added up",
		"By whole months that are over and at least five answers together: never one person's. "+web.NotPublic), reads, p.apiResults)
	roster := op("roster-file", "", "/occurrences/{id}/registrations.csv", "The roster of a date as a table", "")
	roster.Parameters = []*huma.Param{web.PathParam("id", "Id of the occurrence.")}
	web.File(a, roster, "text/csv", reads, p.rosterExport)
	all := op("registrations-file", "", "/registrations.csv", "All registrations that the token's owner may see, as a table", "It streams, oldest first. Who took it is recorded.")
	all.Parameters = []*huma.Param{web.QueryParam("from", "First day of registering, such as 2026-01-01, in UTC."), web.QueryParam("to", "Last day."), web.QueryParam("changed_since", "Only those that are new or have changed since this moment, such as 2026-01-01T12:00:00Z. Ask with a few minutes before you last asked, so that nothing falls between. They come in the order of their changes; what changes while you read comes once more.")}
	web.File(a, all, "text/csv", reads, p.exportAll)
}

type registerOthersIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		People []otherJSON `json:"people" minItems:"1" maxItems:"100" doc:"In the order in which they get seats. What is wrong with one stands under people[n]."`
	}
}

// otherJSON is one person to be registered.
type otherJSON struct {
	Email    string `json:"email" maxLength:"320" doc:"An address of somebody who has an account."`
	Reason   string `json:"reason,omitempty" maxLength:"500"`
	Payer    string `json:"payer,omitempty" enum:"self,employer,unit" doc:"self when left out."`
	Library  string `json:"library,omitempty" maxLength:"255" doc:"In place of what the profile says, for this registration."`
	Role     string `json:"role,omitempty" maxLength:"255"`
	AskLater bool   `json:"ask_later,omitempty" doc:"The person agreed to be asked later what the recognition was worth."`
}

type registerOthersOut struct {
	Body struct {
		Items []placedJSON `json:"items" doc:"In the order in which they were named."`
	}
}

type placedJSON struct {
	RegistrationJSON
	PersonName string `json:"person_name"`
	Before     bool   `json:"before" doc:"It was there already."`
}

func (p *Pages) apiRegisterOthers(ctx context.Context, in *registerOthersIn) (*registerOthersOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := authz.From(ctx)
	if err := p.registration.MayRegisterOthers(ctx, actor, which); err != nil {
		return nil, err // before it is told who has an account
	}
	var (
		f    errs.Fields
		list []registration.Request
	)
	for i, o := range in.Body.People {
		person, err := p.people.PersonByEmail(ctx, o.Email)
		if errs.Is(err, errs.NotFound) {
			err = errs.Bad("email", "Nobody here has this address. Ask the person to sign up first.")
		}
		if err := f.Row("people["+strconv.Itoa(i)+"]", err); err != nil {
			return nil, err
		}
		list = append(list, registration.Request{Person: person.ID, Payer: o.Payer, LibraryName: web.Clean(o.Library), RoleTitle: web.Clean(o.Role),
			Intent: registration.Intent{Reason: web.Clean(o.Reason), AskLater: o.AskLater}})
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	placed, err := p.registration.RegisterMany(ctx, actor, which, list)
	if err != nil {
		return nil, err
	}
	out := &registerOthersOut{}
	for _, r := range placed {
		out.Body.Items = append(out.Body.Items, placedJSON{RegistrationJSON(toJSON(r.Registration)), r.PersonName, r.Before})
	}
	return out, nil
}

// changeJSON is a line of the log of registrations.
type changeJSON struct {
	No           int       `json:"no" doc:"Its place in the order of the date's changes."`
	Registration string    `json:"registration"`
	From         string    `json:"from,omitempty"`
	To           string    `json:"to"`
	Reason       string    `json:"reason"`
	Note         string    `json:"note,omitempty"`
	At           time.Time `json:"at"`
}

func changeOf(e registration.LogEntry) changeJSON {
	return changeJSON{e.No, string(e.RegistrationID), string(e.From), string(e.To), string(e.Reason), e.Note, e.At}
}

type queueIn struct {
	ID    string `path:"id" maxLength:"64"`
	After int    `query:"after" minimum:"0" doc:"Only changes after this number." required:"false"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type queueOut struct {
	Body struct {
		Waiting []waitingJSON `json:"waiting" doc:"The first gets the next seat."`
		Seats   int           `json:"seats" doc:"How many registrations hold one."`
		Faults  []string      `json:"faults" doc:"What broke a rule; empty when the list was fair."`
		MayGive bool          `json:"may_give" doc:"A seat is free and can be given by hand now."`
		Items   []changeJSON  `json:"items" doc:"The changes, in their order."`
		Next    *int          `json:"next" doc:"after of the next page; null at the end."`
	}
}

type waitingJSON struct {
	Registration string    `json:"registration"`
	Person       string    `json:"person" doc:"Id of the person."`
	PersonName   string    `json:"person_name"`
	No           int       `json:"no"`
	Ahead        int       `json:"ahead"`
	Since        time.Time `json:"since"`
}

func (p *Pages) apiQueue(ctx context.Context, in *queueIn) (*queueOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	e, err := p.registration.ExplainQueue(ctx, authz.From(ctx), which)
	if err != nil {
		return nil, err
	}
	o, _, err := p.registration.OccurrenceOf(ctx, which)
	if err != nil {
		return nil, err
	}
	out := &queueOut{}
	b := &out.Body
	b.Waiting, b.Items, b.Faults, b.Seats = []waitingJSON{}, []changeJSON{}, append([]string{}, e.Faults...), e.Seats
	b.MayGive = len(e.Waiting) > 0 && registration.MayGive(o, p.clock.Now())
	for _, w := range e.Waiting {
		b.Waiting = append(b.Waiting, waitingJSON{string(w.RegistrationID), string(e.Persons[w.RegistrationID]), e.Names[w.RegistrationID], w.No, w.Ahead, w.Since})
	}
	for _, x := range e.Log {
		if x.No <= in.After {
			continue
		}
		if len(b.Items) == in.Limit {
			b.Next = &b.Items[in.Limit-1].No
			break
		}
		b.Items = append(b.Items, changeOf(x))
	}
	return out, nil
}

func (p *Pages) apiGiveSeat(ctx context.Context, in *occurrenceIn) (*registrationOut, error) {
	return p.apiOne(ctx, in.ID, func(i id.ID) (registration.Registration, error) {
		return p.registration.GiveSeat(ctx, authz.From(ctx), i)
	})
}

type historyOut struct {
	Body struct {
		Items []changeJSON `json:"items"`
	}
}

func (p *Pages) apiHistory(ctx context.Context, in *registrationIn) (*historyOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	v, err := p.registration.Show(ctx, authz.From(ctx), i)
	if errs.Is(err, errs.NotFound) {
		v, _, err = p.registration.Look(ctx, authz.From(ctx), i)
	}
	if err != nil {
		return nil, err
	}
	out := &historyOut{}
	for _, e := range v.Log {
		out.Body.Items = append(out.Body.Items, changeOf(e))
	}
	return out, nil
}

type closeIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body *struct {
		DryRun bool `json:"dry_run,omitempty" doc:"Say what it would come to, and change nothing."`
	}
}

type closeOut struct {
	Body struct {
		DryRun       bool `json:"dry_run"`
		Completed    int  `json:"completed"`
		NotCompleted int  `json:"not_completed"`
		NoShow       int  `json:"no_show"`
		Undecided    int  `json:"undecided" doc:"The rule leaves these to a person."`
		Ended        int  `json:"ended" doc:"Waited for a seat, or for its confirmation."`
		Conflicts    int  `json:"conflicts" doc:"Left as they are, because sources differ."`
		Presenters   int  `json:"presenters" doc:"Got an entry for presenting."`
	}
}

func (p *Pages) apiClose(ctx context.Context, in *closeIn) (*closeOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	dry := in.Body != nil && in.Body.DryRun
	var c registration.Closing
	if dry {
		var would registration.Preview
		would, err = p.registration.PreviewClosing(ctx, authz.From(ctx), i)
		c = would.Closing
	} else {
		c, err = p.registration.CloseOccurrence(ctx, authz.From(ctx), i)
	}
	if err != nil {
		return nil, err
	}
	out := &closeOut{}
	b := &out.Body
	b.DryRun, b.Completed, b.NotCompleted, b.NoShow, b.Undecided, b.Ended, b.Conflicts, b.Presenters = dry, c.Completed, c.NotCompleted, c.NoShow, c.Undecided, c.Ended, c.Conflicts, c.Presenters
	return out, nil
}

type setCodeWordIn struct {
	ID string `path:"id" maxLength:"64"`
	web.Match
	Body struct {
		Word string `json:"word" maxLength:"200"`
	}
}

type setCodeWordOut struct {
	ETag string `header:"ETag"`
	Body struct {
		Word string `json:"word"`
	}
}

func (p *Pages) apiSetCodeWord(ctx context.Context, in *setCodeWordIn) (*setCodeWordOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	o, _, err := p.registration.OccurrenceOf(ctx, i)
	if err != nil {
		return nil, err
	}
	if err := in.Against(web.NumberTag(o.Sequence)); err != nil {
		return nil, err
	}
	o.CodeWord = web.Clean(in.Body.Word)
	if o, err = p.catalogue.ChangeOccurrence(ctx, authz.From(ctx), o); err != nil {
		return nil, err
	}
	out := &setCodeWordOut{ETag: web.NumberTag(o.Sequence)}
	out.Body.Word = o.CodeWord
	return out, nil
}

type resultsOut struct {
	Body struct {
		Items []resultJSON `json:"items" doc:"One for each set of questions."`
	}
}

type resultJSON struct {
	Kind    string         `json:"kind" enum:"completion,after-90-days,recognition-later"`
	Answers int            `json:"answers" doc:"How many answered."`
	Shown   int            `json:"shown" doc:"How many of these the sums are made of."`
	Useful  []int          `json:"useful" doc:"How many gave each of 1 to 5."`
	Choices map[string]int `json:"choices"`
	Texts   []string       `json:"texts"`
}

func (p *Pages) apiResults(ctx context.Context, in *keyIn) (*resultsOut, error) {
	o, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	results, err := p.registration.Results(ctx, authz.From(ctx), o.ID)
	if err != nil {
		return nil, err
	}
	out := &resultsOut{}
	for _, r := range results {
		out.Body.Items = append(out.Body.Items, resultJSON{string(r.Kind), r.N, r.Shown, slices.Clone(r.Useful[:]), r.Choices, append([]string{}, r.Texts...)})
	}
	return out, nil
}
