"use strict";
// Puts the planner's page together: figures, list, map and its switches, and what they say to each other.
(function () {
  const { h, t, given } = Doorstep;
  // switches above, the legend on the right where it lies over the map
  const ROOM = { paddingTopLeft: [40, 70], paddingBottomRight: [300, 40] };
  const NARROW_ROOM = { paddingTopLeft: [24, 24], paddingBottomRight: [24, 24] };

  Doorstep.show = function (map, given_) {
    Doorstep.setWords(given_.words);
    Doorstep.setLang(given_.lang);
    const study = Doorstep.readStudy(given_.study);
    const state = Doorstep.watchFields({
      theme: "walk", when: study.last, flows: false, points: true, candidates: true, stepFree: false, site: null, area: null,
      query: "", tab: "sites", siteOrder: "state", areaOrder: study.planned ? "gain" : "walk", lang: given_.lang,
    });
    const themes = Doorstep.makeThemes(study, state);
    const parts = buildFrame(map);
    const narrow = window.matchMedia("(max-width: 820px)");
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");
    for (const [name, depth] of [["ground", 200], ["theme", 300], ["plan", 410], ["front", 420]]) {
      map.createPane(name).style.zIndex = depth;
      if (name !== "ground") map.getPane(name).style.pointerEvents = "none";
    }
    map.setView(map.options.center, 15, { animate: false });
    fitAll();
    const ground = given_.base && Doorstep.makeBaseLayer(given_.base);
    if (ground) ground.layer.addTo(map);
    const layers = Doorstep.makeSiteLayers(map, study, state, themes, ground ? ground.drawNames : () => {});
    const controls = Doorstep.addControls(map, given_.base);
    const popup = L.popup({ maxWidth: 330, minWidth: 240, offset: [0, -6], autoPanPaddingTopLeft: [24, 120], autoPanPaddingBottomRight: [24, 24] });
    const tip = L.tooltip({ direction: "top", offset: [0, -12], opacity: 1, className: "hint" });
    let told = null;

    function toLatLng(thing) {
      return L.CRS.EPSG3857.pointToLatLng(L.point(thing.x, thing.y), 0);
    }
    function fitAll() {
      const things = [...study.points, ...study.sites.filter((site) => site.state !== "candidate" || !study.points.length)];
      if (things.length) map.fitBounds(L.latLngBounds(things.map(toLatLng)), { ...(narrow.matches ? NARROW_ROOM : ROOM), maxZoom: 17, animate: false });
    }
    function goTo(thing) {
      const place = toLatLng(thing);
      const around = thing.reach?.length ? boundsOf(thing.reach[0].rings) : null;
      if (around) {
        if (map.getZoom() < 14.5 || !map.getBounds().contains(around)) map.fitBounds(around, { ...(narrow.matches ? NARROW_ROOM : ROOM), maxZoom: 15, animate: false });
      } else if (map.getZoom() < 14.5) map.setView(place, 15, { animate: !still.matches });
      else if (!map.getBounds().pad(-0.15).contains(place)) map.panTo(place, { animate: !still.matches });
    }
    function boundsOf({ from, to }) {
      const { boxes } = study.rings;
      const corners = [];
      for (let line = from; line < to; line++) corners.push([boxes[4 * line], boxes[4 * line + 1]], [boxes[4 * line + 2], boxes[4 * line + 3]]);
      return corners.length ? L.latLngBounds(corners.map(([x, y]) => toLatLng({ x, y }))) : null;
    }
    function open(thing, place, card) {
      told = { thing, place, card };
      popup.setLatLng(toLatLng(place)).setContent(h("div", { class: "cards" }, card())).openOn(map);
      popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", t("close"));
    }
    // Without its card a place stays chosen, and its catchment in sight, until another is, or a click finds nothing.
    map.on("popupclose", () => {
      told = null;
    });
    const chooseNone = () => state.set({ site: null, area: null });

    const actions = {
      showSite(site) {
        goTo(site);
        open(site, site, () => Doorstep.siteCard(study, site));
        state.set({ site, area: null, candidates: state.candidates || site.state === "candidate" });
      },
      showArea(area) {
        if (area.at) {
          goTo(area);
          open(area, area, () => Doorstep.areaCard(study, area));
        } else map.closePopup(popup);
        state.set({ area, site: null });
      },
      showPoint(point) {
        open(point, point, () => Doorstep.pointCard(point));
        state.set({ site: null, area: point.area });
      },
    };

    const panel = Doorstep.makeSitePanel(parts.panel, study, state, actions);
    Doorstep.makeSiteSheets(parts.sheets, study, state);
    new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(map.getContainer());
    watchPointer();

    function watchPointer() {
      let waiting = null;
      const reach = window.matchMedia("(pointer: coarse)").matches ? 24 : 13;
      map.on("mousemove", (event) => {
        const first = waiting === null;
        waiting = event;
        if (first) requestAnimationFrame(hover);
      });
      function hover() {
        const found = waiting && layers.find(waiting.containerPoint, reach);
        const at = waiting && waiting.latlng;
        waiting = null;
        map.getContainer().style.cursor = found ? "pointer" : "";
        if (!found || popup.isOpen()) return tip.remove();
        tip.setContent(h("span", {}, hint(found))).setLatLng(found.site || found.point ? toLatLng(found.site || found.point) : at).addTo(map);
      }
      map.on("mouseout", () => tip.remove());
      map.on("click", (event) => {
        tip.remove();
        const found = layers.find(event.containerPoint, reach);
        if (!found) return chooseNone();
        if (found.site) actions.showSite(found.site);
        else if (found.point) actions.showPoint(found.point);
        else actions.showArea(found.area);
      });
    }
    function hint({ site, point, area }) {
      if (site) return [given(site.name), ` · ${Doorstep.loadText(site, state.when)}`];
      const thing = point || area;
      return [given(Doorstep.areaName(point ? point.area : area)), ` · ${Doorstep.people(thing.people)} · ${Doorstep.minutes(thing.mean[state.when])}`];
    }
    // On paper the map stands as it is on the screen, made as wide as the page.
    const PAPER_PIXELS = 700;
    function fitPaper() {
      const { x, y } = map.getSize();
      const style = document.body.style;
      style.setProperty("--screen-width", `${x}px`);
      style.setProperty("--screen-height", `${y}px`);
      style.setProperty("--print-scale", String(PAPER_PIXELS / x));
    }
    map.on("resize", fitPaper);
    fitPaper();
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (popup.isOpen()) map.closePopup(popup);
      else chooseNone();
    });

    const press = (text, pressed, onclick, data) => h("button", { type: "button", "aria-pressed": String(pressed), onclick, ...data }, text);
    const tick = (key) => h("label", {}, h("input", { type: "checkbox", checked: state[key], "data-layer": key, onchange: (event) => state.set({ [key]: event.target.checked }) }), t(`layer.${key}`));

    function renderSwitches() {
      const held = document.activeElement?.closest?.(".switches") ? document.activeElement.dataset : null;
      parts.switches.replaceChildren(
        h("div", { class: "segments themes", role: "group", "aria-label": t("themes") },
          Object.keys(themes).map((name) => press(t(`theme.${name}`), state.theme === name, () => state.set({ theme: name }), { "data-theme": name }))),
        study.planned ? h("div", { class: "segments when", role: "group", "aria-label": t("when") }, ["before", "after"].map((name, when) =>
          press(t(name), state.when === when, () => state.set({ when }), { "data-when": name, disabled: state.theme === "change" }))) : "",
        h("div", { class: "ticks" }, tick("points"), tick("flows"), study.sites.some((site) => site.state === "candidate") ? tick("candidates") : "",
          state.theme === "reach" && study.catchments.some((one) => one.stepFree) ? tick("stepFree") : ""));
      if (held) {
        const [name, value] = Object.entries(held)[0] || [];
        if (name) parts.switches.querySelector(`[data-${name}="${value}"]`)?.focus();
      }
    }
    function renderLegend() {
      const look = themes[state.theme];
      const kinds = [...new Set(layers.shownSites().map((site) => Doorstep.standing(site, state.when, study.planned)))]
        .sort((one, other) => "onc".indexOf(one[0]) - "onc".indexOf(other[0]));
      const sign = (paint, text) => h("span", {}, Doorstep.paintSign(18, paint), text);
      parts.legend.replaceChildren(
        state.site?.reach.length ? h("div", { class: "own" }, h("b", {}, t("legend.own"), " ", given(state.site.name)), h("small", {}, t("legend.own_note")),
          h("div", { class: "classes" }, Doorstep.ownBands(state.site).classes().map((one) => h("span", {}, Doorstep.swatch(one), one.text)))) : "",
        h("b", {}, t(`legend.${state.theme}`)), look.note() ? h("small", {}, given(look.note())) : "",
        h("div", { class: "classes" }, look.classes(state.when).map((one) => h("span", {}, Doorstep.swatch(one), one.text))),
        h("div", { class: "kinds" }, kinds.map((kind) => h("span", {}, Doorstep.siteSign(kind, 18), t(`state.${kind}`))),
          study.sites.some((site) => Doorstep.isOver(site, state.when)) ? sign((context, x, y) => Doorstep.drawOver(context, x, y + 1, 6), t("site.over")) : "",
          state.points && look.pie ? [sign((context, x, y) => Doorstep.drawPoint(context, x, y, 6, { fill: "#fff", part: 0 }), t("legend.uncovered")),
            sign((context, x, y) => Doorstep.drawPoint(context, x, y, 6, { fill: "#fff", part: 1 }), t("legend.covered")),
            state.when ? [sign((context, x, y) => Doorstep.drawPoint(context, x, y, 6, { fill: "#fff", part: 1, turn: 1 }), t("legend.newly")),
              sign((context, x, y) => Doorstep.drawPoint(context, x, y, 6, { fill: "#fff", part: 0, turn: -1 }), t("legend.no_longer"))] : ""] : "",
          state.points && !look.pie && !look.change ? sign((context, x, y) => Doorstep.drawPoint(context, x, y, 6, { fill: "#fff" }), t("legend.people")) : "",
          state.flows || state.site || state.area ? sign((context, x, y) => {
            context.lineWidth = 5;
            context.strokeStyle = "rgba(60,40,110,.55)";
            context.beginPath();
            context.moveTo(0, y);
            context.lineTo(2 * x, y);
            context.stroke();
          }, t("legend.flows")) : ""));
    }
    function renderHead() {
      const other = Doorstep.langs().find((name) => name !== Doorstep.lang());
      parts.head.replaceChildren(
        h("div", { class: "name" }, h("h1", { title: study.name || null }, given(study.name || t("title"))),
          h("p", {}, study.date ? Doorstep.day(study.date) : "", h("span", { class: "kind" }, study.date ? ` · ${t("title")}` : t("title")))),
        h("dl", { class: "figures" }, Doorstep.figureTexts(study).map(({ key, label, texts, change }) => h("div", { "data-figure": key },
          h("dd", {}, texts.length > 1 && texts[0] !== texts[1] ? [h("span", { class: "was" }, texts[0]), " → ", texts[1]] : texts[0]),
          h("dt", {}, label, change && texts[0] !== texts[1] ? h("span", { class: "by" }, ` ${change}`) : "")))),
        h("div", { class: "buttons" },
          h("button", { type: "button", id: "print", onclick: () => window.print() }, t("print")),
          h("button", { type: "button", id: "lang", lang: other, "aria-label": t("other_lang_label"), onclick: () => speak(other) }, t("other_lang"))));
    }
    state.on((changed) => {
      if (["theme", "when", "flows", "points", "candidates", "stepFree"].some((name) => changed.has(name))) {
        renderSwitches();
        renderLegend();
      } else if (changed.has("site") || changed.has("area")) renderLegend();
      // the map shows what the plan changes only against what is
      if (changed.has("theme") && state.theme === "change" && state.when !== 1) state.set({ when: 1 });
    });
    function speak(lang) {
      Doorstep.setLang(lang);
      render();
      state.set({ lang });
      parts.head.querySelector("#lang").focus();
    }
    function render() {
      document.title = [study.name, study.date, t("title")].filter(Boolean).join(" · ");
      renderHead();
      renderSwitches();
      renderLegend();
      controls.retell();
      panel.render();
      if (told) open(told.thing, told.place, told.card);
    }
    render();
    map.invalidateSize({ animate: false });
    fitAll();
    Doorstep.sayReady({ study, state, map, layers, actions, speak });
  };

  function buildFrame(map) {
    const parts = {
      head: h("header", { class: "head" }),
      panel: h("aside", { class: "panel" }),
      map: h("main", { class: "map" }),
      switches: h("div", { class: "switches" }),
      legend: h("div", { class: "key-box" }),
      sheets: h("div", { class: "sheets" }),
    };
    parts.map.append(map.getContainer(), parts.switches, parts.legend);
    document.body.append(h("div", { class: "app" }, parts.head, parts.panel, parts.map), parts.sheets);
    return parts;
  }
})();
