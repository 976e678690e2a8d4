"""What weighs how much at this clinic, in words?"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from ischia.clinic.places.api import Clinic
from ischia.pathway.match.api import DEFAULT_WEIGHTS

LABELS = {
    "gender": _("The gender asked for"),
    "language": _("The language asked for"),
    "training": _("Training for the client’s conditions"),
    "continuity": _("Has treated the client before"),
    "place": _("The place asked for"),
    "distance": _("How near it is"),
    "soon": _("How soon there is a free time"),
    "load": _("How much is booked already"),
    "proof": _("How lately the registration was looked up"),
    "price": _("The price"),
}


def weights_of(clinic: Clinic) -> Mapping[str, float]:
    """The weight of every reason: the clinic's own, else the usual one."""
    return {name: float(clinic.match_weights.get(name, usual)) for name, usual in DEFAULT_WEIGHTS.items()}
