// What is nicer with script. Every page works without this file.
(() => {
  "use strict";

  // A menu closes when the reader turns to something else, and on Escape gives the focus back.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-lc-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-lc-menu]")));
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details[data-lc-menu]")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details[data-lc-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Copy buttons are shown only where copying works.
  const showCopyButtons = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("button[data-lc-copy][hidden]")) button.hidden = false;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-lc-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.lcCopy);
    button.querySelector("[aria-live]").textContent = button.dataset.lcCopied;
  });
  showCopyButtons();

  // A phone at a door keeps its page and whose tickets open it, until the doors have closed or nobody is signed in any more. What it has
  // read and not sent yet stays, without names.
  const doors = () => JSON.parse(localStorage.getItem("commons-doors") ?? "{}");
  const inDoors = (act) => new Promise((done, fail) => {
    const request = indexedDB.open("commons-door");
    request.onupgradeneeded = () => request.transaction.abort(); // there is nothing to forget
    request.onerror = () => (request.error.name === "AbortError" ? done() : fail(request.error));
    request.onsuccess = () => {
      const tx = request.result.transaction(["tickets", "scans"], "readwrite");
      const asked = act(tx.objectStore("tickets"), tx.objectStore("scans"));
      tx.oncomplete = () => { request.result.close(); done(asked.result); };
      tx.onabort = () => { request.result.close(); fail(tx.error); };
    };
  });
  // A door is written down before it is kept (door.js) and struck out when all of it is forgotten, so that what fails is tried again.
  const forgetDoor = async (door) => {
    await inDoors((tickets, scans) => {
      scans.openCursor().onsuccess = ({ target: { result: at } }) => {
        if (!at) return;
        if (at.value.door === door && at.value.outcome === "waiting") at.update({ ...at.value, name: "" });
        else if (at.value.door === door) at.delete();
        at.continue();
      };
      return tickets.delete(door);
    });
    const worker = await navigator.serviceWorker?.getRegistration(door);
    if (worker && new URL(worker.scope).pathname === door) await worker.unregister();
    if (window.caches) {
      await (await caches.open("commons-door")).delete(door);
      if (Object.keys(doors()).every((other) => other === door)) await caches.delete("commons-door");
    }
    const { [door]: _, ...others } = doors();
    localStorage.setItem("commons-doors", JSON.stringify(others));
  };
  // Once: doors that were kept before they were written down.
  const forgetUnwritten = async () => {
    for (const door of await inDoors((tickets) => tickets.getAllKeys()) ?? []) {
      if (!(door in doors())) await forgetDoor(door);
    }
    localStorage.setItem("commons-doors-written", "1");
  };
  document.addEventListener("commons:forget-door", (event) => event.detail.done(forgetDoor(event.detail.door)));
  try {
    const signedIn = document.querySelector("form[action='/sign-out']");
    for (const [door, until] of Object.entries(doors())) {
      if (!signedIn || until < Date.now()) forgetDoor(door).catch(() => {});
    }
    if (!localStorage.getItem("commons-doors-written")) forgetUnwritten().catch(() => {});
  } catch { /* a browser that keeps nothing has nothing to forget */ }
  document.addEventListener("htmx:load", showCopyButtons);
})();
