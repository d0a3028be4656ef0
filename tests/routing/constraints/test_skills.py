import pytest

from routing.constraints import skills
from routing.problem import Role
from routing.timetable import time_plan


@pytest.fixture(name="found")
def found_fixture(build_day, visit, worker):
    def check(*, asked, has):
        day = build_day([visit("v", **asked)], [worker("w", **has)], {"depot": (0, 0), "v": (100, 0)})
        return [*skills.check(*day, time_plan(*day, {"w": ["v"]}))]

    return check


def test_worker_of_the_role_with_every_skill_and_more_keeps_the_rule(found):
    asked = {"role": Role.CAREGIVER, "skills": frozenset({"bath"})}
    assert found(asked=asked, has={"skills": frozenset({"bath", "nursing"})}) == []


def test_visit_of_no_role_is_for_anybody(found):
    assert found(asked={"role": None}, has={"role": Role.COURIER}) == []


def test_each_missing_skill_counts(found):
    (violation,) = found(asked={"skills": frozenset({"bath", "nursing", "hair"})}, has={"skills": frozenset({"hair"})})
    assert (violation.kind, violation.amount, violation.unit) == ("missing_skill", 2, "skills")
    assert violation.message == "w lacks 2 skills that v asks for"


def test_worker_of_another_role_is_reported(found):
    (violation,) = found(asked={"role": Role.CAREGIVER}, has={"role": Role.COURIER})
    assert (violation.kind, violation.worker, violation.visit) == ("wrong_role", "w", "v")
