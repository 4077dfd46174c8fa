package app

import (
	"bufio"
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "learningcommons.dev/commons"

// platformOrder lists the platform packages, lowest first. Each may import those before it.
var platformOrder = []string{
	"errs", "clock", "id", "money", "page", "outbound", "oidc", "oidc/oidctest",
	"db", "db/dbtest", "backup", "events", "jobs",
	"authz", "mail", "audit", "i18n", "search", "zones", "tabular", "document", "calendar",
	"web", "web/webtest", "ui",
}

// areaOrder lists the areas, lowest first. Each may import those before it.
var areaOrder = []string{"people", "standards", "catalogue", "record", "registration", "assessment", "recognition", "duties", "webhooks", "measures"}

// source is one Go file of the module.
type source struct {
	path string // slash-separated, from the module's root
	pkg  string // folder
	test bool
	file *ast.File
	set  *token.FileSet
}

func (s source) imports() []string {
	var out []string
	for _, i := range s.file.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err == nil {
			out = append(out, p)
		}
	}
	return out
}

func sources(t *testing.T) []source {
	t.Helper()
	root := "../.."
	var out []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && p != root || d.Name() == "tools") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		out = append(out, source{rel, path.Dir(rel), strings.HasSuffix(p, "_test.go"), f, set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("only %d Go files were found: the walk is wrong", len(out))
	}
	return out
}

// kindOf sorts a folder of this module: platform, kernel, area, web, test, app, cmd, demo.
func kindOf(pkg string) (kind, name string) {
	rest, ok := strings.CutPrefix(pkg, "internal/")
	if !ok {
		return "cmd", pkg
	}
	if p, ok := strings.CutPrefix(rest, "platform/"); ok {
		return "platform", p
	}
	first, second, _ := strings.Cut(rest, "/")
	switch {
	case first == "app":
		return "app", rest
	case first == "rules":
		return "kernel", rest
	case first == "demo" || first == "bench":
		return "demo", rest
	case strings.HasSuffix(rest, "web"):
		return "web", first
	case second != "" && strings.HasSuffix(second, "test"):
		return "test", first
	}
	return "area", first
}

// forbidden says why one package may not import another, or "" when it may.
func forbidden(from source, to string) string {
	kind, name := kindOf(from.pkg)
	local, isLocal := strings.CutPrefix(to, module+"/")
	if !isLocal {
		if to == "net/http" && kind == "area" && !from.test {
			return "an area does not speak HTTP: pages are its web package's, calls go through outbound"
		}
		return ""
	}
	if path.Clean(local) == from.pkg {
		return ""
	}
	toKind, toName := kindOf(local)
	if from.test {
		return "" // a test may use what it needs to try its package
	}
	if toKind == "test" || strings.HasSuffix(local, "dbtest") || strings.HasSuffix(local, "oidctest") || strings.HasSuffix(local, "webtest") {
		if kind == "test" || strings.HasSuffix(from.pkg, "test") {
			return ""
		}
		return "builders for tests stay out of the program"
	}
	switch kind {
	case "platform":
		if toKind != "platform" {
			return "the platform knows nothing about learning"
		}
		if slices.Index(platformOrder, toName) >= slices.Index(platformOrder, name) {
			return "platform packages import only those earlier in their list"
		}
	case "kernel":
		if toKind != "kernel" && !slices.Contains([]string{"internal/platform/clock", "internal/platform/errs", "internal/platform/money"}, local) {
			return "the kernel is pure"
		}
		if toKind == "kernel" && name == "rules" {
			return "rules are read and shipped by packages above them"
		}
	case "area", "test":
		switch toKind {
		case "platform":
			if kind == "area" && (toName == "web" || toName == "ui") {
				return "an area has no pages; its web package does"
			}
		case "kernel":
		case "area":
			if slices.Index(areaOrder, toName) > slices.Index(areaOrder, name) {
				return "an area imports only earlier areas; later ones listen to its events"
			}
		default:
			return "an area is imported by its pages, not the other way round"
		}
	case "web":
		if toKind == "web" {
			return "pages of one area do not import pages of another"
		}
		if toKind == "app" || toKind == "demo" {
			return "app is imported by cmd and tests only"
		}
		if local == "internal/platform/db" {
			return "a handler calls a Service; it runs no SQL"
		}
	case "demo":
		if toKind == "web" || toKind == "app" && name != "bench" {
			return "demo data is made below the pages; only bench starts the whole program"
		}
	case "app":
		if toKind == "cmd" {
			return "cmd is thin and on top"
		}
	}
	return ""
}

