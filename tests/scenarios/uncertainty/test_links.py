"""What loosening a link saves, by hand: every day alike where nobody ever opens at once."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.problem import Gap, Mode
from scenarios.uncertainty.risk import measure_risk
from scenarios.uncertainty.spreads import ServiceSpread, Spreads, TravelSpread

EIGHT = 8 * 3600
FIVE_MORE = Spreads(service=ServiceSpread(nobody_opens=1, extra_minutes=5), slack=300)
TWO_MINUTES = Spreads(service=ServiceSpread(nobody_opens=1, extra_minutes=5), slack=120)


def savings(made, spreads):
    risk = measure_risk(*made, spreads=spreads, samples=3)
    assert all((link.steady.error, link.slack.error) == (0, 0) for link in risk.links)
    return {(link.kind, link.first, link.second): (link.steady.mean, link.slack.mean) for link in risk.links}


def late_chain(make_day, visit):
    # a 8:00 to 8:10, b 100 s on until 8:21:40, c 100 s on: b and c close when the plan starts them.
    visits = {"b": visit("b", closes=EIGHT + 700), "c": visit("c", closes=EIGHT + 1400)}
    return make_day({"a": 0, "b": 100, "c": 200}, {"w": ["a", "b", "c"]}, visits=visits)


def test_leg_saves_all_the_lateness_it_passes_on(make_day, visit):
    # Five minutes more at every door: b is 300 late, c 600. If a took its time: b 0, c 300, 600 saved. If b did: c 300.
    assert savings(late_chain(make_day, visit), FIVE_MORE) == {
        ("leg", "a", "b"): (600, 600),
        ("leg", "b", "c"): (300, 300),
    }


def test_slack_saves_as_much_as_it_gives_at_every_stop_it_reaches(make_day, visit):
    assert savings(late_chain(make_day, visit), TWO_MINUTES) == {
        ("leg", "a", "b"): (600, 240),
        ("leg", "b", "c"): (300, 120),
    }


def test_leg_is_never_loosened_below_nothing(make_day, visit):
    # Half a minute at the door and 10 s on the way, closed at once: five minutes of slack are worth 40 s.
    visits = {"a": visit("a", duration=30), "b": visit("b", opens=EIGHT, closes=EIGHT)}
    made = make_day({"a": 0, "b": 10}, {"w": ["a", "b"]}, visits=visits)
    assert savings(made, Spreads(slack=300)) == {("leg", "a", "b"): (0, 40)}


def test_tie_saves_what_waiting_for_the_other_costs(make_day, visit):
    # After ten minutes at z and y, a is reached at 1600 and b at 2600, together, until 2000: each 600 late. Without the
    # tie a is in time: 600 saved; with 300 s of slack it starts at 2300: 300. b reached 300 s sooner helps both: 600.
    visits = {name: visit(name, closes=EIGHT + 2000) for name in "ab"}
    metres = {"z": 0, "y": 0, "a": 1000, "b": 2000}
    made = make_day(metres, {"v": ["z", "a"], "w": ["y", "b"]}, visits=visits, together=(("a", "b"),))
    assert savings(made, Spreads(slack=300)) == {("together", "a", "b"): (600, 300), ("leg", "y", "b"): (0, 600)}


def test_gap_is_a_link_too(make_day, visit):
    # z and y take until 600, then a begins; b is to start 3000 later and closes at 3100: 500 late.
    gap = Gap(first="a", second="b", least=3000)
    metres = dict.fromkeys("zyab", 0)
    visits = {"b": visit("b", closes=EIGHT + 3100)}
    made = make_day(metres, {"v": ["z", "a"], "w": ["y", "b"]}, visits=visits, gaps=(gap,))
    assert savings(made, Spreads(slack=300)) == {("gap", "a", "b"): (500, 300), ("leg", "z", "a"): (0, 300)}


def test_day_in_time_has_no_fragile_link(make_day):
    assert savings(make_day({"a": 0, "b": 100}, {"w": ["a", "b"]}), FIVE_MORE) == {}


def test_links_come_dearest_first(make_day, visit):
    risk = measure_risk(*late_chain(make_day, visit), spreads=FIVE_MORE, samples=2)
    assert [link.steady.mean for link in risk.links] == [600, 300]
    assert {link.worker for link in risk.links} == {"w"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_slack_never_costs_and_saves_no_more_than_there_is(random_day, seed):
    spreads = Spreads(
        service=ServiceSpread(cv=0.5, nobody_opens=0.1, extra_minutes=10),
        travel={mode: TravelSpread(cv=0.3, day_cv=0.2) for mode in Mode},
    )
    risk = measure_risk(*random_day(seed, tied=False), spreads=spreads, samples=50)
    for link in risk.links:
        assert 0 <= link.slack.mean <= risk.day.lateness.mean


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_more_spread_means_more_lateness_where_visits_are_not_tied(random_day, seed):
    """Starts are convex and rising in every time drawn, and a lognormal of the same mean and more spread is larger in
    convex order: the mean lateness can only grow. Five standard errors of room."""

    def spread(cv):
        return Spreads(service=ServiceSpread(cv=cv), travel={mode: TravelSpread(cv=cv, day_cv=cv / 2) for mode in Mode})

    made = random_day(seed, tied=False)
    none, calm, wild = (measure_risk(*made, spreads=spread(cv), samples=400).day.lateness for cv in (0, 0.2, 0.4))
    assert calm.mean >= none.mean - 5 * calm.error
    assert wild.mean >= calm.mean - 5 * (wild.error + calm.error)
