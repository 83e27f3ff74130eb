"""A session from end to end: every call of the client, over a real socket to a running emulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from pictures import picture
from pulumi_azure_face.client import account_client
from pulumi_azure_face.client.account_client import AccountClient, auth_for, open_client
from pulumi_azure_face.client.accounts.auth import EntraAuth, KeyAuth
from pulumi_azure_face.client.accounts.configuration import Account
from pulumi_azure_face.client.api import containers, faces, persons, training
from pulumi_azure_face.client.errors import (
    AlreadyExistsError,
    AuthenticationError,
    NotFoundError,
    UnexpectedResponseError,
)
from pulumi_azure_face.client.kinds import KINDS, PERSON_GROUP, Kind
from pulumi_azure_face.emulator import Settings, background

from .emulated_service import KEY, account_at

pytestmark = pytest.mark.anyio

PHOTO = picture()


@pytest.fixture(scope="module")
def running() -> Iterator[Account]:
    with background(Settings(key=KEY, training_seconds=0)) as running:
        yield account_at(running.url)


@pytest.fixture
async def face(running: Account) -> AsyncIterator[AccountClient]:
    async with open_client(running) as face:
        yield face


@pytest.fixture(params=KINDS.values(), ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


async def test_the_life_of_a_container(face: AccountClient, kind: Kind) -> None:
    """A container is made, read, changed, found in the list and deleted, and then it is certainly gone."""
    await containers.create(face, kind, "life", "Life", "mine", "recognition_04")
    made = await containers.get(face, kind, "life")
    await containers.update(face, kind, "life", {"name": "Longer life", "userData": ""})
    changed = await containers.get(face, kind, "life")
    listed = [found.id_under(kind.id_field) async for found in containers.listing(kind).iterate(face)]
    await containers.delete(face, kind, "life")

    assert (made.id_under(kind.id_field), made.name, made.user_data) == ("life", "Life", "mine")
    assert made.recognition_model == "recognition_04"
    assert (changed.name, changed.user_data) == ("Longer life", None)
    assert "life" in listed
    with pytest.raises(NotFoundError, match=f"could not read {kind.name} 'life': 404 {kind.name}NotFound"):
        await containers.get(face, kind, "life")


async def test_a_taken_id(face: AccountClient, kind: Kind) -> None:
    """An id is taken once."""
    await containers.create(face, kind, "taken", "Taken", None, "recognition_04")

    with pytest.raises(AlreadyExistsError, match=f"could not create {kind.name} 'taken': 409 {kind.name}Exists"):
        await containers.create(face, kind, "taken", "Taken", None, "recognition_04")


async def test_the_life_of_a_face(face: AccountClient, kind: Kind) -> None:
    """A face is enrolled where its kind of container has faces, read back, deleted, and then gone."""
    container_id = "faces"
    await containers.create(face, kind, container_id, "Faces", None, "recognition_04")
    grouped = kind.holds == "persons"
    person_id = await persons.create(face, kind, container_id, "Ada", "") if grouped else None
    owner = faces.FaceOwner(kind, container_id, person_id)

    face_id = await faces.add(face, owner, PHOTO, "ada.jpg", user_data="mark & sign", detection_model="detection_03")
    assert (await faces.get(face, owner, face_id)).user_data == "mark & sign"

    await faces.delete(face, owner, face_id)
    with pytest.raises(NotFoundError, match=f"could not read the face {face_id} of "):
        await faces.get(face, owner, face_id)


async def test_the_life_of_a_person(face: AccountClient) -> None:
    """A person is made, changed, listed with its faces, and deleted."""
    await containers.create(face, PERSON_GROUP, "people", "People", None, "recognition_04")
    person_id = await persons.create(face, PERSON_GROUP, "people", "Ada", "first")
    await persons.update(face, PERSON_GROUP, "people", person_id, {"name": "Ada L.", "userData": "second"})
    owner = faces.FaceOwner(PERSON_GROUP, "people", person_id)
    face_id = await faces.add(face, owner, PHOTO, "ada.jpg", user_data="", detection_model="detection_03")

    [person] = [person async for person in persons.iterate(face, PERSON_GROUP, "people")]
    assert (person.person_id, person.name, person.user_data, person.faces) == (person_id, "Ada L.", "second", [face_id])

    await persons.delete(face, PERSON_GROUP, "people", person_id)
    with pytest.raises(NotFoundError, match="PersonNotFound"):
        await persons.delete(face, PERSON_GROUP, "people", person_id)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.is_trainable], ids=lambda kind: kind.name)
async def test_training(face: AccountClient, kind: Kind) -> None:
    """A training over the wire comes to an end; an emulator that trains in no time is seen to have trained."""
    await containers.create(face, kind, "trained", "Trained", None, "recognition_04")
    seen: list[str] = []

    await training.train(face, kind, "trained", lambda status, _: seen.append(status.status))

    assert seen == ["failed"]


async def test_a_wrong_key(running: Account) -> None:
    """A wrong key is refused in one line that does not hold it."""
    async with open_client(replace(running, key="a-wrong-key")) as face:
        with pytest.raises(AuthenticationError, match="could not read PersonGroup 'staff': 401 Unspecified") as refusal:
            await containers.get(face, PERSON_GROUP, "staff")

    assert "a-wrong-key" not in str(refusal.value)
    assert "Check the key" in str(refusal.value)


async def test_a_wrong_place(running: Account) -> None:
    """A 404 from elsewhere than the Face service is not taken for a container that is gone."""
    async with open_client(replace(running, endpoint=f"{running.endpoint}/elsewhere")) as face:
        with pytest.raises(UnexpectedResponseError, match="Check azure-face:endpoint"):
            await containers.get(face, PERSON_GROUP, "staff")


def test_a_key_or_entra(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a key the key is used, without one Entra."""
    monkeypatch.setattr(account_client, "default_entra_auth", lambda: EntraAuth(None))  # type: ignore[arg-type]

    assert isinstance(auth_for(account_at("http://localhost")), KeyAuth)
    assert isinstance(auth_for(replace(account_at("http://localhost"), key=None)), EntraAuth)
