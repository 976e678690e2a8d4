"""Links that open one thing without an account. One that was used or withdrawn stays so, for raw SQL too."""

import uuid

from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_conditions_trained_for'),
    ]

    operations = [
        migrations.CreateModel(
            name='SecureLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('issued_at', models.DateTimeField()),
                ('issued_by_kind', models.CharField(max_length=10)),
                ('issued_by_id', models.CharField(max_length=80)),
                ('issued_by_label', models.CharField(max_length=80)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['issued_at', 'id'],
                'indexes': [models.Index(fields=['purpose', 'subject_id'], name='people_link_by_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('used_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='people_link_used_or_withdrawn'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('issued_at'))), name='people_link_expires_after_issue')],
            },
        ),
        AppendOnly("people_securelink", when="OLD.used_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL"),
    ]
