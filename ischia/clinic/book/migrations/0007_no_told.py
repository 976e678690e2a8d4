"""What clients were told is in the outbox of messages, and nowhere else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("book", "0006_course_liked")]

    operations = [migrations.DeleteModel(name="Told")]
