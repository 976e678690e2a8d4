"""Files that are looked at before they are brought in, and which row came from which of theirs."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0004_conditions_trained_for'),
        ('places', '0006_where_places_are'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sort', models.CharField(choices=[('services', 'Services'), ('therapists', 'Therapists'), ('clients', 'Clients')], max_length=20)),
                ('content', models.TextField()),
                ('at', models.DateTimeField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.clinic')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='BroughtIn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sort', models.CharField(choices=[('services', 'Services'), ('therapists', 'Therapists'), ('clients', 'Clients')], max_length=20)),
                ('external_id', models.CharField(max_length=120)),
                ('row_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='brought_in', to='places.clinic')),
            ],
            options={
                'ordering': ['sort', 'external_id'],
                'constraints': [models.UniqueConstraint(fields=('clinic', 'sort', 'external_id'), name='transfer_brought_in_once')],
            },
        ),
    ]
