/* Keeps what is typed into a form until it is saved: without this script it is kept by saving alone. */
(() => {
  "use strict";
  const WAIT = 1500;
  for (const form of document.querySelectorAll("[data-typing]")) keep(form);

  function keep(form) {
    const told = form.querySelector("[data-kept]");
    const spelled = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "key"));
    let kept = spelled();
    let timer = 0;
    const send = async () => {
      const now = spelled();
      if (now === kept) return;
      try {
        const answer = await fetch(form.dataset.typing, { method: "POST", body: new FormData(form) });
        if (!answer.ok) return;
        kept = now;
        told.textContent = await answer.text();
      } catch { /* the line is gone: the next letter tries again */ }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(send, WAIT); });
    form.addEventListener("submit", () => { clearTimeout(timer); kept = null; });
    window.addEventListener("pagehide", () => {
      clearTimeout(timer);
      if (kept !== null && spelled() !== kept) navigator.sendBeacon(form.dataset.typing, new FormData(form));
    });
  }
})();
