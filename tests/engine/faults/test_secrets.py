"""Keys, tokens, images, and the names in galleries stay out of the state, output, logs, and local files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pulumi_azure_face.emulator import Settings

from ..account import KEY, Account, emulated
from ..leaks import Sensitive, find_leaks, package_folders, sensitive_images, sensitive_text
from ..photos import jpeg, write_people, write_photos
from ..stack import FAILED, Stack, copy_stack

VERBOSE = ("-v=9", "--logtostderr", "--logflow")
PROGRAM_KEY = "key-of-the-account-in-the-program"
FOLDER_NAMES, MANIFEST_NAMES = ("Annabella Quist", "Zoë Ångström"), ("Bertrand Noor", "Theodora Vance")
REJECTED_NAME = "Rita Rejected"
TEXTS = ("desk twelve of Bertrand", "the visitor from Reims")
SECRET_TEXT, SECRET_NAME = "text-that-is-secret", "Name That Is Secret"
EXPECTED_IN_OUTPUT = (
    "Traceback",
    "could not create a person",
    "404 PersonGroupNotFound",
    "400 InvalidURL",
    REJECTED_NAME,
)
SIGNATURE = "sig=c2lnbmF0dXJl0123456789"


@dataclass(frozen=True)
class LoggedEmulator:
    """An emulator that runs as a program, as users run it."""

    account: Account
    log_file: Path

    def log(self) -> str:
        """Return what the emulator has printed, and its request log."""
        return self.log_file.read_text() + json.dumps(self.account.request_log())


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[LoggedEmulator]:
    log_file = tmp_path / "emulator.log"
    command = [str(Path(sys.executable).parent / "azure-face"), "emulator", "--port", "0"]
    environment = {**os.environ, "AZURE_FACE_KEY": KEY, "AZURE_FACE_DEBUG": "1"}
    with (
        log_file.open("w") as log,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        account = Account(process.stdout.readline().split()[-1], KEY)
        try:
            yield LoggedEmulator(account, log_file)
        finally:
            account.close()
            process.send_signal(signal.SIGINT)


@pytest.fixture
def program_account() -> Iterator[Account]:
    with emulated(Settings(key=PROGRAM_KEY)) as account:
        yield account


@pytest.fixture
def stack(stack_template: Stack, emulator: LoggedEmulator, tmp_path: Path) -> Stack:
    stack = copy_stack(stack_template, tmp_path / "stack", emulator.account.url)
    (stack.root / "tmp").mkdir()
    stack.environment["TMPDIR"] = str(stack.root / "tmp")
    return stack


def test_secrets_and_names_do_not_leak(stack: Stack, emulator: LoggedEmulator, program_account: Account) -> None:
    """Two verbose runs with tracebacks, failures, and every kind of input leave no secret and no name behind."""
    token = write_program(stack, emulator.account, program_account)
    emulator.account.add_rule(method="POST", path=".*/persons", status=403)
    emulator.account.add_rule(method="POST", path=".*/persistedfaces", skip=2, drop=True)
    program_account.add_rule(method="POST", path=".*/persistedfaces", drop=True)
    options = ("up", "--yes", "--skip-preview", "--continue-on-error", *VERBOSE)
    first = stack.run_unchecked(*options, AZURE_FACE_DEBUG="1")
    state_of_failed_run = stack.export()
    emulator.account.delete_rules()
    second = stack.run_unchecked(*options, "--refresh", AZURE_FACE_DEBUG="1")
    output = first.output + second.output

    assert (first.exit_code, second.exit_code) == (FAILED, FAILED), output
    assert "could not create a person" in state_of_failed_run
    assert REJECTED_NAME in stack.export()
    assert second.lines("display_name"), "the log is not verbose enough"
    assert [text for text in EXPECTED_IN_OUTPUT if text not in output] == []
    assert {folder.name for path in package_folders(stack) for folder in path.iterdir()} >= {"cache.sqlite3"}
    logs = {"emulator log": emulator.log(), "state of the failed run": state_of_failed_run}
    assert find_leaks(stack, sensitive_data(stack, token), output, logs) == []


def write_program(stack: Stack, account: Account, program_account: Account) -> str:
    """Write the program and its photos. Return the token of a liveness session that it looks up."""
    people = {name: [name.split()[0]] for name in FOLDER_NAMES}
    write_people(stack.folder / "people", people)
    write_people(stack.folder / "people", {REJECTED_NAME: ["good"]})
    (stack.folder / "people" / REJECTED_NAME / "torn.jpg").write_bytes(jpeg("torn")[:1100])
    write_photos(stack.folder / "photos", "one", "two", "three", "four", "five")
    first_name, second_name = MANIFEST_NAMES
    (stack.folder / "staff.csv").write_text(
        f"key,name,user_data,images\na-1,{first_name},{TEXTS[0]},photos/one.jpg\nb-2,{second_name},,photos/two.jpg\n"
    )
    visitors = [{"images": ["photos/three.jpg"], "user_data": TEXTS[1]}]
    (stack.folder / "visitors.json").write_text(json.dumps(visitors))
    account.create_unmanaged_group("taken", userData="unmanaged")
    body = {"livenessOperationMode": "Passive", "deviceCorrelationId": "kiosk-7"}
    session = account.http.post("/detectLiveness-sessions", json=body).raise_for_status().json()
    stack.run("config", "set", "--secret", "programKey", PROGRAM_KEY)
    stack.program(f"""
        import traceback

        made = face.Account(endpoint={program_account.url!r}, key=pulumi.Config().require_secret("programKey"))
        face.PersonGroup("staff", persons="staff.csv", train=True)
        face.LargePersonGroup("crowd", persons="people", on_bad_image="skip", train=True)
        face.LargeFaceList("visitors", faces="visitors.json")
        face.PersonGroup("taken", person_group_id="taken")

        guests = face.PersonGroup("guests", account=made)
        secret_name, secret_text = pulumi.Output.secret({SECRET_NAME!r}), pulumi.Output.secret({SECRET_TEXT!r})
        guest = face.Person("guest", group=guests, display_name=secret_name, user_data=secret_text)
        face.Face("side", person=guest, image="photos/four.jpg", user_data=secret_text)
        watched = face.LargeFaceList("watched", user_data=secret_text)
        face.Face("unfetched", container=watched, url=pulumi.Output.secret("http://127.0.0.1:9/a.jpg?{SIGNATURE}"))

        pulumi.export("session", face.get_liveness_session({session["sessionId"]!r}))
        pulumi.export("sessions", face.list_liveness_sessions())
        pulumi.export("guests", face.get_person_group_output(guests.id, account=made))
        try:
            face.get_person_group("nobody")
        except Exception:
            traceback.print_exc()
    """)
    return str(session["authToken"])


def sensitive_data(stack: Stack, token: str) -> list[Sensitive]:
    """Return everything in the program that must not appear. Images that are rejected may be named."""
    return [
        sensitive_text("key", KEY, is_input=True),
        sensitive_text("key of the program", PROGRAM_KEY, is_input=True),
        sensitive_text("token", token),
        sensitive_text("signature", SIGNATURE, is_input=True),
        sensitive_text("secret name", SECRET_NAME, is_input=True),
        sensitive_text("secret text", SECRET_TEXT, is_input=True),
        *(sensitive_text(f"name {name}", name) for name in (*FOLDER_NAMES, *MANIFEST_NAMES)),
        sensitive_text(f"text {TEXTS[0]}", TEXTS[0]),
        *sensitive_images(stack.folder),
    ]


def test_scan_finds_planted_leaks(stack: Stack) -> None:
    """The scan finds a name in the state, an encoded image in a file with a wide mode, and a key in a log."""
    name, image = "Zoë Ångström", jpeg("one")
    write_photos(stack.folder / "photos", "one")
    stack.program(f"pulumi.export('planted', {name!r})")
    stack.up()
    file = stack.root / stack.machine / "cache" / "pulumi-azure-face" / "planted"
    file.parent.mkdir(parents=True, mode=0o700)
    file.write_bytes(b"." + b64encode(b"ab" + image))
    file.chmod(0o644)
    sensitive = [sensitive_text("key", KEY), sensitive_text("name", name), *sensitive_images(stack.folder)]
    leaks = find_leaks(stack, sensitive, logs={"log": f"header: {KEY}"})

    backend, others = (
        [leak for leak in leaks if leak.startswith("state/.pulumi/") is is_backend] for is_backend in (True, False)
    )
    place = file.relative_to(stack.root)
    assert others == [
        "exported state: name",
        f"{place}: image one.jpg",
        f"{place}: mode 0644",
        f"{place}: start of an image",
        "log: key",
    ]
    assert backend
    assert all(leak.endswith(": name") for leak in backend)


@pytest.mark.parametrize(
    ("line", "leaks"),
    [
        ("Provider[1].Configure({key})", ["output: name"]),
        ("Unmarshaling property for RPC[Provider[1].Check(urn)]: account_key={key}", ["output: name"]),
        ("eventSink::Infoerr(could not sign in with {key})", ["output: key", "output: name"]),
    ],
)
def test_engine_lines_may_contain_inputs_only(stack: Stack, line: str, leaks: list[str]) -> None:
    """A line in which the engine logs its own call may contain an input, and nothing else that is sensitive."""
    sensitive = [sensitive_text("key", KEY, is_input=True), sensitive_text("name", "Annabella Quist")]

    assert find_leaks(stack, sensitive, f"{line.format(key=KEY)} 'Annabella Quist'\n") == leaks
