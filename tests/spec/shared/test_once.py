"""What follows from the knowledge alone is worked out once for each knowledge, and anew for another one."""

from dataclasses import replace

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import Knowledge
from ischia.pathway.shared.once import once


def test_the_same_knowledge_is_worked_on_once_and_another_one_anew() -> None:
    seen: list[str] = []

    @once
    def version(knowledge: Knowledge) -> str:
        seen.append(knowledge.version)
        return knowledge.version

    first, other = load_knowledge(), replace(load_knowledge(), version="other")

    assert [version(first), version(other), version(first), version(other)] == [first.version, "other"] * 2
    assert seen == [first.version, "other"]


def test_an_equal_knowledge_is_not_taken_for_the_same() -> None:
    identities = once(id)
    first = load_knowledge()
    copy = replace(first)

    assert (identities(first), identities(copy)) == (id(first), id(copy))


def test_many_knowledges_are_not_all_kept() -> None:
    counted: list[Knowledge] = []
    work_out = once(counted.append)
    many = [replace(load_knowledge(), version=str(number)) for number in range(20)]

    for knowledge in (*many, many[0]):
        work_out(knowledge)

    assert len(counted) == 21
