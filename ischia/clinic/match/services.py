"""What is written when a clinic changes what weighs how much?"""

from collections.abc import Mapping

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.match.weighing import weights_of
from ischia.clinic.places.api import Clinic
from ischia.pathway.match.api import DEFAULT_WEIGHTS, check_weights
from ischia.pathway.shared.errors import Refused


def set_weights(*, actor: Actor, clinic: Clinic, weights: Mapping[str, float]) -> None:
    """Sets the clinic's weights; only those that differ from the usual ones are kept. The audit row says old and new.

    Raises:
        Refused: as `check_weights`; `nothing_weighs` where all are 0, for then nothing would order the list.
    """
    check_weights(weights)
    before = weights_of(clinic)
    after = {**before, **weights}
    if not any(after.values()):
        raise Refused("nothing_weighs", "At least one reason has to weigh something.")
    with transaction.atomic():
        clinic.match_weights = {name: weight for name, weight in after.items() if weight != DEFAULT_WEIGHTS[name]}
        clinic.save(update_fields=["match_weights"])
        record(
            actor=actor,
            action="match.weights_set",
            subject=clinic,
            detail={name: [before[name], weight] for name, weight in after.items() if weight != before[name]},
        )
