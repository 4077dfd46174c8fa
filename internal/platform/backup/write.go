package backup

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// manifestName is the archive's last file.
const manifestName = "manifest.json"

// Writer writes an archive, part by part. It holds one row at a time.
type Writer struct {
	zip *zip.Writer
	m   Manifest
}

// NewWriter begins an archive.
func NewWriter(w io.Writer, m Manifest) *Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	m.Format = format
	return &Writer{z, m}
}

// Part writes one part; rows hands each row to the function it is given.
func (w *Writer) Part(ctx context.Context, name string, columns []string, rows func(row func([]any) error) error) error {
	f, err := w.zip.CreateHeader(&zip.FileHeader{Name: fileOf(name), Method: zip.Deflate, Modified: w.m.At})
	if err != nil {
		return err
	}
	sum := sha256.New()
	b := bufio.NewWriterSize(io.MultiWriter(f, sum), 64<<10)
	p := Part{Name: name, Columns: columns}
	var line []byte
	err = rows(func(row []any) error {
		if line, err = appendRow(line[:0], row); err != nil {
			return fmt.Errorf("backup: row %d of %s: %w", p.Rows+1, name, err)
		}
		p.Rows++
		if p.Rows%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		_, err := b.Write(line)
		return err
	})
	if err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	p.SHA256 = hex.EncodeToString(sum.Sum(nil))
	w.m.Parts = append(w.m.Parts, p)
	return nil
}

// Close writes the manifest and ends the archive. Without it the file is no backup.
func (w *Writer) Close() (Manifest, error) {
	f, err := w.zip.CreateHeader(&zip.FileHeader{Name: manifestName, Method: zip.Deflate, Modified: w.m.At})
	if err != nil {
		return w.m, err
	}
	e := json.NewEncoder(f)
	e.SetIndent("", "  ")
	if err := e.Encode(w.m); err != nil {
		return w.m, err
	}
	return w.m, w.zip.Close()
}

func fileOf(part string) string { return "tables/" + part + ".jsonl" }

// appendRow writes a row as a JSON array and a line break. Bytes, and a text that JSON cannot hold,
// become an object with the one member "bytes" or "text", in base64.
func appendRow(b []byte, row []any) ([]byte, error) {
	b = append(b, '[')
	for i, v := range row {
		if i > 0 {
			b = append(b, ',')
		}
		switch v := v.(type) {
		case nil:
			b = append(b, "null"...)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case int32:
			b = strconv.AppendInt(b, int64(v), 10)
		case bool:
			b = strconv.AppendBool(b, v)
		case float64:
			b = append(b, `{"number":"`...)
			b = strconv.AppendFloat(b, v, 'g', -1, 64)
			b = append(b, `"}`...)
		case []byte:
			b = appendObject(b, "bytes", v)
		case string:
			b = appendText(b, v)
		default:
			return b, fmt.Errorf("a value of type %T", v)
		}
	}
	return append(b, ']', '\n'), nil
}

// appendText writes plain texts as they are, which nearly all are.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			if !utf8.ValidString(s) {
				return appendObject(b, "text", []byte(s))
			}
			q, _ := json.Marshal(s) // no string fails
			return append(b, q...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendObject(b []byte, kind string, v []byte) []byte {
	b = append(b, `{"`...)
	b = append(b, kind...)
	b = append(b, `":"`...)
	b = base64.StdEncoding.AppendEncode(b, v)
	return append(b, `"}`...)
}
