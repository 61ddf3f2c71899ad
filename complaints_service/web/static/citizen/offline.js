/* The form without a line: what is sent then waits on this device (queue.js) and goes by itself once the line is back;
   what became of it is told here. Without this script nothing waits and nothing is kept. */
(() => {
  "use strict";
  const queue = self.tanggapQueue;
  const told = document.querySelector("[data-queue]");
  const form = document.querySelector("form[data-draft=lapor]");
  if (!told || !self.indexedDB) return;
  const FIRST_PAUSE = 1000, LONGEST_PAUSE = 300000;
  const language = document.documentElement.lang;

  if (form && navigator.serviceWorker && self.isSecureContext) {
    navigator.serviceWorker.register(form.dataset.worker, { scope: "/lapor" })
      .then((registration) => registration.active?.postMessage({ language }))
      .catch(() => { /* forbidden here: what waits goes with the next visit */ });
  }

  async function show() {
    const found = await queue.all();
    told.replaceChildren(...told.querySelectorAll("template"), ...found.map(row));
    told.hidden = !found.length;
    for (const one of found) if (one.state === "sent" && !one.seen) await queue.put({ ...one, seen: Date.now() });
    return found;
  }

  function row(report) {
    const made = told.querySelector(`template[data-state=${report.state}]`).content.cloneNode(true);
    const then = new Date(report.at);
    made.querySelector("[data-time]").textContent = then.toLocaleString(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    const press = (name, does) => made.querySelector(`[data-${name}]`)?.addEventListener("click", does);
    if (report.number) {
      made.querySelector("[data-number]").textContent = report.number;
      made.querySelector("[data-open]").href = report.open;
    }
    press("send", go_at_once);
    press("drop", async () => { await queue.drop(report.key); await show(); });
    press("mend", async (event) => {
      if (!form) return; // the link leads to the form
      event.preventDefault();
      const words = report.fields.filter(([name]) => name.startsWith("draft_files"));
      const files = words.map(([field, word]) => ({ field, word, name: told.dataset.file }));
      form.dispatchEvent(new CustomEvent("tanggap:mend", { detail: { values: Object.fromEntries(report.fields), files } }));
      form.querySelector("[data-files]").dispatchEvent(new CustomEvent("tanggap:files", { detail: report.files }));
      await queue.drop(report.key);
      await show();
      form.elements.text.focus();
    });
    return made;
  }

  // A line that has just come back is seldom steady: what did not go is tried again while the page is open.
  let again, pause;
  async function go() {
    clearTimeout(again);
    await whole().catch(() => { /* still no line */ });
    await queue.send();
    const left = await show();
    if (left.some((one) => one.state === "waiting")) again = setTimeout(go, pause = Math.min(2 * pause, LONGEST_PAUSE));
  }
  const go_at_once = () => { pause = FIRST_PAUSE; return go(); };

  // The page that was kept has no token: it gets one as soon as there is a line.
  async function whole() {
    if (form && !form.elements.csrf_token.value) form.elements.csrf_token.value = await queue.token();
  }

  const waits = async () => {
    const files = [...form.querySelectorAll("[data-list] li")].filter((one) => one.file);
    const fields = new FormData(form);
    const words = new Set(files.map((one) => one.querySelector("input:checked")?.value));
    for (const name of new Set([...fields.keys()].filter((one) => one.startsWith("draft_files")))) {
      const left = fields.getAll(name).filter((word) => !words.has(word));
      fields.delete(name);
      for (const word of left) fields.append(name, word);
    }
    const key = await queue.add(fields, files.map((one) => one.file));
    form.dispatchEvent(new Event("tanggap:kept"));
    form.elements.key.value = queue.fresh();
    await show();
    told.scrollIntoView({ block: "nearest" });
    navigator.serviceWorker?.ready.then((registration) => registration.sync?.register("laporan")).catch(() => { /* without it, the page sends */ });
    return key;
  };

  // What cannot be judged without the service is judged when it arrives; what is plainly missing is said at once.
  function lacks() {
    const sent = new FormData(form);
    for (const one of form.querySelectorAll("[data-need]")) {
      one.hidden = one.dataset.need.split(" ").some((name) => (sent.get(name) || "").trim());
    }
    const first = form.querySelector("[data-need]:not([hidden])");
    if (first) form.querySelector(`[name="${first.dataset.need.split(" ")[0]}"]`).focus();
    return Boolean(first);
  }

  async function without_line() {
    if (lacks()) return;
    if (form.querySelector("[name=privacy][value=anonymous]").checked) {
      form.querySelector("[data-stay]").hidden = false;
      // "online" says that there is a line, not that we are at its end: a page that goes too early is lost.
      const reached = () => queue.token().catch(() => new Promise((later) => setTimeout(later, 2000)).then(reached));
      window.addEventListener("online", () => whole().then(reached).then(() => form.requestSubmit()), { once: true });
      return;
    }
    await waits();
  }

  if (form) {
    if (!form.elements.key.value) form.elements.key.value = queue.fresh();
    form.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("formaction")) return;
      const away = navigator.onLine === false;
      if (!away && form.elements.csrf_token.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (away) without_line();
      else whole().then(() => form.requestSubmit(event.submitter), without_line);
    }, true);
    queue.shared().then((found) => {
      for (const one of found) {
        if (one.text) form.elements.text.value = [form.elements.text.value, one.text].filter(Boolean).join("\n");
        form.querySelector("[data-files]").dispatchEvent(new CustomEvent("tanggap:files", { detail: one.files }));
      }
    }).catch(() => { /* nothing was shared */ });
  }
  window.addEventListener("online", go_at_once);
  show().then(go_at_once).catch(() => { /* storage is forbidden here: nothing waits */ });
})();
