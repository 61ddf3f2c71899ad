/* Reports that wait on this device for a line, with their files: kept until they have arrived, sent one after another,
   each exactly once. Its key goes with a report: whatever becomes of the answer, the service knows a second sending and
   repeats what it said first. Shared by the page and the worker. */
self.tanggapQueue = (() => {
  "use strict";
  const HOUR = 3600 * 1000;
  const WRONG = new Set([400, 409, 413, 415, 422]); // sent again as it is, it would be refused again

  const opened = () => new Promise((done, failed) => {
    const asked = indexedDB.open("tanggap", 1);
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

  // `form`: its fields; `files`: the files themselves, also those that had been sent ahead.
  async function add(form, files) {
    const fields = [...form.entries()].filter(([name, value]) => typeof value === "string" && name !== "csrf_token" && name !== "key");
    const loose = [...form.values()].filter((value) => typeof value !== "string" && value.size);
    const key = form.get("key") || fresh();
    await put({ key, at: Date.now(), state: "waiting", fields, files: [...files, ...loose], own: form.has("own_device") });
    return key;
  }

  const fresh = () => [...crypto.getRandomValues(new Uint8Array(18))].map((one) => one.toString(16).padStart(2, "0")).join("");

  // The token of a form that lay here for a night is of a session long gone: each sending asks for its own.
  async function token() {
    const answer = await fetch("/lapor/tanda", { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    return (await answer.json()).token;
  }

  // One sender at a time, page or worker; where a browser has no locks, the key alone keeps it to one report.
  const send = () => (navigator.locks ? navigator.locks.request("tanggap-queue", send_all) : send_all());

  async function send_all() {
    for (const one of (await all()).filter((each) => each.state === "waiting")) {
      let answer, said;
      try {
        const body = new FormData();
        body.append("csrf_token", await token());
        body.append("key", one.key);
        for (const [name, value] of one.fields) body.append(name, value);
        for (const file of one.files) body.append("files", file, file.name);
        answer = await fetch("/lapor", { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
        if (answer.ok) said = await answer.json();
      } catch {
        return; // no line, or it was lost before the answer: once more with the next one
      }
      if (said) await put({ key: one.key, at: one.at, state: "sent", sent: Date.now(), own: one.own, ...said });
      else if (WRONG.has(answer.status)) await put({ ...one, state: "refused" });
      else return; // the service is busy or away
    }
  }

  const share = (text, files) => within("shared", "readwrite", (store) => store.add({ text, files }));
  async function shared() {
    const found = await within("shared", "readonly", (store) => store.getAll());
    if (found.length) await within("shared", "readwrite", (store) => store.clear());
    return found;
  }

  return { add, all, drop, put, send, token, fresh, share, shared };
})();
