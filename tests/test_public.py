"""The public surface of the package: its names, their parameters, and their docstrings."""

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


def test_public_names_are_listed() -> None:
    """The package exports exactly the names listed here."""
    output_variants = [f"{name}_output" for name in FUNCTIONS]

    assert face.__all__ == [*sorted(["Account", *RESOURCES, *RESULTS]), *sorted([*FUNCTIONS, *output_variants])]
    assert all(inspect.isclass(getattr(face, name)) for name in ["Account", *RESOURCES, *RESULTS])
    assert all(inspect.isfunction(getattr(face, name)) for name in [*FUNCTIONS, *output_variants])


@pytest.mark.parametrize("name", [name for name in RESOURCES if name != "Container"])
def test_every_input_is_documented(name: str) -> None:
    """The docstring of a resource documents each argument and names the API operation behind it."""
    resource = getattr(face, name)
    inputs = [argument for argument in inspect.signature(resource).parameters if argument != "self"]
    docstring = inspect.getdoc(resource.__init__) or ""

    assert [argument for argument in inputs if f"{argument}: " not in docstring] == []
    assert "/" in (inspect.getdoc(resource) or "") + docstring


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_documented(name: str) -> None:
    """A function documents its parameters, operation, result, and errors, and its output variant takes the same."""
    function, output_variant = getattr(face, name), getattr(face, f"{name}_output")
    docstring = inspect.getdoc(function) or ""
    parameters = [*inspect.signature(function).parameters]

    assert [parameter for parameter in parameters if f"{parameter}: " not in docstring] == []
    assert all(part in docstring for part in ("`GET /", "Returns:", "Errors are"))
    assert [*inspect.signature(output_variant).parameters] == parameters
    assert f"`{name}`" in (inspect.getdoc(output_variant) or "")


@pytest.mark.parametrize("name", [*RESOURCES, *RESULTS])
def test_every_output_is_documented(name: str) -> None:
    """Each annotated attribute of a resource or result has its own docstring."""
    source = ast.parse(Path(inspect.getfile(getattr(face, name))).read_text())
    [resource] = [node for node in source.body if isinstance(node, ast.ClassDef) and node.name == name]
    outputs = [node for node in resource.body if isinstance(node, ast.AnnAssign) and "ClassVar" not in ast.dump(node)]

    assert [ast.unparse(output.target) for output in outputs if not has_docstring(resource, output)] == []


def has_docstring(resource: ast.ClassDef, attribute: ast.AnnAssign) -> bool:
    following = resource.body[resource.body.index(attribute) + 1]
    return isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)


@pytest.mark.parametrize("module", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_has_a_docstring(module: Path) -> None:
    """Every module of the package starts with a docstring."""
    assert ast.get_docstring(ast.parse(module.read_text()))
