/* Field work: what is written at a place goes at once, or waits on this phone until there is a line (citizen/queue.js), and
   is sent exactly once. A ticket that changed meanwhile takes nothing: that is told, and the words stay to be read. */
(() => {
  "use strict";
  const told = document.querySelector("[data-field]");
  if (!told || !self.indexedDB) return;
  const queue = self.tanggapQueueOf({
    base: "tanggap-lapangan",
    to: "",
    mark: "/meja/lapangan/tanda",
    async outcome(answer, one) {
      if (answer.ok && new URL(answer.url).pathname.startsWith("/meja")) return { key: one.key, at: one.at, state: "sent", sent: Date.now(), number: one.number };
      if (OWN_WORDS[answer.status]) return { ...one, state: OWN_WORDS[answer.status] };
      return [400, 409, 415, 422].includes(answer.status) ? { ...one, state: answer.status === 409 ? "changed" : "refused", why: await why(answer) } : null;
    },
  });
  /* What a proxy may answer as well, and what the ticket's page could not tell either: the page here has words for it. */
  const OWN_WORDS = { 404: "gone", 413: "large" };
  /* Why the service refused it, in its own words; what is not from the act itself has none. */
  const why = (answer) => answer.json().then((told) => told.detail || "", () => "");
  const FIRST_PAUSE = 1000, LONGEST_PAUSE = 300000;

  if (navigator.serviceWorker && self.isSecureContext) {
    navigator.serviceWorker.register(told.dataset.worker, { scope: "/meja/lapangan" }).catch(() => { /* forbidden here */ });
  }

  async function show() {
    const found = await queue.all();
    told.replaceChildren(...told.querySelectorAll("template"), ...found.map(row));
    told.hidden = !found.length;
    for (const one of found) if (one.state === "sent" && !one.seen) await queue.put({ ...one, seen: Date.now() });
    return found;
  }

  function row(one) {
    const made = told.querySelector(`template[data-state=${one.state}]`).content.cloneNode(true);
    const link = made.querySelector("[data-number]");
    link.textContent = one.number;
    link.href = `/meja/${one.number}`;
    const words = made.querySelector("[data-words]");
    if (words) words.textContent = Object.fromEntries(one.fields).text || "";
    const why_not = made.querySelector("[data-why]");
    if (why_not) why_not.textContent = one.why || "";
    made.querySelector("[data-drop]")?.addEventListener("click", async () => { await queue.drop(one.key); await show(); });
    return made;
  }

  // A line that has just come back is seldom steady: what did not go is tried again while the page is open.
  let again, pause;
  async function go() {
    clearTimeout(again);
    await queue.send();
    const left = await show();
    if (left.some((one) => one.state === "waiting")) again = setTimeout(go, pause = Math.min(2 * pause, LONGEST_PAUSE));
  }
  const go_at_once = () => { pause = FIRST_PAUSE; return go(); };

  for (const form of document.querySelectorAll("form[data-at]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fields = new FormData(form);
      fields.delete("key"); // the page may lie here all day: each sending has its own
      await queue.add(fields, [], { to: form.getAttribute("action"), part: form.dataset.part, number: form.dataset.at, whose: told.dataset.whose });
      form.reset();
      await show();
      told.scrollIntoView({ block: "nearest" });
      await go_at_once();
    });
  }
  window.addEventListener("online", go_at_once);
  show().then(go_at_once).catch(() => { /* storage is forbidden here: nothing waits */ });
})();
