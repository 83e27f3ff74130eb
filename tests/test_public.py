"""What users see of the package: the list of names, their docstrings, and what each may be told."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import pulumi_azure_face as face

PACKAGE = Path(inspect.getfile(face)).parent
RESOURCES = [
    "Container",
    "Face",
    "FaceList",
    "Gallery",
    "LargeFaceList",
    "LargePersonGroup",
    "Person",
    "PersonGroup",
    "Training",
]
RESULTS = [
    "FaceListResult",
    "LargeFaceListResult",
    "LargePersonGroupResult",
    "LivenessSessionResult",
    "PersistedFaceResult",
    "PersonGroupResult",
    "PersonResult",
    "TrainingStatusResult",
]
FUNCTIONS = [
    "get_face_list",
    "get_large_face_list",
    "get_large_face_list_face",
    "get_large_face_list_training_status",
    "get_large_person_group",
    "get_large_person_group_person",
    "get_large_person_group_person_face",
    "get_large_person_group_training_status",
    "get_liveness_session",
    "get_person_group",
    "get_person_group_person",
    "get_person_group_person_face",
    "get_person_group_training_status",
    "list_face_lists",
    "list_large_face_list_faces",
    "list_large_face_lists",
    "list_large_person_group_persons",
    "list_large_person_groups",
    "list_liveness_sessions",
    "list_person_group_persons",
    "list_person_groups",
]


def test_the_public_names_are_these() -> None:
    """A new name is a promise; it is made here first."""
    twins = [f"{name}_output" for name in FUNCTIONS]

    assert face.__all__ == [*sorted(["Account", *RESOURCES, *RESULTS]), *sorted([*FUNCTIONS, *twins])]
    assert all(inspect.isclass(getattr(face, name)) for name in ["Account", *RESOURCES, *RESULTS])
    assert all(inspect.isfunction(getattr(face, name)) for name in [*FUNCTIONS, *twins])


@pytest.mark.parametrize("name", [name for name in RESOURCES if name != "Container"])
def test_every_input_is_described(name: str) -> None:
    """Each argument of a resource stands in its docstring, and the resource says which operation is behind it."""
    resource = getattr(face, name)
    inputs = [argument for argument in inspect.signature(resource).parameters if argument != "self"]
    described = inspect.getdoc(resource.__init__) or ""

    assert [argument for argument in inputs if f"{argument}: " not in described] == []
    assert "/" in (inspect.getdoc(resource) or "") + described


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_described(name: str) -> None:
    """Its inputs, its operation, its answer and its errors; its twin takes the same and says whose twin it is."""
    function, twin = getattr(face, name), getattr(face, f"{name}_output")
    described = inspect.getdoc(function) or ""

    assert [one for one in inspect.signature(function).parameters if f"{one}: " not in described] == []
    assert all(part in described for part in ("`GET /", "Returns:", "Errors are"))
    assert [*inspect.signature(twin).parameters] == [*inspect.signature(function).parameters]
    assert f"`{name}`" in (inspect.getdoc(twin) or "")


@pytest.mark.parametrize("name", [*RESOURCES, *RESULTS])
def test_every_output_is_described(name: str) -> None:
    """Each annotated attribute of a resource or of a result is followed by a docstring of its own."""
    source = ast.parse(Path(inspect.getfile(getattr(face, name))).read_text())
    [resource] = [node for node in source.body if isinstance(node, ast.ClassDef) and node.name == name]
    outputs = [node for node in resource.body if isinstance(node, ast.AnnAssign) and "ClassVar" not in ast.dump(node)]

    assert [ast.unparse(output.target) for output in outputs if not followed_by_text(resource, output)] == []


def followed_by_text(resource: ast.ClassDef, output: ast.AnnAssign) -> bool:
    following = resource.body[resource.body.index(output) + 1]
    return isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)


@pytest.mark.parametrize("module", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is_for(module: Path) -> None:
    """A newcomer finds out which file to open from its first lines."""
    assert ast.get_docstring(ast.parse(module.read_text()))