func TestImportsFollowTheHouse(t *testing.T) {
	for _, s := range sources(t) {
		kind, name := kindOf(s.pkg)
		if kind == "platform" && !slices.Contains(platformOrder, name) {
			t.Errorf("%s: platform package %s is not in platformOrder", s.path, name)
		}
		if kind == "area" && !slices.Contains(areaOrder, name) {
			t.Errorf("%s: area %s is not in areaOrder", s.path, name)
		}
		for _, to := range s.imports() {
			if why := forbidden(s, to); why != "" {
				t.Errorf("%s imports %s: %s", s.path, to, why)
			}
		}
	}
}

// TestForbiddenCanForbid shows that the rules bite: each of these edges must be refused.
func TestForbiddenCanForbid(t *testing.T) {
	for _, edge := range [][2]string{
		{"internal/platform/db", "internal/people"},
		{"internal/platform/errs", "internal/platform/db"},
		{"internal/people", "internal/catalogue"},
		{"internal/people", "internal/platform/web"},
		{"internal/catalogue", "internal/catalogue/catalogueweb"},
		{"internal/catalogue/catalogueweb", "internal/people/peopleweb"},
		{"internal/catalogue/catalogueweb", "internal/platform/db"},
		{"internal/catalogue", "internal/people/peopletest"},
		{"internal/people/peopleweb", "internal/app"},
		{"internal/rules", "internal/platform/db"},
		{"internal/rules", "internal/rules/rulefile"},
	} {
		if forbidden(source{pkg: edge[0]}, module+"/"+edge[1]) == "" {
			t.Errorf("%s may import %s", edge[0], edge[1])
		}
	}
	if forbidden(source{pkg: "internal/people"}, "net/http") == "" {
		t.Error("an area may import net/http")
	}
}

// modules reads the allow-list: a module and its reason on each line.
func modules(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile("modules.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for sc := bufio.NewScanner(bytes.NewReader(b)); sc.Scan(); {
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, reason, ok := strings.Cut(line, " ")
		if !ok || strings.TrimSpace(reason) == "" {
			t.Errorf("modules.txt: %s has no reason", name)
		}
		out[name] = reason
	}
	return out
}

func TestThirdPartyModulesAreListed(t *testing.T) {
	allowed := modules(t)
	used := map[string]bool{}
	for _, s := range sources(t) {
		for _, to := range s.imports() {
			if strings.HasPrefix(to, module) || !strings.Contains(strings.Split(to, "/")[0], ".") {
				continue
			}
			found := false
			for name := range allowed {
				if to == name || strings.HasPrefix(to, name+"/") {
					found, used[name] = true, true
				}
			}
			if !found {
				t.Errorf("%s imports %s, which modules.txt does not list", s.path, to)
			}
		}
	}
	for name := range allowed {
		if !used[name] {
			t.Errorf("modules.txt lists %s, which nothing imports", name)
		}
	}
}

func TestEveryPackageHasOneDoc(t *testing.T) {
	docs := map[string]int{}
	for _, s := range sources(t) {
		if s.test || strings.HasSuffix(s.path, "_templ.go") {
			continue
		}
		if _, ok := docs[s.pkg]; !ok {
			docs[s.pkg] = 0
		}
		if s.file.Doc != nil {
			docs[s.pkg]++
		}
	}
	for pkg, n := range docs {
		if n != 1 {
			t.Errorf("%s has %d package comments, want one", pkg, n)
		}
	}
}

