"""The rule of each input at its limits, and the failure for an invalid value."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from pictures import picture
from pulumi_azure_face.client.kinds import FACE_LIST, KINDS, LARGE_FACE_LIST, PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN

from ..helpers import programs
from ..helpers.lifecycles import AnyLifecycle, Props, check, container, face, gallery, person, training

ID_RULE = "must have 1 to 64 characters from a-z, 0-9, - and _"
WAIT_RULE = "must be a number of seconds above 0 and at most 604800"


def failures(lifecycle: AnyLifecycle, program: Props) -> list[str]:
    return check(lifecycle, {}, program).failures


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("person_group_id", "a", id="id of 1"),
        pytest.param("person_group_id", "a" * 64, id="id of 64"),
        pytest.param("person_group_id", "a-z_09", id="id of all allowed characters"),
        pytest.param("person_group_id", None, id="id None"),
        pytest.param("display_name", "N", id="name of 1"),
        pytest.param("display_name", "ü" * 128, id="name of 128"),
        pytest.param("display_name", None, id="name None"),
        pytest.param("user_data", "", id="user data empty"),
        pytest.param("user_data", "x" * 16_384, id="user data of 16 KB"),
        pytest.param("user_data", "ü" * 8_192, id="user data of 16 KB in two-byte letters"),
        pytest.param("user_data", None, id="user data None"),
        *(pytest.param("recognition_model", f"recognition_0{n}", id=f"model {n}") for n in (1, 2, 3, 4)),
        *(pytest.param("adopt", word, id=f"adopt {word}") for word in ("identical", "never", "always")),
        pytest.param("adopt", None, id="adopt None"),
        pytest.param("account", "second", id="account"),
    ],
)
def test_container_accepts_values_at_the_limits(name: str, value: object) -> None:
    """A value within its rule is accepted, even at the limit."""
    assert failures(container, {**programs.container(), name: value}) == []


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        pytest.param("person_group_id", "", f"{ID_RULE}, got ''", id="id empty"),
        pytest.param("person_group_id", "a" * 65, f"{ID_RULE}, got 'a", id="id of 65"),
        pytest.param("person_group_id", "Staff", f"{ID_RULE}, got 'Staff'", id="id with upper case"),
        pytest.param("person_group_id", "büro", f"{ID_RULE}, got 'büro'", id="id with umlaut"),
        pytest.param("person_group_id", "٣", f"{ID_RULE}, got '٣'", id="id with another script's digit"),
        pytest.param("person_group_id", "a\n", f"{ID_RULE}, got 'a\\n'", id="id with line break"),
        pytest.param("person_group_id", "container_id!", f"{ID_RULE}, got 'container_id!'", id="id like an input name"),
        pytest.param("person_group_id", 7, "must be a string, got int", id="id as a number"),
        pytest.param("display_name", "", "must have 1 to 128 characters, got an empty string", id="name empty"),
        pytest.param("display_name", "N" * 129, "must have 1 to 128 characters, got 129", id="name of 129"),
        pytest.param("display_name", ["N"], "must be a string, got list", id="name as a list"),
        pytest.param(
            "user_data", "x" * 16_385, "must have at most 16384 bytes (16 KB), got 16385", id="user data too long"
        ),
        pytest.param(
            "user_data", "x" + "ü" * 8_192, "must have at most 16384 bytes (16 KB), got 16385", id="user data in bytes"
        ),
        pytest.param("user_data", {"a": "b"}, "must be a string, got dict", id="user data as an object"),
        pytest.param(
            "recognition_model",
            "recognition_05",
            "must be one of recognition_01, recognition_02, recognition_03, recognition_04, got 'recognition_05'",
            id="unknown model",
        ),
        pytest.param(
            "adopt", "allways", "must be one of identical, never, always, got 'allways'", id="adopt misspelled"
        ),
        pytest.param("adopt", True, "must be a string, got bool", id="adopt as a boolean"),
        pytest.param("account", 2, "must be a string, got int", id="account as a number"),
        pytest.param("color", "red", "is not an input of this resource", id="unknown input"),
        pytest.param("color", UNKNOWN, "is not an input of this resource", id="unknown input with an unknown value"),
    ],
)
def test_container_rejects_invalid_values(name: str, value: object, line: str) -> None:
    """An invalid value is rejected in one short line with the name of the input and its rule."""
    (failure,) = failures(container, {**programs.container(), name: value})

    assert failure.startswith(f"{name} {line}")
    assert "\n" not in failure
    assert len(failure) < 200


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_id_failure_uses_the_input_name_of_the_kind(kind: Kind) -> None:
    """The failure for an invalid id uses the input name of the kind."""
    (failure,) = failures(container, programs.container(kind, "No"))

    assert failure.startswith(f"{kind.id_input} {ID_RULE}")


def test_each_invalid_input_has_a_failure() -> None:
    """Each invalid input has its own failure."""
    lines = failures(container, programs.container(PERSON_GROUP, "No", display_name="", adopt="yes"))

    assert [line.split()[0] for line in lines] == ["person_group_id", "display_name", "adopt"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(0.001, id="millisecond"),
        pytest.param(1, id="integer"),
        pytest.param(604_800, id="one week"),
        pytest.param(None, id="None"),
    ],
)
def test_timeout_accepts_up_to_one_week(value: object) -> None:
    """A timeout above zero and up to one week is accepted."""
    assert failures(training, programs.training(timeout=value)) == []


@pytest.mark.parametrize(
    ("value", "shown_value"),
    [
        pytest.param(0, "0", id="zero"),
        pytest.param(-1, "-1", id="negative"),
        pytest.param(604_801, "604801", id="more than a week"),
        pytest.param(math.nan, "nan", id="NaN"),
        pytest.param(math.inf, "inf", id="infinite"),
        pytest.param(True, "True", id="boolean"),
        pytest.param("60", "'60'", id="string"),
        pytest.param([60], "[60]", id="list"),
    ],
)
def test_timeout_rejects_other_values(value: object, shown_value: str) -> None:
    """Any other timeout is rejected with the rule and the value."""
    assert failures(training, programs.training(timeout=value)) == [f"timeout {WAIT_RULE}, got {shown_value}"]


@pytest.mark.parametrize(
    ("inputs", "line"),
    [
        pytest.param({"wait": "yes"}, "wait must be True or False, got 'yes'", id="wait as text"),
        pytest.param({"wait": 1}, "wait must be True or False, got 1", id="wait as a number"),
        pytest.param({"triggers": "r1"}, "triggers must be a list, got str", id="triggers as text"),
        pytest.param({"triggers": ["r1", 2]}, "triggers[1] must be a string, got int", id="trigger as a number"),
        pytest.param({"container_id": None}, "container_id is required", id="no container"),
    ],
)
def test_training_rejects_invalid_values(inputs: dict[str, Any], line: str) -> None:
    """Training rejects values of the wrong type."""
    assert failures(training, programs.training(**inputs)) == [line]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param(PERSON_GROUP, "persons", id="persons of a group"),
        pytest.param(LARGE_FACE_LIST, "faces", id="faces of a list"),
        pytest.param(PERSON_GROUP, "source", id="source of a gallery"),
    ],
)
@pytest.mark.parametrize(
    ("value", "rule"),
    [
        pytest.param(
            "no/such", ": 'no/such' does not exist. A relative path starts at the program's folder", id="missing"
        ),
        pytest.param("", " must be the path of a folder or a manifest, got an empty string", id="empty text"),
        pytest.param(
            "a\0b", ": 'a\\x00b' does not exist. A relative path starts at the program's folder", id="not a path"
        ),
        pytest.param(4, " must be a string, got int", id="number"),
        pytest.param(None, " is required", id="None"),
    ],
)
def test_source_failure_uses_the_name_in_the_program(kind: Kind, name: str, value: object, rule: str) -> None:
    """The failure for a source uses the name that the program used: `persons`, `faces`, or `source`."""
    program = {**programs.child(kind), "source": value, "source_name": name, "origin": programs.ORIGIN}

    assert failures(gallery, program) == [f"{name}{rule}"]


def test_source_name_does_not_change_other_failures() -> None:
    """A failure of another input does not depend on the name of the source."""
    program = {**programs.child(PERSON_GROUP), "source": ".", "source_name": "persons", "resource_tag": "x"}

    assert failures(gallery, program) == ["resource_tag is not an input of this resource"]


def test_face_list_cannot_be_trained() -> None:
    """A FaceList has no training, because its faces are found immediately.

    See face-api.md#face-list-needs-no-training.
    """
    assert failures(training, programs.training(FACE_LIST)) == [
        "a FaceList cannot be trained, because its faces can be searched at once. Remove train=True or the Training"
    ]


ACCOUNT_RULE = "account endpoint must be an https URL such as https://my-face.cognitiveservices.azure.com"


@pytest.mark.parametrize(
    "lifecycle", [container, gallery, training, person, face], ids=lambda lifecycle: type(lifecycle).__name__
)
def test_endpoint_of_an_account_resource_is_checked(lifecycle: AnyLifecycle, photo: Path) -> None:
    """The endpoint of an `Account` resource follows the rule of the endpoint setting."""
    program = {**valid_program(lifecycle, photo), "account": "ftp://made.example"}

    assert [line.partition(" (")[0] for line in failures(lifecycle, program)] == [ACCOUNT_RULE]
    assert failures(lifecycle, {**program, "account": "https://made.example/", "account_key": "k"}) == []


def valid_program(lifecycle: AnyLifecycle, photo: Path) -> Props:
    if lifecycle is face:
        return programs.face(photo)
    if lifecycle is gallery:
        return programs.gallery(photo.parent, LARGE_FACE_LIST)
    return {container: programs.container, training: programs.training, person: programs.person}[lifecycle]()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of 48 x 48 pixels, the only file in its folder."""
    (tmp_path / "photos").mkdir()
    path = tmp_path / "photos" / "ann.jpg"
    path.write_bytes(picture("ann"))
    return path


