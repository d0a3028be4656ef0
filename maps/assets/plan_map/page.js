"use strict";
// Puts the page together: figures, list, map, timeline, and what they say to each other.
(function () {
  const { h, t, given, picture } = Doorstep;
  // legend above, buttons on the right
  const ROOM = { paddingTopLeft: [40, 64], paddingBottomRight: [56, 44] };
  // zoom levels given up to have the way from the station in sight
  const FARTHER = 2;

  Doorstep.figureTexts = (figures) => [
    { label: t("figure.served"), value: String(figures.served) },
    { label: t("figure.unassigned"), value: String(figures.unassigned), bad: figures.unassigned > 0 },
    { label: t("figure.late"), value: String(figures.late), bad: figures.late > 0 },
    ...(figures.overdue ? [{ label: t("figure.overdue"), value: String(figures.overdue) }] : []),
    ...(figures.meals ? [mealsFigure(figures.meals)] : []),
    { label: t("figure.out"), value: t("figure.of", { n: figures.out, all: figures.workers }) },
    { label: t("figure.travel"), value: Doorstep.duration(figures.seconds) },
    { label: t("figure.distance"), value: Doorstep.distance(figures.metres) },
  ];
  function mealsFigure(meals) {
    const note = Doorstep.mealsText(meals);
    if (!meals.over) return { label: t("figure.meals_longest"), value: Doorstep.duration(meals.largest), note };
    const value = t("figure.of", { n: meals.over, all: meals.stops });
    return { label: t("figure.meals_over", { limit: Doorstep.duration(meals.limit) }), value, bad: true, sign: "cold", note };
  }
  Doorstep.mealsText = ({ mean, largest }) =>
    t("figure.meals_note", { mean: Doorstep.duration(mean), largest: Doorstep.duration(largest) });

  Doorstep.show = function (map, given_) {
    Doorstep.setWords(given_.words);
    Doorstep.setLang(given_.lang);
    const plan = Doorstep.readPlan(given_.plan);
    const state = Doorstep.makeState();
    const parts = buildFrame(map);
    const narrow = window.matchMedia("(max-width: 820px)");

    for (const [name, depth] of [["ground", 200], ["plan", 410], ["front", 420]]) {
      map.createPane(name).style.zIndex = depth;
      if (name !== "ground") map.getPane(name).style.pointerEvents = "none";
    }
    map.options.maxBoundsViscosity = 0;
    map.setView(map.options.center, 15, { animate: false });
    fitAll(false);
    const ground = given_.base && Doorstep.makeBaseLayer(given_.base);
    if (ground) ground.layer.addTo(map);
    const routes = Doorstep.makeRouteLayers(map, plan, state, ground ? ground.drawNames : () => {});
    routes.decide();
    const popup = Doorstep.makePopup(map, plan, state);
    const controls = Doorstep.addControls(map, given_.base);
    const tip = L.tooltip({ direction: "top", offset: [0, -12], opacity: 1, className: "hint" });
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");

    function boundsOf(things) {
      return L.latLngBounds(things.map((thing) => popupPoint(thing)));
    }
    function popupPoint(thing) {
      return L.CRS.EPSG3857.pointToLatLng(L.point(thing.x, thing.y), 0);
    }
    function cornersOf(from, to) {
      const { boxes } = plan.legs;
      const corners = [];
      for (let leg = from; leg < to; leg++) {
        corners.push({ x: boxes[4 * leg], y: boxes[4 * leg + 1] }, { x: boxes[4 * leg + 2], y: boxes[4 * leg + 3] });
      }
      return corners;
    }
    function fitAll(animate) {
      const corners = [...plan.unassigned.map((item) => item.visit), ...plan.depots, ...cornersOf(0, plan.legs.length)];
      if (!corners.length) return;
      const bounds = boundsOf(corners);
      const [right, bottom] = ROOM.paddingBottomRight;
      const zoom = map.getBoundsZoom(bounds, false, L.point(ROOM.paddingTopLeft).add(ROOM.paddingBottomRight));
      const paddingBottomRight = [right + roomForPlates(bounds, Math.min(zoom, 17.5)), bottom];
      map.fitBounds(bounds, { ...ROOM, paddingBottomRight, maxZoom: 17.5, animate });
    }
    // How far names of stations reach past the plan on the right; on a phone they may be cut.
    function roomForPlates(bounds, zoom) {
      const scale = 2 ** zoom;
      const edge = map.project(bounds.getSouthEast(), zoom).x;
      const reach = plan.depots.map((depot) => depot.x * scale + Doorstep.plateWidth(plan, depot, zoom) - edge);
      const past = Math.max(0, ...reach);
      return past < map.getSize().x / 4 ? past : 0;
    }
    // The stops and the streets between them; the way from the station too unless it would make them small.
    function fitRoute({ route }) {
      const { firstLeg, legs } = route;
      const stops = boundsOf([...route.marks, ...cornersOf(firstLeg + 1, firstLeg + legs - 1)]);
      const whole = boundsOf([...route.marks, ...cornersOf(firstLeg, firstLeg + legs)]);
      const fits = map.getBoundsZoom(whole, false, [96, 108]) > map.getBoundsZoom(stops, false, [96, 108]) - FARTHER;
      map.fitBounds(fits ? whole : stops, { ...ROOM, maxZoom: 17.5, animate: !still.matches });
    }

    const actions = {
      select(worker) {
        if (popup.isOpen()) popup.close();
        state.set({ worker, stop: null, hover: null });
        if (worker) fitRoute(worker);
        else fitAll(!still.matches);
      },
      showStop(stop) {
        if (state.worker !== stop.worker) this.select(stop.worker);
        goTo(stop);
        popup.openStop(stop);
        state.set({ stop });
      },
      showUnassigned(item) {
        goTo(item.visit);
        popup.openUnassigned(item);
        state.set({ stop: item });
      },
      fold() {
        const folded = !document.body.classList.contains("folded");
        document.body.classList.toggle("folded", folded);
        timeline.render(folded);
        if (!folded && narrow.matches) parts.timeline.scrollIntoView({ block: "end", behavior: still.matches ? "auto" : "smooth" });
      },
    };
    function goTo(thing) {
      const place = popupPoint(thing);
      if (map.getZoom() < 16.5) map.setView(place, 16.5, { animate: !still.matches });
      else if (!map.getBounds().pad(-0.15).contains(place)) map.panTo(place, { animate: !still.matches });
    }

    const panel = Doorstep.makePanel(parts.panel, plan, state, actions);
    const timeline = Doorstep.makeTimeline(parts.timeline, plan, state, actions);
    Doorstep.makeSheets(parts.sheets, plan, state);
    Doorstep.makeMoment(map, plan, state);
    watchPointer();
    makeResizable(parts);
    // whatever takes room from the map: the timeline, a second line of figures, a yellow note
    new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(map.getContainer());

    function watchPointer() {
      let waiting = null;
      const reach = window.matchMedia("(pointer: coarse)").matches ? 24 : 14;
      map.on("mousemove", (event) => {
        const first = waiting === null;
        waiting = event;
        if (first) requestAnimationFrame(hover);
      });
      function hover() {
        const found = routes.find(waiting.containerPoint, reach);
        const { latlng } = waiting;
        waiting = null;
        map.getContainer().style.cursor = found ? "pointer" : "";
        const worker = found && (found.mark ? found.mark.worker : found.worker);
        const stop = found && found.mark ? found.mark.stops[0] : null;
        if ((state.hover?.worker || null) !== (worker || null) || (state.hover?.stop || null) !== stop) {
          state.set({ hover: worker ? { worker, stop } : null });
        }
        if (!found || popup.isOpen()) return tip.remove();
        const text = found.unassigned ? t("unassigned.one") : worker.label;
        tip.setContent(h("span", {}, given(text), found.mark ? ` · ${t("stop.nth", { n: found.mark.text })} · ${Doorstep.clock(stop.start)}` : ""));
        tip.setLatLng(found.mark ? popupPoint(found.mark) : found.unassigned ? popupPoint(found.unassigned.visit) : latlng).addTo(map);
      }
      map.on("mouseout", () => {
        tip.remove();
        if (state.hover) state.set({ hover: null });
      });
      map.on("click", (event) => {
        tip.remove();
        const found = routes.find(event.containerPoint, reach);
        if (!found) return;
        if (found.unassigned) actions.showUnassigned(found.unassigned);
        else if (found.mark) {
          const [stop] = found.mark.stops;
          if (state.worker !== stop.worker) state.set({ worker: stop.worker });
          popup.openMark(found.mark);
          state.set({ stop });
        } else if (state.worker !== found.worker) actions.select(found.worker);
      });
    }

    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (popup.isOpen()) popup.close();
      else if (state.worker) actions.select(null);
      else timeline.pin(null);
    });

    function renderHead() {
      const other = Doorstep.langs().find((name) => name !== Doorstep.lang());
      parts.head.replaceChildren(
        h("div", { class: "name" },
          h("h1", { title: plan.name || null }, given(plan.name || t("title"))),
          h("p", {}, plan.date ? Doorstep.day(plan.date) : "", h("span", { class: "kind" }, plan.date ? ` · ${t("title")}` : t("title")))),
        h("dl", { class: "figures" }, Doorstep.figureTexts(plan.figures).map(({ label, value, bad, sign, note }) =>
          h("div", { class: bad ? "bad" : null, title: note || null },
            h("dd", {}, sign ? picture(sign, { size: 18 }) : "", value), h("dt", {}, label)))),
        h("div", { class: "buttons" },
          h("button", { type: "button", id: "print", onclick: () => window.print() }, t("print")),
          h("button", { type: "button", id: "lang", lang: other, "aria-label": t("other_lang_label"), onclick: () => speak(other) }, t("other_lang"))));
      parts.estimate.hidden = !plan.estimate;
      parts.estimate.textContent = t("estimate");
    }
    function renderMap() {
      controls.retell();
      const roles = [...new Set(plan.out.map((worker) => worker.role))].sort();
      parts.legend.replaceChildren(
        ...roles.map((role) => h("span", {}, picture(plan.out.find((worker) => worker.role === role).shape, { size: 16 }), t(`role.${role}`))),
        plan.figures.late ? h("span", {}, picture("late-stop", { size: 20 }), t("legend.late")) : "",
        plan.figures.overdue ? h("span", {}, picture("wish", { size: 18 }), t("figure.overdue")) : "",
        plan.marks.some((mark) => mark.pair) ? h("span", {}, picture("pair", { size: 20 }), t("legend.pair")) : "",
        plan.figures.unassigned ? h("span", {}, picture("unassigned", { size: 20 }), t("figure.unassigned")) : "",
        plan.depots.length ? h("span", {}, picture("depot", { size: 18 }), t("legend.depot")) : "",
        plan.out.length ? peopleSign(plan.out[0]) : "");
    }
    function speak(lang) {
      Doorstep.setLang(lang);
      render();
      parts.head.querySelector("#lang").focus();
    }
    function render() {
      document.title = [plan.name, plan.date, t("title")].filter(Boolean).join(" · ");
      renderHead();
      renderMap();
      panel.render();
      timeline.render(document.body.classList.contains("folded"));
      popup.retell();
    }
    if (narrow.matches) document.body.classList.add("folded");
    render();
    map.invalidateSize({ animate: false });
    fitAll(false);
    routes.decide();

    Doorstep.sayReady({ plan, state, map, routes, actions, timeline, speak });
  };

  // What stands beside a person while the map shows who is where.
  function peopleSign(worker) {
    const sample = `${Doorstep.plain(worker.label, 8)} ${Math.min(4, worker.route.stops.length)}`;
    return h("span", { class: "people" }, h("b", { class: "plate" }, given(sample)), h("span", {}, t("legend.people")));
  }

  function buildFrame(map) {
    const parts = {
      head: h("header", { class: "head" }),
      estimate: h("p", { class: "estimate", role: "note", hidden: true }),
      panel: h("aside", { class: "panel" }),
      map: h("main", { class: "map" }),
      grip: h("div", { class: "grip", role: "separator", tabindex: "0", "aria-orientation": "horizontal" }),
      timeline: h("section", { class: "timeline" }),
      legend: h("div", { class: "map-legend" }),
      sheets: h("div", { class: "sheets" }),
    };
    parts.map.append(map.getContainer(), parts.legend);
    document.body.append(h("div", { class: "app" },
      parts.head, parts.estimate, parts.panel, parts.map, h("div", { class: "below" }, parts.grip, parts.timeline)), parts.sheets);
    return parts;
  }

  // The timeline is as tall as the dispatcher drags it.
  function makeResizable({ grip, timeline }) {
    const setHeight = (pixels) => {
      const height = Math.round(Math.max(90, Math.min(window.innerHeight * 0.7, pixels)));
      document.body.style.setProperty("--timeline", `${height}px`);
      grip.setAttribute("aria-valuenow", String(height));
    };
    grip.setAttribute("aria-label", t("timeline.resize"));
    grip.setAttribute("aria-valuemin", "90");
    grip.addEventListener("pointerdown", (event) => {
      grip.setPointerCapture(event.pointerId);
      const bottom = timeline.getBoundingClientRect().bottom;
      const move = (moved) => setHeight(bottom - moved.clientY);
      grip.addEventListener("pointermove", move);
      grip.addEventListener("pointerup", () => grip.removeEventListener("pointermove", move), { once: true });
    });
    grip.addEventListener("keydown", (event) => {
      const step = { ArrowUp: 28, ArrowDown: -28 }[event.key];
      if (!step) return;
      event.preventDefault();
      setHeight(timeline.getBoundingClientRect().height + step);
    });
  }
})();
