"use strict";
// The public's page: a list of meal points beside the map, big enough for old eyes.
(function () {
  const { h, t, given } = Doorstep;
  const SMALL = { paddingTopLeft: [40, 50], paddingBottomRight: [56, 50] };

  Doorstep.show = function (map, given_) {
    Doorstep.setWords(given_.words);
    Doorstep.setLang(given_.lang);
    const sites = Doorstep.readSites(given_.sites, given_.site_places);
    const state = Doorstep.watchFields({ site: null, query: "", order: "area" });
    const parts = {
      head: h("header", { class: "head" }), panel: h("aside", { class: "panel" }), map: h("main", { class: "map" }),
      wall: h("div", { class: "wall" }),
    };
    parts.map.append(map.getContainer());
    document.body.append(h("div", { class: "app" }, parts.head, parts.panel, parts.map), parts.wall);
    for (const [name, depth] of [["ground", 200], ["plan", 410]]) map.createPane(name).style.zIndex = depth;
    map.getPane("plan").style.pointerEvents = "none";
    map.setView(map.options.center, 15, { animate: false });
    const toLatLng = (site) => L.CRS.EPSG3857.pointToLatLng(L.point(site.x, site.y), 0);
    const fitAll = () => sites.length && map.fitBounds(L.latLngBounds(sites.map(toLatLng)), { ...SMALL, maxZoom: 16, animate: false });
    fitAll();
    const ground = given_.base && Doorstep.makeBaseLayer(given_.base);
    if (ground) ground.layer.addTo(map);
    const names = makeNames();
    const layer = new Doorstep.CanvasTiles((context, view) => {
      if (ground) ground.drawNames(context, view);
      drawSites(context, view);
    }, { pane: "plan" });
    layer.addTo(map);
    const controls = Doorstep.addControls(map, given_.base);
    const popup = L.popup({ maxWidth: 360, minWidth: 250, offset: [0, -10] });
    let told = null;

    const listed = () => {
      const wanted = state.query.toLocaleLowerCase();
      const by = (one, other) => one.localeCompare(other, Doorstep.lang(), { numeric: true });
      return sites.filter((site) => [site.name, site.address, site.area].some((text) => text.toLocaleLowerCase().includes(wanted)))
        .sort((one, other) => (state.order === "area" ? !one.area - !other.area || by(one.area, other.area) : 0) || by(one.name, other.name));
    };
    const numbers = new Map();
    const renumber = () => {
      numbers.clear();
      const query = state.query;
      state.query = "";
      listed().forEach((site, i) => numbers.set(site, i + 1));
      state.query = query;
    };

    function makeNames() {
      const placed = new Map();
      const pen = document.createElement("canvas").getContext("2d");
      return (zoom) => {
        if (placed.has(zoom)) return placed.get(zoom);
        const boxes = Doorstep.makeBoxes(64);
        const scale = 2 ** zoom;
        pen.font = `700 16px ${Doorstep.FONT}`;
        for (const site of sites) boxes.claim(site.x * scale - 8, site.y * scale - 8, site.x * scale + 8, site.y * scale + 8);
        const kept = new Set(sites.filter((site) => {
          const [x, y] = [site.x * scale + 17, site.y * scale];
          return boxes.claim(x, y - 11, x + pen.measureText(Doorstep.plain(site.name, 14)).width + 8, y + 11);
        }));
        placed.set(zoom, kept);
        return kept;
      };
    }
    function drawSites(context, view) {
      const named = names(view.zoom);
      const r = view.zoom < 13 ? 10 : 13;
      for (const site of [...sites].sort((one, other) => (one === state.site) - (other === state.site) || one.y - other.y)) {
        const [x, y] = Doorstep.onTile(view, [site.x * view.scale, site.y * view.scale]);
        if (!Doorstep.isSeen(view, [x, y], 280)) continue;
        const chosen = site === state.site;
        context.beginPath();
        context.arc(x, y, r + (chosen ? 4 : 0), 0, 2 * Math.PI);
        context.lineWidth = 4;
        context.strokeStyle = "#fff";
        context.stroke();
        context.fillStyle = chosen ? "#7b2d8b" : Doorstep.DARK;
        context.fill();
        context.font = `700 ${r < 12 ? 11 : 14}px ${Doorstep.FONT}`;
        context.textAlign = "center";
        context.textBaseline = "middle";
        context.fillStyle = "#fff";
        context.fillText(String(numbers.get(site)), x, y + 0.5);
        if (!named.has(site) && !chosen) continue;
        context.font = `700 16px ${Doorstep.FONT}`;
        context.textAlign = "left";
        context.lineWidth = 5;
        context.lineJoin = "round";
        context.strokeStyle = "rgba(255,255,255,.95)";
        const text = Doorstep.plain(site.name, 14);
        context.strokeText(text, x + r + 6, y);
        context.fillStyle = "#1f2933";
        context.fillText(text, x + r + 6, y);
      }
    }

    const facts = (site) => h("dl", {}, [
      [t("site.address"), given(site.address), site.address], [t("site.hours"), h("span", { class: "lines" }, given(site.hours)), site.hours],
      [t("site.phone"), given(site.phone), site.phone],
      [t("service.way_in"), t(site.step_free ? "service.step_free" : "service.has_steps"), site.step_free !== null],
    ].map(([label, value, there]) => (there ? h("div", { class: "fact" }, h("dt", {}, label), h("dd", {}, value)) : null)));
    const title = (site) => [h("span", { class: "number" }, String(numbers.get(site))), h("b", {}, given(site.name)),
      site.state === "new" ? h("span", { class: "soon" }, t("service.opens")) : ""];

    function choose(site, move) {
      told = site;
      const place = toLatLng(site);
      if (move && map.getZoom() < 15) map.setView(place, 16, { animate: false });
      popup.setLatLng(place).setContent(h("article", { class: "card" }, h("h3", {}, title(site)), facts(site))).openOn(map);
      popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", t("close"));
      state.set({ site });
    }
    map.on("popupclose", () => {
      told = null;
      state.set({ site: null });
    });
    map.on("click", (event) => {
      const near = sites.map((site) => ({ site, far: map.latLngToContainerPoint(toLatLng(site)).distanceTo(event.containerPoint) }))
        .filter((one) => one.far < 24).sort((one, other) => one.far - other.far)[0];
      if (near) choose(near.site, false);
    });

    const search = h("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", oninput: () => state.set({ query: search.value.trim() }) });
    const order = h("select", { id: "order", onchange: () => state.set({ order: order.value }) });
    const list = h("div", { class: "list", id: "list" });
    parts.panel.append(h("div", { class: "tools" }, search, order), list);

    function renderList() {
      const rows = listed();
      const groups = new Map();
      for (const site of rows) {
        const key = state.order === "area" ? site.area : "";
        if (!groups.has(key)) groups.set(key, []);
        groups.get(key).push(site);
      }
      const heads = [...groups.keys()].some(Boolean);
      list.replaceChildren(...[...groups].map(([area, own]) => h("section", {},
        heads ? h("h2", {}, area ? given(area) : t("service.no_area")) : "",
        h("ul", {}, own.map((site) => h("li", { class: site === state.site ? "chosen" : null },
          h("button", { type: "button", class: "row", "data-site": site.index, "aria-pressed": String(site === state.site), onclick: () => choose(site, true) },
            h("span", { class: "title" }, title(site))), facts(site)))))));
      if (!rows.length) list.append(h("p", { class: "none" }, t("search.none")));
    }
    function renderTools() {
      search.setAttribute("placeholder", t("service.search"));
      search.setAttribute("aria-label", t("service.search"));
      order.setAttribute("aria-label", t("order"));
      order.replaceChildren(...["area", "name"].map((key) => h("option", { value: key, selected: key === state.order }, t(`order.${key}`))));
    }
    function renderHead() {
      const other = Doorstep.langs().find((name) => name !== Doorstep.lang());
      parts.head.replaceChildren(
        h("div", { class: "name" }, h("h1", {}, given(given_.name || t("service_title"))),
          h("p", {}, t("service_title"), " · ", t("service.count", { n: sites.length }))),
        h("div", { class: "buttons" },
          h("button", { type: "button", id: "print", onclick: () => window.print() }, t("service.print")),
          h("button", { type: "button", id: "lang", lang: other, "aria-label": t("other_lang_label"), onclick: () => speak(other) }, t("other_lang"))));
    }
    state.on((changed) => {
      if (changed.has("order")) renumber();
      if (changed.has("query") || changed.has("order")) renderList();
      if (changed.has("site")) {
        for (const row of list.querySelectorAll("button.row")) {
          const chosen = state.site !== null && Number(row.dataset.site) === state.site.index;
          row.setAttribute("aria-pressed", String(chosen));
          row.parentElement.classList.toggle("chosen", chosen);
          if (chosen && window.matchMedia("(min-width: 821px)").matches) row.parentElement.scrollIntoView({ block: "nearest" });
        }
      }
      if (changed.has("site") || changed.has("order")) layer.repaint();
    });
    function speak(lang) {
      Doorstep.setLang(lang);
      render();
      layer.repaint();
      parts.head.querySelector("#lang").focus();
    }
    function render() {
      document.title = [given_.name, t("service_title")].filter(Boolean).join(" · ");
      renumber();
      renderHead();
      renderTools();
      renderList();
      controls.retell();
      if (told) choose(told, false);
    }
    // on paper everything is listed, whatever was looked for
    const fillSheet = Doorstep.makeWallSheet(parts.wall, given_.name, sites, numbers);
    window.addEventListener("beforeprint", fillSheet);
    render();
    new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(map.getContainer());
    map.invalidateSize({ animate: false });
    fitAll();
    Doorstep.sayReady({ sites, state, map, speak });
  };
})();
