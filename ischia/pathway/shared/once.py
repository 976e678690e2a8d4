"""How is what follows from the knowledge alone worked out once, and not for every person anew?"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from ischia.knowledge.records import Knowledge

Result = TypeVar("Result")

_KEPT_AT_MOST = 8
"""One is enough but in tests, which change the knowledge and ask again."""


def once(work_out: Callable[[Knowledge], Result]) -> Callable[[Knowledge], Result]:
    """Keeps what a function makes of the very same `Knowledge`. The result is shared: it must not be changed."""
    kept: dict[int, tuple[Knowledge, Result]] = {}

    @wraps(work_out)
    def looked_up(knowledge: Knowledge) -> Result:
        found = kept.get(id(knowledge))
        if found is None or found[0] is not knowledge:
            if len(kept) >= _KEPT_AT_MOST:
                kept.clear()
            found = kept[id(knowledge)] = (knowledge, work_out(knowledge))
        return found[1]

    return looked_up
