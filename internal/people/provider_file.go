package people

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/oidc"
)

// Bounds of a file of providers.
const (
	maxProviderFile = 256 << 10
	maxProviders    = 20
	maxRules        = 200
	maxSecret       = 1000
	// defaultDays is how long a membership lasts that a rule gave without a last day.
	defaultDays, maxDays = 31, 366
	// defaultRoleDays is how long a role by rule holds without another sign-in: as long as a browser stays signed in.
	defaultRoleDays = 30
)

type providersText struct {
	Providers []providerText `yaml:"providers"`
}

type providerText struct {
	Name             string     `yaml:"name"`
	Label            string     `yaml:"label"`
	Issuer           string     `yaml:"issuer"`
	ClientID         string     `yaml:"client_id"`
	ClientSecret     string     `yaml:"client_secret"`
	ClientSecretFile string     `yaml:"client_secret_file"`
	Scopes           []string   `yaml:"scopes"`
	NewPeople        bool       `yaml:"new_people"`
	SecondFactor     secondText `yaml:"second_factor"`
	EmailIsVerified  bool       `yaml:"email_is_verified"`
	NumberIsProof    bool       `yaml:"member_number_is_proof"`
	RoleDays         *int       `yaml:"role_days"`
	Ask              string     `yaml:"ask"`
	Claims           claimNames `yaml:"claims"`
	Rules            []ruleText `yaml:"rules"`
}

type claimNames struct {
	Email        string `yaml:"email"`
	Name         string `yaml:"name"`
	MemberNumber string `yaml:"member_number"`
}

// secondText is true or false, or a claim and what it holds.
type secondText struct {
	yes    bool
	said   bool
	fields secondFields
}

type secondFields struct {
	Claim    string `yaml:"claim"`
	Contains string `yaml:"contains"`
}

// UnmarshalYAML implements yaml.InterfaceUnmarshaler.
func (t *secondText) UnmarshalYAML(read func(any) error) error {
	if read(&t.yes) == nil {
		return nil
	}
	t.said = true
	return read(&t.fields)
}

type ruleText struct {
	Claim      string `yaml:"claim"`
	Contains   string `yaml:"contains"`
	Role       string `yaml:"role"`
	Unit       string `yaml:"unit"`
	Membership string `yaml:"membership"`
	Until      string `yaml:"until"`
	Days       int    `yaml:"days"`
}

// LoadProviders reads a file of providers, and the files with their secrets that it names; a path that is not absolute is
// looked for beside it.
func LoadProviders(path string) ([]Provider, error) {
	b, err := readSmall(path, maxProviderFile)
	if err != nil {
		return nil, err
	}
	out, err := ReadProviders(bytes.NewReader(b), func(name string) (string, error) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(path), name)
		}
		secret, err := readSmall(name, maxSecret)
		return strings.TrimSpace(string(secret)), err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return out, nil
}

// readSmall reads a file that is one, so that a pipe or a device keeps nobody waiting.
func readSmall(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > most {
		return nil, fmt.Errorf("%s is no file of at most %d bytes", path, most)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// ReadProviders reads a file of providers; secret reads a file that it names. An error names the line and says what to write
// there, and holds no secret.
func ReadProviders(r io.Reader, secret func(path string) (string, error)) ([]Provider, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxProviderFile+1))
	if err != nil {
		return nil, err
	}
	switch {
	case len(b) > maxProviderFile:
		return nil, fmt.Errorf("the file is larger than %d bytes", maxProviderFile)
	case !utf8.Valid(b):
		return nil, errors.New("the file is not written in UTF-8")
	}
	f := providerFile{secret: secret}
	var text providersText
	if f.tree, err = readYAML(b, &text); err != nil {
		return nil, inFile(err)
	}
	return f.read(text)
}

// readYAML reads a document into text and returns its tree. The library panics over some tags, such as "providers: !!binary AAAA".
func readYAML(b []byte, text *providersText) (tree *ast.File, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the document cannot be read")
		}
	}()
	if tree, err = parser.ParseBytes(b, 0); err != nil {
		return nil, err
	}
	err = yaml.NewDecoder(bytes.NewReader(b), yaml.DisallowUnknownField()).Decode(text)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return tree, err
}

// inFile says what is wrong with the form of a file. The library would show the lines around, which may hold a secret.
func inFile(err error) error {
	var at interface{ GetToken() *token.Token }
	line := 1
	if errors.As(err, &at) && at.GetToken() != nil && at.GetToken().Position != nil {
		line = at.GetToken().Position.Line
	}
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		return complaint(line, "there is no such field here; a provider has name, label, issuer, client_id, client_secret, client_secret_file, scopes, new_people, email_is_verified, member_number_is_proof, second_factor (true, or claim and contains), role_days, ask, claims and rules, and a rule has claim, contains, role, unit, membership, until and days")
	}
	if strings.Contains(err.Error(), "already defined") {
		return complaint(line, "this field stands here already: write it once")
	}
	return complaint(line, "this is not written as it must be: “field: value” with the same spaces before the fields of one provider, lists with “- ”, true or false without quotes, and text with : or # in quotes")
}

