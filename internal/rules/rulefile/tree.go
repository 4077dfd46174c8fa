package rulefile

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// The bounds of a file. A rule of sixty requirements takes about 8 KB.
const (
	MaxBytes  = 256 << 10
	maxDepth  = 48
	maxValues = 20_000
	maxIndent = 200
)

// value is a piece of the file with its place.
type value struct {
	line, col int
	kind      byte // 'm'ap, 'l'ist, 's'calar, 'n'othing, 'w'rong, about which all is said
	text      string
	pairs     []pair
	list      []*value
}

type pair struct {
	key       string
	line, col int
	value     *value
}

// get returns the value of a key, or nil.
func (v *value) get(key string) *value {
	for i := range v.pairs {
		if v.pairs[i].key == key {
			return v.pairs[i].value
		}
	}
	return nil
}

// Problem is something wrong in a file, with its line and column, counted from 1.
type Problem struct {
	Line, Column int
	Says         string
}

// Problems are all that is wrong in a file, in the order of its lines.
type Problems []Problem

// Error implements error.
func (p Problems) Error() string {
	var b strings.Builder
	for i, x := range p {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%d:%d: %s", x.Line, x.Column, x.Says)
	}
	return b.String()
}

// parse turns a file into values. It refuses what could grow without bound before the YAML library sees it.
func parse(text []byte) (*value, Problems) {
	one := func(line, col int, format string, args ...any) (*value, Problems) {
		return nil, Problems{{line, col, fmt.Sprintf(format, args...)}}
	}
	switch {
	case len(text) > MaxBytes:
		return one(1, 1, "The file is too long: a rule has at most %d KB.", MaxBytes>>10)
	case !utf8.Valid(text):
		line, col := badByte(text)
		return one(line, col, notUTF8)
	}
	s := strings.TrimPrefix(string(text), "\ufeff")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if p := tooWild(s); p != nil {
		return nil, Problems{*p}
	}
	if strings.HasPrefix(strings.TrimSpace(s), "{") {
		s = tabsToSpaces(s)
	}
	file, err := parser.ParseBytes([]byte(s), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		var e yaml.Error
		if errors.As(err, &e) && e.GetToken() != nil && e.GetToken().Position != nil {
			return one(e.GetToken().Position.Line, e.GetToken().Position.Column, "This is not YAML: %s.%s", e.GetMessage(), advice(e.GetMessage()))
		}
		return one(1, 1, "This is not YAML: %s", strings.SplitN(err.Error(), "\n", 2)[0])
	}
	switch {
	case len(file.Docs) == 0 || file.Docs[0].Body == nil:
		return one(1, 1, "The file is empty: begin with rule: state-librarian.")
	case len(file.Docs) > 1:
		line := 1
		if t := file.Docs[1].Start; t != nil && t.Position != nil {
			line = t.Position.Line
		}
		return one(line, 1, "The file must hold one rule: write the next one into a file of its own.")
	}
	c := &converter{}
	v := c.value(file.Docs[0].Body, 1)
	return v, c.problems
}

const notUTF8 = "Here is a letter that is not UTF-8 text: save the file as UTF-8."

// badByte is the place of the first byte that is not UTF-8, from 1.
func badByte(text []byte) (line, col int) {
	line, col = 1, 1
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if col++; r == '\n' {
			line, col = line+1, 1
		}
		text = text[size:]
	}
	return line, col
}

// advice says what to write where the YAML library only says what it did not expect.
func advice(message string) string {
	switch {
	case strings.Contains(message, `'\t'`) || strings.Contains(message, "'\t'") || strings.Contains(message, "tab"):
		return " Indent with spaces, not with tabs."
	case strings.Contains(message, "mapping value is not allowed"):
		return " A text with a colon in it needs quotation marks; a key that belongs inside begins on a line of its own, two spaces further in."
	case strings.Contains(message, "not allowed in this context"), strings.Contains(message, "unexpected key"), strings.Contains(message, "non-map value"):
		return " Keys that belong together begin in the same column; what is inside begins two spaces further in."
	}
	return ""
}

