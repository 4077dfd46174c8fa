package recordweb

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	var (
		readers    = web.Staff(authz.AccreditationStaff, authz.Admin, authz.Auditor)
		correctors = web.Staff(authz.AccreditationStaff)
	)
	return []web.Route{
		{Name: "my.record", Pattern: "GET /my/record", Access: web.SignedIn, Handler: p.list},
		{Name: "my.record.csv", Pattern: "GET /my/record.csv", Access: web.SignedIn, Handler: p.listCSV},
		{Name: "my.record.add", Pattern: "GET /my/record/add", Access: web.SignedIn, Handler: p.add},
		{Name: "my.record.added", Pattern: "POST /my/record/add", Access: web.SignedIn, Handler: p.added},
		{Name: "my.record.entry", Pattern: "GET /my/record/{id}", Access: web.SignedIn, Handler: p.entry},
		{Name: "my.record.correct", Pattern: "GET /my/record/{id}/correct", Access: web.SignedIn, Handler: p.correct},
		{Name: "my.record.corrected", Pattern: "POST /my/record/{id}/correct", Access: web.SignedIn, Handler: p.corrected},
		{Name: "my.record.withdraw", Pattern: "POST /my/record/{id}/withdraw", Access: web.SignedIn, Handler: p.withdraw},
		{Name: "my.record.views", Pattern: "GET /my/record/views", Access: web.SignedIn, Handler: p.views},

		{Name: "my.transcript", Pattern: "GET /my/transcript", Access: web.SignedIn, Handler: p.transcript},
		{Name: "my.transcript.pdf", Pattern: "GET /my/transcript.pdf", Access: web.SignedIn, Handler: p.ownFile(pdfFile)},
		{Name: "my.transcript.csv", Pattern: "GET /my/transcript.csv", Access: web.SignedIn, Handler: p.ownFile(csvFile)},
		{Name: "my.transcript.json", Pattern: "GET /my/transcript.json", Access: web.SignedIn, Handler: p.ownFile(jsonFile)},

		{Name: "my.shares", Pattern: "GET /my/shares", Access: web.SignedIn, Handler: p.shares},
		{Name: "my.shares.make", Pattern: "POST /my/shares", Access: web.SignedIn, Handler: p.makeShare},
		{Name: "my.shares.end", Pattern: "POST /my/shares/{id}/end", Access: web.SignedIn, Handler: p.endShare},
		{Name: "shared", Pattern: "GET /shared/{token}", Access: web.Public, Handler: p.shared},

		{Name: "work.transcript", Pattern: "GET /work/people/{id}/transcript", Access: readers, Handler: p.staffTranscript},
		{Name: "work.transcript.look", Pattern: "POST /work/people/{id}/transcript", Access: readers, Handler: p.staffLook},
		{Name: "work.transcript.pdf", Pattern: "GET /work/people/{id}/transcript.pdf", Access: readers, Handler: p.staffFile(pdfFile)},
		{Name: "work.transcript.csv", Pattern: "GET /work/people/{id}/transcript.csv", Access: readers, Handler: p.staffFile(csvFile)},
		{Name: "work.transcript.json", Pattern: "GET /work/people/{id}/transcript.json", Access: readers, Handler: p.staffFile(jsonFile)},
		{Name: "work.entry", Pattern: "GET /work/people/{id}/entries/{entry}", Access: correctors, Handler: p.staffEntry},
		{Name: "work.entry.correct", Pattern: "POST /work/people/{id}/entries/{entry}", Access: correctors, Handler: p.staffCorrect},
		{Name: "work.entry.withdraw", Pattern: "POST /work/people/{id}/entries/{entry}/withdraw", Access: correctors, Handler: p.staffWithdraw},
	}
}
