package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// factorNotice says what was changed about a second factor. It returns "" for any other notice.
func factorNotice(ctx context.Context, what string) (subject, text string) {
	switch what {
	case noticeAppOn:
		return i18n.T(ctx, "Codes from an app are asked for from now on"), i18n.T(ctx, "An app that shows codes was set up for your account. Its code is asked for whenever you sign in by password or link.")
	case noticeAppOff:
		return i18n.T(ctx, "Codes from an app are no longer asked for"), i18n.T(ctx, "The app that shows codes was turned off for your account, and its recovery codes with it.")
	case noticeCodes:
		return i18n.T(ctx, "You have new recovery codes"), i18n.T(ctx, "New recovery codes were made for your account. Those from before work no longer.")
	case noticeCodeUsed:
		return i18n.T(ctx, "A recovery code was used"), i18n.T(ctx, "Somebody, probably you, used one of your recovery codes to sign in. It works no longer.")
	case noticePasskey:
		return i18n.T(ctx, "A passkey was added"), i18n.T(ctx, "A passkey was added to your account. Whoever holds it can sign in with it.")
	case noticePasskeyGone:
		return i18n.T(ctx, "A passkey was removed"), i18n.T(ctx, "A passkey was removed from your account. It opens nothing any more.")
	case noticeFlagged:
		return i18n.T(ctx, "A passkey may have been copied"), i18n.T(ctx, "A passkey of your account counted its signatures backwards, as a copy of it would. It was refused, and opens nothing any more.")
	case noticeReset:
		return i18n.T(ctx, "Your second factors were taken off"), i18n.T(ctx, "Every second factor of your account was taken off, because they were said to be lost. You were signed out everywhere, and every API token has ended.")
	case noticeSignedOut:
		return i18n.T(ctx, "You were signed out everywhere"), i18n.T(ctx, "The association signed you out in every browser and ended your API tokens. The ways in which you sign in are as they were.")
	}
	return "", ""
}

// noticePage is where a notice leads.
func noticePage(what string) string {
	switch what {
	case noticePassword, noticePrimary, noticeRemoved, noticeListed:
		return "/my/addresses"
	case noticeToken, noticeTokenEnds:
		return "/my/tokens"
	}
	return WaysPath
}