@pytest.mark.parametrize(
    ("inputs", "line"),
    [
        pytest.param(
            {"kind": "FaceList"}, "group must be a PersonGroup or LargePersonGroup, got a FaceList", id="list"
        ),
        pytest.param(
            {"display_name": ""}, "display_name must have 1 to 128 characters, got an empty string", id="name empty"
        ),
        pytest.param(
            {"user_data": "x" * 16_385}, "user_data must have at most 16384 bytes (16 KB), got 16385", id="user data"
        ),
        pytest.param({"color": "red"}, "color is not an input of this resource", id="unknown input"),
    ],
)
def test_person_rejects_invalid_values(inputs: Props, line: str) -> None:
    """A person rejects invalid values with one failure."""
    assert failures(person, {**programs.person(), **inputs}) == [line]


RECTANGLE = "target_face must be [left, top, width, height] in whole pixels, with a width and height of at least 1, got"


@pytest.mark.parametrize(
    ("inputs", "line"),
    [
        pytest.param({"image": None}, "pass either image or url, got neither", id="no image"),
        pytest.param({"url": "https://a.example/b.jpg"}, "pass either image or url, got both", id="both"),
        pytest.param(
            {"image": None, "url": "b.jpg"},
            "url must be a URL that starts with http:// or https://",
            id="url without host",
        ),
        pytest.param(
            {"image": None, "url": "ftp://a/b"},
            "url must be a URL that starts with http:// or https://",
            id="url of ftp",
        ),
        pytest.param(
            {"image": None, "url": "http://[a"},
            "url must be a URL that starts with http:// or https://",
            id="invalid url",
        ),
        pytest.param({"image": 7}, "image must be a string, got int", id="image as a number"),
        pytest.param({"target_face": [1, 2, 3]}, f"{RECTANGLE} [1, 2, 3]", id="three numbers"),
        pytest.param({"target_face": [-1, 0, 3, 4]}, f"{RECTANGLE} [-1, 0, 3, 4]", id="left of the image"),
        pytest.param({"target_face": [0, 0, 0, 4]}, f"{RECTANGLE} [0, 0, 0, 4]", id="no width"),
        pytest.param({"target_face": [0, 0, 1.5, 4]}, f"{RECTANGLE} [0, 0, 1.5, 4]", id="fraction of a pixel"),
        pytest.param({"target_face": "0,0,1,4"}, f"{RECTANGLE} '0,0,1,4'", id="string"),
        pytest.param(
            {"user_data": "x" * 1_025}, "user_data must have at most 1024 bytes (1 KB), got 1025", id="string"
        ),
        pytest.param(
            {"detection_model": "detection_04"},
            "detection_model must be one of detection_01, detection_02, detection_03, got 'detection_04'",
            id="unknown model",
        ),
        pytest.param(
            {"kind": "PersonGroup"},
            "container must be a FaceList or LargeFaceList. Faces in a PersonGroup belong to a person: pass person=...",
            id="group without a person",
        ),
    ],
)
def test_face_rejects_invalid_values(inputs: Props, line: str, photo: Path) -> None:
    """A face rejects invalid values with one failure."""
    assert failures(face, {**programs.face(photo), **inputs}) == [line]


