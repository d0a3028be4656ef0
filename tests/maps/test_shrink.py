import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from maps.shrink import shrink_network


def network(arcs: dict[tuple[int, int], float], nodes: int) -> csr_array:
    ordered = sorted(arcs)
    starts = np.searchsorted([u for u, _ in ordered], np.arange(nodes + 1))
    values = np.array([arcs[arc] for arc in ordered], dtype=float)
    return csr_array((values, np.array([v for _, v in ordered], dtype=np.int64), starts), shape=(nodes, nodes))


def test_bends_and_dead_ends_go() -> None:
    # 0 - 1 - 2 - 3, both ways, and a dead end 4 off 1: what stays is 0 - 3 with the sum.
    steps = [(0, 1, 2.0), (1, 2, 3.0), (2, 3, 4.0), (1, 4, 9.0)]
    arcs = {pair: weight for u, v, weight in steps for pair in ((u, v), (v, u))}
    small, index = shrink_network(network(arcs, 5), np.array([True, False, False, True, False]))
    assert index.tolist() == [0, -1, -1, 1, -1]
    assert small.toarray().tolist() == [[0, 9], [9, 0]]


def test_one_way_bend_stays_one_way() -> None:
    small, _ = shrink_network(network({(0, 1): 2.0, (1, 2): 3.0}, 3), np.array([True, False, True]))
    assert small.toarray().tolist() == [[0, 5], [0, 0]]


@given(
    arcs=st.dictionaries(
        st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda arc: arc[0] != arc[1]),
        st.integers(1, 50).map(float),
        max_size=45,
    ),
    kept=st.sets(st.integers(0, 11), min_size=1),
)
def test_distances_between_kept_nodes_do_not_change(arcs: dict[tuple[int, int], float], kept: set[int]) -> None:
    keep = np.isin(np.arange(12), list(kept))
    whole = network(arcs, 12)
    small, index = shrink_network(whole, keep)
    names = np.flatnonzero(keep)
    assert (index[names] >= 0).all()
    expected = dijkstra(whole)[np.ix_(names, names)]
    assert dijkstra(small)[np.ix_(index[names], index[names])].tolist() == expected.tolist()
