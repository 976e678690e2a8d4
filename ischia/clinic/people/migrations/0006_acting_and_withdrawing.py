"""Who may act for a client, and what a client takes back: rows that are never changed."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from ischia.clinic.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_secure_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('basis', models.CharField(choices=[('client_agreed', 'The client asked for it'), ('parent', 'Parent or guardian'), ('legal', 'Appointed by law, for example by a power of attorney')], max_length=20)),
                ('shares_health', models.BooleanField(default=False)),
                ('wording_version', models.CharField(max_length=40)),
                ('given_at', models.DateTimeField()),
                ('given_by', models.CharField(max_length=80)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorities', to='people.client')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorities', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['given_at'],
            },
        ),
        migrations.CreateModel(
            name='ConsentWithdrawal',
            fields=[
                ('consent', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='withdrawal', serialize=False, to='people.consent')),
                ('withdrawn_at', models.DateTimeField()),
                ('withdrawn_by', models.CharField(max_length=80)),
            ],
        ),
        migrations.AlterField(
            model_name='consent',
            name='kind',
            field=models.CharField(choices=[('treatment', 'Being treated with massage'), ('health_data', 'Keeping answers about my health'), ('reminders', 'Being reminded of sessions'), ('cancellation_policy', 'The cancellation policy'), ('contact_clinician', 'Writing to my GP or clinician about my treatment')], max_length=40),
        ),
        migrations.CreateModel(
            name='AuthorityEnd',
            fields=[
                ('authority', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='end', serialize=False, to='people.authority')),
                ('ended_at', models.DateTimeField()),
                ('ended_by', models.CharField(max_length=80)),
            ],
        ),
        migrations.AddIndex(
            model_name='authority',
            index=models.Index(fields=['holder', 'client'], name='people_authority_by_holder'),
        ),
        AppendOnly("people_authority"),
        AppendOnly("people_authorityend"),
        AppendOnly("people_consentwithdrawal"),
    ]
