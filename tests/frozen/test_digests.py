"""Digests over photos and fingerprints over ids: another value would read as a change in every stack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from pulumi_azure_face.host.dynamic import GalleryProvider, PersistedFaceProvider

from .conftest import PHOTOS
from .engine import ORIGIN, check

IN_GROUP: dict[str, Any] = {"kind": "PersonGroup", "container_id": "given", "container_generation": "1a2b3c4d"}
IN_LIST = {**IN_GROUP, "kind": "LargeFaceList"}
ANN, BOB = str(PHOTOS / "photos/staff/ann/1.png"), str(PHOTOS / "photos/staff/bob/1.png")


def digest(news: dict[str, Any], source: str) -> str:
    program = {**news, "source": source, "on_bad_image": "skip", "origin": ORIGIN}
    return str(check(GalleryProvider(), program)["digest"])


@pytest.mark.parametrize(
    ("news", "source", "expected"),
    [
        (IN_GROUP, "photos/staff", "b2be07db86328febd21845a63009a25f5addefee607a4b3433f1c8c5c7aaf890"),
        (IN_LIST, "photos/visitors", "ea0e9300b41da531dd836fe608158b01f76fa6ed0d60858dcec1008fad9644a8"),
        (IN_LIST, "photos/**/1.png", "e76b4df5eed3618c2522f7158286042196b68b72e7bbba59067a5a22248f91da"),
        (IN_LIST, "photos/visitors.csv", "c995b01ca1594b026b310d16bfc56ce277268c0f0bb5c6304edd6921994f860f"),
    ],
)
def test_digests_of_sources(account: httpx.Client, news: dict[str, Any], source: str, expected: str) -> None:
    """The digest of a gallery stands for the names and contents that its source declares."""
    assert digest(news, source) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"key": "ann", "images": [ANN]}], "d3e80ff26450f93a95b812f5831423c31ecf7a3823feadad58b73554b6744e5b"),
        (
            [{"key": "ann", "name": "Ann", "images": [ANN]}],
            "5b11d34f1ea62d34dd3cccf12ef036f025f36402437d87f718bd9eda682a8575",
        ),
        (
            [{"key": "ann", "user_data": "desk 12", "images": [ANN]}],
            "88d2a3363fd9d53fb3e69cf0fe3202de731faf2c3f843c5b37d645e5e0af2332",
        ),
        (
            [{"key": "ann", "images": [{"image": ANN, "target_face": [1, 2, 20, 21]}]}],
            "aaf48814bc8fa88fdb10602c477a3388c6c1cac1e2263384292b88edbd9ead63",
        ),
        (
            [{"key": "ann", "images": ["https://example.com/1.png"]}],
            "f3f6cf3fbe26c22298f2af80ee51ab5895b277b0c919f2822ce9d9746c42e1b3",
        ),
        (
            [{"key": "ann", "images": [ANN, BOB]}, {"key": "bob", "images": [BOB]}],
            "a565aad0eb15b6c77eb4ad8170b5334a9589fe2216f931d9ec4088ee275a92bb",
        ),
    ],
)
def test_digests_of_persons(account: httpx.Client, tmp_path: Path, rows: list[dict[str, Any]], expected: str) -> None:
    """Key, name, text and photos of a person, with their target faces and addresses, are in the digest."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(rows))

    assert digest(IN_GROUP, str(manifest)) == expected


def test_digests_of_images(account: httpx.Client) -> None:
    """The digest of a face that is a resource is the SHA-256 of its image."""
    news = {**IN_LIST, "image": ANN, "target_face": [1, 2, 20, 21], "origin": ORIGIN}

    assert check(PersistedFaceProvider(), news)["digest"] == (
        "99d916507f47a53732c374b3f59245afd5b1252a0e5e783756dee1456663a69e"
    )


def face(number: int, photo: str) -> dict[str, Any]:
    return {
        "persistedFaceId": f"00000000-0000-4000-8000-00000000000{number}",
        "userData": json.dumps({"pulumi-azure-face": {"gallery": "1fe32553", "photo": photo}}),
        "sha256": "0" * 64,
        "size": 1124,
        "format": "png",
        "width": 32,
        "height": 32,
        "detectionModel": "detection_03",
        "targetFace": None,
    }


def person(number: int, *faces: dict[str, Any]) -> dict[str, Any]:
    tag = {"gallery": "1fe32553", "person": f"person {number}", "photos": f"{len(faces)}-0123456789abcdef"}
    return {
        "personId": f"10000000-0000-4000-8000-00000000000{number}",
        "name": f"Person {number}",
        "userData": json.dumps({"pulumi-azure-face": tag}),
        "persistedFaces": list(faces),
    }


@pytest.mark.parametrize(
    ("news", "held", "fingerprint", "enrolled"),
    [
        (
            IN_GROUP,
            {"persons": [person(1, face(1, "1" * 32), face(2, "2" * 32)), person(2)], "persistedFaces": []},
            "e7a2edda3561acba2e25885d376826b42e25cf60e3e69d6b03d3fe40d2acd64c",
            "4d788934a88792ba0a9a08bd6b431dc7d4faf2dd70e9066fafb797e34df25b8d",
        ),
        (
            IN_LIST,
            {"persons": [], "persistedFaces": [face(1, "1" * 32), face(2, "2" * 32)]},
            "9279c48ed83dc56f4bfe9a1c7278c2536638e9c36ddd706826754d463be04cb8",
            "84024785ca56bfd3b1796f75c2727701d8b79f69f88e0de52251ecc197265b45",
        ),
        (
            IN_LIST,
            {"persons": [], "persistedFaces": []},
            "d53fca1b220d3c49135917af528b7ebae7a9f744a17e1fa7660552d0ff72933c",
            "a0309cd2f41e357dabf6ab295b8caef2d69d969276c4f185323580d6bf32bfca",
        ),
    ],
)
def test_fingerprints(
    account: httpx.Client, news: dict[str, Any], held: dict[str, Any], fingerprint: str, enrolled: str
) -> None:
    """The fingerprint of a gallery stands for the ids of its persons and faces, its digest for their photos."""
    container = {
        "kind": {"PersonGroup": "persongroups", "LargeFaceList": "largefacelists"}[news["kind"]],
        "id": "given",
        "name": "given",
        "userData": None,
        "recognitionModel": "recognition_04",
        "createdDateTime": "2026-11-25T00:00:00Z",
        "revision": 1,
        "training": None,
        **held,
    }
    restored = account.put("/_emulator/account", json={"containers": [container], "sessions": []})
    assert restored.status_code == 200, restored.text
    inputs = check(
        GalleryProvider(),
        {
            **news,
            "source": "photos/staff" if news is IN_GROUP else "photos/visitors",
            "on_bad_image": "skip",
            "origin": ORIGIN,
        },
    )

    seen = GalleryProvider().read("given/1fe32553", {**inputs, "endpoint": str(account.base_url).rstrip("/")})

    outputs = dict(seen.outs or {})
    assert (outputs["fingerprint"], outputs["digest"]) == (fingerprint, enrolled)