func complaint(line int, words string, args ...any) error {
	return fmt.Errorf("line %d: "+words, append([]any{line}, args...)...)
}

// providerFile is a file that is being read.
type providerFile struct {
	tree   *ast.File
	secret func(string) (string, error)
	err    error
}

// line returns where a field stands, or what it would stand in.
func (f *providerFile) line(path string) int {
	for path != "$" {
		p, err := yaml.PathString(path)
		if err == nil {
			if n, err := p.FilterFile(f.tree); err == nil && n != nil && n.GetToken() != nil {
				return n.GetToken().Position.Line
			}
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 1)]
	}
	return 1
}

// check keeps the first complaint.
func (f *providerFile) check(ok bool, path, words string, args ...any) {
	if !ok && f.err == nil {
		f.err = complaint(f.line(path), words, args...)
	}
}

var providerName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

func (f *providerFile) read(text providersText) ([]Provider, error) {
	f.check(len(text.Providers) > 0, "$", "there is no provider: begin with “providers:” and a list below it")
	f.check(len(text.Providers) <= maxProviders, "$.providers", "there are more than %d providers", maxProviders)
	var out []Provider
	for i, t := range text.Providers {
		if f.err != nil {
			break
		}
		p := f.provider(fmt.Sprintf("$.providers[%d]", i), t)
		for _, o := range out {
			at := fmt.Sprintf("$.providers[%d]", i)
			f.check(o.Name != p.Name, at+".name", "another provider is called “%s” already: give each a name of its own", p.Name)
			f.check(o.Label != p.Label, at+".label", "another provider has this label already: people could not tell them apart")
			f.check(o.Issuer != p.Issuer, at+".issuer", "another provider has this issuer already: write one provider with the rules of both")
		}
		out = append(out, p)
	}
	return out, f.err
}

func (f *providerFile) provider(at string, t providerText) Provider {
	f.check(providerName.MatchString(t.Name), at+".name", "name: write a short name of small letters, digits and hyphens, such as members; it stands in the address that the provider is told")
	f.check(readable(t.Label, 60), at+".label", "label: write what people read on the button after “Sign in with”, in 60 letters at most")
	wrong := oidc.CheckIssuer(t.Issuer)
	f.check(wrong == "", at+".issuer", "issuer: %s", wrong)
	f.check(oneWord(t.ClientID, 300), at+".client_id", "client_id: write the name that the provider has given this site")
	f.check(t.ClientSecret == "" || t.ClientSecretFile == "", at+".client_secret_file", "client_secret_file: the secret stands in the file already: leave one of the two out")
	f.check(len(t.ClientSecret) <= maxSecret, at+".client_secret", "client_secret: it is longer than %d bytes", maxSecret)
	secret := t.ClientSecret
	if t.ClientSecretFile != "" && f.err == nil {
		var err error
		secret, err = f.secret(t.ClientSecretFile)
		f.check(err == nil && secret != "", at+".client_secret_file", "client_secret_file: no secret can be read from %q: name a file that holds it alone", t.ClientSecretFile)
	}
	if t.Scopes == nil {
		t.Scopes = []string{"email", "profile"}
	}
	f.check(len(t.Scopes) <= 20, at+".scopes", "scopes: there are more than 20")
	for i, s := range t.Scopes {
		f.check(oneWord(s, 100), fmt.Sprintf("%s.scopes[%d]", at, i), "scopes: each is one word, such as email")
	}
	t.Scopes = slices.DeleteFunc(t.Scopes, func(s string) bool { return s == "openid" })
	f.check(t.Ask == "" || readable(t.Ask, 200), at+".ask", "ask: write whom people are to ask, in 200 letters at most")
	f.check(t.NewPeople || t.Ask != "", at, "ask is missing: without new_people: true somebody who is not known is turned away, so write whom they can ask, such as ask: membership@example.org")
	c := t.Claims
	if c.Email == "" {
		c.Email = "email"
	}
	if c.Name == "" {
		c.Name = "name"
	}
	f.check(oneWord(c.Email, 200), at+".claims.email", "claims: write the name of the claim with the address")
	f.check(oneWord(c.Name, 200), at+".claims.name", "claims: write the name of the claim with the person's name")
	f.check(c.MemberNumber == "" || oneWord(c.MemberNumber, 200), at+".claims.member_number", "claims: write the name of the claim with the member number")
	f.check(len(t.Rules) <= maxRules, at+".rules", "rules: there are more than %d", maxRules)
	p := Provider{Name: t.Name, Label: t.Label, Issuer: t.Issuer, ClientID: t.ClientID, ClientSecret: secret, Scopes: t.Scopes, NewPeople: t.NewPeople, Ask: t.Ask,
		EmailClaim: c.Email, NameClaim: c.Name, NumberClaim: c.MemberNumber, EmailIsVerified: t.EmailIsVerified, NumberIsProof: t.NumberIsProof}
	f.check(!t.NumberIsProof || c.MemberNumber != "", at+".member_number_is_proof", "member_number_is_proof: claims name no member_number that could prove anything")
	switch second := t.SecondFactor; {
	case second.said:
		p.SecondFactor = SecondFactor(second.fields)
		f.check(oneWord(p.SecondFactor.Claim, 200) && p.SecondFactor.Contains != "" && len(p.SecondFactor.Contains) <= 300, at+".second_factor",
			"second_factor: write true, or the claim and what it contains, such as claim: acr and contains: https://refeds.org/profile/mfa")
	case second.yes:
		p.SecondFactor = ByMethods
	}
	if t.RoleDays != nil {
		p.RoleDays = *t.RoleDays
		f.check(p.RoleDays >= 1 && p.RoleDays <= maxDays, at+".role_days", "role_days: write a number from 1 to %d", maxDays)
	}
	for i, r := range t.Rules {
		if f.err != nil {
			break
		}
		p.Rules = append(p.Rules, f.rule(fmt.Sprintf("%s.rules[%d]", at, i), r))
	}
	return p
}

