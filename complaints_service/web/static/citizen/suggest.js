/* Asks which category the words so far may be of, and lets one press it. It chooses nothing by itself.
   Without this script the category is chosen from the list, or left to the office. */
(() => {
  "use strict";
  const place = document.querySelector("[data-suggest]");
  const form = place && place.closest("form");
  if (!form) return;
  const { text, category, csrf_token: token } = form.elements;
  let waiting, asked = "";

  const ask = () => {
    const typed = text.value.trim();
    if (category.value || typed === asked) { if (category.value) place.replaceChildren(); return; }
    asked = typed;
    fetch(place.dataset.suggest, {
      method: "POST", credentials: "same-origin",
      body: new URLSearchParams({ text: typed, csrf_token: token.value }),
    })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((found) => {
        if (typed !== asked || category.value) return;
        place.replaceChildren(...new DOMParser().parseFromString(found, "text/html").body.childNodes);
      })
      .catch(() => { /* the list serves as well */ });
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(ask, 600); };
  text.addEventListener("input", soon);
  category.addEventListener("change", () => { asked = ""; ask(); });
  place.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-suggested]");
    if (!pressed) return;
    category.value = pressed.dataset.suggested;
    category.dispatchEvent(new Event("change", { bubbles: true }));
    category.focus();
  });
  soon();
})();
