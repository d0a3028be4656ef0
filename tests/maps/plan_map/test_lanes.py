"""Routes along one street: each is seen."""

from dataclasses import replace

import pytest

from routing.plan import Plan, Route, Stop

pytestmark = pytest.mark.browser

COUNT = """
(colours) => colours.map((colour) => {
  let seen = 0;
  const wanted = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  for (const canvas of doorstep.map.getPane("plan").querySelectorAll("canvas")) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3] > 200 && wanted.every((part, k) => Math.abs(data[i + k] - part) < 12)) seen++;
  }
  return seen;
})
"""


@pytest.fixture
def walk_together(day):
    """So many workers go from the depot to home6 and back, one after the other, each to a client of their own there."""

    def make(count):
        client, visit, worker = day.problem.clients[5], day.problem.visits[5], day.problem.workers[0]
        day.problem = replace(
            day.problem,
            clients=(client,),
            visits=tuple(replace(visit, id=f"v{i}", windows=visit.windows) for i in range(count)),
            workers=tuple(replace(worker, id=f"W{i}") for i in range(count)),
        )
        day.plan = Plan(
            routes=tuple(
                Route(
                    worker=f"W{i}",
                    departure=32400,
                    stops=(Stop(visit=f"v{i}", arrival=32700, start=32700, end=33900),),
                    arrival=34200,
                )
                for i in range(count)
            )
        )
        day.reasons, day.base = {}, None
        return day

    return make


@pytest.mark.parametrize("count", [2, 3, 5])
def test_workers_on_one_street_do_not_hide_each_other(walk_together, open_page, count):
    tab = open_page(walk_together(count).html())
    colours = tab.page.evaluate("doorstep.plan.out.map((worker) => worker.colour)")
    assert len(set(colours)) == count
    seen = tab.page.evaluate(COUNT, colours)
    # the way is several hundred pixels long
    assert min(seen) > 300
    assert max(seen) < 4 * min(seen)


def test_worker_alone_on_a_street_stays_on_it(walk_together, open_page):
    tab = open_page(walk_together(1).html())
    assert tab.page.evaluate("Doorstep.chooseLanes(doorstep.plan).get(doorstep.plan.out[0])") == 0


def test_line_beside_the_street_is_the_one_the_pointer_finds(walk_together, open_page):
    tab = open_page(walk_together(2).html())
    found = tab.page.evaluate("""() => {
      const { map, routes, plan } = doorstep;
      const ends = [[30, 120], [30.012, 120]].map((place) => map.latLngToContainerPoint(place));
      const [x, y] = [(ends[0].x + ends[1].x) / 2, (ends[0].y + ends[1].y) / 2];
      return [-8, -4, 0, 4, 8].map((aside) => routes.find(L.point(x + aside, y), 14)?.worker?.id || null);
    }""")
    assert {"W0", "W1"} <= set(found)


def test_many_workers_keep_to_the_streets(walk_together, open_page):
    tab = open_page(walk_together(13).html())
    assert tab.page.evaluate("[...Doorstep.chooseLanes(doorstep.plan).values()].every((lane) => lane === 0)")
