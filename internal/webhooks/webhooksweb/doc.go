// Package webhooksweb is the pages of webhooks: what other programs hear of by themselves. No token looks after them, so they have no operations.
package webhooksweb
