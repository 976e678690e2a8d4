"""What clients and their care team write to each other; a message stays as it was sent, until they are erased."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0005_secure_links'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_client', models.BooleanField()),
                ('text', models.TextField(max_length=2000)),
                ('ticked', models.JSONField(blank=True, default=list)),
                ('verdict', models.JSONField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, default='', max_length=24)),
                ('request_key', models.UUIDField()),
                ('sent_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL)),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.episode')),
            ],
            options={
                'ordering': ['sent_at', 'id'],
                'indexes': [models.Index(fields=['episode', 'sent_at'], name='conversation_post_in_order')],
                'constraints': [models.UniqueConstraint(fields=('author', 'request_key'), name='conversation_post_once_a_request')],
            },
        ),
        migrations.CreateModel(
            name='ReadMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('read_until', models.DateTimeField()),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='read_marks', to='people.episode')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='read_marks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('episode', 'user'), name='conversation_mark_once_a_reader')],
            },
        ),
        AppendOnly("conversation_post", acts=("update",)),
    ]
