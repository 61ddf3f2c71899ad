/* Shows neighbours' reports of the same matter and the questions of a category while the form is filled in.
   Without this script the page that comes back shows them once. */
(() => {
  "use strict";
  const place = document.querySelector("[data-look]");
  const form = place && place.closest("form");
  if (!form) return;
  const told = ["text", "category", "about", "lat", "lng", "accuracy", "origin", "kelurahan", "address"];
  let waiting, asked = "", category = form.elements.category.value;

  const sent = () => {
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    for (const name of told) if (form.elements[name]) body.set(name, form.elements[name].value.trim());
    const office = form.querySelector("[name=about_office]:checked");
    if (office) body.set("about_office", office.value);
    return body;
  };
  const show = (found) => {
    for (const part of found.querySelectorAll("[data-part]")) {
      const name = part.dataset.part;
      if (name === "seen") { form.elements.seen.value = part.textContent.trim(); continue; }
      const goal = form.querySelector(`[data-look-part="${name}"]`);
      // What was answered already stays while its category does.
      if (!goal || (name === "asked" && category === form.elements.category.value)) continue;
      const chosen = goal.querySelector("input:checked");
      if (chosen && part.querySelector(`[value="${chosen.value}"]`)) continue;
      goal.replaceChildren(...part.childNodes);
    }
    category = form.elements.category.value;
  };
  const ask = () => {
    const body = sent(), now = body.toString();
    if (now === asked) return;
    asked = now;
    fetch(place.dataset.look, { method: "POST", credentials: "same-origin", body })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((found) => { if (found && now === asked) show(new DOMParser().parseFromString(found, "text/html")); })
      .catch(() => { /* the page that comes back shows them */ });
  };
  const soon = (event) => {
    if (event && event.target.closest("[data-look-part]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 900);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  if (form.elements.text.value.trim()) soon();
})();
