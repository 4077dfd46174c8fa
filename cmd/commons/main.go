// Command commons is Learning Commons: one program that serves a professional
// association's learning, from the catalogue to a transcript that anyone can
// verify. Run it without arguments to see what it can do.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/mail"
)

// program is the command line: one field a command, one file each.
type program struct {
	Demo    demoCommand    `cmd:"" help:"Serve a lively demonstration association; nothing to set up."`
	Serve   serveCommand   `cmd:"" help:"Serve the association's own database."`
	Migrate migrateCommand `cmd:"" help:"Bring the database's schema up to this version."`
	Seed    seedCommand    `cmd:"" help:"Fill an empty database: reference data, or a trial of a given size."`
	Import  importCommand  `cmd:"" help:"Take in a file: offers, memberships. Try it with --dry-run first."`
	Source  sourceCommand  `cmd:"" help:"List, add and fetch the sources that offers come from."`
	Export  exportCommand  `cmd:"" help:"Write a list to standard output as CSV, without loading it whole."`
	Person  personCommand  `cmd:"" help:"Add, find or show people."`
	Role    roleCommand    `cmd:"" help:"Grant or end a role."`
	Token   tokenCommand   `cmd:"" help:"Make a token for the REST interface."`
	Backup  backupCommand  `cmd:"" help:"Write all that is in the database into one file, beside a running server."`
	Restore restoreCommand `cmd:"" help:"Put a backup into an empty database."`
	Doctor  doctorCommand  `cmd:"" help:"Check the database against its own rules."`
	Rules   rulesCommand   `cmd:"" help:"Check and evaluate rules: what must be there, and what is."`
	Work    workCommand    `cmd:"" help:"List, retry or forget work that was given up, such as letters."`
	Bench   benchCommand   `cmd:"" help:"Measure this machine with a trial association."`
	Version versionCommand `cmd:"" help:"Say which version this is."`
}

// where names the database; every command that needs one has it.
type where struct {
	Data string `help:"Directory of the embedded database." default:"./data" env:"COMMONS_DATA" type:"path"`
	DB   string `help:"Address of a PostgreSQL database (postgres://...) instead of the directory." name:"db" env:"COMMONS_DB" placeholder:"URL"`
}

// site says how the site is reached and how it sends letters.
type site struct {
	BaseURL       string   `help:"How the site is reached from outside, for links in letters." env:"COMMONS_BASE_URL" placeholder:"URL"`
	Association   string   `help:"Name of the association." env:"COMMONS_ASSOCIATION" default:"American Library Association"`
	Zone          string   `help:"Time zone of the association's days, and of times shown to strangers." env:"COMMONS_ZONE" default:"America/Chicago"`
	SMTPHost      string   `help:"Mail server; without one letters are only kept in memory." env:"COMMONS_SMTP_HOST"`
	SMTPPort      int      `help:"Port of the mail server: at 465 TLS is spoken from the first byte, elsewhere by STARTTLS." env:"COMMONS_SMTP_PORT" default:"587"`
	SMTPUser      string   `help:"Name to sign in with at the mail server." env:"COMMONS_SMTP_USER"`
	SMTPPassword  string   `help:"Password for the mail server." env:"COMMONS_SMTP_PASSWORD"`
	SMTPPlain     bool     `help:"Speak to the mail server without TLS; only for one on this machine." name:"smtp-plain" env:"COMMONS_SMTP_PLAIN"`
	MailFrom      string   `help:"Sender of letters; needed with a mail server." env:"COMMONS_MAIL_FROM" placeholder:"ADDRESS"`
	MetricsToken  string   `help:"Token that opens /metrics to other machines." env:"COMMONS_METRICS_TOKEN"`
	TrustedProxy  []string `help:"Network or address of a reverse proxy before this server, whose X-Forwarded-For is believed; repeat it." env:"COMMONS_TRUSTED_PROXY" placeholder:"CIDR"`
	OutboundAllow []string `help:"Address inside, with its port, that feeds may be fetched from and sign-in providers asked although it is not public; repeat it." env:"COMMONS_OUTBOUND_ALLOW" placeholder:"ADDRESS:PORT"`
	SignIn        string   `help:"File with the OpenID Connect providers with which people may sign in." env:"COMMONS_SIGN_IN" type:"path" placeholder:"FILE"`
	SecondFactor  []string `help:"Role that needs a second factor: whoever signed in with one keeps what a learner may do. Several after commas, or repeat it." name:"second-factor-for" env:"COMMONS_SECOND_FACTOR_FOR" placeholder:"ROLE" enum:"mentor,unit-editor,unit-manager,reviewer,accreditation-staff,coordinator,admin,auditor"`
	Endings       string   `help:"File outside the database in which the server notes what was ended or revoked, so that a restored backup can be told." env:"COMMONS_ENDINGS" type:"path" placeholder:"FILE"`
}

