"""What is written when somebody has told us about their pain?"""

from datetime import datetime

from django.db import transaction

from ischia.clinic.assess.mapping import chart_to_json, picture_to_json
from ischia.clinic.assess.models import Assessment
from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.api import Episode
from ischia.clinic.screen.api import findings_to_json
from ischia.knowledge.records import Knowledge
from ischia.pathway.assess.api import assess
from ischia.pathway.shared.body_chart import BodyChart
from ischia.pathway.shared.findings import Findings


def record_assessment(
    *, actor: Actor, episode: Episode, findings: Findings, chart: BodyChart, knowledge: Knowledge, now: datetime
) -> Assessment:
    """Reads the picture here and now and keeps answers, marks and picture together. Raises `BadInput` as `assess`."""
    picture = assess(findings, chart, knowledge)
    with transaction.atomic():
        assessment = Assessment.objects.create(
            episode=episode,
            findings=findings_to_json(findings),
            body_chart=chart_to_json(chart),
            picture=picture_to_json(picture),
            knowledge_version=picture.knowledge_version,
            at=now,
            actor=actor.label,
        )
        leading = picture.leading.pattern if picture.leading else ""
        record(
            actor=actor,
            action="assess.recorded",
            subject=assessment,
            detail={"episode": str(episode.pk), "leading": leading},
        )
    return assessment
