"""Billing, receipts numbered without gaps, packages, and what was let off."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('book', '0005_told'),
        ('people', '0004_conditions_trained_for'),
        ('places', '0006_where_places_are'),
    ]

    operations = [
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('sessions', models.PositiveSmallIntegerField()),
                ('left', models.PositiveSmallIntegerField()),
                ('price_minor', models.PositiveIntegerField()),
                ('value_left_minor', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('bought_at', models.DateTimeField()),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('extended_because', models.CharField(blank=True, default='', max_length=200)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packages', to='people.client')),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packages', to='places.clinic')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packages', to='places.service')),
            ],
            options={
                'ordering': ['bought_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PackageOffer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('sessions', models.PositiveSmallIntegerField()),
                ('price_minor', models.PositiveIntegerField()),
                ('is_active', models.BooleanField(default=True)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='package_offers', to='places.clinic')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='package_offers', to='places.service')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('receipt', 'Receipt'), ('credit_note', 'Credit note')], max_length=20)),
                ('series', models.CharField(blank=True, default='', max_length=4)),
                ('serial', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=30)),
                ('issued_at', models.DateTimeField()),
                ('issued_on', models.DateField()),
                ('charge', models.CharField(choices=[('session', 'Session'), ('late_cancelled', 'Fee for a late cancellation'), ('no_show', 'Fee for a missed visit'), ('package', 'Course paid in advance')], max_length=20)),
                ('method', models.CharField(choices=[('cash', 'Cash'), ('card_terminal', 'Card, at the terminal'), ('transfer', 'Bank transfer'), ('package', 'From a course paid in advance')], max_length=20)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.PositiveIntegerField()),
                ('tax_minor', models.PositiveIntegerField(default=0)),
                ('tax_name', models.CharField(blank=True, default='', max_length=20)),
                ('tax_basis_points', models.PositiveIntegerField(default=0)),
                ('tax_number', models.CharField(blank=True, default='', max_length=40)),
                ('clinic_name', models.CharField(max_length=120)),
                ('clinic_address', models.CharField(max_length=300)),
                ('client_name', models.CharField(max_length=120)),
                ('therapist_name', models.CharField(blank=True, default='', max_length=120)),
                ('registration_body', models.CharField(blank=True, default='', max_length=120)),
                ('registration_number', models.CharField(blank=True, default='', max_length=60)),
                ('service_name', models.CharField(max_length=160)),
                ('service_on', models.DateField(blank=True, null=True)),
                ('actor_kind', models.CharField(max_length=20)),
                ('actor_id', models.CharField(max_length=120)),
                ('actor_label', models.CharField(max_length=120)),
                ('request_key', models.CharField(max_length=80, unique=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='people.client')),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='places.clinic')),
                ('of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='receipts.receipt')),
                ('package', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='receipts.package')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='book.session')),
            ],
            options={
                'ordering': ['-issued_at', '-serial'],
            },
        ),
        migrations.CreateModel(
            name='Billing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('tax_name', models.CharField(blank=True, default='', max_length=20)),
                ('tax_basis_points', models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(10000)])),
                ('tax_number', models.CharField(blank=True, default='', max_length=40)),
                ('yearly_numbers', models.BooleanField(default=True)),
                ('receipt_prefix', models.CharField(default='R', max_length=8)),
                ('credit_prefix', models.CharField(default='C', max_length=8)),
                ('late_cancel_percent', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)])),
                ('no_show_percent', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)])),
                ('package_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('refunds_expired', models.BooleanField(default=True)),
                ('clinic', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='billing', to='places.clinic')),
            ],
            options={
                'verbose_name_plural': 'billing',
                'constraints': [models.CheckConstraint(condition=models.Q(('late_cancel_percent__lte', 100), ('no_show_percent__lte', 100)), name='receipts_billing_fee_within_price'), models.CheckConstraint(condition=models.Q(('tax_basis_points__lte', 10000)), name='receipts_billing_tax_within_price'), models.CheckConstraint(condition=models.Q(('receipt_prefix', models.F('credit_prefix')), _negated=True), name='receipts_billing_two_prefixes')],
            },
        ),
        migrations.CreateModel(
            name='LetOff',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=20)),
                ('actor_id', models.CharField(max_length=120)),
                ('actor_label', models.CharField(max_length=120)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='let_off', to='book.session')),
            ],
            options={
                'verbose_name_plural': 'let off',
                'ordering': ['at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='receipts_let_off_says_why')],
            },
        ),
        migrations.AddConstraint(
            model_name='package',
            constraint=models.CheckConstraint(condition=models.Q(('left__gte', 0), ('left__lte', models.F('sessions'))), name='receipts_package_never_negative'),
        ),
        migrations.AddConstraint(
            model_name='package',
            constraint=models.CheckConstraint(condition=models.Q(('value_left_minor__gte', 0), ('value_left_minor__lte', models.F('price_minor'))), name='receipts_package_value_never_negative'),
        ),
        migrations.AddConstraint(
            model_name='package',
            constraint=models.CheckConstraint(condition=models.Q(('left__gt', 0), ('value_left_minor', 0), _connector='OR'), name='receipts_package_all_drawn'),
        ),
        migrations.AddConstraint(
            model_name='packageoffer',
            constraint=models.CheckConstraint(condition=models.Q(('sessions__gte', 2)), name='receipts_offer_is_a_course'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['clinic', 'issued_on'], name='receipts_receipt_by_day'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('clinic', 'kind', 'series', 'serial'), name='receipts_receipt_serial_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('clinic', 'number'), name='receipts_receipt_number_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('serial__gte', 1)), name='receipts_receipt_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['receipt', 'credit_note'])), name='receipts_receipt_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('method__in', ['cash', 'card_terminal', 'transfer', 'package'])), name='receipts_receipt_known_method'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('charge__in', ['session', 'late_cancelled', 'no_show', 'package'])), name='receipts_receipt_known_charge'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('tax_minor__lte', models.F('amount_minor'))), name='receipts_receipt_tax_within_amount'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'receipt'), ('of__isnull', True)), models.Q(('kind', 'credit_note'), ('of__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='receipts_credit_note_says_of_what_and_why'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('session__isnull', False), ('charge', 'package'), _connector='OR'), name='receipts_receipt_of_a_session_or_package'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'package'), _negated=True), ('package__isnull', False), _connector='OR'), name='receipts_receipt_names_its_package'),
        ),
    ]
