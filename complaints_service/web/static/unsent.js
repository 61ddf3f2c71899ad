/* Counts down until a letter leaves, and then says that it has. Without this script the sentence stays as it
   was, and the button tells that it is too late. */
(() => {
  "use strict";
  for (const shown of document.querySelectorAll("[data-leaves]")) {
    const told = shown.querySelector("[data-told]");
    const until = performance.now() + shown.dataset.leaves * 1000;
    const words = told.textContent;
    const timer = setInterval(() => {
      const left = Math.ceil((until - performance.now()) / 1000);
      if (left > 0) { told.textContent = words.replace(/\d+(?=\D*$)/, left); return; }
      clearInterval(timer);
      shown.querySelector("[data-unsend]").remove();
      told.textContent = shown.dataset.gone;
    }, 1000);
  }
})();
