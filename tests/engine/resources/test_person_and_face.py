"""Person and Face resources in all kinds of containers."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ..account import Account
from ..photos import jpeg, write_photos
from ..stack import FAILED, Stack

ALL_RESOURCES = """
    staff = face.PersonGroup("staff", user_data="group")
    people = face.LargePersonGroup("people", persons="photos/people", train=True)
    watched = face.FaceList("watched")
    visitors = face.LargeFaceList("visitors")

    ann = face.Person("ann", group=staff, display_name="Ann", user_data='{"hr": 7}',
                      faces=["photos/ann.jpg", pulumi.FileAsset("photos/ann-2.jpg"), photo_url])
    bob = face.Person("bob", group=people)
    portrait = face.Face("portrait", person=bob, image=pathlib.Path("photos/bob.jpg"), user_data="portrait",
                         target_face=[0, 0, 20, 20], detection_model="detection_02")
    watched_faces = [
        face.Face(f"watched-{n}", container=watched, image=f"photos/watched-{n}.jpg", user_data="watched")
        for n in (1, 2)
    ]
    visitor = face.Face("visitor", container=visitors, url=pulumi.RemoteAsset(photo_url))
    trained_group = face.Training("group", container=staff, triggers=[ann.revision])
    trained_list = face.Training("list", container=visitors, triggers=[visitor.id])
    pulumi.export("trained", pulumi.Output.all(trained_group.trained, people.trained, trained_list.trained))
    pulumi.export("digest", portrait.digest)
    faces = [*ann.faces, portrait, *watched_faces, visitor]
    pulumi.export("ids", [ann.person_id, *[each.persisted_face_id for each in faces]])
"""


@pytest.fixture
def photos(stack: Stack) -> Path:
    write_photos(stack.folder / "photos" / "people" / "Cy", "cy")
    write_photos(stack.folder / "photos", "ann", "ann-2", "bob", "watched-1", "watched-2")
    return stack.folder / "photos"


@pytest.fixture
def photo_url(photo_server: str) -> str:
    return f"{photo_server}/web.jpg"


def user_data_of(faces: list[dict[str, Any]]) -> list[str | None]:
    return sorted((face["userData"] for face in faces), key=str)


def test_all_resources_work_together(stack: Stack, account: Account, photos: Path, photo_url: str) -> None:
    """One run creates every resource type, the next runs change nothing, and a destroy leaves nothing behind."""
    stack.program(f"    import pathlib\n    photo_url = {photo_url!r}" + ALL_RESOURCES)
    stack.up()

    by_name = {container["name"]: container for container in account.containers()}
    [ann] = by_name["staff"]["persons"]
    assert (ann["name"], ann["userData"], len(ann["persistedFaces"])) == ("Ann", '{"hr": 7}', 3)
    bob = next(person for person in by_name["people"]["persons"] if person["name"] == "bob")
    assert [face["userData"] for face in bob["persistedFaces"]] == ["portrait"]
    assert user_data_of(by_name["watched"]["persistedFaces"]) == ["watched", "watched"]
    assert [face["sha256"] for face in by_name["visitors"]["persistedFaces"]] == [sha256(jpeg("web")).hexdigest()]
    assert stack.output("trained") == [True, True, True]
    assert stack.output("digest") == sha256((photos / "bob.jpg").read_bytes()).hexdigest()
    assert len(set(stack.output("ids"))) == 8

    account.empty_log()
    stack.preview("--expect-no-changes")
    assert account.requests() == []
    stack.refresh_preview(exit_code=0)
    assert account.writes() == []

    stack.destroy()
    assert account.containers() == []


CHANGING_PROGRAM = """
    import sys
    changed = {changed}
    def pick(before, after):
        return after if changed else before
    group = face.PersonGroup("group")
    other = face.PersonGroup("other")
    small = face.FaceList("small")
    large = face.LargeFaceList("large")

    def person(name, **inputs):
        face.Person(name, **dict(dict(group=group), **inputs))

    def one_face(name, **inputs):
        face.Face(name, **dict(dict(container=large, image="photos/ann.jpg"), **inputs))

    person("display name", display_name=pick("Ann", "Anne"))
    person("user data", user_data=pick("one", "two"))
    person("user data added", user_data=pick(None, "two"))
    person("user data removed", user_data=pick("one", None))
    person("new group", group=pick(group, other))
    person("faces", faces=pick(["photos/ann.jpg"], ["photos/ann.jpg", "photos/bob.jpg"]))
    one_face("image", image=pick("photos/ann.jpg", "photos/bob.jpg"))
    one_face("copy of the image", image=pick("photos/ann.jpg", "photos/copy.jpg"))
    one_face("image to url", **pick(dict(), dict(image=None, url=photo_url)))
    one_face("target face", target_face=pick([0, 0, 20, 20], [1, 1, 20, 20]))
    one_face("detection model", detection_model=pick("detection_03", "detection_02"))
    one_face("face user data", user_data=pick("one", "two"))
    one_face("face user data removed", user_data=pick("one", None))
    one_face("user data in a face list", container=small, user_data=pick("one", "two"))
    one_face("new container", container=pick(large, small))
