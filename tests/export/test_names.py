"""Names of resources: valid identifiers from display names, stable, and never the same twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.export.names import MAX_LENGTH, RESERVED, Names, identifier
from pulumi_azure_face.queries.validation import InvalidInputError


@pytest.mark.parametrize(
    ("display_name", "expected"),
    [
        ("Staff", "staff"),
        ("Front desk (Berlin)", "front_desk_berlin"),
        ("Müller Straße", "muller_strasse"),
        ("Łódź", "lodz"),
        ('a "quoted"\nname\\', "a_quoted_name"),
        ("3rd floor", "person_group_3rd_floor"),
        ("日本語", "g_7"),
        ("😀", "g_7"),
        ("42", "g_7"),
        ("", "g_7"),
        ("__init__", "init"),
        ("x" * 128, "x" * MAX_LENGTH),
    ],
)
def test_identifier(display_name: str, expected: str) -> None:
    """An identifier looks like the display name, or like the ID if the name has no Latin letter."""
    assert identifier(display_name, "g-7", "person_group") == expected


@given(st.lists(st.text(max_size=128), max_size=30), st.from_regex(r"[a-z0-9_-]{1,64}", fullmatch=True))
def test_names_are_valid_and_different(display_names: list[str], container_id: str) -> None:
    """Whatever the display names are, the names are ASCII identifiers that nothing else uses, and all differ."""
    names = Names({})
    assigned = [
        names.assign("PersonGroup", str(number), identifier(display_name, container_id, "person_group"))
        for number, display_name in enumerate(display_names)
    ]

    assert len(set(assigned)) == len(assigned)
    assert all(name.isascii() and name.isidentifier() and name not in RESERVED for name in assigned)


def test_equal_names_are_numbered() -> None:
    """Equal display names get numbers, also if one of them looks like a numbered one."""
    names = Names({})
    bases = ["staff", "staff", "staff_2", "staff", "class", "class", "face"]

    assert [names.assign("FaceList", str(number), base) for number, base in enumerate(bases)] == [
        "staff",
        "staff_2",
        "staff_2_2",
        "staff_3",
        "class_",
        "class_2",
        "face_",
    ]


def test_saved_names_are_kept(tmp_path: Path) -> None:
    """A saved name stays whatever the display name is, and no other resource gets it."""
    file = tmp_path / "names.json"
    file.write_text('{"PersonGroup": {"a": "staff"}}')
    names = Names.read(file)

    assert names.assign("PersonGroup", "b", "staff") == "staff_2"
    assert names.assign("PersonGroup", "a", "renamed") == "staff"
    assert json.loads(names.text()) == {"PersonGroup": {"a": "staff", "b": "staff_2"}}
    assert names.id_of("PersonGroup", "staff") == "a"


def test_a_discarded_name_can_be_used_again() -> None:
    """The name of a resource that is gone leaves the file."""
    names = Names({"PersonGroup": {"a": "staff", "b": "guests"}})
    names.discard(lambda *key: key == ("PersonGroup", "a"))

    assert names.assign("PersonGroup", "c", "staff") == "staff"
    assert json.loads(names.text()) == {"PersonGroup": {"b": "guests", "c": "staff"}}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is not a JSON object"),
        ('{"PersonGroup": ["staff"]}', "is not a JSON object"),
        ('{"PersonGroup": {"a": "our staff"}}', "'our staff' is not a valid Python identifier"),
        ('{"PersonGroup": {"a": "face"}}', "'face' is not a valid Python identifier"),
        ('{"PersonGroup": {"a": "staff", "b": "staff"}}', "'staff' is used twice"),
    ],
)
def test_an_invalid_file_is_an_error(tmp_path: Path, content: str, problem: str) -> None:
    """A damaged file, or a name that a program cannot use, is one line that says what to do."""
    file = tmp_path / "names.json"
    file.write_text(content)

    with pytest.raises(InvalidInputError, match=problem) as error:
        Names.read(file)
    assert "\n" not in str(error.value)
