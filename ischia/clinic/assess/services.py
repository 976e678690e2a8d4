"""What is written when somebody has told us about their pain, or a therapist has grouped it?"""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from ischia.clinic.assess.mapping import chart_to_json, grouping_to_json, picture_to_json
from ischia.clinic.assess.models import Assessment, SciaticaGrouping
from ischia.clinic.assess.queries import grouping_of
from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.api import Episode
from ischia.clinic.screen.api import findings_to_json
from ischia.knowledge.records import Knowledge
from ischia.pathway.assess.api import SciaticaIndicators, StartBackScore, assess
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


def record_grouping(
    *,
    actor: Actor,
    episode: Episode,
    score: StartBackScore,
    indicators: SciaticaIndicators,
    knowledge: Knowledge,
    now: datetime,
) -> SciaticaGrouping:
    """Groups here and now and keeps what was entered with what came of it. Raises as `grouping_of`."""
    grouping = grouping_of(episode, score, indicators, knowledge)
    with transaction.atomic():
        row = SciaticaGrouping.objects.create(
            episode=episode,
            total=score.total,
            psychosocial=score.psychosocial,
            indicators=asdict(indicators),
            grouping=grouping_to_json(grouping),
            knowledge_version=knowledge.version,
            at=now,
            actor=actor.label,
        )
        record(
            actor=actor,
            action="assess.grouped",
            subject=row,
            detail={"episode": str(episode.pk), "group": grouping.group},
        )
    return row
