"""The words of the cancellation policy, one row a version, kept as they were accepted."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0007_kinds_of_service'),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyText',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('published_at', models.DateTimeField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policy_texts', to='places.clinic')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('clinic', 'number'), name='places_policy_number_once_a_clinic')],
            },
        ),
        AppendOnly("places_policytext"),
    ]
