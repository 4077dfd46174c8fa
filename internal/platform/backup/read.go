package backup

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// What a backup may hold at most: its manifest, and one row.
const (
	maxManifest = 1 << 20
	maxRow      = 64 << 20
)

// Archive is a backup that is open for reading.
type Archive struct {
	Manifest Manifest
	zip      *zip.ReadCloser
	files    map[string]*zip.File
}

// Open opens a backup and reads its manifest. ErrNoBackup when it is none, or not a whole one.
func Open(path string) (*Archive, error) {
	z, err := zip.OpenReader(path)
	if errors.Is(err, zip.ErrFormat) {
		return nil, broken("its end is missing, or it is another kind of file")
	}
	if err != nil {
		return nil, err
	}
	a := &Archive{zip: z, files: map[string]*zip.File{}}
	if err := a.index(); err != nil {
		z.Close()
		return nil, err
	}
	return a, nil
}

func (a *Archive) index() error {
	for _, f := range a.zip.File {
		if a.files[f.Name] != nil {
			return broken("it holds two files %s", f.Name)
		}
		a.files[f.Name] = f
	}
	f := a.files[manifestName]
	if f == nil {
		return broken("it has no manifest")
	}
	r, err := f.Open()
	if err != nil {
		return broken("its manifest: %v", err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxManifest))
	if err != nil {
		return broken("its manifest: %v", err)
	}
	if err := json.Unmarshal(b, &a.Manifest); err != nil {
		return broken("its manifest: %v", err)
	}
	if a.Manifest.Format != format {
		return fmt.Errorf("the backup has format %d, this program reads %d", a.Manifest.Format, format)
	}
	if len(a.files) != len(a.Manifest.Parts)+1 {
		return broken("it holds %d files, and its manifest names %d", len(a.files)-1, len(a.Manifest.Parts))
	}
	for _, p := range a.Manifest.Parts {
		if a.files[fileOf(p.Name)] == nil {
			return broken("%s is missing", p.Name)
		}
	}
	return nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.zip.Close() }

// Verify reads every part to its end and compares it with the manifest.
func (a *Archive) Verify(ctx context.Context) error {
	for _, p := range a.Manifest.Parts {
		if err := a.verify(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (a *Archive) verify(ctx context.Context, p Part) error {
	r, err := a.files[fileOf(p.Name)].Open()
	if err != nil {
		return broken("%s: %v", p.Name, err)
	}
	defer r.Close()
	var (
		sum   = sha256.New()
		buf   = make([]byte, 64<<10)
		lines int64
	)
	for {
		n, err := r.Read(buf)
		sum.Write(buf[:n])
		lines += int64(bytes.Count(buf[:n], []byte{'\n'}))
		if err == io.EOF {
			break
		}
		if err == nil {
			err = ctx.Err()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return broken("%s: %v", p.Name, err)
		}
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != p.SHA256 {
		return broken("%s has the checksum %s, and the manifest says %s", p.Name, got, p.SHA256)
	}
	if lines != p.Rows {
		return broken("%s has %d rows, and the manifest says %d", p.Name, lines, p.Rows)
	}
	return nil
}

// Rows reads a part, row by row. What is wrong with a row ends it; err says it afterwards.
func (a *Archive) Rows(p Part, err *error) func(yield func([]any) bool) {
	return func(yield func([]any) bool) {
		r, e := a.files[fileOf(p.Name)].Open()
		if e != nil {
			*err = e
			return
		}
		defer r.Close()
		sc := bufio.NewScanner(r)
		sc.Buffer(make([]byte, 64<<10), maxRow)
		for n := 1; sc.Scan(); n++ {
			row, e := readRow(sc.Bytes(), len(p.Columns))
			if e != nil {
				*err = broken("row %d of %s: %v", n, p.Name, e)
				return
			}
			if !yield(row) {
				return
			}
		}
		*err = sc.Err()
	}
}

func readRow(line []byte, columns int) ([]any, error) {
	var raw []any
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&raw); err != nil {
		return nil, err
	}
	if len(raw) != columns {
		return nil, fmt.Errorf("%d values for %d columns", len(raw), columns)
	}
	for i, v := range raw {
		switch v := v.(type) {
		case nil, bool, string:
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return nil, err
			}
			raw[i] = n
		case map[string]any:
			x, err := readObject(v)
			if err != nil {
				return nil, err
			}
			raw[i] = x
		default:
			return nil, fmt.Errorf("a list in column %d", i+1)
		}
	}
	return raw, nil
}

func readObject(o map[string]any) (any, error) {
	for kind, v := range o {
		s, ok := v.(string)
		if len(o) != 1 || !ok {
			break
		}
		if kind == "number" {
			return strconv.ParseFloat(s, 64)
		}
		b, err := base64.StdEncoding.DecodeString(s)
		switch {
		case err != nil:
			return nil, err
		case kind == "bytes":
			return b, nil
		case kind == "text":
			return string(b), nil
		}
	}
	return nil, errors.New("an object of an unknown kind")
}
