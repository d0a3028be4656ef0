"use strict";
// Streets, water, parks, buildings and names under the plan, in the detail each zoom can bear.
(function () {
  const AREAS = [
    { kind: "estate", fill: "#efebe4", from: 13 },
    { kind: "grounds", fill: "#ece6ee", from: 13 },
    { kind: "park", fill: "#dbe9d0", from: 10 },
    { kind: "water", fill: "#bcd8e8", from: 8 },
    { kind: "building", fill: "#e2dcd1", edge: "#d3cbbd", from: 15 },
  ];
  // width: pixels at zoom 16, growing with the zoom by `growth` a level
  const LINES = [
    { kind: "stream", colour: "#bcd8e8", width: 3, growth: 1.5, from: 12 },
    { kind: "path", colour: "#d8cfbf", width: 1, growth: 1.3, from: 16, dash: [4, 3] },
    { kind: "service", colour: "#ffffff", edge: "#ddd6ca", width: 2, growth: 1.6, from: 15 },
    { kind: "rail", colour: "#a9a59d", width: 1.6, growth: 1.2, from: 12 },
    { kind: "minor", colour: "#ffffff", edge: "#d8d1c4", width: 4.5, growth: 1.6, from: 12.5, thin: 14 },
    { kind: "middle", colour: "#ffffff", edge: "#cfc7b8", width: 6, growth: 1.5, from: 11, thin: 13 },
    { kind: "main", colour: "#fdf1cf", edge: "#dcc78f", width: 7.5, growth: 1.42, from: 9, thin: 12 },
    { kind: "highway", colour: "#fbdfa9", edge: "#d5ac5c", width: 8.5, growth: 1.4, from: 7, thin: 11 },
  ];
  const NAMES = {
    place: { from: 12, to: 17, size: 14, colour: "#6b6457", weight: 600, rank: 0 },
    water: { from: 13, size: 12, colour: "#3f7192", weight: 400, rank: 1 },
    park: { from: 14, size: 12, colour: "#4d7339", weight: 400, rank: 2 },
    highway: { from: 13, size: 12, colour: "#7d672f", weight: 400, rank: 3 },
    main: { from: 13.5, size: 12, colour: "#71663f", weight: 400, rank: 4 },
    grounds: { from: 15, size: 12, colour: "#74617c", weight: 400, rank: 5 },
    estate: { from: 15, size: 12, colour: "#746a5b", weight: 400, rank: 6 },
    middle: { from: 14.5, size: 12, colour: "#746d60", weight: 400, rank: 7 },
    minor: { from: 16, size: 11.5, colour: "#7a7468", weight: 400, rank: 8 },
  };

  Doorstep.makeBaseLayer = function (base) {
    const shapes = {};
    const read = (group, kind) => {
      if (!base[group][kind]) return null;
      shapes[kind] = shapes[kind] || Doorstep.decodeShapes(base[group][kind]);
      return shapes[kind];
    };
    const labels = makeLabels(base.labels);

    const layer = new Doorstep.CanvasTiles((context, view) => {
      context.lineJoin = context.lineCap = "round";
      for (const style of AREAS) {
        if (view.zoom < style.from || !read("areas", style.kind)) continue;
        context.beginPath();
        if (!Doorstep.trace(context, shapes[style.kind], view, { closed: true })) continue;
        context.fillStyle = style.fill;
        context.fill("nonzero");
        if (style.edge && view.zoom >= 16) {
          context.strokeStyle = style.edge;
          context.lineWidth = 0.8;
          context.stroke();
        }
      }
      const shown = LINES.filter((style) => view.zoom >= style.from && read("lines", style.kind));
      for (const style of shown) {
        if (style.edge && view.zoom >= (style.thin || 0)) strokeLines(context, view, style, shapes, true);
      }
      for (const style of shown) strokeLines(context, view, style, shapes, false);
    }, { pane: "ground" });
    return { layer, drawNames: (context, view) => drawLabels(context, view, labels) };
  };

  function strokeLines(context, view, style, shapes, edge) {
    const thin = style.thin && view.zoom < style.thin;
    const width = Math.max(0.8, Math.min(26, style.width * style.growth ** (view.zoom - 16)));
    context.beginPath();
    if (!Doorstep.trace(context, shapes[style.kind], view, { margin: 30 })) return;
    context.setLineDash(style.dash || []);
    context.strokeStyle = edge || thin ? style.edge : style.colour;
    context.lineWidth = edge ? width + 1.6 : width;
    context.stroke();
    context.setLineDash([]);
  }

  function makeLabels(rows) {
    const labels = rows.map(([text, kind, lat, lon, angle, metres]) => {
      const [x, y] = Doorstep.toWorld(lat, lon);
      return { text: Doorstep.plain(text, 24), style: NAMES[kind], kind, x, y, angle: (angle * Math.PI) / 180, metres, lat };
    }).filter((label) => label.style);
    labels.sort((one, other) => one.style.rank - other.style.rank || other.metres - one.metres);
    const placed = new Map();
    const pen = document.createElement("canvas").getContext("2d");

    // Which names stand where is settled for a whole zoom, so that tiles agree on them.
    return function (zoom) {
      if (placed.has(zoom)) return placed.get(zoom);
      if (placed.size > 12) placed.clear();
      const boxes = Doorstep.makeBoxes(64);
      const scale = 2 ** zoom;
      const kept = labels.filter((label) => {
        const { style } = label;
        if (zoom < style.from || (style.to && zoom > style.to)) return false;
        pen.font = fontOf(style);
        const width = pen.measureText(label.text).width;
        const perMetre = (scale * 256) / (40075017 * Math.cos((label.lat * Math.PI) / 180));
        if (label.metres * perMetre < width * (label.angle || label.kind in { main: 1, middle: 1, minor: 1 } ? 0.95 : 0.6)) return false;
        const halfX = (Math.abs(Math.cos(label.angle)) * width + Math.abs(Math.sin(label.angle)) * 14) / 2 + 6;
        const halfY = (Math.abs(Math.sin(label.angle)) * width + Math.abs(Math.cos(label.angle)) * 14) / 2 + 6;
        const [x, y] = [label.x * scale, label.y * scale];
        label.reach = Math.max(halfX, halfY);
        return boxes.claim(x - halfX, y - halfY, x + halfX, y + halfY);
      });
      placed.set(zoom, kept);
      return kept;
    };
  }

  const fontOf = (style) => `${style.weight} ${style.size}px ${Doorstep.FONT}`;

  function drawLabels(context, view, labels) {
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const label of labels(view.zoom)) {
      const [x, y] = Doorstep.onTile(view, [label.x * view.scale, label.y * view.scale]);
      if (!Doorstep.isSeen(view, [x, y], label.reach)) continue;
      context.save();
      context.translate(x, y);
      context.rotate(label.angle);
      context.font = fontOf(label.style);
      context.lineWidth = 3;
      context.strokeStyle = "rgba(255,255,255,.85)";
      context.strokeText(label.text, 0, 0);
      context.fillStyle = label.style.colour;
      context.fillText(label.text, 0, 0);
      context.restore();
    }
  }

  // Boxes that may not overlap, found through a grid of cells.
  Doorstep.makeBoxes = function (cell) {
    const cells = new Map();
    return {
      claim(left, top, right, bottom) {
        const keys = [];
        for (let i = Math.floor(left / cell); i <= Math.floor(right / cell); i++) {
          for (let j = Math.floor(top / cell); j <= Math.floor(bottom / cell); j++) keys.push(`${i} ${j}`);
        }
        const meets = (box) => box[0] < right && box[2] > left && box[1] < bottom && box[3] > top;
        if (keys.some((key) => (cells.get(key) || []).some(meets))) return false;
        for (const key of keys) {
          if (!cells.has(key)) cells.set(key, []);
          cells.get(key).push([left, top, right, bottom]);
        }
        return true;
      },
    };
  };
})();
