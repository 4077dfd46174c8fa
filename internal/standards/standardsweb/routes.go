package standardsweb

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	readers := web.Staff(authz.CurriculumEditor, authz.Admin, authz.Auditor)
	editors := web.Staff(authz.CurriculumEditor, authz.Admin)
	all := []web.Route{
		{Name: "standards", Pattern: "GET /standards", Access: web.Public, Handler: p.list},
		{Name: "standard", Pattern: "GET /standards/{key}", Access: web.Public, Handler: p.show},
		{Name: "standard.version", Pattern: "GET /standards/{key}/versions/{number}", Access: web.Public, Handler: p.show},
		{Name: "standard.compare", Pattern: "GET /standards/{key}/compare", Access: web.Public, Handler: p.compare},
		{Name: "standard.competency", Pattern: "GET /standards/{key}/competencies/{competency}", Access: web.Public, Handler: p.competency},

		{Name: "work.standards", Pattern: "GET /work/standards", Access: readers, Handler: p.workList},
		{Name: "work.standards.create", Pattern: "POST /work/standards", Access: editors, Handler: p.create},
		{Name: "work.standards.import", Pattern: "GET /work/standards/import", Access: editors, Handler: p.importForm},
		{Name: "work.standards.take", Pattern: "POST /work/standards/import", Access: editors, Handler: p.importFile, MaxBody: maxImportBody},
		{Name: "work.standard", Pattern: "GET /work/standards/{id}", Access: readers, Handler: p.draft},
		{Name: "work.standard.begin", Pattern: "POST /work/standards/{id}/draft", Access: editors, Handler: p.begin},
		{Name: "work.standard.discard", Pattern: "POST /work/standards/{id}/discard", Access: editors, Handler: p.discard},
		{Name: "work.standard.about", Pattern: "GET /work/standards/{id}/about", Access: editors, Handler: p.about},
		{Name: "work.standard.about.save", Pattern: "POST /work/standards/{id}/about", Access: editors, Handler: p.saveAbout},
		{Name: "work.standard.levels", Pattern: "GET /work/standards/{id}/levels", Access: editors, Handler: p.levels},
		{Name: "work.standard.levels.save", Pattern: "POST /work/standards/{id}/levels", Access: editors, Handler: p.saveLevels},
		{Name: "work.standard.translations", Pattern: "GET /work/standards/{id}/translations", Access: editors, Handler: p.frameTranslations},
		{Name: "work.standard.translate", Pattern: "POST /work/standards/{id}/translations", Access: editors, Handler: p.translateFrame},
		{Name: "work.standard.add", Pattern: "GET /work/standards/{id}/add", Access: editors, Handler: p.add},
		{Name: "work.standard.add.save", Pattern: "POST /work/standards/{id}/add", Access: editors, Handler: p.saveNew},
		{Name: "work.competency", Pattern: "GET /work/standards/{id}/competencies/{competency}", Access: editors, Handler: p.edit},
		{Name: "work.competency.save", Pattern: "POST /work/standards/{id}/competencies/{competency}", Access: editors, Handler: p.save},
		{Name: "work.competency.place", Pattern: "GET /work/standards/{id}/competencies/{competency}/place", Access: editors, Handler: p.place},
		{Name: "work.competency.put", Pattern: "POST /work/standards/{id}/competencies/{competency}/place", Access: editors, Handler: p.put},
		{Name: "work.competency.links", Pattern: "GET /work/standards/{id}/competencies/{competency}/links", Access: editors, Handler: p.links},
		{Name: "work.competency.links.add", Pattern: "POST /work/standards/{id}/competencies/{competency}/links", Access: editors, Handler: p.addLink},
		{Name: "work.competency.links.save", Pattern: "POST /work/standards/{id}/competencies/{competency}/links/{link}", Access: editors, Handler: p.saveLink},
		{Name: "work.competency.links.remove", Pattern: "POST /work/standards/{id}/competencies/{competency}/links/{link}/remove", Access: editors, Handler: p.removeLink},
		{Name: "work.competency.translations", Pattern: "GET /work/standards/{id}/competencies/{competency}/translations", Access: editors, Handler: p.translations},
		{Name: "work.competency.translate", Pattern: "POST /work/standards/{id}/competencies/{competency}/translations", Access: editors, Handler: p.translate},
		{Name: "work.competency.back", Pattern: "POST /work/standards/{id}/competencies/{competency}/back", Access: editors, Handler: p.putBack},
		{Name: "work.standard.taken-out", Pattern: "GET /work/standards/{id}/taken-out", Access: readers, Handler: p.takenOut},
		{Name: "work.competency.move", Pattern: "POST /work/standards/{id}/competencies/{competency}/move", Access: editors, Handler: p.move},
		{Name: "work.competency.remove", Pattern: "POST /work/standards/{id}/competencies/{competency}/remove", Access: editors, Handler: p.remove},
		{Name: "work.standard.preview", Pattern: "GET /work/standards/{id}/publish", Access: readers, Handler: p.preview},
		{Name: "work.standard.decide", Pattern: "POST /work/standards/{id}/decide", Access: editors, Handler: p.decide},
		{Name: "work.standard.publish", Pattern: "POST /work/standards/{id}/publish", Access: editors, Handler: p.publish},
		{Name: "work.standard.retire", Pattern: "POST /work/standards/{id}/retire", Access: editors, Handler: p.retire},
	}
	for _, v := range []casefile.Version{casefile.V1p1, casefile.V1p0} {
		f := casefile.Form{Version: v, Base: p.baseURL}
		at := func(collection string, h web.Handler) {
			all = append(all, web.Route{Name: "case." + string(v) + "." + collection, Pattern: "GET /ims/case/" + string(v) + "/" + collection, Access: web.Public, API: true, Bare: true, Handler: caseOpen(h), Fail: caseFail(v)})
		}
		at("CFDocuments", p.caseDocuments(f))
		at("CFDocuments/{id}", p.caseObject(f, p.standards.Document))
		at("CFItems/{id}", p.caseObject(f, p.standards.Item))
		at("CFAssociations/{id}", p.caseObject(f, p.standards.Association))
		at("CFItemAssociations/{id}", p.caseWritten(f, p.standards.ItemAssociations))
		at("CFPackages/{id}", p.caseWritten(f, p.standards.Package))
		at("CFRubrics/{id}", p.caseWritten(f, p.standards.Rubric))
		at("discovery/ims"+strings.Replace(string(v), "v", "casev", 1)+"_openapi3_v1p0.json", p.caseDiscovery(f))
		for _, c := range casefile.Collections {
			at(c.Name+"/{id}", p.caseObject(f, func(ctx context.Context, f casefile.Form, i id.ID) (any, error) {
				return p.standards.Definition(ctx, f, c.Name, i)
			}))
		}
	}
	return append(all,
		web.Route{Name: "case.unknown", Pattern: "GET /ims/case/", Access: web.Public, API: true, Bare: true, Handler: caseOpen(p.caseUnknown), Fail: caseFail(casefile.V1p1)},
		web.Route{Name: "case.preflight", Pattern: "OPTIONS /ims/case/", Access: web.Public, API: true, Bare: true, Handler: caseOpen(p.casePreflight), Fail: caseFail(casefile.V1p1)})
}
