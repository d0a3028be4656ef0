"use strict";
// The list on paper, to hang on a wall: one sheet in the biggest type that fits, first A4, then A3.
(function () {
  const { h, t, given } = Doorstep;
  const PAPERS = [{ name: "A4", wide: 190, high: 277, least: 11 }, { name: "A3", wide: 277, high: 400, least: 9 }];
  const MOST_POINTS = 20;
  const MOST_COLUMNS = 5;
  const LEAST_EMS = 15; // a column holds a phone number and hours on a line

  // Tries sizes on the paper's own width and height, out of sight; where nothing fits, more sheets of the last paper.
  function fit(sheet, list) {
    for (const paper of PAPERS) {
      sheet.style.width = `${paper.wide}mm`;
      sheet.style.height = `${paper.high}mm`;
      for (let points = MOST_POINTS; points >= paper.least; points -= 0.5) {
        sheet.style.fontSize = `${points}pt`;
        const most = Math.floor((paper.wide / 25.4) * 72 / (points * LEAST_EMS));
        for (let columns = 1; columns <= Math.min(MOST_COLUMNS, Math.max(1, most)); columns++) {
          list.style.columnCount = columns;
          if (list.scrollWidth <= list.clientWidth + 1 && list.scrollHeight <= list.clientHeight + 1) return { paper, whole: true };
        }
      }
    }
    return { paper: PAPERS[PAPERS.length - 1], whole: false };
  }

  Doorstep.makeWallSheet = function (host, name, sites, numbers) {
    const paper = document.head.appendChild(h("style", {}));
    const line = (...parts) => (parts.some(Boolean) ? h("div", {}, parts) : "");
    const entry = (site) => h("li", {},
      h("div", { class: "title" }, h("span", { class: "number" }, String(numbers.get(site))), h("b", {}, given(site.name)),
        site.state === "new" ? h("span", { class: "soon" }, t("service.opens")) : ""),
      line(site.address ? given(site.address) : "", site.address && site.area ? " · " : "", site.area ? given(site.area) : ""),
      line(site.hours ? h("span", { class: "lines" }, given(site.hours)) : ""),
      line(site.phone ? `${t("site.phone")} ` : "", site.phone ? h("b", {}, given(site.phone)) : ""),
      line(site.step_free === null ? "" : t(site.step_free ? "service.step_free" : "service.has_steps")));
    return function fill() {
      const today = new Intl.DateTimeFormat(Doorstep.lang(), { dateStyle: "long" }).format(new Date());
      const list = h("ul", {}, [...sites].sort((one, other) => numbers.get(one) - numbers.get(other)).map(entry));
      host.replaceChildren(h("h1", {}, given(name || t("service_title"))),
        h("p", {}, t("service_title"), " · ", t("service.count", { n: sites.length }), " · ", t("service.printed", { date: today })), list);
      host.className = "wall measured";
      const { paper: chosen, whole } = fit(host, list);
      host.className = whole ? "wall" : "wall several";
      paper.textContent = `@page { size: ${chosen.name}; margin: 10mm; }`;
    };
  };
})();