func (f *providerFile) rule(at string, t ruleText) Rule {
	f.check(oneWord(t.Claim, 200), at+".claim", "claim: write the name of the claim that decides, such as groups")
	f.check(t.Contains != "" && len(t.Contains) <= 300, at+".contains", "contains: write what the claim must be, or have in it; true and numbers in quotes")
	f.check((t.Role == "") != (t.Membership == ""), at, "write either role or membership: a rule gives one thing")
	role := authz.Role(t.Role)
	if t.Role != "" {
		f.check(slices.Contains(authz.Roles, role), at+".role", "role: there is no role of this name; the roles are %s", roleNames())
		f.check(!role.BoundToOrganisation(), at+".role", "role: the role %s is bound to an organisation and is given by hand", t.Role)
		f.check(!role.BoundToUnit() || t.Unit != "", at+".role", "unit is missing: the role %s is bound to one, so write its acronym, such as unit: ACRL", t.Role)
		f.check(t.Unit == "" || role.BoundToUnit() || role == authz.Mentor, at+".unit", "unit: the role %s holds for the whole association: leave the unit out", t.Role)
		f.check(t.Until == "" && t.Days == 0, at, "until and days are for memberships: a role ends at the next sign-in without the claim, or by role_days of the provider")
	}
	if t.Membership != "" {
		f.check(Classes.Has(t.Membership), at+".membership", "membership: there is no class of this name; the classes are %s", strings.Join(Classes, ", "))
		f.check(t.Unit == "", at+".unit", "unit: a membership is in the association: leave the unit out")
		f.check(t.Until == "" || t.Days == 0, at+".days", "days: the claim in until says the last day already: leave one of the two out")
		f.check(t.Until == "" || oneWord(t.Until, 200), at+".until", "until: write the name of the claim with the last day, which looks like 2026-12-31")
		f.check(t.Days >= 0 && t.Days <= maxDays, at+".days", "days: write a number from 1 to %d", maxDays)
		if t.Until == "" && t.Days == 0 {
			t.Days = defaultDays
		}
	}
	f.check(len(t.Unit) <= 100, at+".unit", "unit: write the unit's acronym")
	r := Rule{Claim: t.Claim, Contains: t.Contains, Role: role, Unit: t.Unit, Membership: t.Membership, Until: t.Until, Days: t.Days}
	if f.err == nil {
		r.line = f.line(at)
	}
	return r
}

func roleNames() string {
	var all []string
	for _, r := range authz.Roles {
		if !r.BoundToOrganisation() {
			all = append(all, string(r))
		}
	}
	return strings.Join(all, ", ")
}

// readable reports whether text can be shown as it is.
func readable(s string, most int) bool {
	return s != "" && s == CleanName(s) && utf8.RuneCountInString(s) <= most
}

// oneWord reports whether s is one word of visible ASCII letters.
func oneWord(s string, most int) bool {
	return s != "" && len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}
