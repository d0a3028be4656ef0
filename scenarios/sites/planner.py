"""What a planner asks about sites, and what makes no sense about it, in the words of the command that asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from routing.errors import Fault, FaultKind, InputError
from scenarios.sites.choice import Model
from scenarios.sites.problem import SitingProblem
from scenarios.sites.walking import Count

TWO_RADII_MISSING = FaultKind(
    "D316", "the model two-radii takes two radii", "give --metres for the inner and --minutes for the outer one"
)
ONE_RADIUS = FaultKind("D317", "the model {model} takes one radius", "give --minutes or --metres, not both")
OPTION_MISSING = FaultKind("D331", "the model {model} asks for {option}", "give {option}")
OPTION_NOT_TAKEN = FaultKind(
    "D332", "the model {model} takes no {option}", "leave {option} out, or take another --model"
)
BAD_SHARE = FaultKind("D333", "--share is {value}", "give a number with {wanted}")
YEARS_SHRINK = FaultKind(
    "D334",
    "--years falls from {earlier} more sites to {later} in {year}",
    "do not let it fall: what has opened stays open",
)
TOO_MANY_MORE = FaultKind(
    "D335", "{more} more sites are to open, and only {left} rooms can be had", "lower --open, or add rooms"
)

SEATED = frozenset({Model.COVER_ALL_SEATED, Model.COVER_MOST_SEATED, Model.MEDIAN_SEATED})
"""Models in which a site is full at some point: they count those who eat, unless told otherwise."""
WITHOUT_LIMIT = frozenset({Model.COVER_ALL, Model.COVER_ALL_SEATED})
"""Models that ask for the fewest sites, and take neither a number of them nor rent."""
WITH_SHARE = frozenset({Model.TWO_RADII, Model.COVER_TWICE, Model.WORST_TENTH})
USUAL_MINUTES = 15


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a planner asks.

    Parameters
    ----------
    more
        So many more sites open than now; what a plan closes may open elsewhere on top. None: no such limit.
    budget
        So much more rent a year than now; None: no such limit.
    minutes, metres
        The radius, of which a model but ``two-radii`` takes one; neither: :data:`USUAL_MINUTES`.
    share
        As in :func:`scenarios.sites.choose.choose_sites`.
    years
        For the model ``phases``: years, and how many more sites than now are open by the end of each.
    year
        Only rooms that can be had by this year.
    count
        Who counts; None: those who eat for models with seats, else everybody of 60 and over.
    seconds
        Most wall time for one choice.
    """

    model: Model = Model.COVER_MOST
    more: int | None = None
    budget: int | None = None
    minutes: float | None = None
    metres: int | None = None
    share: float | None = None
    years: tuple[tuple[int, int], ...] = ()
    year: int | None = None
    step_free: bool = False
    count: Count | None = None
    seconds: float = 60.0
    seed: int = 0

    @property
    def counted(self) -> Count:
        """Who counts."""
        return self.count or ("eaters" if self.model in SEATED else "people")

    @property
    def in_metres(self) -> bool:
        """Whether the model measures walks in metres."""
        return self.metres is not None

    @property
    def radius(self) -> int:
        """Radius of the model, in seconds or metres."""
        return self.metres if self.metres is not None else round(60 * (self.minutes or USUAL_MINUTES))

    def turn_to(self, model: Model) -> Question:
        """Ask another model the same, without what it takes no notice of."""
        phased, one_radius = model is Model.PHASES, model is not Model.TWO_RADII
        limited = model not in WITHOUT_LIMIT and not phased
        return replace(
            self,
            model=model,
            minutes=None if one_radius and self.metres is not None else self.minutes,
            more=self.more if limited else None,
            budget=self.budget if limited else None,
            share=self.share if model in WITH_SHARE else None,
            years=self.years if phased else (),
            year=None if phased else self.year,
        )


def check_question(question: Question) -> None:
    """Refuse what makes no sense whatever the district is.

    Raises
    ------
    InputError
        With everything that is wrong with the question.
    """
    faults = list(find_wrong_options(question))
    if faults:
        raise InputError(faults)


def find_wrong_options(question: Question) -> Iterator[Fault]:
    """Find options that lack, that the model does not take, or whose values make no sense."""
    model = question.model
    both = question.minutes is not None and question.metres is not None
    if model is Model.TWO_RADII and not both:
        yield TWO_RADII_MISSING.at()
    if model is not Model.TWO_RADII and both:
        yield ONE_RADIUS.at(values={"model": model})
    phased, limited = model is Model.PHASES, model not in WITHOUT_LIMIT
    given = {
        "--open": question.more is not None,
        "--budget": question.budget is not None,
        "--share": question.share is not None,
        "--years": bool(question.years),
        "--by": question.year is not None,
    }
    taken = {
        "--open": limited and not phased,
        "--budget": limited and not phased,
        "--share": model in WITH_SHARE,
        "--years": phased,
        "--by": not phased,
    }
    if phased and not given["--years"]:
        yield OPTION_MISSING.at(values={"model": model, "option": "--years"})
    if limited and not phased and not (given["--open"] or given["--budget"]):
        yield OPTION_MISSING.at(values={"model": model, "option": "--open / --budget"})
    if model in WITH_SHARE - {Model.WORST_TENTH} and not given["--share"]:
        yield OPTION_MISSING.at(values={"model": model, "option": "--share"})
    for option, is_given in given.items():
        if is_given and not taken[option]:
            yield OPTION_NOT_TAKEN.at(values={"model": model, "option": option})
    yield from _find_wrong_share(question)
    for (_, earlier), (year, later) in pairwise(question.years):
        if later < earlier:
            yield YEARS_SHRINK.at(values={"earlier": earlier, "later": later, "year": year})


def find_lacking_rooms(question: Question, problem: SitingProblem) -> Iterator[Fault]:
    """Find that more sites are to open than there are rooms to be had."""
    could_open = ~problem.existing
    if question.year is not None:
        could_open &= problem.opens <= question.year
    left = int(could_open.sum())
    if question.more is not None and question.more > left:
        yield TOO_MANY_MORE.at(values={"more": question.more, "left": left})


def _find_wrong_share(question: Question) -> Iterator[Fault]:
    share, twice = question.share, question.model is Model.COVER_TWICE
    if share is None or question.model not in WITH_SHARE:
        return
    if not (0 < share <= 1) or (twice and share < 0.5):
        yield BAD_SHARE.at(values={"value": f"{share:g}", "wanted": "0.5 ≤ share ≤ 1" if twice else "0 < share ≤ 1"})
