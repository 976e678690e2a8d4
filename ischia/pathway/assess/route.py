"""Does this person belong on the sciatica pathway at all?"""

from dataclasses import replace

from ischia.pathway.assess.values import Picture
from ischia.pathway.screen.api import Outcome, Verdict

_MAY_CHANGE_ROUTE = frozenset({Outcome.CLEAR, Outcome.LIMITS})


def route(verdict: Verdict, picture: Picture) -> Verdict:
    """Return the verdict, with the outcome `other_route` when the picture leaves the route.

    Only a verdict of at most limits changes: anything graver, or still open, comes first.
    """
    if picture.leaves_route and verdict.outcome in _MAY_CHANGE_ROUTE:
        return replace(verdict, outcome=Outcome.OTHER_ROUTE)
    return verdict
