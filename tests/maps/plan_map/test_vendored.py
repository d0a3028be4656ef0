"""Leaflet is shipped as published, with its licence."""

import hashlib
from importlib.resources import files

FOLDER = files("maps.assets") / "leaflet"


def test_files_are_the_ones_whose_hashes_were_noted():
    noted = dict(reversed(line.split("  ")) for line in (FOLDER / "SHA256SUMS").read_text().splitlines())
    found = {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in noted}
    assert found == noted
    assert "leaflet.js" in noted


def test_licence_is_shipped():
    assert "Redistribution and use in source and binary forms" in (FOLDER / "LICENSE").read_text()
