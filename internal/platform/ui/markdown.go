package ui

import (
	"bytes"
	"context"
	"io"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// longestMarkdown is the most text, in bytes, that is read as Markdown; more is
// shown as it is. It is far above what a description needs and low enough that
// the worst input for the parser takes no time that anyone notices.
const longestMarkdown = 20_000

// deepestMarkdown is how deep quotations and lists may stand in each other.
// Text that looks deeper is shown as it is.
const deepestMarkdown = 50

// markdown reads CommonMark with bare links and strikethrough. Raw HTML is left
// out by goldmark already, before the policy looks at the rest. Tables are not
// read: a wide header over many short rows grows without bound, since every row is filled up.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Linkify, extension.Strikethrough),
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(headings{}, 100))),
)

// policy lets through what prose needs. Pictures are not part of it, because a
// picture from elsewhere tells its server who reads the page.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AllowElements("p", "br", "hr", "blockquote", "em", "strong", "del", "code", "pre",
		"h3", "h4", "h5", "h6", "ul", "ol", "li")
	return p
}

// Markdown shows text that a person wrote in Markdown. It is safe with any input: no raw HTML,
// script, style, frame or picture gets through, and links do not vouch for where they lead.
// Put it in an element with the class lc-prose.
func Markdown(source string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if len(source) > longestMarkdown || depth(source) > deepestMarkdown {
			_, err := io.WriteString(w, "<pre>"+templ.EscapeString(source)+"</pre>")
			return err
		}
		var b bytes.Buffer
		if err := markdown.Convert([]byte(source), &b); err != nil {
			return err
		}
		_, err := policy.SanitizeReader(&b).WriteTo(w)
		return err
	})
}

// depth is an upper bound on how deep the blocks of a text stand in each other:
// the most characters in front of a line that could open one.
func depth(source string) int {
	deepest, here, front := 0, 0, true
	for _, c := range []byte(source) {
		switch {
		case c == '\n':
			here, front = 0, true
		case front && (c == '>' || c == '-' || c == '*' || c == '+'):
			here++
			deepest = max(deepest, here)
		case c != ' ' && c != '\t':
			front = false
		}
	}
	return deepest
}

// headings fits the headings of a text under those of the page around it: the
// highest in the text becomes an h3, the others keep their distance to it.
type headings struct{}

// Transform implements parser.ASTTransformer.
func (headings) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	const under = 3
	var found []*ast.Heading
	highest := 6
	// The walk cannot fail: its function never returns an error.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			found = append(found, h)
			highest = min(highest, h.Level)
		}
		return ast.WalkContinue, nil
	})
	for _, h := range found {
		h.Level = min(6, h.Level-highest+under)
	}
}
