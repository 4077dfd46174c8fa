package people

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/oidc"
)

// Provider is an OpenID Connect provider with which people sign in, as the operator's file describes it.
type Provider struct {
	// Name stands in addresses and in the rows of roles that its rules gave; Label is what people read.
	Name, Label            string
	Issuer                 string
	ClientID, ClientSecret string
	Scopes                 []string
	// NewPeople says that whoever signs in there and is not known here gets an account. Ask is whom they are told to ask where not.
	NewPeople bool
	Ask       string
	// The names of claims. NumberClaim is empty where the provider knows no member numbers.
	EmailClaim, NameClaim, NumberClaim string
	// EmailIsVerified says that the provider vouches for every address that it tells, although it does not say so of each.
	EmailIsVerified bool
	// NumberIsProof says that nobody there chooses their member number: who stands in a list by it, and has no way in, comes in by it.
	NumberIsProof bool
	// SecondFactor is by what the provider says that it asked for two factors; zero where the operator does not believe it.
	SecondFactor SecondFactor
	// RoleDays is how many days a role by rule holds from the last sign-in with this provider on; 30 when zero.
	RoleDays int
	Rules    []Rule

	client *oidc.Provider
}

// SecondFactor is a claim, and what it must be or have in it, of a sign-in by two factors.
type SecondFactor struct{ Claim, Contains string }

// ByMethods is how most providers say it (RFC 8176).
var ByMethods = SecondFactor{"amr", "mfa"}

func (f SecondFactor) in(c oidc.Claims) bool { return f.Claim != "" && c.Says(f.Claim, f.Contains) }

// verified reports whether the address that the provider tells is its person's. What is said of it is said of the claim "email" alone,
// and the operator's word does not stand against a provider that says no.
func (p Provider) verified(c oidc.Claims) bool {
	if p.EmailIsVerified && (c.Text("email_verified") == "" || c.EmailVerified()) {
		return true
	}
	return p.EmailClaim == "email" && c.EmailVerified()
}

// Rule turns what a provider says of a person into a role, or into a membership. It holds anew at each sign-in with that provider.
type Rule struct {
	// Claim is the name of a claim, or the path to it with dots, and Contains what it must be or have in it.
	Claim, Contains string
	// Role and the acronym of its Unit; or else a class of Membership.
	Role       authz.Role
	Unit       string
	Membership string
	// Until is the claim with the last day of the membership; without one it lasts for Days from the sign-in on.
	Until string
	Days  int

	line int
}

func (p Provider) roleDays() int {
	if p.RoleDays == 0 {
		return defaultRoleDays
	}
	return p.RoleDays
}

// Providers returns the providers in the order of the file.
func (s *Service) Providers() []Provider { return s.providers }

// Provider returns a provider by its name.
func (s *Service) Provider(name string) (Provider, bool) {
	for _, p := range s.providers {
		if p.Name == name {
			return p, true
		}
	}
	return Provider{}, false
}

// providerOf returns the provider that has the issuer.
func (s *Service) providerOf(issuer string) (Provider, bool) {
	for _, p := range s.providers {
		if p.Issuer == issuer {
			return p, true
		}
	}
	return Provider{}, false
}

// RedirectPath is where a provider sends people back to; with the site's address before it, it is what the provider must be told.
func RedirectPath(name string) string { return "/sign-in/with/" + name + "/back" }

// connect makes the clients of the providers. It calls nobody.
func (s *Service) connect(d Deps) {
	for _, p := range d.Providers {
		wanted := []string{p.EmailClaim, p.NameClaim}
		if p.NumberClaim != "" {
			wanted = append(wanted, p.NumberClaim)
		}
		for _, r := range p.Rules {
			wanted = append(wanted, r.Claim)
		}
		acr := ""
		if p.SecondFactor.Claim == "acr" {
			acr = p.SecondFactor.Contains
		}
		p.client = oidc.New(oidc.Config{Issuer: p.Issuer, ClientID: p.ClientID, ClientSecret: p.ClientSecret, Scopes: p.Scopes,
			RedirectURL: d.BaseURL + RedirectPath(p.Name), Wanted: wanted, ACR: acr}, d.Calls, d.Clock)
		s.providers = append(s.providers, p)
	}
}
