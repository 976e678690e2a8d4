"""What does a forecast expect in these examples? One prior, built in place, for leg pain and for scales like it."""

from dataclasses import replace

from ischia.knowledge.records import Confidence, Instrument, InstrumentId, Knowledge, RecoveryPrior, Standing
from tests.spec.track.example_instruments import NPRS_LEG, PGIC, RMDQ, backing, instrument, items, knowledge_with

LEG_PAIN = replace(NPRS_LEG, important_change=2, important_change_percent=30)
FUNCTION = replace(RMDQ, important_change=5, important_change_percent=30)
EASE = replace(instrument("ease", "single", items(("ease",), 0, 10), (0, 10), better="higher"), important_change=2)
"""Leg pain turned round: 10 is best."""

PRIOR = RecoveryPrior(
    id=LEG_PAIN.id,
    start_mean=5.0,
    start_spread=2.5,
    improving_share=0.55,
    improving_ratio=0.1,
    lasting_ratio=1.0,
    ratio_spread=0.15,
    weeks_median=4.0,
    weeks_log_spread=0.6,
    error=1.0,
    stray_share=0.02,
    long_pain_odds=0.41,
    expects_to_last_odds=0.27,
    is_borrowed=False,
    facts=(),
    backing=backing(),
    sciatica_important_change=3.04,
)
BORROWED = replace(PRIOR, is_borrowed=True)
NOT_VERIFIED = replace(PRIOR, backing=backing(standing=Standing.PROPOSED, confidence=Confidence.CHECK))


def known(prior: RecoveryPrior = PRIOR) -> Knowledge:
    """Knowledge in which leg pain and ease have this prior, function and the view of change have none."""
    instruments: tuple[Instrument, ...] = (LEG_PAIN, FUNCTION, EASE, PGIC)
    ease = replace(prior, id=InstrumentId("ease"), sciatica_important_change=None)
    return replace(knowledge_with(*instruments), recovery_priors={LEG_PAIN.id: prior, EASE.id: ease})
