"""Microsoft's own clients, unchanged, against the emulator: witnesses that know nothing of it.

Left out: what neither client can show, such as headers and the shape of errors; `test_conventions` has that.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import pytest
from azure.ai.vision.face import FaceAdministrationClient
from azure.cognitiveservices.vision.face import FaceClient
from azure.cognitiveservices.vision.face.models import APIErrorException, TrainingStatusType
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from msrest.authentication import CognitiveServicesCredentials

from pulumi_azure_face.emulator import Running

from .contract import photo


@pytest.fixture
def new(server: Running) -> Iterator[FaceAdministrationClient]:
    """The client of v1.2-preview.1."""
    with FaceAdministrationClient(server.url, AzureKeyCredential(server.key)) as client:
        yield client


@pytest.fixture
def old(server: Running) -> Any:
    """The client of v1.0, which has no types."""
    make: Any = FaceClient
    return make(server.url, CognitiveServicesCredentials(server.key))


def test_a_large_face_list_with_the_new_client(new: FaceAdministrationClient) -> None:
    """The whole life of a large face list: create, fill, train, read, change, empty, delete."""
    lists = new.large_face_list
    lists.create("visitors", name="Visitors", user_data="u", recognition_model="recognition_04")
    added = [lists.add_face("visitors", photo(), user_data=f"u{n}", target_face=[1, 2, 30, 40]) for n in range(3)]
    ids = sorted(face.persisted_face_id for face in added)

    lists.begin_train("visitors", polling_interval=0.05).result(timeout=10)

    assert lists.get_training_status("visitors").status == "succeeded"
    assert lists.get_training_status("visitors").last_successful_training_date_time is not None
    assert [face.persisted_face_id for face in lists.get_faces("visitors", top=2)] == ids[:2]
    assert [face.persisted_face_id for face in lists.get_faces("visitors", start=ids[1])] == ids[2:]
    lists.update("visitors", name="Guests")
    lists.update_face("visitors", ids[0], user_data="changed")
    assert lists.get_face("visitors", ids[0]).user_data == "changed"
    lists.delete_face("visitors", ids[0])
    shown = lists.get("visitors", return_recognition_model=True)
    assert (shown.name, shown.user_data, shown.recognition_model) == ("Guests", "u", "recognition_04")
    assert [face.persisted_face_id for face in lists.get_faces("visitors")] == ids[1:]
    lists.delete("visitors")
    assert lists.get_large_face_lists() == []


def test_a_large_person_group_with_the_new_client(new: FaceAdministrationClient) -> None:
    """The whole life of a large person group with a person and a face."""
    groups = new.large_person_group
    groups.create("staff", name="Staff")
    person_id = groups.create_person("staff", name="Ada", user_data="first").person_id
    face_id = groups.add_face("staff", person_id, photo("png"), detection_model="detection_03").persisted_face_id

    groups.begin_train("staff", polling_interval=0.05).result(timeout=10)

    assert groups.get_training_status("staff").status == "succeeded"
    [person] = groups.get_persons("staff")
    assert (person.name, person.user_data, person.persisted_face_ids) == ("Ada", "first", [face_id])
    groups.update_person("staff", person_id, name="Lovelace")
    assert groups.get_person("staff", person_id).name == "Lovelace"
    groups.update_face("staff", person_id, face_id, user_data="left")
    assert groups.get_face("staff", person_id, face_id).user_data == "left"
    groups.delete_face("staff", person_id, face_id)
    groups.delete_person("staff", person_id)
    assert groups.get_persons("staff") == []
    assert [group.large_person_group_id for group in groups.get_large_person_groups()] == ["staff"]
    groups.delete("staff")


def test_a_failed_training_with_the_new_client(new: FaceAdministrationClient) -> None:
    """The poller of the client ends with an error when the training of an empty list has failed."""
    new.large_face_list.create("empty", name="Empty")

    with pytest.raises(HttpResponseError):
        new.large_face_list.begin_train("empty", polling_interval=0.05).result(timeout=10)

    assert new.large_face_list.get_training_status("empty").message


def test_errors_with_the_new_client(server: Running, new: FaceAdministrationClient) -> None:
    """The client tells missing, existing, unauthorised and invalid apart, with the service's code."""
    new.large_face_list.create("taken", name="Taken")

    with pytest.raises(ResourceNotFoundError, match="LargeFaceListNotFound"):
        new.large_face_list.get("missing")
    with pytest.raises(ResourceExistsError, match="LargeFaceListExists"):
        new.large_face_list.create("taken", name="Taken")
    with pytest.raises(HttpResponseError, match="BadArgument"):
        new.large_face_list.create("UPPER", name="Upper")
    with pytest.raises(HttpResponseError, match="InvalidImageSize"):
        new.large_face_list.add_face("taken", b"tiny")
    stranger = FaceAdministrationClient(server.url, AzureKeyCredential("wrong"))
    with stranger, pytest.raises(ClientAuthenticationError, match="Unspecified"):
        stranger.large_face_list.get("taken")


