"""Who was asked for a clearance, and what became of it. Requests and their steps stay as they were written, until the client is erased."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_secure_links'),
        ('places', '0006_where_places_are'),
        ('screen', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClearanceRules',
            fields=[
                ('clinic', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='clearance_rules', serialize=False, to='places.clinic')),
                ('link_days', models.PositiveSmallIntegerField(default=14, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='Days for which a link works')),
                ('reminder_days', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='Days until a reminder')),
            ],
            options={
                'verbose_name_plural': 'clearance rules',
            },
        ),
        migrations.CreateModel(
            name='ClearanceRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('clinician_name', models.CharField(max_length=120)),
                ('clinician_email', models.EmailField(blank=True, default='', max_length=254)),
                ('planned', models.JSONField(blank=True, null=True)),
                ('asked_at', models.DateTimeField()),
                ('remind_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clearance_requests', to='people.episode')),
                ('screening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clearance_requests', to='screen.screening')),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='ClearanceStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('asked', 'asked'), ('reminded', 'reminded'), ('answered', 'answered'), ('withdrawn', 'withdrawn'), ('superseded', 'about answers that have changed since')], max_length=12)),
                ('at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.CharField(max_length=80)),
                ('actor_label', models.CharField(max_length=80)),
                ('note', models.TextField(blank=True, default='')),
                ('clearance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='screen.clearance')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='screen.clearancerequest')),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.AddIndex(
            model_name='clearancerequest',
            index=models.Index(fields=['episode', '-asked_at'], name='clearance_request_latest'),
        ),
        migrations.AddConstraint(
            model_name='clearancestep',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['asked', 'reminded', 'answered', 'withdrawn', 'superseded'])), name='clearance_step_known_status'),
        ),
        migrations.AddConstraint(
            model_name='clearancestep',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['answered', 'withdrawn', 'superseded'])), fields=('request',), name='clearance_request_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='clearancestep',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'reminded')), fields=('request',), name='clearance_request_reminded_once'),
        ),
        migrations.AddConstraint(
            model_name='clearancestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('clearance__isnull', False), ('status', 'answered')), models.Q(models.Q(('status', 'answered'), _negated=True), ('clearance__isnull', True)), _connector='OR'), name='clearance_step_answer_is_a_clearance'),
        ),
        AppendOnly("screen_clearancerequest", acts=("update",)),
        AppendOnly("screen_clearancestep", acts=("update",)),
    ]
