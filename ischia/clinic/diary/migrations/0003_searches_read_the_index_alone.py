"""The two indexes that slot search goes by hold all that it reads, so that it need not visit the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diary", "0002_one_at_a_time")]

    operations = [
        migrations.RemoveIndex(model_name="occupancy", name="diary_by_therapist"),
        migrations.RemoveIndex(model_name="occupancy", name="diary_by_room"),
        migrations.AddIndex(
            model_name="occupancy",
            index=models.Index(
                fields=["therapist", "therapist_from", "therapist_until", "state", "expires_at"],
                name="diary_by_therapist",
            ),
        ),
        migrations.AddIndex(
            model_name="occupancy",
            index=models.Index(
                fields=["room", "room_from", "room_until", "state", "expires_at"], name="diary_by_room"
            ),
        ),
    ]
