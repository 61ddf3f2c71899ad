/* The desk by keyboard: one letter an act, "?" shows them all. Off while somebody types, and for good by a setting
   of the account. Without this script everything is a link or a button as before. */
(() => {
  "use strict";
  const shown = document.querySelector("[data-keys]");
  const rows = () => [...document.querySelectorAll(".ticket h3 a")];
  const ACTS = { a: "assign", h: "handover", n: "note", q: "question", s: "resolve", t: "take" };
  const types = (at) => at.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName) && at.type !== "checkbox";

  /* The row one is on: the one with the focus, else the one that is shown beside the list. */
  const row = () => rows().find((one) => one === document.activeElement) || document.querySelector(".ticket.is-seen h3 a");
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(row());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (!next) return;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    next.dispatchEvent(new CustomEvent("tanggap:row", { bubbles: true }));
  };
  const press = (found) => { if (found) found.tagName === "A" ? found.click() : found.closest("form").requestSubmit(found); };
  const DOES = {
    j: () => step(1),
    k: () => step(-1),
    o: () => row()?.click(),
    x: () => (document.activeElement.closest?.(".ticket") || row()?.closest(".ticket"))?.querySelector(".pick-row")?.click(),
    r: () => {
      const at = row();
      const box = document.querySelector("#jawab textarea");
      if (at && !(box && at.closest(".is-seen"))) location.assign(`${at.href}#jawab`); else box?.focus();
    },
    "/": () => {
      const box = document.querySelector("input[type=search]");
      if (box) box.focus(); else location.assign(`${shown.dataset.search}#q`);
    },
    "?": () => (shown.open ? shown.close() : shown.showModal()),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (event.ctrlKey) {
      if (event.key === "Enter") sends(event);
      else if (event.shiftKey && event.key.toLowerCase() === "l") attaches(event);
      return;
    }
    if (event.key === "Escape" && types(event.target)) { event.target.blur(); return; }
    if (types(event.target) || (shown.open && event.key !== "?")) return;
    const act = ACTS[event.key];
    if (!act && !DOES[event.key]) return;
    event.preventDefault();
    if (act) press(document.querySelector(`[data-act="${act}"]`));
    else DOES[event.key]();
  });

  /* Ctrl and Enter send what is written; with Shift, and on to the next ticket. */
  function sends(event) {
    const form = event.target.form;
    if (!form || event.target.tagName !== "TEXTAREA") return;
    const onward = event.shiftKey ? form.querySelector("[name=onward]") : null;
    const by = onward || form.querySelector(".btn-primary");
    if (!by) return;
    event.preventDefault();
    form.requestSubmit(by);
  }

  /* Ctrl, Shift and L choose a file for what is written. */
  function attaches(event) {
    const picker = event.target.form?.querySelector("input[type=file]");
    if (!picker) return;
    event.preventDefault();
    picker.click();
  }
})();
