"""Manifests: who and what they declare, the same in every format, and everything that can be wrong with one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pulumi_azure_face.client.kinds import Holds
from pulumi_azure_face.lifecycle.sources.desired import DesiredEntry, Photo, desired_digest
from pulumi_azure_face.lifecycle.sources.reader import SourceError, read_source

from ..account import photo_key
from ..photo_folders import photo, write

URL = "https://photos.example/ann.jpg?token=secret"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with photos of Ann and of a Zoë Müller, for a manifest to lie in."""
    return write(tmp_path / "photos", {"ann": (1, 2), "Zoë Müller 👩‍🔬": (3,)})


def as_text(ending: str, rows: list[dict[str, Any]]) -> str:
    return yaml.safe_dump(rows) if ending in ("yaml", "yml") else json.dumps(rows)


def declared(home: Path, name: str, content: str | bytes, holds: Holds = "persons") -> list[DesiredEntry]:
    file = home / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_source(file, holds)


def fault(home: Path, name: str, content: str | bytes, holds: Holds = "persons") -> str:
    with pytest.raises(SourceError) as refused:
        declared(home, name, content, holds)
    assert "\n" not in str(refused.value)
    return str(refused.value)


# --- what is declared -------------------------------------------------------------------------------------------------

TABLE = f"""\
key,name,user_data,images,target_face
ann,Ann Lee,desk 12,ann/1.jpg | ann/2.jpg | {URL},"0,0,40,40 | | 1 2 3 4"
Zoë Müller 👩‍🔬,,,Zoë Müller 👩‍🔬/3.jpg,
"""
ROWS: list[dict[str, Any]] = [
    {
        "key": "ann",
        "name": "Ann Lee",
        "user_data": "desk 12",
        "images": [
            {"image": "ann/1.jpg", "target_face": [0, 0, 40, 40]},
            "ann/2.jpg",
            {"image": URL, "target_face": [1, 2, 3, 4]},
        ],
    },
    {"key": "Zoë Müller 👩‍🔬", "images": "Zoë Müller 👩‍🔬/3.jpg", "name": None},
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("people.csv", TABLE, id="CSV"),
        pytest.param("people.CSV", "\ufeff" + TABLE.replace("\n", "\r\n") + "\r\n,,,,\r\n", id="CSV of a spreadsheet"),
        pytest.param("people.json", as_text("json", ROWS), id="JSON"),
        pytest.param("people.yaml", as_text("yaml", ROWS), id="YAML"),
        pytest.param("people.yml", as_text("yml", ROWS), id="yml"),
    ],
)
def test_every_format_declares_the_same(home: Path, name: str, content: str) -> None:
    """Keys, names, text, paths from the manifest on, URLs and target faces."""
    ann, zoe = declared(home, name, content)

    assert (ann.key, ann.name, ann.user_data) == ("ann", "Ann Lee", "desk 12")
    assert [(photo.location, photo.target_face) for photo in ann.photos.values()] == [
        (str(home / "ann" / "1.jpg"), (0, 0, 40, 40)),
        (str(home / "ann" / "2.jpg"), ()),
        (URL, (1, 2, 3, 4)),
    ]
    assert (zoe.key, zoe.name, list(zoe.photos)) == ("Zoë Müller 👩‍🔬", "Zoë Müller 👩‍🔬", [photo_key(photo(3))])


def test_a_manifest_may_say_what_a_folder_says(home: Path) -> None:
    """Who moves from a folder to a manifest without another word declares the same set."""
    folders = read_source(home, "persons")
    said = rows(*({"key": one.key, "images": [photo.location for photo in one.photos.values()]} for one in folders))

    assert desired_digest(declared(home, "people.json", said)) == desired_digest(folders)


def test_a_list_has_faces_with_text(home: Path) -> None:
    """A row of a list is an image or several, with text for each of their faces; the same image twice is one face."""
    (the_list,) = declared(
        home, "all.csv", "images,user_data\nann/1.jpg|ann/2.jpg,a\nann/1.jpg,a\nann/1.jpg,b\n", "faces"
    )

    assert (the_list.key, the_list.name) == ("", "")
    assert [(photo.location[-5:], photo.user_data) for photo in the_list.photos.values()] == [
        ("1.jpg", "a"),
        ("2.jpg", "a"),
        ("1.jpg", "b"),
    ]


@pytest.mark.parametrize(
    "other",
    [Photo("u", "c", (1, 2, 3, 4)), Photo("u", "c", user_data="x"), Photo("u", "c", (1, 2, 3, 5)), Photo("u", "d")],
    ids=["target face", "text", "both", "content"],
)
def test_another_look_is_another_face(other: Photo) -> None:
    """The same image with another part of it, or another text, is told from the image alone."""
    assert other.key != Photo("u", "c").key
    assert other.key != Photo("u", "c", (9, 9, 9, 9), "y").key


