"""Manifests: the same entries in every format, and every problem that a manifest can have."""

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

from ..helpers.account import photo_key
from ..helpers.photo_folders import photo, write_photos

URL = "https://photos.example/ann.jpg?token=secret"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with photos of Ann and of Zoë Müller, for a manifest to lie in."""
    return write_photos(tmp_path / "photos", {"ann": (1, 2), "Zoë Müller 👩‍🔬": (3,)})


def as_text(ending: str, rows: list[dict[str, Any]]) -> str:
    return yaml.safe_dump(rows) if ending in ("yaml", "yml") else json.dumps(rows)


def entries_of(folder: Path, name: str, content: str | bytes, holds: Holds = "persons") -> list[DesiredEntry]:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_source(file, holds)


def error_of(folder: Path, name: str, content: str | bytes, holds: Holds = "persons") -> str:
    with pytest.raises(SourceError) as error:
        entries_of(folder, name, content, holds)
    assert "\n" not in str(error.value)
    return str(error.value)


# --- valid manifests ---------------------------------------------------------------------------------------------------

CSV_CONTENT = f"""\
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
        pytest.param("people.csv", CSV_CONTENT, id="CSV"),
        pytest.param(
            "people.CSV", "\ufeff" + CSV_CONTENT.replace("\n", "\r\n") + "\r\n,,,,\r\n", id="CSV from a spreadsheet"
        ),
        pytest.param("people.json", as_text("json", ROWS), id="JSON"),
        pytest.param("people.yaml", as_text("yaml", ROWS), id="YAML"),
        pytest.param("people.yml", as_text("yml", ROWS), id="yml"),
    ],
)
def test_every_format_gives_the_same_entries(folder: Path, name: str, content: str) -> None:
    """Every format gives the same keys, names, user data, paths, URLs, and target faces."""
    ann, zoe = entries_of(folder, name, content)

    assert (ann.key, ann.name, ann.user_data) == ("ann", "Ann Lee", "desk 12")
    assert [(photo.location, photo.target_face) for photo in ann.photos.values()] == [
        (str(folder / "ann" / "1.jpg"), (0, 0, 40, 40)),
        (str(folder / "ann" / "2.jpg"), ()),
        (URL, (1, 2, 3, 4)),
    ]
    assert (zoe.key, zoe.name, list(zoe.photos)) == ("Zoë Müller 👩‍🔬", "Zoë Müller 👩‍🔬", [photo_key(photo(3))])


def test_manifest_can_replace_a_folder(folder: Path) -> None:
    """A manifest of the same photos gives the same digest as a folder."""
    folder_entries = read_source(folder, "persons")
    content = rows(
        *({"key": entry.key, "images": [photo.location for photo in entry.photos.values()]} for entry in folder_entries)
    )

    assert desired_digest(entries_of(folder, "people.json", content)) == desired_digest(folder_entries)


def test_list_rows_have_user_data_for_each_face(folder: Path) -> None:
    """A row of a list has one or more images with user data, and a repeated image is one face."""
    (entry,) = entries_of(
        folder, "all.csv", "images,user_data\nann/1.jpg|ann/2.jpg,a\nann/1.jpg,a\nann/1.jpg,b\n", "faces"
    )

    assert (entry.key, entry.name) == ("", "")
    assert [(photo.location[-5:], photo.user_data) for photo in entry.photos.values()] == [
        ("1.jpg", "a"),
        ("2.jpg", "a"),
        ("1.jpg", "b"),
    ]


@pytest.mark.parametrize(
    "other",
    [Photo("u", "c", (1, 2, 3, 4)), Photo("u", "c", user_data="x"), Photo("u", "c", (1, 2, 3, 5)), Photo("u", "d")],
    ids=["target face", "text", "both", "content"],
)
def test_target_face_and_user_data_change_the_photo_key(other: Photo) -> None:
    """Another target face or other user data gives another photo key."""
    assert other.key != Photo("u", "c").key
    assert other.key != Photo("u", "c", (9, 9, 9, 9), "y").key


def test_photo_keys_are_stable_across_releases() -> None:
    """Every release computes the photo keys that tags contain today."""
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
def test_every_manifest_change_changes_the_digest(folder: Path, rows: list[dict[str, Any]]) -> None:
    """Every change of a row changes the digest."""
    before = desired_digest(entries_of(folder, "people.json", json.dumps(ROWS)))

    assert desired_digest(entries_of(folder, "people.json", json.dumps(rows))) != before


# --- problems ---------------------------------------------------------------------------------------------------------


def rows(*rows: object) -> str:
    return json.dumps(rows)


