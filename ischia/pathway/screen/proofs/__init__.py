"""Do the safety rules keep their promises for every set of answers, not only for those somebody has tried?

Nothing is sampled here. A rule is a small criterion, and every set of answers that makes it fire contains one of its
ways (`pathway/shared/ways.py`): a few answers that are enough by themselves. There are some thousand ways in all, so
each promise is checked on every one of them.

**A graver answer never makes the verdict milder.** The level is that of the worst rule that fires. One more answer
never turns a firing rule off, and a rule that fires has one of its ways answered; so only a change of an answer within
a way can turn it off. Each such change to something graver is made: the rule still fires, or rules as grave fire
instead, and, where massage goes on without a clinician, forbid as much. Then what follows from other answers is
changed the same way. Answers that contradict each other are refused, and so is whatever contains them. Limits that
together leave nothing possible still do so when more is forbidden, and count as `clinician_first`. What says "already
looked into" is no red flag and is exempt by name (`values.GOOD_NEWS`).

**Nobody looks safe while a grave question is unanswered.** From each way of each urgent or emergency rule every choice
of answers is taken back, or becomes "I cannot say", and every value that could follow is put in place of an answer: the
rule must stay open. Other answers cannot settle it, since with the missing ones it fires; and while it is open the
verdict is `incomplete`, or already `urgent` or `emergency`.

**Every rule matters.** Each fires in some way that does not contradict itself, and adds a level or a limit to what the
other rules of its table say; each level is the verdict in some way.

The pieces of the argument that are about the engine, not about the rules, are held by `tests/generative/`.
"""

from ischia.knowledge.records import Knowledge
from ischia.pathway.screen.proofs.adaptive import missed_by_asking
from ischia.pathway.screen.proofs.counterexample import Counterexample
from ischia.pathway.screen.proofs.monotone import (
    milder_by_a_graver_answer,
    milder_by_what_follows,
    milder_value_first,
)
from ischia.pathway.screen.proofs.reach import out_of_reach
from ischia.pathway.screen.proofs.unanswered import safe_without_an_answer
from ischia.pathway.screen.proofs.values import telling_values

__all__ = ["Counterexample", "missed_by_asking", "prove"]


def prove(knowledge: Knowledge) -> tuple[Counterexample, ...]:
    """Return every set of answers found to break a promise; none when all promises are kept."""
    values = telling_values(knowledge)
    return (
        *milder_by_a_graver_answer(knowledge, values),
        *milder_value_first(knowledge, values),
        *milder_by_what_follows(knowledge, values),
        *safe_without_an_answer(knowledge, values),
        *out_of_reach(knowledge, values),
    )
