package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"learningcommons.dev/commons/internal/demo"
)

// trial is what is remembered of a kept trial, in trialFile beside its database.
type trial struct {
	Size        demo.Summary `json:"size"`
	SeedSeconds float64      `json:"seed_seconds"`
}

const trialFile = "trial.json"

// place says in which directory the trial lives and how it is left.
func place(o Options) (dir string, leave func(), err error) {
	if o.Keep != "" {
		return o.Keep, func() {}, os.MkdirAll(o.Keep, 0o700)
	}
	if dir, err = os.MkdirTemp("", "commons-bench-"); err != nil {
		return "", nil, err
	}
	return dir, func() { os.RemoveAll(dir) }, nil
}

// recall returns the trial that dir holds, nil for a directory without anything in it. Any other directory is refused: what
// is in it may be an association.
func recall(dir string) (*trial, error) {
	b, err := os.ReadFile(filepath.Join(dir, trialFile))
	if errors.Is(err, fs.ErrNotExist) {
		files, err := os.ReadDir(dir)
		if err == nil && len(files) > 0 {
			err = fmt.Errorf("%s holds files and no trial that was filled to its end: name an empty directory", dir)
		}
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	var t trial
	if err := json.Unmarshal(b, &t); err != nil {
		return nil, fmt.Errorf("%s: %w", trialFile, err)
	}
	return &t, nil
}

// remember notes in dir that the trial there is filled.
func remember(dir string, t trial) error {
	b, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, trialFile), b, 0o600)
}
