"use strict";
// The study as the page thinks of it: sites, spots of demand and estates with what is before (0) and after (1).
(function () {
  const { decodeShapes } = Doorstep;

  Doorstep.readSites = function (rows, packed) {
    const { points } = decodeShapes(packed);
    return rows.map((row, index) => ({ ...row, index, x: points[2 * index], y: points[2 * index + 1] }));
  };

  Doorstep.readStudy = function (data) {
    const rings = decodeShapes(data.rings);
    const sites = Doorstep.readSites(data.sites, data.site_places);
    const spots = decodeShapes(data.point_places).points;
    let ring = 0;
    const take = (count) => ({ from: ring, to: (ring += count) });
    const areas = data.areas.map((row, index) => {
      const [x, y] = row.at ? Doorstep.toWorld(...row.at) : [NaN, NaN];
      return { ...row, index, x, y, rings: take(data.area_rings[index]), points: [] };
    });
    const points = data.points.map(([area, people, joined, ...states], index) => ({
      index, area: areas[area], people, joined, x: spots[2 * index], y: spots[2 * index + 1],
      covered: states.map((state) => state[0]), mean: states.map((state) => state[1]),
      site: states.map((state) => sites[state[2]] || null),
    }));
    points.forEach((point) => point.area.points.push(point));
    const catchments = data.catchments.map(([when, minutes, stepFree, count]) => (
      { when: when === "after" ? 1 : 0, minutes, stepFree: stepFree === 1, rings: take(count) }));
    for (const site of sites) site.reach = [];
    for (const [site, minutes, count] of data.site_catchments) sites[site].reach.push({ minutes, rings: take(count) });
    const flows = data.flows.map((state) => state.map(([area, site, people]) => ({ area: areas[area], site: sites[site], people })));
    const widest = Math.max(1, ...flows.flat().map((flow) => flow.people));
    return { ...data, rings, sites, areas, points, catchments, flows, widest, last: data.planned ? 1 : 0 };
  };

  // How a site stands in one state: what opens later could be had before, what closes was open.
  Doorstep.standing = function (site, when, planned) {
    if (!planned) return site.state === "new" ? "candidate" : site.state === "closed" ? "open" : site.state;
    if (when === 0) return { new: "candidate", closed: "open" }[site.state] || site.state;
    return site.state;
  };

  // Whether a point of the world is inside the rings (even-odd).
  Doorstep.isInside = function (shapes, { from, to }, x, y) {
    const { starts, points, boxes } = shapes;
    let inside = false;
    for (let line = from; line < to; line++) {
      if (boxes[4 * line] > x || boxes[4 * line + 2] < x || boxes[4 * line + 1] > y || boxes[4 * line + 3] < y) continue;
      for (let i = starts[line], j = starts[line + 1] - 1; i < starts[line + 1]; j = i++) {
        const [xi, yi, xj, yj] = [points[2 * i], points[2 * i + 1], points[2 * j], points[2 * j + 1]];
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
      }
    }
    return inside;
  };

  const folded = (text) => text.toLocaleLowerCase();
  const byName = (one, other) => one.localeCompare(other, Doorstep.lang(), { numeric: true });

  const STATES = ["new", "closed", "open", "candidate"];
  Doorstep.listSites = function (study, state) {
    const wanted = folded(state.query);
    const kept = study.sites.filter((site) => (state.candidates || site.state !== "candidate" || wanted)
      && [site.name, site.area, site.address].some((text) => folded(text).includes(wanted)));
    const load = (site) => site.loads[state.when] / (site.capacity || Infinity) || 0;
    const order = {
      state: (one, other) => STATES.indexOf(one.state) - STATES.indexOf(other.state),
      load: (one, other) => load(other) - load(one) || other.loads[state.when] - one.loads[state.when],
      name: () => 0,
    }[state.siteOrder];
    return kept.sort((one, other) => order(one, other) || byName(one.name, other.name));
  };

  Doorstep.listAreas = function (study, state) {
    const wanted = folded(state.query);
    const kept = study.areas.filter((area) => folded(area.others ? "" : area.name).includes(wanted));
    const gain = (area) => (study.planned ? area.covered[1] - area.covered[0] : 0);
    const shorter = (area) => (study.planned && area.mean[0] !== null && area.mean[1] !== null ? area.mean[0] - area.mean[1] : 0);
    const order = {
      gain: (one, other) => gain(other) - gain(one) || shorter(other) - shorter(one),
      loss: (one, other) => gain(one) - gain(other) || shorter(one) - shorter(other) || other.farther - one.farther,
      walk: (one, other) => (other.mean[state.when] ?? Infinity) - (one.mean[state.when] ?? Infinity) || 0,
      name: () => 0,
    }[state.areaOrder];
    return kept.sort((one, other) => one.others - other.others || order(one, other) || byName(one.name, other.name));
  };

  Doorstep.people = (n) => Doorstep.t("amount.people", { n: Math.round(n).toLocaleString("en") });
  // How many more are covered: of the whole numbers beside it, which a reader subtracts.
  Doorstep.gained = ({ figures: [before, after] }) => Math.round(after.covered) - Math.round(before.covered);
  Doorstep.minutes = (n) => (n === null || n === undefined ? Doorstep.t("amount.no_way") : Doorstep.t("amount.minutes", { n: n.toLocaleString("en", { maximumFractionDigits: 1 }) }));
  Doorstep.share = (part, whole) => (whole ? `${(Math.round((1000 * part) / whole) / 10).toLocaleString("en")}%` : "–");
  Doorstep.areaName = (area) => (area.others ? Doorstep.t("area.others") : area.name || Doorstep.t("area.none"));
  // Amount with its sign, true minus and all.
  Doorstep.signed = (n, text) => (n > 0 ? `+${text(n)}` : n < 0 ? `−${text(-n)}` : text(0));
})();
