package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"learningcommons.dev/commons/internal/platform/backup"
	"learningcommons.dev/commons/internal/platform/db"
)

// backupCommand writes a backup.
type backupCommand struct {
	where
	To   string `arg:"" help:"File to write, or a directory, in which the file is named by the time." type:"path"`
	JSON bool   `help:"Print what was written as JSON."`
}

// Help implements kong.HelpProvider.
func (backupCommand) Help() string {
	return "The backup is the database as it was at one moment, while servers go on writing: letters, waiting work and the log with it, sign-ins and unused links not. It restores into either kind of database. The file gets its name when it is whole and on the disk. It holds personal data: keep it as secret as the database, and elsewhere. What is ended or revoked later is not in it; see commons serve --endings.\n\nExamples:\n\n    commons backup /var/backups/commons\n    commons backup before-upgrade.zip --data /var/lib/commons\n    commons backup /var/backups/commons --db postgres://commons@127.0.0.1/commons --json | jq -r .file"
}

// written is what backup says.
type written struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	backup.Manifest
}

// Run writes it.
func (c *backupCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	out := written{File: c.To}
	if s, err := os.Stat(c.To); err == nil && s.IsDir() {
		out.File = filepath.Join(c.To, "commons-"+a.Clock.Now().UTC().Format("20060102-150405.000")+".zip")
	}
	if _, err := os.Lstat(out.File); err == nil {
		return fmt.Errorf("%s is there already: a backup takes no other file's place", out.File)
	}
	err = db.WriteFile(out.File, func(f *os.File) error {
		sum := sha256.New()
		m, err := a.Backup(ctx, io.MultiWriter(f, sum))
		if err != nil {
			return err
		}
		out.Manifest, out.SHA256 = m, hex.EncodeToString(sum.Sum(nil))
		out.Size, err = f.Seek(0, io.SeekCurrent)
		return err
	})
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	if c.JSON {
		return printJSON(t.out, out)
	}
	fmt.Fprintf(t.out, "%s\n%d rows, %d bytes, schema %d\nsha256 %s\n", out.File, out.Rows(), out.Size, out.Schema, out.SHA256)
	return nil
}
