"""The checks of given stacks: saved providers, and who owns what is in the account."""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dill
import httpx
import pytest

from .command import doctor

SAVED = Path(__file__).parents[1] / "states" / "0.1.0-complete"
STATE = SAVED / "state.json"
PERSON_TYPE = "pulumi-python:dynamic/azure-face:Person"
PERSON = "d29b02c7-c73c-43fb-82f3-444336140f93"  # the first one in the state
PLAIN_TYPE = "pulumi-python:dynamic:Resource"


def pickled(module: str, name: str) -> str:
    """The pickle of an instance of a class of a module, as Python writes it."""
    text = f"\x80\x04\x8c{chr(len(module))}{module}\x94\x8c{chr(len(name))}{name}\x94\x93\x94)\x81\x94."
    return base64.b64encode(text.encode("latin-1")).decode()


def write_state(folder: Path, change: Callable[[list[dict[str, Any]]], object]) -> str:
    """Write a changed copy of the saved state and return its path."""
    state = json.loads(STATE.read_text())
    change(state["deployment"]["resources"])
    path = folder / "state.json"
    path.write_text(json.dumps(state))
    return str(path)


def with_provider(provider: str, type_: str = PERSON_TYPE) -> Callable[[list[dict[str, Any]]], None]:
    """Give the last resource of the state another provider and type."""

    def change(resources: list[dict[str, Any]]) -> None:
        resource = next(one for one in resources if one["type"] == PERSON_TYPE)
        resource["type"] = type_
        for properties in ("inputs", "outputs"):
            resource[properties]["__provider"] = provider

    return change


def test_saved_providers_load() -> None:
    """The providers of a state that this package wrote load."""
    examined = doctor("--state", str(STATE))

    assert examined.status("stacks") == "ok"
    assert examined["saved-providers"].message == "the providers of 18 resources load"


def test_state_comes_from_standard_input() -> None:
    """`--state -` reads the state from standard input."""
    assert doctor("--state", "-", stdin=STATE.read_text()).status("saved-providers") == "ok"


