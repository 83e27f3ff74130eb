"""The JSON format and its schema."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, ValidationError

from drift.example_report import full_report, odd_report, report
from pulumi_azure_face.drift.formats import FORMATS
from pulumi_azure_face.drift.report import Report

from .odd_texts import reports

ROOT = Path(__file__).parents[3]
SCHEMA = files("pulumi_azure_face.drift") / "drift.schema.json"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def strictly(text: str) -> Any:
    """Read JSON as other languages do: no NaN and no Infinity."""
    return json.loads(text, parse_constant=pytest.fail)


def test_the_schema_is_fresh() -> None:
    """drift.schema.json is what the tool generates from the models."""
    tool = ROOT / "tools" / "drift_schema.py"
    generated = subprocess.run([sys.executable, tool], capture_output=True, text=True, check=True).stdout

    assert SCHEMA.read_text() == generated


@pytest.mark.parametrize("example", [full_report(), report([]), odd_report()], ids=["full", "empty", "odd"])
def test_reports_are_valid(validator: Draft202012Validator, example: Report) -> None:
    """The JSON of a report is valid against the schema, and becomes the same report again."""
    text = FORMATS["json"](example)

    validator.validate(strictly(text))
    assert FORMATS["json"](Report.model_validate_json(text)) == text


@given(odd=reports())
@settings(deadline=None)
def test_odd_reports_are_valid(validator: Draft202012Validator, odd: Report) -> None:
    """Odd texts and numbers without a value stay valid JSON."""
    validator.validate(strictly(FORMATS["json"](odd)))


@pytest.mark.parametrize("change", [{"extra": 1}, {"version": "1"}, {"created_at": "yesterday"}, {"findings": [{}]}])
def test_the_schema_rejects_other_members(validator: Draft202012Validator, change: dict[str, object]) -> None:
    """The schema is strict: an unknown member, a wrong type, a wrong date, and a missing member are errors."""
    with pytest.raises(ValidationError):
        validator.validate({**strictly(FORMATS["json"](report([]))), **change})


def test_members_are_explained(validator: Draft202012Validator) -> None:
    """The schema has the docstrings of the models, so that it can be read without the code."""
    finding = validator.schema["$defs"]["Finding"]["properties"]  # type: ignore[index]

    assert finding["up_refresh"]["description"] == "What `pulumi up --refresh` does about it."
