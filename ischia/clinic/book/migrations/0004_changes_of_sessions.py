"""Requests that moved or cancelled sessions, each carried out once, and where every moved session was before."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('book', '0003_deep_minutes'),
        ('people', '0003_what_a_day_may_hold'),
        ('places', '0004_what_a_day_may_hold'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('request_key', models.CharField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('moved', 'moved'), ('cancelled', 'cancelled')], max_length=20)),
                ('asked', models.JSONField()),
                ('at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=20)),
                ('actor_id', models.CharField(max_length=120)),
                ('actor_label', models.CharField(max_length=120)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('is_told', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['moved', 'cancelled'])), name='book_change_known_kind')],
            },
        ),
        migrations.CreateModel(
            name='Relocation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_starts_at', models.DateTimeField()),
                ('from_ends_at', models.DateTimeField()),
                ('to_starts_at', models.DateTimeField()),
                ('to_ends_at', models.DateTimeField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relocations', to='book.changerequest')),
                ('from_room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.room')),
                ('from_therapist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.therapist')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relocations', to='book.session')),
                ('to_room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.room')),
                ('to_therapist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.therapist')),
            ],
            options={
                'ordering': ['from_starts_at'],
                'constraints': [models.UniqueConstraint(fields=('change', 'session'), name='book_relocation_once_a_change')],
            },
        ),
        AppendOnly("book_changerequest"),
        AppendOnly("book_relocation"),
    ]
