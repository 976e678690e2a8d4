"""A course keeps the times that the client asked for, so that whoever moves it can go by them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("book", "0005_told")]

    operations = [
        migrations.AddField(model_name="course", name="liked", field=models.JSONField(blank=True, null=True)),
    ]
