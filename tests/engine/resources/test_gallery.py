"""Galleries that follow a folder or a manifest."""

from __future__ import annotations

import json

from ..account import Account, large_face_list, person_group
from ..photos import faces_in, people_in, write_people, write_photos
from ..stack import Stack


def test_gallery_follows_its_folder(stack: Stack, account: Account) -> None:
    """New, changed, and deleted photos are enrolled and removed without other changes, followed by one training."""
    people, visitors = stack.folder / "people", stack.folder / "visitors"
    write_people(people, {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"], "Cid": ["cid-1"]})
    write_photos(visitors, "vera", "viktor")
    stack.program("""
        face.PersonGroup("staff", person_group_id="staff", persons="people", train=True)
        face.LargeFaceList("visitors", large_face_list_id="visitors", faces="visitors", train=True)
    """)
    stack.up()
    account.http.post("/persongroups/staff/persons", json={"name": "Guest"}).raise_for_status()
    account.empty_log()

    write_people(people, {"Ann": ["ann-3"], "Dee": ["dee-1"]})
    (people / "Ben" / "ben-1.jpg").write_bytes((people / "Cid" / "cid-1.jpg").read_bytes())
    (people / "Cid" / "cid-1.jpg").unlink()
    (people / "Cid").rmdir()
    (people / "Ann" / "ann-1.jpg").unlink()
    (visitors / "vera.jpg").unlink()
    write_photos(visitors, "volker")
    result = stack.up()

    assert account.holds() == [
        person_group("staff", photos=(*people_in(people), ("Guest", ())), trained=True),
        large_face_list("visitors", photos=faces_in(visitors), trained=True),
    ]
    assert result.lines("kept 1 person")
    assert sorted(writes_by_type(account)) == [
        "DELETE persistedfaces",  # ann-1, ben-1, vera
        "DELETE persistedfaces",
        "DELETE persistedfaces",
        "DELETE persons",  # Cid
        "PATCH persons",  # the ownership tags of Ann and Ben
        "PATCH persons",
        "POST persistedfaces",  # ann-3, the new ben-1, dee-1, volker
        "POST persistedfaces",
        "POST persistedfaces",
        "POST persistedfaces",
        "POST persons",  # Dee
        "POST train",
        "POST train",
    ]


def test_rejected_photos_may_be_skipped(stack: Stack, account: Account) -> None:
    """With `on_bad_image="skip"`, a warning and an output name each rejected photo, and no change remains planned."""
    write_photos(stack.folder / "photos", "ann", "ben")
    (stack.folder / "photos" / "bad.jpg").write_bytes(b"\xff\xd8\xff".ljust(2_000, b"."))
    (stack.folder / "staff.csv").write_text(
        "key,name,user_data,images\nann,Ann Lee,desk 12,photos/ann.jpg|photos/bad.jpg\nben,,,photos/ben.jpg\n"
    )
    stack.program("""
        group = face.PersonGroup("staff", person_group_id="staff", persons="staff.csv", on_bad_image="skip", train=True)
        pulumi.export("rejected", group.gallery.rejected)
        pulumi.export("ready", group.trained)
    """)
    result = stack.up()

    assert result.lines("skipped 1 photo: 'photos/bad.jpg' (400 InvalidImage")
    (rejected,) = stack.outputs()["rejected"]
    assert rejected["image"] == "'photos/bad.jpg'"
    assert stack.outputs()["ready"] is True
    persons = account.http.get("/persongroups/staff/persons").json()
    assert sorted((person["name"], json.loads(person["userData"]).get("userData")) for person in persons) == [
        ("Ann Lee", "desk 12"),
        ("ben", None),
    ]
    stack.preview("--expect-no-changes")
    stack.run("refresh", "--yes")
    stack.preview("--expect-no-changes")


def test_unusable_cache_is_reported_once(stack: Stack, account: Account) -> None:
    """If the cache cannot be used, each command works without it and warns once, however many galleries there are."""
    write_people(stack.folder / "people", {"Ann": ["ann-1"]})
    write_photos(stack.folder / "visitors", "vera")
    cache = stack.root / stack.machine / "cache" / "pulumi-azure-face" / "cache.sqlite3"
    cache.mkdir(parents=True)
    stack.program("""
        face.PersonGroup("staff", person_group_id="staff", persons="people", train=True)
        face.LargeFaceList("visitors", large_face_list_id="visitors", faces="visitors", train=True)
    """)

    for command in (stack.preview, stack.up):
        diagnostics = command().output.partition("Diagnostics:")[2]
        assert diagnostics.count(f"cannot use the cache '{cache}'") == 1

    assert account.holds() == [
        person_group("staff", photos=people_in(stack.folder / "people"), trained=True),
        large_face_list("visitors", photos=faces_in(stack.folder / "visitors"), trained=True),
    ]


def writes_by_type(account: Account) -> list[str]:
    """Return each write as its method and the last path segment that is not an id."""
    segments = ("persistedfaces", "persons", "train", "persongroups", "largefacelists")
    writes = [(write.split()[0], write.lower().split("/")) for write in account.writes()]
    return [f"{method} {next(part for part in reversed(path) if part in segments)}" for method, path in writes]
