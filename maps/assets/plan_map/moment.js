"use strict";
// Where everybody is at one moment of the day, worked out from the plan's times.
(function () {
  // A place in world units, and whether the worker is under way; null before the day begins and after it ends.
  Doorstep.placeAt = function (plan, worker, time) {
    const { route } = worker;
    if (time < route.departure || time > route.arrival) return null;
    let left = route.departure;
    for (let i = 0; i < route.stops.length; i++) {
      const stop = route.stops[i];
      if (time < stop.arrival) return along(plan, route.firstLeg + i, (time - left) / (stop.arrival - left));
      if (time <= stop.end) return { x: stop.x, y: stop.y, stop, moving: false };
      left = stop.end;
    }
    return along(plan, route.firstLeg + route.stops.length, (time - left) / Math.max(1, route.arrival - left));
  };

  function along(plan, leg, part) {
    const { starts, points } = plan.legs;
    const steps = [];
    for (let i = starts[leg] + 1; i < starts[leg + 1]; i++) {
      steps.push(Math.hypot(points[2 * i] - points[2 * i - 2], points[2 * i + 1] - points[2 * i - 1]));
    }
    let rest = steps.reduce((sum, step) => sum + step, 0) * Math.max(0, Math.min(1, part));
    for (let k = 0; k < steps.length; k++) {
      const i = starts[leg] + k;
      if (rest <= steps[k] && steps[k] > 0) {
        const share = rest / steps[k];
        return {
          x: points[2 * i] + (points[2 * i + 2] - points[2 * i]) * share,
          y: points[2 * i + 1] + (points[2 * i + 3] - points[2 * i + 1]) * share,
          moving: true,
        };
      }
      rest -= steps[k];
    }
    const last = starts[leg + 1] - 1;
    return { x: points[2 * last], y: points[2 * last + 1], moving: true };
  }

  Doorstep.makeMoment = function (map, plan, state) {
    const canvas = Doorstep.h("canvas", { class: "moment", "aria-hidden": "true" });
    map.getContainer().append(canvas);

    function draw() {
      const { x: width, y: height } = map.getSize();
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      if (state.time === null) return;
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      const scale = 2 ** map.getZoom();
      const { min } = map.getPixelBounds();
      const names = Doorstep.makeBoxes(64);
      const people = [];
      for (const worker of plan.out) {
        const place = (!state.worker || worker === state.worker) && Doorstep.placeAt(plan, worker, state.time);
        if (!place) continue;
        const [x, y] = [place.x * scale - min.x, place.y * scale - min.y];
        if (x > -60 && y > -20 && x < width + 20 && y < height + 20) people.push({ worker, place, x, y });
      }
      for (const person of people) {
        names.claim(person.x - 10, person.y - 10, person.x + 10, person.y + 10);
        drawPerson(context, person);
      }
      for (const person of people) drawName(context, person, names);
    }
    const clear = () => canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    map.on("move resize zoomend", () => (map._animatingZoom ? clear() : draw()));
    map.on("zoomanim", clear);
    state.on((changed) => {
      map.getContainer().classList.toggle("at-moment", state.time !== null);
      if (changed.has("time") || (changed.has("worker") && state.time !== null)) draw();
    });
  };

  function drawPerson(context, { worker, x, y }) {
    context.beginPath();
    context.arc(x, y, 12.5, 0, 2 * Math.PI);
    context.fillStyle = "#1f2933";
    context.fill();
    context.beginPath();
    context.arc(x, y, 11, 0, 2 * Math.PI);
    context.fillStyle = "#fff";
    context.fill();
    context.beginPath();
    context.arc(x, y, 9.5, 0, 2 * Math.PI);
    context.fillStyle = worker.colour;
    context.fill();
    context.fillStyle = "#fff";
    context.beginPath();
    context.arc(x, y - 3, 3, 0, 2 * Math.PI);
    context.fill();
    context.beginPath();
    context.arc(x, y + 6, 5.4, Math.PI, 0);
    context.fill();
  }

  // Beside the person, where nobody else stands and no other name is.
  function drawName(context, { worker, place, x, y }, names) {
    context.font = `600 13px ${Doorstep.FONT}`;
    const label = Doorstep.fitName(worker.label, (text) => [...text].length <= 8, worker.byEnd);
    const name = label + (place.stop ? ` ${place.stop.number}` : "");
    const width = context.measureText(name).width + 12;
    const left = [x + 15, x - 15 - width].find((at) => names.claim(at - 1, y - 11, at + width + 1, y + 11));
    if (left === undefined) return;
    context.beginPath();
    context.roundRect(left, y - 10, width, 20, 4);
    context.fillStyle = "rgba(255,255,255,.94)";
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = "#1f2933";
    context.stroke();
    context.fillStyle = "#1f2933";
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(name, left + 6, y + 0.5);
  }
})();