VALID_ROW = {"key": "ann", "images": ["ann/1.jpg"]}


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        pytest.param("a.csv", "", "has no rows", id="empty"),
        pytest.param("a.csv", "key,images\n", "has no rows", id="header only"),
        pytest.param("a.json", "", "has no rows", id="empty JSON"),
        pytest.param("a.json", "[]", "has no rows", id="empty list"),
        pytest.param("a.yaml", "# nobody yet\n", "has no rows", id="empty YAML"),
        pytest.param(
            "a.csv",
            "key,imags\nann,1\n",
            "row 1: unknown column 'imags', expected one of key, name, user_data, images, tar",
            id="unknown column",
        ),
        pytest.param("a.csv", "key,key,images\na,b,c\n", "row 1: duplicate column 'key'", id="duplicate column"),
        pytest.param(
            "a.csv",
            "key;images\nann;1\n",
            "row 1: unknown column 'key;images', expected one of key, name,",
            id="semicolons",
        ),
        pytest.param("a.csv", "key,images\nann,a,b\n", "row 2 has 3 cells, but the header has 2", id="too many cells"),
        pytest.param("a.csv", 'key,images\n"ann,a\n', "is not valid CSV (unexpected end of data)", id="unclosed quote"),
        pytest.param("a.csv", "key,images\n,ann/1.jpg\n", "row 2: key is required", id="no key"),
        pytest.param("a.csv", "key,images\nann,\n", "row 2: images is required", id="no images"),
        pytest.param("a.csv", b"key,images\nann,ann/1.jpg\nM\xfcller,b\n", "row 3 is not UTF-8", id="not UTF-8"),
        pytest.param(
            "a.json", rows(VALID_ROW, VALID_ROW), "row 2: duplicate key 'ann' (first used in row 1)", id="duplicate key"
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "key": "Zoë"}, {**VALID_ROW, "key": "Zoe\u0308"}),
            "row 2: duplicate key 'Zoë' (first used in row 1)",
            id="duplicate key in two Unicode forms",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "imags": []}),
            "row 1: unknown member 'imags', expected one of key, name,",
            id="unknown member",
        ),
        pytest.param(
            "a.json", rows({**VALID_ROW, "key": 7}), "row 1: key must be a string, got int", id="key as a number"
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "key": "x" * 129}),
            "row 1: key must have 1 to 128 characters, got 129",
            id="key too long",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "name": "\ud800"}),
            "row 1: name must be valid Unicode, got",
            id="lone surrogate",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "user_data": "x" * 16_384}),
            "row 1: user_data must have at most 16384 bytes together with the ownership tag, got 16",
            id="user data too long",
        ),
        pytest.param("a.json", rows({**VALID_ROW, "images": []}), "row 1: 'ann' has no photo", id="empty images"),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "images": [7]}),
            "row 1: images must be paths, URLs, or objects",
            id="image as a number",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "images": [{"image": "a", "face": 1}]}),
            "row 1: images must be",
            id="image with an unknown member",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "images": ["a\0b"]}),
            "row 1: images[0].image must be a path or a URL",
            id="NUL",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "images": ["http://"]}),
            "row 1: images[0].image must be a URL that starts with http",
            id="incomplete URL",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "images": ["s3://bucket/ann.jpg"]}),
            "row 1: images[0].image must be a URL that starts with http:// or https://",
            id="unsupported URL scheme",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "images": ["gone.jpg"]}),
            "row 1: 'gone.jpg' cannot be read: No such file",
            id="missing file",
        ),
        pytest.param(
            "a.json", rows({**VALID_ROW, "images": ["ann"]}), "row 1: 'ann' cannot be read: not a file", id="folder"
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "images": ["a.json"]}),
            "row 1: 'a.json' is not a JPEG, PNG,",
            id="not an image",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "target_face": [0, 0, 40, 4000]}),
            "row 1: 'ann/1.jpg': target_face must be inside the image, got [0, 0, 40, 4000] for",
            id="target face outside the image",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "target_face": [1]}),
            "row 1: target_face must be [left, top, width, height]",
            id="target face",
        ),
        pytest.param(
            "a.json",
            rows({**VALID_ROW, "images": ["ann/1.jpg", "ann/2.jpg"], "target_face": [0, 0, 40, 40]}),
            "row 1: target_face needs a row with one image",
            id="target face of several images",
        ),
        pytest.param(
            "a.csv",
            "key,images,target_face\nann,a|b,1 2 3 4\n",
            "row 2: target_face must have one value per image, separated by |, got 1 for 2",
            id="different counts",
        ),
        pytest.param(
            "a.csv",
            "key,images,target_face\nann,a,x\n",
            "row 2: images[0].target_face must be [left, top, width, height]",
            id="target face as text",
        ),
        pytest.param("a.json", "[{]", "is not valid JSON (line 1: ", id="invalid JSON"),
        pytest.param("a.json", "[" * 100_000, "is nested too deeply", id="deeply nested JSON"),
        pytest.param("a.json", f"[{'9' * 5_000}]", "is not valid JSON (Exceeds the limit", id="number too long"),
        pytest.param("a.json", '{"ann": []}', "must contain a list of objects, got dict", id="not a list"),
        pytest.param("a.json", '["ann"]', "row 1 must be an object, got str", id="not an object"),
        pytest.param("a.yaml", "- key: [", "is not valid YAML (while parsing", id="invalid YAML"),
        pytest.param(
            "a.yaml", "- key: ann\n- {", "is not valid YAML (while parsing a flow", id="YAML with an open bracket"
        ),
        pytest.param(
            "a.yaml",
            "- !!python/object/apply:os.getcwd []",
            "is not valid YAML (could not determine",
            id="YAML with code",
        ),
        pytest.param(
            "a.yaml",
            "- key: ann\n  name: Ann\n  images: [ann/1.jpg]\n  name: Ann Lee\n",
            "line 4: duplicate member 'name' (first used in line 2). Keep one of them",
            id="duplicate member in YAML",
        ),
        pytest.param(
            "a.yaml",
            "- key: ann\n  images:\n  - image: ann/1.jpg\n    image: ann/2.jpg\n",
            "line 4: duplicate member 'image' (first used in line 3)",
            id="duplicate member of an image in YAML",
        ),
        pytest.param(
            "a.json",
            '[{"key": "bob", "images": []}, {"key": "ann", "name": "Ann", "images": [], "name": "Ann Lee"}]',
            "row 2: duplicate member 'name'. Keep one of them",
            id="duplicate member in JSON",
        ),
        pytest.param(
            "a.json",
            '[{"key": "ann", "images": [{"image": "ann/1.jpg", "image": "ann/2.jpg"}]}]',
            "row 1: duplicate member 'image'. Keep one of them",
            id="duplicate member of an image in JSON",
        ),
    ],
)
def test_invalid_manifest_is_rejected(folder: Path, name: str, content: str | bytes, line: str) -> None:
    """Each problem is one line that names the manifest, the row, and the rule."""
    assert error_of(folder, name, content).startswith(f"{name!r} {line}")


