package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"text/tabwriter"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/demo"
	"learningcommons.dev/commons/internal/people"
)

// demoCommand serves the demonstration.
type demoCommand struct {
	Addr          string   `help:"Address to listen on." default:"127.0.0.1:8080"`
	Data          string   `help:"Directory to keep the demonstration in; without it, it is made afresh and thrown away." type:"path"`
	SignIn        string   `help:"File with the OpenID Connect providers with which people may sign in." env:"COMMONS_SIGN_IN" type:"path" placeholder:"FILE"`
	OutboundAllow []string `help:"Address inside, with its port, that feeds may be fetched from and sign-in providers asked; repeat it." env:"COMMONS_OUTBOUND_ALLOW" placeholder:"ADDRESS:PORT"`
}

// Help implements kong.HelpProvider.
func (demoCommand) Help() string {
	return "Everything in the demonstration is invented. Its start page lets you sign in as a learner, a unit's editor, a reviewer and others by one click, so leave it on an address of this machine. Letters are shown on a page instead of being sent. When it is ready it prints a line with its address.\n\nExamples:\n\n    commons demo\n    commons demo --addr 127.0.0.1:9000 --data ./demonstration"
}

// Run serves the demonstration.
func (c *demoCommand) Run(ctx context.Context, t terminal) error {
	dir := c.Data
	if dir == "" {
		tmp, err := os.MkdirTemp("", "commons-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		dir = tmp
	}
	config := site{Association: "American Library Association", OutboundAllow: c.OutboundAllow}.config(where{Data: dir}, slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn})))
	config.Demo = true
	if c.SignIn != "" {
		var err error
		if config.Providers, err = people.LoadProviders(c.SignIn); err != nil {
			return err
		}
	}
	if host, _, err := net.SplitHostPort(c.Addr); err == nil && host != "localhost" && !net.ParseIP(host).IsLoopback() {
		config.Log.Warn("whoever reaches this address can sign in as anybody, administrators included", "address", c.Addr)
	}
	return serve(ctx, t, c.Addr, config, func(ctx context.Context, a *app.App) error {
		if err := a.SeedDemonstration(ctx); err != nil {
			return err
		}
		return printPersonas(t)
	})
}

func printPersonas(t terminal) error {
	personas, err := demo.Personas()
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, "Sign in by one click on the page Demonstration, as:")
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, p := range personas {
		fmt.Fprintf(w, "  %s\t%s\t%s\n", p.Key, p.Name, p.Email)
	}
	return w.Flush()
}
