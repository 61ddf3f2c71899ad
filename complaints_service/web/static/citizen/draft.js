/* Keeps what was typed of what happened and where on this device for a day, and asks before it shows it again.
   Who reports is never kept, and nothing at all where the form says so (`data-draft-never`: an anonymous report, one
   about officers). Sums the complaint up before sending. Without this script the form works the same; nothing leaves
   the device. */
(() => {
  "use strict";
  const DAY = 24 * 3600 * 1000;
  const NAME = "tanggap:draf:";
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const write = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or forbidden */ } };
  const drop = (name) => { try { localStorage.removeItem(name); } catch { /* forbidden */ } };

  drop("tanggap:lapor"); // what earlier versions kept held names and numbers
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(NAME) && !(Date.now() - read(name)?.at < DAY)) drop(name);
    }
  } catch { /* forbidden */ }
  // The receipt and every page after a sent form say which draft has served.
  for (const done of document.querySelectorAll("[data-draft-sent]")) drop(NAME + done.dataset.draftSent);
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);

  function keep(form) {
    const name = NAME + form.dataset.draft;
    const offer = document.querySelector("[data-draft-offer]");
    const status = document.querySelector("[data-draft-status]");
    const fields = () => [...form.querySelectorAll("[data-draft-keeps] :is(input, select, textarea)")]
      .filter((one) => one.name && one.type !== "file" && one.type !== "password" && !one.closest("[data-list]"));
    const chosen = (one) => (one.type !== "radio" && one.type !== "checkbox") || one.checked;
    const never = () => form.dataset.draftNever.split(" ")
      .some((one) => { const [field, value] = one.split("="); return form.querySelector(`[name="${field}"][value="${value}"]`)?.checked; });
    const saved = read(name);

    const tell = (at) => {
      status.hidden = !at;
      if (at) status.firstElementChild.textContent = status.dataset.draftStatus.replace("{time}", time_of(at, status));
    };
    const forget = () => { clearTimeout(waiting); waiting = 0; drop(name); tell(0); offer.hidden = true; };
    const save = () => {
      if (never()) { forget(); return; }
      const values = {};
      for (const one of fields()) if (one.value && chosen(one)) values[one.name] = one.value;
      const files = [...form.querySelectorAll("[data-list] input:checked")]
        .map((one) => ({ field: one.name, word: one.value, name: one.closest("li").querySelector(".opt").textContent }));
      if (!values.text && !files.length) {
        if (offer.hidden) forget(); // what was deleted is gone; what is only offered stays
        return;
      }
      const at = Date.now();
      write(name, { at, values, files, key: form.elements.key?.value });
      tell(at);
    };
    let waiting;
    const soon = () => {
      clearTimeout(waiting);
      if (never()) forget(); else waiting = setTimeout(save, 400);
      summarise(form);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    window.addEventListener("pagehide", () => { if (waiting) save(); });
    for (const one of document.querySelectorAll("[data-draft-clear]")) {
      one.addEventListener("click", () => {
        if (!one.closest("[data-draft-offer]")) empty();
        forget();
        form.elements.text.focus();
      });
    }
    form.addEventListener("tanggap:mend", (event) => resume(event.detail));
    form.addEventListener("tanggap:kept", () => { empty(); forget(); });
    if (saved && fields().every((one) => one.tagName === "SELECT" || one.type === "radio" || one.type === "checkbox" || !one.value)) {
      offer.querySelector("p").textContent = offer.dataset.draftOffer.replace("{time}", time_of(saved.at, offer));
      offer.hidden = false;
      offer.querySelector("[data-draft-resume]").addEventListener("click", () => { offer.hidden = true; resume(saved); form.elements.text.focus(); });
    }
    summarise(form);

    function empty() {
      form.querySelector("[data-pin-clear]")?.click();
      for (const one of form.querySelectorAll("input, select, textarea")) {
        if (one.type === "radio" || one.type === "checkbox") one.checked = one.type === "radio" && one.defaultChecked;
        else if (one.name && one.type !== "hidden") one.value = "";
      }
      for (const list of form.querySelectorAll("[data-list]")) list.replaceChildren();
      summarise(form);
    }

    // Into the form: what was kept of a draft, or a report that came back and has to be mended.
    function resume(kept) {
      for (const one of [...form.elements]) {
        if (!one.name || one.type === "file" || !(one.name in kept.values)) continue;
        if (one.type === "radio" || one.type === "checkbox") one.checked = kept.values[one.name] === one.value;
        else one.value = kept.values[one.name];
      }
      for (const file of kept.files || []) {
        const list = form.querySelector(`[data-word="${file.field}"] [data-list]`);
        if (list) list.append(row(file));
      }
      if (kept.key && form.elements.key) form.elements.key.value = kept.key;
      form.dispatchEvent(new Event("tanggap:placed"));
      form.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function row(file) {
    const item = document.createElement("li");
    const label = Object.assign(document.createElement("label"), { className: "check" });
    const box = Object.assign(document.createElement("input"), { className: "chk", type: "checkbox", name: file.field, value: file.word, checked: true });
    label.append(box, Object.assign(document.createElement("span"), { className: "opt", textContent: file.name }));
    item.append(label);
    return item;
  }

  function time_of(at, words) {
    const then = new Date(at);
    const hour = `${String(then.getHours()).padStart(2, "0")}.${String(then.getMinutes()).padStart(2, "0")}`;
    return then.toDateString() === new Date().toDateString() ? hour : words.dataset.yesterday.replace("{time}", hour);
  }

  function summarise(form) {
    const list = form.querySelector("[data-summary]");
    if (!list) return;
    list.hidden = false;
    for (const place of list.querySelectorAll("[data-sum]")) {
      const field = form.elements[place.dataset.sum];
      let told = "";
      if (field instanceof RadioNodeList) {
        const chosen = form.querySelector(`[name="${place.dataset.sum}"]:checked`);
        told = chosen ? chosen.parentElement.querySelector("b").textContent : "";
      } else if (field.tagName === "SELECT") {
        told = field.value ? field.options[field.selectedIndex].text : "";
      } else {
        told = field.value.trim().slice(0, 120);
      }
      place.textContent = told || place.dataset.none || "–";
    }
  }
})();
