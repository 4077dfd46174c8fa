package app

import (
	"context"

	"learningcommons.dev/commons/internal/demo"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/siteweb"
)

// SeedDemonstration fills an empty database with the demonstration and leaves a filled one alone.
func (a *App) SeedDemonstration(ctx context.Context) error {
	size, err := demo.Demonstration()
	if err != nil {
		return err
	}
	return demo.SeedOnce(ctx, demo.Deps{DB: a.DB, Clock: a.Clock, People: a.People, Standards: a.Standards, Catalogue: a.Catalogue}, size)
}

// demoBox returns the letters to be shown, in demonstration mode only.
func (a *App) demoBox() *mail.Box {
	if a.Demo {
		return a.Box
	}
	return nil
}

// personas returns who can be signed in as, in demonstration mode only.
func (a *App) personas() []siteweb.Persona {
	if !a.Demo {
		return nil
	}
	all, err := demo.Personas()
	if err != nil {
		panic("app: the demonstration's own files cannot be read: " + err.Error())
	}
	out := make([]siteweb.Persona, len(all))
	for i, p := range all {
		out[i] = siteweb.Persona{Key: p.Key, Name: p.Name, Email: p.Email, What: p.What}
	}
	return out
}
