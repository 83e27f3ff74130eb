"""Persons and faces that are declared one by one, beside all kinds of containers."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ..account import Account
from ..faults.test_killed import killed_when
from ..photos import jpeg, put_photos
from ..stack import FAILED, Stack

EVERYTHING = """
    staff = face.PersonGroup("staff", user_data="group")
    people = face.LargePersonGroup("people", persons="photos/people", train=True)
    watched = face.FaceList("watched")
    visitors = face.LargeFaceList("visitors")

    ann = face.Person("ann", group=staff, display_name="Ann", user_data='{"hr": 7}',
                      faces=["photos/ann.jpg", pulumi.FileAsset("photos/ann-2.jpg"), photo_url])
    bob = face.Person("bob", group=people)
    portrait = face.Face("portrait", person=bob, image=pathlib.Path("photos/bob.jpg"), user_data="portrait",
                         target_face=[0, 0, 20, 20], detection_model="detection_02")
    seen = [face.Face(f"seen-{n}", container=watched, image=f"photos/seen-{n}.jpg", user_data="seen") for n in (1, 2)]
    visitor = face.Face("visitor", container=visitors, url=pulumi.RemoteAsset(photo_url))
    ready = face.Training("ready", container=staff, triggers=[ann.revision])
    known = face.Training("known", container=visitors, triggers=[visitor.id])
    pulumi.export("trained", pulumi.Output.all(ready.trained, people.trained, known.trained))
    pulumi.export("digest", portrait.digest)
    pulumi.export("ids", [ann.person_id, *[one.persisted_face_id for one in (*ann.faces, portrait, *seen, visitor)]])
"""


@pytest.fixture
def photos(stack: Stack) -> Path:
    put_photos(stack.folder / "photos" / "people" / "Cy", "cy")
    put_photos(stack.folder / "photos", "ann", "ann-2", "bob", "seen-1", "seen-2")
    return stack.folder / "photos"


@pytest.fixture
def photo_url(served: str) -> str:
    return f"{served}/web.jpg"


def texts(held: list[dict[str, Any]]) -> list[str | None]:
    return sorted((one["userData"] for one in held), key=str)


def test_everything_at_once(stack: Stack, account: Account, photos: Path, photo_url: str) -> None:
    """All that can be declared, made in one run, quiet afterwards, and gone without a trace."""
    stack.program(f"    import pathlib\n    photo_url = {photo_url!r}" + EVERYTHING)
    stack.up()

    by_name = {container["name"]: container for container in account.containers()}
    [ann] = by_name["staff"]["persons"]
    assert (ann["name"], ann["userData"], len(ann["persistedFaces"])) == ("Ann", '{"hr": 7}', 3)
    bob = next(person for person in by_name["people"]["persons"] if person["name"] == "bob")
    assert [face["userData"] for face in bob["persistedFaces"]] == ["portrait"]
    assert texts(by_name["watched"]["persistedFaces"]) == ["seen", "seen"]
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
    assert [note for note in (stack.root / "notes").rglob("*") if note.is_file()] == []


BEFORE = """
    import sys
    changed = {changed}
    def now(before, after):
        return after if changed else before
    group = face.PersonGroup("group")
    other = face.PersonGroup("other")
    small = face.FaceList("small")
    large = face.LargeFaceList("large")
    person = lambda name, **inputs: face.Person(name, **dict(dict(group=group), **inputs))
    one = lambda name, **inputs: face.Face(name, **dict(dict(container=large, image="photos/ann.jpg"), **inputs))

    person("named", display_name=now("Ann", "Anne"))
    person("texted", user_data=now("one", "two"))
    person("text given", user_data=now(None, "two"))
    person("text taken", user_data=now("one", None))
    person("moved", group=now(group, other))
    person("photographed", faces=now(["photos/ann.jpg"], ["photos/ann.jpg", "photos/bob.jpg"]))
    one("another image", image=now("photos/ann.jpg", "photos/bob.jpg"))
    one("a copy", image=now("photos/ann.jpg", "photos/copy.jpg"))
    one("a url", **now(dict(), dict(image=None, url=photo_url)))
    one("cut", target_face=now([0, 0, 20, 20], [1, 1, 20, 20]))
    one("detected", detection_model=now("detection_03", "detection_02"))
    one("face texted", user_data=now("one", "two"))
    one("face text taken", user_data=now("one", None))
    one("fixed text", container=small, user_data=now("one", "two"))
    one("listed elsewhere", container=now(large, small))
