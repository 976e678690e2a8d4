"""What clients say shortly before a visit: rows that are never changed."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('book', '0005_told'),
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('told', models.JSONField()),
                ('outcome', models.CharField(max_length=24)),
                ('is_worse', models.BooleanField()),
                ('verdict', models.JSONField()),
                ('knowledge_version', models.CharField(max_length=80)),
                ('answered_at', models.DateTimeField()),
                ('answered_by', models.CharField(max_length=80)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='book.session')),
            ],
            options={
                'ordering': ['answered_at'],
                'indexes': [models.Index(fields=['session', '-answered_at'], name='intake_check_in_latest')],
            },
        ),
        AppendOnly("intake_checkin"),
    ]
