/* What waits on this device for a line, with its files: kept until it has arrived, sent one after another, each exactly
   once. Its key goes with it: whatever becomes of the answer, the service knows a second sending and repeats what it
   said first. Shared by pages and worker. `base`: the database; `to`: where it goes unless it says so itself;
   `mark`: asks for a token; `outcome`: what an answer makes of it, nothing where it is to be sent again. */
self.tanggapQueueOf = (settings) => {
  "use strict";
  const { base: stored, to, mark, outcome } = settings;
  const HOUR = 3600 * 1000;

  const opened = () => new Promise((done, failed) => {
    const asked = indexedDB.open(stored, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("reports", { keyPath: "key" });
      asked.result.createObjectStore("shared", { autoIncrement: true });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });

  async function within(store, mode, change) {
    const base = await opened();
    try {
      return await new Promise((done, failed) => {
        const step = base.transaction(store, mode);
        const asked = change(step.objectStore(store));
        step.oncomplete = () => done(asked.result);
        step.onerror = step.onabort = () => failed(step.error);
      });
    } finally {
      base.close();
    }
  }

  const put = (report) => within("reports", "readwrite", (store) => store.put(report));
  const drop = (key) => within("reports", "readwrite", (store) => store.delete(key));

  // What arrived long ago is forgotten: hours after it was seen on a device that may be anybody's.
  async function all() {
    const found = await within("reports", "readonly", (store) => store.getAll()), now = Date.now();
    const over = (one) => one.state === "sent"
      && now - (one.seen || one.sent) > (one.seen && !one.own ? 8 * HOUR : 30 * 24 * HOUR);
    for (const one of found.filter(over)) await drop(one.key);
    return found.filter((one) => !over(one)).sort((one, other) => one.at - other.at);
  }

  // `form`: its fields; `files`: the files themselves, also those that had been sent ahead; `more`: what else is known.
  async function add(form, files, more = {}) {
    const fields = [...form.entries()].filter(([name, value]) => typeof value === "string" && name !== "csrf_token" && name !== "key");
    const loose = [...form.values()].filter((value) => typeof value !== "string" && value.size);
    const key = form.get("key") || fresh();
    await put({ key, at: Date.now(), state: "waiting", fields, files: [...files, ...loose], own: form.has("own_device"), ...more });
    return key;
  }

  const fresh = () => [...crypto.getRandomValues(new Uint8Array(18))].map((one) => one.toString(16).padStart(2, "0")).join("");

  // The token of a form that lay here for a night is of a session long gone: each sending asks for its own.
  async function token() {
    const answer = await fetch(mark, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    whose = told.whose;
    return told.token;
  }
  let whose; // whoever the token is of: what another one wrote on this device stays until they are back

  // One sender at a time, page or worker; where a browser has no locks, the key alone keeps it to one report.
  const send = () => (navigator.locks ? navigator.locks.request(`${stored}-queue`, send_all) : send_all());

  async function send_all() {
    for (const one of (await all()).filter((each) => each.state === "waiting")) {
      let became;
      try {
        const body = new FormData();
        body.append("csrf_token", await token());
        if (one.whose !== whose) continue;
        body.append("key", one.key);
        for (const [name, value] of one.fields) body.append(name, value);
        for (const file of one.files) body.append(one.part || "files", file, file.name);
        became = await outcome(await fetch(one.to || to, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } }), one);
      } catch {
        return; // no line, or it was lost before the answer: once more with the next one
      }
      if (!became) return; // the service is busy or away
      await put(became);
    }
  }

  const share = (text, files) => within("shared", "readwrite", (store) => store.add({ text, files }));
  async function shared() {
    const found = await within("shared", "readonly", (store) => store.getAll());
    if (found.length) await within("shared", "readwrite", (store) => store.clear());
    return found;
  }

  return { add, all, drop, put, send, token, fresh, share, shared };
};

self.tanggapQueue = self.tanggapQueueOf({
  base: "tanggap",
  to: "/lapor",
  mark: "/lapor/tanda",
  async outcome(answer, one) {
    if (answer.ok) return { key: one.key, at: one.at, state: "sent", sent: Date.now(), own: one.own, ...await answer.json() };
    // Sent again as it is, it would be refused again.
    return [400, 409, 413, 415, 422].includes(answer.status) ? { ...one, state: "refused" } : null;
  },
});
