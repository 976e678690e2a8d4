"""What a client tells before the first visit: sent once, never changed; the answers may be erased on request."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0006_acting_and_withdrawing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveSmallIntegerField()),
                ('form_version', models.CharField(max_length=20)),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.CharField(max_length=80)),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intakes', to='people.episode')),
            ],
            options={
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='IntakeDraft',
            fields=[
                ('episode', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='intake_draft', serialize=False, to='people.episode')),
                ('typed', models.JSONField(default=dict)),
                ('begun_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='IntakeAnswers',
            fields=[
                ('intake', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='told', serialize=False, to='intake.intake')),
                ('answers', models.JSONField()),
            ],
        ),
        migrations.AddConstraint(
            model_name='intake',
            constraint=models.UniqueConstraint(fields=('episode', 'version'), name='intake_version_once_an_episode'),
        ),
        AppendOnly("intake_intake"),
        AppendOnly("intake_intakeanswers", acts=("update",)),
    ]
