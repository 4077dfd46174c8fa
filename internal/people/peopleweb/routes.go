package peopleweb

import (
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// maxUpload bounds a file of memberships that comes by browser; longer ones go by command line.
const maxUpload = 8 << 20

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	var (
		own     = web.Fresh(web.SignedIn)
		admin   = web.Staff(authz.Admin)
		lookers = web.Staff(authz.Admin, authz.Auditor)
		granter = web.Staff(authz.Admin, authz.Auditor, authz.UnitManager)
	)
	return []web.Route{
		{Name: "sign-in", Pattern: "GET /sign-in", Access: web.Public, Handler: p.signIn},
		{Name: "sign-in.password", Pattern: "POST /sign-in", Access: web.Public, Handler: p.signInPassword},
		{Name: "sign-in.ask", Pattern: "GET /sign-in/link", Access: web.Public, Handler: p.signInAsk},
		{Name: "sign-in.send", Pattern: "POST /sign-in/link", Access: web.Public, Handler: p.signInSend},
		{Name: "sign-in.landing", Pattern: "GET /sign-in/link/{token}", Access: web.Public, Handler: p.landing},
		{Name: "sign-in.use", Pattern: "POST /sign-in/link/{token}", Access: web.Public, Handler: p.useLink},
		{Name: "sign-in.second", Pattern: "GET /sign-in/second", Access: web.Public, Handler: p.second},
		{Name: "sign-in.second.send", Pattern: "POST /sign-in/second", Access: web.Public, Handler: p.secondSend},
		{Name: "sign-in.passkey.begin", Pattern: "POST /sign-in/passkey/begin", Access: web.Public, Handler: p.passkeyBegin},
		{Name: "sign-in.passkey", Pattern: "POST /sign-in/passkey", Access: web.Public, Handler: p.passkeySignIn},
		{Name: "sign-in.with", Pattern: "POST /sign-in/with/{provider}", Access: web.Public, Handler: p.beginWith},
		{Name: "sign-in.back", Pattern: "GET /sign-in/with/{provider}/back", Access: web.Public, Handler: p.backWith},
		{Name: "sign-in.confirm", Pattern: "GET /sign-in/confirm", Access: web.SignedIn, Handler: p.confirm},
		{Name: "sign-in.confirm.send", Pattern: "POST /sign-in/confirm", Access: web.SignedIn, Handler: p.confirmSend},
		{Name: "sign-in.confirm.with", Pattern: "POST /sign-in/confirm/with/{provider}", Access: web.SignedIn, Handler: p.confirmWith},
		{Name: "sign-up", Pattern: "GET /sign-up", Access: web.Public, Handler: p.signUp},
		{Name: "sign-up.send", Pattern: "POST /sign-up", Access: web.Public, Handler: p.signUpSend},
		{Name: "confirm", Pattern: "GET /confirm/{token}", Access: web.Public, Handler: p.landing},
		{Name: "confirm.use", Pattern: "POST /confirm/{token}", Access: web.Public, Handler: p.useLink},
		{Name: "password", Pattern: "GET /password", Access: web.Public, Handler: p.passwordAsk},
		{Name: "password.send", Pattern: "POST /password", Access: web.Public, Handler: p.passwordSend},
		{Name: "password.landing", Pattern: "GET /password/{token}", Access: web.Public, Handler: p.landing},
		{Name: "password.use", Pattern: "POST /password/{token}", Access: web.Public, Handler: p.useLink},
		{Name: "recover", Pattern: "GET /recover", Access: web.Public, Handler: p.recover},
		{Name: "recover.send", Pattern: "POST /recover", Access: web.Public, Handler: p.recoverSend},
		{Name: "recover.landing", Pattern: "GET /recover/{token}", Access: web.Public, Handler: p.recoverLanding(people.RecoveryHandIn)},
		{Name: "recover.hand-in", Pattern: "POST /recover/{token}", Access: web.Public, Handler: p.recoverHandIn},
		{Name: "recover.stop.landing", Pattern: "GET /recover/stop/{token}", Access: web.Public, Handler: p.recoverLanding(people.RecoveryStop)},
		{Name: "recover.stop", Pattern: "POST /recover/stop/{token}", Access: web.Public, Handler: p.recoverStop},
		{Name: "recover.set.landing", Pattern: "GET /recover/set/{token}", Access: web.Public, Handler: p.recoverLanding(people.RecoverySet)},
		{Name: "recover.set", Pattern: "POST /recover/set/{token}", Access: web.Public, Handler: p.recoverSet},
		{Name: "sign-out", Pattern: "POST /sign-out", Access: web.Public, Handler: p.signOut},
		{Name: "preferences", Pattern: "POST /preferences", Access: web.Public, Handler: p.setPreferences},

		{Name: "my.profile", Pattern: "GET /my/profile", Access: web.SignedIn, Handler: p.profile},
		{Name: "my.profile.save", Pattern: "POST /my/profile", Access: web.SignedIn, Handler: p.saveProfile},
		{Name: "my.addresses", Pattern: "GET /my/addresses", Access: web.SignedIn, Handler: p.addresses},
		{Name: "my.addresses.add", Pattern: "POST /my/addresses", Access: web.Fresh(web.SignedIn), Handler: p.addAddress},
		{Name: "my.addresses.use", Pattern: "POST /my/addresses/use", Access: web.Fresh(web.SignedIn), Handler: p.useAddress},
		{Name: "my.addresses.remove", Pattern: "POST /my/addresses/remove", Access: web.Fresh(web.SignedIn), Handler: p.removeAddress},
		{Name: "my.password", Pattern: "POST /my/password", Access: web.Fresh(web.SignedIn), Handler: p.changePassword},
		{Name: "my.sign-ins", Pattern: "GET /my/sign-ins", Access: web.SignedIn, Handler: p.movedWays},
		{Name: "my.sign-in.unlink", Pattern: "POST " + signInPath + "/unlink", Access: own, Handler: p.unlink},
		{Name: "my.sign-in.link", Pattern: "POST " + signInPath + "/with/{provider}", Access: own, Handler: p.linkWith},
		{Name: "my.sign-in", Pattern: "GET /my/sign-in", Access: web.SignedIn, Handler: p.signingIn},
		{Name: "my.sign-in.end", Pattern: "POST /my/sign-in/end", Access: web.SignedIn, Handler: p.endSession},
		{Name: "my.sign-in.app", Pattern: "GET /my/sign-in/app", Access: own, Handler: p.app},
		{Name: "my.sign-in.app.begin", Pattern: "POST /my/sign-in/app", Access: own, Handler: p.beginApp},
		{Name: "my.sign-in.app.confirm", Pattern: "POST /my/sign-in/app/confirm", Access: own, Handler: p.confirmApp},
		{Name: "my.sign-in.app.end", Pattern: "POST /my/sign-in/app/end", Access: own, Handler: p.endApp},
		{Name: "my.sign-in.codes", Pattern: "POST /my/sign-in/codes", Access: own, Handler: p.renewCodes},
		{Name: "my.passkeys.begin", Pattern: "POST /my/sign-in/passkeys/begin", Access: own, Handler: p.passkeyNew},
		{Name: "my.passkeys.add", Pattern: "POST /my/sign-in/passkeys", Access: own, Handler: p.passkeyAdd},
		{Name: "my.passkeys.rename", Pattern: "POST /my/sign-in/passkeys/rename", Access: own, Handler: p.passkeyRename},
		{Name: "my.passkeys.remove", Pattern: "POST /my/sign-in/passkeys/remove", Access: own, Handler: p.passkeyRemove},
		{Name: "my.tokens", Pattern: "GET /my/tokens", Access: web.SignedIn, Handler: p.tokens},
		{Name: "my.tokens.create", Pattern: "POST /my/tokens", Access: web.Fresh(web.SignedIn), Handler: p.createToken},
		{Name: "my.tokens.end", Pattern: "POST /my/tokens/end", Access: web.SignedIn, Handler: p.endToken},

		{Name: "units", Pattern: "GET /units", Access: web.Public, Handler: p.units, Entry: "units"},
		{Name: "unit.show", Pattern: "GET /units/{acronym}", Access: web.Public, Handler: p.unit, Entry: "unit"},

		{Name: "people.find", Pattern: "GET /work/people", Access: granter, Handler: p.find},
		{Name: "people.export", Pattern: "GET /work/people.csv", Access: lookers, Handler: p.export},
		{Name: "people.show", Pattern: "GET /work/people/{id}", Access: granter, Handler: p.show},
		{Name: "people.role.grant", Pattern: "POST /work/people/{id}/roles", Access: web.Fresh(web.Staff(authz.Admin, authz.UnitManager)), Handler: p.grantRole},
		{Name: "people.role.end", Pattern: "POST /work/people/{id}/roles/end", Access: web.Staff(authz.Admin, authz.UnitManager), Handler: p.endRole},
		{Name: "people.membership.add", Pattern: "POST /work/people/{id}/memberships", Access: admin, Handler: p.addMembership},
		{Name: "people.merge.preview", Pattern: "GET /work/people/{id}/merge", Access: web.Fresh(admin), Handler: p.previewMerge},
		{Name: "people.merge", Pattern: "POST /work/people/{id}/merge", Access: web.Fresh(admin), Handler: p.merge},
		{Name: "people.merge.undo", Pattern: "POST /work/people/{id}/merge/undo", Access: web.Fresh(admin), Handler: p.undoMerge},
		{Name: "people.sign-out", Pattern: "POST /work/people/{id}/sign-out", Access: admin, Handler: p.signOutPerson},
		{Name: "people.close", Pattern: "POST /work/people/{id}/close", Access: admin, Handler: p.closePerson},
		{Name: "people.reopen", Pattern: "POST /work/people/{id}/reopen", Access: web.Fresh(admin), Handler: p.reopenPerson},
		{Name: "merges", Pattern: "GET " + mergesPath, Access: admin, Handler: p.merges},
		{Name: "merge", Pattern: "GET " + mergesPath + "/{id}", Access: admin, Handler: p.mergeRequest},
		{Name: "merge.agree", Pattern: "POST " + mergesPath + "/{id}/agree", Access: web.Fresh(admin), Handler: p.agreeMerge},
		{Name: "merge.refuse", Pattern: "POST " + mergesPath + "/{id}/refuse", Access: admin, Handler: p.refuseMerge},
		{Name: "recoveries", Pattern: "GET " + recoveriesPath, Access: admin, Handler: p.recoveries},
		{Name: "recovery", Pattern: "GET " + recoveriesPath + "/{id}", Access: admin, Handler: p.recovery},
		{Name: "recovery.open", Pattern: "POST " + recoveriesPath + "/{id}/open", Access: web.Fresh(admin), Handler: p.openRecovery},
		{Name: "recovery.confirm", Pattern: "POST " + recoveriesPath + "/{id}/confirm", Access: web.Fresh(admin), Handler: p.confirmRecovery},
		{Name: "recovery.refuse", Pattern: "POST " + recoveriesPath + "/{id}/refuse", Access: admin, Handler: p.refuseRecovery},
		{Name: "members.import", Pattern: "GET /work/members/import", Access: admin, Handler: p.importForm(memberFile)},
		{Name: "members.import.upload", Pattern: "POST /work/members/import", Access: admin, Handler: p.importUpload(memberFile), MaxBody: maxUpload + 1<<16},
		{Name: "members.import.difference", Pattern: "GET /work/members/import/{upload}", Access: admin, Handler: p.importDifference(memberFile)},
		{Name: "members.import.apply", Pattern: "POST /work/members/import/{upload}", Access: admin, Handler: p.importApply(memberFile)},
		{Name: "work.units", Pattern: "GET /work/units", Access: admin, Handler: p.workUnits},
		{Name: "work.units.new", Pattern: "GET /work/units/new", Access: admin, Handler: p.newUnit},
		{Name: "work.units.add", Pattern: "POST /work/units", Access: admin, Handler: p.addUnit},
		{Name: "work.unit", Pattern: "GET /work/units/{id}", Access: admin, Handler: p.workUnit},
		{Name: "work.unit.name", Pattern: "POST /work/units/{id}/name", Access: admin, Handler: p.renameUnit},
		{Name: "work.unit.merge", Pattern: "POST /work/units/{id}/merge", Access: admin, Handler: p.mergeUnit},
		{Name: "work.unit.undo", Pattern: "POST /work/units/{id}/undo", Access: admin, Handler: p.undoUnit},
		{Name: "organisations", Pattern: "GET /work/organisations", Access: admin, Handler: p.organisations},
		{Name: "organisations.add", Pattern: "POST /work/organisations", Access: admin, Handler: p.addOrganisation},
		{Name: "organisations.import", Pattern: "GET /work/organisations/import", Access: admin, Handler: p.importForm(organisationFile)},
		{Name: "organisations.import.upload", Pattern: "POST /work/organisations/import", Access: admin, Handler: p.importUpload(organisationFile), MaxBody: maxUpload + 1<<16},
		{Name: "organisations.import.difference", Pattern: "GET /work/organisations/import/{upload}", Access: admin, Handler: p.importDifference(organisationFile)},
		{Name: "organisations.import.apply", Pattern: "POST /work/organisations/import/{upload}", Access: admin, Handler: p.importApply(organisationFile)},
		{Name: "organisation", Pattern: "GET /work/organisations/{id}", Access: admin, Handler: p.organisation},
		{Name: "organisation.change", Pattern: "POST /work/organisations/{id}", Access: admin, Handler: p.changeOrganisation},
	}
}
