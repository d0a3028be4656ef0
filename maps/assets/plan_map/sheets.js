"use strict";
// What is printed: the day in figures, visits nobody makes, and a sheet for each worker.
(function () {
  const { h, t, given, clock, span, duration, distance } = Doorstep;

  Doorstep.makeSheets = function (host, plan, state) {
    function table(kind, heads, rows) {
      return h("table", { class: kind }, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell) => h("td", {}, cell))))));
    }

    // a line may end between these, not within one
    const whole = (...parts) => h("span", { class: "whole" }, ...parts);
    const windowsOf = ({ windows }) => windows.map(([start, end], i) => {
      const comma = i < windows.length - 1 ? t("list.comma") : "";
      return [whole(span(start, end), comma.trimEnd()), comma.slice(comma.trimEnd().length)];
    });
    const wayText = (stop) => (stop.seconds || stop.metres
      ? [whole(duration(stop.seconds), " ·"), " ", whole(distance(stop.metres))] : t("stop.same_door"));

    function summary() {
      const { figures } = plan;
      const parts = [
        h("h1", {}, given(plan.name || t("title"))), plan.date ? h("p", {}, Doorstep.day(plan.date)) : null,
        plan.estimate ? h("p", { class: "estimate" }, t("estimate")) : null,
        h("p", { class: "figures" }, Doorstep.figureTexts(figures).map(({ label, value, sign }) =>
          h("span", {}, `${label} `, h("b", {}, sign === "cold" ? `▼ ${value}` : value)))),
        figures.meals ? h("p", { class: "figures" }, Doorstep.mealsText(figures.meals)) : null,
      ];
      if (plan.unassigned.length) {
        parts.push(h("h2", {}, t("unassigned.title", { n: plan.unassigned.length })), table("unassigned",
          [t("visit"), t("visit.client"), t("visit.service"), t("visit.window"), t("unassigned.reason")],
          plan.unassigned.map(({ visit, reasons }) => [
            given(visit.id), given(visit.name || visit.client), given(visit.service), windowsOf(visit),
            given(Doorstep.told(reasons) || t("unassigned.no_reason")),
          ])));
      }
      if (plan.violations.length) {
        parts.push(h("h2", {}, t("violations.title", { n: plan.violations.length })), table("breaches",
          [t("sheet.rule"), t("worker"), t("visit"), t("sheet.breach")],
          plan.violations.map((violation) => [
            t(`rule.${violation.rule}`), given(violation.workerLabel), given(violation.visit), given(Doorstep.told(violation.text)),
          ])));
      }
      return h("section", { class: "sheet" }, parts);
    }

    function sheet(worker) {
      const { route } = worker;
      const heads = ["sheet.number", "stop.arrival", "stop.service_time", "visit", "visit.client", "visit.service", "visit.window", "sheet.travel"];
      return h("section", { class: "sheet" },
        h("h2", {}, given(worker.label)),
        h("p", {}, [
          plan.name ? [given(plan.name), " · "] : "", plan.date ? `${Doorstep.day(plan.date)} · ` : "",
          `${t(`role.${worker.role}`)} · ${t(`mode.${worker.mode}`)} · ${t("worker.shift", { span: span(...worker.shift) })}`,
        ].flat()),
        h("p", {}, `${t("sheet.leaves", { time: clock(route.departure) })} `, given(plan.depots[worker.depots[0]].name),
          ` · ${t("worker.stops", { n: route.stops.length })} · ${t("worker.travel", { amount: duration(route.seconds) })} · ${distance(route.metres)}`,
          route.cold ? h("strong", {}, ` · ▼ ${Doorstep.coldText(plan, route)}`) : ""),
        table("stops", heads.map((head) => t(head)), route.stops.map((stop) => [
          String(stop.number), clock(stop.arrival),
          [span(stop.start, stop.end),
            stop.late ? h("strong", {}, ` ▲ ${t("stop.late_short", { amount: duration(stop.late) })}`) : "",
            stop.overdue ? h("small", {}, `△ ${t("visit.due")} ${clock(stop.visit.due)}${t("list.comma")}${Doorstep.overdueText(stop)}`) : ""],
          given(stop.visit.id), given(stop.visit.name || stop.visit.client),
          [given(stop.visit.service), stop.visit.demand ? ` × ${stop.visit.demand}` : "",
            stop.pair ? h("strong", { class: "pair" }, Doorstep.withText(stop.visit)) : "",
            Doorstep.gapTexts(stop.visit).map((text) => h("small", {}, text)),
            stop.visit.notes ? h("small", {}, given(stop.visit.notes)) : ""],
          windowsOf(stop.visit), wayText(stop),
        ].map((cell) => [cell].flat()))),
        h("p", {}, `${t("sheet.back", { time: clock(route.arrival) })} `, given(plan.depots[worker.depots[1]].name)),
        // the page of a plan's breaches is not printed with a single worker
        state.worker ? worker.violations.map((violation) => h("p", { class: "breach" }, given(Doorstep.told(violation.text)))) : []);
    }

    function fill() {
      const workers = state.worker ? [state.worker] : Doorstep.listed(plan, state).filter((worker) => worker.route);
      host.replaceChildren(...(state.worker ? [] : [summary()]), ...workers.map(sheet));
    }
    // Tables for two thousand stops are made when they are printed, not when the page opens.
    window.addEventListener("beforeprint", fill);
    window.matchMedia("print").addEventListener("change", (event) => event.matches && fill());
    return { fill };
  };
})();
