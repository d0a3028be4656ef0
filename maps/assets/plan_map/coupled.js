"use strict";
// Visits that hang together: who comes along, which gap is kept, which wish is missed; linked, and put into words.
(function () {
  const { h, t, tell, given, clock, duration } = Doorstep;

  // Links visits with the stops that make them and with each other, once all stops are known.
  Doorstep.coupleVisits = function (plan, data) {
    const { visits } = plan;
    for (const visit of visits) Object.assign(visit, { stop: null, companions: [], gaps: [], due: null });
    for (const worker of plan.out) for (const stop of worker.route.stops) stop.visit.stop = stop;
    for (const [number, due] of data.wishes) visits[number].due = due;
    for (const group of data.together) {
      for (const number of group) visits[number].companions = group.filter((other) => other !== number).map((other) => visits[other]);
    }
    for (const [first, second, least, greatest, worker] of data.gaps) {
      const gap = { first: visits[first], second: visits[second], least, greatest, worker };
      const made = gap.first.stop && gap.second.stop;
      gap.seconds = made ? gap.second.stop.start - gap.first.stop.start : null;
      gap.broken = made && (gap.seconds < least || (greatest !== null && gap.seconds > greatest));
      gap.first.gaps.push(gap);
      gap.second.gaps.push(gap);
    }
    for (const { route } of plan.out) {
      for (const stop of route.stops) {
        stop.pair = stop.visit.companions.length > 0;
        stop.overdue = stop.visit.due === null ? 0 : Math.max(0, stop.start - stop.visit.due);
      }
      for (const mark of route.marks) {
        mark.pair = mark.stops.some((stop) => stop.pair);
        mark.overdue = mark.stops.some((stop) => stop.overdue > 0);
      }
      route.overdue = route.stops.filter((stop) => stop.overdue > 0).length;
    }
  };

  // The stops that start with this one.
  Doorstep.companionsOf = (stop) => stop.visit.companions.map((visit) => visit.stop).filter(Boolean);
  // The stops a gap ties this one to.
  Doorstep.gapPartnersOf = (stop) =>
    stop.visit.gaps.map((gap) => (gap.first === stop.visit ? gap.second : gap.first).stop).filter(Boolean);

  const nameOf = (visit) => (visit.stop
    ? [given(visit.id), " (", given(visit.stop.worker.label), ")"]
    : [given(visit.id), ` (${t("stop.nobody")})`]);

  // "with H05 at the same time"; a visit nobody makes stands for its worker.
  Doorstep.withText = function (visit) {
    const who = visit.companions.flatMap((other, i) => [
      i ? t("list.comma") : "", other.stop ? given(other.stop.worker.label) : nameOf(other),
    ]);
    return tell("stop.with", { who });
  };

  const amount = (seconds) => (seconds < 0 ? `−${duration(-seconds)}` : duration(seconds));

  // The gaps of a visit as its stop sees them: what is asked, and what the plan keeps.
  Doorstep.gapTexts = (visit) => visit.gaps.map((gap) => {
    const range = gap.greatest === null ? t("gap.from", { least: amount(gap.least) })
      : t("gap.between", { least: amount(gap.least), greatest: amount(gap.greatest) });
    const parts = [gap.first === visit ? tell("gap.before", { visit: nameOf(gap.second), range })
      : tell("gap.after", { visit: nameOf(gap.first), range })];
    if (gap.worker !== "any") parts.push(t("list.comma"), t(`gap.${gap.worker}`));
    if (gap.seconds !== null) parts.push(t("list.comma"), t("gap.is", { amount: amount(gap.seconds) }));
    return h("span", { class: gap.broken ? "alarm" : null }, parts);
  });

  Doorstep.overdueText = (stop) => t("stop.overdue", { amount: duration(stop.overdue) });

  // Rows of a card: label and value of what couples the visit.
  Doorstep.coupledRows = (visit) => [
    ...(visit.companions.length ? [[t("visit.together"), Doorstep.withText(visit)]] : []),
    ...Doorstep.gapTexts(visit).map((text) => [t("visit.gap"), text]),
    ...(visit.due === null ? [] : [[t("visit.due"), [clock(visit.due), visit.stop && visit.stop.overdue
      ? [t("list.comma"), h("strong", {}, Doorstep.overdueText(visit.stop))] : ""]]]),
  ];
})();
