"""Folium pages that need no network: every script and style sheet they name is put into the file itself."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from importlib.resources import files

from routing.errors import DoorstepError, FaultKind

UNKNOWN_ASSET = FaultKind(
    "S950", "the page asks for {url}, which is not among the assets shipped", "report this as a fault of Doorstep"
)

ASSETS = "maps.assets"
_SCRIPT = re.compile(r'<script src="([^"]*)"></script>')
_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]*)"\s*/?>')
_IN_STYLE = re.compile(r"""url\((["']?)([^)"']+)\1\)""")
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_LOADS = re.compile(
    r"""<(?:script|img|iframe|link|source|object|embed)\b[^>]*?\b(?:src|href|data)\s*=\s*["']?([^"'\s>]+)"""
)
_RANDOM_ID = re.compile(r"\b([a-z_]+_)[0-9a-f]{32}\b")


def read_asset(path: str) -> str:
    """Read a text file shipped in ``maps/assets``."""
    return files(ASSETS).joinpath(path).read_text(encoding="utf-8")


def inline_assets(html: str, assets: Mapping[str, str]) -> str:
    """Replace every script and style link of a rendered page by the shipped file of that name.

    Parameters
    ----------
    html
        A page as Folium renders it.
    assets
        Path inside ``maps/assets`` by URL.

    Raises
    ------
    DoorstepError
        Where the page would load anything that is not shipped, each URL named.
    """
    wanted = {*_SCRIPT.findall(html), *_STYLE.findall(html)}
    loaded = {url for url in _LOADS.findall(html) if not url.startswith(("data:", "#"))}
    unknown = sorted((wanted | loaded) - assets.keys())
    if unknown:
        raise DoorstepError(UNKNOWN_ASSET.at(values={"url": url}) for url in unknown)
    html = _SCRIPT.sub(lambda match: f"<script>{_script_text(assets[match[1]])}</script>", html)
    return _STYLE.sub(lambda match: f"<style>{_style_text(assets[match[1]])}</style>", html)


def name_plainly(html: str) -> str:
    """Give Folium's elements the same ids in every run, on a page that holds nothing else yet."""
    order = {name: number for number, name in enumerate(dict.fromkeys(m[0] for m in _RANDOM_ID.finditer(html)))}
    return _RANDOM_ID.sub(lambda match: f"{match[1]}{order[match[0]]}", html)


def script_json(value: object) -> str:
    """Write JSON that may stand in a script in a page, and in a Jinja template.

    ``<``, ``>``, ``&``, the line separators JavaScript once disliked, and any brace inside a string are escaped, so
    no text can end the script, begin a comment or be taken for a template expression.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = re.sub(r'"(?:[^"\\]|\\.)*"', lambda match: _hide_braces(match[0]), text)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _hide_braces(text: str) -> str:
    for sign in "{}%#":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _script_text(path: str) -> str:
    return _SOURCE_MAP.sub("", read_asset(path)).replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _style_text(path: str) -> str:
    folder = path.rpartition("/")[0]

    def embed(match: re.Match[str]) -> str:
        target = match[2]
        if target.startswith(("data:", "#")):
            return match[0]
        picture = files(ASSETS).joinpath(f"{folder}/{target}").read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(picture).decode('ascii')})"

    return _IN_STYLE.sub(embed, read_asset(path)).replace("</style", "<\\/style")