def test_the_keys_never_change() -> None:
    """What marks hold today is worked out in every release to come."""
    assert Photo("u", "60303ae22b998861bce3b28f33eec1be").key == "60303ae22b998861bce3b28f33eec1be"
    assert Photo("u", "c", (1, 2, 3, 4), "x").key == "69189c3a564daabaaca98d8afcd28b39"


@pytest.mark.parametrize(
    "rows",
    [
        [{**ROWS[0], "name": "Anna Lee"}, ROWS[1]],
        [{**ROWS[0], "user_data": "desk 13"}, ROWS[1]],
        [{**ROWS[0], "key": "anna"}, ROWS[1]],
        [{**ROWS[0], "images": ROWS[0]["images"][:2]}, ROWS[1]],
    ],
    ids=["name", "user data", "key", "images"],
)
def test_every_change_is_another_digest(home: Path, rows: list[dict[str, Any]]) -> None:
    """Whatever a manifest says of somebody counts."""
    before = desired_digest(declared(home, "people.json", json.dumps(ROWS)))

    assert desired_digest(declared(home, "people.json", json.dumps(rows))) != before


# --- what is wrong ----------------------------------------------------------------------------------------------------


def rows(*rows: object) -> str:
    return json.dumps(rows)


GOOD = {"key": "ann", "images": ["ann/1.jpg"]}


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        pytest.param("a.csv", "", "has no rows", id="empty"),
        pytest.param("a.csv", "key,images\n", "has no rows", id="header alone"),
        pytest.param("a.json", "", "has no rows", id="empty JSON"),
        pytest.param("a.json", "[]", "has no rows", id="empty list"),
        pytest.param("a.yaml", "# nobody yet\n", "has no rows", id="empty YAML"),
        pytest.param(
            "a.csv",
            "key,imags\nann,1\n",
            "row 1: 'imags' is none of key, name, user_data, images, tar",
            id="wrong column",
        ),
        pytest.param("a.csv", "key,key,images\na,b,c\n", "row 1: a column is named twice", id="column twice"),
        pytest.param(
            "a.csv", "key;images\nann;1\n", "row 1: 'key;images' is none of key, name,", id="parted otherwise"
        ),
        pytest.param("a.csv", "key,images\nann,a,b\n", "row 2 has 3 cells, the header has 2", id="too many cells"),
        pytest.param("a.csv", 'key,images\n"ann,a\n', "is no CSV (unexpected end of data)", id="open quote"),
        pytest.param("a.csv", "key,images\n,ann/1.jpg\n", "row 2: key is missing", id="no key"),
        pytest.param("a.csv", "key,images\nann,\n", "row 2: images is missing", id="no images"),
        pytest.param(
            "a.csv", b"key,images\nann,ann/1.jpg\nM\xfcller,b\n", "must be UTF-8; row 3 is not", id="not UTF-8"
        ),
        pytest.param("a.json", rows(GOOD, GOOD), "row 2: the key 'ann' is that of row 1 too", id="key twice"),
        pytest.param(
            "a.json",
            rows({**GOOD, "key": "Zoë"}, {**GOOD, "key": "Zoe\u0308"}),
            "row 2: the key 'Zoë' is that of row 1 too",
            id="key in two Unicode forms",
        ),
        pytest.param("a.json", rows({**GOOD, "imags": []}), "row 1: 'imags' is none of key, name,", id="wrong member"),
        pytest.param("a.json", rows({**GOOD, "key": 7}), "row 1: key must be text; it is of type int", id="number"),
        pytest.param(
            "a.json",
            rows({**GOOD, "key": "x" * 129}),
            "row 1: key must be 1 to 128 characters; it has 129",
            id="long key",
        ),
        pytest.param("a.json", rows({**GOOD, "name": "\ud800"}), "row 1: name must be Unicode", id="half a letter"),
        pytest.param("a.json", rows({**GOOD, "user_data": "x" * 16_384}), "row 1: user_data has 16", id="much text"),
        pytest.param("a.json", rows({**GOOD, "images": []}), "row 1: 'ann' holds no photo", id="empty images"),
        pytest.param(
            "a.json", rows({**GOOD, "images": [7]}), "row 1: images must be paths or URLs", id="image a number"
        ),
        pytest.param(
            "a.json",
            rows({**GOOD, "images": [{"image": "a", "face": 1}]}),
            "row 1: images must be",
            id="image with more",
        ),
        pytest.param(
            "a.json", rows({**GOOD, "images": ["a\0b"]}), "row 1: images.0.image must be a path or a URL", id="NUL"
        ),
        pytest.param(
            "a.json", rows({**GOOD, "images": ["http://"]}), "row 1: images.0.image must be an http", id="half a URL"
        ),
        pytest.param(
            "a.json",
            rows({**GOOD, "images": ["s3://bucket/ann.jpg"]}),
            "row 1: images.0.image must be an http or https address",
            id="an address of another kind",
        ),
        pytest.param(
            "a.json",
            rows({**GOOD, "images": ["gone.jpg"]}),
            "row 1: 'gone.jpg' cannot be read (No such file",
            id="no file",
        ),
        pytest.param(
            "a.json", rows({**GOOD, "images": ["ann"]}), "row 1: 'ann' cannot be read (not a file)", id="a folder"
        ),
        pytest.param(
            "a.json", rows({**GOOD, "images": ["a.json"]}), "row 1: 'a.json' is not JPEG, PNG,", id="no image"
        ),
        pytest.param(
            "a.json",
            rows({**GOOD, "target_face": [0, 0, 40, 4000]}),
            "row 1: 'ann/1.jpg': target_face [0, 0, 40, 4000] must lie inside the image",
            id="target face outside",
        ),
        pytest.param(
            "a.json", rows({**GOOD, "target_face": [1]}), "row 1: target_face must be four whole", id="target face"
        ),
        pytest.param(
            "a.json",
            rows({**GOOD, "images": ["ann/1.jpg", "ann/2.jpg"], "target_face": [0, 0, 40, 40]}),
            "row 1: target_face stands with each image where there are several",
            id="target face of which",
        ),
        pytest.param(
            "a.csv",
            "key,images,target_face\nann,a|b,1 2 3 4\n",
            "row 2: images names 2 and target_face 1;",
            id="unequal",
        ),
        pytest.param(
            "a.csv", "key,images,target_face\nann,a,x\n", "row 2: images.0.target_face must be four", id="no numbers"
        ),
        pytest.param("a.json", "[{]", "is no JSON (line 1: ", id="broken JSON"),
        pytest.param("a.json", "[" * 100_000, "is nested too deeply", id="deep JSON"),
        pytest.param("a.json", f"[{'9' * 5_000}]", "is no JSON (Exceeds the limit", id="a number without end"),
        pytest.param("a.json", '{"ann": []}', "must be a list; it is of type dict", id="no list"),
        pytest.param("a.json", '["ann"]', "row 1 must be an object; it is of type str", id="no object"),
        pytest.param("a.yaml", "- key: [", "is no YAML (while parsing", id="broken YAML"),
        pytest.param(
            "a.yaml", "- !!python/object/apply:os.getcwd []", "is no YAML (could not determine", id="YAML that runs"
        ),
    ],
)
def test_what_a_manifest_refuses(home: Path, name: str, content: str | bytes, line: str) -> None:
    """One line that names the manifest, the row and the rule."""
    assert fault(home, name, content).startswith(f"{name!r} {line}")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        pytest.param("key,images\nann,a\n", "row 1: 'key' is none of user_data, images, target_face", id="a key"),
        pytest.param(f"images,user_data\nann/1.jpg,{'x' * 1000}\n", "row 2: user_data has 1101 bytes", id="much text"),
    ],
)
def test_what_a_lists_manifest_refuses(home: Path, content: str, line: str) -> None:
    """Faces have no names, and little room for text (face-api.md#face-user-data-size)."""
    assert fault(home, "all.csv", content, "faces").startswith(f"'all.csv' {line}")


