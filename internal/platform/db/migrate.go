package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrate brings the schema to this program's version. It refuses a database
// that a newer program has migrated already. Of several that start at once on one PostgreSQL, one
// migrates and the others wait for it.
func (d *DB) Migrate(ctx context.Context) error { return d.migrate(ctx, (*goose.Provider).Up) }

// MigrateTo brings an older schema up to that version only, for tests of what an upgrade makes of the rows of then.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	return d.migrate(ctx, func(p *goose.Provider, ctx context.Context) ([]*goose.MigrationResult, error) {
		return p.UpTo(ctx, version)
	})
}

func (d *DB) migrate(ctx context.Context, up func(*goose.Provider, context.Context) ([]*goose.MigrationResult, error)) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	release, err := d.lockSchema(ctx)
	if err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	defer release()
	if err := refuseNewer(ctx, p); err != nil {
		return err
	}
	if _, err := up(p, ctx); err != nil {
		if errors.As(err, new(*goose.PartialError)) && IsUnavailable(err) {
			return fmt.Errorf("the database cannot be written, so its schema was not brought up to date; nothing is lost: %w", rootCause(err))
		}
		return fmt.Errorf("db: migrate: %w", err)
	}
	return nil
}

// RequireSchema returns an error that says what to do when the schema is not exactly this program's.
func (d *DB) RequireSchema(ctx context.Context) error {
	has, want, err := d.SchemaVersion(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("db: read the schema version: %w", err)
	case has > want:
		return tooNew(has, want)
	case has == 0:
		return errors.New("there is nothing of ours in this database yet: run commons seed or commons migrate on it first")
	case has < want:
		return fmt.Errorf("the database has schema version %d and this program wants %d: run commons migrate first", has, want)
	}
	return nil
}

func tooNew(has, want int64) error {
	return fmt.Errorf("the database has schema version %d, this program knows %d: it was used by a newer version of Learning Commons; run that one", has, want)
}

// SchemaVersion returns the version that the database has and the one this program wants.
func (d *DB) SchemaVersion(ctx context.Context) (has, want int64, err error) {
	p, err := d.provider()
	if err != nil {
		return 0, 0, err
	}
	return p.GetVersions(ctx)
}

// Schema returns the version of the schema that this program wants.
func Schema() (int64, error) {
	files, err := migrationsFor(SQLite) // the versions are the same on both
	if err != nil {
		return 0, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, errors.Join(err, errors.New("db: no migrations"))
	}
	return goose.NumericComponent(names[len(names)-1])
}

func refuseNewer(ctx context.Context, p *goose.Provider) error {
	has, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("db: read the schema version: %w", err)
	}
	if has > want {
		return tooNew(has, want)
	}
	return nil
}

func (d *DB) provider() (*goose.Provider, error) {
	files, err := migrationsFor(d.dialect)
	if err != nil {
		return nil, err
	}
	dialect := database.DialectSQLite3
	if d.dialect == Postgres {
		dialect = database.DialectPostgres
	}
	return goose.NewProvider(dialect, d.write, files, goose.WithVerbose(false))
}

// migrationsFor shows goose one file per version: the common one, or the dialect's own
// where there is one ("0002_jobs.postgres.sql" beside "0002_jobs.sqlite.sql").
func migrationsFor(d Dialect) (fs.FS, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	chosen := oneOf{}
	for _, full := range names {
		name := strings.TrimPrefix(full, "migrations/")
		parts := strings.Split(name, ".")
		switch {
		case len(parts) == 2:
			if _, ok := chosen[name]; !ok {
				chosen[name] = full
			}
		case len(parts) == 3 && parts[1] == d.String():
			chosen[parts[0]+".sql"] = full
		case len(parts) == 3 && (parts[1] == "postgres" || parts[1] == "sqlite"):
		default:
			return nil, fmt.Errorf("db: migration %s has a name that says neither version nor database", name)
		}
	}
	if len(chosen) == 0 {
		return nil, errors.New("db: no migrations")
	}
	return chosen, nil
}

// oneOf is a file system of chosen files under their common names.
type oneOf map[string]string

// Open implements fs.FS.
func (o oneOf) Open(name string) (fs.File, error) {
	full, ok := o[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return migrationFiles.Open(full)
}

// Glob implements fs.GlobFS, which is how goose finds its files.
func (o oneOf) Glob(pattern string) ([]string, error) {
	var names []string
	for name := range o {
		ok, err := path.Match(pattern, name)
		if err != nil {
			return nil, err
		}
		if ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
