"""Lost replies, kills, and Ctrl-C while a program in YAML is deployed."""

from __future__ import annotations

from functools import partial

import pytest

from pulumi_azure_face.emulator import Settings

from ..account import KEY, Account
from ..photos import faces_in, write_people, write_photos
from ..stack import COMMAND_TIMEOUT, Stack
from .programs import VISITORS

PHOTOS = 600
TEXTS = """
    resources:
      staff: {type: azure-face:PersonGroup}
      watched: {type: azure-face:FaceList}
      ann:
        type: azure-face:Person
        properties: {group: "${staff.ref}", userData: {fn::secret: ann's}}
      front:
        type: azure-face:Face
        properties: {person: "${ann.ref}", image: photos/1.jpg, userData: front}
      one:
        type: azure-face:Face
        properties: {container: "${watched.ref}", image: photos/2.jpg, userData: watched}
"""
TOO_SLOW = "2"  # requests per second, at which the photos would take longer than any command may
TOO_LONG = Settings(key=KEY, training_seconds=10 * COMMAND_TIMEOUT)


def texts(account: Account) -> list[str]:
    """Return the user data of all persons and faces."""
    persons = [person for container in account.containers() for person in container["persons"]]
    faces = [face for owner in (*account.containers(), *persons) for face in owner["persistedFaces"]]
    return sorted(item["userData"] for item in (*persons, *faces))


def test_lost_replies_leave_no_duplicates(stack: Stack, account: Account) -> None:
    """Each kind of write is answered once by a dropped connection, after the service has done its work."""
    write_photos(stack.folder / "photos", "1", "2")
    write_people(stack.folder / "people", {"Ann": ["ann"], "Ben": ["ben"]})
    for method in ("PUT", "POST", "PATCH"):
        account.add_rule(method=method, path=".*", drop=True, skip=1)
        account.add_rule(method=method, path=".*", drop=True, skip=3)
    stack.yaml_program(
        TEXTS
        + """
      people:
        type: azure-face:Gallery
        properties: {container: "${staff.ref}", source: people}
        options: {dependsOn: ["${front}"]}
    """
    )
    stack.up()

    assert account.rule_hits() >= len(("PUT", "POST", "POST"))
    [group] = [container for container in account.containers() if container["kind"] == "persongroups"]
    assert sorted((person["name"], len(person["persistedFaces"])) for person in group["persons"]) == [
        ("Ann", 1),
        ("Ben", 1),
        ("ann", 1),
    ]
    stack.preview("--expect-no-changes")
    stack.destroy()
    assert account.containers() == []


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({"method": "PATCH", "path": ".*/persons/[^/]*"}, id="text of a person"),
        pytest.param({"method": "POST", "path": "/facelists/.*/persistedfaces"}, id="face of a FaceList"),
        pytest.param({"method": "PATCH", "path": ".*/persistedfaces/[^/]*"}, id="text of a face"),
    ],
)
def test_another_machine_resumes_after_a_kill(stack: Stack, account: Account, request_: dict[str, str]) -> None:
    """The state tells the next run what the killed one left, also of items without an ownership tag."""
    write_photos(stack.folder / "photos", "1", "2")
    stack.yaml_program(TEXTS)
    account.add_rule(**request_, times=None, delay=30)
    with stack.killed_up(partial(is_held, account, request_["method"])):
        account.delete_rules()
    stack.move_to_new_machine()

    stack.up()

    assert texts(account) == ["ann's", "front", "watched"]
    assert len(account.containers()) == 2
    stack.preview("--expect-no-changes")


def is_held(account: Account, method: str) -> bool:
    return any(write.startswith(method) for write in account.writes())


def test_canceled_enrollment_is_saved(stack: Stack, account: Account) -> None:
    """Ctrl-C ends the enrollment with its state saved, and the next `up` completes it without duplicates."""
    write_photos(stack.folder / "photos", *map(str, range(PHOTOS)))
    stack.yaml_program(VISITORS)
    stack.run("config", "set", "azure-face:requestsPerSecond", TOO_SLOW)
    path = "POST /largefacelists/visitors/persistedfaces"

    result = stack.interrupted_up(lambda: sum(request == path for request in account.requests()) >= 5)

    assert result.exit_code not in (0, None)
    assert "Traceback" not in result.output
    assert result.lines("canceled; enrolled", "Completed work is saved. Run the command again to resume.")
    [gallery] = [resource for resource in stack.resources() if resource["type"].endswith(":Gallery")]
    assert gallery["initErrors"]

    stack.run("config", "set", "azure-face:requestsPerSecond", "1000")
    stack.up()
    [visitors] = account.holds()
    assert visitors.photos == faces_in(stack.folder / "photos")
    assert visitors.trained
    assert sum(len(container["persistedFaces"]) for container in account.containers()) == PHOTOS
    stack.preview("--expect-no-changes")


@pytest.mark.parametrize("account", [TOO_LONG], indirect=True)
def test_canceled_training_is_not_trained(stack: Stack, account: Account) -> None:
    """A canceled wait for a training fails the command, and `trained` stays false in the state."""
    write_photos(stack.folder / "photos", "one")
    stack.yaml_program(VISITORS)
    path = "GET /largefacelists/visitors/training"

    result = stack.interrupted_up(lambda: sum(request == path for request in account.requests()) >= 3)

    assert result.exit_code not in (0, None)
    assert result.lines("could not train LargeFaceList 'visitors': canceled")
    [training] = [resource for resource in stack.resources() if resource["type"].endswith(":Training")]
    assert (training["outputs"]["trained"], bool(training["initErrors"])) == (False, True)


def test_rotated_key_stops_no_command(stack: Stack, account: Account) -> None:
    """After the key was rotated in account and configuration, `destroy` succeeds, though its state has the old one."""
    stack.yaml_program("resources: {staff: {type: azure-face:PersonGroup}}")
    stack.up()
    account.change_key("the-new-key")
    stack.run("config", "set", "--secret", "azure-face:key", "the-new-key")
    stack.destroy()
    assert account.requests()[-1].startswith("DELETE")
