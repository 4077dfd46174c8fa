package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/people"
)

// serveCommand serves a database until it is told to stop.
type serveCommand struct {
	where
	site
	Drain time.Duration `help:"How long to go on taking requests after SIGTERM, while /readyz says no." default:"1s" env:"COMMONS_DRAIN"`
	Addr  string        `help:"Address to listen on. Put a reverse proxy with TLS before it." default:"127.0.0.1:8080" env:"COMMONS_ADDR"`
}

// Help implements kong.HelpProvider.
func (serveCommand) Help() string {
	return "Prints one line with the address when it is ready. A second server on the same data directory is refused; on PostgreSQL as many as you like may run. Other commands work beside a running server. Stops on SIGTERM or Ctrl-C after the requests and jobs under way.\n\nExamples:\n\n    commons serve\n    commons serve --data /var/lib/commons --base-url https://learning.example.org --smtp-host mail.example.org --mail-from learning@example.org\n    commons serve --sign-in /etc/commons/sign-in.yaml\n    commons serve --db postgres://commons@127.0.0.1/commons --addr 127.0.0.1:8081"
}

// Run serves.
func (c *serveCommand) Run(ctx context.Context, t terminal) error {
	log := slog.New(slog.NewJSONHandler(t.err, nil))
	if c.SMTPHost != "" && c.MailFrom == "" {
		return errors.New("--smtp-host needs --mail-from: the address of yours that letters come from, which your mail server may send for")
	}
	if c.SMTPHost == "" {
		log.Warn("no mail server was given: letters are kept in memory and reach nobody; see --smtp-host")
	}
	config := c.config(c.where, log)
	if c.SignIn != "" {
		var err error
		if config.Providers, err = people.LoadProviders(c.SignIn); err != nil {
			return err
		}
	}
	config.Drain, config.Trace = c.Drain, os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
	return serve(ctx, t, c.Addr, config, nil)
}

// serve listens, builds the program, prepares it and serves until ctx ends.
func serve(ctx context.Context, t terminal, addr string, config app.Config, prepare func(context.Context, *app.App) error) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err
		}
		return fmt.Errorf("the address %s cannot be used: %w", addr, err)
	}
	defer listener.Close()
	at := listening(addr, listener)
	if config.BaseURL == "" {
		config.BaseURL = at
	}
	config.Serving = true
	a, err := app.New(ctx, config)
	if err != nil {
		return err
	}
	defer a.Close()
	if prepare != nil {
		if err := prepare(ctx, a); err != nil {
			return err
		}
	}
	if err := a.People.CheckProviders(ctx); err != nil {
		return err
	}
	if _, err := a.People.EndRolesWithoutRule(ctx); err != nil {
		return err
	}
	return a.Serve(ctx, listener, func() {
		fmt.Fprintf(t.out, "Learning Commons is ready at %s\n", at)
	})
}

// listening is where browsers on this machine find the server: by the name localhost where it was asked
// for, because passkeys are bound to a name.
func listening(addr string, l net.Listener) string {
	if host, _, err := net.SplitHostPort(addr); err == nil && host == "localhost" {
		_, port, _ := net.SplitHostPort(l.Addr().String())
		return "http://localhost:" + port
	}
	return "http://" + l.Addr().String()
}
