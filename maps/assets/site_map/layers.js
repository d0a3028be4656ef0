"use strict";
// Themes, flows, demand and sites over the base map, and what the pointer finds there.
(function () {
  const { trace, onTile, isSeen, CanvasTiles, standing } = Doorstep;
  const MOST_WIDTH = 14;
  const FEW_SITES = 40;
  const NAME_ROOMS_FROM = 15;

  Doorstep.makeSiteLayers = function (map, study, state, themes, drawNames) {
    const theme = () => themes[state.theme];
    const ground = new CanvasTiles((context, view) => drawGround(context, view), { pane: "theme" });
    const marks = new CanvasTiles((context, view) => {
      drawNames(context, view);
      if (state.flows) drawFlows(context, view, study.flows[state.when], { colour: "rgba(60,40,110,.55)", edge: "rgba(255,255,255,.7)" });
      if (state.points) drawPoints(context, view);
      drawTexts(context, view);
      drawSites(context, view);
    }, { pane: "plan" });
    const front = new CanvasTiles((context, view) => drawChosen(context, view), { pane: "front" });
    for (const layer of [ground, marks, front]) layer.addTo(map);
    const texts = makeTexts();
    const siteNames = makeSiteNames();

    state.on((changed) => {
      const has = (...keys) => keys.some((key) => changed.has(key));
      if (has("theme", "when", "stepFree")) ground.repaint();
      if (has("theme", "when", "flows", "points", "candidates", "lang")) marks.repaint();
      if (has("site", "area", "when", "candidates")) front.repaint();
    });

    function drawGround(context, view) {
      const look = theme();
      if (look.reach) {
        for (const one of look.shown(state.when)) fill(context, view, one.rings, { ...look.band(one.minutes), solid: true });
        return;
      }
      for (const area of study.areas) {
        if (area.rings.from < area.rings.to) fill(context, view, area.rings, { ...look.area(area, state.when), edge: "rgba(60,66,74,.55)" });
      }
    }
    function fill(context, view, { from, to }, style) {
      context.beginPath();
      if (!trace(context, study.rings, view, { from, to, closed: true })) return;
      context.globalAlpha = style.solid ? style.alpha * 0.55 : style.alpha;
      context.fillStyle = style.colour;
      context.fill("nonzero");
      context.globalAlpha = 1;
      if (style.hatch) {
        context.fillStyle = Doorstep.hatch(context, style.hatch);
        context.fill("nonzero");
      }
      context.setLineDash(style.dash || []);
      context.lineWidth = style.solid ? 1.6 : 1;
      context.strokeStyle = style.edge;
      context.stroke();
      context.setLineDash([]);
    }

    const at = (thing, view) => onTile(view, [thing.x * view.scale, thing.y * view.scale]);

    function drawFlows(context, view, flows, { colour, edge }) {
      context.lineCap = "round";
      for (const { area, site, people } of flows) {
        const [x0, y0] = at(area, view);
        const [x1, y1] = at(site, view);
        const size = view.right - view.left;
        const width = Math.max(1.2, (MOST_WIDTH * people) / study.widest);
        if (Math.max(x0, x1) < -20 || Math.min(x0, x1) > size + 20 || Math.max(y0, y1) < -20 || Math.min(y0, y1) > size + 20) continue;
        for (const [paint, grow] of [[edge, 1.6], [colour, 0]]) {
          context.beginPath();
          context.moveTo(x0, y0);
          context.lineTo(x1, y1);
          context.lineWidth = width + grow;
          context.strokeStyle = paint;
          context.stroke();
        }
      }
    }

    const radius = (people, zoom) => Math.max(1.8, Math.min(15, Math.sqrt(people) * 0.85 * 1.5 ** (Math.min(17, zoom) - 15)));
    function drawPoints(context, view) {
      const look = theme();
      for (const point of study.points) {
        const r = radius(point.people, view.zoom);
        const [x, y] = at(point, view);
        if (!isSeen(view, [x, y], r + 4)) continue;
        if (look.change) Doorstep.drawChange(context, x, y, r, look.point(point, state.when));
        else Doorstep.drawPoint(context, x, y, r, look.point(point, state.when));
      }
    }

    // Which figures stand where is settled for a whole zoom, so that tiles agree on them.
    function makeTexts() {
      const placed = new Map();
      return (zoom) => {
        const key = `${zoom} ${state.theme} ${state.when} ${state.points} ${Doorstep.lang()}`;
        if (placed.has(key)) return placed.get(key);
        if (placed.size > 12) placed.clear();
        const boxes = Doorstep.makeBoxes(64);
        const scale = 2 ** zoom;
        for (const site of shownSites()) boxes.claim(site.x * scale - 9, site.y * scale - 9, site.x * scale + 9, site.y * scale + 9);
        const kept = [];
        for (const area of [...study.areas].sort((one, other) => other.people - one.people)) {
          const text = theme().text(area, state.when);
          if (!text || !area.at) continue;
          const half = text.length * 5 + 6;
          const [x, y] = [area.x * scale, area.y * scale];
          if (boxes.claim(x - half, y - 11, x + half, y + 11)) kept.push({ area, text, half });
        }
        placed.set(key, kept);
        return kept;
      };
    }
    function drawTexts(context, view) {
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.font = `700 14px ${Doorstep.FONT}`;
      context.lineJoin = "round";
      for (const { area, text, half } of texts(view.zoom)) {
        const [x, y] = at(area, view);
        if (!isSeen(view, [x, y], half)) continue;
        context.lineWidth = 4;
        context.strokeStyle = "rgba(255,255,255,.95)";
        context.strokeText(text, x, y);
        context.fillStyle = "#1f2933";
        context.fillText(text, x, y);
      }
    }

    const shownSites = () => study.sites.filter((site) => {
      const kind = standing(site, state.when, study.planned);
      return kind !== "candidate" || state.candidates;
    });
    const sizeOf = (zoom) => Math.max(6, Math.min(11, 8 + (zoom - 14)));
    function makeSiteNames() {
      const placed = new Map();
      const pen = document.createElement("canvas").getContext("2d");
      return (zoom) => {
        const key = `${zoom} ${state.when} ${state.candidates}`;
        if (placed.has(key)) return placed.get(key);
        if (placed.size > 12) placed.clear();
        const kept = new Set();
        const shown = shownSites();
        if (zoom >= 14.5 || shown.length <= FEW_SITES) {
          const boxes = Doorstep.makeBoxes(64);
          const [scale, r] = [2 ** zoom, sizeOf(zoom)];
          for (const { area, half } of texts(zoom)) boxes.claim(area.x * scale - half, area.y * scale - 10, area.x * scale + half, area.y * scale + 10);
          pen.font = `600 13px ${Doorstep.FONT}`;
          const named = shown.filter((site) => zoom >= NAME_ROOMS_FROM || standing(site, state.when, study.planned) !== "candidate");
          for (const site of named.sort((one, other) => rank(one) - rank(other))) {
            const width = pen.measureText(Doorstep.plain(site.name, 16)).width;
            const [x, y] = [site.x * scale + r + 4, site.y * scale];
            if (boxes.claim(x, y - 9, x + width + 6, y + 9)) kept.add(site);
          }
        }
        placed.set(key, kept);
        return kept;
      };
    }
    const rank = (site) => ["new", "closed", "open", "candidate"].indexOf(standing(site, state.when, study.planned));
    function drawSites(context, view) {
      const r = sizeOf(view.zoom);
      const named = siteNames(view.zoom);
      for (const site of shownSites().sort((one, other) => rank(other) - rank(one))) drawOne(context, view, site, r, named.has(site));
    }
    function drawOne(context, view, site, r, named) {
      const [x, y] = at(site, view);
      if (!isSeen(view, [x, y], 260)) return;
      const kind = standing(site, state.when, study.planned);
      Doorstep.drawSite(context, kind, x, y, kind === "candidate" ? r * 0.8 : r);
      if (site.capacity !== null && site.loads[state.when] > site.capacity + 0.5) Doorstep.drawOver(context, x + r + 1, y - r - 1, 6);
      if (!named) return;
      context.font = `600 13px ${Doorstep.FONT}`;
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.lineWidth = 4;
      context.lineJoin = "round";
      context.strokeStyle = "rgba(255,255,255,.95)";
      const text = Doorstep.plain(site.name, 16);
      context.strokeText(text, x + r + 5, y);
      context.fillStyle = kind === "new" ? Doorstep.NEW : "#1f2933";
      context.fillText(text, x + r + 5, y);
    }

    // From where the chosen site is within some minutes: thin veils, since the people lie beneath.
    function drawOwn(context, view, site) {
      const { band } = Doorstep.ownBands(site);
      for (const one of site.reach) {
        const look = band(one.minutes);
        context.beginPath();
        if (!trace(context, study.rings, view, { ...one.rings, closed: true })) continue;
        context.globalAlpha = look.alpha;
        context.fillStyle = look.colour;
        context.fill("nonzero");
        context.globalAlpha = 1;
        for (const [paint, width, dash] of [["rgba(255,255,255,.85)", 5, []], [look.edge, 2.6, look.dash]]) {
          context.setLineDash(dash);
          context.lineWidth = width;
          context.strokeStyle = paint;
          context.stroke();
        }
        context.setLineDash([]);
      }
    }

    function drawChosen(context, view) {
      const { site, area } = state;
      if (!site && !area) return;
      if (site) drawOwn(context, view, site);
      const own = study.flows[state.when].filter((flow) => flow.site === site || flow.area === area);
      drawFlows(context, view, own, { colour: "#4b1d8f", edge: "#fff" });
      if (area && area.rings.from < area.rings.to) {
        context.beginPath();
        trace(context, study.rings, view, { ...area.rings, closed: true });
        context.lineWidth = 4;
        context.strokeStyle = "#4b1d8f";
        context.stroke();
      }
      for (const one of new Set([...own.map((flow) => flow.site), ...(site ? [site] : [])])) {
        const [x, y] = at(one, view);
        context.beginPath();
        context.arc(x, y, sizeOf(view.zoom) + 7, 0, 2 * Math.PI);
        context.lineWidth = one === site ? 4 : 2.5;
        context.strokeStyle = "#4b1d8f";
        context.stroke();
        drawOne(context, view, one, sizeOf(view.zoom) + 1, true);
      }
    }

    return {
      repaint: () => [ground, marks, front].forEach((layer) => layer.repaint()),
      shownSites,
      find(point, reach) {
        const scale = 2 ** map.getZoom();
        const pixel = map.project(map.containerPointToLatLng(point), map.getZoom());
        const near = (things, far) => {
          let best = null;
          for (const thing of things) {
            const distance = Math.hypot(thing.x * scale - pixel.x, thing.y * scale - pixel.y);
            if (distance <= far(thing) && (!best || distance < best.distance)) best = { thing, distance };
          }
          return best && best.thing;
        };
        const site = near(shownSites(), () => reach);
        if (site) return { site };
        const spot = state.points && near(study.points, (one) => radius(one.people, map.getZoom()) + reach / 4);
        if (spot) return { point: spot };
        const [x, y] = [pixel.x / scale, pixel.y / scale];
        const area = study.areas.find((one) => Doorstep.isInside(study.rings, one.rings, x, y));
        return area ? { area } : null;
      },
    };
  };
})();