@pytest.mark.parametrize("url", ["https://a.example/b.jpg?sig=x", "http://127.0.0.1:8000/b.jpg"])
def test_image_can_be_a_url(url: str) -> None:
    """The image of a face can be an http or https URL."""
    assert failures(face, programs.face(Path()) | {"image": None, "url": url}) == []


def test_image_and_url_can_both_be_unknown() -> None:
    """At preview both `image` and `url` can be unknown."""
    assert failures(face, programs.face(Path()) | {"image": UNKNOWN, "url": UNKNOWN}) == []


@pytest.mark.parametrize("lifecycle", [container, training, person], ids=lambda lifecycle: type(lifecycle).__name__)
def test_empty_account_is_rejected(lifecycle: AnyLifecycle, photo: Path) -> None:
    """An empty account name is rejected."""
    (line,) = failures(lifecycle, {**valid_program(lifecycle, photo), "account": ""})

    assert line == "account must be the name of an account or an `Account`, got an empty string"


@pytest.mark.parametrize("target_face", [[0, 0, 48, 48], [47, 47, 1, 1], [10, 0, 38, 48]])
def test_target_face_at_the_edge_of_the_image_is_accepted(target_face: list[int], photo: Path) -> None:
    """A target face that touches the edge of the image is accepted."""
    assert failures(face, programs.face(photo, target_face=target_face)) == []


