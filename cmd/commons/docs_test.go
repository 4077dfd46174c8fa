package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestOperationsNamesWhatExists holds docs/operations to the program: every variable, flag and
// command that it names is one.
func TestOperationsNamesWhatExists(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join("..", "..", "docs", "operations", "*.md"))
	if err != nil || len(pages) < 4 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	var text []byte
	for _, page := range pages {
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, b...)
	}
	var p program
	parser, err := kong.New(&p)
	if err != nil {
		t.Fatal(err)
	}
	// The flags of other programs that the pages call.
	known := map[string]bool{"--help": true, "--pwprompt": true, "--owner": true, "--encoding": true, "--locale": true, "--template": true,
		"--system": true, "--home-dir": true, "--shell": true, "--now": true, "--retry": true, "--retry-connrefused": true,
		"--quiet": true, "--pipe": true, "--wait": true, "--collect": true, "--uid": true}
	for _, c := range parser.Model.Leaves(false) {
		known["commons "+c.Path()] = true
		for parent := c.Parent; parent != nil && parent.Type == kong.CommandNode; parent = parent.Parent {
			known["commons "+parent.Path()] = true
		}
		for _, f := range c.Flags {
			if c.Name == "serve" && len(f.Envs) == 0 {
				t.Errorf("--%s of serve has no environment variable, and the page says that every flag has one", f.Name)
			}
			known["--"+f.Name] = true
			for _, env := range f.Envs {
				known[env] = true
			}
		}
	}
	names := regexp.MustCompile(`COMMONS_[A-Z_]+|--[a-z][a-z-]+`).FindAllString(string(text), -1)
	for _, m := range regexp.MustCompile("(?m)(?:^|`|as-|commons )commons ([a-z]+)").FindAllStringSubmatch(string(text), -1) {
		names = append(names, "commons "+m[1])
	}
	if len(names) < 20 {
		t.Fatalf("only %d names were found: %v", len(names), names)
	}
	for _, n := range names {
		if !known[n] && !known[strings.TrimSuffix(n, "_")] {
			t.Errorf("there is no %s", n)
		}
	}
}

// TestOperationsCommandsRun runs what the pages tell an operator to type, in their order, on a place of
// its own: addresses and directories are put in.
func TestOperationsCommandsRun(t *testing.T) {
	dir := t.TempDir()
	backups := filepath.Join(dir, "backups")
	if err := os.Mkdir(backups, 0o700); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"members.csv":  "member_number,email,name,class,starts_on,ends_on\n1,ada@example.org,Ada Example,regular,2026-01-01,2026-12-31\n",
		"outlets.csv":  "name,code,scheme,kind\nLakeland Library,LL-1,ISIL,library\n",
		"calendar.ics": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260601T150000Z\r\nDTEND:20260601T160000Z\r\nSUMMARY:Weeding\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
	}
	data := filepath.Join(dir, "data")
	// The log's end before any backup: later ones must go on from there.
	must(t, "seed", "--data", data)
	must(t, "person", "add", "--data", data, "--name", "Bo Example", "--email", "bo@example.org")
	must(t, "export", "endings", "--data", data) // seals the log
	said := strings.TrimSpace(must(t, "doctor", "--data", data))
	head := said[strings.LastIndex(said, " ")+1:]
	ran := 0
	for _, page := range []string{"README.md", "backup.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations", page))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			own := strings.HasPrefix(line, "as-commons ") // with the settings
			if !own && !strings.HasPrefix(line, "commons ") {
				continue
			}
			line, _, _ = strings.Cut(line, "    #")
			line, file, _ := strings.Cut(line, " < ")
			taken := ""
			if strings.Contains(line, " restore ") {
				must(t, "export", "endings", "--data", data)
				if err := os.WriteFile(filepath.Join(dir, "endings.jsonl"), nil, 0o600); err != nil {
					t.Fatal(err)
				}
				found, _ := filepath.Glob(filepath.Join(backups, "commons-*.zip"))
				if len(found) == 0 {
					t.Fatal("no line of the pages has made a backup")
				}
				taken = found[len(found)-1]
			}
			line = strings.NewReplacer(`"$(ls -t /var/backups/commons/*.zip | head -1)"`, taken, "/var/backups/commons/commons-20260302-031500.000.zip", taken, "/var/backups/commons", backups,
				"/var/log/commons", dir, "./drill", filepath.Join(dir, "drill"), `"$HEAD"`, head).Replace(line)
			var args []string
			for i, part := range strings.Split(line, `"`) {
				if i%2 == 1 {
					args = append(args, part)
				} else {
					args = append(args, strings.Fields(part)...)
				}
			}
			args = args[1:]
			if own {
				args = append(args, "--data", data)
			}
			var out, stderr bytes.Buffer
			if status := run(t.Context(), args, terminal{&out, &stderr, strings.NewReader(files[strings.TrimSpace(file)])}); status != 0 {
				t.Errorf("%s: %s%s", line, &out, &stderr)
			}
			ran++
		}
	}
	if ran < 11 {
		t.Errorf("only %d commands were found", ran)
	}
}
