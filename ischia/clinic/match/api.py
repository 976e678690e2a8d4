"""What may other apps use of matching?"""

from ischia.clinic.match.mapping import techniques_of
from ischia.clinic.match.offer import service_for
from ischia.clinic.match.queries import Matches, matches, not_offered, why_not_offered

__all__ = ["Matches", "matches", "not_offered", "service_for", "techniques_of", "why_not_offered"]
