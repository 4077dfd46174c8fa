// Passkeys need script: the browser makes and uses them only for a page that asks. Each form with
// data-lc-passkey shows itself where that can be done, asks the server what is to be signed, and
// sends what the browser answered as an ordinary form.
const can = globalThis.PublicKeyCredential;
const readers = { get: can?.parseRequestOptionsFromJSON, create: can?.parseCreationOptionsFromJSON };

for (const form of document.querySelectorAll("form[data-lc-passkey]")) {
  const act = form.dataset.lcPasskey;
  if (!readers[act]) continue;
  form.hidden = false;
  for (const without of document.querySelectorAll("[data-lc-passkey-without]")) without.hidden = true;
  const said = form.querySelector("[data-lc-said]");
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    said.textContent = "";
    try {
      const answer = await fetch(form.dataset.lcBegin, { method: "POST", headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const publicKey = readers[act].call(can, await answer.json());
      const credential = await navigator.credentials[act]({ publicKey });
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      said.textContent = said.dataset.lcSaid;
      button.disabled = false;
    }
  });
}