def test_a_person_group_with_the_old_client(old: Any, pictures: str) -> None:
    """The whole life of a person group: persons, faces from a stream and from a URL, training, changes, delete."""
    old.person_group.create("staff", "Staff", user_data="u", recognition_model="recognition_03")
    person_id = old.person_group_person.create("staff", "Ada").person_id
    streamed = old.person_group_person.add_face_from_stream(
        "staff", person_id, io.BytesIO(photo()), user_data="left", target_face=[1, 2, 30, 40]
    )
    linked = old.person_group_person.add_face_from_url("staff", person_id, f"{pictures}/photo")

    assert trained(old.person_group, "staff") == "succeeded"
    person = old.person_group_person.get("staff", person_id)
    assert sorted(person.persisted_face_ids) == sorted([streamed.persisted_face_id, linked.persisted_face_id])
    assert old.person_group_person.get_face("staff", person_id, streamed.persisted_face_id).user_data == "left"
    old.person_group_person.update("staff", person_id, name="Lovelace")
    old.person_group_person.update_face("staff", person_id, linked.persisted_face_id, user_data="right")
    assert old.person_group_person.get_face("staff", person_id, linked.persisted_face_id).user_data == "right"
    old.person_group_person.delete_face("staff", person_id, linked.persisted_face_id)
    assert [person.name for person in old.person_group_person.list("staff", top=10)] == ["Lovelace"]
    old.person_group.update("staff", name="Crew")
    shown = old.person_group.get("staff", return_recognition_model=True)
    assert (shown.name, shown.user_data, shown.recognition_model) == ("Crew", "u", "recognition_03")
    old.person_group_person.delete("staff", person_id)
    old.person_group.delete("staff")
    assert old.person_group.list() == []


def test_a_large_face_list_with_the_old_client(old: Any, pictures: str) -> None:
    """The whole life of a large face list, with faces from a stream and from a URL."""
    lists = old.large_face_list
    lists.create("visitors", "Visitors")
    streamed = lists.add_face_from_stream("visitors", io.BytesIO(photo("bmp")), user_data="left")
    linked = lists.add_face_from_url("visitors", f"{pictures}/photo")
    ids = sorted([streamed.persisted_face_id, linked.persisted_face_id])

    assert trained(lists, "visitors") == "succeeded"
    assert [face.persisted_face_id for face in lists.list_faces("visitors")] == ids
    assert lists.get_face("visitors", streamed.persisted_face_id).user_data == "left"
    lists.update_face("visitors", linked.persisted_face_id, user_data="right")
    assert lists.get_face("visitors", linked.persisted_face_id).user_data == "right"
    lists.delete_face("visitors", ids[0])
    assert [face.persisted_face_id for face in lists.list_faces("visitors")] == ids[1:]
    lists.update("visitors", name="Guests")
    assert [shown.name for shown in lists.list(start="a", top=5)] == ["Guests"]
    lists.delete("visitors")
    with pytest.raises(APIErrorException, match="not found"):
        lists.get("visitors")


def test_a_face_list_with_the_old_client(old: Any) -> None:
    """A face list shows the faces added to it."""
    old.face_list.create("few", "Few")
    added = old.face_list.add_face_from_stream("few", io.BytesIO(photo("gif")), user_data="left")

    [shown] = old.face_list.get("few").persisted_faces
    assert (shown.persisted_face_id, shown.user_data) == (added.persisted_face_id, "left")
    old.face_list.update("few", name="Fewer")
    old.face_list.delete_face("few", added.persisted_face_id)
    assert old.face_list.get("few").persisted_faces == []
    assert [shown.name for shown in old.face_list.list()] == ["Fewer"]
    old.face_list.delete("few")


def trained(containers: Any, container_id: str) -> str:
    """Train as a caller of the old client does: by hand, asking until it is over."""
    containers.train(container_id)
    deadline = time.monotonic() + 10
    while (status := containers.get_training_status(container_id)).status == TrainingStatusType.running:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return str(status.status.value)
