"use strict";
// Lines drawn a little to the right of the way they follow, so that two along one street are both seen.
(function () {
  const MOST_WORKERS = 12;
  const LANES = 6;
  // parts of the world two ways must share to be on one street: about ten metres
  const CELL = 8e-5;
  const MOST_SAMPLES = 20000;

  // A lane for each worker where they are few: 0 is the street itself. Those who share most ways get different lanes.
  Doorstep.chooseLanes = function (plan) {
    const lanes = new Map(plan.out.map((worker) => [worker, 0]));
    if (plan.out.length > MOST_WORKERS) return lanes;
    const cells = new Map(plan.out.map((worker) => [worker, cellsOf(plan, worker)]));
    const shared = (one, other) => [...cells.get(one)].filter((cell) => cells.get(other).has(cell)).length;
    const costs = plan.out.map((one) => plan.out.map((other) => (one === other ? 0 : shared(one, other))));
    const total = (i) => costs[i].reduce((sum, cost) => sum + cost, 0);
    const order = plan.out.map((_, i) => i).sort((i, j) => total(j) - total(i) || i - j);
    const chosen = new Map();
    for (const i of order) {
      const inLane = new Array(LANES).fill(0);
      for (const [j, lane] of chosen) inLane[lane] += costs[i][j];
      chosen.set(i, inLane.indexOf(Math.min(...inLane)));
      lanes.set(plan.out[i], chosen.get(i));
    }
    return lanes;
  };

  function cellsOf(plan, worker) {
    const { starts, points } = plan.legs;
    const { firstLeg, legs } = worker.route;
    const pieces = [];
    let length = 0;
    for (let leg = firstLeg; leg < firstLeg + legs; leg++) {
      for (let i = starts[leg] + 1; i < starts[leg + 1]; i++) {
        const [x, y, toX, toY] = points.subarray(2 * i - 2, 2 * i + 2);
        pieces.push([x, y, toX - x, toY - y]);
        length += Math.hypot(toX - x, toY - y);
      }
    }
    const step = Math.max(CELL / 2, length / MOST_SAMPLES);
    const cells = new Set();
    for (const [x, y, dx, dy] of pieces) {
      const steps = Math.ceil(Math.hypot(dx, dy) / step);
      for (let k = 0; k < steps; k++) {
        cells.add(Math.floor((x + (dx * k) / steps) / CELL) * 2 ** 22 + Math.floor((y + (dy * k) / steps) / CELL));
      }
    }
    return cells;
  }

  // The legs of a route in pixels of the world, so many pixels to the right of themselves.
  Doorstep.makeAside = function (plan) {
    const kept = new Map();
    return function (view, worker, offset) {
      const known = kept.get(worker);
      if (known && known.zoom === view.zoom && known.offset === offset) return known.lines;
      const { starts, points } = plan.legs;
      const { firstLeg, legs } = worker.route;
      const lines = [];
      for (let leg = firstLeg; leg < firstLeg + legs; leg++) {
        const line = [];
        for (let i = starts[leg]; i < starts[leg + 1]; i++) {
          const [x, y] = [points[2 * i] * view.scale, points[2 * i + 1] * view.scale];
          const last = line[line.length - 1];
          if (!last || Math.hypot(x - last[0], y - last[1]) > 1.5) line.push([x, y]);
        }
        lines.push({ leg, line: line.map((_, i) => beside(line, i, offset)) });
      }
      kept.set(worker, { zoom: view.zoom, offset, lines });
      return lines;
    };
  };

  function beside(line, i, offset) {
    const [x, y] = line[i];
    const before = unit(line[i - 1], line[i]);
    const after = unit(line[i], line[i + 1]) || before;
    const [ax, ay] = before || after || [0, 0];
    const [bx, by] = after || [ax, ay];
    const [mx, my] = [ax + bx, ay + by];
    const square = mx * mx + my * my;
    // at a sharp turn the corner would run away
    const reach = square > 0.6 ? (2 * offset) / square : offset;
    return square > 0.6 ? [x - my * reach, y + mx * reach] : [x - by * offset, y + bx * offset];
  }
  function unit(from, to) {
    if (!from || !to) return null;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    return length ? [(to[0] - from[0]) / length, (to[1] - from[1]) / length] : null;
  }

  Doorstep.strokeAside = function (context, view, plan, lines, { width, colour, dashes = [] }) {
    const margin = 60;
    const { boxes } = plan.legs;
    const hidden = (leg) =>
      boxes[4 * leg] * view.scale > view.right + margin || boxes[4 * leg + 2] * view.scale < view.left - margin ||
      boxes[4 * leg + 1] * view.scale > view.bottom + margin || boxes[4 * leg + 3] * view.scale < view.top - margin;
    context.lineJoin = context.lineCap = "round";
    context.strokeStyle = colour;
    context.lineWidth = width;
    for (const dashed of [false, true]) {
      context.beginPath();
      for (const { leg, line } of lines) {
        if (plan.dashed.has(leg) !== dashed || line.length < 2 || hidden(leg)) continue;
        line.forEach((point, i) => {
          const [x, y] = Doorstep.onTile(view, point);
          if (i) context.lineTo(x, y);
          else context.moveTo(x, y);
        });
      }
      context.setLineDash(dashed ? dashes : []);
      context.stroke();
    }
    context.setLineDash([]);
  };

  // The worker whose line is nearest to a place in pixels of the world, if it is within reach.
  Doorstep.nearestAside = function (plan, at, reach, linesOf) {
    let nearest = null;
    let least = reach;
    for (const worker of plan.out) {
      for (const { line } of linesOf(worker)) {
        for (let i = 1; i < line.length; i++) {
          const distance = Doorstep.toSegment(at.x, at.y, ...line[i - 1], ...line[i]);
          if (distance >= least) continue;
          least = distance;
          nearest = worker;
        }
      }
    }
    return nearest;
  };

  Doorstep.toSegment = function (x, y, ax, ay, bx, by) {
    const [dx, dy] = [bx - ax, by - ay];
    const square = dx * dx + dy * dy;
    const part = square ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
    return Math.hypot(x - ax - part * dx, y - ay - part * dy);
  };
})();
