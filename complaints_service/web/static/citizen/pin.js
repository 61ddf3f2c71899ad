/* A pin on the district's own outlines: vector only, no tiles, nothing asked of another site.
   Without this script the kelurahan and the street are chosen by hand. */
(() => {
  "use strict";
  const place = document.querySelector("[data-pin]");
  if (!place || !window.L) return;
  const form = place.closest("form");
  const lat = form.elements.lat;
  const lng = form.elements.lng;
  const words = form.querySelector("[data-pin-words]");
  const tools = form.querySelector("[data-pin-tools]");
  const clear = form.querySelector("[data-pin-clear]");
  const icon = L.divIcon({
    className: "pin", iconSize: [24, 32], iconAnchor: [12, 32],
    html: '<svg width="24" height="32" aria-hidden="true"><path d="M12 32L3 16A11 11 0 1 1 21 16z"/><circle cx="12" cy="11" r="4"/></svg>',
  });
  let map, pin;

  fetch(place.dataset.pin, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then(draw)
    .catch(() => { /* the drawing and the list below serve as well */ });

  function draw(areas) {
    const box = document.createElement("div");
    box.className = "pinmap";
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", place.dataset.pinLabel);
    place.replaceChildren(box);
    map = L.map(box, { attributionControl: false, zoomSnap: 0.25, maxZoom: 18, scrollWheelZoom: false });
    const layer = L.geoJSON(areas, { className: "area", interactive: false }).addTo(map);
    layer.eachLayer((one) => L.marker(middle(one), {
      interactive: false, keyboard: false,
      icon: L.divIcon({ className: "name", iconSize: [0, 0], html: Object.assign(document.createElement("span"), { textContent: one.feature.properties.nama }) }),
    }).addTo(map));
    map.fitBounds(layer.getBounds());
    map.setMaxBounds(layer.getBounds().pad(0.5));
    map.on("click", (event) => put(event.latlng));
    tools.hidden = false;
    form.querySelector("[data-pin-here]").addEventListener("click", here);
    clear.addEventListener("click", () => { if (pin) pin.remove(); pin = undefined; lat.value = lng.value = ""; clear.hidden = true; words.textContent = ""; changed(); });
    if (lat.value && lng.value) put(L.latLng(Number(lat.value), Number(lng.value)));
  }

  function middle(outline) {
    const points = outline.getLatLngs().flat(Infinity);
    let doubled = 0, north = 0, east = 0;
    points.forEach((point, index) => {
      const next = points[(index + 1) % points.length];
      const cross = point.lng * next.lat - next.lng * point.lat;
      doubled += cross;
      north += (point.lat + next.lat) * cross;
      east += (point.lng + next.lng) * cross;
    });
    return L.latLng(north / (3 * doubled), east / (3 * doubled));
  }

  function put(at) {
    if (!pin) {
      pin = L.marker(at, { icon, draggable: true, keyboard: true, title: place.dataset.pinLabel }).addTo(map);
      pin.on("dragend", () => put(pin.getLatLng()));
    }
    pin.setLatLng(at);
    lat.value = at.lat.toFixed(6);
    lng.value = at.lng.toFixed(6);
    clear.hidden = false;
    words.textContent = words.dataset.placed;
    changed();
  }

  function here() {
    if (!navigator.geolocation) { words.textContent = words.dataset.failed; return; }
    navigator.geolocation.getCurrentPosition(
      (found) => { const at = L.latLng(found.coords.latitude, found.coords.longitude); put(at); map.setView(at, 16); },
      () => { words.textContent = words.dataset.failed; },
      { enableHighAccuracy: true, timeout: 10000 },
    );
  }

  function changed() { form.dispatchEvent(new Event("change", { bubbles: true })); }
})();
