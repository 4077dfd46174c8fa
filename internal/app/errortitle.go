package app

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// errorTitle says in a few words what happened.
func errorTitle(ctx context.Context, status int) string {
	switch status {
	case http.StatusNotFound:
		return i18n.T(ctx, "Not found")
	case http.StatusForbidden:
		return i18n.T(ctx, "Not for you")
	case http.StatusUnauthorized:
		return i18n.T(ctx, "Sign in first")
	case http.StatusGone:
		return i18n.T(ctx, "No longer here")
	case http.StatusConflict:
		return i18n.T(ctx, "Not possible now")
	case http.StatusTooManyRequests:
		return i18n.T(ctx, "Too often")
	case http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusMethodNotAllowed:
		return i18n.T(ctx, "That did not work")
	case http.StatusServiceUnavailable:
		return i18n.T(ctx, "Try again in a moment")
	}
	return i18n.T(ctx, "Something went wrong")
}
