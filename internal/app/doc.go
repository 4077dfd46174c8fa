// Package app is where everything is put together: New builds the areas, their
// pages, jobs and subscribers on one database. It holds wiring only, and the
// tests that keep the house in order: who may import whom, whose table is
// whose, and who may come in where.
package app
