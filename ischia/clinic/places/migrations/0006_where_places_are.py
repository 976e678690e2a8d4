"""Where places are on the map, and what they offer beyond being step-free."""

from django.db import migrations, models

import ischia.clinic.places.models


class Migration(migrations.Migration):
    dependencies = [("places", "0005_clinic_offer_minutes")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="access",
            field=models.JSONField(blank=True, default=list, validators=[ischia.clinic.places.models.check_access]),
        ),
        migrations.AddField(model_name="place", name="latitude", field=models.FloatField(blank=True, null=True)),
        migrations.AddField(model_name="place", name="longitude", field=models.FloatField(blank=True, null=True)),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="places_place_on_the_map",
            ),
        ),
    ]
