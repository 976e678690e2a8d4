"""Which people do the tests share? Those of `ischia.pathway.screen.population`, the same in every run."""

from random import Random

from ischia.knowledge.records import Knowledge
from ischia.pathway.screen import population
from ischia.pathway.screen.population import well_person, without_contradictions
from ischia.pathway.shared.findings import Findings

__all__ = ["people", "well_person", "without_contradictions"]

SEED = 2026


def people(knowledge: Knowledge, *, count: int, seed: int = SEED) -> tuple[Findings, ...]:
    """`count` people; the same seed and knowledge always give the same ones."""
    return tuple(population.people(knowledge, Random(seed), count=count))
