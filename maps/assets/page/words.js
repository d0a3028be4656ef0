"use strict";
// Words, times and amounts in the language of the page; elements built without ever reading text as markup.
(function () {
  let dictionaries = {};
  let lang = "zh-CN";

  Doorstep.setWords = (given) => { dictionaries = given; };
  Doorstep.setLang = function (name) {
    lang = name;
    document.documentElement.lang = name;
  };
  Doorstep.lang = () => lang;
  Doorstep.langs = () => Object.keys(dictionaries);

  Doorstep.t = function (key, values) {
    const text = dictionaries[lang][key];
    if (text === undefined) return key.slice(key.indexOf(".") + 1);
    return text.replace(/\{(\w+)\}/g, (_, name) => (values && name in values ? String(values[name]) : ""));
  };
  // The same with elements for some of the placeholders.
  Doorstep.tell = (key, values) => dictionaries[lang][key].split(/(\{\w+\})/).map((part) =>
    (/^\{\w+\}$/.test(part) ? values[part.slice(1, -1)] ?? "" : part));
  Doorstep.has = (key) => key in dictionaries[lang];

  // A reason or a breach may be told in both languages or in one.
  Doorstep.told = (texts) => texts[lang] || texts.en || texts["zh-CN"] || Object.values(texts)[0] || "";

  const two = (number) => String(number).padStart(2, "0");
  // Rounded up to whole minutes, as the command line says times.
  Doorstep.clock = (seconds) => {
    const minutes = Math.ceil(seconds / 60);
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  };
  Doorstep.span = (from, to) => `${Doorstep.clock(from)}–${Doorstep.clock(to)}`;

  // Rounded up to whole minutes, as the command line and the checker say it.
  Doorstep.duration = function (seconds) {
    if (seconds < 60) return Doorstep.t("amount.seconds", { n: Math.ceil(seconds) });
    const minutes = Math.ceil(seconds / 60);
    if (minutes < 60) return Doorstep.t("amount.minutes", { n: minutes });
    const rest = minutes % 60;
    return Doorstep.t(rest ? "amount.hours_minutes" : "amount.hours", { h: Math.floor(minutes / 60), m: rest });
  };
  Doorstep.distance = function (metres) {
    if (metres < 1000) return Doorstep.t("amount.metres", { n: Math.round(metres / 10) * 10 });
    const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
    return Doorstep.t("amount.km", { n: (metres / 1000).toLocaleString("en", digits) });
  };
  Doorstep.day = function (iso) {
    const date = new Date(`${iso}T00:00:00Z`);
    const text = new Intl.DateTimeFormat(lang, {
      timeZone: "UTC", year: "numeric", month: "long", day: "numeric", weekday: "long",
    });
    return text.format(date);
  };

  // Marks that turn the direction of writing may stand in a name; on a canvas nothing would fence them in.
  const TURNING = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
  Doorstep.plain = (text, most) => {
    const clean = [...String(text).replace(TURNING, "")];
    return most && clean.length > most ? `${clean.slice(0, most - 1).join("")}…` : clean.join("");
  };

  // Names with one beginning are told apart by their ends: which of these begin as another does, as far as is shown.
  Doorstep.findAlike = (texts, length) => {
    const heads = new Map();
    for (const text of new Set(texts.map((text) => Doorstep.plain(text)))) {
      const head = [...text].slice(0, length).join("");
      heads.set(head, (heads.get(head) || 0) + 1);
    }
    return (text) => heads.get([...Doorstep.plain(text)].slice(0, length).join("")) > 1;
  };
  // As much of a name as fits, its end where that tells it from others.
  Doorstep.fitName = function (text, fits, byEnd) {
    let kept = [...Doorstep.plain(text)];
    if (fits(kept.join(""))) return kept.join("");
    const said = () => (byEnd ? `…${kept.join("")}` : `${kept.join("")}…`);
    while (kept.length > 1 && !fits(said())) kept = byEnd ? kept.slice(1) : kept.slice(0, -1);
    return said();
  };

  Doorstep.h = function (tag, props, ...children) {
    const element = tag.startsWith("svg:")
      ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4))
      : document.createElement(tag);
    for (const [name, value] of Object.entries(props || {})) {
      if (value === false || value === null || value === undefined) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== "") element.append(child);
    return element;
  };
  // Text a person typed: fenced in, so that its direction cannot spill over.
  Doorstep.given = (text) => Doorstep.h("bdi", {}, String(text));
})();
