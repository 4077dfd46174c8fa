package catalogueweb

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	var (
		workers  = web.Staff(authz.UnitEditor, authz.UnitManager, authz.Reviewer, authz.AccreditationStaff, authz.CurriculumEditor, authz.Admin, authz.Auditor)
		readers  = web.Staff(authz.UnitEditor, authz.UnitManager, authz.AccreditationStaff, authz.Admin, authz.Auditor)
		counters = web.Staff(authz.UnitEditor, authz.UnitManager, authz.AccreditationStaff, authz.Admin)
		editors  = web.Staff(authz.UnitEditor, authz.UnitManager, authz.Admin)
		aligners = web.Staff(authz.UnitEditor, authz.UnitManager, authz.CurriculumEditor, authz.Admin)
	)
	return []web.Route{
		{Name: "home", Pattern: "GET /{$}", Access: web.Public, Handler: p.home, Entry: "home"},
		{Name: "catalogue", Pattern: "GET /catalogue", Access: web.Public, Handler: p.search, Entry: "catalogue"},
		{Name: "catalogue.atom", Pattern: "GET /catalogue.atom", Access: web.Public, Handler: p.atom},
		{Name: "catalogue.calendar", Pattern: "GET /catalogue.ics", Access: web.Public, Handler: p.searchCalendar},
		{Name: "catalogue.export", Pattern: "GET /catalogue.csv", Access: web.Public, Handler: p.exportSearch},
		{Name: "sitemap", Pattern: "GET /sitemap.xml", Access: web.Public, Handler: p.sitemap},
		{Name: "sitemap.page", Pattern: "GET /sitemap/{page}", Access: web.Public, Handler: p.sitemapPage},
		{Name: "robots", Pattern: "GET /robots.txt", Access: web.Public, Handler: p.robots},
		{Name: "catalogue.missed", Pattern: "POST /catalogue/missed", Access: web.Public, Handler: p.tellMissed, MaxBody: 1 << 14},
		{Name: "catalogue.thanks", Pattern: "GET /catalogue/thanks", Access: web.Public, Handler: p.thanks},
		{Name: "offer", Pattern: "GET /offers/{key}", Access: web.Public, Handler: p.offer, Entry: "offer"},
		{Name: "offer.calendar", Pattern: "GET /offers/{key}/calendar.ics", Access: web.Public, Handler: p.offerCalendar},
		{Name: "occurrence.calendar", Pattern: "GET /occurrences/{id}/calendar.ics", Access: web.Public, Handler: p.occurrenceCalendar},
		{Name: "conference", Pattern: "GET /conferences/{id}", Access: web.Public, Handler: p.conference, Entry: "conference"},
		{Name: "conference.mine", Pattern: "GET /conferences/{id}/mine.ics", Access: web.Public, Handler: p.conferenceMine},
		{Name: "shortlist", Pattern: "GET /shortlist", Access: web.Public, Handler: p.showShortlist, Entry: "shortlist"},
		{Name: "shortlist.export", Pattern: "GET /shortlist.csv", Access: web.Public, Handler: p.exportShortlist},
		{Name: "shortlist.change", Pattern: "POST /shortlist", Access: web.Public, Handler: p.changeShortlist, MaxBody: 1 << 14},
		{Name: "compare", Pattern: "GET /compare", Access: web.Public, Handler: p.compare, Entry: "compare"},
		{Name: "my.searches", Pattern: "GET /my/searches", Access: web.SignedIn, Handler: p.searches},
		{Name: "my.searches.save", Pattern: "POST /my/searches", Access: web.SignedIn, Handler: p.saveSearch},
		{Name: "my.search.change", Pattern: "POST /my/searches/{id}", Access: web.SignedIn, Handler: p.changeSearch},
		{Name: "my.search.delete", Pattern: "POST /my/searches/{id}/delete", Access: web.SignedIn, Handler: p.deleteSearch},
		{Name: "search.stop", Pattern: "GET /searches/stop/{token}", Access: web.Public, Handler: p.stopForm},
		{Name: "search.stop.send", Pattern: "POST /searches/stop/{token}", Access: web.Public, Handler: p.stop, MaxBody: 1 << 12},

		{Name: "work.home", Pattern: "GET /work", Access: workers, Handler: p.work},
		{Name: "work.offers", Pattern: "GET /work/offers", Access: readers, Handler: p.offers},
		{Name: "work.offers.export", Pattern: "GET /work/offers.csv", Access: readers, Handler: p.exportOffers},
		{Name: "work.table", Pattern: "GET /work/offers/table", Access: editors, Handler: p.tableForm},
		{Name: "work.table.send", Pattern: "POST /work/offers/table", Access: editors, Handler: p.importTable, MaxBody: maxImportBody},
		{Name: "work.table.xlsx", Pattern: "GET /work/offers/table.xlsx", Access: editors, Handler: p.exportTable},
		{Name: "work.table.csv", Pattern: "GET /work/offers/table.csv", Access: editors, Handler: p.exportTable},
		{Name: "work.offer.new", Pattern: "GET /work/offers/new", Access: editors, Handler: p.newOffer},
		{Name: "work.offer.create", Pattern: "POST /work/offers/new", Access: editors, Handler: p.createOffer},
		{Name: "work.offers.paste", Pattern: "GET /work/offers/paste", Access: editors, Handler: p.pasteForm},
		{Name: "work.offers.paste.send", Pattern: "POST /work/offers/paste", Access: editors, Handler: p.pasteRows},
		{Name: "work.offers.bulk", Pattern: "POST /work/offers/bulk", Access: editors, Handler: p.chooseBulk},
		{Name: "work.bulk", Pattern: "GET /work/bulk/{id}", Access: editors, Handler: p.showBulk},
		{Name: "work.bulk.undo", Pattern: "POST /work/bulk/{id}/undo", Access: editors, Handler: p.undoBulk},
		{Name: "work.offer", Pattern: "GET /work/offers/{id}", Access: editors, Handler: p.editOffer},
		{Name: "work.offer.save", Pattern: "POST /work/offers/{id}", Access: editors, Handler: p.saveOffer},
		{Name: "work.offer.publish", Pattern: "POST /work/offers/{id}/publish", Access: editors, Handler: p.publishOffer},
		{Name: "work.offer.archive", Pattern: "POST /work/offers/{id}/archive", Access: editors, Handler: p.actOn(p.archiveOffer)},
		{Name: "work.offer.duplicate", Pattern: "POST /work/offers/{id}/duplicate", Access: editors, Handler: p.actOn(p.duplicateOffer)},
		{Name: "work.offer.discard", Pattern: "POST /work/offers/{id}/discard", Access: editors, Handler: p.actOn(p.discardDraft)},
		{Name: "work.offer.parts", Pattern: "POST /work/offers/{id}/parts", Access: editors, Handler: p.actOn(p.setParts)},
		{Name: "work.offer.worksheet", Pattern: "GET /work/offers/{id}/worksheet", Access: counters, Handler: p.worksheet},
		{Name: "work.offer.worksheet.propose", Pattern: "POST /work/offers/{id}/worksheet", Access: counters, Handler: p.proposeWorksheet},
		{Name: "work.offer.competencies", Pattern: "GET /work/offers/{id}/competencies", Access: aligners, Handler: p.teaches},
		{Name: "work.offer.competencies.change", Pattern: "POST /work/offers/{id}/competencies", Access: aligners, Handler: p.changeTeaches},
		{Name: "work.alignments", Pattern: "GET /work/alignments", Access: aligners, Handler: p.alignments},
		{Name: "work.alignments.change", Pattern: "POST /work/alignments", Access: aligners, Handler: p.changeAlignments},
		{Name: "work.alignments.table", Pattern: "GET /work/alignments/table", Access: aligners, Handler: p.alignmentTable},
		{Name: "work.alignments.table.send", Pattern: "POST /work/alignments/table", Access: aligners, Handler: p.importAlignments, MaxBody: maxImportBody},
		{Name: "work.alignments.table.xlsx", Pattern: "GET /work/alignments/table.xlsx", Access: aligners, Handler: p.exportAlignments},
		{Name: "work.alignments.table.csv", Pattern: "GET /work/alignments/table.csv", Access: aligners, Handler: p.exportAlignments},
		{Name: "work.date.new", Pattern: "GET /work/offers/{id}/occurrences/new", Access: editors, Handler: p.newDate},
		{Name: "work.date.add", Pattern: "POST /work/offers/{id}/occurrences/new", Access: editors, Handler: p.addDate},
		{Name: "work.date", Pattern: "GET /work/occurrences/{id}", Access: editors, Handler: p.editDate},
		{Name: "work.date.save", Pattern: "POST /work/occurrences/{id}", Access: editors, Handler: p.changeDate},
		{Name: "work.date.cancel", Pattern: "POST /work/occurrences/{id}/cancel", Access: editors, Handler: p.cancelDate},
		{Name: "work.programme", Pattern: "GET /work/occurrences/{id}/programme", Access: editors, Handler: p.programme},
		{Name: "work.programme.send", Pattern: "POST /work/occurrences/{id}/programme", Access: editors, Handler: p.importProgramme, MaxBody: maxImportBody},
		{Name: "work.programme.xlsx", Pattern: "GET /work/occurrences/{id}/programme.xlsx", Access: editors, Handler: p.exportProgramme},
		{Name: "work.programme.csv", Pattern: "GET /work/occurrences/{id}/programme.csv", Access: editors, Handler: p.exportProgramme},
		{Name: "work.sources", Pattern: "GET /work/sources", Access: readers, Handler: p.sources},
		{Name: "work.sources.export", Pattern: "GET /work/sources.csv", Access: readers, Handler: p.exportSources},
		{Name: "work.source.new", Pattern: "GET /work/sources/new", Access: editors, Handler: p.newSource},
		{Name: "work.source.add", Pattern: "POST /work/sources/new", Access: editors, Handler: p.saveSource},
		{Name: "work.source", Pattern: "GET /work/sources/{id}", Access: readers, Handler: p.source},
		{Name: "work.source.edit", Pattern: "GET /work/sources/{id}/edit", Access: editors, Handler: p.editSource},
		{Name: "work.source.save", Pattern: "POST /work/sources/{id}", Access: editors, Handler: p.saveSource},
		{Name: "work.source.run", Pattern: "POST /work/sources/{id}/run", Access: editors, Handler: p.runSource},
		{Name: "work.source.pause", Pattern: "POST /work/sources/{id}/pause", Access: editors, Handler: p.pauseSource},
		{Name: "work.links", Pattern: "GET /work/links", Access: readers, Handler: p.links},
		{Name: "work.links.export", Pattern: "GET /work/links.csv", Access: readers, Handler: p.exportLinks},
		{Name: "work.duplicates", Pattern: "GET /work/duplicates", Access: editors, Handler: p.duplicates},
		{Name: "work.duplicate.merge", Pattern: "GET /work/duplicates/merge", Access: editors, Handler: p.confirmMerge},
		{Name: "work.duplicate.decide", Pattern: "POST /work/duplicates", Access: editors, Handler: p.decideDuplicate},
		{Name: "work.platforms", Pattern: "GET /work/platforms", Access: readers, Handler: p.platforms},
		{Name: "work.platforms.save", Pattern: "POST /work/platforms", Access: web.Staff(authz.Admin), Handler: p.savePlatform},
		{Name: "work.import", Pattern: "GET /work/import", Access: editors, Handler: p.importForm},
		{Name: "work.import.template", Pattern: "GET /work/import/template/{format}", Access: editors, Handler: p.importTemplate},
		{Name: "work.import.send", Pattern: "POST /work/import", Access: editors, Handler: p.importFile, MaxBody: maxImportBody},
	}
}
