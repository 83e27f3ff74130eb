"""Ownership tags, and user data of other applications."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.identity.ownership_tags import FaceTag, PersonTag

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just(ownership_tags.MEMBER), inner),
    max_leaves=10,
)


def test_tag_format_is_stable_across_releases() -> None:
    """Every release writes and reads the tags that accounts contain today."""
    person = '{"pulumi-azure-face":{"gallery":"1f2e3d4c","person":"zoë","photos":"3-9f86d081884c7d65"}}'
    face = '{"pulumi-azure-face":{"gallery":"1f2e3d4c","photo":"60303ae22b998861bce3b28f33eec1be"}}'

    assert ownership_tags.write_tag(PersonTag("1f2e3d4c", "zoë", "3-9f86d081884c7d65")) == person
    assert ownership_tags.write_tag(FaceTag("1f2e3d4c", "60303ae22b998861bce3b28f33eec1be")) == face
    assert ownership_tags.read_person_tag(person) == PersonTag("1f2e3d4c", "zoë", "3-9f86d081884c7d65")
    assert ownership_tags.read_face_tag(face) == FaceTag("1f2e3d4c", "60303ae22b998861bce3b28f33eec1be")


@given(gallery=st.text(), person=st.text(), photos=st.text())
def test_person_tag_round_trip(gallery: str, person: str, photos: str) -> None:
    """A person tag is read as it was written, and it is not a face tag."""
    tag = PersonTag(gallery, person, photos)

    assert ownership_tags.read_person_tag(ownership_tags.write_tag(tag)) == tag
    assert ownership_tags.read_face_tag(ownership_tags.write_tag(tag)) is None


@given(gallery=st.text(), photo=st.text())
def test_face_tag_round_trip(gallery: str, photo: str) -> None:
    """A face tag is read as it was written, and it is not a person tag."""
    tag = FaceTag(gallery, photo)

    assert ownership_tags.read_face_tag(ownership_tags.write_tag(tag)) == tag
    assert ownership_tags.read_person_tag(ownership_tags.write_tag(tag)) is None


@given(user_data=st.none() | st.text() | json_values.map(json.dumps))
def test_other_user_data_is_not_a_tag(user_data: str | None) -> None:
    """Any text or JSON is not a tag unless it has all members of a tag as strings."""
    assert ownership_tags.read_person_tag(user_data) is None
    assert ownership_tags.read_face_tag(user_data) is None


@pytest.mark.parametrize(
    "user_data",
    [
        pytest.param("[" * 16_384, id="deep nesting"),
        pytest.param('{"pulumi-azure-face":' * 700, id="deep nesting of the member"),
        pytest.param("1" * 16_384, id="number too long for Python"),
        pytest.param('{"pulumi-azure-face": {"gallery": "a", "person": "b"}}', id="incomplete tag"),
        pytest.param('{"pulumi-azure-face": {"gallery": "a", "person": "b", "photos": 3}}', id="number in a tag"),
        pytest.param('{"pulumi-azure-face": "1f2e3d4c"}', id="member with a string"),
        pytest.param('["pulumi-azure-face"]', id="member name in a list"),
    ],
)
def test_incomplete_or_hostile_user_data_is_not_a_tag(user_data: str) -> None:
    """User data that resembles a tag is not a tag and never raises an error."""
    assert ownership_tags.read_person_tag(user_data) is None
    assert ownership_tags.read_face_tag(user_data) is None


def test_tag_with_unknown_members_is_read() -> None:
    """Unknown members of a later release are ignored."""
    user_data = '{"pulumi-azure-face": {"gallery": "a", "photo": "b", "added": "later"}, "hr": 7}'

    assert ownership_tags.read_face_tag(user_data) == FaceTag("a", "b")
