"""Who hears at once that measures entered between visits stop the course? Those who treat the client, and every owner.

The e-mail leads to the decision and says nothing about anybody. It is written once for what stops the course in an
episode, and anew when somebody has answered since.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from ischia.clinic.audit.api import Actor
from ischia.clinic.conversation.api import addresses_of_care_team
from ischia.clinic.decide.models import DecisionRecord
from ischia.clinic.decide.queries import Proposal, proposal_for
from ischia.clinic.messaging.api import Message, absolute, write_message
from ischia.clinic.people.api import Episode, Role
from ischia.clinic.track.api import due_now
from ischia.knowledge.records import Knowledge
from ischia.pathway.decide.api import Action

ALARM = "measures_alarm"
ALONE = frozenset({"sbi_weakness_rise", "visits_worse_in_a_row"})
"""Facts that one score settles, whatever the other forms will say."""

TOGETHER = frozenset({"leg_pain_measured", "function_measured"})
"""Facts that all the forms of a review settle together: weighed when none of them is due any more."""


def stop_by_measures(actor: Actor, episode: Episode, knowledge: Knowledge, now: datetime) -> bool:
    """Whether what was measured stops the course now, and the care team was told; inside the caller's transaction."""
    today = timezone.localdate(now, episode.client.clinic.zoneinfo)
    proposal = proposal_for(episode, knowledge=knowledge, today=today)
    due = due_now(episode, proposal.read.entries, knowledge=knowledge, today=today)
    rules = _stopping(proposal, ALONE if due else ALONE | TOGETHER)
    if not rules:
        return False
    what = f"{len(proposal.answers)}-{'-'.join(rules)}"
    for number, address in enumerate(addresses_of_care_team(episode.client, roles=(Role.OWNER,))):
        write_message(
            actor=actor,
            client=episode.client,
            episode=episode,
            kind=ALARM,
            key=f"{episode.pk}-{what}"[:100] + f"-{number}",
            facts={"link": absolute(reverse("decide:decision", args=[episode.pk]))},
            address=address,
            now=now,
        )
    return True


def _stopping(proposal: Proposal, facts: frozenset[str]) -> list[str]:
    reasons = (reason for reason in proposal.decision.reasons if reason.action is Action.STOP_AND_REFER)
    return sorted(str(reason.rule) for reason in reasons if facts & reason.facts_used.keys())


def is_stopped() -> Exists:
    """Whether such an alarm waits for an answer, as a column beside episodes."""
    answered = DecisionRecord.objects.filter(episode=OuterRef("episode"), decided_at__gte=OuterRef("created_at"))
    return Exists(Message.objects.filter(~Exists(answered), episode=OuterRef("pk"), kind=ALARM))
