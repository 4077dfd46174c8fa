// Lets the page at one door be opened again without a connection. Its scope is that page; door.js has put into the cache what it answers
// with, and commons.js takes it out again.
(() => {
  "use strict";

  const patience = 5000;
  const door = new URL(self.registration.scope).pathname;

  const page = async (request) => {
    const kept = await caches.match(door);
    if (!kept) return fetch(request);
    const late = new Promise((_, give) => { setTimeout(give, patience); });
    try {
      const answer = await Promise.race([fetch(request), late]);
      return answer.status < 500 ? answer : kept;
    } catch {
      return kept;
    }
  };

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("fetch", (event) => {
    const { pathname, origin } = new URL(event.request.url);
    if (event.request.method !== "GET" || origin !== location.origin) return;
    if (event.request.mode === "navigate" && pathname === door) event.respondWith(page(event.request));
    // The address of a file names its content for ever.
    if (pathname.startsWith("/static/")) event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
  });
})();
