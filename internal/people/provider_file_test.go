package people_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/people"
)

const goodProviders = `providers:
  - name: members
    label: the association's members
    issuer: https://login.example.org
    client_id: learning-commons
    client_secret: s3cret
    new_people: true
    rules:
      - claim: groups
        contains: acrl-editors
        role: unit-editor
        unit: ACRL
`

func read(text string) ([]people.Provider, error) {
	return people.ReadProviders(strings.NewReader(text), func(path string) (string, error) {
		if path == "good.secret" {
			return "from a file", nil
		}
		return "", errors.New("no such file")
	})
}

func TestReadProviders(t *testing.T) {
	all, err := read(goodProviders)
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	p := all[0]
	if p.EmailClaim != "email" || p.NameClaim != "name" || p.NumberClaim != "" || strings.Join(p.Scopes, " ") != "email profile" || p.ClientSecret != "s3cret" || len(p.Rules) != 1 {
		t.Errorf("%+v", p)
	}
	if all, err = read(strings.Replace(goodProviders, "client_secret: s3cret", "client_secret_file: good.secret", 1)); err != nil || all[0].ClientSecret != "from a file" {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestProvidersVouch reads what an operator believes of a provider.
func TestProvidersVouch(t *testing.T) {
	for text, want := range map[string]people.SecondFactor{
		"":                        {},
		"second_factor: false":    {},
		"second_factor: true":     people.ByMethods,
		"email_is_verified: true": {},
		"claims: {member_number: number}\n    member_number_is_proof: true":         {},
		"second_factor: {claim: acr, contains: \"https://refeds.org/profile/mfa\"}": {Claim: "acr", Contains: "https://refeds.org/profile/mfa"},
	} {
		all, err := read(strings.Replace(goodProviders, "new_people: true", "new_people: true\n    "+text, 1))
		if err != nil || all[0].SecondFactor != want || all[0].EmailIsVerified != strings.HasPrefix(text, "email") || all[0].NumberIsProof != strings.HasPrefix(text, "claims") {
			t.Errorf("%s: %+v, %v", text, all, err)
		}
	}
}

// TestProvidersFileSaysWhatIsWrong changes one line of a good file at a time. Each complaint names the line, and none shows the secret.
func TestProvidersFileSaysWhatIsWrong(t *testing.T) {
	second := strings.TrimPrefix(goodProviders, "providers:\n")
	for _, c := range []struct{ from, to, want string }{
		{"name: members", "name: The Members", "line 2: name"},
		{"name: members", "nmae: members", "line 2: there is no such field"},
		{"new_people: true", "new_people: true\n    second_factor: {claim: acr}", "line 8: second_factor"},
		{"new_people: true", "new_people: true\n    second_factor: {claim: acr, contians: x}", "line 8: there is no such field"},
		{"new_people: true", "new_people: true\n    member_number_is_proof: true", "line 8: member_number_is_proof"},
		{"new_people: true", "new_people: true\n    second_factor: [mfa]", "line 8: this is not written"},
		{"label: the association's members", "label: ''", "line 3: label"},
		{"https://login.example.org", "http://login.example.org", "line 4: issuer: it must begin with https://"},
		{"https://login.example.org", "https://login.example.org/.well-known/openid-configuration", "line 4: issuer: leave out"},
		{"client_id: learning-commons", "client_id: ''", "line 5: client_id"},
		{"client_secret: s3cret", "client_secret_file: missing", `line 6: client_secret_file: no secret can be read from "missing"`},
		{"client_secret: s3cret", "client_secret: s3cret\n    client_secret_file: good.secret", "line 7: client_secret_file"},
		{"new_people: true", "new_people: false", "line 2: ask is missing"},
		{"new_people: true", "new_people: 'perhaps'", "line 7: this is not written"},
		{"new_people: true", "new_people: true\n    role_days: 0", "line 8: role_days"},
		{"new_people: true", "new_people: true\n    role_days: 400", "line 8: role_days"},
		{"claim: groups", "claim: ''", "line 9: claim"},
		{"contains: acrl-editors", "contains: ''", "line 10: contains"},
		{"role: unit-editor", "role: editor", "line 11: role: there is no role"},
		{"role: unit-editor", "role: coordinator", "line 11: role: the role coordinator"},
		{"role: unit-editor", "role: admin", "line 12: unit: the role admin"},
		{"        unit: ACRL\n", "", "line 11: unit is missing"},
		{"role: unit-editor", "role: unit-editor\n        membership: regular", "write either role or membership"},
		{"role: unit-editor\n        unit: ACRL", "membership: gold", "line 11: membership"},
		{"role: unit-editor\n        unit: ACRL", "membership: regular\n        days: 1000", "line 12: days"},
		{"role: unit-editor\n        unit: ACRL", "membership: regular\n        days: 10\n        until: until", "leave one of the two out"},
		{"role: unit-editor", "role: unit-editor\n        days: 10", "until and days are for memberships"},
		{goodProviders, goodProviders + second, "line 13: another provider is called"},
		{goodProviders, goodProviders + strings.Replace(second, "name: members", "name: others", 1), "line 14: another provider has this label"},
		{goodProviders, "", "there is no provider"},
		{goodProviders, "providers: 5", "line 1"},
		{"    label", "  label", "line "},
		{"client_id: learning-commons", "client_secret: s3cret", "line 6: this field stands here already"},
		{goodProviders, goodProviders + strings.Repeat("# x\n", 100_000), "larger than"},
		{"members", "\xff", "UTF-8"},
	} {
		text := strings.Replace(goodProviders, c.from, c.to, 1)
		all, err := read(text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v (%d read), want %q", c.to, err, len(all), c.want)
		} else if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: the secret is told: %v", c.to, err)
		}
	}
}

func TestLoadProviders(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sign-in.yaml")
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("sign-in.yaml", strings.Replace(goodProviders, "client_secret: s3cret", "client_secret_file: members.secret", 1))
	if _, err := people.LoadProviders(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("without the secret's file: %v", err)
	}
	write("members.secret", "from beside it\n")
	if all, err := people.LoadProviders(path); err != nil || all[0].ClientSecret != "from beside it" {
		t.Errorf("%+v, %v", all, err)
	}
	write("members.secret", strings.Repeat("x", 5000))
	if _, err := people.LoadProviders(path); err == nil {
		t.Error("a secret of 5,000 bytes is taken")
	}
	for _, bad := range []string{dir, "/dev/zero", filepath.Join(dir, "none")} {
		if _, err := people.LoadProviders(bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

// FuzzReadProviders wants no panic, no hang, and of what is taken that it can be used.
func FuzzReadProviders(f *testing.F) {
	f.Add(goodProviders)
	f.Add("providers:\n  - &a {name: a, rules: [{claim: x, contains: y, membership: regular, until: z}]}\n  - *a\n")
	f.Add("providers: [[[[[[")
	f.Add("a: &a [*a]\n")
	f.Add("providers:\n- name: \"\\u0000\"\n  scopes: [a, openid]\n  claims: {email: e, member_number: n}\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := read(text)
		if err != nil {
			if strings.Contains(err.Error(), "\n") || len(err.Error()) > 2000 {
				t.Errorf("%q", err)
			}
			return
		}
		for _, p := range all {
			if p.Name == "" || p.Label == "" || p.ClientID == "" || !strings.HasPrefix(p.Issuer, "http") || !p.NewPeople && p.Ask == "" {
				t.Errorf("%+v", p)
			}
		}
	})
}

// TestTheExampleOfTheDocsIsRight reads the file that docs/operations/sign-in.md shows.
func TestTheExampleOfTheDocsIsRight(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations", "sign-in.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, example, ok := strings.Cut(string(page), "```yaml\n")
	if !ok {
		t.Fatal("there is no example")
	}
	example, _, _ = strings.Cut(example, "```")
	all, err := people.ReadProviders(strings.NewReader(example), func(string) (string, error) { return "secret", nil })
	if err != nil || len(all) != 2 || len(all[0].Rules) != 2 || all[0].NumberClaim != "member_no" || all[1].Ask == "" {
		t.Errorf("%+v, %v", all, err)
	}
	if !strings.Contains(string(page), "https://learning.example.org"+people.RedirectPath(all[0].Name)) {
		t.Error("the redirect address on the page is another one")
	}
}
