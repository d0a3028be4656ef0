"use strict";
// Routes, stops and alarms over the base map, and what the pointer finds there.
(function () {
  const { trace, onTile, isSeen, CanvasTiles } = Doorstep;
  const MOST_NUMBERS = 300;
  const MOST_TOUCHING = 0.22;

  // `drawNames` writes the names of the ground over the lines, where they can be read.
  Doorstep.makeRouteLayers = function (map, plan, state, drawNames) {
    const lanes = Doorstep.chooseLanes(plan);
    const look = { numbers: false, lanes, aside: [...lanes.values()].some(Boolean) && Doorstep.makeAside(plan) };
    const chosenAside = Doorstep.makeAside(plan);
    const all = new CanvasTiles((context, view) => {
      drawAllLines(context, view, plan, look);
      drawNames(context, view);
      drawAllMarks(context, view, plan, look);
    }, { pane: "plan" });
    const front = new CanvasTiles((context, view) => {
      if (state.worker) drawNames(context, view);
      drawFocusLines(context, view, plan, state, look, chosenAside);
      drawAlarms(context, view, plan, state);
      drawFocusMarks(context, view, plan, state);
    }, { pane: "front" });
    for (const layer of [all, front]) layer.addTo(map);

    const decide = () => {
      const numbers = wantsNumbers(map, plan);
      if (numbers === look.numbers) return;
      look.numbers = numbers;
      all.repaint();
    };
    map.on("moveend", decide);

    state.on((changed) => {
      if (!["worker", "stop", "hover"].some((key) => changed.has(key))) return;
      map.getContainer().classList.toggle("isolated", Boolean(state.worker));
      front.repaint();
    });
    return { look, decide, find: (point, reach) => find(map, plan, state, look, point, reach) };
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

  // Where few are out, each has a lane of its own beside the others.
  const laneOf = (look, view, worker) => look.aside(view, worker, look.lanes.get(worker) * (lineWidth(view.zoom) + 0.8));

  function drawAllLines(context, view, plan, look) {
    const width = lineWidth(view.zoom);
    if (!look.aside) {
      for (const { route } of plan.out) {
        strokeRoute(context, view, plan, route, width + 2, "rgba(255,255,255,.8)");
        strokeRoute(context, view, plan, route, width);
      }
      return;
    }
    const stroke = (worker, options) => Doorstep.strokeAside(context, view, plan, laneOf(look, view, worker), options);
    for (const worker of plan.out) stroke(worker, { width: width + 2, colour: "rgba(255,255,255,.8)" });
    for (const worker of plan.out) stroke(worker, { width, colour: worker.colour, dashes: [width * 1.2, width * 1.9] });
  }

  const homeOf = (view, thing) => onTile(view, [thing.x * view.scale, thing.y * view.scale]);
  const dotRadius = (zoom) => Math.max(3.2, Math.min(6.5, 3.2 + (zoom - 12.5) * 0.8));

  function drawAllMarks(context, view, plan, look) {
    const r = dotRadius(view.zoom);
    const late = [];
    for (const mark of plan.marks) {
      const [x, y] = onTile(view, Doorstep.markPosition(mark, view.scale, look.numbers ? 13 : r));
      if (!isSeen(view, [x, y], 40)) continue;
      if (mark.late) late.push([mark, x, y]);
      else if (look.numbers) Doorstep.drawNumber(context, mark, x, y, { r: 10 });
      else Doorstep.drawDot(context, mark, x, y, r);
    }
    for (const [mark, x, y] of late) {
      if (look.numbers) Doorstep.drawNumber(context, mark, x, y, { r: 10 });
      else Doorstep.drawDot(context, mark, x, y, r);
    }
  }

  // Routes of the chosen worker and of the one under the pointer, the chosen one on top.
  function focused(state) {
    const hovered = state.hover && state.hover.worker;
    return [...new Set([hovered, state.worker])].filter((worker) => worker && worker.route);
  }

  function drawFocusLines(context, view, plan, state, look, chosenAside) {
    for (const worker of focused(state)) {
      if (worker === state.worker) strokeChosen(context, view, plan, worker, chosenAside(view, worker, OFFSET));
      else if (look.aside) {
        const lines = laneOf(look, view, worker);
        Doorstep.strokeAside(context, view, plan, lines, { width: 8, colour: "#fff" });
        Doorstep.strokeAside(context, view, plan, lines, { width: 4.5, colour: worker.colour, dashes: [5.4, 8.6] });
      } else {
        strokeRoute(context, view, plan, worker.route, 8, "#fff");
        strokeRoute(context, view, plan, worker.route, 4.5);
      }
    }
  }

  function drawFocusMarks(context, view, plan, state) {
    for (const worker of focused(state)) {
      if (worker !== state.worker) {
        for (const mark of worker.route.marks) {
          const [x, y] = homeOf(view, mark);
          if (isSeen(view, [x, y], 30)) Doorstep.drawDot(context, mark, x, y, 6);
        }
        continue;
      }
      const near = [...apartMarks(view, plan, worker)]
        .map(([mark, spot]) => [mark, onTile(view, spot)])
        .filter(([, spot]) => isSeen(view, spot, 70));
      for (const [mark, [x, y]] of near) drawLeader(context, mark, homeOf(view, mark), x, y);
      for (const [mark, [x, y]] of near) Doorstep.drawNumber(context, mark, x, y, { r: 11, strong: true });
    }
    for (const stop of new Set([state.stop, state.hover && state.hover.stop])) {
      if (stop && stop.worker) drawHalo(context, view, plan, stop, state);
    }
  }

  function drawHalo(context, view, plan, stop, state) {
    const mark = stop.worker.route.marks.find((one) => one.stops.includes(stop));
    const moved = stop.worker === state.worker ? apartMarks(view, plan, stop.worker).get(mark) : null;
    const [x, y] = moved ? onTile(view, moved) : homeOf(view, stop);
    if (!isSeen(view, [x, y], 60)) return;
    context.beginPath();
    context.arc(x, y, 21, 0, 2 * Math.PI);
    context.lineWidth = 6;
    context.strokeStyle = "#fff";
    context.stroke();
    context.lineWidth = 3;
    context.strokeStyle = "#1f2933";
    context.stroke();
    Doorstep.drawNumber(context, mark, x, y, { r: 12, strong: true });
  }

  // Alarms keep their place: numbers make way.
  function pushFrom(alarms, spots) {
    let pushed = false;
    for (const [x, y] of alarms) {
      for (const spot of spots) {
        const [dx, dy] = [spot[0] - x, spot[1] - y];
        const distance = Math.hypot(dx, dy) || 1;
        if (distance >= APART) continue;
        pushed = true;
        spot[0] += (dx / distance) * (APART - distance);
        spot[1] += (dy / distance) * (APART - distance);
      }
    }
    return pushed;
  }
  // Visits of one door that nobody makes stand side by side.
  const alarmPosition = (item, scale) => [item.visit.x * scale + item.turn * 20, item.visit.y * scale];

  function drawLeader(context, mark, [homeX, homeY], x, y) {
    if (Math.hypot(x - homeX, y - homeY) < 4) return;
    context.beginPath();
    context.moveTo(homeX, homeY);
    context.lineTo(x, y);
    context.lineWidth = 1.6;
    context.strokeStyle = mark.worker.colour;
    context.stroke();
    context.beginPath();
    context.arc(homeX, homeY, 3.2, 0, 2 * Math.PI);
    context.fillStyle = mark.worker.colour;
    context.fill();
    context.lineWidth = 1.4;
    context.strokeStyle = "#fff";
    context.stroke();
  }

  // Numbers of the chosen route pushed off each other, so that each can be read.
  const APART = 25;
  const MOST_MOVED = 46;
  const apart = { worker: null, zoom: null, spots: new Map() };
  function apartMarks(view, plan, worker) {
    if (apart.worker === worker && apart.zoom === view.zoom) return apart.spots;
    const { marks } = worker.route;
    const homes = marks.map((mark) => [mark.x * view.scale, mark.y * view.scale]);
    const spots = homes.map(([x, y], i) => [x + Math.cos(i) * 0.5, y + Math.sin(i) * 0.5]);
    const half = marks.map((mark) => (mark.text.length > 2 ? 10 + mark.text.length * 2 : 0));
    const alarms = plan.unassigned.map((item) => alarmPosition(item, view.scale));
    for (let turn = 0; turn < 40; turn++) {
      let pushed = pushFrom(alarms, spots);
      for (let i = 0; i < spots.length; i++) {
        for (let j = i + 1; j < spots.length; j++) {
          const [dx, dy] = [spots[j][0] - spots[i][0], spots[j][1] - spots[i][1]];
          const distance = Math.hypot(dx, dy) || 1;
          const wanted = APART + (Math.abs(dx) / distance) * (half[i] + half[j]);
          if (distance >= wanted) continue;
          pushed = true;
          const push = (wanted - distance) / 2 / distance;
          spots[i] = [spots[i][0] - dx * push, spots[i][1] - dy * push];
          spots[j] = [spots[j][0] + dx * push, spots[j][1] + dy * push];
        }
      }
      for (let i = 0; i < spots.length; i++) {
        const [dx, dy] = [spots[i][0] - homes[i][0], spots[i][1] - homes[i][1]];
        const far = Math.hypot(dx, dy);
        if (far > MOST_MOVED) spots[i] = [homes[i][0] + (dx * MOST_MOVED) / far, homes[i][1] + (dy * MOST_MOVED) / far];
      }
      if (!pushed) break;
    }
    // later ones first: where they still meet, the earlier stop lies on top
    const order = marks.map((mark, i) => [mark, spots[i]]).reverse();
    Object.assign(apart, { worker, zoom: view.zoom, spots: new Map(order) });
    return apart.spots;
  }

  // Going out and coming back are two lines.
  const OFFSET = 3.2;
  function strokeChosen(context, view, plan, worker, lines) {
    Doorstep.strokeAside(context, view, plan, lines, { width: 7.5, colour: "#fff" });
    Doorstep.strokeAside(context, view, plan, lines, { width: 4.2, colour: worker.colour, dashes: [6, 8] });
    drawArrows(context, view, lines, worker.colour);
  }

  // Arrows every so many pixels along the whole way, so that neighbouring tiles put them in the same places.
  function drawArrows(context, view, legs, colour) {
    const every = 80;
    let next = 34;
    for (const { line } of legs) {
      for (let i = 1; i < line.length; i++) {
        const [x, y] = line[i - 1];
        const [dx, dy] = [line[i][0] - x, line[i][1] - y];
        const length = Math.hypot(dx, dy);
        for (; next < length; next += every) {
          const spot = onTile(view, [x + (dx * next) / length, y + (dy * next) / length]);
          if (length > 10 && isSeen(view, spot, 12)) drawArrow(context, spot, Math.atan2(dy, dx), colour);
        }
        next -= length;
      }
    }
  }

  function drawArrow(context, [x, y], angle, colour) {
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
    const named = namedDepots(context, view, plan);
    for (const depot of [...plan.depots].reverse()) {
      const [x, y] = homeOf(view, depot);
      if (isSeen(view, [x, y], 260)) Doorstep.drawDepot(context, x, y, named.get(depot));
    }
    const crowded = plan.unassigned.length > 20;
    const r = crowded && view.zoom < 12.5 ? 5.5 : crowded && view.zoom < 14 ? 7.5 : 10;
    for (const item of plan.unassigned) {
      const [x, y] = onTile(view, alarmPosition(item, view.scale));
      if (isSeen(view, [x, y], 30)) Doorstep.drawUnassigned(context, x, y, r + (state.stop === item ? 3 : 0));
    }
  }

  const hasPlates = (plan, zoom) => plan.depots.length <= 2 || zoom >= 14;
  const plateText = (depot) => Doorstep.plain(depot.name, 16);
  // How far the plate of a station reaches to the right of its place, in pixels.
  Doorstep.plateWidth = function (plan, depot, zoom) {
    const context = document.createElement("canvas").getContext("2d");
    return hasPlates(plan, zoom) ? Doorstep.depotWidth(context, plateText(depot)) : 11;
  };

  // Names of stations where they cover neither each other nor, far off, the plan.
  function namedDepots(context, view, plan) {
    const boxes = Doorstep.makeBoxes(64);
    const names = new Map(plan.depots.map((depot) => [depot, ""]));
    if (!hasPlates(plan, view.zoom)) return names;
    const spots = plan.depots.map((depot) => [depot, depot.x * view.scale, depot.y * view.scale]);
    for (const [, x, y] of spots) boxes.claim(x - 9, y - 9, x + 9, y + 9);
    for (const [depot, x, y] of spots) {
      const name = plateText(depot);
      if (boxes.claim(x + 11, y - 12, x + Doorstep.depotWidth(context, name), y + 12)) names.set(depot, name);
    }
    return names;
  }

  // What lies under the pointer: a visit nobody makes, a stop, or a route, in this order.
  function find(map, plan, state, look, point, reach) {
    const scale = 2 ** map.getZoom();
    const origin = map.getPixelOrigin();
    const at = map.containerPointToLayerPoint(point).add(origin);
    const near = (x, y) => Math.hypot(x - at.x, y - at.y);
    let best = { distance: reach };
    for (const item of plan.unassigned) {
      const distance = near(...alarmPosition(item, scale)) - 4;
      if (distance < best.distance) best = { distance, unassigned: item };
    }
    const r = look.numbers ? 13 : dotRadius(map.getZoom());
    const moved = state.worker ? apartMarks({ zoom: map.getZoom(), scale }, plan, state.worker) : null;
    for (const mark of plan.marks) {
      const own = mark.worker === state.worker;
      const [x, y] = own ? moved.get(mark) : Doorstep.markPosition(mark, scale, r);
      const distance = near(x, y) - (own ? 6 : 0) + (state.worker && !own ? 5 : 0);
      if (distance < best.distance) best = { distance, mark };
    }
    if (best.mark || best.unassigned) return best;
    const view = { zoom: map.getZoom(), scale };
    const worker = look.aside
      ? Doorstep.nearestAside(plan, at, reach * 0.6, (one) => laneOf(look, view, one))
      : nearestRoute(plan, state, at, scale, reach * 0.6);
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
          const far = Doorstep.toSegment(x, y, points[2 * i - 2], points[2 * i - 1], points[2 * i], points[2 * i + 1]);
          const distance = far * (worker === state.worker ? 0.5 : 1);
          if (distance < least) {
            least = distance;
            nearest = worker;
          }
        }
      }
    }
    return nearest;
  }
})();
