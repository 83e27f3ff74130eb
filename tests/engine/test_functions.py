"""Functions in real programs: their results, their timing, and their errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import pulumi_azure_face

from .account import KEY, Account, emulated
from .photos import jpeg
from .stack import FAILED, Stack

FUNCTIONS = [name for name in pulumi_azure_face.__all__ if name.startswith(("get_", "list_"))]
LIVENESS_SESSION = {"livenessOperationMode": "Passive", "deviceCorrelationId": "kiosk-7"}
OTHER_VERSION_WARNING = "API version v1.2 has no GET /detectLiveness/singleModal/sessions: using v1.2-preview.1 instead"


class UnmanagedContent:
    """Content created outside Pulumi: a container of each kind with two items in it, and a liveness session."""

    def __init__(self, account: Account) -> None:
        self._http = account.http
        self.persons = {kind: self._create_group(kind) for kind in ("persongroups", "largepersongroups")}
        self.faces = {kind: self._create_list(kind) for kind in ("facelists", "largefacelists")}
        person = self.persons["persongroups"][0]
        large_person = self.persons["largepersongroups"][0]
        self.face = self._add_face(f"persongroups/unmanaged/persons/{person}")
        self.large_face = self._add_face(f"largepersongroups/unmanaged/persons/{large_person}")
        self._http.post("/persongroups/unmanaged/train").raise_for_status()
        self.liveness_session = str(self._post("detectLiveness-sessions", json=LIVENESS_SESSION)["sessionId"])

    def _create_group(self, kind: str) -> list[str]:
        self._create_container(kind)
        body = {"name": "Ann", "userData": "desk 4"}
        return sorted(self._post(f"{kind}/unmanaged/persons", json=body)["personId"] for _ in range(2))

    def _create_list(self, kind: str) -> list[str]:
        self._create_container(kind)
        return sorted(self._add_face(f"{kind}/unmanaged") for _ in range(2))

    def _create_container(self, kind: str) -> None:
        body = {"name": "Unmanaged", "userData": "floor 3", "recognitionModel": "recognition_04"}
        self._http.put(f"/{kind}/unmanaged", json=body).raise_for_status()

    def _add_face(self, owner: str) -> str:
        headers = {"Content-Type": "application/octet-stream"}
        face = self._post(f"{owner}/persistedfaces?userData=front", content=jpeg("ann"), headers=headers)
        return str(face["persistedFaceId"])

    def _post(self, path: str, **options: Any) -> dict[str, Any]:
        body: dict[str, Any] = self._http.post(f"/{path}", **options).raise_for_status().json()
        return body


def container(id_name: str, **properties: Any) -> dict[str, Any]:
    common = {"display_name": "Unmanaged", "user_data": "floor 3", "recognition_model": "recognition_04"}
    return {"id": "unmanaged", id_name: "unmanaged", **common, **properties}


def person(id: str, *faces: str) -> dict[str, Any]:
    return {"id": id, "person_id": id, "display_name": "Ann", "user_data": "desk 4", "persisted_face_ids": list(faces)}


def face(id: str) -> dict[str, Any]:
    return {"id": id, "persisted_face_id": id, "user_data": "front"}


def not_trained() -> dict[str, Any]:
    times = dict.fromkeys(("submitted_at", "last_action_at", "succeeded_at", "message"))
    return {"status": "notTrained", "trained": False, **times}


def expected_results(unmanaged: UnmanagedContent) -> dict[str, tuple[tuple[Any, ...], Any]]:
    """Return the arguments and the expected result of each function; `...` stands for a result checked separately."""
    (ann, bob), (large_ann, large_bob) = unmanaged.persons.values()
    in_list, in_large_list = ([face(face_id) for face_id in ids] for ids in unmanaged.faces.values())
    persons = [person(ann, unmanaged.face), person(bob)]
    large_persons = [person(large_ann, unmanaged.large_face), person(large_bob)]
    group, large_group = container("person_group_id"), container("large_person_group_id")
    face_list, large_list = container("face_list_id", faces=None), container("large_face_list_id")
    return {
        "get_person_group": (("unmanaged",), group),
        "get_large_person_group": (("unmanaged",), large_group),
        "get_face_list": (("unmanaged",), {**face_list, "faces": in_list}),
        "get_large_face_list": (("unmanaged",), large_list),
        "list_person_groups": ((), [group]),
        "list_large_person_groups": ((), [large_group]),
        "list_face_lists": ((), [face_list]),
        "list_large_face_lists": ((), [large_list]),
        "get_person_group_training_status": (("unmanaged",), ...),
        "get_large_person_group_training_status": (("unmanaged",), not_trained()),
        "get_large_face_list_training_status": (("unmanaged",), not_trained()),
        "get_person_group_person": (("unmanaged", ann), persons[0]),
        "get_large_person_group_person": (("unmanaged", large_ann), large_persons[0]),
        "list_person_group_persons": (("unmanaged",), persons),
        "list_large_person_group_persons": (("unmanaged",), large_persons),
        "get_person_group_person_face": (("unmanaged", ann, unmanaged.face), face(unmanaged.face)),
        "get_large_person_group_person_face": (
            ("unmanaged", large_ann, unmanaged.large_face),
            face(unmanaged.large_face),
        ),
        "get_large_face_list_face": (("unmanaged", in_large_list[0]["id"]), in_large_list[0]),
        "list_large_face_list_faces": (("unmanaged",), in_large_list),
        "get_liveness_session": ((unmanaged.liveness_session,), ...),
        "list_liveness_sessions": ((), ...),
    }


@pytest.fixture
def unmanaged(account: Account) -> UnmanagedContent:
    return UnmanagedContent(account)


def test_invoke_and_output_variant_return_the_same(stack: Stack, account: Account, unmanaged: UnmanagedContent) -> None:
    """Every function and its output variant return the same content, and a call from another version warns once."""
    results = expected_results(unmanaged)
    assert sorted([*results, *(f"{name}_output" for name in results)]) == sorted(FUNCTIONS)
    exports = [line for name, (arguments, _) in results.items() for line in export_lines(name, arguments)]
    stack.program("\n".join([*exports, "face.list_liveness_sessions(top=1)"]))
    up = stack.up()
    outputs = stack.outputs()

    assert {name: outputs[name] for name, (_, result) in results.items() if result is not ...} == {
        name: result for name, (_, result) in results.items() if result is not ...
    }
    assert {name: outputs[f"{name}_output"] for name in results} == {name: outputs[name] for name in results}
    status, session = outputs["get_person_group_training_status"], outputs["get_liveness_session"]
    assert (status["status"], status["trained"], status["message"]) == ("succeeded", True, None)
    assert status["submitted_at"] < status["succeeded_at"] == status["last_action_at"]
    assert session["id"] == session["session_id"] == unmanaged.liveness_session
    assert session["status"] == "NotStarted"
    assert [(each["id"], each["device_correlation_id"]) for each in outputs["list_liveness_sessions"]] == [
        (unmanaged.liveness_session, "kiosk-7")
    ]
    assert "auth" not in " ".join(session).replace("auth_token_time_to_live_in_seconds", "")

    assert len(up.lines("warning:", "API version")) == len(up.lines(OTHER_VERSION_WARNING)) > 0
    assert up.output.partition("Diagnostics:")[2].count(OTHER_VERSION_WARNING) == 1
    assert KEY not in stack.export()
    stack.preview("--expect-no-changes")


def export_lines(name: str, arguments: tuple[str, ...]) -> Iterator[str]:
    """Yield program lines that export the results of a function and of its output variant."""
    yield f"pulumi.export('{name}', face.{name}({', '.join(map(repr, arguments))}))"
    outputs = ", ".join(f"pulumi.Output.from_input({argument!r})" for argument in arguments)
    yield f"pulumi.export('{name}_output', face.{name}_output({outputs}))"


def test_output_variant_waits_for_its_resource(stack: Stack, account: Account) -> None:
    """The first preview requests nothing about resources that are yet to be created, and the update looks them up."""
    # The ids are known at preview, so the functions wait only because the group does not exist yet.
    stack.program("""
        staff = face.PersonGroup("staff", person_group_id="staff", display_name="Staff")
        group = face.get_person_group_output(staff.person_group_id)
        status = face.get_person_group_training_status_output(group.id)
        pulumi.export("name", group.display_name)
        pulumi.export("status", status.status)
        pulumi.export("persons", face.list_person_group_persons_output(staff.id, top=3))
    """)
    stack.preview()
    assert account.requests() == []

    stack.up()
    assert stack.outputs() == {"name": "Staff", "status": "notTrained", "persons": []}
    stack.preview("--expect-no-changes")


def test_results_are_valid_resource_inputs(stack: Stack, account: Account, unmanaged: UnmanagedContent) -> None:
    """The results of a function and of its output variant can be inputs of a resource."""
    stack.program("""
        group = face.get_person_group("unmanaged")
        output = face.get_person_group_output(pulumi.Output.from_input("unmanaged"))
        face.PersonGroup("copy", person_group_id="copy", display_name=group.display_name, user_data=output.user_data)
    """)
    stack.up()

    copy = account.container("copy")
    assert (copy["name"], copy["userData"]) == ("Unmanaged", "floor 3")


@pytest.mark.parametrize("suffix", ["", "_output"], ids=["invoke", "output variant"])
def test_function_error_is_one_line(stack: Stack, suffix: str) -> None:
    """A function that fails ends the program with one error line and no traceback."""
    stack.program(f"pulumi.export('answer', face.get_person_group{suffix}('nobody'))")
    failed = stack.preview(exit_code=FAILED)

    diagnostics = failed.output.partition("Diagnostics:")[2]
    assert diagnostics.count("could not read PersonGroup 'nobody': 404 PersonGroupNotFound") == 1


@pytest.fixture
def second_account() -> Iterator[Account]:
    with emulated() as account:
        yield account


def test_functions_accept_any_account(stack: Stack, account: Account, second_account: Account) -> None:
    """A function accepts a configured or a declared account, and the secret key of the latter makes no result secret."""
    second_account.create_unmanaged_group("far")
    stack.configure(nested_endpoint=second_account.url, nested_key=KEY)
    stack.run("config", "set", "azure-face:accounts.flat.endpoint", second_account.url)
    stack.run("config", "set", "--secret", "azure-face:accounts.flat.key", KEY)
    stack.program(f"""
        key = pulumi.Config("azure-face").get_secret("key")
        account = face.Account(endpoint=pulumi.Output.from_input("{second_account.url}"), key=key)
        pulumi.export("default", [group.id for group in face.list_person_groups()])
        pulumi.export("nested", face.get_person_group("far", account="nested").id)
        pulumi.export("flat", face.get_person_group_output("far", account="flat").id)
        pulumi.export("declared", face.get_person_group_output("far", account=account).id)
        pulumi.export("secret", face.get_person_group_output(pulumi.Output.secret("far"), account=account).id)
    """)
    stack.up()

    assert stack.outputs() == {
        "default": [],
        "nested": "far",
        "flat": "far",
        "declared": "far",
        "secret": "[secret]",
    }
    assert KEY not in stack.export()
