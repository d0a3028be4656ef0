"use strict";
// What the ground tells: walking minutes, coverage, change or catchments; classes with colour, hatching and words.
(function () {
  const { t } = Doorstep;
  const WALKS = ["#fffbd6", "#fee79b", "#fec44f", "#fb9a29", "#e0661a", "#b03a06", "#6b2504"];
  const SHARES = ["#f3f6f5", "#d3e9e4", "#9fd2c8", "#54ad9f", "#0f7f73"];
  const SHARE_LIMITS = [0.25, 0.5, 0.75, 0.9];
  const CHANGES = ["#2166ac", "#92c5de", "#f0eeea", "#f4a582", "#b2481f"];
  const ALPHA = 0.75; // of an estate's colour over the streets, in the legend too
  const NO_WAY = { colour: "#b9bcc2", alpha: ALPHA, hatch: "cross" };
  const STRONG = 5;
  const BANDS = [
    { colour: "#0b5f58", edge: "#063c38", dash: [] },
    { colour: "#0b5f58", edge: "#063c38", dash: [9, 5] },
    { colour: "#0b5f58", edge: "#063c38", dash: [2, 5] },
  ];

  const classOf = (limits, value) => {
    const found = limits.findIndex((limit) => value <= limit);
    return found < 0 ? limits.length : found;
  };
  const spread = (ramp, n) => Array.from({ length: n }, (_, i) => ramp[n === 1 ? 0 : Math.round((i * (ramp.length - 1)) / (n - 1))]);

  function walkTheme(study) {
    const limits = study.classes;
    const count = limits.length + 1;
    const styles = spread(WALKS, count).map((colour, i) => ({
      colour, alpha: ALPHA, hatch: i === count - 1 ? "cross" : i >= Math.ceil(count / 2) ? "lines" : null,
    }));
    const style = (mean) => (mean === null ? NO_WAY : styles[classOf(limits, mean)]);
    return {
      area: (area, when) => style(area.mean[when]),
      point: (point, when) => ({ fill: style(point.mean[when]).colour }),
      text: (area, when) => (area.mean[when] === null ? "×" : t("amount.minutes_short", { n: Math.round(area.mean[when]) })),
      classes: (when) => [
        ...styles.map((one, i) => ({ ...one, text: i === 0 ? t("class.up_to", { n: limits[0] })
          : i === count - 1 ? t("class.above", { n: limits[i - 1] }) : t("class.between", { from: limits[i - 1], to: limits[i] }) })),
        ...(study.areas.some((area) => area.mean[when] === null) ? [{ ...NO_WAY, text: t("class.no_way") }] : []),
      ],
      note: () => t("theme.walk_note"),
    };
  }

  function coverTheme(study) {
    const styles = SHARES.map((colour, i) => ({ colour, alpha: ALPHA, hatch: i === 0 ? "dots" : i === 1 ? "lines" : null }));
    const share = (thing, when) => thing.covered[when] / (thing.people || 1);
    return {
      area: (area, when) => styles[classOf(SHARE_LIMITS, share(area, when))],
      point: (point, when) => ({ fill: "#fff", part: share(point, when), turn: when ? Math.sign(Math.round(100 * (share(point, 1) - share(point, 0)))) : 0 }),
      text: (area, when) => `${Math.round(100 * share(area, when))}%`,
      classes: () => styles.map((one, i) => ({ ...one, text: i === 0 ? t("class.share_up_to", { n: 25 })
        : t("class.share_between", { from: 100 * SHARE_LIMITS[i - 1], to: i === 4 ? 100 : 100 * SHARE_LIMITS[i] }) })),
      note: () => Doorstep.told(study.limit),
      pie: true,
    };
  }

  function changeTheme(study) {
    const least = study.change;
    const far = Math.max(STRONG, 2 * least);
    const styles = CHANGES.map((colour, i) => ({ colour, alpha: ALPHA, hatch: i === 3 ? "lines" : i === 4 ? "cross" : null }));
    const delta = ({ mean }) => (mean[0] === mean[1] ? 0 : (mean[1] ?? Infinity) - (mean[0] ?? Infinity));
    const place = (d) => (d <= -far ? 0 : d <= -least ? 1 : d < least ? 2 : d < far ? 3 : 4);
    return {
      area: (area) => styles[place(delta(area))],
      point: (point) => ({ fill: styles[place(delta(point))].colour, sense: Math.abs(delta(point)) < least ? 0 : Math.sign(delta(point)) }),
      text(area) {
        const d = delta(area);
        if (Math.abs(d) < least) return "";
        return Number.isFinite(d) ? `${d < 0 ? "▼" : "▲"} ${t("amount.minutes_short", { n: Math.round(Math.abs(d)) })}` : d < 0 ? "▼" : "▲";
      },
      classes: () => styles.map((one, i) => ({ ...one, text: t(`class.change_${i}`, { least, far }) })),
      note: () => t("theme.change_note"),
      change: true,
    };
  }

  // Longer walks are paler, and told apart by the dashes of their outline.
  function makeBands(catchments, look) {
    const all = [...new Set(catchments.map((one) => one.minutes))].sort((a, b) => a - b);
    const band = (minutes) => {
      const i = Math.min(BANDS.length - 1, all.indexOf(minutes));
      return { ...BANDS[i], alpha: 0.5 - 0.15 * i, ...look };
    };
    return { band, classes: () => all.map((minutes) => ({ ...band(minutes), text: t("class.within", { n: minutes }) })) };
  }
  // The walks to one site alone, for the site that is chosen.
  Doorstep.ownBands = (site) => makeBands(site.reach, { colour: "#4b1d8f", edge: "#4b1d8f", alpha: 0.1 });

  function reachTheme(study, state) {
    const { band, classes } = makeBands(study.catchments, {});
    return {
      area: () => null,
      point: () => ({ fill: "#fff" }),
      text: () => "",
      band,
      shown: (when) => study.catchments.filter((one) => one.when === when && one.stepFree === state.stepFree),
      classes,
      note: () => t(state.stepFree ? "theme.step_free_note" : "theme.reach_note"),
      reach: true,
    };
  }

  Doorstep.makeThemes = (study, state) => ({
    walk: walkTheme(study),
    cover: coverTheme(study),
    ...(study.planned ? { change: changeTheme(study) } : {}),
    ...(study.catchments.length ? { reach: reachTheme(study, state) } : {}),
  });
})();
