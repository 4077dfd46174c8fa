package duties

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
	"learningcommons.dev/commons/internal/rules/shipped"
)

// Rule is a rule as it holds today, ready to be evaluated.
type Rule struct {
	// Key is the rule's own name, which stands in addresses.
	Key string
	// Own says that the association wrote it. The others come with the program.
	Own bool
	// Twice says that a rule of the same name comes with the program by now. The association's own keeps the name: people are bound by it.
	Twice bool
	// Number counts the texts of an own rule, from 1; 0 for the others.
	Number      int
	PublishedAt time.Time
	Text        string
	// Competencies are those of frameworks that it names, where it was read to be evaluated.
	Competencies []Named
	// Hash tells two texts apart.
	Hash    string
	Program *rules.Program
	// Unreadable is what this program finds wrong with a text that an earlier one took, nil for what it can read. The Program then
	// asks for nothing, and where people stand is not worked out.
	Unreadable rulefile.Problems
}

// Name is what people call the rule.
func (r Rule) Name() string {
	if n := r.Program.Rule().Name; n != "" {
		return n
	}
	return r.Key
}

// Draft reports whether nobody has verified the rule at its source.
func (r Rule) Draft() bool { return r.Program.Rule().Draft }

// Binds says whom the rule is for: "person", "group" or "organisation".
func (r Rule) Binds() string {
	if b := r.Program.Rule().Binds; b != "" {
		return b
	}
	return "person"
}

// ofOneEvent are rules that say what one event earns: they ask nobody for anything, so nobody is bound by them.
var ofOneEvent = []string{"attendance", "iacet-ceu"}

// Selectable reports whether somebody may say that it binds them.
func (r Rule) Selectable() bool {
	return !r.Draft() && r.Unreadable == nil && !slices.Contains(ofOneEvent, r.Key)
}

// Place is the code of the state whose rule it is, such as "us-ny", or "" for one that is of no place.
func (r Rule) Place() string { return placeOf(r.Key) }

// Ended returns the last day on which any version of the rule is in force, or 0 when it goes on.
func (r Rule) Ended() rules.Day {
	all := r.Program.Rule().Versions
	return all[len(all)-1].Until
}

func errNoRule() error { return errs.New(errs.NotFound, "There is no such rule.") }

func errUnreadable() error {
	return errs.New(errs.Unavailable, "The text of this rule cannot be read just now. Whoever looks after rules sees why, and can mend it.")
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// comeAlong are the rules that come with the program, by key.
var comeAlong = sync.OnceValue(func() map[string]Rule {
	out := map[string]Rule{}
	for _, p := range shipped.All() {
		key := p.Rule().Key
		text, _ := shipped.Text(key)
		out[key] = Rule{Key: key, Text: string(text), Hash: hashOf(string(text)), Program: p}
	}
	return out
})

// asks reports which kinds of facts any version of the rule asks for.
func asks(r rules.Rule, kind string) bool {
	found := false
	for i := range r.Versions {
		r.Versions[i].Needs.Walk(func(n *rules.Need) { found = found || n.Kind == kind })
	}
	return found
}

// matches reports whether every word of the question stands in the rule's name, key, place or source.
func (r Rule) matches(words []string) bool {
	rule := r.Program.Rule()
	text := strings.ToLower(strings.Join([]string{r.Key, rule.Name, PlaceName(r.Place()), rule.Source}, " "))
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
