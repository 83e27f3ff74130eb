"""The marks by which a gallery knows its own, and what somebody else may write beside them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.identity.ownership_tags import FaceTag, PersonTag

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just(ownership_tags.MEMBER), inner),
    max_leaves=10,
)


def test_the_form_of_a_mark_never_changes() -> None:
    """The very text that accounts hold today is known in every release to come."""
    person = '{"pulumi-azure-face":{"gallery":"1f2e3d4c","person":"zoë","photos":"3-9f86d081884c7d65"}}'
    face = '{"pulumi-azure-face":{"gallery":"1f2e3d4c","photo":"60303ae22b998861bce3b28f33eec1be"}}'

    assert ownership_tags.write_tag(PersonTag("1f2e3d4c", "zoë", "3-9f86d081884c7d65")) == person
    assert ownership_tags.write_tag(FaceTag("1f2e3d4c", "60303ae22b998861bce3b28f33eec1be")) == face
    assert ownership_tags.read_person_tag(person) == PersonTag("1f2e3d4c", "zoë", "3-9f86d081884c7d65")
    assert ownership_tags.read_face_tag(face) == FaceTag("1f2e3d4c", "60303ae22b998861bce3b28f33eec1be")


@given(gallery=st.text(), person=st.text(), photos=st.text())
def test_a_persons_mark_comes_back_as_it_was_written(gallery: str, person: str, photos: str) -> None:
    """Whatever a person is called, the mark read is the mark written, and no face's."""
    mark = PersonTag(gallery, person, photos)

    assert ownership_tags.read_person_tag(ownership_tags.write_tag(mark)) == mark
    assert ownership_tags.read_face_tag(ownership_tags.write_tag(mark)) is None


@given(gallery=st.text(), photo=st.text())
def test_a_faces_mark_comes_back_as_it_was_written(gallery: str, photo: str) -> None:
    """The mark read is the mark written, and no person's."""
    mark = FaceTag(gallery, photo)

    assert ownership_tags.read_face_tag(ownership_tags.write_tag(mark)) == mark
    assert ownership_tags.read_person_tag(ownership_tags.write_tag(mark)) is None


@given(user_data=st.none() | st.text() | anything.map(json.dumps))
def test_what_others_wrote_is_never_ours(user_data: str | None) -> None:
    """Text or JSON of any kind is not a mark unless it has all of a mark's members as text."""
    assert ownership_tags.read_person_tag(user_data) is None
    assert ownership_tags.read_face_tag(user_data) is None


@pytest.mark.parametrize(
    "user_data",
    [
        pytest.param("[" * 16_384, id="nested deeper than a parser goes"),
        pytest.param('{"pulumi-azure-face":' * 700, id="our name, endlessly"),
        pytest.param("1" * 16_384, id="a number longer than Python reads"),
        pytest.param('{"pulumi-azure-face": {"gallery": "a", "person": "b"}}', id="half a mark"),
        pytest.param('{"pulumi-azure-face": {"gallery": "a", "person": "b", "photos": 3}}', id="a number in it"),
        pytest.param('{"pulumi-azure-face": "1f2e3d4c"}', id="our name with text"),
        pytest.param('["pulumi-azure-face"]', id="our name in a list"),
    ],
)
def test_what_looks_like_ours_is_not(user_data: str) -> None:
    """Nothing but a whole mark is one, and nothing that a stranger may store stops us."""
    assert ownership_tags.read_person_tag(user_data) is None
    assert ownership_tags.read_face_tag(user_data) is None


def test_a_mark_of_a_later_release_is_known() -> None:
    """Members that we do not know do not hide those that we do."""
    written = '{"pulumi-azure-face": {"gallery": "a", "photo": "b", "added": "later"}, "hr": 7}'

    assert ownership_tags.read_face_tag(written) == FaceTag("a", "b")
