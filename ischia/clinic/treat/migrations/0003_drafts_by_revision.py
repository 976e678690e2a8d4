from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("treat", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="sessiondraft",
            name="before",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="sessiondraft",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="sessiondraft",
            name="window",
            field=models.CharField(blank=True, default="", max_length=36),
        ),
    ]