"""
CHANGES = {
    "named": "update",
    "texted": "update",
    "text given": "update",
    "text taken": "update",
    "moved": "replace",
    "photographed-bob.jpg": "create",
    "another image": "replace",
    "a url": "replace",
    "cut": "replace",
    "detected": "replace",
    "face texted": "update",
    "face text taken": "update",
    "fixed text": "replace",
    "listed elsewhere": "replace",
}


def test_each_input_changed_once(stack: Stack, account: Account, photos: Path, photo_url: str) -> None:
    """The preview says what the update then does; a moved copy of an image is no change."""
    put_photos(photos, "copy")
    (photos / "copy.jpg").write_bytes((photos / "ann.jpg").read_bytes())
    program = f"    photo_url = {photo_url!r}" + BEFORE
    stack.program(program.format(changed=False))
    stack.up()
    faces_before = len(all_faces(account))

    stack.program(program.format(changed=True))
    assert stack.planned() == CHANGES
    account.empty_log()
    stack.up()

    stack.preview("--expect-no-changes")
    assert len(all_faces(account)) == faces_before + 1
    people = {one["name"]: one["userData"] for held in account.containers() for one in held["persons"]}
    assert (people["Anne"], people["texted"], people["text given"]) == (mark(people["Anne"]), "two", "two")
    assert people["text taken"] == mark(people["text taken"])
    assert not [write for write in account.writes() if write.startswith("PUT")]


def asked_to(account: Account, method: str) -> bool:
    return any(write.startswith(method) for write in account.writes())


def all_faces(account: Account) -> list[dict[str, Any]]:
    containers = account.containers()
    owners = [*containers, *(person for container in containers for person in container["persons"])]
    return [face for owner in owners for face in owner["persistedFaces"]]


def mark(text: str) -> str:
    """The text, if it is a mark of ours."""
    assert text.startswith('{"pulumi-azure-face":')
    return text


@pytest.mark.parametrize(
    ("image", "line"),
    [
        pytest.param("photos", "image must be a file; there is a folder at 'photos'", id="folder"),
        pytest.param("letter.jpg", "image 'letter.jpg' is not JPEG, PNG, GIF or BMP by its content", id="text"),
        pytest.param("poster.jpg", "image 'poster.jpg' has 7340032 bytes; an image has 1024 to 6291456", id="7 MB"),
        pytest.param("stamp.jpg", "image 'stamp.jpg' has 200 bytes; an image has 1024 to 6291456", id="200 bytes"),
    ],
)
def test_an_image_that_is_none(stack: Stack, account: Account, photos: Path, image: str, line: str) -> None:
    """It is told in one line at preview, and nothing is asked of the service."""
    (stack.folder / "letter.jpg").write_text("Dear Ann, " * 200)
    (stack.folder / "poster.jpg").write_bytes(jpeg("poster").ljust(7 << 20, b"\0"))
    (stack.folder / "stamp.jpg").write_bytes(jpeg("stamp")[:200])
    stack.program(f'face.Face("wrong", container=face.LargeFaceList("visitors"), image={image!r})')
    preview = stack.preview(exit_code=FAILED)

    problems = {said.partition("'wrong' has a problem: ")[2] for said in preview.lines("has a problem")}
    assert [problem.startswith(line) for problem in problems] == [True]
    assert account.requests() == []


def test_what_the_service_refuses(stack: Stack, account: Account, photos: Path) -> None:
    """An image that it cannot fetch or decode is told in its own words; nothing half made is left, all else is done."""
    (photos / "torn.jpg").write_bytes(jpeg("torn")[:1100])
    stack.program("""
        visitors = face.LargeFaceList("visitors")
        face.Face("unfetched", container=visitors, url="http://127.0.0.1:9/a.jpg?sig=0123456789")
        face.Face("torn", container=visitors, image="photos/torn.jpg")
        ann = face.Person("ann", group=face.PersonGroup("staff"), faces=["photos/ann.jpg"])
    """)
    told = stack.call("up", "--yes", "--skip-preview", "--continue-on-error")

    assert told.exit_code == FAILED
    assert told.lines("could not enrol 'http://127.0.0.1:9/a.jpg' in LargeFaceList", "400 InvalidURL")
    assert told.lines("could not enrol 'photos/torn.jpg' in LargeFaceList", "400 InvalidImage")
    assert "0123456789" not in told.output
    assert "Traceback" not in told.output
    [ann] = all_faces(account)
    assert ann["sha256"] == sha256(jpeg("ann")).hexdigest()


def test_killed_at_each_write(stack: Stack, account: Account, photos: Path) -> None:
    """A person and a face that a killed run made are the next run's own, with the user's text as it was given."""
    stack.program("""
        ann = face.Person("ann", group=face.PersonGroup("staff"), user_data="the user's", faces=["photos/ann.jpg"])
        face.Face("seen", container=face.FaceList("watched"), image="photos/bob.jpg", user_data="the user's")
        face.Face("visitor", container=face.LargeFaceList("visitors"), image="photos/bob.jpg", user_data="the user's")
    """)
    for method, path in (("POST", ".*/persons"), ("PATCH", ".*/persons/[^/]*"), ("POST", ".*/persistedfaces")):
        account.rule(method=method, path=path, delay=30, times=None)
        account.empty_log()
        with killed_when(stack, partial(asked_to, account, method)):
            account.end_rules()
    stack.up()

    stack.preview("--expect-no-changes")
    assert texts(all_faces(account)) == ["the user's", "the user's", mark(texts(all_faces(account))[2] or "")]
    [ann] = [person for held in account.containers() for person in held["persons"]]
    assert ann["userData"] == "the user's"
    stack.destroy()
    assert account.containers() == []


def test_what_is_not_this_programs_is_read(stack: Stack, account: Account, photos: Path) -> None:
    """A container, a person and a face of somebody else's; one that is not there is an error, not a set of blanks."""
    account.stranger("theirs", userData="hands off")
    person = account.face.post("/persongroups/theirs/persons", json={"name": "Zoe", "userData": "hers"}).json()
    path = f"/persongroups/theirs/persons/{person['personId']}/persistedfaces"
    octets = {"Content-Type": "application/octet-stream"}
    added = account.face.post(path, content=jpeg("zoe"), headers=octets, params={"userData": "front"}).json()
    program = """
        theirs = face.PersonGroup.get("theirs", "theirs")
        zoe = face.Person.get("zoe", "{person}", group=theirs)
        front = face.Face.get("front", "{face}", person=zoe)
        pulumi.export("read", pulumi.Output.all(theirs.user_data, zoe.display_name, zoe.user_data, front.user_data))
    """
    before = account.containers()

    stack.program(program.format(person=person["personId"], face=added["persistedFaceId"]))
    stack.up()
    assert stack.output("read") == ["hands off", "Zoe", "hers", "front"]

    stack.program(program.format(person=person["personId"], face="nobody's"))
    told = stack.up(exit_code=FAILED)
    assert told.lines('could not read "nobody\'s": the account has none under this id')

    stack.destroy()
    assert account.containers() == before


