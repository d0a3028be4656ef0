"use strict";
// What is printed after the map: the figures, every site and every estate, as tables.
(function () {
  const { h, t, given } = Doorstep;

  Doorstep.figureTexts = function (study) {
    const of = (pick, text, change) => {
      const values = study.figures.map(pick);
      const both = values.length > 1 && values.every((value) => value !== null);
      return { texts: values.map(text), change: both && change ? change(values[1] - values[0]) : "" };
    };
    const tenths = (n) => Math.round(n * 10) / 10;
    const minutes = (d) => Doorstep.signed(tenths(d), Doorstep.minutes);
    return [
      { key: "sites", label: t("figure.sites"), ...of((one) => one.sites, String, (d) => Doorstep.signed(d, String)) },
      { key: "covered", label: t("figure.covered"), ...of((one) => (one.people ? Math.round((1000 * one.covered) / one.people) / 1000 : null), (n) => (n === null ? "–" : Doorstep.share(n, 1)),
        (d) => Doorstep.signed(tenths(100 * d), (n) => t("amount.points", { n }))) },
      { key: "mean", label: t("figure.mean"), ...of((one) => one.mean, Doorstep.minutes, minutes) },
      { key: "p95", label: t("figure.p95"), ...of((one) => one.p95, Doorstep.minutes, minutes) },
      { key: "worst", label: t("figure.worst"), ...of((one) => one.worst, Doorstep.minutes, minutes) },
    ];
  };

  Doorstep.makeSiteSheets = function (host, study, state) {
    const table = (heads, rows) => h("table", {}, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell) => h("td", {}, cell))))));
    const states = study.planned ? [t("before"), t("after")] : [""];
    const heads = (label) => states.map((name) => (name ? `${label} · ${name}` : label));

    function fill() {
      const names = study.planned ? [t("before"), t("after"), t("change")] : [t("before")];
      host.replaceChildren(
        h("section", { class: "sheet" },
          h("h1", {}, given(study.name || t("title"))), study.date ? h("p", {}, Doorstep.day(study.date)) : "",
          Doorstep.told(study.limit) ? h("p", {}, t("limit"), " ", given(Doorstep.told(study.limit))) : "",
          table(["", ...names], [
            ...Doorstep.figureTexts(study).map(({ label, texts, change }) => [label, ...texts, ...(study.planned ? [change] : [])]),
            [Doorstep.told(study.counted) ? given(Doorstep.told(study.counted)) : t("figure.people"),
              ...study.figures.map((one) => Doorstep.people(one.people)), ...(study.planned ? [""] : [])],
            [t("figure.covered_people"), ...study.figures.map((one) => Doorstep.people(one.covered)),
              ...(study.planned ? [Doorstep.signed(Doorstep.gained(study), Doorstep.people)] : [])],
            ...study.more.map(([label, was, will]) => [given(Doorstep.told(label)), given(was), ...(study.planned ? [given(will), ""] : [])]),
          ]),
          study.hidden ? h("p", {}, t("hidden", { n: Math.round(study.hidden), least: study.least })) : ""),
        h("section", { class: "sheet" }, h("h2", {}, t("sheet.sites")),
          table([t("site"), t("site.state"), t("site.address"), ...heads(t("site.load"))],
            Doorstep.listSites(study, { ...state, query: "" }).map((site) => [given(site.name), t(`state.${site.state}`), given(site.address),
              ...site.loads.map((_, when) => [Doorstep.loadText(site, when), Doorstep.isOver(site, when) ? h("strong", {}, ` ▲ ${t("site.over")}`) : ""])]))),
        h("section", { class: "sheet" }, h("h2", {}, t("sheet.areas")),
          table([t("area"), t("people"), ...heads(t("figure.covered")), ...heads(t("figure.mean_short")), ...(study.planned ? [t("area.nearer"), t("area.farther")] : [])],
            Doorstep.listAreas(study, { ...state, query: "" }).map((area) => [given(Doorstep.areaName(area)), Doorstep.people(area.people),
              ...area.covered.map((n) => Doorstep.share(n, area.people)), ...area.mean.map(Doorstep.minutes),
              ...(study.planned ? [Doorstep.people(area.nearer), Doorstep.people(area.farther)] : [])]))));
    }
    // Tables of hundreds of estates are made when they are printed, not when the page opens.
    window.addEventListener("beforeprint", fill);
    window.matchMedia("print").addEventListener("change", (event) => event.matches && fill());
    return { fill };
  };
})();