"""
PLANNED_CHANGES = {
    "display name": "update",
    "user data": "update",
    "user data added": "update",
    "user data removed": "update",
    "new group": "replace",
    "faces-bob.jpg": "create",
    "image": "replace",
    "image to url": "replace",
    "target face": "replace",
    "detection model": "replace",
    "face user data": "update",
    "face user data removed": "update",
    "user data in a face list": "replace",
    "new container": "replace",
}


def test_each_changed_input_is_planned_and_applied(
    stack: Stack, account: Account, photos: Path, photo_url: str
) -> None:
    """The preview plans the change that the update makes for each input, and a renamed image file is no change."""
    write_photos(photos, "copy")
    (photos / "copy.jpg").write_bytes((photos / "ann.jpg").read_bytes())
    program = f"    photo_url = {photo_url!r}" + CHANGING_PROGRAM
    stack.program(program.format(changed=False))
    stack.up()
    face_count = len(all_faces(account))

    stack.program(program.format(changed=True))
    assert stack.planned() == PLANNED_CHANGES
    account.empty_log()
    stack.up()

    stack.preview("--expect-no-changes")
    assert len(all_faces(account)) == face_count + 1
    user_data = {
        person["name"]: person["userData"] for container in account.containers() for person in container["persons"]
    }
    assert is_ownership_tag(user_data["Anne"])
    assert (user_data["user data"], user_data["user data added"]) == ("two", "two")
    assert is_ownership_tag(user_data["user data removed"])
    assert not [write for write in account.writes() if write.startswith("PUT")]


def has_write(account: Account, method: str) -> bool:
    return any(write.startswith(method) for write in account.writes())


def all_faces(account: Account) -> list[dict[str, Any]]:
    containers = account.containers()
    owners = [*containers, *(person for container in containers for person in container["persons"])]
    return [face for owner in owners for face in owner["persistedFaces"]]


def is_ownership_tag(user_data: str | None) -> bool:
    return (user_data or "").startswith('{"pulumi-azure-face":')


@pytest.mark.parametrize(
    ("image", "problem"),
    [
        pytest.param("photos", "image: 'photos' is a folder, not a file", id="folder"),
        pytest.param(
            "letter.jpg", "image: 'letter.jpg' is not a JPEG, PNG, GIF, or BMP file (by its content)", id="text"
        ),
        pytest.param(
            "poster.jpg", "image: 'poster.jpg' must have 1024 to 6291456 bytes (1 KB to 6 MB), got 7340032", id="7 MB"
        ),
        pytest.param(
            "stamp.jpg", "image: 'stamp.jpg' must have 1024 to 6291456 bytes (1 KB to 6 MB), got 200", id="200 bytes"
        ),
    ],
)
def test_invalid_image_file_is_reported_at_preview(
    stack: Stack, account: Account, photos: Path, image: str, problem: str
) -> None:
    """An invalid image file is reported in one line at preview, without any request."""
    (stack.folder / "letter.jpg").write_text("Dear Ann, " * 200)
    (stack.folder / "poster.jpg").write_bytes(jpeg("poster").ljust(7 << 20, b"\0"))
    (stack.folder / "stamp.jpg").write_bytes(jpeg("stamp")[:200])
    stack.program(f'face.Face("wrong", container=face.LargeFaceList("visitors"), image={image!r})')
    preview = stack.preview(exit_code=FAILED)

    problems = {line.partition("'wrong' has a problem: ")[2] for line in preview.lines("has a problem")}
    assert [reported.startswith(problem) for reported in problems] == [True]
    assert account.requests() == []


def test_image_rejected_by_the_service_is_reported(stack: Stack, account: Account, photos: Path) -> None:
    """A rejected image is reported in the words of the service and leaves no partial face, and all else is created."""
    (photos / "torn.jpg").write_bytes(jpeg("torn")[:1100])
    stack.program("""
        visitors = face.LargeFaceList("visitors")
        face.Face("unfetched", container=visitors, url="http://127.0.0.1:9/a.jpg?sig=0123456789")
        face.Face("torn", container=visitors, image="photos/torn.jpg")
        ann = face.Person("ann", group=face.PersonGroup("staff"), faces=["photos/ann.jpg"])
    """)
    result = stack.run_unchecked("up", "--yes", "--skip-preview", "--continue-on-error")

    assert result.exit_code == FAILED
    assert result.lines("could not enroll 'http://127.0.0.1:9/a.jpg' in LargeFaceList", "400 InvalidURL")
    assert result.lines("could not enroll 'photos/torn.jpg' in LargeFaceList", "400 InvalidImage")
    assert "0123456789" not in result.output
    assert "Traceback" not in result.output
    [ann] = all_faces(account)
    assert ann["sha256"] == sha256(jpeg("ann")).hexdigest()


def test_run_killed_at_each_write_is_resumed(stack: Stack, account: Account, photos: Path) -> None:
    """The next run adopts the person and the faces of killed runs and gives them the user data of the program."""
    stack.program("""
        ann = face.Person("ann", group=face.PersonGroup("staff"), user_data="the user's", faces=["photos/ann.jpg"])
        face.Face("watched", container=face.FaceList("watched"), image="photos/bob.jpg", user_data="the user's")
        face.Face("visitor", container=face.LargeFaceList("visitors"), image="photos/bob.jpg", user_data="the user's")
    """)
    for method, path in (("POST", ".*/persons"), ("PATCH", ".*/persons/[^/]*"), ("POST", ".*/persistedfaces")):
        account.add_rule(method=method, path=path, delay=30, times=None)
        account.empty_log()
        with stack.killed_up(partial(has_write, account, method)):
            account.delete_rules()
    stack.up()

    stack.preview("--expect-no-changes")
    *user_data, ownership_tag = user_data_of(all_faces(account))
    assert user_data == ["the user's", "the user's"]
    assert is_ownership_tag(ownership_tag)
    [ann] = [person for container in account.containers() for person in container["persons"]]
    assert ann["userData"] == "the user's"
    stack.destroy()
    assert account.containers() == []


def test_unmanaged_resources_are_read(stack: Stack, account: Account, photos: Path) -> None:
    """`get` reads an unmanaged container, person, and face, and a missing one is an error."""
    account.create_unmanaged_group("legacy", userData="hands off")
    person = account.http.post("/persongroups/legacy/persons", json={"name": "Zoe", "userData": "hers"}).json()
    path = f"/persongroups/legacy/persons/{person['personId']}/persistedfaces"
    octets = {"Content-Type": "application/octet-stream"}
    added = account.http.post(path, content=jpeg("zoe"), headers=octets, params={"userData": "front"}).json()
    program = """
        legacy = face.PersonGroup.get("legacy", "legacy")
        zoe = face.Person.get("zoe", "{person}", group=legacy)
        front = face.Face.get("front", "{face}", person=zoe)
        pulumi.export("read", pulumi.Output.all(legacy.user_data, zoe.display_name, zoe.user_data, front.user_data))
    """
    before = account.containers()

    stack.program(program.format(person=person["personId"], face=added["persistedFaceId"]))
    stack.up()
    assert stack.output("read") == ["hands off", "Zoe", "hers", "front"]

    stack.program(program.format(person=person["personId"], face="nobody's"))
    failed = stack.up(exit_code=FAILED)
    assert failed.lines('could not read "nobody\'s": it does not exist in the account')

    stack.destroy()
    assert account.containers() == before


def test_unmanaged_container_may_hold_managed_resources(stack: Stack, account: Account, photos: Path) -> None:
    """Managed content of an unmanaged group needs no later change, and a destroy removes only this content."""
    account.create_unmanaged_group("legacy")
    zoe = account.http.post("/persongroups/legacy/persons", json={"name": "Zoe"}).json()["personId"]
    before = account.containers()
    stack.program(f"""
        legacy = face.PersonGroup.get("legacy", "legacy")
        zoe = face.Person.get("zoe", "{zoe}", group=legacy)
        ann = face.Person("ann", group=legacy, faces=["photos/ann.jpg"])
        front = face.Face("front", person=zoe, image="photos/bob.jpg")
        gallery = face.Gallery("people", container=legacy, source="photos/people")
        face.Training("legacy", container=legacy, triggers=[ann.revision, front.id, gallery.revision])
    """)
    stack.up()
    assert len(all_faces(account)) == 3

    account.empty_log()
    stack.preview("--expect-no-changes")
    stack.up()
    assert account.writes() == []

    stack.destroy()
    [container] = account.containers()
    assert (container["persons"], container["persistedFaces"]) == (before[0]["persons"], [])


def test_secret_url_stays_secret(stack: Stack, account: Account, photo_server: str) -> None:
    """A secret URL is in neither state nor output, whichever input it is passed to."""
    signed = f"{photo_server}/web.jpg?sig=a-signature"
    stack.program(f"""
        secret = pulumi.Output.secret({signed!r})
        visitors = face.LargeFaceList("visitors")
        for name, inputs in dict(url=dict(url=secret), image=dict(image=secret),
                                 asset=dict(image=secret.apply(pulumi.RemoteAsset))).items():
            face.Face(name, container=visitors, **inputs)
        face.Person("vera", group=face.PersonGroup("staff"), faces=[secret])
    """)
    result = stack.up("--diff")

    assert len(all_faces(account)) == 4
    assert "a-signature" not in result.output
    assert "a-signature" not in stack.export()
    stack.preview("--expect-no-changes")


@pytest.mark.parametrize(
    ("faces", "line"),
    [
        pytest.param('"photos/ann.jpg"', "faces must be a list of images", id="one image"),
        pytest.param('["photos/ann.jpg"] * 2', "faces contains 'photos/ann.jpg' twice", id="twice"),
        pytest.param('[f"{n}.jpg" for n in range(249)]', "faces must have at most 248 images, got 249", id="249"),
    ],
)
def test_invalid_faces_are_reported_at_preview(stack: Stack, account: Account, faces: str, line: str) -> None:
    """An invalid `faces` input of a person is reported at preview."""
    stack.program(f'face.Person("ann", group=face.PersonGroup("staff"), faces={faces})')

    assert stack.preview(exit_code=FAILED).lines("Person 'ann': ", line)
