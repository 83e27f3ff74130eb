"""Arguments that a resource uses before the engine sees them: a wrong one is a RunError of one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import pulumi
import pulumi_azure_face as face
from outputs import output_of
from pulumi_azure_face.resources.person import validate_faces
from pulumi_azure_face.resources.training import list_of

OUTPUT = output_of("staff")
CONTAINERS: list[Any] = [face.PersonGroup, face.LargePersonGroup, face.FaceList, face.LargeFaceList]


def line_of(call: Callable[[], object]) -> str:
    """Return the message of the error, which the language host prints without a traceback."""
    with pytest.raises(pulumi.RunError) as error:
        call()
    line = str(error.value)
    assert line.isprintable()
    return line


@pytest.mark.parametrize(
    ("call", "line"),
    [
        pytest.param(
            lambda value: face.Person("ann", group=value),
            "Person 'ann': group must be a PersonGroup or LargePersonGroup, got {}. "
            "Pass the resource itself, or PersonGroup.get(...) for one that this program does not manage",
            id="Person",
        ),
        pytest.param(
            lambda value: face.Person.get("ann", "id", group=value),
            "Person 'ann': group must be a PersonGroup or LargePersonGroup, got {}. Pass",
            id="Person.get",
        ),
        pytest.param(
            lambda value: face.Face("ann", container=value, image="ann.jpg"),
            "Face 'ann': container must be a FaceList or LargeFaceList, got {}. "
            "Pass the resource itself, or FaceList.get(...) for one",
            id="Face of a list",
        ),
        pytest.param(
            lambda value: face.Face("ann", person=value, image="ann.jpg"),
            "Face 'ann': person must be a Person, got {}. Pass the resource itself, or Person.get(...) for one",
            id="Face of a person",
        ),
        pytest.param(
            lambda value: face.Face.get("ann", "id", container=value),
            "Face 'ann': container must be a FaceList or LargeFaceList, got {}. Pass",
            id="Face.get of a list",
        ),
        pytest.param(
            lambda value: face.Face.get("ann", "id", person=value),
            "Face 'ann': person must be a Person, got {}. Pass",
            id="Face.get of a person",
        ),
        pytest.param(
            lambda value: face.Gallery("all", container=value, source="photos"),
            "Gallery 'all': container must be a PersonGroup, LargePersonGroup, FaceList, or LargeFaceList, got {}. "
            "Pass the resource itself, or PersonGroup.get(...) for one",
            id="Gallery",
        ),
        pytest.param(
            lambda value: face.Training("all", container=value),
            "Training 'all': container must be a PersonGroup, LargePersonGroup, FaceList, or LargeFaceList, got {}. "
            "Pass the resource itself, or PersonGroup.get(...) for one",
            id="Training",
        ),
    ],
)
@pytest.mark.parametrize(
    ("value", "shown"), [("staff", "'staff'"), (OUTPUT, "an object of type Output")], ids=["id", "output"]
)
def test_id_instead_of_a_resource_is_rejected(call: Callable[[Any], object], line: str, value: Any, shown: str) -> None:
    """An ID in the place of a resource is an error that says how to pass an existing resource."""
    assert line_of(lambda: call(value)).startswith(line.format(shown))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("yes", "'yes'", id="text"),
        pytest.param("false", "'false'", id="text of a setting"),
        pytest.param(1, "1", id="number"),
        pytest.param(None, "None", id="None"),
        pytest.param(OUTPUT, "an object of type Output", id="output"),
    ],
)
@pytest.mark.parametrize("container", CONTAINERS)
def test_train_that_is_no_bool_is_rejected(container: Any, value: object, shown: str) -> None:
    """`train` must be a bool: any text would count as true, and an output is not known in time."""
    assert line_of(lambda: container("staff", train=value)) == (
        f"{container.__name__} 'staff': train must be True or False, got {shown}. "
        "Pass a plain bool: it decides what the program declares, so it cannot be an Output"
    )


@pytest.mark.parametrize(
    ("faces", "line"),
    [
        pytest.param("ann.jpg", "faces must be a list of images, got 'ann.jpg'", id="path"),
        pytest.param(5, "faces must be a list of images, got 5", id="number"),
        pytest.param(["ann.jpg"] * 249, "faces must have at most 248 images, got 249", id="too many"),
        pytest.param(["ann.jpg"] * 2, "faces contains 'ann.jpg' twice. Remove one of them", id="path twice"),
        pytest.param(
            ["https://a.example/b.jpg?sig=secret"] * 2, "faces contains 'https://a.example/b.jpg' twice", id="URL twice"
        ),
    ],
)
def test_faces_of_a_person_must_be_different_images(faces: Any, line: str) -> None:
    """`faces` must be a list of at most 248 different images. The message leaves out the access token of a URL."""
    message = line_of(lambda: validate_faces("ann", faces))

    assert message.startswith(f"Person 'ann': {line}")
    assert "secret" not in message


@pytest.mark.parametrize(
    ("triggers", "value"),
    [
        pytest.param((), [], id="none"),
        pytest.param(("a", "b"), ["a", "b"], id="tuple"),
        pytest.param("revision", "revision", id="string, which check rejects"),
        pytest.param(5, 5, id="number, which check rejects"),
        pytest.param(OUTPUT, OUTPUT, id="output"),
    ],
)
def test_triggers_become_a_list(triggers: object, value: object) -> None:
    """A wrong type of `triggers` reaches `check`, which reports it in one line."""
    assert list_of(triggers) == value if value is not OUTPUT else list_of(triggers) is OUTPUT
