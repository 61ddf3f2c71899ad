/* Keeps what is half written, says who else writes, and opens the templates by ";": without this script the
   letter is sent as it stands, and a template is chosen by hand. */
(() => {
  "use strict";
  const WAIT = 1500;
  for (const form of document.querySelectorAll("[data-keep]")) keep(form);
  document.addEventListener("tanggap:shown", (event) => { // a box that came later, beside the list
    for (const form of event.target.querySelectorAll("[data-keep]")) keep(form);
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
      const before = text.value.slice(0, text.selectionStart);
      if (event.key !== ";" || event.isComposing || (before && !/\s$/.test(before))) return;
      event.preventDefault();
      select.focus();
    });
    select.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !select.value) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-use]"));
    });
  }
})();
