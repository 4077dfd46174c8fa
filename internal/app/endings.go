package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/db"
)

// endings are the actions that must hold though an older backup is restored: whoever could do
// something until then must not be able to again. Each is ended again by its area.
func (a *App) endings() map[string]func(context.Context, *db.Tx, audit.Entry) (bool, error) {
	return map[string]func(context.Context, *db.Tx, audit.Entry) (bool, error){
		"award.revoked":                 a.Recognition.ReapplyTx,
		"share.ended":                   a.Record.ReapplyTx,
		"token.ended":                   a.People.ReapplyTx,
		"role.ended":                    a.People.ReapplyTx,
		"password.changed":              a.People.ReapplyTx,
		"factor.ended":                  a.People.ReapplyTx,
		"factor.reset":                  a.People.ReapplyTx,
		"factor.code-used":              a.People.ReapplyTx,
		"factor.codes-renewed":          a.People.ReapplyTx,
		"passkey.removed":               a.People.ReapplyTx,
		"passkey.flagged":               a.People.ReapplyTx,
		"sign-in.unlinked":              a.People.ReapplyTx,
		"address.removed":               a.People.ReapplyTx,
		"person.closed":                 a.People.ReapplyTx,
		"person.signed-out":             a.People.ReapplyTx,
		"person.merged":                 a.People.ReapplyTx,
		"person.merge-undone":           a.People.ReapplyTx,
		"duties.unshared":               a.Duties.ReapplyTx,
		"duty-calendar.opened":          a.Duties.ReapplyTx,
		"duty-calendar.stopped":         a.Duties.ReapplyTx,
		"organisation-calendar.stopped": a.Duties.ReapplyTx,
		"calendar.opened":               a.Registration.ReapplyTx,
		"calendar.stopped":              a.Registration.ReapplyTx,
		"webhook.changed":               a.Webhooks.ReapplyTx,
		"webhook.paused":                a.Webhooks.ReapplyTx,
		"webhook.removed":               a.Webhooks.ReapplyTx,

		"webhook.secret-changed": a.Webhooks.ReapplyTx,
	}
}

// WriteEndings seals the log and writes what was ended to w, a JSON line each, from the number after on.
func (a *App) WriteEndings(ctx context.Context, after int64, w io.Writer) error {
	for {
		n, err := audit.Seal(ctx, a.DB)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	actions := slices.Sorted(maps.Keys(a.endings()))
	e := json.NewEncoder(w)
	for {
		told, err := audit.Told(ctx, a.DB, after, actions)
		if err != nil || len(told) == 0 {
			return err
		}
		for _, t := range told {
			if err := e.Encode(t); err != nil {
				return err
			}
			after = t.No
		}
	}
}

// keepEndings adds what was ended since the last line of the file to the file, and makes it durable.
// A line that was not written to its end is written anew.
func (a *App) keepEndings(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("app: keep endings: %w", err)
	}
	defer f.Close()
	size, last, err := wholeLines(f)
	if err != nil {
		return fmt.Errorf("app: keep endings: %s: %w", path, err)
	}
	var b bytes.Buffer
	if err := a.WriteEndings(ctx, last.No, &b); err != nil || b.Len() == 0 {
		return err
	}
	if err := f.Truncate(size); err != nil {
		return fmt.Errorf("app: keep endings: %w", err)
	}
	if _, err := f.WriteAt(b.Bytes(), size); err != nil {
		return fmt.Errorf("app: keep endings: %w", err)
	}
	return f.Sync()
}

// wholeLines returns how many bytes of the file are whole lines, and the last of them.
func wholeLines(f io.Reader) (size int64, last audit.Entry, err error) {
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return size, last, nil
		}
		if err != nil {
			return size, last, err
		}
		if err := json.Unmarshal(line, &last); err != nil {
			return size, last, err
		}
		size += int64(len(line))
	}
}

// reapply ends again what a file of endings says was ended after the backup was made. It returns how
// many there were, and until when the file tells.
func (a *App) reapply(ctx context.Context, tx *db.Tx, path string, since time.Time) (n int, until time.Time, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, until, err
	}
	defer f.Close()
	known := a.endings()
	for line, d := 1, json.NewDecoder(bufio.NewReader(f)); ; line++ {
		var e audit.Entry
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			return n, until, nil
		} else if err != nil {
			return n, until, fmt.Errorf("%s: line %d: %w", path, line, err)
		}
		again := known[e.Action]
		if again == nil {
			return n, until, fmt.Errorf("%s: line %d: nothing is known of %q: it was written by another version", path, line, e.Action)
		}
		until = e.At
		if e.At.Before(since) {
			continue
		}
		done, err := again(ctx, tx, e)
		if err != nil {
			return n, until, err
		}
		if done {
			n++
		}
	}
}
