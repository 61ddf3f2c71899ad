/* Shows reports of the chosen category and kelurahan beside the form. Without this script a button asks for them. */
(() => {
  "use strict";
  const place = document.querySelector("[data-similar]");
  const category = document.getElementById("category"), kelurahan = document.getElementById("kelurahan");
  if (!place || !category || !kelurahan) return;
  for (const one of document.querySelectorAll("[data-no-script]")) one.hidden = true;
  let asked = "";
  const ask = () => {
    const wanted = new URLSearchParams({ category: category.value, kelurahan: kelurahan.value }).toString();
    asked = wanted;
    fetch(`${place.dataset.similar}?${wanted}`, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((found) => {
        if (asked !== wanted) return;
        place.replaceChildren(...new DOMParser().parseFromString(found, "text/html").body.childNodes);
      })
      .catch(() => { /* the desk has them too */ });
  };
  for (const one of [category, kelurahan]) one.addEventListener("change", ask);
})();
