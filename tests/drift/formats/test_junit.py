"""The JUnit format, against the schema of the xUnit plugin of Jenkins."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import given, settings

from drift.example_report import MARKUP, all_types, finding, full_report, odd_report, report
from pulumi_azure_face.drift.formats import FORMATS
from pulumi_azure_face.drift.report import FindingType, Report, Unread

from .odd_texts import reports

XSD = Path(__file__).parent / "schemas" / "junit-10.xsd"


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(XSD)


def parsed(example: Report) -> ET.Element:
    return ET.fromstring(FORMATS["junit"](example))


def suites(example: Report) -> dict[str, ET.Element]:
    return {suite.attrib["name"]: suite for suite in parsed(example)}


def outcomes(suite: ET.Element) -> list[str]:
    """Return the outcome of each case: the tag of its first element that is an outcome, else `passed`."""
    return [
        next((part.tag for part in case if part.tag in {"failure", "error", "skipped"}), "passed")
        for case in suite.iter("testcase")
    ]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("example", [full_report(), report([]), odd_report(), report([], stacks=[])])
def test_reports_are_valid(schema: xmlschema.XMLSchema, example: Report, strict: bool) -> None:
    """Reports are valid against the schema of the plugin."""
    schema.validate(FORMATS["junit"](example.model_copy(update={"is_strict": strict})))


@given(odd=reports())
@settings(deadline=None)
def test_odd_reports_are_valid(schema: xmlschema.XMLSchema, odd: Report) -> None:
    """Odd texts are valid XML: markup is escaped, and characters that XML cannot have are removed."""
    schema.validate(FORMATS["junit"](odd))


def test_each_stack_is_a_suite() -> None:
    """There is a suite for each stack, one for what no stack has, and one for what could not be compared."""
    found = suites(full_report())

    assert list(found) == ["reception/dev", "reception/prod", "In no stack", "Not compared"]
    assert outcomes(found["reception/dev"]) == ["failure"] * 11 + ["skipped"]
    assert outcomes(found["reception/prod"]) == ["failure"]


@pytest.mark.parametrize(
    ("is_strict", "unmanaged", "unread"), [(False, "passed", "skipped"), (True, "failure", "error")]
)
def test_only_a_strict_check_fails_for_the_rest(is_strict: bool, unmanaged: str, unread: str) -> None:
    """What is unmanaged or could not be compared fails only in a strict check."""
    found = suites(full_report(is_strict=is_strict))

    assert outcomes(found["In no stack"]) == [unmanaged, unmanaged, "skipped"]
    assert outcomes(found["Not compared"]) == [unread]


def test_a_report_without_findings_has_a_passing_case_per_stack() -> None:
    """CI systems reject a file without cases, so each stack has one that passes."""
    found = suites(report([]))

    assert {name: outcomes(suite) for name, suite in found.items()} == {
        "reception/dev": ["passed"],
        "reception/prod": ["passed"],
    }


@pytest.mark.parametrize("is_strict", [True, False])
def test_the_counts_are_right(is_strict: bool) -> None:
    """The counts of the suites and of the file are those of the cases, as `Report.drift` counts."""
    example = full_report(is_strict=is_strict)
    root = parsed(example)

    for suite in root:
        counted = {tag: outcomes(suite).count(tag) for tag in ("failure", "error", "skipped")}
        named = {"failure": "failures", "error": "errors", "skipped": "skipped"}
        assert {tag: int(suite.attrib[name]) for tag, name in named.items()} == counted
        assert int(suite.attrib["tests"]) == len(outcomes(suite))
    assert int(root.attrib["failures"]) == len(example.drift)
    assert int(root.attrib["tests"]) == len(list(root.iter("testcase")))


def test_the_names_of_cases_do_not_change_with_values() -> None:
    """CI systems know a case by its name, so the name has no value of the account."""

    def name(actual: str) -> str:
        changed = finding(property="user_data", path="team.lead", actual=actual, message=f"It is {actual}.")
        case = next(parsed(report([changed])).iter("testcase"))
        return f"{case.attrib['classname']} {case.attrib['name']}"

    assert (
        name("a")
        == name("b")
        == "azure-face-drift.reception.dev.PersonGroup PersonGroup staff: changed user_data: team.lead"
    )


def test_failures_say_what_to_do() -> None:
    """A failure has the type, the message, what `pulumi up` does, and the fix."""
    failure = next(parsed(report([all_types()[0]])).iter("failure"))

    assert failure.attrib == {"type": "missing", "message": "The group is not in the account."}
    assert "pulumi up --refresh: Creates the group and its 212 persons again." in (failure.text or "").splitlines()


def test_texts_survive() -> None:
    """Markup comes back as it was, and removed characters leave the rest."""
    unread = [Unread(what=f"{MARKUP}\x00\x1b", reason="]]>\ufffe")]
    case = next(parsed(report([], unread=unread, stacks=[])).iter("testcase"))

    assert case.attrib["name"] == MARKUP
    assert case[0].attrib["message"] == "could not be compared: ]]>"


def test_every_type_is_a_failure_type() -> None:
    """The type of a failure is that of the finding."""
    types = [failure.attrib["type"] for failure in parsed(report(is_strict=True)).iter("failure")]

    assert set(types) == set(FindingType)


def test_no_two_cases_have_the_same_name() -> None:
    """CI systems drop the second one of two cases with the same name, so each name is unique in its suite."""
    same = [
        *(finding(FindingType.FACE_MISSING, id=f"face-{n}", resource_id=f"staff/{n}") for n in range(2)),
        *(finding(FindingType.UNMANAGED, name=None, id=f"unmanaged-{n}", endpoint=f"https://{n}") for n in range(2)),
    ]
    names = [case.attrib["name"] for case in parsed(report(same)).iter("testcase")]

    assert names == [
        "PersonGroup staff: face-missing in staff/0",
        "PersonGroup staff: face-missing in staff/1",
        "No drift",
        "PersonGroup staff-8f31: unmanaged (unmanaged-0)",
        "PersonGroup staff-8f31: unmanaged (unmanaged-1)",
    ]
