import math

import pytest

from routing.errors import InputError
from routing.limit import Limit


@pytest.mark.parametrize("given", [{"seconds": 0}, {"solutions": 0}, {"seconds": 1.5, "solutions": 10}])
def test_one_limit_is_enough(given):
    assert Limit(**given)


def test_no_limit_at_all_is_refused():
    with pytest.raises(InputError, match="seconds and of solutions"):
        Limit()


@pytest.mark.parametrize("given", [{"seconds": -1}, {"seconds": math.nan}, {"seconds": math.inf}, {"solutions": -1}])
def test_senseless_limit_is_named(given):
    with pytest.raises(InputError, match=f"R005.*{next(iter(given))}"):
        Limit(**given)
