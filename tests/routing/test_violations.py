import pytest

from routing.violations import ViolationKind, format_amount


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        (60, "s", "1 minute"),
        (61, "s", "2 minutes"),
        (1, "s", "1 minute"),
        (1, "units", "1 unit"),
        (2, "skills", "2 skills"),
    ],
)
def test_amount_is_said_in_whole_minutes_rounded_up_or_in_its_unit(amount, unit, said):
    assert format_amount(amount, unit) == said


def test_braces_in_an_id_are_left_as_they_are():
    kind = ViolationKind("rule", "kind", "s", "{worker} is {amount} late for {visit}")
    assert kind.of(60, worker="{visit}", visit="{0}").message == "{visit} is 1 minute late for {0}"
