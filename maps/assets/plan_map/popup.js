"use strict";
// What a click on a stop or on a visit nobody makes tells.
(function () {
  const { h, t, given, clock, span, duration, distance } = Doorstep;

  Doorstep.windowsText = (visit) => visit.windows.map(([start, end]) => span(start, end)).join(t("list.comma"));
  // The window a stop keeps or misses: the last one that had opened when it starts.
  Doorstep.windowOf = (stop) => stop.visit.windows.filter(([opens]) => opens <= stop.start).pop() || stop.visit.windows[0];
  Doorstep.visitTitle = (visit) => (visit.name ? [given(visit.name), " ", h("small", {}, given(visit.id))] : [given(visit.id)]);

  const row = (label, ...value) => [h("dt", {}, label), h("dd", {}, ...value)];

  function visitRows(visit) {
    return [
      row(t("visit.client"), given(visit.client)),
      row(t("visit.service"), given(visit.service), " · ", duration(visit.duration)),
      row(t("visit.window"), Doorstep.windowsText(visit)),
      Doorstep.coupledRows(visit).map(([label, value]) => row(label, value)),
      visit.demand ? row(t("visit.demand"), t("visit.units", { n: visit.demand })) : [],
      visit.notes ? row(t("visit.notes"), given(visit.notes)) : [],
    ];
  }

  Doorstep.stopCard = function (stop) {
    const wait = stop.start - stop.arrival;
    return h("article", { class: "card" },
      h("h3", {}, h("span", { class: "number", style: `background:${stop.worker.colour}` }, String(stop.number)),
        h("span", {}, Doorstep.visitTitle(stop.visit))),
      stop.late ? h("p", { class: "alarm" }, Doorstep.picture("late", { size: 16 }), t("stop.late", { amount: duration(stop.late) })) : null,
      h("dl", {},
        row(t("worker"), given(stop.worker.label)),
        row(t("stop.arrival"), clock(stop.arrival), wait > 0 ? `${t("list.comma")}${t("stop.waits", { amount: duration(wait) })}` : ""),
        row(t("stop.service_time"), span(stop.start, stop.end)),
        visitRows(stop.visit),
        stop.carried === null ? [] : row(t("stop.carried"),
          h("span", { class: stop.cold ? "alarm" : null }, stop.cold ? Doorstep.picture("cold", { size: 14 }) : "", duration(stop.carried))),
        row(t("stop.travel"), stop.seconds || stop.metres ? `${duration(stop.seconds)} · ${distance(stop.metres)}` : t("stop.same_door"))));
  };

  Doorstep.unassignedCard = function ({ visit, reasons }) {
    return h("article", { class: "card" },
      h("h3", {}, Doorstep.picture("unassigned", { size: 24 }), h("span", {}, Doorstep.visitTitle(visit))),
      h("p", { class: "alarm" }, t("unassigned.one")),
      h("p", { class: "reason" }, given(Doorstep.told(reasons) || t("unassigned.no_reason"))),
      h("dl", {}, visitRows(visit)));
  };

  Doorstep.makePopup = function (map, plan, state) {
    const popup = L.popup({
      maxWidth: 320, minWidth: 240, offset: [0, -6], closeButton: true,
      autoPan: false, autoPanPaddingTopLeft: [24, 64], autoPanPaddingBottomRight: [24, 24],
    });
    const toLatLng = (thing) => L.CRS.EPSG3857.pointToLatLng(L.point(thing.x, thing.y), 0);
    let shown = null;
    const open = (thing, ...cards) => {
      shown = thing;
      const label = t("close");
      popup.setLatLng(toLatLng(thing)).setContent(h("div", { class: "cards" }, cards)).openOn(map);
      map.getContainer().classList.add("with-card");
      // Leaflet sets out a frame later than it is told to
      requestAnimationFrame(() => requestAnimationFrame(bringIntoSight));
      popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", label);
    };
    // On its way the map cannot tell whether the card is in sight: it is asked once it stands still.
    function bringIntoSight() {
      if (map._animatingZoom || map._panAnim?._inProgress) return requestAnimationFrame(bringIntoSight);
      popup.options.autoPan = true;
      if (popup.isOpen()) popup.update();
      popup.options.autoPan = false;
    }
    map.on("popupclose", () => {
      map.getContainer().classList.remove("with-card");
      shown = null;
      state.set({ stop: null });
    });
    return {
      toLatLng,
      isOpen: () => popup.isOpen(),
      close: () => map.closePopup(popup),
      openStop(stop) {
        const mark = stop.worker.route.marks.find((one) => one.stops.includes(stop));
        open(stop, [stop, ...mark.stops.filter((one) => one !== stop)].map(Doorstep.stopCard));
      },
      openMark: (mark) => open(mark.stops[0], mark.stops.map(Doorstep.stopCard)),
      openUnassigned: (item) => open(item.visit, Doorstep.unassignedCard(item)),
      retell() {
        if (!shown || !state.stop) return;
        if (state.stop.reasons) this.openUnassigned(state.stop);
        else this.openStop(state.stop);
      },
    };
  };
})();
