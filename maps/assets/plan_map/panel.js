"use strict";
// The list beside the map: visits nobody makes first, then breaches, then the workers.
(function () {
  const { h, t, given, clock, span, duration, distance, picture } = Doorstep;
  const FEW = 3;

  // All that a check found: late visits are counted, and told apart since they are marked rather than listed.
  Doorstep.breachesTitle = function (plan) {
    const late = plan.violations.filter((violation) => !violation.counted).length;
    return t(late ? "violations.title_late" : "violations.title", { n: plan.violations.length, late });
  };

  Doorstep.coldText = (plan, route) => t("badge.cold", { n: route.cold, limit: duration(plan.figures.meals.limit) });

  Doorstep.makePanel = function (host, plan, state, actions) {
    const open = { unassigned: plan.unassigned.length <= FEW, violations: false };
    const alarms = h("div", { class: "alarms" });
    const tools = h("div", { class: "tools" });
    const list = h("ul", { class: "workers", id: "workers" });
    const none = h("p", { class: "none", hidden: true });
    host.append(alarms, tools, list, none);

    const search = h("input", {
      type: "search", id: "search", autocomplete: "off", spellcheck: "false",
      oninput: () => state.set({ query: search.value.trim() }),
      onkeydown: (event) => {
        if (event.key === "Enter") list.querySelector("button.worker:not([disabled])")?.click();
        if (event.key === "Escape" && search.value) {
          event.stopPropagation();
          search.value = "";
          state.set({ query: "" });
        }
      },
    });
    const order = h("select", { id: "order", onchange: () => state.set({ order: order.value }) });
    const all = h("button", { type: "button", class: "all", onclick: () => actions.select(null) });

    function renderTools() {
      search.setAttribute("placeholder", t(plan.names ? "search.names" : "search.ids"));
      search.setAttribute("aria-label", t(plan.names ? "search.names" : "search.ids"));
      order.setAttribute("aria-label", t("order"));
      order.replaceChildren(...["name", "late", "stops", "finish"].map((key) =>
        h("option", { value: key, selected: key === state.order }, t(`order.${key}`))));
      all.replaceChildren(t("show_all"));
      tools.replaceChildren(search, order, all);
    }

    function section(key, title, items) {
      const shown = open[key] ? items : items.slice(0, FEW);
      const toggle = items.length > FEW && h("button", {
        type: "button", class: "more", "aria-expanded": String(open[key]), "aria-controls": key,
        onclick: () => {
          open[key] = !open[key];
          renderAlarms();
          alarms.querySelector(`#${key} + .more`)?.focus();
        },
      }, open[key] ? t("fewer") : t("more", { n: items.length - FEW }));
      return h("section", { class: `alarm-list ${key}`, "aria-label": title },
        h("h2", {}, picture(key === "unassigned" ? "unassigned" : "late", { size: 20 }), title),
        items.length ? h("ul", { id: key }, shown.map((item) => h("li", {}, item))) : null, toggle || null);
    }

    function renderAlarms() {
      const unassigned = plan.unassigned.map((item) =>
        h("button", { type: "button", class: "item", onclick: () => actions.showUnassigned(item) },
          h("span", { class: "line" }, h("b", {}, Doorstep.visitTitle(item.visit)), h("span", {}, given(item.visit.service)),
            h("span", { class: "quiet" }, Doorstep.windowsText(item.visit))),
          h("span", { class: "reason" }, given(Doorstep.told(item.reasons) || t("unassigned.no_reason")))));
      const breaches = plan.violations.filter((violation) => violation.counted).map((violation) =>
        h("button", { type: "button", class: "item", onclick: () => violation.worker && actions.select(violation.worker) },
          h("span", { class: "line" }, h("b", {}, t(`rule.${violation.rule}`)),
            violation.worker ? h("span", {}, given(violation.worker.label)) : null),
          h("span", { class: "reason" }, given(Doorstep.told(violation.text)))));
      alarms.replaceChildren(...[
        unassigned.length && section("unassigned", t("unassigned.title", { n: unassigned.length }), unassigned),
        plan.violations.length && section("violations", Doorstep.breachesTitle(plan), breaches),
      ].filter(Boolean));
    }

    function badges(worker) {
      const made = [];
      if (worker.route && worker.route.late) {
        made.push(h("span", { class: "badge" }, picture("late", { size: 14 }), t("badge.late", { n: worker.route.late })));
      }
      if (worker.route && worker.route.overdue) {
        made.push(h("span", { class: "badge wish" }, picture("wish", { size: 14 }), t("badge.overdue", { n: worker.route.overdue })));
      }
      if (worker.route && worker.route.cold) {
        made.push(h("span", { class: "badge" }, picture("cold", { size: 14 }),
          Doorstep.coldText(plan, worker.route)));
      }
      if (worker.violations.length) {
        const key = worker.route && worker.route.late ? "badge.breach_other" : "badge.breach";
        made.push(h("span", { class: "badge" }, t(key, { n: worker.violations.length })));
      }
      return made;
    }

    function stopLine(stop, query) {
      return h("li", {}, h("button", {
        type: "button", class: `stop${stop.late ? " late" : ""}`, "aria-current": state.stop === stop ? "true" : null,
        onclick: () => actions.showStop(stop),
        onmouseenter: () => state.set({ hover: { worker: stop.worker, stop } }), onmouseleave: () => state.set({ hover: null }),
      },
      h("span", { class: "number", style: `background:${stop.worker.colour}` }, String(stop.number)),
      h("span", { class: "when" }, clock(stop.start)),
      h("span", { class: "what" }, h("span", { class: "who" }, Doorstep.visitTitle(stop.visit)), h("span", { class: "quiet" }, given(stop.visit.service)),
        stop.pair ? h("span", { class: "pair" }, picture("pair", { size: 18 }), h("span", {}, Doorstep.withText(stop.visit))) : null),
      stop.overdue && !stop.late ? picture("wish", { size: 14, label: Doorstep.overdueText(stop) }) : null,
      stop.cold ? picture("cold", { size: 14, label: t("stop.cold", { amount: duration(stop.carried) }) }) : null,
      stop.late ? h("span", { class: "badge" }, picture("late", { size: 14 }), t("stop.late_short", { amount: duration(stop.late) }))
        : query ? null : h("span", { class: "quiet window" }, span(...Doorstep.windowOf(stop)))));
    }

    function workerItem(worker) {
      const { route } = worker;
      const chosen = state.worker === worker;
      const button = h("button", {
        type: "button", class: "worker", "aria-pressed": String(chosen), disabled: !route, "data-worker": worker.index,
        onclick: () => actions.select(chosen ? null : worker),
        onmouseenter: () => route && state.set({ hover: { worker, stop: null } }), onmouseleave: () => state.set({ hover: null }),
      },
      picture(worker.shape, { colour: route ? worker.colour : "#9aa5b1", size: 22, label: t(`role.${worker.role}`) }),
      h("span", { class: "about" },
        h("span", { class: "line" }, h("b", {}, given(worker.label)),
          h("span", { class: "quiet" }, [t(`mode.${worker.mode}`), worker.team].filter(Boolean).map((text, i) => [i ? " · " : "", given(text)])),
          h("span", { class: "badges" }, badges(worker))),
        route
          ? h("span", { class: "facts" },
            h("span", {}, t("worker.stops", { n: route.stops.length })),
            h("span", {}, t("worker.travel", { amount: duration(route.seconds) })),
            h("span", { title: t("worker.shift_is", { span: span(...worker.shift) }) }, span(route.departure, route.arrival)))
          : h("span", { class: "facts" }, t("worker.stays_in"))));
      const item = h("li", { class: chosen ? "chosen" : null }, button);
      const stops = chosen && route ? route.stops : Doorstep.foundStops(worker, state.query).slice(0, 4);
      if (chosen) {
        item.append(h("p", { class: "shift" },
          t("worker.shift", { span: span(...worker.shift) }), " · ", distance(route.metres),
          worker.capacity ? ` · ${t("worker.capacity", { n: worker.capacity })}` : ""));
        item.append(...worker.violations.map((violation) => h("p", { class: "alarm" }, given(Doorstep.told(violation.text)))));
      }
      if (stops.length) item.append(h("ol", { class: "stops" }, stops.map((stop) => stopLine(stop, !chosen))));
      return item;
    }

    function renderList() {
      const workers = Doorstep.listed(plan, state);
      const focused = document.activeElement?.dataset?.worker;
      list.replaceChildren(...workers.map(workerItem));
      none.hidden = workers.length > 0;
      none.textContent = t("search.none");
      all.disabled = !state.worker;
      if (focused !== undefined) list.querySelector(`button[data-worker="${focused}"]`)?.focus({ preventScroll: true });
    }

    state.on((changed) => {
      if (changed.has("query") || changed.has("order") || changed.has("worker")) renderList();
      else if (changed.has("stop") && state.worker) {
        const buttons = [...list.querySelectorAll(".chosen .stop")];
        buttons.forEach((button, i) => button.toggleAttribute("aria-current", state.worker.route.stops[i] === state.stop));
      }
      if (changed.has("worker") && state.worker) {
        list.querySelector(".chosen")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
      }
      if (changed.has("hover")) {
        const over = state.hover?.worker;
        list.querySelectorAll("button.worker").forEach((button) =>
          button.classList.toggle("over", Boolean(over) && Number(button.dataset.worker) === over.index));
      }
    });

    return {
      render() {
        renderAlarms();
        renderTools();
        renderList();
      },
    };
  };
})();
