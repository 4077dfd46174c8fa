// Package oidc lets people sign in through somebody else: an OpenID Connect
// provider says who somebody is, and this package decides whether its answer
// can be believed.
//
// One way only: the authorization code flow, always with PKCE (S256), a state and
// a nonce that the caller keeps and uses once. The provider's own description is
// fetched from its issuer and must name that issuer letter by letter. An ID token
// counts when the issuer, this client, the nonce and the times are right (OpenID
// Connect Core, section 3.1.3.7) and its signature is by a key of the provider's
// own list, by an algorithm that has a public key and that the provider announces:
// never "none", never a shared secret, never a key that the token brings along.
// Where the provider says in its answers who it is (RFC 9207), that is checked
// before the code is given away.
//
// Nothing is believed when something cannot be fetched: a provider that is down
// signs nobody in. Whatever is fetched is bounded in time and size, fetched anew
// when it is old or a key is missing, and left alone for a while after it failed.
//
// A Fault says why not, in words that may stand in a log: nothing that the
// provider or the browser sent is in them.
package oidc
