"""The command `azure-face export`."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from .command import azure_face


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caches of file hashes and faces out of the user's folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def put(account: httpx.Client, path: str, name: str) -> None:
    account.put(f"/face/v1.2/{path}", json={"name": name}).raise_for_status()


def test_export_writes_a_project(account: httpx.Client, tmp_path: Path) -> None:
    """`export` writes four files and prints how to import them."""
    put(account, "persongroups/staff", "Staff")
    put(account, "facelists/guests", "Guests")
    out = tmp_path / "out"

    lines = azure_face("export", "--out", str(out)).lines

    assert lines[0] == f"Exported to {out}: 1 PersonGroup, 1 FaceList"
    assert "pulumi import --file import.json --yes --generate-code=false --protect=false" in lines
    assert sorted(file.name for file in out.iterdir()) == ["Pulumi.yaml", "__main__.py", "import.json", "names.json"]


def test_export_answers_in_json(account: httpx.Client, tmp_path: Path) -> None:
    """With --json, `export` counts what it has declared, and names what it could not declare."""
    put(account, "persongroups/staff", "Staff")

    answer = azure_face("export", "--out", str(tmp_path), "--json").json

    endpoint = str(account.base_url).rstrip("/")
    assert answer == {"out": str(tmp_path), "endpoint": endpoint, "resources": {"PersonGroup": 1}, "undeclared": []}


def test_options_select_containers(account: httpx.Client, tmp_path: Path) -> None:
    """--kind, --match, and --exclude select containers, and --names moves the file of names."""
    for collection in ("persongroups", "facelists", "largefacelists"):
        for number in range(3):
            put(account, f"{collection}/c{number}", f"Name {number}")
    names = tmp_path / "names" / "all.json"
    names.parent.mkdir()
    options = ["--kind", "person-group", "--kind", "FaceList", "--match", "c1|Name 2", "--exclude", "2$"]

    azure_face("export", "--out", str(tmp_path / "out"), "--names", str(names), *options)

    assert json.loads(names.read_text()) == {"FaceList": {"c1": "name_1_2"}, "PersonGroup": {"c1": "name_1"}}
    assert not (tmp_path / "out" / "names.json").exists()


def test_fill_completes_a_file(account: httpx.Client, tmp_path: Path) -> None:
    """--fill completes a file, and prints a line for what the account does not have."""
    put(account, "persongroups/staff", "Staff")
    type_token = "pulumi-python:dynamic/azure-face:PersonGroup"
    entries = [{"type": type_token, "name": name, "id": "<PLACEHOLDER>"} for name in ("staff", "new")]
    file = tmp_path / "import.json"
    file.write_text(json.dumps({"resources": entries}))

    result = azure_face("export", "--fill", str(file))

    assert result.lines[0] == f"Filled in {file}: 1 of 2 resources"
    [line] = result.err.splitlines()
    reason = "the account has no PersonGroup with this ID or name. `pulumi up` creates it"
    assert line == f"PersonGroup 'new' was removed from the file: {reason}"
    assert azure_face("export", "--fill", str(file), "--json").json == {
        "file": str(file),
        "filled": [],
        "missing": [],
        "notes": [],
    }


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ([], "--out, --fill: pass exactly one of them"),
        (["--out", "a", "--fill", "b"], "--out, --fill: pass exactly one of them"),
        (["--fill", "b", "--with-persons"], "cannot be used with --fill"),
        (["--out", "a", "--match", "("], "is not a regular expression"),
        (["--out", "a", "--kind", "crowd"], "must be one of person-group"),
        (["--out", "a", "--photos", "nowhere"], "nowhere is not a folder"),
    ],
)
def test_wrong_usage(account: httpx.Client, options: list[str], problem: str) -> None:
    """Options that do not fit together are refused before any request."""
    assert problem in " ".join(azure_face("export", *options, exit_code=2).err.split())
    assert account.get("/_emulator/requests").json() == []


def test_a_rejected_key_writes_nothing(account: httpx.Client, tmp_path: Path) -> None:
    """A failure is one line, and leaves no file."""
    out = tmp_path / "out"
    result = azure_face("export", "--out", str(out), "--key", "wrong", exit_code=1)

    assert len(result.err.splitlines()) == 1
    assert not out.exists()


def test_a_program_of_somebody_else_stays(account: httpx.Client, tmp_path: Path) -> None:
    """A program that an export did not write is an error of one line, and stays."""
    (tmp_path / "__main__.py").write_text("import pulumi\n")

    result = azure_face("export", "--out", str(tmp_path), exit_code=2)

    [line] = result.err.splitlines()
    reason = "has a __main__.py that an export did not write, or that was changed"
    assert line == f"error: --out {tmp_path} {reason}. Choose another folder, or move the file"
    assert (tmp_path / "__main__.py").read_text() == "import pulumi\n"