// ours is what commands other than serve know of the site: whose it is, and where its days begin.
func ours() site {
	return site{Association: cmp.Or(os.Getenv("COMMONS_ASSOCIATION"), "American Library Association"), Zone: os.Getenv("COMMONS_ZONE")}
}

// config brings both together.
func (s site) config(w where, log *slog.Logger) app.Config {
	c := app.Config{Data: w.Data, DatabaseURL: w.DB, Association: s.Association, Zone: s.Zone, BaseURL: s.BaseURL, MetricsToken: s.MetricsToken, MailFrom: s.MailFrom, TrustedProxies: s.TrustedProxy, OutboundAllow: s.OutboundAllow, Endings: s.Endings, Clock: clock.System{}, Log: log}
	for _, r := range s.SecondFactor {
		c.SecondFactorFor = append(c.SecondFactorFor, authz.Role(r))
	}
	if s.SMTPHost != "" {
		c.Mail = &mail.SMTP{Host: s.SMTPHost, Port: s.SMTPPort, User: s.SMTPUser, Password: s.SMTPPassword, NoTLS: s.SMTPPlain, ImplicitTLS: s.SMTPPort == 465, From: s.MailFrom, FromName: s.Association, Clock: c.Clock}
	}
	return c
}

// open opens a database that is there already, for a command that runs and ends. A wrong --data is
// said, instead of being answered from an empty database.
func (w where) open(ctx context.Context, t terminal) (*app.App, error) {
	return w.app(ctx, t, true)
}

// calling is open for a command that calls addresses that people typed.
func (w where) calling(ctx context.Context, t terminal, allow []string) (*app.App, error) {
	s := ours()
	s.OutboundAllow = allow
	c := s.config(w, slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn})))
	c.Existing = true
	return app.New(ctx, c)
}

// make is open for commands that may be the first ones: they make the database and bring its schema up to date.
func (w where) make(ctx context.Context, t terminal) (*app.App, error) {
	return w.app(ctx, t, false)
}

func (w where) app(ctx context.Context, t terminal, existing bool) (*app.App, error) {
	c := ours().config(w, slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn})))
	c.Existing = existing
	return app.New(ctx, c)
}

// terminal is what commands write to.
type terminal struct {
	out, err io.Writer
	in       io.Reader
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], terminal{os.Stdout, os.Stderr, os.Stdin}))
}

// run is main without the process, for tests. It returns the exit status.
func run(ctx context.Context, args []string, t terminal) int {
	if len(args) == 0 {
		args = []string{"--help"}
	}
	var p program
	exited := -1
	parser, err := kong.New(&p, kong.Name("commons"),
		kong.Description("Learning Commons: find every way to learn, register, get recognised, and keep a record for life. commons demo shows it in seconds, with nothing to set up."),
		kong.Writers(t.out, t.err), kong.Exit(func(code int) { exited = code }), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}))
	if err != nil {
		fmt.Fprintln(t.err, "commons:", err)
		return 2
	}
	k, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintf(t.err, "commons: %v; see %s --help\n", err, commandOf(err))
		return 2
	}
	k.BindTo(ctx, (*context.Context)(nil))
	k.Bind(t)
	if err := k.Run(); err != nil {
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			err = errStopped
		}
		fmt.Fprintln(t.err, "commons:", sentence(err))
		return 1
	}
	return 0
}

// commandOf returns the command that somebody was about to write.
func commandOf(err error) string {
	var pe *kong.ParseError
	if errors.As(err, &pe) && pe.Context != nil {
		if n := pe.Context.Selected(); n != nil {
			return n.FullPath()
		}
		for _, p := range slices.Backward(pe.Context.Path) {
			if p.Command != nil {
				return p.Command.FullPath()
			}
		}
	}
	return "commons"
}

// printJSON writes what a program reads.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// errFailed ends a command that has already said what is wrong; errStopped one that was told to stop.
var (
	errFailed  = errors.New("something is wrong; see above")
	errStopped = errors.New("stopped before it was done")
)

// sentence says an error for people: the message of ours where there is one. Of wrong input it says
// only what is wrong with which flag or column.
func sentence(err error) string {
	e := errs.As(err)
	switch {
	case e == nil || e.Kind == errs.Internal:
	case len(e.Fields) > 0:
		var all []string
		for _, f := range e.Fields {
			all = append(all, f.Name+": "+fmt.Sprintf(f.Message, f.Args...))
		}
		return strings.Join(all, " ")
	case e.Kind == errs.Unavailable && e.Err != nil:
		return fmt.Sprintf(e.Message, e.Args...) + " (" + e.Err.Error() + ")"
	default:
		return fmt.Sprintf(e.Message, e.Args...)
	}
	return err.Error()
}
