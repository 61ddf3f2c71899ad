/* Keeps the form for reports usable without a line. It looks at the form's own address and what that page is made of,
   and at nothing else: no page of a report, of an officer or with a name in it is ever kept, because the one page kept
   is asked for without cookies. Served behind queue.js as one file, /sw.js. */
(() => {
  "use strict";
  const queue = self.tanggapQueue;
  const FORM = "/lapor", KEPT = "/lapor/luring", SHARED = "/lapor/terima";
  const CACHE = "tanggap-lapor-", OLD = 12 * 3600 * 1000, PATIENCE = 8000;
  const PART = /^\/static\/|\.(?:geo)?json$/;
  const PARTS = /(?:src|href)="(\/static\/[^"]+)"|data-(?:pin|streets)="(\/[^"]+)"/g;

  // The page and all it names, whole or not at all; its version is what it says.
  async function refresh(language) {
    const answer = await fetch(KEPT, { credentials: "omit", cache: "no-store", headers: { "Accept-Language": language } });
    if (!answer.ok) return;
    const page = await answer.clone().text();
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(page));
    const name = CACHE + [...new Uint8Array(digest).slice(0, 8)].map((one) => one.toString(16).padStart(2, "0")).join("");
    const parts = [...page.matchAll(PARTS)].map((one) => (one[1] || one[2]).replaceAll("&amp;", "&"));
    const cache = await caches.open(name);
    await cache.addAll([...new Set(parts)]);
    await cache.put(KEPT, answer);
    for (const other of await caches.keys()) if (other.startsWith(CACHE) && other !== name) await caches.delete(other);
  }

  async function refresh_old(language) {
    const kept = await caches.match(KEPT);
    const age = kept ? Date.now() - Date.parse(kept.headers.get("Date")) : Infinity;
    if (!(age < OLD) || kept.headers.get("Content-Language") !== language) await refresh(language);
  }

  // The line first; the kept page where there is none, or where it takes too long.
  async function form_page(request) {
    const kept = await caches.match(KEPT);
    if (!kept) return fetch(request);
    const late = new Promise((done) => { setTimeout(done, PATIENCE); });
    const answer = await Promise.race([fetch(request).catch(() => null), late]);
    return answer && ![502, 503, 504].includes(answer.status) ? answer : kept;
  }

  // A report whose line is lost while it is sent waits here; an anonymous one is kept nowhere.
  async function handed_in(request) {
    const copy = request.clone();
    try {
      return await fetch(request);
    } catch (lost) {
      const form = await copy.formData();
      if (form.get("privacy") === "anonymous") throw lost;
      await queue.add(form, []);
      return Response.redirect(FORM, 303);
    }
  }

  async function shared(request) {
    const copy = request.clone();
    try {
      return await fetch(request);
    } catch {
      const form = await copy.formData();
      const text = ["title", "text", "url"].map((name) => form.get(name)).filter(Boolean).join("\n");
      await queue.share(text, form.getAll("files").filter((one) => one.size));
      return Response.redirect(FORM, 303);
    }
  }

  self.addEventListener("install", (event) => {
    const language = new URL(self.location).searchParams.get("bahasa") || "id";
    event.waitUntil(refresh(language).then(() => self.skipWaiting()));
  });
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("message", (event) => event.waitUntil(refresh_old(event.data.language).catch(() => { /* next time */ })));
  self.addEventListener("sync", (event) => { if (event.tag === "laporan") event.waitUntil(queue.send()); });
  self.addEventListener("fetch", (event) => {
    const { request } = event, { origin, pathname } = new URL(request.url);
    if (origin !== self.location.origin) return;
    if (request.mode === "navigate") {
      if (request.method === "GET" && pathname === FORM) event.respondWith(form_page(request));
      else if (request.method === "POST" && pathname === FORM) event.respondWith(handed_in(request));
      else if (request.method === "POST" && pathname === SHARED) event.respondWith(shared(request));
    } else if (request.method === "GET" && PART.test(pathname)) {
      event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
    }
  });
})();
