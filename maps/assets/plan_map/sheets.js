"use strict";
// What is printed: the day in figures, visits nobody makes, and a sheet for each worker.
(function () {
  const { h, t, given, clock, span, duration, distance } = Doorstep;

  Doorstep.makeSheets = function (host, plan, state) {
    function table(heads, rows) {
      return h("table", {}, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell) => h("td", {}, cell))))));
    }

    const wayText = (stop) => (stop.seconds || stop.metres ? `${duration(stop.seconds)} · ${distance(stop.metres)}` : t("stop.same_door"));

    function summary() {
      const { figures } = plan;
      const parts = [
        h("h1", {}, given(plan.name || t("title"))), plan.date ? h("p", {}, Doorstep.day(plan.date)) : null,
        plan.estimate ? h("p", { class: "estimate" }, t("estimate")) : null,
        h("p", { class: "figures" }, Doorstep.figureTexts(figures).map(([label, value]) => h("span", {}, `${label} `, h("b", {}, value)))),
      ];
      if (plan.unassigned.length) {
        parts.push(h("h2", {}, t("unassigned.title", { n: plan.unassigned.length })), table(
          [t("visit"), t("visit.client"), t("visit.service"), t("visit.window"), t("unassigned.reason")],
          plan.unassigned.map(({ visit, reasons }) => [
            given(visit.id), given(visit.name || visit.client), given(visit.service), Doorstep.windowsText(visit),
            given(Doorstep.told(reasons) || t("unassigned.no_reason")),
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
          ` · ${t("worker.stops", { n: route.stops.length })} · ${t("worker.travel", { amount: duration(route.seconds) })} · ${distance(route.metres)}`),
        table(heads.map((head) => t(head)), route.stops.map((stop) => [
          String(stop.number), clock(stop.arrival),
          [span(stop.start, stop.end), stop.late ? h("strong", {}, ` ▲ ${t("stop.late_short", { amount: duration(stop.late) })}`) : ""],
          given(stop.visit.id), given(stop.visit.name || stop.visit.client),
          [given(stop.visit.service), stop.visit.demand ? ` × ${stop.visit.demand}` : "", stop.visit.notes ? h("small", {}, given(stop.visit.notes)) : ""],
          Doorstep.windowsText(stop.visit), wayText(stop),
        ].map((cell) => [cell].flat()))),
        h("p", {}, `${t("sheet.back", { time: clock(route.arrival) })} `, given(plan.depots[worker.depots[1]].name)));
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
