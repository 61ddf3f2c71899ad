/* Keeps what is half written, says who else writes, and begins a letter by a template: ";", letters of its name and a
   space put its words there, ";;" opens the list. Without this script the letter is sent as it stands, and a template
   is chosen by hand. */
(() => {
  "use strict";
  const WAIT = 1500;
  for (const form of document.querySelectorAll("[data-keep]")) keep(form);
  document.addEventListener("tanggap:shown", (event) => { // a box that came later, beside the list
    for (const form of event.target.querySelectorAll("[data-keep]")) keep(form);
    for (const select of event.target.querySelectorAll("[data-templates]")) beside(select, open(select));
  });
  for (const select of document.querySelectorAll("[data-templates]")) open(select);
  // The browser itself goes to the form first, and takes the focus from whatever has it.
  const begin = () => document.querySelector("#jawab textarea")?.focus({ preventScroll: true });
  if (location.hash === "#jawab") addEventListener("load", () => requestAnimationFrame(begin));

  function keep(form) {
    const text = form.elements.text;
    const told = document.querySelector("[data-writing]");
    let kept = text.value;
    let timer = 0;
    const body = () => {
      const sent = new FormData();
      sent.append("csrf_token", form.elements.csrf_token.value);
      sent.append("text", text.value);
      kept = text.value;
      return sent;
    };
    const send = async () => {
      if (text.value === kept) return;
      const before = kept;
      try {
        const answer = await fetch(form.dataset.keep, { method: "POST", body: body() });
        if (!answer.ok) { kept = before; return; }
        told.textContent = await answer.text();
        told.hidden = !told.textContent;
      } catch { kept = before; } // the line is gone: the next letter tries again
    };
    text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(send, WAIT); });
    form.addEventListener("tanggap:leaves", () => { clearTimeout(timer); send(); });
    form.addEventListener("submit", () => { clearTimeout(timer); kept = text.value; });
    window.addEventListener("pagehide", () => {
      clearTimeout(timer);
      if (text.value !== kept) navigator.sendBeacon(form.dataset.keep, body());
    });
  }

  function open(select) {
    const form = select.form;
    const text = form.elements.text;
    text.addEventListener("keydown", (event) => {
      const at = text.selectionStart;
      if (event.key !== ";" || event.isComposing || !/(^|\s);$/.test(text.value.slice(0, at))) return;
      event.preventDefault();
      text.setRangeText("", at - 1, at, "end");
      select.focus();
    });
    text.addEventListener("input", (event) => {
      if (event.isComposing) return;
      const [typed, , name] = /(^|\s);([^\s;]+)\s$/.exec(text.value.slice(0, text.selectionStart)) || [];
      const meant = name ? [...select.options].filter((one) => one.value && one.text.toLowerCase().includes(name.toLowerCase())) : [];
      if (meant.length === 1) fill(meant[0].value, typed.trim());
    });
    /* What the list's own button would put into the box takes the place of what was typed for it. */
    const fill = async (template, typed) => {
      const found = await worded(template, "");
      const at = text.value.indexOf(typed);
      if (found === null || at < 0) return;
      text.setRangeText(found, at, at + typed.length, "end");
      text.dispatchEvent(new Event("input"));
    };
    /* The words with a template's behind them, as the list's own button would have them; null where it refuses. */
    const worded = async (template, words) => {
      const sent = new FormData(form);
      sent.set("text", words);
      sent.set("template", template);
      for (const name of [...sent.keys()]) if (sent.get(name) instanceof File) sent.delete(name);
      try {
        const answer = await fetch(form.querySelector("[data-use]").formAction, { method: "POST", body: sent, credentials: "same-origin" });
        const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("textarea[name=text]");
        return answer.ok && found ? found.value : null;
      } catch { return null; } // the line is gone: the list is still there
    };
    select.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !select.value) return;
      event.preventDefault();
      form.querySelector("[data-use]").click();
    });
    return worded;
  }

  /* Beside the list the words come into the box, and the list stays; what is refused is told on the ticket's page. */
  function beside(select, worded) {
    const use = select.form.querySelector("[data-use]");
    use.addEventListener("click", async (event) => {
      event.preventDefault();
      const { form } = select, { text } = form.elements;
      const found = select.value ? await worded(select.value, text.value) : null;
      if (found === null) { form.requestSubmit(use); return; }
      text.value = found;
      text.dispatchEvent(new Event("input"));
      text.focus();
    });
  }
})();