def test_what_lies_in_somebody_elses_container(stack: Stack, account: Account, photos: Path) -> None:
    """Persons, faces and galleries of ours in a group that is only read: quiet afterwards, and removed by a destroy."""
    account.stranger("theirs")
    zoe = account.face.post("/persongroups/theirs/persons", json={"name": "Zoe"}).json()["personId"]
    before = account.containers()
    stack.program(f"""
        theirs = face.PersonGroup.get("theirs", "theirs")
        zoe = face.Person.get("zoe", "{zoe}", group=theirs)
        ann = face.Person("ann", group=theirs, faces=["photos/ann.jpg"])
        front = face.Face("front", person=zoe, image="photos/bob.jpg")
        gallery = face.Gallery("people", container=theirs, source="photos/people")
        face.Training("theirs", container=theirs, triggers=[ann.revision, front.id, gallery.revision])
    """)
    stack.up()
    assert len(all_faces(account)) == 3

    account.empty_log()
    stack.preview("--expect-no-changes")
    stack.up()
    assert account.writes() == []

    stack.destroy()
    [held] = account.containers()
    assert (held["persons"], held["persistedFaces"]) == (before[0]["persons"], [])


def test_a_secret_url_stays_one(stack: Stack, account: Account, served: str) -> None:
    """However it is given, it is in no byte of the state and of what is printed."""
    signed = f"{served}/web.jpg?sig=a-signature"
    stack.program(f"""
        secret = pulumi.Output.secret({signed!r})
        visitors = face.LargeFaceList("visitors")
        for name, inputs in dict(url=dict(url=secret), image=dict(image=secret),
                                 asset=dict(image=secret.apply(pulumi.RemoteAsset))).items():
            face.Face(name, container=visitors, **inputs)
        face.Person("vera", group=face.PersonGroup("staff"), faces=[secret])
    """)
    made = stack.up("--diff")

    assert len(all_faces(account)) == 4
    assert "a-signature" not in made.output
    assert "a-signature" not in stack.export()
    stack.preview("--expect-no-changes")


@pytest.mark.parametrize(
    ("faces", "line"),
    [
        pytest.param('"photos/ann.jpg"', "faces must be a list of images", id="one image"),
        pytest.param('["photos/ann.jpg"] * 2', "faces has 'photos/ann.jpg' twice", id="twice"),
        pytest.param('[f"{n}.jpg" for n in range(249)]', "a person has at most 248 faces", id="249"),
    ],
)
def test_faces_that_cannot_be(stack: Stack, account: Account, faces: str, line: str) -> None:
    stack.program(f'face.Person("ann", group=face.PersonGroup("staff"), faces={faces})')

    assert stack.preview(exit_code=FAILED).lines("Person 'ann': ", line)
