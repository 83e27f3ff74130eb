"""Every call of the client, over a real socket to a running emulator."""

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
async def client(running: Account) -> AsyncIterator[AccountClient]:
    async with open_client(running) as client:
        yield client


@pytest.fixture(params=KINDS.values(), ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


async def test_container_is_created_read_updated_listed_and_deleted(client: AccountClient, kind: Kind) -> None:
    """A container can be created, read, updated, listed, and deleted, and then it is not found."""
    await containers.create(client, kind, "life", "Life", "mine", "recognition_04")
    created = await containers.get(client, kind, "life")
    await containers.update(client, kind, "life", {"name": "Longer life", "userData": ""})
    changed = await containers.get(client, kind, "life")
    listed = [container.id_under(kind.id_field) async for container in containers.listing(kind).iterate(client)]
    await containers.delete(client, kind, "life")

    assert (created.id_under(kind.id_field), created.name, created.user_data) == ("life", "Life", "mine")
    assert created.recognition_model == "recognition_04"
    assert (changed.name, changed.user_data) == ("Longer life", None)
    assert "life" in listed
    with pytest.raises(NotFoundError, match=f"could not read {kind.name} 'life': 404 {kind.name}NotFound"):
        await containers.get(client, kind, "life")


async def test_existing_id_cannot_be_created_again(client: AccountClient, kind: Kind) -> None:
    """A container id can be created only once."""
    await containers.create(client, kind, "taken", "Taken", None, "recognition_04")

    with pytest.raises(AlreadyExistsError, match=f"could not create {kind.name} 'taken': 409 {kind.name}Exists"):
        await containers.create(client, kind, "taken", "Taken", None, "recognition_04")


async def test_face_is_added_read_and_deleted(client: AccountClient, kind: Kind) -> None:
    """A face can be added to a list or a person, read, and deleted, and then it is not found."""
    container_id = "faces"
    await containers.create(client, kind, container_id, "Faces", None, "recognition_04")
    holds_persons = kind.holds == "persons"
    person_id = await persons.create(client, kind, container_id, "Ada", "") if holds_persons else None
    owner = faces.FaceOwner(kind, container_id, person_id)

    face_id = await faces.add(client, owner, PHOTO, "ada.jpg", user_data="text & more", detection_model="detection_03")
    assert (await faces.get(client, owner, face_id)).user_data == "text & more"

    await faces.delete(client, owner, face_id)
    with pytest.raises(NotFoundError, match=f"could not read the face {face_id} of "):
        await faces.get(client, owner, face_id)


async def test_person_is_created_updated_listed_and_deleted(client: AccountClient) -> None:
    """A person can be created, updated, listed with its faces, and deleted."""
    await containers.create(client, PERSON_GROUP, "people", "People", None, "recognition_04")
    person_id = await persons.create(client, PERSON_GROUP, "people", "Ada", "first")
    await persons.update(client, PERSON_GROUP, "people", person_id, {"name": "Ada L.", "userData": "second"})
    owner = faces.FaceOwner(PERSON_GROUP, "people", person_id)
    face_id = await faces.add(client, owner, PHOTO, "ada.jpg", user_data="", detection_model="detection_03")

    [person] = [person async for person in persons.iterate(client, PERSON_GROUP, "people")]
    assert (person.person_id, person.name, person.user_data, person.faces) == (person_id, "Ada L.", "second", [face_id])

    await persons.delete(client, PERSON_GROUP, "people", person_id)
    with pytest.raises(NotFoundError, match="PersonNotFound"):
        await persons.delete(client, PERSON_GROUP, "people", person_id)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.is_trainable], ids=lambda kind: kind.name)
async def test_training_ends(client: AccountClient, kind: Kind) -> None:
    """A training ends, even if it takes no time."""
    await containers.create(client, kind, "trained", "Trained", None, "recognition_04")
    statuses: list[str] = []

    await training.train(client, kind, "trained", lambda status, _: statuses.append(status.status))

    assert statuses == ["failed"]


async def test_wrong_key_gives_one_line_without_the_key(running: Account) -> None:
    """A wrong key gives an authentication error that does not contain the key."""
    async with open_client(replace(running, key="a-wrong-key")) as client:
        with pytest.raises(AuthenticationError, match="could not read PersonGroup 'staff': 401 Unspecified") as error:
            await containers.get(client, PERSON_GROUP, "staff")

    assert "a-wrong-key" not in str(error.value)
    assert "Check that azure-face:key" in str(error.value)


async def test_404_from_another_server_is_not_a_missing_container(running: Account) -> None:
    """A 404 from a server that is not the Face service does not mean that the container is missing."""
    async with open_client(replace(running, endpoint=f"{running.endpoint}/elsewhere")) as client:
        with pytest.raises(UnexpectedResponseError, match="Check azure-face:endpoint"):
            await containers.get(client, PERSON_GROUP, "staff")


def test_entra_is_used_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is used if there is one, else Entra."""
    monkeypatch.setattr(account_client, "default_entra_auth", lambda: EntraAuth(None))  # type: ignore[arg-type]

    assert isinstance(auth_for(account_at("http://localhost")), KeyAuth)
    assert isinstance(auth_for(replace(account_at("http://localhost"), key=None)), EntraAuth)
