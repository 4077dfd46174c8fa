package backup

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"io"
	"os"
)

// Alter copies an archive with another manifest, as a hand that edits backups could; the parts keep
// what they hold and follow their names. It is for tests of what is refused.
func Alter(from, to string, change func(m *Manifest)) error {
	a, err := Open(from)
	if err != nil {
		return err
	}
	defer a.Close()
	m := a.Manifest
	m.Parts = append([]Part{}, m.Parts...)
	change(&m)
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	z := zip.NewWriter(f)
	for i, p := range a.Manifest.Parts {
		w, err := z.Create(fileOf(m.Parts[i].Name))
		if err != nil {
			return err
		}
		r, err := a.files[fileOf(p.Name)].Open()
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, r); err != nil {
			return err
		}
		r.Close()
	}
	w, err := z.Create(manifestName)
	if err != nil {
		return err
	}
	return errors.Join(json.NewEncoder(w).Encode(m), z.Close(), f.Close())
}