@pytest.mark.parametrize("target_face", [[0, 0, 49, 48], [48, 47, 1, 1], [0, 40, 10, 9]])
def test_target_face_outside_the_image_is_rejected(target_face: list[int], photo: Path) -> None:
    """A target face that is not inside the image is rejected."""
    (line,) = failures(face, programs.face(photo, target_face=target_face))

    assert line == (f"target_face must be inside the image, got {target_face} for {str(photo)!r} with 48 x 48 pixels")


@pytest.mark.parametrize("format", ["jpeg", "png", "gif", "bmp"])
def test_image_size_is_read_in_every_format(format: str, photo: Path) -> None:
    """The size of an image is read in every format of the service."""
    photo.write_bytes(picture("ann", format))

    (line,) = failures(face, programs.face(photo, target_face=[0, 0, 49, 1]))
    assert line.endswith("with 48 x 48 pixels")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        pytest.param(None, "does not exist", id="missing"),
        pytest.param("a folder", "is a folder, not a file", id="folder"),
        pytest.param(b"Dear Ann, " * 200, "is not a JPEG, PNG, GIF, or BMP file (by its content)", id="string"),
        pytest.param(b"", "is not a JPEG, PNG, GIF, or BMP file (by its content)", id="empty"),
        pytest.param(picture(size=200), "must have 1024 to 6291456 bytes (1 KB to 6 MB), got 200", id="too small"),
        pytest.param(
            picture(size=7 << 20), "must have 1024 to 6291456 bytes (1 KB to 6 MB), got 7340032", id="too large"
        ),
    ],
)
def test_invalid_image_file_is_rejected_at_preview(content: bytes | str | None, line: str, photo: Path) -> None:
    """A file that the service would reject is rejected at preview in one line with its path."""
    photo.unlink()
    if isinstance(content, bytes):
        photo.write_bytes(content)
    if content == "a folder":
        photo.mkdir()

    (failure,) = failures(face, programs.face(photo))
    assert failure.startswith("image: ")
    assert line in failure
    assert repr(str(photo)) in failure
