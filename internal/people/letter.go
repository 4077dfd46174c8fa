package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
)

// The names of this area's jobs.
const (
	jobLetter = "people.letter"
	jobNotice = "people.notice"

	jobTokenEnds = "people.token-ends"
)

// letter is the request for a link. What it leads to is decided when the letter is written, so
// that asking takes the same time and gives the same answer for every address. It holds no secret.
type letter struct {
	Purpose  Purpose
	Address  string
	Name     string
	Next     string
	PersonID id.ID
	Lang     string
	AskedAt  time.Time
}

// AskSignIn asks for a link to sign in with. Next is where to go on then. Nothing in the answer
// tells whether the address has an account: a letter does.
func (s *Service) AskSignIn(ctx context.Context, address, next string) error {
	return s.ask(ctx, letter{Purpose: LinkSignIn, Address: address, Next: next}, nil)
}

// AskSignUp asks for a link that opens an account. An address that has one gets a link to sign in.
func (s *Service) AskSignUp(ctx context.Context, name, address, next string) error {
	name = CleanName(name)
	var f errs.Fields
	f.Check(name != "", "name", "Enter your name as it should stand on certificates.")
	return s.ask(ctx, letter{Purpose: LinkSignUp, Address: address, Name: name, Next: next}, f)
}

// AskPassword asks for a link to set a new password with.
func (s *Service) AskPassword(ctx context.Context, address, next string) error {
	return s.ask(ctx, letter{Purpose: LinkPassword, Address: address, Next: next}, nil)
}

// AskAddress asks for a link by which a further address becomes the person's, or one that is
// theirs is confirmed. Only the person themselves.
func (s *Service) AskAddress(ctx context.Context, actor authz.Actor, address string) error {
	person, err := actor.RequirePerson("")
	if err != nil {
		return err
	}
	if err := s.proved(ctx, actor); err != nil {
		return err
	}
	return s.ask(ctx, letter{Purpose: LinkConfirm, Address: address, PersonID: person}, nil)
}

func (s *Service) ask(ctx context.Context, l letter, f errs.Fields) error {
	_, ok := FoldEmail(l.Address)
	f.Check(ok, "email", "Enter an e-mail address such as name@example.org.")
	if err := f.Err(); err != nil {
		return err
	}
	l.Lang, l.AskedAt = i18n.From(ctx).Lang, s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return events.Enqueue(ctx, tx, l.AskedAt, time.Time{}, jobLetter, l)
	})
}

// notice tells a person that something about their account was changed, in case it was not them.
type notice struct {
	PersonID id.ID
	What     string
	// Address is the one to tell, where it is no longer the person's first.
	Address string
	// Unnamed says that whoever reads it may be somebody else: not even the name is told.
	Unnamed bool
	// Addresses and Number are what was added, where that is what the notice is about.
	Addresses []string
	Number    string
	// Ends is when what the notice is about ends.
	Ends time.Time
}

// The things that a notice is sent about.
const (
	noticePassword = "password"
	noticePrimary  = "primary"
	noticeRemoved  = "removed"
	noticeLinked   = "linked"   // an account at a provider was linked
	noticeUnlinked = "unlinked" // or is no more
	noticeListed   = "listed"   // an import added addresses or a member number
	noticeParted   = "parted"   // a merge was undone
	noticeToMerge  = "to-merge" // a merge is proposed
	noticeMerged   = "merged"   // or was made
	noticeAdmin    = "admin"    // somebody else became an administrator

	noticeToken     = "token"      // an API token was made
	noticeTokenEnds = "token-ends" // or is about to end

	noticeAppOn       = "app-on"
	noticeAppOff      = "app-off"
	noticeCodes       = "codes-renewed"
	noticeCodeUsed    = "code-used"
	noticePasskey     = "passkey-added"
	noticePasskeyGone = "passkey-removed"
	noticeFlagged     = "passkey-flagged"
	noticeReset       = "factors-reset"
	noticeSignedOut   = "signed-out"
)

func (s *Service) notify(ctx context.Context, tx *db.Tx, now time.Time, n notice) error {
	return events.Enqueue(ctx, tx, now, time.Time{}, jobNotice, n)
}
