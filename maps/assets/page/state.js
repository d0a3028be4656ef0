"use strict";
// What a page and its parts say to each other, and what every page says beside its map.
(function () {
  const OSM = "© OpenStreetMap contributors";
  const MADE_UP = "made-up district";

  // Fields that tell listeners which of them changed.
  Doorstep.watchFields = function (fields) {
    const listeners = [];
    const state = {
      ...fields,
      on: (listener) => listeners.push(listener),
      set(changes) {
        const changed = Object.keys(changes).filter((key) => state[key] !== changes[key]);
        if (!changed.length) return;
        Object.assign(state, changes);
        listeners.forEach((listener) => listener(new Set(changed)));
      },
    };
    return state;
  };

  Doorstep.creditText = function (base) {
    const source = base ? base.attribution : "";
    return ({ [OSM]: Doorstep.t("credit.osm"), [MADE_UP]: Doorstep.t("credit.made_up") }[source] ?? source) || Doorstep.t("credit.none");
  };

  // Zoom, scale and credit; the names they are given follow the page's language.
  Doorstep.addControls = function (map, base) {
    const zoom = L.control.zoom({ position: "topright" }).addTo(map);
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 120 }).addTo(map);
    const credit = L.control.attribution({ position: "bottomright", prefix: false }).addTo(map);
    return {
      retell() {
        for (const [button, key] of [[zoom._zoomInButton, "zoom_in"], [zoom._zoomOutButton, "zoom_out"]]) {
          button.title = Doorstep.t(key);
          button.setAttribute("aria-label", Doorstep.t(key));
        }
        map.getContainer().setAttribute("aria-label", Doorstep.t("map.label"));
        map.getContainer().setAttribute("role", "region");
        credit.getContainer().replaceChildren(Doorstep.given(Doorstep.creditText(base)));
      },
    };
  };

  // Everything is drawn: whoever waits for the page may look.
  Doorstep.sayReady = function (page) {
    window.doorstep = { ...page, ready: false };
    const settle = () => {
      if (Doorstep.pendingTiles()) return requestAnimationFrame(settle);
      window.doorstep.ready = true;
      window.doorstep.loaded = performance.now();
    };
    requestAnimationFrame(settle);
  };
})();
