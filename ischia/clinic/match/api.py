"""What may other apps use of matching?"""

from ischia.clinic.match.mapping import techniques_of
from ischia.clinic.match.queries import Matches, matches, why_not_offered

__all__ = ["Matches", "matches", "techniques_of", "why_not_offered"]
