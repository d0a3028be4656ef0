"use strict";
// Reads the packed lines of maps/polylines.py and places them on the flat world Leaflet draws on.
var Doorstep = {};

(function () {
  const VALUES = new Int8Array(128).fill(-1);
  [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].forEach((letter, value) => {
    VALUES[letter.charCodeAt(0)] = value;
  });

  Doorstep.decodeIntegers = function (text) {
    const numbers = [];
    let value = 0;
    let scale = 1;
    for (let i = 0; i < text.length; i++) {
      const digit = VALUES[text.charCodeAt(i)];
      value += (digit & 31) * scale;
      scale *= 32;
      if (digit < 32) {
        numbers.push(value % 2 ? -(value + 1) / 2 : value / 2);
        value = 0;
        scale = 1;
      }
    }
    return numbers;
  };

  // One world is 256 units wide, as at zoom 0: pixels are units times 2 ** zoom.
  Doorstep.toWorld = function (lat, lon) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return [((lon + 180) / 360) * 256, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256];
  };

  Doorstep.decodeShapes = function (packed) {
    const counts = Doorstep.decodeIntegers(packed.counts);
    const steps = Doorstep.decodeIntegers(packed.points);
    const starts = new Int32Array(counts.length + 1);
    const points = new Float64Array(steps.length);
    const boxes = new Float64Array(counts.length * 4);
    let lat = 0;
    let lon = 0;
    let at = 0;
    counts.forEach((count, line) => {
      let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      for (let i = 0; i < count; i++, at += 2) {
        lat += steps[at];
        lon += steps[at + 1];
        const [x, y] = Doorstep.toWorld(lat / 1e5, lon / 1e5);
        points[at] = x;
        points[at + 1] = y;
        west = Math.min(west, x);
        east = Math.max(east, x);
        north = Math.min(north, y);
        south = Math.max(south, y);
      }
      starts[line + 1] = at / 2;
      boxes.set([west, north, east, south], line * 4);
    });
    return { starts, points, boxes, length: counts.length };
  };
})();
