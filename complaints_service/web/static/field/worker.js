/* Keeps the page of field work usable without a line, on the phone of whoever reads it: their own page, for one working
   day, and what it is made of. Whoever is signed out, or somebody else, throws it away by opening it with a line. */
(() => {
  "use strict";
  const PAGE = "/meja/lapangan", CACHE = "tanggap-lapangan", OLD = 14 * 3600 * 1000, PATIENCE = 8000;
  const PARTS = /(?:src|href)="(\/static\/[^"]+)"/g;

  async function keep(answer) {
    if (answer.status !== 200 || answer.redirected) { await caches.delete(CACHE); return; }
    const page = await answer.clone().text();
    const cache = await caches.open(CACHE);
    await cache.addAll([...new Set([...page.matchAll(PARTS)].map((one) => one[1].replaceAll("&amp;", "&")))]);
    await cache.put(PAGE, answer);
  }

  async function kept() {
    const cache = await caches.open(CACHE), page = await cache.match(PAGE);
    if (page && Date.now() - Date.parse(page.headers.get("Date")) < OLD) return page;
    await caches.delete(CACHE);
    return undefined;
  }

  async function page(event) {
    const asked = fetch(event.request).then((answer) => { event.waitUntil(keep(answer.clone())); return answer; }).catch(() => null);
    const late = new Promise((done) => { setTimeout(done, PATIENCE); });
    const answer = await Promise.race([asked, late]);
    if (answer && ![502, 503, 504].includes(answer.status)) return answer;
    return await kept() || asked.then((found) => found || Response.error());
  }

  self.addEventListener("install", (event) => event.waitUntil(
    fetch(PAGE, { credentials: "same-origin" }).then(keep).then(() => self.skipWaiting())));
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("fetch", (event) => {
    const { request } = event, { origin, pathname } = new URL(request.url);
    if (origin !== self.location.origin || request.method !== "GET") return;
    if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(event));
    else if (pathname.startsWith("/static/")) event.respondWith(caches.match(request).then((found) => found || fetch(request)));
  });
})();
