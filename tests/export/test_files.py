"""Files of an export: replaced as a whole, and never if somebody else wrote or changed them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.export.files import PROJECT_TEXT, ensure_replaceable, with_checksum, write_all
from pulumi_azure_face.queries.validation import InvalidInputError


def test_own_files_can_be_replaced(tmp_path: Path) -> None:
    """A folder that does not exist, an empty one, and the files of an earlier export are no problem."""
    ensure_replaceable(tmp_path / "new")
    ensure_replaceable(tmp_path)
    (tmp_path / "__main__.py").write_text(with_checksum("a = 1\n"))
    (tmp_path / "import.json").write_text("{}")
    (tmp_path / "Pulumi.yaml").write_text(PROJECT_TEXT.replace("face-account", "my-project"))
    ensure_replaceable(tmp_path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("__main__.py", "import pulumi\n"),
        ("__main__.py", with_checksum("a = 1\n") + "b = 2\n"),
        ("__main__.py", ""),
        ("__main__.py", "\udcff"),
        ("Pulumi.yaml", "name: other\nruntime: nodejs\n"),
        ("import.json", '{"resources": []}'),
    ],
    ids=["foreign", "changed", "empty", "binary", "foreign project", "foreign import file"],
)
def test_files_of_others_are_not_replaced(tmp_path: Path, name: str, content: str) -> None:
    """A file that an export did not write, or that was changed since, is one line of an error."""
    (tmp_path / name).write_text(content, errors="surrogateescape")

    with pytest.raises(InvalidInputError, match=f"has a {name} that an export did not write"):
        ensure_replaceable(tmp_path)


def test_a_failure_replaces_nothing(tmp_path: Path) -> None:
    """If one file cannot be written, all others stay as they were, and no temporary file is left."""
    (tmp_path / "a").write_text("old")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(FaceError, match="could not write the files"):
        write_all({tmp_path / "a": "new", tmp_path / "file" / "b": "new"})
    assert (tmp_path / "a").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "file", "folder"]