// direct lists what must be reached through an interface, and the packages that are the way.
var direct = map[string][]string{
	"time.Now":           {"internal/platform/clock"},
	"time.Sleep":         {},
	"http.Get":           {},
	"http.Head":          {},
	"http.Post":          {},
	"http.PostForm":      {},
	"http.DefaultClient": {},
	"http.Client":        {"internal/platform/outbound", "internal/bench"},
	"http.Transport":     {"internal/platform/outbound", "internal/bench"},
	"net.Dial":           {},
	"net.DialTimeout":    {},
	"net.Dialer":         {"internal/platform/outbound"},
}

func TestNobodyGoesRoundTheInterfaces(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || strings.HasPrefix(s.pkg, "cmd/") || strings.HasSuffix(s.pkg, "test") || strings.HasPrefix(s.pkg, "test/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			allowed, listed := direct[x.Name+"."+sel.Sel.Name]
			if listed && !slices.Contains(allowed, s.pkg) && !measuresElapsedTime[s.path] {
				t.Errorf("%s: %s.%s goes round its interface", s.set.Position(sel.Pos()), x.Name, sel.Sel.Name)
			}
			return true
		})
		for _, to := range s.imports() {
			if strings.HasPrefix(to, "math/rand") && !strings.HasPrefix(s.pkg, "internal/demo") && s.pkg != "internal/bench" {
				t.Errorf("%s imports %s: randomness comes from package id, or a seeded source in demo", s.path, to)
			}
		}
	}
}

// measuresElapsedTime lists files that read the machine's clock to measure how long something took,
// which no chosen clock can say.
var measuresElapsedTime = map[string]bool{
	"internal/platform/db/batch.go":       true,
	"internal/platform/web/middleware.go": true,
	"internal/bench/bench.go":             true,
	"internal/bench/export.go":            true,
	"internal/bench/seen.go":              true,
}

var (
	changeTable = regexp.MustCompile(`(?m)^(CREATE|DROP) TABLE (\w+)`)
	namesTable  = regexp.MustCompile(`(?i)\b(?:FROM|INTO|UPDATE|JOIN)\s+([a-z_]+)`)
)

// owners maps each table to the folder that owns it, by the name of its migration.
func owners(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../platform/db/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	out := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, area, _ := strings.Cut(strings.Split(filepath.Base(f), ".")[0], "_")
		for _, m := range changeTable.FindAllStringSubmatch(string(b), -1) {
			if out[m[2]] = area; m[1] == "DROP" {
				delete(out, m[2])
			}
		}
	}
	return out
}

func TestTablesAreNamedByTheirOwnersOnly(t *testing.T) {
	owner := owners(t)
	for _, s := range sources(t) {
		if s.test || strings.HasSuffix(s.pkg, "test") || strings.HasSuffix(s.path, "_templ.go") {
			continue
		}
		kind, name := kindOf(s.pkg)
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			for _, m := range namesTable.FindAllStringSubmatch(lit.Value, -1) {
				area, known := owner[m[1]]
				if !known {
					continue
				}
				where := fmt.Sprintf("%s names table %s", s.set.Position(lit.Pos()), m[1])
				switch {
				case area == "platform" || area == "jobs":
					if kind != "platform" && !(m[1] == "change_counters" || m[1] == "settings") {
						t.Errorf("%s: it belongs to the platform", where)
					}
				case kind == "area" && name == area:
					if !strings.HasPrefix(path.Base(s.path), "store") {
						t.Errorf("%s: SQL belongs in a store_*.go file", where)
					}
				case kind == "demo":
					// Seeding by the thousand is set-based and writes tables directly.
				default:
					t.Errorf("%s: it belongs to %s", where, area)
				}
			}
			return true
		})
	}
}

func TestFilesStayReadable(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || strings.HasSuffix(s.path, "_templ.go") {
			continue
		}
		if n := s.set.Position(s.file.End()).Line; n > 400 {
			t.Errorf("%s has %d lines: a reader would find two rooms in one", s.path, n)
		}
	}
}
