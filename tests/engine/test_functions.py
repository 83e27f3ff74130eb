"""Functions in real programs: what they answer, when, and how they fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import pulumi_azure_face

from .account import KEY, Account, emulated
from .photos import jpeg
from .stack import FAILED, Stack

FUNCTIONS = [name for name in pulumi_azure_face.__all__ if name.startswith(("get_", "list_"))]
SESSION = {"livenessOperationMode": "Passive", "deviceCorrelationId": "door-7"}
ELSEWHERE = "API version v1.2 has no GET /detectLiveness/singleModal/sessions: v1.2-preview.1 is asked instead"


class Theirs:
    """What somebody else made: a container of each kind under the id theirs, two of all that is in them, a session."""

    def __init__(self, account: Account) -> None:
        self._face = account.face
        self.persons = {kind: self._group(kind) for kind in ("persongroups", "largepersongroups")}
        self.faces = {kind: self._list(kind) for kind in ("facelists", "largefacelists")}
        person = self.persons["persongroups"][0]
        large_person = self.persons["largepersongroups"][0]
        self.face = self._add(f"persongroups/theirs/persons/{person}")
        self.large_face = self._add(f"largepersongroups/theirs/persons/{large_person}")
        self._face.post("/persongroups/theirs/train").raise_for_status()
        self.session = str(self._post("detectLiveness-sessions", json=SESSION)["sessionId"])

    def _group(self, kind: str) -> list[str]:
        self._put(kind)
        made = [self._post(f"{kind}/theirs/persons", json={"name": "Ann", "userData": "desk 4"}) for _ in range(2)]
        return sorted(person["personId"] for person in made)

    def _list(self, kind: str) -> list[str]:
        self._put(kind)
        return sorted(self._add(f"{kind}/theirs") for _ in range(2))

    def _put(self, kind: str) -> None:
        body = {"name": "Theirs", "userData": "floor 3", "recognitionModel": "recognition_04"}
        self._face.put(f"/{kind}/theirs", json=body).raise_for_status()

    def _add(self, owner: str) -> str:
        binary = {"Content-Type": "application/octet-stream"}
        answer = self._post(f"{owner}/persistedfaces?userData=front", content=jpeg("ann"), headers=binary)
        return str(answer["persistedFaceId"])

    def _post(self, path: str, **rest: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._face.post(f"/{path}", **rest).raise_for_status().json()
        return answer


def container(id_name: str, **more: Any) -> dict[str, Any]:
    told = {"display_name": "Theirs", "user_data": "floor 3", "recognition_model": "recognition_04"}
    return {"id": "theirs", id_name: "theirs", **told, **more}


def person(id: str, *faces: str) -> dict[str, Any]:
    return {"id": id, "person_id": id, "display_name": "Ann", "user_data": "desk 4", "persisted_face_ids": list(faces)}


def face(id: str) -> dict[str, Any]:
    return {"id": id, "persisted_face_id": id, "user_data": "front"}


def never_trained() -> dict[str, Any]:
    times = dict.fromkeys(("submitted_at", "last_action_at", "succeeded_at", "message"))
    return {"status": "notTrained", "trained": False, **times}


def every_function(theirs: Theirs) -> dict[str, tuple[tuple[Any, ...], Any]]:
    """Each function with its inputs, and what it answers."""
    (ann, bob), (large_ann, large_bob) = theirs.persons.values()
    in_list, in_large_list = ([face(one) for one in ids] for ids in theirs.faces.values())
    persons = [person(ann, theirs.face), person(bob)]
    large_persons = [person(large_ann, theirs.large_face), person(large_bob)]
    group, large_group = container("person_group_id"), container("large_person_group_id")
    face_list, large_list = container("face_list_id", faces=None), container("large_face_list_id")
    return {
        "get_person_group": (("theirs",), group),
        "get_large_person_group": (("theirs",), large_group),
        "get_face_list": (("theirs",), {**face_list, "faces": in_list}),
        "get_large_face_list": (("theirs",), large_list),
        "list_person_groups": ((), [group]),
        "list_large_person_groups": ((), [large_group]),
        "list_face_lists": ((), [face_list]),
        "list_large_face_lists": ((), [large_list]),
        "get_person_group_training_status": (("theirs",), ...),
        "get_large_person_group_training_status": (("theirs",), never_trained()),
        "get_large_face_list_training_status": (("theirs",), never_trained()),
        "get_person_group_person": (("theirs", ann), persons[0]),
        "get_large_person_group_person": (("theirs", large_ann), large_persons[0]),
        "list_person_group_persons": (("theirs",), persons),
        "list_large_person_group_persons": (("theirs",), large_persons),
        "get_person_group_person_face": (("theirs", ann, theirs.face), face(theirs.face)),
        "get_large_person_group_person_face": (("theirs", large_ann, theirs.large_face), face(theirs.large_face)),
        "get_large_face_list_face": (("theirs", in_large_list[0]["id"]), in_large_list[0]),
        "list_large_face_list_faces": (("theirs",), in_large_list),
        "get_liveness_session": ((theirs.session,), ...),
        "list_liveness_sessions": ((), ...),
    }


@pytest.fixture
def theirs(account: Account) -> Theirs:
    return Theirs(account)


def test_every_function_answers_at_once_and_later(stack: Stack, account: Account, theirs: Theirs) -> None:
    """Each gives what is there, and its twin the same for outputs; a second preview finds nothing to change.

    A call that the version lacks goes to one that has it, and that is said once however often it is made.
    """
    calls = every_function(theirs)
    assert sorted([*calls, *(f"{name}_output" for name in calls)]) == sorted(FUNCTIONS)
    asked = [line for name, (inputs, _) in calls.items() for line in exports_of(name, inputs)]
    stack.program("\n".join([*asked, "face.list_liveness_sessions(top=1)"]))
    up = stack.up()
    outputs = stack.outputs()

    assert {name: outputs[name] for name, (_, answer) in calls.items() if answer is not ...} == {
        name: answer for name, (_, answer) in calls.items() if answer is not ...
    }
    assert {name: outputs[f"{name}_output"] for name in calls} == {name: outputs[name] for name in calls}
    status, session = outputs["get_person_group_training_status"], outputs["get_liveness_session"]
    assert (status["status"], status["trained"], status["message"]) == ("succeeded", True, None)
    assert status["submitted_at"] < status["succeeded_at"] == status["last_action_at"]
    assert (session["id"], session["session_id"], session["status"]) == (theirs.session, theirs.session, "NotStarted")
    assert [(one["id"], one["device_correlation_id"]) for one in outputs["list_liveness_sessions"]] == [
        (theirs.session, "door-7")
    ]
    assert "auth" not in " ".join(session).replace("auth_token_time_to_live_in_seconds", "")

    assert len(up.lines("warning:", "API version")) == len(up.lines(ELSEWHERE)) > 0
    assert up.output.partition("Diagnostics:")[2].count(ELSEWHERE) == 1
    assert KEY not in stack.export()
    stack.preview("--expect-no-changes")


def exports_of(name: str, inputs: tuple[str, ...]) -> Iterator[str]:
    """A function's answer and its twin's, under their names."""
    yield f"pulumi.export('{name}', face.{name}({', '.join(map(repr, inputs))}))"
    outputs = ", ".join(f"pulumi.Output.from_input({one!r})" for one in inputs)
    yield f"pulumi.export('{name}_output', face.{name}_output({outputs}))"


def test_what_is_not_made_yet_is_not_asked_for(stack: Stack, account: Account) -> None:
    """At the first preview nothing is known of what the program itself makes; the update that makes it knows.

    The id is known at preview already, so only its being there makes the difference.
    """
    stack.program("""
        staff = face.PersonGroup("staff", person_group_id="staff", display_name="Staff")
        found = face.get_person_group_output(staff.person_group_id)
        status = face.get_person_group_training_status_output(found.id)
        pulumi.export("name", found.display_name)
        pulumi.export("status", status.status)
        pulumi.export("persons", face.list_person_group_persons_output(staff.id, top=3))
    """)
    stack.preview()
    assert account.requests() == []

    stack.up()
    assert stack.outputs() == {"name": "Staff", "status": "notTrained", "persons": []}
    stack.preview("--expect-no-changes")


def test_answers_go_into_resources(stack: Stack, account: Account, theirs: Theirs) -> None:
    """What a function tells of one thing can be another's input, now and later."""
    stack.program("""
        theirs = face.get_person_group("theirs")
        later = face.get_person_group_output(pulumi.Output.from_input("theirs"))
        face.PersonGroup("copy", person_group_id="copy", display_name=theirs.display_name, user_data=later.user_data)
    """)
    stack.up()

    copy = account.container("copy")
    assert (copy["name"], copy["userData"]) == ("Theirs", "floor 3")


