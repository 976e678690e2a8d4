"""What is published about how sciatica goes on, and what does a forecast expect of somebody it does not know?"""

from dataclasses import dataclass

from ischia.knowledge.records.backing import Backing
from ischia.knowledge.records.names import InstrumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortFact:
    """One published number about a group of people (CLINICAL.md sections 6, 8 and 9).

    `statistic` says what `value` is: "mean" (with `spread`, its standard deviation, where published), "error" (the
    standard error of measurement), "share_30_percent_better", "share" (of one group of courses), "median_weeks",
    "odds_ratio", "difference" or "important_change". `week`
    counts from the start of that study. `value_high` is the far end where a range is published. Numbers are in points
    of a scale that runs from 0 to `scale_high`. `use` says what the forecast does with it: "prior", "check", "shift" or
    "none", and `note` in the backing says why.
    """

    id: str
    label: str
    cohort: str
    statistic: str
    value: float
    use: str
    backing: Backing
    measure: InstrumentId | None = None
    week: float | None = None
    value_high: float | None = None
    spread: float | None = None
    scale_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryPrior:
    """What one measure is expected to do before anything is known of the person; its id is the instrument's.

    Written by `python -m scripts.calibration --write-priors` from the cohort facts named in `facts`, never by hand.
    The burden (points away from the best score) goes from a start to a plateau, halfway in about 0.7 x `weeks`:

        burden(t) = start x (ratio + (1 - ratio) x exp(-t / weeks))

    start: normal(`start_mean`, `start_spread`) within the scale. ratio of plateau to start: normal(`improving_ratio`,
    `ratio_spread`) for the share `improving_share` of people, normal(`lasting_ratio`, `ratio_spread`) for the others,
    both within 0 and 1.4. weeks: log-normal(`weeks_median`, `weeks_log_spread`), cut at 2.5 spreads. A score is the
    burden with a normal error of `error` points, rounded to the scale and held by its ends; the share `stray_share` of
    scores is anything on the scale. `..._odds` multiply the odds of improving.
    `sciatica_important_change` is the important change published for sciatica treated without surgery, in points.
    """

    id: InstrumentId
    start_mean: float
    start_spread: float
    improving_share: float
    improving_ratio: float
    lasting_ratio: float
    ratio_spread: float
    weeks_median: float
    weeks_log_spread: float
    error: float
    stray_share: float
    long_pain_odds: float
    expects_to_last_odds: float
    is_borrowed: bool
    facts: tuple[str, ...]
    backing: Backing
    sciatica_important_change: float | None = None