class Bomb:
    """Unpickling an instance creates a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.path,))


@pytest.mark.parametrize(
    ("provider", "message"),
    [
        pytest.param(pickled("pulumi_azure_face.host.gone", "PersonProvider"), "this version of pulumi-azure-face has no module pulumi_azure_face.host.gone", id="module"),
        pytest.param(pickled("pulumi_azure_face.host.dynamic", "GoneProvider"), "module pulumi_azure_face.host.dynamic has no provider GoneProvider", id="class"),
        pytest.param(pickled("pulumi_azure_face.host.dynamic", "gc"), "has no provider gc", id="no class"),
        pytest.param(pickled("acme.faces", "PersonProvider"), "the class PersonProvider belongs to another package (acme.faces)", id="other package"),
        pytest.param(base64.b64encode(b"\x80\x04no pickle").decode(), "the saved provider is damaged", id="damaged"),
        pytest.param("not base64!", "the saved provider is damaged", id="no base64"),
        pytest.param(base64.b64encode(pickle.dumps(1)).decode(), "the saved provider names no class", id="no global"),
    ],
)  # fmt: skip
def test_provider_that_does_not_load_is_reported(provider: str, message: str, tmp_path: Path) -> None:
    """A saved provider of ours that cannot be loaded is named with its resource, the cause, and the cure."""
    examined = doctor("--state", write_state(tmp_path, with_provider(provider)), "--endpoint", "")

    assert "saved-providers" in examined.failures
    assert examined["saved-providers"].message.startswith(f"could not load saved providers: Person {PERSON!r}: ")
    assert message in examined["saved-providers"].message
    is_missing = "pulumi_azure_face.host" in message or "has no provider" in message
    cure = "Use the version of pulumi-azure-face that wrote the state" if is_missing else "import a backup"
    assert cure in examined["saved-providers"].cure


def test_pickles_are_not_loaded(tmp_path: Path) -> None:
    """A pickle that runs code when it is loaded does not run it."""
    bomb = base64.b64encode(pickle.dumps(Bomb(tmp_path / "exploded"))).decode()
    pickle.loads(base64.b64decode(bomb.encode()))
    (tmp_path / "exploded").unlink()
    doctor("--state", write_state(tmp_path, with_provider(bomb)))
    doctor("--state", write_state(tmp_path, with_provider(bomb, PLAIN_TYPE)))

    assert not (tmp_path / "exploded").exists()


@pytest.mark.parametrize(
    ("provider", "status", "message"),
    [
        pytest.param(lambda: base64.b64encode(dill.dumps(type("Plain", (), {"__module__": "__main__"})(), recurse=True)).decode(), "ok", "plain dynamic providers with their class in the state (`__main__`): 1", id="by value"),
        pytest.param(lambda: pickled("email.message", "Message"), "ok", "providers of other packages were not checked: email.message", id="installed"),
        pytest.param(lambda: pickled("acme.faces", "Thing"), "warning", "the modules of other dynamic providers are not installed here: acme.faces", id="not installed"),
    ],
)  # fmt: skip
def test_other_dynamic_providers_are_told_apart(
    provider: Callable[[], str], status: str, message: str, tmp_path: Path
) -> None:
    """Resources of other dynamic providers are named as such and not imported."""
    examined = doctor("--state", write_state(tmp_path, with_provider(provider(), PLAIN_TYPE)))

    assert examined.status("saved-providers") == status
    assert message in examined["saved-providers"].message


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("not JSON", "the document is invalid"),
        ('{"version": 3}', "deployment is invalid"),
    ],
)
def test_unreadable_state_is_reported(content: str, reason: str, tmp_path: Path) -> None:
    """A file that is no exported state is reported without quoting it."""
    (tmp_path / "state.json").write_text(content)
    examined = doctor("--state", str(tmp_path / "state.json"))

    assert reason in examined["stacks"].message
    assert examined.skipped_for("stacks") == ["saved-providers"]


def test_missing_file_is_reported(tmp_path: Path) -> None:
    """A state that does not exist is named."""
    assert "No such file" in doctor("--state", str(tmp_path / "gone.json"))["stacks"].message


def test_missing_stack_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack that cannot be read is reported with what the CLI says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path}")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "")
    examined = doctor("--stack", "nowhere")

    assert {"settings", "stacks"} <= set(examined.failures)
    assert "no Pulumi.yaml" in examined["settings"].message


@pytest.fixture
def restored(account: httpx.Client) -> httpx.Client:
    """The account that belongs to the saved state."""
    account.put("/_emulator/account", json=json.loads((SAVED / "account.json").read_text())).raise_for_status()
    account.delete("/_emulator/requests").raise_for_status()
    return account


def test_containers_of_the_stacks_are_recognized(restored: httpx.Client) -> None:
    """No container and no tag of the saved account is foreign to its own stack. Only GETs are sent."""
    examined = doctor("--state", str(STATE))

    assert (examined.exit_code, examined.status("ownership")) == (0, "ok")
    assert "6 of 6 containers are in the given stacks" in examined["ownership"].message
    assert {request["method"] for request in restored.get("/_emulator/requests").json()} == {"GET"}


def test_unmanaged_containers_are_named(restored: httpx.Client) -> None:
    """A container that none of the given stacks has is named."""
    restored.put("/face/v1.2/persongroups/extra", json={"name": "Extra"}).raise_for_status()
    examined = doctor("--state", str(STATE))

    assert examined.status("ownership") == "ok"
    assert "but not PersonGroup 'extra'" in examined["ownership"].message


def test_tags_of_unknown_stacks_are_a_warning(restored: httpx.Client, tmp_path: Path) -> None:
    """Ownership tags of a stack that is not given are a warning that names the container."""
    empty = write_state(tmp_path, lambda resources: resources.__delitem__(slice(1, None)))
    examined = doctor("--state", empty)

    assert examined.status("ownership") == "warning"
    assert "found ownership tags of other stacks in" in examined["ownership"].message
    assert "0 of 6 containers are in the given stacks" in examined["ownership"].message
