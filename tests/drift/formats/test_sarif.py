"""The SARIF format, against the official schema and the rules of GitHub."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from jsonschema import Draft7Validator

from drift.example_report import MARKDOWN, all_types, finding, full_report, odd_report, report
from pulumi_azure_face.drift.formats import FORMATS
from pulumi_azure_face.drift.report import FindingType, Report

from .odd_texts import reports

SCHEMA = Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json"


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    checker = Draft7Validator.FORMAT_CHECKER
    assert {"uri-reference", "date-time"} <= set(checker.checkers)
    return Draft7Validator(json.loads(SCHEMA.read_text()), format_checker=checker)


def run(example: Report) -> dict[str, Any]:
    log = json.loads(FORMATS["sarif"](example))
    [single] = log["runs"]
    return dict(single)


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("example", [full_report(), report([]), odd_report(), report([], stacks=[])])
def test_reports_are_valid(validator: Draft7Validator, example: Report, strict: bool) -> None:
    """Reports are valid against the schema, with its formats of URIs and times."""
    validator.validate(json.loads(FORMATS["sarif"](example.model_copy(update={"is_strict": strict}))))


@given(odd=reports())
@settings(deadline=None)
def test_odd_reports_are_valid(validator: Draft7Validator, odd: Report) -> None:
    """Odd texts and paths stay valid, and each result keeps its location."""
    log = json.loads(FORMATS["sarif"](odd), parse_constant=pytest.fail)

    validator.validate(log)
    for result in log["runs"][0]["results"]:
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] is not None


@pytest.mark.parametrize("example", [full_report(), odd_report()], ids=["full", "odd"])
def test_every_result_has_a_location(example: Report) -> None:
    """GitHub rejects a file in which one result has no location, or a line that does not exist."""
    for result in run(example)["results"]:
        physical = result["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"]["uri"]
        assert physical.get("region", {"startLine": 1})["startLine"] >= 1


@pytest.mark.parametrize("path", ["a b.py", "photos/Zoë.csv", "C:\\x", "a#b?c%20d", "x:y/z", "[1].yaml"])
def test_paths_are_encoded(path: str) -> None:
    """A path is a relative URI: only letters that need no encoding, and the same path after decoding."""
    [result] = run(report([finding(file=path)]))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert re.fullmatch(r"[\w.~/%-]+", uri, re.ASCII)
    assert unquote(uri) == path


def test_a_location_without_a_line_is_the_whole_file() -> None:
    """Only a known line becomes a region."""
    results = run(report([finding(line=7), finding(line=None)]))["results"]

    assert [result["locations"][0]["physicalLocation"].get("region") for result in results] == [{"startLine": 7}, None]


def test_each_type_has_a_rule_with_help() -> None:
    """Each result points to a rule, and each rule has the texts that GitHub shows."""
    found = run(report())
    rules = found["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == list(FindingType)
    assert all(rule["help"]["text"] and rule["fullDescription"]["text"] for rule in rules)
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_levels_and_fingerprints_are_those_of_the_findings() -> None:
    """The level is the severity. The fingerprint is the ID, so that an alert stays the same from run to run."""
    example = report()
    results = run(example)["results"]

    assert [result["level"] for result in results] == [one.severity for one in example.findings]
    assert [result["partialFingerprints"] for result in results] == [
        {"azureFaceDrift/v1": one.id, "primaryLocationLineHash": one.id} for one in example.findings
    ]


def test_ignored_findings_are_suppressed() -> None:
    """An ignored finding is a result with the reason of its rule. The others have no suppression."""
    results = run(full_report())["results"]
    suppressions = [result["suppressions"] for result in results if "suppressions" in result]

    assert len(results) == len(all_types()) + 2
    assert [one["justification"] for [one] in suppressions] == [
        "Renamed by the front desk each season (until 2027-03-31)",
        "Belongs to another team",
    ]


@pytest.mark.parametrize(("is_strict", "level"), [(False, "warning"), (True, "error")])
def test_what_could_not_be_compared_is_a_notification(is_strict: bool, level: str) -> None:
    """What could not be compared, and warnings, are notifications of the run. A strict check did not succeed then."""
    [invocation] = run(full_report(is_strict=is_strict))["invocations"]
    notifications = invocation["toolExecutionNotifications"]

    assert invocation["executionSuccessful"] is not is_strict
    assert [one["level"] for one in notifications] == [level, "warning"]
    assert "FaceList lobby could not be compared" in notifications[0]["message"]["text"]


def test_messages_have_no_links() -> None:
    """A value that looks like a link of a SARIF message does not become one."""
    [result] = run(report([finding(message=MARKDOWN)]))["results"]

    assert "](" not in result["message"]["text"]


def test_stacks_have_categories_of_their_own() -> None:
    """Results of one stack do not replace those of another on GitHub."""
    assert run(report([]))["automationDetails"]["id"] == "azure-face-drift/reception/dev+reception/prod/"