def test_a_manifest_that_is_not_there(tmp_path: Path) -> None:
    """It is told from a folder by its ending."""
    with pytest.raises(SourceError, match=r"'people.csv' cannot be read \(No such file"):
        read_source(tmp_path / "people.csv", "persons")


def test_a_person_of_249_images(home: Path) -> None:
    """A person has at most 248 (face-api.md#quota-faces-per-person)."""
    urls = [f"https://photos.example/{number}.jpg" for number in range(249)]

    assert fault(home, "a.json", rows({"key": "ann", "images": urls})) == (
        "'a.json' row 1: 'ann' holds 249 photos; a person has at most 248"
    )


def test_no_query_of_a_url_is_told(home: Path) -> None:
    """It may hold what lets one read the image."""
    (ann,) = declared(home, "a.json", rows({"key": "ann", "images": [URL]}))

    assert [str(photo) for photo in ann.photos.values()] == ["'https://photos.example/ann.jpg'"]


@pytest.mark.parametrize(
    "write_it", [lambda file: file.write_bytes(b"a"), lambda file: file.mkdir()], ids=["file", "folder"]
)
def test_a_folder_may_be_named_like_a_manifest(tmp_path: Path, write_it: Callable[[Path], object]) -> None:
    """What is there decides."""
    write_it(tmp_path / "people.csv")

    with pytest.raises(SourceError) as refused:
        read_source(tmp_path / "people.csv", "persons")
    assert ("must hold a folder of photos" in str(refused.value)) is (tmp_path / "people.csv").is_dir()
