// Escape puts the tour off, as its button does; what else is pressed on the page is nobody's business here.
(() => {
  "use strict";
  const dialog = document.querySelector("[data-tour]");
  dialog?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    dialog.querySelector("[data-later]").requestSubmit();
  });
})();
