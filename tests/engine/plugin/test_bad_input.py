"""Invalid input of programs in YAML is reported at preview, before any request, by the names of the program."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ..account import Account
from ..photos import write_photos
from ..stack import FAILED, Stack


@dataclass(frozen=True)
class InvalidResource:
    """A resource with invalid inputs, and the beginnings of the lines that report them."""

    type: str
    properties: str
    lines: tuple[str, ...]


CASES = {
    "malformed": InvalidResource(
        "PersonGroup",
        "personGroupId: Staff!, displayName: '', recognitionModel: recognition_05, adopt: allways",
        (
            "personGroupId must have 1 to 64 characters from a-z, 0-9, - and _, got 'Staff!'",
            "displayName must have 1 to 128 characters, got an empty string",
            "recognitionModel must be one of recognition_01, recognition_02, recognition_03, recognition_04, got",
            "adopt must be one of identical, never, always, got 'allways'",
        ),
    ),
    "too long": InvalidResource(
        "LargeFaceList",
        f"displayName: {'n' * 129}, userData: {'d' * (16 * 1024 + 1)}",
        (
            "displayName must have 1 to 128 characters, got 129",
            "userData must have at most 16384 bytes (16 KB), got 16385",
        ),
    ),
    "negative timeout": InvalidResource(
        "Training",
        "container: PersonGroup/staff, timeout: -1",
        ("timeout must be a number of seconds above 0 and at most 604800, got -1",),
    ),
    "no folder": InvalidResource(
        "Gallery",
        "container: PersonGroup/staff, source: photos/absent",
        ("source: 'photos/absent' does not exist. A relative path starts at the program's folder",),
    ),
    "id for a ref": InvalidResource(
        "Gallery",
        "container: staff-1f2e3d4c, source: photos",
        ("container must be the `ref` of a PersonGroup, LargePersonGroup, FaceList, or LargeFaceList, got 'staff-1",),
    ),
    "person in a list": InvalidResource(
        "Person", "group: FaceList/visitors", ("group must be a PersonGroup or LargePersonGroup, got a FaceList",)
    ),
    "face without an image": InvalidResource(
        "Face", "container: FaceList/visitors", ("pass either image or url, got neither",)
    ),
    "face in a group": InvalidResource(
        "Face",
        "container: PersonGroup/staff, image: photos/a.jpg",
        ("container must be a FaceList or LargeFaceList. Faces in a PersonGroup belong to a person: pass person",),
    ),
    "face without an owner": InvalidResource(
        "Face", "image: photos/a.jpg", ("pass either container or person, got neither",)
    ),
    "target outside": InvalidResource(
        "Face",
        "container: FaceList/visitors, image: photos/a.jpg, targetFace: [0, 0, 500, 500]",
        ("targetFace must be inside the image, got [0, 0, 500, 500] for 'photos/a.jpg' with 32 x 32 pixels",),
    ),
    "training of a list": InvalidResource(
        "Training",
        "container: FaceList/visitors",
        ("a FaceList cannot be trained, because its faces can be searched at once. Remove the Training",),
    ),
}


@pytest.mark.parametrize("invalid", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_invalid_input_is_reported_at_preview(stack: Stack, account: Account, invalid: InvalidResource) -> None:
    """Each invalid input has one line that names the input and the rule, and no request is sent."""
    write_photos(stack.folder / "photos", "a")
    stack.yaml_program(
        f"""
        resources:
          wrong:
            type: azure-face:{invalid.type}
            properties: {{{invalid.properties}}}
        """
    )
    preview = stack.preview(exit_code=FAILED)

    problems = [line.partition("resource 'wrong' has a problem: ")[2] for line in preview.lines("has a problem")]
    for line in invalid.lines:
        assert any(problem.startswith(line) for problem in problems), preview.output
    assert len(set(problems)) == len(invalid.lines)
    assert account.requests() == []


@pytest.mark.parametrize("setting", ["endpoint", "key"])
def test_missing_setting_is_reported_at_preview(stack: Stack, account: Account, setting: str) -> None:
    """Without an endpoint or a key, the preview fails with a line that says how to set it."""
    stack.run("config", "rm", f"azure-face:{setting}")
    stack.yaml_program("resources: {staff: {type: azure-face:PersonGroup}}")
    preview = stack.preview(exit_code=FAILED)

    assert preview.lines(f"azure-face:{setting} is not set", f"AZURE_FACE_{setting.upper()}")
    assert account.requests() == []
