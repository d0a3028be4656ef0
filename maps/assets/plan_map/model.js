"use strict";
// The plan as the page thinks of it: workers with their stops, marks on the map, and what is selected.
(function () {
  const { decodeShapes } = Doorstep;
  // Workers whose labels have so many first signs in common are told apart by the last.
  const ALIKE = 7;

  Doorstep.readPlan = function (data) {
    const places = decodeShapes(data.places);
    const at = (number) => ({ place: number, x: places.points[2 * number], y: places.points[2 * number + 1] });
    const visits = data.visits.map((row) => ({
      id: row[0], client: row[1], ...at(row[2]), service: row[3], windows: row[4], duration: row[5], demand: row[6],
      priority: row[7], mandatory: row[8] === 1, name: row[9] || "", notes: row[10] || "",
    }));
    const depots = data.depots.map((depot) => ({ name: depot.name, ...at(depot.at) }));
    const workers = data.workers.map((worker, index) => ({
      ...worker, index, label: worker.name || worker.id, shape: shapeOf(worker.role), route: null, violations: [],
    }));
    const legs = decodeShapes(data.legs);
    const dashed = new Set(data.dashed);
    let leg = 0;
    data.routes.forEach((row) => {
      const worker = workers[row.worker];
      worker.route = readRoute(worker, row, visits, leg, data.meals ? data.meals.limit : Infinity);
      leg += row.seconds.length;
    });
    const isAlike = Doorstep.findAlike(workers.map((worker) => worker.label), ALIKE);
    for (const worker of workers) worker.byEnd = isAlike(worker.label);
    const plan = { ...data, visits, depots, workers, legs, dashed };
    plan.out = workers.filter((worker) => worker.route);
    const left = new Map();
    plan.unassigned = data.unassigned.map(([number, reasons]) => {
      const turn = left.get(visits[number].place) || 0;
      left.set(visits[number].place, turn + 1);
      return { visit: visits[number], reasons, turn };
    });
    Doorstep.coupleVisits(plan, data);
    plan.marks = spread(plan.out.flatMap((worker) => worker.route.marks));
    plan.violations = data.violations.map((violation) => {
      const worker = workers.find((one) => one.id === violation.worker) || null;
      // a stop that is late says so itself
      const counted = !(violation.kind === "late" && violation.visit);
      if (worker && counted) worker.violations.push(violation);
      return { ...violation, worker, counted, workerLabel: worker ? worker.label : violation.worker };
    });
    plan.figures = {
      served: plan.out.reduce((sum, worker) => sum + worker.route.stops.length, 0),
      unassigned: plan.unassigned.length,
      late: plan.out.reduce((sum, worker) => sum + worker.route.late, 0),
      overdue: plan.out.reduce((sum, worker) => sum + worker.route.overdue, 0),
      meals: data.meals,
      out: plan.out.length,
      workers: workers.length,
      seconds: plan.out.reduce((sum, worker) => sum + worker.route.seconds, 0),
      metres: plan.out.reduce((sum, worker) => sum + worker.route.metres, 0),
    };
    const times = plan.out.flatMap((worker) => [
      worker.shift[0], worker.shift[1], worker.route.departure, worker.route.arrival,
    ]);
    plan.hours = times.length ? [Math.min(...times), Math.max(...times)] : [8 * 3600, 18 * 3600];
    return plan;
  };

  function shapeOf(role) {
    return { caregiver: "circle", courier: "square" }[role] || "diamond";
  }

  function readRoute(worker, row, visits, firstLeg, mealLimit) {
    const stops = row.stops.map(([number, arrival, start, end, late], index) => ({
      worker, index, number: index + 1, visit: visits[number], arrival, start, end, late,
      seconds: row.seconds[index], metres: row.metres[index], x: visits[number].x, y: visits[number].y,
      carried: visits[number].demand > 0 ? start - row.departure : null,
      cold: visits[number].demand > 0 && start - row.departure > mealLimit,
    }));
    const marks = [];
    for (const stop of stops) {
      const last = marks[marks.length - 1];
      if (last && last.place === stop.visit.place) last.stops.push(stop);
      else marks.push({ worker, place: stop.visit.place, x: stop.x, y: stop.y, stops: [stop], turn: 0, many: 1 });
    }
    for (const mark of marks) {
      const [first, last] = [mark.stops[0].number, mark.stops[mark.stops.length - 1].number];
      mark.text = first === last ? String(first) : `${first}–${last}`;
      mark.late = mark.stops.some((stop) => stop.late > 0);
    }
    return {
      worker, stops, marks, departure: row.departure, arrival: row.arrival, firstLeg, legs: row.seconds.length,
      back: { seconds: row.seconds[stops.length] || 0, metres: row.metres[stops.length] || 0 },
      seconds: row.seconds.reduce((sum, each) => sum + each, 0),
      metres: row.metres.reduce((sum, each) => sum + each, 0),
      late: stops.filter((stop) => stop.late > 0).length,
      cold: stops.filter((stop) => stop.cold).length,
    };
  }

  // Marks of one door stand in a ring round it, so that none hides another.
  function spread(marks) {
    const doors = new Map();
    for (const mark of marks) {
      if (!doors.has(mark.place)) doors.set(mark.place, []);
      doors.get(mark.place).push(mark);
    }
    for (const group of doors.values()) {
      group.forEach((mark, turn) => { mark.turn = turn; mark.many = group.length; });
    }
    return marks;
  }

  Doorstep.makeState = () => Doorstep.watchFields({
    worker: null, stop: null, hover: null, time: null, order: "name", query: "",
  });

  const folded = (text) => text.toLocaleLowerCase();

  Doorstep.foundStops = function (worker, query) {
    if (!query || !worker.route) return [];
    const wanted = folded(query);
    return worker.route.stops.filter(({ visit }) =>
      [visit.id, visit.client, visit.name].some((text) => folded(text).includes(wanted)));
  };

  // Workers as list and timeline show them.
  Doorstep.listed = function (plan, state) {
    const wanted = folded(state.query);
    const kept = plan.workers.filter((worker) =>
      !wanted || folded(worker.id).includes(wanted) || folded(worker.name).includes(wanted) ||
      Doorstep.foundStops(worker, state.query).length);
    const byName = (one, other) => one.label.localeCompare(other.label, Doorstep.lang(), { numeric: true });
    const value = {
      name: () => 0,
      late: (worker) => -(worker.route.late * 1000 + worker.violations.length),
      stops: (worker) => -worker.route.stops.length,
      finish: (worker) => -worker.route.arrival,
    }[state.order];
    return kept.sort((one, other) =>
      !one.route - !other.route || (one.route ? value(one) - value(other) : 0) || byName(one, other));
  };
})();
