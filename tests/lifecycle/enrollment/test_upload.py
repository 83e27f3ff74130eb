"""Uploads over a real connection: the unchanged image arrives completely, or nothing is enrolled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from pictures import picture
from pulumi_azure_face.client.account_client import AccountClient, open_client
from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.api import containers, faces
from pulumi_azure_face.client.api.faces import FaceOwner
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST
from pulumi_azure_face.emulator import Settings, background
from pulumi_azure_face.lifecycle.enrollment import upload
from pulumi_azure_face.lifecycle.enrollment.upload import CHUNK_SIZE, FileChangedError, open_upload

from ..helpers.account import KEY

pytestmark = pytest.mark.anyio

LIST = FaceOwner(LARGE_FACE_LIST, "list")


@pytest.fixture
def service() -> Iterator[httpx.Client]:
    """An HTTP client for a running emulator."""
    with background(Settings(key=KEY)) as running:
        headers = {"Ocp-Apim-Subscription-Key": KEY}
        with httpx.Client(base_url=running.url, headers=headers, trust_env=False) as client:
            yield client


def open_client_for(service: httpx.Client) -> Any:
    endpoint = str(service.base_url).rstrip("/")
    return open_client(configuration.Account(endpoint, KEY, requests_per_second=10_000))


def write_photo(folder: Path, size: int) -> Path:
    file = folder / "photo.jpg"
    file.write_bytes(picture("a photo", size=size))
    return file


def digest_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


async def enroll(client: AccountClient, file: Path, digest: str) -> None:
    await containers.create(client, LARGE_FACE_LIST, "list", "List", None, "recognition_04")
    image = await open_upload(file, digest)
    await faces.add(client, LIST, image, "a photo", user_data="", detection_model="detection_03")


def add_rule(service: httpx.Client, rule: dict[str, Any]) -> None:
    service.post("/_emulator/rules", json=rule).raise_for_status()


def enrolled_digests(service: httpx.Client) -> list[str]:
    [container] = service.get("/_emulator/account").json()["containers"]
    return [face["sha256"] for face in container["persistedFaces"]]


@pytest.mark.parametrize("size", [1024, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 6 * 1024 * 1024])
async def test_image_arrives_unchanged(service: httpx.Client, tmp_path: Path, size: int) -> None:
    """An image of any size arrives unchanged."""
    file = write_photo(tmp_path, size)
    async with open_client_for(service) as client:
        await enroll(client, file, digest_of(file))

    assert enrolled_digests(service) == [digest_of(file)]


async def test_retry_sends_the_whole_image(service: httpx.Client, tmp_path: Path) -> None:
    """Each attempt sends the whole image."""
    file = write_photo(tmp_path, 2 * CHUNK_SIZE)
    throttled = {
        "method": "POST",
        "path": ".*/persistedfaces",
        "status": 429,
        "headers": {"Retry-After": "0"},
        "times": 2,
    }
    add_rule(service, throttled)
    async with open_client_for(service) as client:
        await enroll(client, file, digest_of(file))

    assert enrolled_digests(service) == [digest_of(file)]


@pytest.mark.parametrize("change", ["changed", "shorter", "deleted"])
@pytest.mark.parametrize("size", [1024, 3 * CHUNK_SIZE])
async def test_file_that_changes_during_upload_is_not_enrolled(
    service: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, size: int
) -> None:
    """If the file changes during the upload, the service never receives all of it and enrolls nothing."""
    file = write_photo(tmp_path, size)
    digest = digest_of(file)
    monkeypatch.setattr(upload, "read_chunk", read_and_change(file, change, at=size - min(size, CHUNK_SIZE)))
    async with open_client_for(service) as client:
        with pytest.raises(FileChangedError):
            await enroll(client, file, digest)
        await anyio.sleep(0.05)  # time for the service to process the part that it received

    assert enrolled_digests(service) == []


def read_and_change(file: Path, change: str, at: int) -> Any:
    """Return a reader that changes the file just before it reads the chunk at this offset."""
    read_chunk = upload.read_chunk

    def read_changed(path: Path, start: int, length: int) -> bytes:
        if start == at:
            changes[change]()
        return read_chunk(path, start, length)

    changes: dict[str, Callable[[], Any]] = {
        "changed": lambda: file.write_bytes(file.read_bytes()[:-1] + b"!"),
        "shorter": lambda: file.write_bytes(file.read_bytes()[:-1]),
        "deleted": file.unlink,
    }
    return read_changed


@pytest.mark.parametrize("content", [None, b""])
async def test_missing_or_empty_file_is_an_error_before_upload(tmp_path: Path, content: bytes | None) -> None:
    """A missing or empty file is an error before anything is sent."""
    if content is not None:
        (tmp_path / "photo.jpg").write_bytes(content)

    with pytest.raises(FileChangedError):
        await open_upload(tmp_path / "photo.jpg", "0")
