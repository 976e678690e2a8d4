"""How does an export become a file that a person can read and another system too?"""

import json
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from ischia.clinic.people.api import Table
from ischia.clinic.places.api import Clinic


def archive_of(tables: Iterable[Table], *, clinic: Clinic, at: datetime) -> bytes:
    """A ZIP: `index.html` to read without a connection, and `data/<table>.json` for each table."""
    found = tuple(tables)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        page = render_to_string("web/me/export.html", {"tables": found, "clinic": clinic, "at": at})
        archive.writestr("index.html", page)
        for table in found:
            text = json.dumps(table.rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(f"data/{table.name}.json", text)
    return file.getvalue()
