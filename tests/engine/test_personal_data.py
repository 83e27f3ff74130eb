"""The code blocks and the claims of docs/personal-data.md."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from .account import KEY, Account
from .photos import write_people, write_photos
from .stack import Stack

PAGE = (Path(__file__).parents[2] / "docs" / "personal-data.md").read_text(encoding="utf-8")
CODE_BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d"
NAME, TEXT = "Ann Lee", "desk 12"


def run_commands(stack: Stack, commands: str) -> None:
    subprocess.run(
        ["sh", "-e", "-c", commands], cwd=stack.folder, env=stack.process_environment(), check=True, timeout=150
    )


def state_of(stack: Stack, class_name: str, name: str) -> dict[str, Any]:
    """Return the state of a resource."""
    urn = stack.urn(class_name, name)
    return next(resource for resource in stack.resources() if resource["urn"] == urn)


def is_encrypted(value: Any) -> bool:
    return isinstance(value, dict) and SECRET_SIGNATURE in value


def ids_in(container: dict[str, Any]) -> list[str]:
    """Return the ids of all persons and faces of a group."""
    persons = container["persons"]
    return [
        *(person["personId"] for person in persons),
        *(face["persistedFaceId"] for person in persons for face in person["persistedFaces"]),
    ]


def files_with(folder: Path, text: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@pytest.fixture
def home(stack: Stack, account: Account) -> Path:
    """Give the stack a home folder with the usual folders for local files, and the account of the command."""
    home = stack.root / "user"
    stack.environment |= {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "AZURE_FACE_ENDPOINT": account.url,
        "AZURE_FACE_KEY": KEY,
        "PATH": f"{Path(sys.executable).parent}:{stack.process_environment()['PATH']}",
    }
    return home


def test_page_runs(stack: Stack, account: Account, home: Path) -> None:
    """The blocks of the page run in order: the state has what the page says, and nothing stays in the end."""
    (_, configure), (_, program), (_, delete) = CODE_BLOCKS
    assert [language for language, _ in CODE_BLOCKS] == ["sh", "python", "sh"]
    write_people(stack.folder / "photos" / "staff", {"Annabella Quist": ["ann-1"], "Bertrand Noor": ["bob-1"]})
    write_photos(stack.folder / "photos" / "visitors", "carl")
    run_commands(stack, configure)
    (stack.folder / "__main__.py").write_text(program)
    stack.up()
    stack.preview("--expect-no-changes")

    check_state(stack, account)
    body = {"livenessOperationMode": "Passive", "deviceCorrelationId": "kiosk-7"}
    account.http.post("/detectLiveness-sessions", json=body).raise_for_status()
    guest_id = state_of(stack, "Person", "guest-1")["id"]
    assert (home / ".cache" / "pulumi-azure-face").is_dir()
    run_commands(stack, delete)
    assert account.dump() == {"containers": [], "sessions": []}
    assert list(home.rglob("pulumi-azure-face")) == []
    kept = {path.relative_to(stack.root / "state" / ".pulumi").parts[0] for path in files_with(stack.root, guest_id)}
    assert kept == {"backups"}


def check_state(stack: Stack, account: Account) -> None:
    """Check what the page says about the encryption of each value, and about the state of a gallery."""
    guest, side = state_of(stack, "Person", "guest-1"), state_of(stack, "Face", "guest-1-side")
    assert all(
        is_encrypted(guest[part][name]) for part in ("inputs", "outputs") for name in ("display_name", "user_data")
    )
    assert is_encrypted(guest["outputs"]["person_id"])
    assert is_encrypted(side["outputs"]["persisted_face_id"])
    assert side["inputs"]["person_id"] == guest["id"]
    assert stack.outputs() == {"guest": "[secret]"}

    containers = {container["name"]: container for container in account.containers()}
    state = stack.export()
    assert [person["name"] for person in containers["guests"]["persons"]] == [NAME]
    assert [each for each in ids_in(containers["guests"]) if each not in state] == []
    hidden = [NAME, TEXT, "Annabella Quist", "Bertrand Noor", *ids_in(containers["staff"])]
    assert len(hidden) == 8
    assert [text for text in hidden if text in state] == []


def test_keys_of_accounts_are_always_encrypted(stack: Stack, account: Account) -> None:
    """The key of an `Account` is encrypted in the state, also if the program passes it as plain text."""
    stack.program(f'face.PersonGroup("made", account=face.Account(endpoint={account.url!r}, key={KEY!r}))')
    stack.up()

    assert is_encrypted(state_of(stack, "PersonGroup", "made")["inputs"]["account_key"])
    assert KEY not in json.dumps(stack.resources())


@pytest.mark.parametrize(
    ("kind", "folder"), [("cache", "user_cache_dir"), ("state", "user_state_dir")], ids=["cache", "state"]
)
def test_page_names_the_folders(kind: str, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page names the folders of this package on Linux and macOS."""
    for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", "/home/ann")
    [row] = re.findall(rf"^\| {kind} \|.*$", PAGE, re.MULTILINE)

    for system in (Unix, MacOS):
        path = getattr(system("pulumi-azure-face", appauthor=False), folder)
        assert f"`{path.replace('/home/ann', '~')}`" in row
