// Package webhooksweb is the pages and REST operations of webhooks: what other programs hear of by themselves.
package webhooksweb
