// An OpenID Connect provider that is not ours: npm oidc-provider, with a page to sign in at and a few people.
import { createServer } from "node:http";
import { once } from "node:events";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import Provider from "oidc-provider";

// openProvider takes a port. serve(client) begins to answer, once it is known where the client is; breakTokens(true)
// has its token endpoint hang up from then on.
export async function openProvider(people) {
  let provider;
  let broken = false;
  const server = createServer((req, res) => {
    const { pathname } = new URL(req.url, "http://provider");
    if (!provider || (broken && pathname === "/token")) return req.socket.destroy();
    if (pathname.startsWith("/interaction/")) return interact(provider, req, res).catch((err) => { res.statusCode = 500; res.end(String(err)); });
    return provider.callback()(req, res);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `127.0.0.1:${server.address().port}`;
  return {
    address,
    url: `http://${address}`,
    breakTokens(yes) { broken = yes; },
    serve(client) { provider = make(`http://${address}`, client, people); },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function make(issuer, client, people) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return new Provider(issuer, {
    clients: [client],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "walk", use: "sig", alg: "RS256" }] },
    cookies: { keys: [randomUUID()] },
    features: { devInteractions: { enabled: false } },
    scopes: ["openid", "email", "profile", "groups"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid email profile groups");
      await grant.save();
      return grant;
    },
  });
}

// interact is the provider's page: who are you, or call it off.
async function interact(provider, req, res) {
  await provider.interactionDetails(req, res);
  if (req.method === "GET") {
    res.setHeader("Content-Type", "text/html");
    res.end(`<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,"><h1>Provider</h1>
      <form method="post"><label>Name <input name="who"></label> <button name="do" value="in">Sign in there</button> <button name="do" value="no">Call it off</button></form></html>`);
    return;
  }
  let body = "";
  for await (const part of req) body += part;
  const form = new URLSearchParams(body);
  const result = form.get("do") === "no" ? { error: "access_denied", error_description: "<b>no</b>" } : { login: { accountId: form.get("who"), remember: false } };
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
}