@pytest.mark.parametrize("twin", ["", "_output"], ids=["at once", "later"])
def test_a_failure_is_one_line(stack: Stack, twin: str) -> None:
    """A function that fails ends the program with what went wrong, once and without a traceback."""
    stack.program(f"pulumi.export('answer', face.get_person_group{twin}('nobody'))")
    failed = stack.preview(exit_code=FAILED)

    told = failed.output.partition("Diagnostics:")[2]
    assert told.count("could not read PersonGroup 'nobody': 404 PersonGroupNotFound") == 1


@pytest.fixture
def second() -> Iterator[Account]:
    with emulated() as account:
        yield account


def test_any_account_may_be_asked(stack: Stack, account: Account, second: Account) -> None:
    """One that the settings name, nested or flat, and one that the program makes, whose key makes no answer secret."""
    second.stranger("far")
    stack.configure(nested_endpoint=second.url, nested_key=KEY)
    stack.run("config", "set", "azure-face:accounts.flat.endpoint", second.url)
    stack.run("config", "set", "--secret", "azure-face:accounts.flat.key", KEY)
    stack.program(f"""
        made = face.Account(endpoint=pulumi.Output.from_input("{second.url}"), key=pulumi.Config("azure-face").get_secret("key"))
        pulumi.export("own", [one.id for one in face.list_person_groups()])
        pulumi.export("nested", face.get_person_group("far", account="nested").id)
        pulumi.export("flat", face.get_person_group_output("far", account="flat").id)
        pulumi.export("made", face.get_person_group_output("far", account=made).id)
        pulumi.export("secret", face.get_person_group_output(pulumi.Output.secret("far"), account=made).id)
    """)
    stack.up()

    assert stack.outputs() == {"own": [], "nested": "far", "flat": "far", "made": "far", "secret": "[secret]"}
    assert KEY not in stack.export()
