"""Images on their way, over a real connection: whole and unchanged, or not at all."""

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

from ..account import KEY

pytestmark = pytest.mark.anyio

LIST = FaceOwner(LARGE_FACE_LIST, "list")


@pytest.fixture
def service() -> Iterator[httpx.Client]:
    """The far side of a running service."""
    with background(Settings(key=KEY)) as running:
        headers = {"Ocp-Apim-Subscription-Key": KEY}
        with httpx.Client(base_url=running.url, headers=headers, trust_env=False) as client:
            yield client


def session_with(service: httpx.Client) -> Any:
    endpoint = str(service.base_url).rstrip("/")
    return open_client(configuration.Account(endpoint, KEY, requests_per_second=10_000))


def written(folder: Path, size: int) -> Path:
    file = folder / "photo.jpg"
    file.write_bytes(picture("a photo", size=size))
    return file


def digest_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


async def enrol(client: AccountClient, file: Path, digest: str) -> None:
    await containers.create(client, LARGE_FACE_LIST, "list", "List", None, "recognition_04")
    image = await open_upload(file, digest)
    await faces.add(client, LIST, image, "a photo", user_data="", detection_model="detection_03")


def order(service: httpx.Client, rule: dict[str, Any]) -> None:
    service.post("/_emulator/rules", json=rule).raise_for_status()


def enrolled(service: httpx.Client) -> list[str]:
    [container] = service.get("/_emulator/account").json()["containers"]
    return [face["sha256"] for face in container["persistedFaces"]]


@pytest.mark.parametrize("size", [1024, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 6 * 1024 * 1024])
async def test_an_image_arrives_as_it_is(service: httpx.Client, tmp_path: Path, size: int) -> None:
    """Whatever its size, up to the largest."""
    file = written(tmp_path, size)
    async with session_with(service) as client:
        await enrol(client, file, digest_of(file))

    assert enrolled(service) == [digest_of(file)]


async def test_a_refused_image_is_sent_again_from_its_beginning(service: httpx.Client, tmp_path: Path) -> None:
    """Each try has the whole image."""
    file = written(tmp_path, 2 * CHUNK_SIZE)
    busy = {"method": "POST", "path": ".*/persistedfaces", "status": 429, "headers": {"Retry-After": "0"}, "times": 2}
    order(service, busy)
    async with session_with(service) as client:
        await enrol(client, file, digest_of(file))

    assert enrolled(service) == [digest_of(file)]


@pytest.mark.parametrize("change", ["other", "shorter", "gone"])
@pytest.mark.parametrize("size", [1024, 3 * CHUNK_SIZE])
async def test_a_file_that_changes_on_the_way_is_not_enrolled(
    service: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, size: int
) -> None:
    """The service never gets the whole of it, so there is nothing to take back."""
    file = written(tmp_path, size)
    declared = digest_of(file)
    monkeypatch.setattr(upload, "read_chunk", changing(file, change, at=size - min(size, CHUNK_SIZE)))
    async with session_with(service) as client:
        with pytest.raises(FileChangedError):
            await enrol(client, file, declared)
        await anyio.sleep(0.05)  # for what the service might still do with what it got

    assert enrolled(service) == []


def changing(file: Path, change: str, at: int) -> Any:
    """Reading, with a change just before the piece that begins `at`."""
    read = upload.read_chunk

    def read_changed(asked: Path, start: int, length: int) -> bytes:
        if start == at:
            changes[change]()
        return read(asked, start, length)

    changes: dict[str, Callable[[], Any]] = {
        "other": lambda: file.write_bytes(file.read_bytes()[:-1] + b"!"),
        "shorter": lambda: file.write_bytes(file.read_bytes()[:-1]),
        "gone": file.unlink,
    }
    return read_changed


@pytest.mark.parametrize("content", [None, b""])
async def test_a_file_that_cannot_be_sent(tmp_path: Path, content: bytes | None) -> None:
    """One that is gone or empty is told before anything is sent."""
    if content is not None:
        (tmp_path / "photo.jpg").write_bytes(content)

    with pytest.raises(FileChangedError):
        await open_upload(tmp_path / "photo.jpg", "0")
