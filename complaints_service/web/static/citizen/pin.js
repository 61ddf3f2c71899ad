/* A pin on the district's own streets: vector only, and no other site is asked unless the office names a tile
   server. The pin sets the kelurahan, the kelurahan drops a pin that contradicts it, and what is to be said of
   a point is said beside the map at once. Without this script street and corner are chosen by hand. */
(() => {
  "use strict";
  const place = document.querySelector("[data-pin]");
  if (!place || !window.L) return;
  const form = place.closest("form");
  const { lat, lng, accuracy, origin, kelurahan, address, street, corner } = form.elements;
  const words = form.querySelector("[data-pin-words]");
  const tools = form.querySelector("[data-pin-tools]");
  const clear = form.querySelector("[data-pin-clear]");
  const offers = form.querySelector("[data-offers]");
  const spots = form.querySelector("[data-corner] [data-spots]");
  const UNSURE = 1000; // metres: beyond, the kelurahan is asked
  const SHOWN = { main: 12.5, street: 14.5, alley: 16, path: 17, spot: 15.5, quarter: 15 }; // from this zoom on
  const icon = L.divIcon({
    className: "pin", iconSize: [24, 32], iconAnchor: [12, 32],
    html: '<svg width="24" height="32" aria-hidden="true"><path d="M12 32L3 16A11 11 0 1 1 21 16z"/><circle cx="12" cy="11" r="4"/></svg>',
  });
  let map, pin, circle, judged = 0, pinned = "", names;

  const json = (address) => fetch(address, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
  for (const one of form.querySelectorAll("[data-no-script]")) one.hidden = true;

  Promise.all([json(place.dataset.pin), place.dataset.streets ? json(place.dataset.streets) : null])
    .then(([areas, streets]) => draw(areas, streets && decoded(streets)))
    .catch(() => { /* the drawing and the lists serve as well */ });

  // The file's positions are steps from an origin, each the difference to the one before.
  function decoded(file) {
    const [west, south] = file.origin;
    const line = (steps) => {
      const found = [];
      let x = 0, y = 0;
      for (let at = 0; at < steps.length; at += 2) {
        x += steps[at];
        y += steps[at + 1];
        found.push(L.latLng(south + y * file.step, west + x * file.step));
      }
      return found;
    };
    const runs = (rows) => rows.map(([name, kind, lines]) => ({ name, kind, lines: lines.map(line) }));
    const at = (rows) => rows.map(([name, ...steps]) => ({ name, at: line(steps)[0] }));
    return { roads: runs(file.roads), water: runs(file.waterways), spots: at(file.landmarks), quarters: at(file.neighbourhoods) };
  }

  function draw(areas, streets) {
    const box = document.createElement("div");
    box.className = "pinmap";
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", place.dataset.pinLabel);
    place.replaceChildren(box);
    map = L.map(box, { attributionControl: false, zoomControl: false, zoomSnap: 0.25, maxZoom: 19, scrollWheelZoom: false });
    L.control.zoom({ zoomInTitle: place.dataset.zoomIn, zoomOutTitle: place.dataset.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    const layer = L.geoJSON(areas, { className: "area", interactive: false });
    map.fitBounds(layer.getBounds());
    layer.addTo(map);
    if (place.dataset.tiles) {
      box.classList.add("tiled");
      L.tileLayer(place.dataset.tiles, { maxZoom: 19 }).addTo(map);
    }
    if (streets) {
      lines(streets.water, "water");
      for (const level of ["path", "alley", "street", "main"]) lines(streets.roads.filter((road) => road.kind === level), `road-${level}`);
      L.geoJSON(areas, { className: "edge", interactive: false }).addTo(map);
    }
    corner_words([place.dataset.credit, place.dataset.tilesCredit].filter(Boolean).join(" · "));
    names = L.layerGroup().addTo(map);
    const wanted = [];
    layer.eachLayer((one) => wanted.push({ name: one.feature.properties.nama, at: middle(one), kind: "area" }));
    if (streets) wanted.push(...streets.quarters.map((one) => ({ ...one, kind: "quarter" })), ...streets.spots.map((one) => ({ ...one, kind: "spot" })));
    const rename = () => name_all(wanted, streets ? streets.roads : []);
    map.on("moveend zoomend", rename);
    rename();
    map.setMaxBounds(layer.getBounds().pad(0.5));
    map.on("click", (event) => put(event.latlng, "pin"));
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== box) return;
      event.preventDefault();
      put(map.getCenter(), "pin");
    });
    tools.hidden = false;
    form.querySelector("[data-pin-here]").addEventListener("click", here);
    clear.addEventListener("click", () => { drop(); tell("", ""); changed(); });
    kelurahan.addEventListener("change", listed);
    if (street) { street.addEventListener("change", choose_street); corner.addEventListener("change", choose_corner); }
    for (const field of [form.elements.text, address]) field.addEventListener("input", pasted);
    form.addEventListener("tanggap:placed", placed);
    placed();
  }

  // The point that the form has already, also where a draft has just brought it.
  function placed() {
    if (!lat.value || !lng.value) return;
    const at = L.latLng(Number(lat.value), Number(lng.value));
    put(at, origin.value || "pin", Number(accuracy.value) || 0, true);
    map.setView(at, 16.5);
  }

  function lines(rows, kind) {
    const all = rows.flatMap((row) => row.lines);
    if (all.length) L.polyline(all, { className: kind, interactive: false, smoothFactor: 1 }).addTo(map);
  }

  function corner_words(said) {
    const control = L.control({ position: "bottomright" });
    control.onAdd = () => Object.assign(document.createElement("p"), { className: "credit", textContent: said });
    if (said) control.addTo(map);
  }

  // Names by zoom; none lies on another.
  function name_all(wanted, roads) {
    names.clearLayers();
    const zoom = map.getZoom(), seen = map.getBounds(), boxes = [];
    map.getContainer().classList.toggle("wide", zoom < 14);
    if (pin) boxes.push([map.latLngToContainerPoint(pin.getLatLng()).x, map.latLngToContainerPoint(pin.getLatLng()).y - 14, 14, 20]);
    const put_name = (one, at, angle) => {
      const { x, y } = map.latLngToContainerPoint(at), wide = one.name.length * 3.4, turned = Math.abs(Math.sin(angle));
      const half = wide * Math.abs(Math.cos(angle)) + 7 * turned, high = wide * turned + 8;
      if (boxes.some((box) => Math.abs(box[0] - x) < box[2] + half && Math.abs(box[1] - y) < box[3] + high)) return;
      boxes.push([x, y, half, high]);
      const label = Object.assign(document.createElement("span"), { textContent: one.name });
      if (angle) label.style.rotate = `${angle}rad`;
      L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: `name is-${one.kind}`, iconSize: [0, 0], html: label }) }).addTo(names);
    };
    for (const one of wanted) {
      const enough = one.kind === "area" ? zoom < 15.5 : zoom >= SHOWN[one.kind];
      if (enough && seen.contains(one.at)) put_name(one, one.at, 0);
    }
    for (const kind of ["main", "street", "alley", "path"]) {
      if (zoom < SHOWN[kind]) break;
      for (const road of roads) {
        if (!road.name || road.kind !== kind) continue;
        const stretch = longest(road, seen);
        if (stretch && stretch.size > road.name.length * 5) put_name(road, stretch.at, stretch.angle);
      }
    }
  }

  function longest(road, seen) {
    let best;
    for (const line of road.lines) {
      for (let at = 1; at < line.length; at += 1) {
        if (!seen.intersects(L.latLngBounds(line[at - 1], line[at]))) continue;
        const one = map.latLngToContainerPoint(line[at - 1]), other = map.latLngToContainerPoint(line[at]);
        const size = Math.hypot(other.x - one.x, other.y - one.y);
        const mid = map.containerPointToLatLng([(one.x + other.x) / 2, (one.y + other.y) / 2]);
        if (seen.contains(mid) && (!best || size > best.size)) {
          best = { size, at: mid, angle: Math.atan((other.y - one.y) / (other.x - one.x || 0.001)) };
        }
      }
    }
    return best;
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

  function put(at, from, metres = 0, as_told = false) {
    if (!pin) {
      pin = L.marker(at, { icon, draggable: true, keyboard: true, title: place.dataset.pinTitle, alt: place.dataset.pinTitle }).addTo(map);
      pin.on("dragend", () => put(pin.getLatLng(), "pin"));
    }
    pin.setLatLng(at);
    if (circle) circle.remove();
    circle = metres ? L.circle(at, { radius: metres, className: "accuracy", interactive: false }).addTo(map) : undefined;
    lat.value = at.lat.toFixed(6);
    lng.value = at.lng.toFixed(6);
    accuracy.value = metres ? Math.ceil(metres) : "";
    origin.value = from;
    clear.hidden = false;
    map.fire("moveend");
    judge(as_told);
  }

  function drop() {
    judged += 1;
    pinned = "";
    if (pin) pin.remove();
    if (circle) circle.remove();
    pin = circle = undefined;
    lat.value = lng.value = accuracy.value = origin.value = "";
    clear.hidden = true;
  }

  // The service says where a point is, who else is competent, or that it is too uncertain.
  function judge(as_told) {
    judged += 1;
    const mine = judged;
    ask({ lat: lat.value, lng: lng.value, accuracy: accuracy.value, origin: origin.value }).then((said) => {
      if (mine !== judged) return;
      pinned = said.kelurahan;
      tell(said.words, said.state === "in" ? "" : "is-risk");
      if (said.state === "outside" || said.state === "wrong") { drop(); clear.hidden = true; }
      else if (said.kelurahan && !(as_told && kelurahan.value)) kelurahan.value = said.kelurahan;
      changed();
    }).catch(() => { changed(); /* without a line the service says it when the report is sent */ });
  }

  function ask(asked) {
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, ...asked });
    return fetch(place.dataset.judge, { method: "POST", body, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
  }

  function listed() {
    if (!pin || !pinned || kelurahan.value === pinned || Number(accuracy.value) > UNSURE) return;
    drop();
    tell(words.dataset.dropped, "");
    changed();
  }

  function here() {
    const failed = () => tell(words.dataset.failed, "is-risk");
    if (!navigator.geolocation) { failed(); return; }
    navigator.geolocation.getCurrentPosition(
      (found) => {
        const at = L.latLng(found.coords.latitude, found.coords.longitude);
        put(at, "device", found.coords.accuracy);
        if (circle && found.coords.accuracy > 60) map.fitBounds(circle.getBounds()); else map.setView(at, 17);
      },
      failed,
      { enableHighAccuracy: true, timeout: 10000 },
    );
  }

  function choose_street() {
    spots.hidden = true;
    corner.replaceChildren(corner.options[0]);
    if (!street.value) return;
    json(place.dataset.spots.replace("/0.json", `/${street.value}.json`)).then((found) => {
      for (const one of found) corner.add(new Option(one.words, one.point));
      spots.hidden = !found.length;
    }).catch(() => { /* the map and the list serve as well */ });
  }

  function choose_corner() {
    if (!corner.value) return;
    const [north, east] = corner.value.split(",").map(Number);
    const at = L.latLng(north, east);
    put(at, "corner");
    map.setView(at, 17);
    if (!address.value) address.value = `${street.selectedOptions[0].text.replace(/ \(.*\)$/, "")}, ${corner.selectedOptions[0].text}`;
  }

  // Of what is typed only a map link or a pair of coordinates is asked about; the rest stays on this device.
  let waiting, asked_of = "";
  function pasted() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const typed = `${form.elements.text.value} ${address.value}`;
      const found = typed.match(/(?:https?:\/\/|geo:)\S{1,2000}|-?\d{1,3}\.\d{3,15}\s*,\s*\+?-?\d{1,3}\.\d{3,15}/gi) || [];
      const written = found.filter((one) => !/^http/i.test(one) || /map|goo\.gl|geo|waze|osm/i.test(one)).slice(0, 3).join(" ");
      if (written === asked_of) return;
      asked_of = written;
      if (!written) { offers.replaceChildren(); return; }
      ask({ written }).then((said) => offer(said.offers)).catch(() => { asked_of = ""; });
    }, 500);
  }

  function offer(said) {
    offers.replaceChildren();
    for (const one of said.points) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: one.words });
      button.addEventListener("click", () => { const at = L.latLng(one.lat, one.lng); put(at, "link"); map.setView(at, 17); });
      offers.append(button);
    }
    if (said.words) offers.append(Object.assign(document.createElement("p"), { className: "form-text", textContent: said.words }));
  }

  function tell(said, tone) {
    words.hidden = !said;
    words.className = `alert ${tone}`;
    words.firstElementChild.textContent = said;
  }

  function changed() { form.dispatchEvent(new Event("change", { bubbles: true })); }
})();
