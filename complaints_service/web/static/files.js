/* Sends each chosen file ahead of its form, with its progress, and tries again after a lost line: what arrived
   stays in the form and is never sent twice. Without this script the files go with the form itself. */
(() => {
  "use strict";
  const MOST_BYTES = 20000000;
  const WAITS = [1000, 3000, 8000, 20000];
  for (const field of document.querySelectorAll("[data-files]")) set(field);

  function set(field) {
    const form = field.closest("form");
    const list = field.querySelector("[data-list]");
    const told = field.querySelector("[data-told]");
    const say = (words, name = "") => { told.textContent = words.replace("{name}", name).replace("{most}", field.dataset.most); };
    const unsent = new Set();
    const left = () => [...unsent].some((item) => item.isConnected); // a form that was emptied waits for nothing
    let waiting = null;

    const take = (chosen) => {
      for (const file of chosen) {
        if (list.querySelectorAll("input:checked, [data-busy]").length >= Number(field.dataset.most)) { say(field.dataset.many); break; }
        if (file.size > MOST_BYTES) { say(field.dataset.large, file.name); continue; }
        send(file, row(file));
      }
    };
    for (const picker of field.querySelectorAll("input[type=file]")) {
      picker.addEventListener("change", () => {
        const chosen = [...picker.files];
        picker.value = "";
        take(chosen);
      });
    }
    field.addEventListener("tanggap:files", (event) => take(event.detail)); // shared, or of a report that came back
    form.addEventListener("submit", (event) => {
      if (!left() || event.defaultPrevented) return;
      event.preventDefault();
      say(field.dataset.wait);
      waiting = { by: event.submitter };
    }, true);

    function row(file) {
      const item = document.createElement("li");
      item.dataset.busy = "";
      item.file = file;
      const picture = document.createElement("canvas");
      picture.hidden = true;
      const name = document.createElement("span");
      name.className = "opt";
      name.textContent = file.name;
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.setAttribute("aria-label", field.dataset.sending.replace("{name}", file.name));
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "btn btn-link";
      remove.textContent = "×";
      remove.setAttribute("aria-label", field.dataset.remove.replace("{name}", file.name));
      item.append(picture, name, bar, remove);
      list.append(item);
      preview(file, picture);
      return { item, bar, remove, name };
    }

    function send(file, parts, attempt = 0) {
      const { item, bar, remove } = parts;
      unsent.add(item);
      const asked = new XMLHttpRequest();
      const body = new FormData();
      body.append("files", file, file.name);
      const settled = () => {
        unsent.delete(item);
        if (left() || !waiting) return;
        const by = waiting.by;
        waiting = null;
        form.requestSubmit(by);
      };
      const drop = () => { item.remove(); unsent.delete(item); };
      remove.onclick = () => { asked.abort(); drop(); told.textContent = ""; };
      asked.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
      asked.onload = () => {
        let answer = {};
        try { answer = JSON.parse(asked.responseText); } catch { /* a page: said below */ }
        if (asked.status === 201) {
          const word = document.createElement("input");
          Object.assign(word, { type: "checkbox", name: field.dataset.word, value: answer.word, checked: true, hidden: true });
          bar.remove();
          delete item.dataset.busy;
          item.append(word);
          say(field.dataset.done, file.name);
          form.dispatchEvent(new Event("change", { bubbles: true }));
          settled();
        } else if (asked.status >= 500 || asked.status === 429) {
          lost();
        } else {
          drop();
          say(answer.said || field.dataset.refused, file.name);
          waiting = null;
        }
      };
      asked.onerror = lost;
      asked.ontimeout = lost;
      asked.open("POST", field.dataset.files);
      asked.send(body);

      function lost() {
        say(field.dataset.lost, file.name);
        let again;
        const once = () => { clearTimeout(again); window.removeEventListener("online", once); button.remove(); if (item.isConnected) send(file, parts, attempt + 1); };
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-link";
        button.textContent = field.dataset.again;
        button.onclick = once;
        item.append(button);
        window.addEventListener("online", once);
        if (attempt < WAITS.length) again = setTimeout(once, WAITS[attempt]);
      }
    }
  }

  // Drawn on a canvas: no address of the picture is needed, and the page's policy stays as it is.
  async function preview(file, canvas) {
    if (!file.type.startsWith("image/") || !window.createImageBitmap) return;
    try {
      const picture = await createImageBitmap(file, { resizeWidth: 96, resizeQuality: "low" });
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext("2d").drawImage(picture, 0, 0);
      canvas.hidden = false;
    } catch { /* a kind this browser cannot draw: its name is enough */ }
  }
})();