// tooWild looks for nesting that no rule needs, and for what stands for something else.
func tooWild(s string) *Problem {
	depth, line := 0, 0
	for l := range strings.SplitSeq(s, "\n") {
		line++
		rest := strings.TrimLeft(l, " ")
		indent := len(l) - len(rest)
		dashes := 0
		for strings.HasPrefix(rest, "- ") || strings.HasPrefix(rest, "? ") {
			rest = strings.TrimLeft(rest[2:], " ")
			dashes++
		}
		if indent > maxIndent || dashes > 8 {
			return &Problem{line, 1, "This is nested too deep."}
		}
		if len(l) > 8192 && !strings.HasPrefix(strings.TrimSpace(s), "{") { // JSON may stand on one line
			return &Problem{line, 1, "This line is too long."}
		}
		for i := range len(l) {
			switch l[i] {
			case '{', '[':
				if depth++; depth > maxDepth {
					return &Problem{line, i + 1, "This is nested too deep."}
				}
			case '}', ']':
				depth = max(0, depth-1)
			}
		}
	}
	return nil
}

// tabsToSpaces makes the indentation of JSON readable for YAML. Tabs inside texts stay.
func tabsToSpaces(s string) string {
	b := []byte(s)
	in := false
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			if in {
				i++
			}
		case '"':
			in = !in
		case '\t':
			if !in {
				b[i] = ' '
			}
		}
	}
	return string(b)
}

type converter struct {
	problems Problems
	values   int
}

func (c *converter) say(line, col int, format string, args ...any) {
	if len(c.problems) < 100 {
		c.problems = append(c.problems, Problem{line, col, fmt.Sprintf(format, args...)})
	}
}

func (c *converter) value(n ast.Node, depth int) *value {
	v := &value{line: 1, col: 1, kind: 'n'}
	if n == nil {
		return v
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		v.line, v.col = t.Position.Line, t.Position.Column
	}
	if c.values++; c.values > maxValues || depth > maxDepth {
		if c.values <= maxValues+1 || depth == maxDepth+1 {
			c.say(v.line, v.col, "This is too much for a rule: at most %d values, %d deep.", maxValues, maxDepth)
		}
		return v
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		v.kind = 'm'
		for _, p := range n.Values {
			c.pair(v, p, depth)
		}
		if len(v.pairs) > 0 {
			v.line, v.col = v.pairs[0].line, v.pairs[0].col
		}
	case *ast.MappingValueNode:
		v.kind = 'm'
		c.pair(v, n, depth)
		if len(v.pairs) > 0 {
			v.line, v.col = v.pairs[0].line, v.pairs[0].col
		}
	case *ast.SequenceNode:
		v.kind = 'l'
		for _, x := range n.Values {
			v.list = append(v.list, c.value(x, depth+1))
		}
	case *ast.StringNode:
		v.kind, v.text = 's', n.Value
	case *ast.LiteralNode:
		v.kind, v.text = 's', n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		v.kind, v.text = 's', n.GetToken().Value
	case *ast.NullNode:
	case *ast.CommentGroupNode:
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		v.kind = 'w'
		c.say(v.line, v.col, "A rule has no anchors (&) and aliases (*): write it out. A text that begins so needs quotation marks.")
	case *ast.TagNode:
		v.kind = 'w'
		c.say(v.line, v.col, "A rule has no tags (!): leave it out.")
	default:
		c.say(v.line, v.col, "This cannot be read here.")
	}
	return v
}

func (c *converter) pair(v *value, p *ast.MappingValueNode, depth int) {
	key := c.value(p.Key, depth+1)
	if key.kind != 's' {
		if key.kind != 'w' {
			c.say(key.line, key.col, "A key must be a word.")
		}
		return
	}
	if v.get(key.text) != nil {
		c.say(key.line, key.col, "%q is there twice: keep one of them.", key.text)
		return
	}
	val := c.value(p.Value, depth+1)
	v.pairs = append(v.pairs, pair{key.text, key.line, key.col, val})
}
