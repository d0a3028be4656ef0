"""Tiny instances of every form, whose answers are worked out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

# Depot (0, 0), customers at (3, 4) and (0, 1): 5.0, 1.0 and sqrt(18) = 4.2426 apart, cut to 4.2.
SOLOMON = """TINY

VEHICLE
NUMBER     CAPACITY
  2          10

CUSTOMER
CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME

    0  0  0  0  0  100  0
    1  3  4  6  0  50   10
    2  0  1  4  0  50   10
"""

VRPLIB = """NAME : TINY
COMMENT : by hand
TYPE : VRPTW
DIMENSION : 3
VEHICLES : 2
CAPACITY : 10
SERVICE_TIME : 10
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 1
DEMAND_SECTION
1 0
2 6
3 4
TIME_WINDOW_SECTION
1 0 100
2 0 50
3 0 50
DEPOT_SECTION
1
-1
EOF
"""

# p1 wants s1 (10 min) and s2 (5 min) at one time, from 0 to 3; p2 wants s1 from 30 to 60.
CESCHIA: dict[str, Any] = {
    "services": [{"id": "s1", "default_duration": 10}, {"id": "s2", "default_duration": 20}],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s1", "s2"]}],
    "patients": [
        {
            "id": "p1",
            "time_window": [0, 3.9],
            "required_caregivers": [{"service": "s1"}, {"service": "s2", "duration": 5}],
            "synchronization": {"type": "simultaneous"},
        },
        {"id": "p2", "time_window": [30, 60], "required_caregivers": [{"service": "s1"}]},
    ],
    "distances": [[0, 6, 8], [6, 0, 3], [8, 3, 0]],
}

# The same in Mankowska's form: the depot is first and last; a row of p for each node and caregiver.
MANKOWSKA = """nbNodes
4
nbVehi
2
nbServi
2
r
0 0
1 1
1 0
0 0
a
1 0
1 1
d
0 6 8 0
6 0 3 6
8 3 0 8
0 6 8 0
p
0 0
0 0
10 5
10 5
10 20
10 20
0 0
0 0
mind
0 0 0 0
maxd
0 0 0 0
e
0 0 30 0
l
900 3 60 900
"""

TEXTS = {
    "solomon.txt": SOLOMON,
    "vrplib.vrp": VRPLIB,
    "ceschia.json": json.dumps(CESCHIA),
    "mankowska.txt": MANKOWSKA,
}


@pytest.fixture
def ceschia() -> dict[str, Any]:
    """Give the document of the tiny home-care instance, to be changed at will."""
    document: dict[str, Any] = json.loads(json.dumps(CESCHIA))
    return document


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """Tiny instances by the name of their file."""
    return dict(TEXTS)


@pytest.fixture
def tiny(tmp_path: Path) -> dict[str, Path]:
    """Tiny instances on the disk, by form."""
    paths = {}
    for name, text in TEXTS.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        paths[path.stem] = path
    return paths
