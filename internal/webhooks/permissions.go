package webhooks

import "learningcommons.dev/commons/internal/platform/authz"

// ManageWebhooks is for making, changing and reading webhooks, and for sending again what failed.
var ManageWebhooks = authz.Permission{Name: "look after webhooks", Everywhere: []authz.Role{authz.Admin}}

// hearOfRecords is what the owner needs to be told that an entry was added to or corrected in somebody's record.
var hearOfRecords = authz.Permission{Name: "hear of entries in records", Everywhere: []authz.Role{authz.Admin}, Scope: authz.ScopeRecordRead}
