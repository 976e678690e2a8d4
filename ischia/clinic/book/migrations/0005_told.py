"""One message for each course booked and for each change, and that it was sent."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('book', '0004_changes_of_sessions'),
        ('people', '0003_what_a_day_may_hold'),
    ]

    operations = [
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='told', to='book.changerequest')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='people.client')),
                ('course', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='told', to='book.course')),
            ],
            options={
                'verbose_name_plural': 'told',
                'ordering': ['at'],
                'constraints': [models.UniqueConstraint(fields=('change', 'client'), name='book_told_once_of_a_change'), models.CheckConstraint(condition=models.Q(models.Q(('change__isnull', True), ('course__isnull', False)), models.Q(('change__isnull', False), ('course__isnull', True)), _connector='OR'), name='book_told_of_one_thing')],
            },
        ),
        AppendOnly("book_told"),
    ]
