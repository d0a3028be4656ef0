"use strict";
// A Leaflet layer whose tiles are painted here, a few milliseconds a frame: panning never waits for a redraw.
(function () {
  // big tiles are fewer; on fine screens they would take too much memory
  const SIZE = window.devicePixelRatio > 1.5 ? 256 : 512;
  const BUDGET_MS = 9;
  const jobs = [];
  let running = false;

  function work() {
    const began = performance.now();
    while (jobs.length && performance.now() - began < BUDGET_MS) jobs.shift()();
    running = jobs.length > 0;
    if (running) requestAnimationFrame(work);
  }
  function enqueue(job) {
    jobs.push(job);
    if (!running) {
      running = true;
      requestAnimationFrame(work);
    }
  }
  Doorstep.pendingTiles = () => jobs.length;

  Doorstep.CanvasTiles = L.GridLayer.extend({
    options: { tileSize: SIZE, keepBuffer: 1, updateWhenIdle: false, updateWhenZooming: false, updateInterval: 100, noWrap: true },

    // paint(context, view): view has the zoom, its scale (pixels per world unit) and the tile's left, top, right and
    // bottom in pixels of the whole world. What is painted counts from the tile's corner: canvases reckon in single
    // precision, which is several pixels off at the far end of the world.
    initialize(paint, options) {
      this._paint = paint;
      L.GridLayer.prototype.initialize.call(this, options);
    },

    createTile(coords, done) {
      const tile = document.createElement("canvas");
      enqueue(() => {
        if (this._tiles[this._tileCoordsToKey(coords)]?.el !== tile) return;
        this._paintTile(tile, coords);
        done(null, tile);
      });
      return tile;
    },

    repaint() {
      for (const key in this._tiles) {
        const { el, coords, current } = this._tiles[key];
        if (current && coords.z === this._tileZoom) this._paintTile(el, coords);
      }
    },

    _paintTile(tile, coords) {
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      tile.width = tile.height = SIZE * ratio;
      const context = tile.getContext("2d");
      const left = coords.x * SIZE;
      const top = coords.y * SIZE;
      context.scale(ratio, ratio);
      const view = { zoom: coords.z, scale: 2 ** coords.z, left, top, right: left + SIZE, bottom: top + SIZE };
      this._paint(context, view);
    },

    // As Leaflet's own, but tiles are made for the zoom shown, not for the nearest whole one: no blurred lines.
    _setView(center, zoom, noPrune, noUpdate) {
      if (!noUpdate) {
        this._tileZoom = zoom;
        this._updateLevels();
        this._resetGrid();
        this._update(center);
        if (!noPrune) this._pruneTiles();
        this._noPrune = Boolean(noPrune);
      }
      this._setZoomTransforms(center, zoom);
    },

    // Old tiles stay until every new one is there: nothing blinks.
    _pruneTiles() {
      if (!this._map || !this._noTilesToLoad()) return;
      for (const key in this._tiles) {
        if (!this._tiles[key].current || this._tiles[key].coords.z !== this._tileZoom) this._removeTile(key);
      }
    },
  });

  // Adds the lines of `shapes` that touch the view to the context's path; points closer than a pixel are skipped.
  Doorstep.trace = function (context, shapes, view, options) {
    const { margin = 8, from = 0, to = shapes.length, closed = false, wanted = null } = options || {};
    const { scale } = view;
    const west = (view.left - margin) / scale, east = (view.right + margin) / scale;
    const north = (view.top - margin) / scale, south = (view.bottom + margin) / scale;
    const { starts, points, boxes } = shapes;
    let traced = 0;
    for (let line = from; line < to; line++) {
      const box = line * 4;
      if (boxes[box] > east || boxes[box + 2] < west || boxes[box + 1] > south || boxes[box + 3] < north) continue;
      if (wanted && !wanted(line)) continue;
      const last = starts[line + 1] - 1;
      let x = points[2 * starts[line]] * scale - view.left, y = points[2 * starts[line] + 1] * scale - view.top;
      context.moveTo(x, y);
      for (let i = starts[line] + 1; i <= last; i++) {
        const nextX = points[2 * i] * scale - view.left, nextY = points[2 * i + 1] * scale - view.top;
        if (i < last && Math.abs(nextX - x) + Math.abs(nextY - y) < 1) continue;
        context.lineTo(nextX, nextY);
        x = nextX;
        y = nextY;
      }
      if (closed) context.closePath();
      traced++;
    }
    return traced;
  };

  // From pixels of the world to pixels of the tile; whether a sign there, so many pixels wide each way, can be seen.
  Doorstep.onTile = (view, [x, y]) => [x - view.left, y - view.top];
  Doorstep.isSeen = (view, [x, y], reach) =>
    x > -reach && y > -reach && x < view.right - view.left + reach && y < view.bottom - view.top + reach;

  Doorstep.FONT = '"Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei","Segoe UI",system-ui,sans-serif';
})();
