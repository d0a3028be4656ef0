"""A comparison as one HTML page that needs no network: both languages, for a screen, a phone or paper.

Bars begin at 0 and carry their numbers; better and worse are said in words, never by colour alone. Every text of a user
is escaped, and the page runs no script but the switch of languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib import resources
from typing import Any

from scenarios.changes import names
from scenarios.compare import Affected, Comparison, Figure
from scenarios.compare_words import KINDS_OF_AFFECTED, LANGUAGES, judge, say_difference, say_figure, say_value, say_word

MOST_LISTED = 80
"""Visits named of each kind; the rest are counted."""

_MARKS = {"better": "▲ ", "worse": "▼ ", "": ""}
_SWITCH = (
    "document.querySelector('button').addEventListener('click',()=>{const r=document.documentElement;"
    "r.dataset.language=r.dataset.language==='en'?'zh-CN':'en';r.lang=r.dataset.language;});"
)


def compare_page(comparison: Comparison, *, lang: str) -> str:
    """Write the page; ``lang`` is the language it opens in, "zh-CN" or "en"."""
    style = resources.files("scenarios").joinpath("compare_page.css").read_text(encoding="utf-8")
    switch = "".join(f'<span lang="{one}">{escape(say_word(one, "other_language"))}</span>' for one in LANGUAGES)
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{lang}" data-language="{lang}">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f"<title>{escape(say_word(lang, 'title'))}</title>",
            f"<style>\n{style}</style></head>",
            "<body>",
            f'<header><h1>{_say("title")}</h1><button type="button">{switch}</button></header>',
            f"<main><p>{_say('lead')}</p>",
            f"<section><h2>{_say('changes')}</h2>{''.join(_list_changes(comparison))}</section>",
            f'<section><h2>{_say("figures")}</h2><div class="figures">',
            *(_draw_figure(comparison, figure) for figure in comparison.figures),
            "</div></section>",
            f"<section><h2>{_say('affected')}</h2><p>{_say('affected.lead')}</p>",
            '<div class="figures affected">',
            *_list_affected(comparison),
            "</div></section></main>",
            f"<script>{_SWITCH}</script>",
            "</body></html>",
            "",
        ]
    )


def _say(key: str, **values: object) -> str:
    return _both({language: say_word(language, key, **values) for language in LANGUAGES})


def _both(texts: Mapping[str, str]) -> str:
    return "".join(f'<span lang="{language}">{escape(texts[language])}</span>' for language in LANGUAGES)


def _draw_figure(comparison: Comparison, figure: Figure) -> str:
    title = _both({language: say_figure(language, figure) for language in LANGUAGES})
    largest = max((abs(value) for value in figure.values if value is not None), default=0.0)
    rows = []
    for number, (result, value) in enumerate(zip(comparison.results, figure.values, strict=True)):
        width = 0.0 if not largest or value is None else 100 * abs(value) / largest
        written = escape(say_value("en", value, figure.unit))
        difference = ""
        if number:
            verdict = judge(figure, number)
            said = _both({language: say_difference(language, figure, number) for language in LANGUAGES})
            difference = f'<div class="difference {verdict}">{_MARKS[verdict]}{said}</div>'
        rows.append(
            f'<div class="row{"" if number else " first"}"><div class="head">'
            f'<span class="name">{escape(result.name)}</span>'
            f'<span class="value">{written}</span></div><div class="bar"><i style="width:{width:.1f}%"></i></div>'
            f"{difference}</div>"
        )
    return f'<article class="card"><h3>{title}</h3>{"".join(rows)}</article>'


def _list_affected(comparison: Comparison) -> Iterator[str]:
    for result, affected in zip(comparison.results[1:], comparison.affected[1:], strict=True):
        entries = "".join(_say_kind(affected, kind) for kind in KINDS_OF_AFFECTED[1:])
        count = f"<p>{_say('affected.people')}{_say('colon')}<b>{affected.people}</b></p>"
        yield f'<article class="card"><h3>{escape(result.name)}</h3>{count}<dl>{entries}</dl></article>'


def _say_kind(affected: Affected, kind: str) -> str:
    visits: tuple[str, ...] = getattr(affected, kind)
    listed = ", ".join(escape(visit) for visit in visits[:MOST_LISTED]) or _say("nobody")
    if len(visits) > MOST_LISTED:
        listed += f" {_say('more', n=len(visits) - MOST_LISTED)}"
    return f"<dt>{_say(f'affected.{kind}')}{_say('colon')}{len(visits)}</dt><dd>{listed}</dd>"


def _list_changes(comparison: Comparison) -> Iterator[str]:
    for number, result in enumerate(comparison.results):
        note = "" if number else f' <span class="first-note">({_say("first")})</span>'
        changes = "".join(f"<li>{_say_change(change)}</li>" for change in result.changes)
        content = f"<ul>{changes}</ul>" if changes else f"<p>{_say('no_changes')}</p>"
        yield f"<h3>{escape(result.name)}{note}</h3>{content}"


def _say_change(change: Mapping[str, Any]) -> str:
    """Say a change in the words of its file, the kind first, with the names of the page's language."""
    kind_key = next((key for key in change if names.kind_key().find(str(key)) is not None), None)
    written = str(change[kind_key]) if kind_key is not None else ""
    kind = names.kinds().find(written)
    if kind is None:
        return escape(", ".join(_pairs(change.items())))
    texts = {}
    for language, place in (("en", 0), ("zh-CN", 1)):
        keys = names.change_keys(kind)
        rest = [
            (keys.aliases[key][place] if (key := keys.find(str(name))) else str(name), value)
            for name, value in change.items()
            if name != kind_key
        ]
        told = say_word(language, "comma").join(_pairs(rest))
        texts[language] = f"{names.kinds().aliases[kind][place]}{say_word(language, 'colon')}{told}"
    return _both(texts)


def _pairs(entries: Iterable[tuple[str, Any]]) -> list[str]:
    return [f"{name} {_value(value)}" for name, value in entries]


def _value(value: object) -> str:
    return " ".join(map(_value, value)) if isinstance(value, list) else str(value)
