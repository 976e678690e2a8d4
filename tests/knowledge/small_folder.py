"""What is the smallest folder of knowledge that loads, so that a test can break just one thing in it?"""

from pathlib import Path

FILES = {
    "VERSION": "2026.11.22\n",
    "evidence/S1.yaml": "{citation: A study, location: somewhere, kind: cohort, standing: read}\n",
    "findings/age.yaml": (
        "{section: person, kind: number, label: Age, ask_client: Age?, ask_therapist: Age, minimum: 0, maximum: 120}\n"
    ),
    "findings/fever.yaml": (
        "{section: findings, kind: boolean, label: Fever, ask_client: A fever?, ask_therapist: Fever.}\n"
    ),
    "findings/numbness.yaml": (
        "{section: findings, kind: course, label: Numbness, ask_client: Numb?, ask_therapist: Numbness.}\n"
    ),
    "questions/age.yaml": "{order: 1, ask_client: How old?, ask_therapist: Age., findings: [age]}\n",
    "questions/fever.yaml": "{order: 2, ask_client: A fever?, ask_therapist: Fever., findings: [fever]}\n",
    "questions/numbness.yaml": "{order: 3, ask_client: Numb?, ask_therapist: Numb., findings: [numbness]}\n",
    "red_flags/fever_when_old.yaml": """\
origin: RF11
title: Fever when old
level: urgent
when:
  all:
    - {finding: fever, is: true}
    - {finding: age, at_least: 60}
say: {client: See a doctor today., therapist: Stop., clinician: Fever.}
backing:
  evidence: [S1]
  standing: read
  confidence: sure
  grade: low
  reviewed_on: 2026-11-22
  reviewer: nobody
cases:
  - {name: old, findings: {fever: true, age: 60}, expect: fires}
  - {name: young, findings: {fever: true, age: 59}, expect: does_not_fire}
  - {name: age not asked, findings: {fever: true}, expect: undecided}
""",
}
RULE = "red_flags/fever_when_old.yaml"


def write(folder: Path, changes: dict[str, str] | None = None) -> Path:
    """Write the small folder with some files replaced or added, and return it."""
    for name, text in {**FILES, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def rule_with(old: str, new: str) -> str:
    """The rule's text with one passage replaced."""
    text = FILES[RULE]
    if old not in text:
        raise AssertionError(f"{old!r} is not in the rule")
    return text.replace(old, new)
