"use strict";
// The signs on the map and in the lists: a stop, a late stop, a visit nobody makes, a station.
(function () {
  const LATE = (Doorstep.LATE = "#c81e1e");
  const TWIN = (Doorstep.TWIN = "#1f2933");

  function outline(context, shape, x, y, r) {
    context.beginPath();
    if (shape === "circle") context.arc(x, y, r, 0, 2 * Math.PI);
    else if (shape === "square") context.roundRect(x - r * 0.92, y - r * 0.92, r * 1.84, r * 1.84, r * 0.3);
    else {
      const d = r * 1.25;
      context.moveTo(x, y - d);
      context.lineTo(x + d, y);
      context.lineTo(x, y + d);
      context.lineTo(x - d, y);
      context.closePath();
    }
  }

  function triangle(context, x, y, r) {
    context.beginPath();
    context.moveTo(x, y - r);
    context.lineTo(x + r * 0.95, y + r * 0.75);
    context.lineTo(x - r * 0.95, y + r * 0.75);
    context.closePath();
  }

  Doorstep.drawLateSign = function (context, x, y, r) {
    triangle(context, x, y, r);
    context.lineJoin = "round";
    context.lineWidth = r < 4 ? 1.6 : 3;
    context.strokeStyle = "#fff";
    context.stroke();
    context.fillStyle = LATE;
    context.fill();
    if (r >= 6) {
      context.fillStyle = "#fff";
      context.fillRect(x - 0.8, y - r * 0.4, 1.6, r * 0.6);
      context.fillRect(x - 0.8, y + r * 0.35, 1.6, 1.5);
    }
  };

  // Later than wished, which is no breach: the late sign hollow.
  Doorstep.drawWishSign = function (context, x, y, r) {
    triangle(context, x, y, r);
    context.lineJoin = "round";
    context.lineWidth = r < 4 ? 3 : 4;
    context.strokeStyle = "#fff";
    context.stroke();
    context.fillStyle = "#fff";
    context.fill();
    context.lineWidth = r < 4 ? 1.4 : 2;
    context.strokeStyle = LATE;
    context.stroke();
  };

  // A meal longer on its way than promised: the late sign upside down, told apart by shape.
  function drawColdSign(context, x, y, r) {
    context.beginPath();
    context.moveTo(x, y + r);
    context.lineTo(x + r * 0.95, y - r * 0.75);
    context.lineTo(x - r * 0.95, y - r * 0.75);
    context.closePath();
    context.fillStyle = LATE;
    context.fill();
  }

  // Somebody else comes along: a second, dark body looks out from behind the mark.
  function drawTwin(context, x, y, far, body) {
    context.save();
    context.translate(far, far * 0.8);
    body(2);
    context.fillStyle = "#fff";
    context.fill();
    body(0);
    context.fillStyle = TWIN;
    context.fill();
    context.restore();
  }

  Doorstep.drawDot = function (context, mark, x, y, r) {
    if (mark.pair) drawTwin(context, x, y, r * 0.9, (grow) => outline(context, mark.worker.shape, x, y, r + grow * 0.6));
    if (mark.late) {
      outline(context, mark.worker.shape, x, y, r + (r < 4.5 ? 2.6 : 3.4));
      context.fillStyle = LATE;
      context.fill();
    }
    outline(context, mark.worker.shape, x, y, r + 1.2);
    context.fillStyle = "#fff";
    context.fill();
    outline(context, mark.worker.shape, x, y, r);
    context.fillStyle = mark.worker.colour;
    context.fill();
    if (mark.late) Doorstep.drawLateSign(context, x + r + 1, y - r - 2, r < 4.5 ? 3.6 : 5);
    else if (mark.overdue) Doorstep.drawWishSign(context, x + r + 1, y - r - 2, r < 4.5 ? 3 : 4.4);
  };

  Doorstep.drawNumber = function (context, mark, x, y, options) {
    const { r = 11, strong = false } = options || {};
    const wide = mark.text.length > 2;
    context.font = `700 ${wide ? 11 : 12}px ${Doorstep.FONT}`;
    const half = wide ? Math.max(r, context.measureText(mark.text).width / 2 + 6) : r;
    const body = (grow) => {
      if (!wide) return outline(context, mark.worker.shape, x, y, r + grow);
      context.beginPath();
      const corner = mark.worker.shape === "circle" ? r + grow : r * 0.35;
      context.roundRect(x - half - grow, y - r - grow, 2 * (half + grow), 2 * (r + grow), corner);
    };
    if (mark.pair) drawTwin(context, x, y, 6, body);
    if (strong) {
      context.shadowColor = "rgba(0,0,0,.35)";
      context.shadowBlur = 4;
      context.shadowOffsetY = 1;
    }
    if (mark.late) {
      body(5);
      context.fillStyle = LATE;
      context.fill();
    }
    context.shadowColor = "transparent";
    body(2);
    context.fillStyle = "#fff";
    context.fill();
    body(0);
    context.fillStyle = mark.worker.colour;
    context.fill();
    context.fillStyle = "#fff";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(mark.text, x, y + 0.5);
    if (mark.late) Doorstep.drawLateSign(context, x + half + 2, y - r - 3, 7);
    else if (mark.overdue) Doorstep.drawWishSign(context, x + half + 2, y - r - 3, 6);
  };

  Doorstep.drawUnassigned = function (context, x, y, r) {
    context.beginPath();
    context.arc(x, y, r + 2.5, 0, 2 * Math.PI);
    context.fillStyle = "#fff";
    context.fill();
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.setLineDash([4, 2.6]);
    context.lineWidth = 2.2;
    context.strokeStyle = LATE;
    context.stroke();
    context.setLineDash([]);
    context.font = `800 ${Math.round(r * 1.4)}px ${Doorstep.FONT}`;
    context.fillStyle = LATE;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText("!", x, y + 0.5);
  };

  // Where a mark stands: beside its door where others share it.
  Doorstep.markPosition = function (mark, scale, r) {
    const [x, y] = [mark.x * scale, mark.y * scale];
    if (mark.many === 1) return [x, y];
    const ring = mark.many === 2 ? r : Math.min(r * 3.2, (r * mark.many) / Math.PI + r * 0.4);
    const angle = (2 * Math.PI * mark.turn) / mark.many + Math.PI;
    return [x + ring * Math.cos(angle), y + ring * Math.sin(angle)];
  };

  // The same signs as small pictures for lists and the legend.
  Doorstep.picture = function (kind, options) {
    const { colour = "#52606d", size = 18, label = "" } = options || {};
    const canvas = Doorstep.h("canvas", { class: "sign", role: label ? "img" : null, "aria-label": label || null, "aria-hidden": label ? null : "true" });
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = canvas.height = size * ratio;
    canvas.style.width = canvas.style.height = `${size}px`;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const middle = size / 2;
    if (kind === "late") Doorstep.drawLateSign(context, middle, middle + 1, size * 0.4);
    else if (kind === "cold") drawColdSign(context, middle, middle - 1, size * 0.4);
    else if (kind === "late-stop") Doorstep.drawDot(context, { worker: { shape: "circle", colour }, late: true }, middle - 1, middle + 2, size * 0.22);
    else if (kind === "wish") Doorstep.drawWishSign(context, middle, middle + 1, size * 0.34);
    else if (kind === "pair") Doorstep.drawDot(context, { worker: { shape: "circle", colour }, pair: true }, middle - 2.5, middle - 2, size * 0.3);
    else if (kind === "unassigned") Doorstep.drawUnassigned(context, middle, middle, size / 2 - 3);
    else if (kind === "depot") {
      context.fillStyle = "#1f2933";
      context.beginPath();
      context.roundRect(2, 2, size - 4, size - 4, 3);
      context.fill();
      house(context, middle, middle, size * 0.28);
    } else {
      outline(context, kind, middle, middle, size * 0.38);
      context.fillStyle = colour;
      context.fill();
    }
    return canvas;
  };

  function house(context, x, y, r) {
    context.fillStyle = "#fff";
    context.beginPath();
    context.moveTo(x - r * 1.15, y);
    context.lineTo(x, y - r);
    context.lineTo(x + r * 1.15, y);
    context.lineTo(x + r * 0.75, y);
    context.lineTo(x + r * 0.75, y + r);
    context.lineTo(x - r * 0.75, y + r);
    context.lineTo(x - r * 0.75, y);
    context.closePath();
    context.fill();
  }

  Doorstep.depotWidth = function (context, name) {
    context.font = `600 13px ${Doorstep.FONT}`;
    return name ? context.measureText(name).width + 30 : 22;
  };

  Doorstep.drawDepot = function (context, x, y, name) {
    const width = Doorstep.depotWidth(context, name);
    context.beginPath();
    context.roundRect(x - 11, y - 11, width, 22, 5);
    context.lineWidth = 3;
    context.strokeStyle = "#fff";
    context.stroke();
    context.fillStyle = "#1f2933";
    context.fill();
    house(context, x, y, 6);
    if (name) {
      context.fillStyle = "#fff";
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.fillText(name, x + 12, y + 0.5);
    }
  };
})();
