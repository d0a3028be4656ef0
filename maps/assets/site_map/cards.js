"use strict";
// What a click on a site, on people or on an estate tells.
(function () {
  const { h, t, given } = Doorstep;
  const row = (label, ...value) => [h("dt", {}, label), h("dd", {}, ...value)];
  const arrow = " → ";

  // One value, or what it was and what it becomes.
  Doorstep.beforeAfter = function (values, text) {
    const told = values.map(text);
    if (told.length < 2) return told;
    return told[0] === told[1] ? [told[0]] : [h("span", { class: "was" }, told[0]), h("span", { "aria-hidden": "true" }, arrow), h("b", {}, told[1])];
  };

  Doorstep.loadText = function (site, when) {
    const load = Doorstep.people(site.loads[when]);
    return site.capacity === null ? load : t("site.of_capacity", { load, capacity: Math.round(site.capacity).toLocaleString("en") });
  };
  Doorstep.isOver = (site, when) => site.capacity !== null && site.loads[when] > site.capacity + 0.5;
  Doorstep.lines = (text) => h("span", { class: "lines" }, given(text));

  Doorstep.publicRows = (site) => [
    site.area ? row(t("site.area"), given(site.area)) : [],
    site.address ? row(t("site.address"), given(site.address)) : [],
    site.hours ? row(t("site.hours"), Doorstep.lines(site.hours)) : [],
    site.phone ? row(t("site.phone"), given(site.phone)) : [],
    site.step_free === null ? [] : row(t("site.step_free"), t(site.step_free ? "yes" : "no")),
  ];

  Doorstep.siteCard = (study, site) => h("article", { class: "card" },
    h("h3", {}, Doorstep.siteSign(site.state, 22), h("span", {}, given(site.name))),
    h("p", {}, t(`state.${site.state}`)),
    h("dl", {}, Doorstep.publicRows(site),
      row(t("site.load"), Doorstep.beforeAfter(site.loads.map((_, when) => when), (when) => Doorstep.loadText(site, when))),
      Doorstep.isOver(site, study.last) ? row(t("site.over"), h("strong", { class: "alarm" }, Doorstep.people(site.loads[study.last] - site.capacity))) : []));

  const walkRows = (thing) => [
    row(t("figure.mean"), Doorstep.beforeAfter(thing.mean, Doorstep.minutes)),
    row(t("figure.covered"), Doorstep.beforeAfter(thing.covered, (n) => Doorstep.share(n, thing.people))),
  ];

  Doorstep.pointCard = (point) => h("article", { class: "card" },
    h("h3", {}, h("span", {}, given(Doorstep.areaName(point.area)))),
    h("dl", {}, row(t("people"), Doorstep.people(point.people)), walkRows(point),
      row(t("point.site"), point.site.map((site, when) => [
        when ? h("span", { "aria-hidden": "true" }, arrow) : "", site ? given(site.name) : t("amount.no_way")]).filter((_, when) => !when || point.site[0] !== point.site[1])),
      point.joined > 1 ? row(t("point.joined"), t("point.joined_n", { n: point.joined })) : []));

  Doorstep.areaCard = (study, area) => h("article", { class: "card" },
    h("h3", {}, h("span", {}, given(Doorstep.areaName(area)))),
    h("dl", {}, row(t("people"), Doorstep.people(area.people)), walkRows(area),
      study.planned ? [row(t("area.nearer"), Doorstep.people(area.nearer)), row(t("area.farther"), Doorstep.people(area.farther))] : []));
})();