@pytest.mark.parametrize("loader", ["SafeLoader", "CSafeLoader"])
def test_yaml_error_quotes_nothing(folder: Path, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error about invalid YAML names the line and quotes nothing from the file, whichever parser there is."""
    monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader))
    error = error_of(folder, "a.yaml", "- key: a-17\n- {key: b-4, name: Ann Lee, images: [: }\n")

    assert "line 2" in error
    assert "Ann" not in error


def test_yaml_member_may_override_a_merged_one(folder: Path) -> None:
    """A member beside a merge key (`<<`) is not a duplicate of the merged one."""
    content = """
    - &ann {key: ann, name: Ann, images: [ann/1.jpg]}
    - &lee {<<: *ann, key: lee, name: Lee}
    - {<<: *lee, key: ben}
    """

    assert [(entry.key, entry.name) for entry in entries_of(folder, "people.yaml", content)] == [
        ("ann", "Ann"),
        ("lee", "Lee"),
        ("ben", "Lee"),
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        pytest.param(
            "key,images\nann,a\n",
            "row 1: unknown column 'key', expected one of user_data, images, target_face",
            id="key column",
        ),
        pytest.param(
            f"images,user_data\nann/1.jpg,{'x' * 1000}\n",
            "row 2: user_data must have at most 1024 bytes together with the ownership tag, got 1101",
            id="user data too long",
        ),
    ],
)
def test_invalid_list_manifest_is_rejected(folder: Path, content: str, line: str) -> None:
    """A list has no keys and little room for user data.

    See face-api.md#face-user-data-size.
    """
    assert error_of(folder, "all.csv", content, "faces").startswith(f"'all.csv' {line}")


def test_missing_manifest_is_recognized_by_its_extension(tmp_path: Path) -> None:
    """A missing manifest is recognized as a manifest by its extension."""
    with pytest.raises(SourceError, match=r"'people.csv' cannot be read: No such file"):
        read_source(tmp_path / "people.csv", "persons")


def test_person_cannot_have_249_images(folder: Path) -> None:
    """A person can have at most 248 images.

    See face-api.md#quota-faces-per-person.
    """
    urls = [f"https://photos.example/{number}.jpg" for number in range(249)]

    assert error_of(folder, "a.json", rows({"key": "ann", "images": urls})) == (
        "'a.json' row 1: 'ann' has 249 photos, but a person can have at most 248"
    )


def test_url_query_is_not_shown(folder: Path) -> None:
    """The query of a URL is not shown, because it may contain credentials."""
    (ann,) = entries_of(folder, "a.json", rows({"key": "ann", "images": [URL]}))

    assert [str(photo) for photo in ann.photos.values()] == ["'https://photos.example/ann.jpg'"]


@pytest.mark.parametrize(
    "create", [lambda file: file.write_bytes(b"a"), lambda file: file.mkdir()], ids=["file", "folder"]
)
def test_folder_can_have_a_manifest_extension(tmp_path: Path, create: Callable[[Path], object]) -> None:
    """A path is a folder or a manifest by its type, not by its extension."""
    create(tmp_path / "people.csv")

    with pytest.raises(SourceError) as error:
        read_source(tmp_path / "people.csv", "persons")
    assert ("no folders of photos found" in str(error.value)) is (tmp_path / "people.csv").is_dir()
