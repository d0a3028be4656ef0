"use strict";
// Routes, stops and alarms over the base map, and what the pointer finds there.
(function () {
  const { trace, CanvasTiles } = Doorstep;
  const MOST_NUMBERS = 300;
  const MOST_TOUCHING = 0.22;

  Doorstep.makeRouteLayers = function (map, plan, state) {
    const look = { numbers: false };
    const layers = {
      lines: new CanvasTiles((context, view) => drawAllLines(context, view, plan), { pane: "lines" }),
      marks: new CanvasTiles((context, view) => drawAllMarks(context, view, plan, look), { pane: "marks" }),
      focus: new CanvasTiles((context, view) => drawFocus(context, view, plan, state), { pane: "focus" }),
      alarms: new CanvasTiles((context, view) => drawAlarms(context, view, plan, state), { pane: "alarms" }),
    };
    Object.values(layers).forEach((layer) => layer.addTo(map));

    const decide = () => {
      const numbers = wantsNumbers(map, plan);
      if (numbers === look.numbers) return;
      look.numbers = numbers;
      layers.marks.repaint();
    };
    map.on("moveend", decide);

    state.on((changed) => {
      if (changed.has("worker") || changed.has("stop") || changed.has("hover")) {
        map.getContainer().classList.toggle("isolated", Boolean(state.worker));
        layers.focus.repaint();
      }
      if (changed.has("stop") || changed.has("worker")) layers.alarms.repaint();
    });
    return { layers, look, decide, find: (point, reach) => find(map, plan, state, look, point, reach) };
  };

  // Numbers where they can be read: few enough in view, and not on top of each other.
  function wantsNumbers(map, plan) {
    const scale = 2 ** map.getZoom();
    const bounds = map.getPixelBounds();
    const inView = plan.marks.filter(({ x, y }) =>
      x * scale > bounds.min.x && x * scale < bounds.max.x && y * scale > bounds.min.y && y * scale < bounds.max.y);
    if (inView.length > MOST_NUMBERS) return false;
    const doors = new Set(inView.map((mark) => mark.place)).size;
    const cells = new Set(inView.map(({ x, y }) => `${Math.round((x * scale) / 22)} ${Math.round((y * scale) / 22)}`));
    return doors - cells.size <= MOST_TOUCHING * doors;
  }

  const lineWidth = (zoom) => Math.max(1.4, Math.min(4.5, 1.4 + (zoom - 12.5) * 0.75));

  function strokeRoute(context, view, plan, route, width, casing) {
    const to = route.firstLeg + route.legs;
    context.lineJoin = context.lineCap = "round";
    context.strokeStyle = casing || route.worker.colour;
    context.lineWidth = width;
    const dashes = [false, true];
    for (const dashed of dashes) {
      context.beginPath();
      const wanted = (leg) => plan.dashed.has(leg) === dashed;
      if (!trace(context, plan.legs, view, { from: route.firstLeg, to, wanted, margin: 12 })) continue;
      context.setLineDash(dashed && !casing ? [width * 1.2, width * 1.9] : []);
      context.stroke();
    }
    context.setLineDash([]);
  }

  function drawAllLines(context, view, plan) {
    const width = lineWidth(view.zoom);
    for (const { route } of plan.out) {
      strokeRoute(context, view, plan, route, width + 2, "rgba(255,255,255,.8)");
      strokeRoute(context, view, plan, route, width);
    }
  }

  const dotRadius = (zoom) => Math.max(3.2, Math.min(6.5, 3.2 + (zoom - 12.5) * 0.8));

  function inView(view, x, y, margin) {
    return x > view.left - margin && x < view.right + margin && y > view.top - margin && y < view.bottom + margin;
  }

  function drawAllMarks(context, view, plan, look) {
    const r = dotRadius(view.zoom);
    const late = [];
    for (const mark of plan.marks) {
      const [x, y] = Doorstep.markPosition(mark, view.scale, look.numbers ? 13 : r);
      if (!inView(view, x, y, 40)) continue;
      if (mark.late) late.push([mark, x, y]);
      else if (look.numbers) Doorstep.drawNumber(context, mark, x, y, { r: 10 });
      else Doorstep.drawDot(context, mark, x, y, r);
    }
    for (const [mark, x, y] of late) {
      if (look.numbers) Doorstep.drawNumber(context, mark, x, y, { r: 10 });
      else Doorstep.drawDot(context, mark, x, y, r);
    }
  }

  function drawFocus(context, view, plan, state) {
    const hovered = state.hover && state.hover.worker;
    for (const worker of new Set([hovered, state.worker])) {
      if (!worker || !worker.route) continue;
      const { route } = worker;
      strokeRoute(context, view, plan, route, 8.5, "#fff");
      strokeRoute(context, view, plan, route, 5);
      drawArrows(context, view, plan, route);
      if (worker !== state.worker) {
        for (const mark of route.marks) {
          const [x, y] = [mark.x * view.scale, mark.y * view.scale];
          if (inView(view, x, y, 30)) Doorstep.drawDot(context, mark, x, y, 6);
        }
        continue;
      }
      // later numbers below: where marks meet, the earlier stop is read first
      for (const mark of [...route.marks].reverse()) {
        const [x, y] = [mark.x * view.scale, mark.y * view.scale];
        if (inView(view, x, y, 50)) Doorstep.drawNumber(context, mark, x, y, { r: 11, strong: true });
      }
    }
    for (const stop of new Set([state.stop, state.hover && state.hover.stop])) if (stop) drawHalo(context, view, stop);
  }

  function drawHalo(context, view, stop) {
    const [x, y] = [stop.x * view.scale, stop.y * view.scale];
    if (!inView(view, x, y, 40)) return;
    const mark = stop.worker && stop.worker.route.marks.find((one) => one.stops.includes(stop));
    context.beginPath();
    context.arc(x, y, 21, 0, 2 * Math.PI);
    context.lineWidth = 3;
    context.strokeStyle = "#1f2933";
    context.stroke();
    if (mark) Doorstep.drawNumber(context, mark, x, y, { r: 12, strong: true });
  }

  // Chevrons every so many pixels along the whole route, so that neighbouring tiles put them in the same places.
  function drawArrows(context, view, plan, route) {
    const { starts, points } = plan.legs;
    const every = 85;
    let travelled = 30;
    context.lineJoin = context.lineCap = "round";
    for (let i = starts[route.firstLeg] + 1; i < starts[route.firstLeg + route.legs]; i++) {
      const x = points[2 * i - 2] * view.scale, y = points[2 * i - 1] * view.scale;
      const dx = points[2 * i] * view.scale - x, dy = points[2 * i + 1] * view.scale - y;
      const length = Math.hypot(dx, dy);
      while (length > 6 && travelled < length) {
        const part = travelled / length;
        const [atX, atY] = [x + dx * part, y + dy * part];
        if (inView(view, atX, atY, 12)) drawArrow(context, atX, atY, Math.atan2(dy, dx), route.worker.colour);
        travelled += every;
      }
      travelled -= length > 6 || travelled > length ? length : 0;
      if (travelled < 0) travelled = 0;
    }
  }

  function drawArrow(context, x, y, angle, colour) {
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    context.beginPath();
    context.moveTo(7.5, 0);
    context.lineTo(-5, -6.5);
    context.lineTo(-2, 0);
    context.lineTo(-5, 6.5);
    context.closePath();
    context.lineWidth = 2.4;
    context.strokeStyle = "#fff";
    context.stroke();
    context.fillStyle = colour;
    context.fill();
    context.restore();
  }

  function drawAlarms(context, view, plan, state) {
    plan.depots.forEach(({ name, x, y }) => {
      if (!inView(view, x * view.scale, y * view.scale, 260)) return;
      Doorstep.drawDepot(context, x * view.scale, y * view.scale, view.zoom >= 12.5 ? Doorstep.plain(name, 16) : "");
    });
    const r = view.zoom < 14 && plan.unassigned.length > 60 ? 7 : 10;
    for (const item of plan.unassigned) {
      const { x, y } = item.visit;
      if (!inView(view, x * view.scale, y * view.scale, 30)) continue;
      Doorstep.drawUnassigned(context, x * view.scale, y * view.scale, r + (state.stop === item ? 3 : 0));
    }
  }

  // What lies under the pointer: a visit nobody makes, a stop, or a route, in this order.
  function find(map, plan, state, look, point, reach) {
    const scale = 2 ** map.getZoom();
    const origin = map.getPixelOrigin();
    const at = map.containerPointToLayerPoint(point).add(origin);
    const near = (x, y) => Math.hypot(x - at.x, y - at.y);
    let best = { distance: reach };
    for (const item of plan.unassigned) {
      const distance = near(item.visit.x * scale, item.visit.y * scale) - 4;
      if (distance < best.distance) best = { distance, unassigned: item };
    }
    const r = look.numbers ? 13 : dotRadius(map.getZoom());
    for (const mark of plan.marks) {
      const own = mark.worker === state.worker;
      const [x, y] = own ? [mark.x * scale, mark.y * scale] : Doorstep.markPosition(mark, scale, r);
      const distance = near(x, y) - (own ? 6 : 0) + (state.worker && !own ? 5 : 0);
      if (distance < best.distance) best = { distance, mark };
    }
    if (best.mark || best.unassigned) return best;
    const worker = nearestRoute(plan, state, at, scale, reach * 0.6);
    return worker ? { worker } : null;
  }

  function nearestRoute(plan, state, at, scale, reach) {
    const { starts, points, boxes } = plan.legs;
    const [x, y, within] = [at.x / scale, at.y / scale, reach / scale];
    let nearest = null;
    let least = within;
    for (const worker of plan.out) {
      const { firstLeg, legs } = worker.route;
      for (let leg = firstLeg; leg < firstLeg + legs; leg++) {
        const box = leg * 4;
        if (boxes[box] > x + within || boxes[box + 2] < x - within) continue;
        if (boxes[box + 1] > y + within || boxes[box + 3] < y - within) continue;
        for (let i = starts[leg] + 1; i < starts[leg + 1]; i++) {
          const distance = toSegment(x, y, points, i) * (worker === state.worker ? 0.5 : 1);
          if (distance < least) {
            least = distance;
            nearest = worker;
          }
        }
      }
    }
    return nearest;
  }

  function toSegment(x, y, points, i) {
    const ax = points[2 * i - 2], ay = points[2 * i - 1];
    const dx = points[2 * i] - ax, dy = points[2 * i + 1] - ay;
    const square = dx * dx + dy * dy;
    const part = square ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
    return Math.hypot(x - ax - part * dx, y - ay - part * dy);
  }
})();
