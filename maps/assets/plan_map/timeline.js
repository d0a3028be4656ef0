"use strict";
// Everybody's day on one axis. Only the rows in sight are painted, so a hundred cost no more than ten.
(function () {
  const { h, t, clock, span, duration } = Doorstep;
  const ROW = 28;
  const AXIS = 26;
  const LATE = Doorstep.LATE;

  Doorstep.makeTimeline = function (host, plan, state, actions) {
    const canvas = h("canvas", { class: "chart" });
    const spacer = h("div", { class: "spacer" });
    const scroller = h("div", { class: "scroller", tabindex: "0", role: "group" }, canvas, spacer);
    const tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    const title = h("h2", {});
    const legend = h("div", { class: "legend" });
    const moment = h("button", { type: "button", class: "moment-button", onclick: () => pin(state.time === null ? middle() : null) });
    const slider = h("input", { type: "range", class: "moment-slider", step: "300", oninput: () => pin(Number(slider.value)) });
    const clockText = h("output", { class: "moment-clock" });
    const fold = h("button", { type: "button", class: "fold", "aria-controls": "chart", onclick: () => actions.fold() });
    scroller.id = "chart";
    host.append(h("header", {}, title, legend, h("span", { class: "moment-tools" }, moment, slider, clockText), fold), scroller, tip);
    const [from, to] = [Math.floor(plan.hours[0] / 3600) * 3600, Math.ceil(plan.hours[1] / 3600) * 3600];
    let rows = [];
    let queued = false;
    // Where everybody is: for the time under the pointer on the axis, or for the time it was pinned to.
    let pinned = null;
    const middle = () => Math.round((from + to) / 2 / 1800) * 1800;
    function pin(time) {
      pinned = time;
      state.set({ time });
    }
    slider.min = from;
    slider.max = to;
    function renderMoment() {
      const shown = state.time !== null;
      moment.textContent = t("moment");
      moment.setAttribute("aria-pressed", String(shown));
      slider.hidden = clockText.hidden = !shown;
      slider.setAttribute("aria-label", t("moment.slider"));
      if (!shown) return;
      slider.value = state.time;
      slider.setAttribute("aria-valuetext", clock(state.time));
      clockText.textContent = clock(state.time);
    }

    const left = () => (scroller.clientWidth < 600 ? 76 : 120);
    const xOf = (seconds) => left() + ((seconds - from) / Math.max(3600, to - from)) * (scroller.clientWidth - left() - 16);
    const timeAt = (x) => from + ((x - left()) / (scroller.clientWidth - left() - 16)) * Math.max(3600, to - from);

    function draw() {
      queued = false;
      const width = scroller.clientWidth;
      const height = scroller.clientHeight;
      if (!width || !height) return;
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
        canvas.width = width * ratio;
        canvas.height = height * ratio;
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
      }
      const context = canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      const top = scroller.scrollTop;
      const first = Math.floor(top / ROW);
      const last = Math.min(rows.length, Math.ceil((top + height) / ROW));
      drawHours(context, width, height);
      for (let i = first; i < last; i++) drawRow(context, rows[i], AXIS + i * ROW - top, width);
      for (const stop of new Set([state.stop, state.hover && state.hover.stop])) if (stop && stop.worker) drawTies(context, stop);
      drawAxis(context, width);
      if (state.time !== null) drawMoment(context, height);
    }
    const redraw = () => {
      if (queued) return;
      queued = true;
      requestAnimationFrame(draw);
    };

    function everyHours() {
      const perHour = xOf(from + 3600) - xOf(from);
      return perHour > 44 ? 1 : perHour > 22 ? 2 : 4;
    }
    function drawHours(context, width, height) {
      context.fillStyle = "#e9edf1";
      for (let time = from; time <= to; time += 3600) context.fillRect(Math.round(xOf(time)), AXIS, 1, height);
    }
    function drawAxis(context, width) {
      context.fillStyle = "#fff";
      context.fillRect(0, 0, width, AXIS);
      context.fillStyle = "#dfe4ea";
      context.fillRect(0, AXIS - 1, width, 1);
      context.fillStyle = "#52606d";
      context.font = `13px ${Doorstep.FONT}`;
      context.textBaseline = "middle";
      context.textAlign = "center";
      for (let time = from; time <= to; time += 3600 * everyHours()) {
        context.fillText(clock(time), Math.min(xOf(time), width - 20), AXIS / 2);
      }
    }

    function drawMoment(context, height) {
      const x = xOf(state.time);
      context.fillStyle = "#1f2933";
      context.fillRect(Math.round(x) - 1, AXIS - 4, 2, height);
      context.beginPath();
      context.roundRect(x - 24, 2, 48, AXIS - 5, 4);
      context.fill();
      context.fillStyle = "#fff";
      context.font = `600 13px ${Doorstep.FONT}`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(clock(state.time), x, AXIS / 2 - 0.5);
    }

    function drawRow(context, worker, y, width) {
      const { route } = worker;
      const middle = y + ROW / 2;
      const faded = state.worker && state.worker !== worker;
      if (state.worker === worker || (state.hover && state.hover.worker === worker)) {
        context.fillStyle = state.worker === worker ? "#e3edf7" : "#f1f5f9";
        context.fillRect(0, y, width, ROW);
      }
      context.globalAlpha = faded ? 0.35 : 1;
      context.fillStyle = "rgba(82,96,109,.07)";
      context.fillRect(xOf(worker.shift[0]), y + 2, xOf(worker.shift[1]) - xOf(worker.shift[0]), ROW - 4);
      drawName(context, worker, middle);
      for (const stop of new Set([state.stop, state.hover && state.hover.stop])) {
        if (stop && stop.worker === worker) drawWindows(context, stop, y);
      }
      let time = route.departure;
      context.fillStyle = worker.colour;
      for (const stop of route.stops) {
        line(context, worker, time, stop.arrival, middle);
        if (stop.start > stop.arrival) drawWait(context, worker, stop, middle);
        time = stop.end;
      }
      line(context, worker, time, route.arrival, middle);
      for (const stop of route.stops) drawStop(context, stop, y);
      context.globalAlpha = 1;
    }

    function line(context, worker, start, end, middle) {
      context.fillStyle = worker.colour;
      context.globalAlpha *= 0.75;
      context.fillRect(xOf(start), middle - 1, Math.max(0, xOf(end) - xOf(start)), 2);
      context.globalAlpha /= 0.75;
    }

    function drawName(context, worker, middle) {
      context.font = `${state.worker === worker ? 700 : 400} 14px ${Doorstep.FONT}`;
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.fillStyle = worker.colour;
      const mark = { worker, late: false };
      Doorstep.drawDot(context, mark, 14, middle, 4.5);
      context.fillStyle = "#1f2933";
      context.fillText(nameOf(context, worker), 26, middle + 0.5);
    }
    function nameOf(context, worker) {
      return Doorstep.fitName(worker.label, (text) => context.measureText(text).width <= left() - 34, worker.byEnd);
    }

    function drawWait(context, worker, stop, middle) {
      const [x, end] = [xOf(stop.arrival), xOf(stop.start)];
      context.save();
      context.beginPath();
      context.rect(x, middle - 5, end - x, 10);
      context.clip();
      context.fillStyle = "#fff";
      context.fillRect(x, middle - 5, end - x, 10);
      hatch(context, x, end, middle - 5, middle + 5, worker.colour, 1);
      context.restore();
      context.strokeStyle = worker.colour;
      context.lineWidth = 0.8;
      context.strokeRect(x, middle - 5, end - x, 10);
    }
    function hatch(context, left, right, top, bottom, colour, width) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      for (let x = left - (bottom - top); x < right; x += 4.5) {
        context.moveTo(x, bottom);
        context.lineTo(x + bottom - top, top);
      }
      context.stroke();
    }

    function drawWindows(context, stop, y) {
      for (const [start, end] of stop.visit.windows) {
        const [x, right] = [xOf(start), Math.max(xOf(end), xOf(start) + 2)];
        context.fillStyle = "rgba(24,100,171,.16)";
        context.fillRect(x, y + 1, right - x, ROW - 2);
        context.strokeStyle = "#1864ab";
        context.lineWidth = 1.2;
        context.setLineDash([4, 3]);
        context.strokeRect(x, y + 1.5, right - x, ROW - 3);
        context.setLineDash([]);
      }
    }

    function drawStop(context, stop, y) {
      const x = xOf(stop.start);
      const width = Math.max(3, xOf(stop.end) - x - 1);
      const [top, tall] = [y + 5, ROW - 10];
      const bar = (grow) => {
        context.beginPath();
        context.roundRect(x - grow, top - grow, width + 2 * grow, tall + 2 * grow, Math.min(3, width / 2));
      };
      if (stop.pair) {
        // a second, dark bar looks out from behind, as on the map
        context.fillStyle = Doorstep.TWIN;
        context.beginPath();
        context.roundRect(x + 4, top + 4, width, tall, Math.min(3, width / 2));
        context.fill();
        bar(1.2);
        context.fillStyle = "#fff";
        context.fill();
      }
      context.fillStyle = stop.late ? LATE : stop.worker.colour;
      bar(0);
      context.fill();
      if (stop.late) {
        context.save();
        context.clip();
        hatch(context, x, x + width, top, top + tall, "rgba(255,255,255,.5)", 1.4);
        context.restore();
      }
      if (state.stop === stop || (state.hover && state.hover.stop === stop)) {
        context.strokeStyle = "#1f2933";
        context.lineWidth = 2;
        context.stroke();
      }
      if (width > 15 && !stop.late) {
        context.fillStyle = "#fff";
        context.font = `600 12px ${Doorstep.FONT}`;
        context.textAlign = "center";
        context.textBaseline = "middle";
        context.fillText(String(stop.number), x + width / 2, y + ROW / 2 + 0.5);
      }
      if (stop.late) Doorstep.drawLateSign(context, x + Math.min(width / 2, 8), y + 5, 5);
      else if (stop.overdue) Doorstep.drawWishSign(context, x + Math.min(width / 2, 6), y + 5, 4.4);
    }

    // From a stop to those that start with it, and dashed to those a gap ties it to.
    function drawTies(context, stop) {
      const spot = (one) => [xOf(one.start), AXIS + rows.indexOf(one.worker) * ROW + ROW / 2 - scroller.scrollTop];
      const tie = (other, dashes) => {
        if (!rows.includes(other.worker) || !rows.includes(stop.worker)) return;
        context.beginPath();
        context.moveTo(...spot(stop));
        context.lineTo(...spot(other));
        context.setLineDash(dashes);
        context.lineWidth = 2.5;
        context.strokeStyle = Doorstep.TWIN;
        context.stroke();
        context.setLineDash([]);
        for (const one of [stop, other]) {
          const [x, y] = spot(one);
          context.beginPath();
          context.arc(x, y, 4, 0, 2 * Math.PI);
          context.fillStyle = Doorstep.TWIN;
          context.fill();
        }
      };
      for (const other of Doorstep.companionsOf(stop)) tie(other, []);
      for (const other of Doorstep.gapPartnersOf(stop)) tie(other, [5, 4]);
    }

    function at(event) {
      const box = canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      if (y < AXIS) return null;
      const worker = rows[Math.floor((y - AXIS + scroller.scrollTop) / ROW)];
      if (!worker) return null;
      const time = timeAt(x);
      const slack = timeAt(x + 3) - time;
      const stop = worker.route.stops.find((one) => time >= one.start - slack && time <= one.end + slack);
      return { worker, stop: stop || null, x, y, time };
    }
    // The time pointed at on the axis, to five minutes; null elsewhere.
    function axisTime(event) {
      const box = canvas.getBoundingClientRect();
      const time = Math.round(timeAt(event.clientX - box.left) / 300) * 300;
      return event.clientY - box.top < AXIS && time >= from && time <= to ? time : null;
    }
    function showTip(found) {
      tip.hidden = !found;
      if (!found) return;
      const { worker, stop } = found;
      tip.replaceChildren(h("b", {}, Doorstep.given(worker.label)), ...(stop ? [
        ` ${t("stop.nth", { n: stop.number })} `, Doorstep.given(stop.visit.name || stop.visit.client), h("br"),
        `${span(stop.start, stop.end)} `, Doorstep.given(stop.visit.service), h("br"), `${t("visit.window")} ${Doorstep.windowsText(stop.visit)}`,
        ...(stop.pair ? [h("br"), ...Doorstep.withText(stop.visit).flat()] : []),
        ...Doorstep.gapTexts(stop.visit).flatMap((text) => [h("br"), text]),
        ...(stop.overdue ? [h("br"), Doorstep.overdueText(stop)] : []),
        ...(stop.late ? [h("br"), h("strong", {}, t("stop.late", { amount: duration(stop.late) }))] : []),
      ] : [` ${span(worker.route.departure, worker.route.arrival)}`]));
      const width = host.clientWidth;
      tip.style.left = `${Math.min(Math.max(8, found.x + 14), width - 250)}px`;
      tip.style.bottom = `${host.clientHeight - (canvas.offsetTop + found.y) + 12}px`;
    }

    scroller.addEventListener("scroll", redraw);
    canvas.addEventListener("mousemove", (event) => {
      const found = at(event);
      const time = axisTime(event);
      canvas.style.cursor = found ? "pointer" : time === null ? "default" : "col-resize";
      if (time !== null && event.buttons === 1) pin(time);
      else state.set({ time: time === null ? pinned : time });
      const same = state.hover && found && state.hover.worker === found.worker && state.hover.stop === found.stop;
      if (!same) state.set({ hover: found && { worker: found.worker, stop: found.stop } });
      showTip(found);
    });
    canvas.addEventListener("mouseleave", () => {
      state.set({ hover: null, time: pinned });
      showTip(null);
    });
    canvas.addEventListener("click", (event) => {
      const found = at(event);
      const time = axisTime(event);
      if (time !== null) pin(time);
      if (!found) return;
      if (found.stop) actions.showStop(found.stop);
      else actions.select(state.worker === found.worker ? null : found.worker);
    });
    scroller.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const along = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step && rows.length) {
        const now = rows.indexOf(state.worker);
        actions.select(rows[Math.max(0, Math.min(rows.length - 1, now < 0 ? 0 : now + step))]);
      } else if (along && state.worker) {
        const stops = state.worker.route.stops;
        const now = stops.indexOf(state.stop);
        actions.showStop(stops[Math.max(0, Math.min(stops.length - 1, now < 0 ? 0 : now + along))]);
      } else return;
      event.preventDefault();
    });
    new ResizeObserver(redraw).observe(scroller);

    function reveal() {
      const i = rows.indexOf(state.worker);
      if (i < 0) return;
      const [above, below] = [i * ROW, (i + 1) * ROW + AXIS];
      if (scroller.scrollTop > above) scroller.scrollTop = above;
      else if (scroller.scrollTop + scroller.clientHeight < below) scroller.scrollTop = below - scroller.clientHeight;
    }

    function arrange() {
      rows = Doorstep.listed(plan, state).filter((worker) => worker.route);
      spacer.style.height = `${AXIS + rows.length * ROW}px`;
      redraw();
    }
    state.on((changed) => {
      if (changed.has("query") || changed.has("order")) arrange();
      if (changed.has("worker")) reveal();
      if (changed.has("time")) renderMoment();
      redraw();
    });

    return {
      pin,
      rows: () => rows,
      xOf,
      canvas,
      render(folded) {
        title.textContent = t("timeline");
        legend.replaceChildren(
          h("span", { class: "travel" }, t("legend.travel")), h("span", { class: "wait" }, t("legend.wait")),
          h("span", { class: "work" }, t("legend.work")), h("span", { class: "late" }, t("legend.late")),
          ...(plan.marks.some((mark) => mark.pair) ? [h("span", { class: "pair" }, t("legend.pair"))] : []),
          h("span", { class: "window" }, t("legend.window")), h("span", { class: "duty" }, t("legend.shift")));
        fold.textContent = t(folded ? "timeline.show" : "timeline.hide");
        fold.setAttribute("aria-expanded", String(!folded));
        scroller.setAttribute("aria-label", t("timeline.label"));
        renderMoment();
        arrange();
        if (!folded) reveal();
      },
    };
  };
})();
