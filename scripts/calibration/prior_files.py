"""How do fitted priors become knowledge files, and are the files on disk those that the facts give?"""

from pathlib import Path

from ischia.knowledge.load import HOME, load_knowledge
from scripts.calibration.priors import Facts, Numbers, fitted

FOLDER = HOME / "recovery_priors"
BACKING = """\
backing:
  evidence: [{evidence}]
  standing: proposed
  confidence: check
  grade: very_low
  reviewed_on: 2026-11-22
  reviewer: pending clinical review
  note: >-
    Made by scripts/calibration from the facts named here, of which several are recalled and still to be checked.
{borrowed}    Chosen: those not improving stay on average where they are (1.0), the spread of 0.15, stray scores.
"""
BORROWED = "    The course is that of leg pain: only Peul (recalled, 39 % operated on) has start and later means.\n"


def prior_files() -> dict[Path, str]:
    """Each file of priors and what it must say."""
    knowledge = load_knowledge()
    return {
        FOLDER / f"{name}.yaml": _text(numbers, knowledge.cohort_facts)
        for name, numbers in fitted(knowledge.cohort_facts).items()
    }


def write_priors() -> list[Path]:
    """Write the files that are missing or say something else; return them."""
    FOLDER.mkdir(exist_ok=True)
    stale = [path for path, text in prior_files().items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        path.write_text(prior_files()[path], encoding="utf-8")
    return stale


def _text(numbers: Numbers, facts: Facts) -> str:
    used = numbers["facts"]
    if not isinstance(used, tuple):
        raise TypeError("facts must be a tuple of names")
    lines = ["# Written by `python -m scripts.calibration --write-priors`; change the cohort facts instead."]
    lines += [f"{name}: {_plain(value)}" for name, value in numbers.items() if name != "facts"]
    lines += ["facts:", *(f"  - {name}" for name in used)]
    evidence = dict.fromkeys(key for name in used for key in facts[name].backing.evidence)
    borrowed = BORROWED if numbers["is_borrowed"] else ""
    return "\n".join(lines) + "\n" + BACKING.format(evidence=", ".join(evidence), borrowed=borrowed)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"
