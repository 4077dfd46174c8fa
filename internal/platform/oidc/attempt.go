package oidc

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Attempt is one try to sign in. All three are secrets of 256 bits that the caller makes, keeps and uses once; State
// is bound to the browser by the caller.
type Attempt struct {
	State, Nonce, Verifier string
	// Since, when set, asks that the person signs in at the provider anew, and refuses who did not do so since.
	Since time.Time
}

// Answer is what came back through the browser. Anybody may have written it.
type Answer struct {
	Code string
	// Issuer is the parameter iss (RFC 9207), Error the code of a refusal (RFC 6749, section 4.1.2.1).
	Issuer, Error string
}

const maxCode = 4096

// AuthURL returns where the browser is sent to. It fails with a Fault when the provider cannot be asked what its addresses are.
func (p *Provider) AuthURL(ctx context.Context, a Attempt) (string, error) {
	m, err := p.metadata(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(a.Verifier), oidc.Nonce(a.Nonce)}
	if !a.Since.IsZero() { // with max_age the token must say when (OpenID Connect Core, section 3.1.2.1)
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	if p.config.ACR != "" {
		options = append(options, oauth2.SetAuthURLParam("acr_values", p.config.ACR))
	}
	return p.oauth(m).AuthCodeURL(a.State, options...), nil
}

// Redeem turns an answer to the attempt into who the person is. It calls the provider, so it must not stand inside a
// transaction. Every error is a Fault.
func (p *Provider) Redeem(ctx context.Context, a Attempt, answer Answer) (Claims, error) {
	m, err := p.metadata(ctx)
	if err != nil {
		return Claims{}, err
	}
	switch {
	case answer.Issuer == "" && m.SaysIssuer:
		return Claims{}, refused("answer: it does not name the issuer, which this provider always does")
	case answer.Issuer != "" && answer.Issuer != p.config.Issuer:
		return Claims{}, refused("answer: it is another provider's")
	case answer.Error != "":
		return Claims{}, saidNo(answer.Error)
	case answer.Code == "" || len(answer.Code) > maxCode || strings.ContainsFunc(answer.Code, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return Claims{}, refused("answer: it has no code")
	}
	token, err := p.exchange(ctx, m, a, answer.Code)
	if err != nil {
		return Claims{}, err
	}
	c, err := p.check(ctx, m, a, token)
	if err != nil {
		return Claims{}, err
	}
	if m.UserInfoURL != "" && c.lacks(p.config.Wanted) {
		if err := p.askMore(ctx, m, token.AccessToken, &c); err != nil {
			return Claims{}, err
		}
	}
	return c, nil
}

// saidNo sorts the refusals of a provider.
func saidNo(code string) error {
	switch code {
	case "access_denied", "login_required", "consent_required", "interaction_required", "account_selection_required":
		return &Fault{Reason: "answer: the person or the provider said no", Denied: true}
	case "server_error", "temporarily_unavailable":
		return &Fault{Reason: "answer: the provider says that it is not well", Down: true}
	}
	return refused("answer: the provider did not take our request")
}

// exchange gives the code and the PKCE verifier for tokens.
func (p *Provider) exchange(ctx context.Context, m metadata, a Attempt, code string) (*oauth2.Token, error) {
	ctx = context.WithValue(ctx, oauth2.HTTPClient, p.calls.HTTP())
	token, err := p.oauth(m).Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	var answered *oauth2.RetrieveError
	switch {
	case errors.As(err, &answered) && answered.Response != nil && answered.Response.StatusCode < 500 && answered.Response.StatusCode != 429:
		return nil, refused("token endpoint: the code was not taken")
	case errors.As(err, &answered):
		return nil, &Fault{Reason: "token endpoint: the provider answers with an error", Down: true}
	case err != nil && errs.As(err) != nil:
		return nil, down("token endpoint", err)
	case err != nil:
		return nil, &Fault{Reason: "token endpoint: there is no answer, or none that can be read", Down: true}
	case !strings.EqualFold(token.Type(), "Bearer"):
		return nil, refused("token endpoint: the kind of token is not known")
	}
	return token, nil
}
