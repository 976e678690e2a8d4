"""How long does a practised person need to operate a page, and to read it?

The keystroke-level model of Card, Moran and Newell: S. K. Card, T. P. Moran, A. Newell, "The keystroke-level model for
user performance time with interactive systems", Communications of the ACM 23(7), 1980, pages 396-410. It adds up what
a practised user does, without errors: K presses a key or button, P points at a target, H moves the hand between
devices, M gets ready in the mind, R waits for the machine. The model knows mice, not touch: a tap counts as P and K,
a swipe too, and a typed field as H, its keys, and H back. M stands before every tap: each chooses something.

Reading: M. Brysbaert, "How many words do we read per minute? A review and meta-analysis of reading rate", Journal of
Memory and Language 109, 2019, 104047: adults read English non-fiction at 238 words a minute, and aloud at 183.
"""

from dataclasses import dataclass

K, P, H, M = 0.20, 1.10, 0.40, 1.35
"""Seconds: an average skilled typist's key, a pointing, a homing, a preparation (1980)."""

SILENT, ALOUD = 238, 183
"""Words a minute (2019)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What one run through a page took.

    `lines` are the questions of the list and `listed` their words with all that stands at every visit; `fresh` are
    words that nobody can know by heart, such as new limits. `response` are the machine's measured seconds.
    """

    taps: int
    swipes: int
    keys: int
    fields: int
    loads: int
    lines: int
    listed: int
    fresh: int
    response: float

    @property
    def operating(self) -> float:
        """Seconds by the keystroke-level model, without R."""
        typing = self.keys * K + self.fields * 2 * H
        return self.taps * (M + P + K) + self.swipes * (P + K) + typing

    @property
    def first_time(self) -> float:
        """Seconds when every word is read."""
        return self.operating + seconds_to_read(self.listed + self.fresh, SILENT) + self.response

    @property
    def practised(self) -> float:
        """Seconds for somebody who knows the list: M for each of its lines, and only fresh words are read."""
        return self.operating + self.lines * M + seconds_to_read(self.fresh, SILENT) + self.response


def seconds_to_read(words: int, rate: int) -> float:
    """Seconds for so many words at `rate` words a minute."""
    return 60 * words / rate
