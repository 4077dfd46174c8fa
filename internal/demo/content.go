package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed content
var content embed.FS

// offerText is one offer of the demonstration as it was written.
type offerText struct {
	// Key names an offer of the scenes.
	Key        string   `yaml:"key"`
	Title      string   `yaml:"title"`
	Unit       string   `yaml:"unit"`
	Cosponsors []string `yaml:"cosponsors"`
	Kind       string   `yaml:"kind"`
	Areas      []string `yaml:"areas"`
	Level      string   `yaml:"level"`
	// Teaches are codes of competencies of the association's own frameworks, each up to the level of the offer or the one behind an at sign.
	Teaches       []string       `yaml:"teaches"`
	Summary       string         `yaml:"summary"`
	Description   string         `yaml:"description"`
	Objectives    []string       `yaml:"objectives"`
	Audiences     []string       `yaml:"audiences"`
	Format        string         `yaml:"format"`
	Live          bool           `yaml:"live"`
	Language      string         `yaml:"language"`
	Minutes       int            `yaml:"minutes"`
	Parts         int            `yaml:"parts"`
	Capacity      int            `yaml:"capacity"`
	Prices        map[string]int `yaml:"prices"`
	Earns         []string       `yaml:"earns"`
	Peer          string         `yaml:"peer"`
	Themes        []string       `yaml:"themes"`
	Prerequisites string         `yaml:"prerequisites"`
	Accessibility string         `yaml:"accessibility"`
	Presenters    []string       `yaml:"presenters"`
	Place         string         `yaml:"place"`
	Platform      string         `yaml:"platform"`
	Link          string         `yaml:"link"`
	// Rule is "parts" for an offer that is completed by its parts.
	Rule string `yaml:"rule"`
}

// peopleText holds the words that people and libraries of the demonstration are made of.
type peopleText struct {
	Given    []string    `yaml:"given"`
	Family   []string    `yaml:"family"`
	Roles    []string    `yaml:"roles"`
	Zones    []string    `yaml:"zones"`
	States   []stateText `yaml:"states"`
	Reasons  []string    `yaml:"reasons"`
	Goals    []string    `yaml:"goals"`
	Personas []Persona   `yaml:"personas"`
	// Workers are personas who only work here: they come last, register for nothing, and so change nothing of the others' year.
	Workers   []Persona `yaml:"workers"`
	Intended  []string  `yaml:"intended"`
	Outside   []string  `yaml:"outside"`
	Providers []string  `yaml:"providers"`
}

type stateText struct {
	Name    string   `yaml:"name"`
	Region  string   `yaml:"region"`
	Zone    string   `yaml:"zone"`
	Systems []string `yaml:"systems"`
	Towns   []string `yaml:"towns"`
}

// Persona is somebody to sign in as by one click, in demonstration mode only.
type Persona struct {
	// Key names the persona in addresses: "unit-editor".
	Key   string `yaml:"key"`
	Name  string `yaml:"name"`
	Email string `yaml:"email"`
	// What says who this is and what to try.
	What string `yaml:"what"`
	// Roles are role names, each with the unit's acronym or the organisation after a colon where it is bound.
	Roles     []string `yaml:"roles"`
	Class     string   `yaml:"class"`
	Number    string   `yaml:"number"`
	RoleTitle string   `yaml:"role_title"`
	Library   string   `yaml:"library"`
	LibraryOf string   `yaml:"library_type"`
	Zone      string   `yaml:"zone"`
	// Areas are the content areas that interest them, and Takes how much of it they took in a year.
	Areas []string `yaml:"areas"`
	Takes int      `yaml:"takes"`
}

var offerTexts = sync.OnceValues(func() ([]offerText, error) { return readOffers("content/offers/*.yaml") })

// sceneTexts are the offers that the personas meet, see scene.go.
var sceneTexts = sync.OnceValues(func() ([]offerText, error) { return readOffers("content/scenes/*.yaml") })

func readOffers(pattern string) ([]offerText, error) {
	names, err := fs.Glob(content, pattern)
	if err != nil {
		return nil, err
	}
	var all []offerText
	for _, name := range names {
		b, err := content.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var some []offerText
		if err := yaml.UnmarshalWithOptions(b, &some, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("demo: %s: %w", name, err)
		}
		all = append(all, some...)
	}
	// A conference comes before the sessions that are held at it.
	slices.SortStableFunc(all, func(a, b offerText) int { return strings.Compare(first(a), first(b)) })
	return all, nil
}

func first(t offerText) string {
	if t.Kind == "conference" {
		return ""
	}
	return "later"
}

var peopleWords = sync.OnceValues(func() (peopleText, error) {
	var p peopleText
	b, err := content.ReadFile("content/people.yaml")
	if err != nil {
		return p, err
	}
	if err := yaml.UnmarshalWithOptions(b, &p, yaml.Strict()); err != nil {
		return p, fmt.Errorf("demo: people.yaml: %w", err)
	}
	return p, nil
})

// Personas returns who can be signed in as in demonstration mode.
func Personas() ([]Persona, error) {
	p, err := peopleWords()
	return slices.Concat(p.Personas, p.Workers), err
}

// readJSON reads one of the embedded JSON files.
func readJSON(name string, v any) error {
	b, err := content.ReadFile("content/" + name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("demo: %s: %w", name, err)
	}
	return nil
}
