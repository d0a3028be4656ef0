"use strict";
// Beside the map: figures, search, and the lists of sites and of estates.
(function () {
  const { h, t, given } = Doorstep;
  const MOST = 60;
  const plain = (n) => Math.round(n).toLocaleString("en");

  Doorstep.makeSitePanel = function (host, study, state, actions) {
    const key = h("section", { class: "key" });
    const search = h("input", {
      type: "search", id: "search", autocomplete: "off", spellcheck: "false",
      oninput: () => state.set({ query: search.value.trim() }),
      onkeydown: (event) => {
        if (event.key === "Enter") list.querySelector("button.row")?.click();
        if (event.key === "Escape" && search.value) {
          event.stopPropagation();
          search.value = "";
          state.set({ query: "" });
        }
      },
    });
    const tabs = h("div", { class: "tabs", role: "tablist" });
    const order = h("select", { id: "order", onchange: () => state.set(state.tab === "sites" ? { siteOrder: order.value } : { areaOrder: order.value }) });
    const tools = h("div", { class: "tools" }, search, tabs, order);
    const list = h("ul", { class: "rows", id: "rows", role: "tabpanel" });
    const more = h("button", { type: "button", class: "more", onclick: () => { shown += MOST; renderList(); } });
    host.append(key, tools, list, more);
    let shown = MOST;

    function renderKey() {
      const [before, after] = study.figures;
      const rows = [
        [Doorstep.told(study.counted) ? given(Doorstep.told(study.counted)) : t("figure.people"), [plain(before.people)]],
        [t("figure.covered_people"), study.figures.map((each) => plain(each.covered)),
          after ? Doorstep.signed(Doorstep.gained(study), plain) : ""],
        ...study.more.map(([label, was, will]) => [given(Doorstep.told(label)), [given(was), ...(study.planned && will ? [given(will)] : [])], ""]),
      ];
      key.replaceChildren(
        Doorstep.told(study.limit) ? h("p", { class: "limit" }, t("limit"), " ", given(Doorstep.told(study.limit))) : "",
        h("table", {},
          study.planned ? h("thead", {}, h("tr", {}, h("td"), h("th", { scope: "col" }, t("before")), h("th", { scope: "col" }, t("after")), h("th", { scope: "col" }, t("change")))) : "",
          h("tbody", {}, rows.map(([label, values, change]) => h("tr", {}, h("th", { scope: "row" }, label),
            values.length > 1 || !study.planned ? values.map((value) => h("td", {}, value)) : h("td", { colspan: 2, class: "both" }, values),
            study.planned ? h("td", { class: "change" }, change || "") : null)))),
        study.hidden ? h("p", { class: "quiet" }, t("hidden", { n: Math.round(study.hidden), least: study.least })) : "");
    }

    function renderTools() {
      search.setAttribute("placeholder", t("search"));
      search.setAttribute("aria-label", t("search"));
      order.setAttribute("aria-label", t("order"));
      tabs.replaceChildren(...["sites", "areas"].map((name) => h("button", {
        type: "button", role: "tab", "aria-selected": String(state.tab === name), "aria-controls": "rows", "data-tab": name,
        onclick: () => state.set({ tab: name }),
      }, t(`tab.${name}`, { n: name === "sites" ? study.sites.length : study.areas.length }))));
      const orders = state.tab === "sites" ? ["state", "load", "name"] : study.planned ? ["gain", "loss", "walk", "name"] : ["walk", "name"];
      const chosen = state.tab === "sites" ? state.siteOrder : state.areaOrder;
      order.replaceChildren(...orders.map((name) => h("option", { value: name, selected: name === chosen }, t(`order.${name}`))));
    }

    function bar(site) {
      const when = state.when;
      if (site.capacity === null || !site.capacity) return null;
      const part = site.loads[when] / site.capacity;
      return h("span", { class: `bar${Doorstep.isOver(site, when) ? " over" : ""}`, "aria-hidden": "true" }, h("i", { style: `width:${Math.min(100, 100 * part).toFixed(1)}%` }));
    }

    function siteRow(site) {
      const kind = Doorstep.standing(site, state.when, study.planned);
      const open = kind === "open" || kind === "new";
      return h("button", {
        type: "button", class: "row", "aria-pressed": String(state.site === site), "data-site": site.index, onclick: () => actions.showSite(site),
      },
      Doorstep.siteSign(site.state, 22),
      h("span", { class: "about" },
        h("span", { class: "line" }, h("b", {}, given(site.name)), h("span", { class: "quiet" }, t(`state.${site.state}`))),
        h("span", { class: "facts" }, open || site.loads[state.when] ? h("span", {}, Doorstep.loadText(site, state.when)) : site.area ? given(site.area) : "",
          Doorstep.isOver(site, state.when) ? h("span", { class: "badge" }, "▲ ", t("site.over")) : "",
          site.step_free === false ? h("span", { class: "badge plain" }, t("site.has_steps")) : ""),
        open ? bar(site) : null));
    }

    function areaRow(area) {
      const gain = study.planned ? area.covered[1] - area.covered[0] : 0;
      return h("button", {
        type: "button", class: "row", "aria-pressed": String(state.area === area), "data-area": area.index, onclick: () => actions.showArea(area),
      },
      h("span", { class: "about" },
        h("span", { class: "line" }, h("b", {}, given(Doorstep.areaName(area))), h("span", { class: "quiet" }, Doorstep.people(area.people))),
        h("span", { class: "facts" },
          h("span", {}, t("figure.covered"), " ", Doorstep.beforeAfter(area.covered, (n) => Doorstep.share(n, area.people))),
          h("span", {}, t("figure.mean_short"), " ", Doorstep.beforeAfter(area.mean, Doorstep.minutes))),
        study.planned ? h("span", { class: "facts" },
          Math.abs(gain) >= 0.5 ? h("span", { class: `badge ${gain > 0 ? "gain" : "loss"}` }, t(gain > 0 ? "area.gains" : "area.loses", { n: Doorstep.people(Math.abs(gain)) })) : "",
          area.nearer ? h("span", {}, t("area.nearer_n", { n: Doorstep.people(area.nearer) })) : "",
          area.farther ? h("span", {}, t("area.farther_n", { n: Doorstep.people(area.farther) })) : "",
          !area.nearer && !area.farther && Math.abs(gain) < 0.5 ? h("span", {}, t("area.same")) : "") : null));
    }

    function renderList() {
      const rows = state.tab === "sites" ? Doorstep.listSites(study, state) : Doorstep.listAreas(study, state);
      const chosen = rows.indexOf(state.tab === "sites" ? state.site : state.area);
      const most = Math.max(shown, chosen + 1);
      const make = state.tab === "sites" ? siteRow : areaRow;
      const focused = document.activeElement?.dataset || {};
      const again = ["site", "area"].find((name) => name in focused);
      const mark = again && `[data-${again}="${focused[again]}"]`;
      list.replaceChildren(...rows.slice(0, most).map((thing) => h("li", {}, make(thing))));
      if (!rows.length) list.append(h("li", { class: "none" }, t("search.none")));
      if (mark) list.querySelector(mark)?.focus({ preventScroll: true });
      more.hidden = rows.length <= most;
      more.textContent = t("more", { n: rows.length - most });
    }

    state.on((changed) => {
      if (changed.has("query") || changed.has("tab")) shown = MOST;
      if (changed.has("tab")) {
        const focused = document.activeElement?.dataset?.tab;
        renderTools();
        if (focused) tabs.querySelector(`[data-tab="${state.tab}"]`).focus();
      }
      if (["query", "tab", "siteOrder", "areaOrder", "when", "site", "area", "candidates"].some((name) => changed.has(name))) renderList();
      if (changed.has("site") || changed.has("area")) list.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest" });
    });
    return {
      render() {
        renderKey();
        renderTools();
        renderList();
      },
    };
  };
})();
