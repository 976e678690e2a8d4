"""How does the answer to "with whom?" read?"""

from collections.abc import Mapping

from ischia.cli.page import Page
from ischia.pathway.match.values import Ranking


def write_ranking(page: Page, ranking: Ranking, names: Mapping[str, str]) -> None:
    """Those on offer, best first, with reasons; then those who are not, and why."""
    if not ranking.offered:
        page.lead("No therapist can be offered for this plan.")
    for place, match in enumerate(ranking.offered, start=1):
        name = names.get(match.therapist, match.therapist)
        page.lead(f"{place}. {name}")
        page.items((reason.text for reason in match.reasons), level=1)
    page.items(
        (f"{names.get(each.therapist, each.therapist)}: {' '.join(each.why)}" for each in ranking.not_offered),
        title="Not offered:",
    )
