package people

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/mail"
)

// compose writes the subject and text of a letter. The kind is the purpose of its link, "a as b"
// where what was asked for could not be had and something else is offered, "taken", "unconfirmed", or
// "notice x". About is what a notice names.
func (s *Service) compose(ctx context.Context, m *mail.Message, kind, link string, about ...string) {
	t := func(text string, args ...any) string { return i18n.T(ctx, text, args...) }
	const ignore = "If you did not ask for this, you need not do anything: nothing happens unless the link is opened."
	var subject string
	var text []string
	switch kind {
	case "sign-in":
		subject = t("Your link to sign in")
		text = []string{t("Open this link to sign in. It works once, for 20 minutes:"), link, t(ignore)}
	case "sign-up as sign-in":
		subject = t("You already have an account")
		text = []string{t("Somebody, probably you, wanted to open an account with this address. There is one already, so nothing had to be made."),
			t("Open this link to sign in. It works once, for 20 minutes:"), link, t(ignore)}
	case "sign-up":
		subject = t("Confirm your address")
		text = []string{t("Open this link to confirm your address and open your account. It works once, until this time tomorrow:"), link, t(ignore)}
	case "sign-in as sign-up", "password as sign-up":
		subject = t("There is no account with this address yet")
		text = []string{t("Somebody, probably you, wanted to sign in with this address, but no account has it. You may have used another address."),
			t("To open an account with this one, open this link. It works once, until this time tomorrow:"), link, t(ignore)}
	case "password":
		subject = t("Set a new password")
		text = []string{t("Open this link to set a new password. It works once, for one hour, and signs you out everywhere else:"), link, t(ignore)}
	case "confirm":
		subject = t("Confirm your address")
		text = []string{t("Open this link, signed in to your account, to add this address to it. It works once, until this time tomorrow:"), link, t(ignore)}
	case "taken":
		subject = t("This address is in use")
		text = []string{t("Somebody wanted to add this address to another account. It belongs to yours, so nothing was changed."),
			t("If both accounts are yours, answer to the association and ask for them to be brought together.")}
	case "unconfirmed":
		subject = t("This address is not confirmed yet")
		text = []string{t("Somebody, probably you, wanted to sign in with this address. It stands on an account, but nobody has confirmed it, so it cannot open the account."),
			t("If the account is yours, sign in with the address that you have used so far and add this one there:"), link,
			t("If you have no account yet, answer to the association: the address was entered for somebody else.")}
	case "notice " + noticeListed:
		subject = t("Something was added to your account")
		text = []string{t("The association added this to your account from its list of members:"), strings.Join(about, "\n"),
			t("If it is not yours, answer to the association. Your addresses stand here:"), link}
	case "notice " + noticeLinked:
		subject = t("You can now sign in another way")
		text = []string{t("An account was linked to yours. Whoever can sign in to it can now sign in here as you, by:"), strings.Join(about, "\n"),
			t("If this was not you, unlink it at once and set a new password:"), link}
	case "notice " + noticeUnlinked:
		subject = t("A way to sign in was taken away")
		text = []string{t("An account is no longer linked to yours. You cannot sign in any more by:"), strings.Join(about, "\n"),
			t("If this was not you, set a new password at once and look at your linked accounts:"), link}
	case "notice " + noticeParted:
		subject = t("Two accounts are no longer one")
		text = []string{t("Two accounts that had been brought together are two again, each with what was its own before. What was added in between to sign in by may be either's, so it has ended: addresses, a new password, passkeys, apps and linked accounts. You were signed out everywhere, and every API token has ended."),
			t("Look at how you sign in, and add again what is missing:"), link}
	case "notice " + noticeToMerge:
		subject = t("Two accounts are to become one")
		text = []string{t("The association takes this account and another one for the same person’s, and wants to make them one. Another administrator has to agree first. Then whoever can sign in to one of them is in both, and sees the whole record."),
			t("If you have no other account, or do not want this, answer to the association at once.")}
	case "notice " + noticeMerged:
		subject = t("Two accounts have become one")
		text = []string{t("The association took this account and another one for the same person’s, and has made them one. Whoever can sign in to one of them is in both now, and sees the whole record."),
			t("If you have no other account, answer to the association at once: it can be undone. How one signs in stands here:"), link}
	case "notice " + noticeAdmin:
		subject = t("There is a new administrator")
		text = []string{t("Somebody was made an administrator of the association:"), strings.Join(about, "\n"),
			t("Administrators can give accounts back and merge people, two of them together. If you do not know why, speak with the others at once.")}
	case "notice " + noticeToken:
		subject = t("An API token was made for your account")
		text = []string{t("Whoever holds this token can do as you what it allows, without signing in:"), strings.Join(about, "\n"),
			t("If this was not you, end it at once, and set a new password:"), link}
	case "notice " + noticeTokenEnds:
		subject = t("An API token of yours is about to end")
		text = []string{t("A program that uses this token stops working when it ends:"), strings.Join(about, "\n"),
			t("If it is still needed, make a new one and give that to the program:"), link}
	case "notice " + noticePassword:
		subject = t("Your password was changed")
		text = []string{t("The password of your account was changed. Every browser that was signed in has been signed out, and every API token has ended."),
			t("If this was not you, set a new password at once and look at your addresses:"), link}
	case "notice " + noticePrimary:
		subject = t("Letters now go to another address")
		text = []string{t("Another address of your account was made the one that letters go to."),
			t("If this was not you, set a new password at once and look at your addresses:"), link}
	case "notice " + noticeRemoved:
		subject = t("An address was removed from your account")
		text = []string{t("This address was removed from your account."),
			t("If this was not you, set a new password at once and look at your addresses:"), link}
	}
	if what, ok := strings.CutPrefix(kind, "notice "); ok && subject == "" {
		var said string
		subject, said = factorNotice(ctx, what)
		text = []string{said, t("If this was not you, set a new password at once and look at how you sign in:"), link}
	}
	frame(ctx, m, subject, text...)
}

// frame puts the paragraphs of a letter between its greeting and its end.
func frame(ctx context.Context, m *mail.Message, subject string, text ...string) {
	greeting := i18n.T(ctx, "Good day,")
	if m.ToName != "" {
		greeting = i18n.T(ctx, "Good day %s,", m.ToName)
	}
	m.Subject = subject
	m.Text = greeting + "\n\n" + strings.Join(text, "\n\n") + "\n\n" + i18n.T(ctx, "Learning Commons") + "\n"
}
