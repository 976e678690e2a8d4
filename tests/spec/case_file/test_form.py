"""Is the published form of the case file the one that is used, and does it accept what we ship?"""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ischia.cli.case_schema import SCHEMA_FILE, case_schema, schema_faults
from ischia.cli.documents import read_document
from ischia.pathway.plan.api import PressureWish
from ischia.pathway.shared.body_chart import Side, Symptom
from ischia.pathway.shared.limits import POSITIONS
from ischia.pathway.treat.api import AdverseEventKind

ROOT = Path(__file__).parents[3]
CASES = sorted(set((ROOT / "demo" / "cases").glob("*.yaml")) - set((ROOT / "demo" / "cases").glob("*.expected.yaml")))


def test_the_published_schema_is_the_one_in_use() -> None:
    published = ROOT / "docs" / "case-file.schema.json"

    assert published.read_bytes() == SCHEMA_FILE.read_bytes()


def test_the_schema_is_a_valid_json_schema() -> None:
    Draft202012Validator.check_schema(case_schema())


def test_every_field_says_what_it_is_for() -> None:
    fields = case_schema()["properties"]
    described = {name for name, field in fields.items() if "description" in field or "$ref" in field}

    assert described == set(fields)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_every_demo_case_has_the_form(file: Path) -> None:
    assert schema_faults(read_document(str(file))) == ()


def test_the_closed_lists_are_those_of_the_engines() -> None:
    parts = case_schema()["$defs"]
    mark, work, event = (parts[name]["properties"] for name in ("mark", "work", "adverse_event"))

    assert set(mark["side"]["enum"]) == set(Side)
    assert set(mark["symptom"]["enum"]) == set(Symptom)
    assert set(work["position"]["enum"]) == set(POSITIONS)
    assert set(event["kind"]["enum"]) == set(AdverseEventKind)
    assert set(case_schema()["properties"]["preferences"]["properties"]["pressure"]["enum"]) == set(PressureWish)


def test_the_schema_is_plain_json_that_others_can_read() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))["$schema"].endswith("2020-12/schema")
