/* One ticket beside the list on a wide screen: by its row's button, or as j and k go over the rows. What is half
   written there is kept. Without this script, and on other screens, a row is a link as before. */
(() => {
  "use strict";
  const place = document.querySelector("[data-preview]");
  if (!place) return;
  const WAIT = 120; // a key that is held down asks for the last row alone
  const wide = matchMedia("(min-width: 1200px)");
  const buttons = [...document.querySelectorAll("[data-look]")];
  let seen = null, timer = 0, asking = new AbortController();

  const mark = (button) => {
    if (seen) { seen.setAttribute("aria-pressed", "false"); seen.closest(".ticket").classList.remove("is-seen"); }
    seen = button;
    if (seen) { seen.setAttribute("aria-pressed", "true"); seen.closest(".ticket").classList.add("is-seen"); }
    place.hidden = !seen;
    place.parentElement.classList.toggle("is-open", Boolean(seen));
  };
  const leave = () => place.querySelector("[data-keep]")?.dispatchEvent(new Event("tanggap:leaves"));
  const say = (words) => { const told = document.createElement("p"); told.textContent = words; place.replaceChildren(told); };

  const close = () => { clearTimeout(timer); asking.abort(); leave(); mark(null); place.replaceChildren(); };
  const look = async (button) => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    leave();
    mark(button);
    try {
      const answer = await fetch(button.dataset.look, { credentials: "same-origin", signal });
      if (answer.redirected || answer.status === 401) { location.reload(); return; }
      if (!answer.ok) { say(place.dataset.gone); return; }
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes;
      if (signal.aborted) return;
      place.replaceChildren(...found);
      place.scrollTop = 0;
      place.dispatchEvent(new CustomEvent("tanggap:shown", { bubbles: true }));
    } catch {
      if (!signal.aborted) say(place.dataset.lost);
    }
  };

  for (const button of buttons) {
    button.addEventListener("click", () => (button === seen ? close() : look(button)));
  }
  document.addEventListener("tanggap:row", (event) => {
    const button = event.target.closest(".ticket")?.querySelector("[data-look]");
    if (!button || !wide.matches || button === seen) return;
    clearTimeout(timer);
    timer = setTimeout(() => look(button), WAIT);
  });
  const fit = () => {
    for (const button of buttons) button.hidden = !wide.matches;
    if (!wide.matches) close();
  };
  wide.addEventListener("change", fit);
  fit();
})();
