/* Print and share buttons, shown only where the device can do it; what is folded on a phone is open on paper. */
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
    if (button.dataset.print === "now") window.addEventListener("load", () => window.print());
  }
  window.addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("[data-fold]")) folded.open = true;
  });
  for (const button of document.querySelectorAll("[data-share]")) {
    if (!navigator.share) continue;
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ url: button.dataset.share }).catch(() => {}));
  }
})();
