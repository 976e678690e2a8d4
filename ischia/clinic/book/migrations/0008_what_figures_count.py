"""The index of a therapist's visits holds what the figures of a clinic count."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('book', '0007_no_told')]

    operations = [
        migrations.RemoveIndex(
            model_name='session',
            name='book_session_by_therapist',
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['therapist', 'starts_at', 'status', 'course'], name='book_session_by_therapist'),
        ),
    ]
