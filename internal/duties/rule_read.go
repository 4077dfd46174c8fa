package duties

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// readText is what became of a text: its program, or what is wrong with it.
type readText struct {
	program *rules.Program
	wrong   rulefile.Problems
}

// compiled keeps what became of texts by hash: texts never change. It is emptied when it is full.
type compiled struct {
	mu     sync.Mutex
	byHash map[string]readText
}

const maxCompiled = 500

// of compiles a text, or returns what became of it before. First says that it was not looked at before.
func (c *compiled) of(text, hash string) (out readText, first bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if out, ok := c.byHash[hash]; ok {
		return out, false
	}
	p, err := rulefile.Read([]byte(text))
	if out.program = p; err != nil && !errors.As(err, &out.wrong) {
		out.wrong = rulefile.Problems{{Line: 1, Column: 1, Says: err.Error()}}
	}
	if c.byHash == nil || len(c.byHash) >= maxCompiled {
		c.byHash = map[string]readText{}
	}
	c.byHash[hash] = out
	return out, true
}

// ready makes a rule of a text that was checked before it was kept. A later program may refuse what an earlier one took: such a rule says why, is
// written to the log once, and stands in the way of no other.
func (s *Service) ready(t RuleText) Rule {
	hash := hashOf(t.Text)
	read, first := s.compiled.of(t.Text, hash)
	_, twice := comeAlong()[t.Key]
	r := Rule{Key: t.Key, Own: true, Twice: twice, Number: t.Number, PublishedAt: t.PublishedAt, Text: t.Text, Hash: hash, Program: read.program, Unreadable: read.wrong}
	if r.Unreadable == nil {
		return r
	}
	r.Program, _ = rules.Compile(rules.Rule{Key: t.Key, Name: t.Name, Versions: []rules.Version{{Needs: &rules.Need{Kind: rules.Nothing}}}})
	if first {
		s.log.Error("the text of a rule cannot be read any more, so its duties cannot be worked out", slog.String("rule", t.Key), slog.Int("number", t.Number), slog.String("why", read.wrong.Error()))
	}
	return r
}

// UnreadableRules returns the association's own rules whose published text this program cannot read, by key, each with what is wrong. They are in no
// list, and nobody can be bound by them; whom they bind is told that it cannot be worked out. Those who may ReadRules.
func (s *Service) UnreadableRules(ctx context.Context, actor authz.Actor) ([]Rule, error) {
	if err := actor.Require(ReadRules, ""); err != nil {
		return nil, err
	}
	return s.unreadable(ctx, s.db)
}

func (s *Service) unreadable(ctx context.Context, q db.Q) ([]Rule, error) {
	texts, err := publishedTexts(ctx, q, nil, maxOwn)
	var out []Rule
	for _, t := range texts {
		if r := s.ready(t); r.Unreadable != nil {
			out = append(out, r)
		}
	}
	return out, err
}

// unreadableKeys names the rules of a list, for a sentence.
func unreadableKeys(list []Rule) string {
	var keys []string
	for _, r := range list {
		keys = append(keys, r.Key)
	}
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}
