"use strict";
// The signs of sites and of demand: told apart by their shape, never by colour alone.
(function () {
  const DARK = (Doorstep.DARK = "#1d3557");
  const NEW = (Doorstep.NEW = "#7b2d8b");
  const OVER = (Doorstep.OVER = "#b91c1c");
  const SMALL = 2.6; // people of a whole district: a thin line keeps the ground in sight

  function halo(context, width) {
    context.lineWidth = width;
    context.lineJoin = "round";
    context.strokeStyle = "#fff";
    context.stroke();
  }
  function starPath(context, x, y, r) {
    context.beginPath();
    for (let i = 0; i < 10; i++) {
      const far = i % 2 ? r * 0.5 : r * 1.2;
      const angle = (Math.PI * i) / 5 - Math.PI / 2;
      context.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
    context.closePath();
  }

  // A house in a dark square is open, a star is new, a crossed-out ring closes, a hollow diamond could be had.
  Doorstep.drawSite = function (context, kind, x, y, r) {
    if (kind === "open") {
      context.beginPath();
      context.roundRect(x - r, y - r, 2 * r, 2 * r, r * 0.35);
      halo(context, 3);
      context.fillStyle = DARK;
      context.fill();
      context.fillStyle = "#fff";
      context.beginPath();
      for (const [dx, dy] of [[-0.72, 0.02], [0, -0.66], [0.72, 0.02], [0.48, 0.02], [0.48, 0.62], [-0.48, 0.62], [-0.48, 0.02]]) {
        context.lineTo(x + dx * r, y + dy * r);
      }
      context.closePath();
      context.fill();
    } else if (kind === "new") {
      starPath(context, x, y, r * 1.25);
      halo(context, 4);
      context.fillStyle = NEW;
      context.fill();
    } else if (kind === "closed") {
      context.beginPath();
      context.arc(x, y, r, 0, 2 * Math.PI);
      halo(context, 4);
      context.fillStyle = "#fff";
      context.fill();
      context.lineWidth = 2.4;
      context.strokeStyle = "#3d4752";
      context.moveTo(x - r * 0.62, y - r * 0.62);
      context.lineTo(x + r * 0.62, y + r * 0.62);
      context.moveTo(x + r * 0.62, y - r * 0.62);
      context.lineTo(x - r * 0.62, y + r * 0.62);
      context.stroke();
    } else {
      context.beginPath();
      for (const [dx, dy] of [[0, -1], [1, 0], [0, 1], [-1, 0]]) context.lineTo(x + dx * r * 0.9, y + dy * r * 0.9);
      context.closePath();
      halo(context, 4);
      context.fillStyle = "#fff";
      context.fill();
      context.lineWidth = 2;
      context.strokeStyle = DARK;
      context.stroke();
    }
  };

  Doorstep.drawOver = function (context, x, y, r) {
    context.beginPath();
    context.moveTo(x, y - r);
    context.lineTo(x + r, y + r * 0.8);
    context.lineTo(x - r, y + r * 0.8);
    context.closePath();
    halo(context, 3);
    context.fillStyle = OVER;
    context.fill();
    context.fillStyle = "#fff";
    context.fillRect(x - 0.8, y - r * 0.3, 1.6, r * 0.55);
    context.fillRect(x - 0.8, y + r * 0.4, 1.6, 1.6);
  };

  // People: filled by the theme; hollow, half or full says how many of them are covered.
  // A plan that reaches them marks them with a ring, one that drops them with a cross.
  Doorstep.drawPoint = function (context, x, y, r, { fill, part, turn = 0 }) {
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    halo(context, Math.min(2.4, r));
    context.fillStyle = fill;
    context.fill();
    context.lineWidth = r < SMALL ? 0.7 : 1;
    context.strokeStyle = "#38424d";
    context.stroke();
    if (part !== undefined && part > 0.005) {
      context.beginPath();
      context.moveTo(x, y);
      context.arc(x, y, r, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * Math.min(1, part));
      context.closePath();
      context.fillStyle = turn > 0 ? NEW : DARK;
      context.fill();
    }
    if (turn > 0) {
      context.beginPath();
      context.arc(x, y, r * 0.42, 0, 2 * Math.PI);
      context.fillStyle = "#fff";
      context.fill();
    } else if (turn < 0) {
      const far = Math.max(3.5, r);
      context.beginPath();
      context.moveTo(x - far, y - far);
      context.lineTo(x + far, y + far);
      context.moveTo(x + far, y - far);
      context.lineTo(x - far, y + far);
      halo(context, 3.4);
      context.lineWidth = 1.6;
      context.strokeStyle = OVER;
      context.stroke();
    }
  };

  // Nearer points down, farther up; the rest is a dot.
  Doorstep.drawChange = function (context, x, y, r, { fill, sense }) {
    context.beginPath();
    if (sense) {
      const up = sense > 0 ? 1 : -1;
      context.moveTo(x, y - up * r * 1.15);
      context.lineTo(x + r, y + up * r * 0.75);
      context.lineTo(x - r, y + up * r * 0.75);
      context.closePath();
    } else context.arc(x, y, Math.min(r, 3), 0, 2 * Math.PI);
    halo(context, 2.4);
    context.fillStyle = fill;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = "#38424d";
    context.stroke();
  };

  Doorstep.paintSign = function (size, paint, label) {
    const canvas = Doorstep.h("canvas", { class: "sign", role: label ? "img" : null, "aria-label": label || null, "aria-hidden": label ? null : "true" });
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = canvas.height = size * ratio;
    canvas.style.width = canvas.style.height = `${size}px`;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    paint(context, size / 2, size / 2);
    return canvas;
  };
  Doorstep.siteSign = (kind, size = 20) => Doorstep.paintSign(size, (context, x, y) =>
    Doorstep.drawSite(context, kind, x, y, size * (kind === "new" ? 0.32 : 0.38)), Doorstep.t(`state.${kind}`));

  // Hatching, so that classes can be told apart in grey print and by those who see no colours.
  const made = new Map();
  Doorstep.hatch = function (context, kind) {
    if (!made.has(kind)) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = 8;
      const pen = tile.getContext("2d");
      pen.strokeStyle = "rgba(20,28,38,.55)";
      pen.lineWidth = kind === "dots" ? 0 : 1;
      pen.beginPath();
      if (kind === "dots") {
        pen.fillStyle = "rgba(20,28,38,.6)";
        pen.fillRect(1, 1, 2, 2);
        pen.fillRect(5, 5, 2, 2);
      } else {
        for (const shift of [-8, 0, 8]) {
          pen.moveTo(shift - 1, 9);
          pen.lineTo(shift + 9, -1);
          if (kind === "cross") {
            pen.moveTo(shift - 1, -1);
            pen.lineTo(shift + 9, 9);
          }
        }
        pen.stroke();
      }
      made.set(kind, context.createPattern(tile, "repeat"));
    }
    return made.get(kind);
  };
  Doorstep.swatch = (style, width = 26) => {
    const canvas = Doorstep.h("canvas", { class: "swatch", "aria-hidden": "true" });
    [canvas.width, canvas.height] = [width * 2, 32];
    canvas.style.width = `${width}px`;
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    context.fillStyle = "#f6f3ee";
    context.fillRect(0, 0, width, 16);
    context.globalAlpha = style.alpha ?? 1;
    context.fillStyle = style.colour;
    context.fillRect(0, 0, width, 16);
    context.globalAlpha = 1;
    if (style.hatch) {
      context.fillStyle = Doorstep.hatch(context, style.hatch);
      context.fillRect(0, 0, width, 16);
    }
    context.setLineDash(style.dash || []);
    context.lineWidth = style.edge ? 2 : 1;
    context.strokeStyle = style.edge || "#6b747e";
    context.strokeRect(1, 1, width - 2, 14);
    return canvas;
  };
})();
