/* Keeps what is typed on this device until it is sent, and sums the complaint up before sending.
   Without this script the form works the same; nothing leaves the device. */
(() => {
  "use strict";
  const forms = document.querySelectorAll("form[data-draft]");
  const skipped = new Set(["csrf_token", "key", "version", "draf"]);
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const write = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or forbidden */ } };
  const drop = (name) => { try { localStorage.removeItem(name); } catch { /* forbidden */ } };

  for (const form of forms) {
    const name = `tanggap:${form.dataset.draft}`;
    const words = document.querySelector("[data-draft-words]");
    const fields = () => [...form.elements].filter((one) => one.name && !skipped.has(one.name) && one.type !== "password" && one.type !== "file" && !one.name.startsWith("draft_files"));
    const untouched = fields().every((one) => one.type === "radio" || one.type === "checkbox" || one.tagName === "SELECT" || !one.value);
    const saved = read(name);
    if (saved && untouched) {
      for (const one of fields()) {
        if (!(one.name in saved.values)) continue;
        if (one.type === "radio" || one.type === "checkbox") one.checked = saved.values[one.name] === one.value;
        else one.value = saved.values[one.name];
      }
      if (saved.key && form.elements.key) form.elements.key.value = saved.key;
    }
    const tell = (time) => { if (words && time) words.textContent = words.dataset.draftWords.replace("{time}", time); };
    if (saved) tell(saved.time);
    const save = () => {
      const values = {};
      for (const one of fields()) {
        if ((one.type === "radio" || one.type === "checkbox") && !one.checked) continue;
        if (one.value) values[one.name] = one.value;
      }
      const clock = new Date();
      const time = `${String(clock.getHours()).padStart(2, "0")}.${String(clock.getMinutes()).padStart(2, "0")}`;
      write(name, { values, time, key: form.elements.key?.value });
      tell(time);
    };
    let waiting;
    const soon = () => { clearTimeout(waiting); waiting = setTimeout(save, 400); summarise(form); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("submit", (event) => {
      if (navigator.onLine === false) {
        event.preventDefault();
        save();
        const lost = form.querySelector("[data-offline]");
        if (lost) { lost.hidden = false; lost.setAttribute("role", "alert"); }
        return;
      }
      save();
    });
    summarise(form);
  }

  // The receipt and every page after a sent form say which draft has served.
  for (const done of document.querySelectorAll("[data-draft-sent]")) drop(`tanggap:${done.dataset.draftSent}`);

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
