"""Arguments that a resource uses before the engine sees them: a wrong one is a RunError of one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

import pulumi
import pulumi_azure_face as face

OUTPUT = cast("Any", pulumi.Output.from_input("staff"))
ID = cast("Any", "staff")


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
    ("value", "shown"), [(ID, "'staff'"), (OUTPUT, "an object of type Output")], ids=["id", "output"]
)
def test_id_instead_of_a_resource_is_rejected(call: Callable[[Any], object], line: str, value: Any, shown: str) -> None:
    """An ID in the place of a resource is an error that says how to pass an existing resource."""
    assert line_of(lambda: call(value)).startswith(line.format(shown))
