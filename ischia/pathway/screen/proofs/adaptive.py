"""Does asking only what can still matter come to the verdict of the full form?"""

from collections.abc import Iterable, Iterator

from ischia.knowledge.records import Knowledge, Level, RuleId
from ischia.pathway.screen.closing import close
from ischia.pathway.screen.interview import interview
from ischia.pathway.screen.proofs.counterexample import Counterexample
from ischia.pathway.screen.values import Outcome, Verdict
from ischia.pathway.screen.verdict import screen
from ischia.pathway.shared.findings import UNKNOWN, Findings

PROMISE = "asking adaptively comes to the verdict of the full form"

_SEEN_AS_A_WHOLE = frozenset({Outcome.CLEAR, Outcome.LIMITS, Outcome.CLINICIAN_FIRST})


def missed_by_asking(people: Iterable[Findings], knowledge: Knowledge) -> Iterator[Counterexample]:
    """Yield each person who is judged otherwise when asked one question after the other.

    The full form puts every question; what the person does not know they cannot say. Tests belong to the therapist's
    form and are to be left out. Whoever may be massaged, now or after a clearance, must also get the same limits and
    the same reasons; whoever is sent away need not.
    """
    everything = [finding for question in knowledge.questions.values() for finding in question.findings]
    for person in people:
        knows = close(person, knowledge)
        in_full = screen(Findings({**dict.fromkeys(everything, UNKNOWN), **knows}), knowledge)
        asked = screen(interview(person, knowledge).answers, knowledge)
        if _what_counts(in_full) != _what_counts(asked):
            reason = f"{in_full.outcome} becomes {asked.outcome} when asked question by question"
            yield Counterexample(promise=PROMISE, rule=_differing(in_full, asked), answers=dict(person), reason=reason)


def _what_counts(verdict: Verdict) -> tuple[object, ...]:
    if verdict.outcome not in _SEEN_AS_A_WHOLE:
        return verdict.outcome, verdict.level
    return verdict.outcome, verdict.level, verdict.limits, _reasons(verdict)


def _reasons(verdict: Verdict) -> frozenset[RuleId]:
    """The rules behind the verdict; those of level `clear` only add a word, and are not asked for."""
    return frozenset(reason.rule for reason in verdict.reasons if reason.level is not Level.CLEAR)


def _differing(first: Verdict, second: Verdict) -> str:
    return ", ".join(sorted(_reasons(first) ^ _reasons(second))) or "the verdict"
