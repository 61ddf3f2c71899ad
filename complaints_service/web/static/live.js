// Asks now and then what became of the list, and says so calmly; nothing on the page moves by itself.
(() => {
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const told = place.querySelector("[data-told]");
  let tag = "";
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.live, { headers: tag ? { "If-None-Match": tag } : {}, credentials: "same-origin" });
      if (answer.status !== 200) return;
      tag = answer.headers.get("ETag") || "";
      const found = await answer.json();
      if (told.textContent !== found.told) told.textContent = found.told;
      place.hidden = !found.told;
    } catch {
      // Without a line the list stays as it was read; the next time is soon.
    }
  };
  setInterval(ask, 15000);
  document.addEventListener("visibilitychange", ask);
})();
