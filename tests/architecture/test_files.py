"""Are the files small, and named after a thing?"""

from tests.support.tree import REPOSITORY, files

LONGEST = 450
NOT_A_NOUN_OF_THE_FIELD = {"utils", "util", "core", "common", "helpers", "helper", "misc", "base_utils", "lib"}


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        str(path.relative_to(REPOSITORY)): len(path.read_text(encoding="utf-8").splitlines())
        for path in files("*.py", under=REPOSITORY / "ischia")
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = [
        str(path.relative_to(REPOSITORY))
        for folder in ("ischia", "tests", "scripts", "benchmarks")
        for path in files("*", under=REPOSITORY / folder)
        if path.stem in NOT_A_NOUN_OF_THE_FIELD
    ]
    assert drawers == []


def test_every_module_says_which_question_it_answers() -> None:
    silent = [
        str(path.relative_to(REPOSITORY))
        for path in files("*.py", under=REPOSITORY / "ischia")
        if "migrations" not in path.parts and path.read_text(encoding="utf-8").strip()
        if not path.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""'))
    ]
    assert silent == []
