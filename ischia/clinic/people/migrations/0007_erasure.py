"""A client's wish to be erased, the clinic's answer and what was done: rows that are never changed."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_acting_and_withdrawing'),
        ('places', '0008_policy_text'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErasureRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.CharField(max_length=80)),
                ('client', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erasure_request', to='people.client')),
            ],
            options={
                'ordering': ['asked_at'],
            },
        ),
        migrations.CreateModel(
            name='Retention',
            fields=[
                ('clinic', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='retention', serialize=False, to='places.clinic')),
                ('years', models.PositiveSmallIntegerField(default=8)),
            ],
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='erasure', serialize=False, to='people.erasurerequest')),
                ('erased_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ErasureConfirmation',
            fields=[
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='confirmation', serialize=False, to='people.erasurerequest')),
                ('keep_until', models.DateField()),
                ('confirmed_at', models.DateTimeField()),
                ('confirmed_by', models.CharField(max_length=80)),
            ],
        ),
        AppendOnly("people_erasurerequest"),
        AppendOnly("people_erasureconfirmation"),
        AppendOnly("people_erasure"),
    ]
