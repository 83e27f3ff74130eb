"""The public surface of the package: its names, their parameters, and their docstrings."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

import pulumi_azure_face as face
from pulumi_azure_face.client.kinds import PERSON_GROUP
from pulumi_azure_face.lifecycle.container import ContainerInputs
from pulumi_azure_face.lifecycle.face import FaceInputs
from pulumi_azure_face.lifecycle.gallery import GalleryInputs
from pulumi_azure_face.lifecycle.inputs.model import Inputs, OnChange
from pulumi_azure_face.lifecycle.person import PersonInputs
from pulumi_azure_face.lifecycle.training import TrainingInputs

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
    assert face.__all__ == [*sorted(["Account", *RESOURCES, *RESULTS]), *sorted([*FUNCTIONS, *OUTPUT_VARIANTS])]
    assert all(inspect.isclass(getattr(face, name)) for name in ["Account", *RESOURCES, *RESULTS])
    assert all(inspect.isfunction(getattr(face, name)) for name in [*FUNCTIONS, *OUTPUT_VARIANTS])


OUTPUT_VARIANTS = [f"{name}_output" for name in FUNCTIONS]
DECLARED = [name for name in ["Account", *RESOURCES] if name != "Container"]
CONSTRUCTORS = [pytest.param(name, "__init__", id=name) for name in DECLARED]
READS = [
    pytest.param(name, "get", id=f"{name}.get") for name in DECLARED if name not in ("Account", "Gallery", "Training")
]
INPUT_MODELS: dict[str, type[Inputs]] = {
    "Face": FaceInputs,
    "FaceList": ContainerInputs,
    "Gallery": GalleryInputs,
    "LargeFaceList": ContainerInputs,
    "LargePersonGroup": ContainerInputs,
    "Person": PersonInputs,
    "PersonGroup": ContainerInputs,
    "Training": TrainingInputs,
}
ARGUMENTS = re.compile(r"^Args:\n(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
ARGUMENT = re.compile(r"^    (\w+): (.*?)(?=^    \w+: |\Z)", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"^[ ]*```python\n(.*?)```", re.MULTILINE | re.DOTALL)
PROMISES = {OnChange.REPLACE: "replac", OnChange.UPDATE: "update"}


def documented_arguments(documented: object) -> dict[str, str]:
    """Return the description of each argument in a docstring."""
    [section] = ARGUMENTS.findall(inspect.getdoc(documented) or "")
    return {name: " ".join(text.split()) for name, text in ARGUMENT.findall(section)}


def arguments(callable_: Any) -> list[str]:
    return [name for name in inspect.signature(callable_).parameters if name not in ("self", "cls")]


@pytest.mark.parametrize(("name", "method"), [*CONSTRUCTORS, *READS])
def test_every_argument_of_a_resource_is_documented(name: str, method: str) -> None:
    """The docstrings of a constructor and of `get` describe exactly the arguments, in their order."""
    documented = getattr(getattr(face, name), method)

    assert list(documented_arguments(documented)) == arguments(documented)


@pytest.mark.parametrize("name", [*FUNCTIONS, *OUTPUT_VARIANTS])
def test_every_function_is_documented(name: str) -> None:
    """A function describes its arguments, operation, result, and errors, and its variant takes the same arguments."""
    function = getattr(face, name)
    docstring = inspect.getdoc(function) or ""

    assert list(documented_arguments(function)) == arguments(function)
    assert arguments(function) == arguments(getattr(face, name.removesuffix("_output")))
    assert [part for part in ("Calls `GET /", "Returns:", "Raises:", "Examples:") if part not in docstring] == []
    assert f"`{name.removesuffix('_output')}`" in docstring or not name.endswith("_output")


@pytest.mark.parametrize("name", INPUT_MODELS)
def test_docstring_says_what_a_change_does(name: str) -> None:
    """The description of an input says that a change replaces or updates the resource, as its model does."""
    resource, model = getattr(face, name), INPUT_MODELS[name]
    kind = getattr(resource, "kind_of_container", PERSON_GROUP)
    descriptions = documented_arguments(resource.__init__)
    fields = {(kind.id_input if field == "container_id" else field): field for field in model.model_fields}
    changes = {argument: model.on_change(fields[argument], kind) for argument in descriptions if argument in fields}

    assert [
        argument
        for argument, change in changes.items()
        if change in PROMISES and PROMISES[change] not in descriptions[argument]
    ] == []


@pytest.mark.parametrize("name", [*DECLARED, *FUNCTIONS, *OUTPUT_VARIANTS])
def test_examples_fit_the_signatures(name: str) -> None:
    """Each resource and function has an example that calls it with arguments that exist."""
    calls = [
        call
        for example in EXAMPLE.findall(inspect.getdoc(getattr(face, name)) or "")
        for call in ast.walk(ast.parse(textwrap.dedent(example)))
        if isinstance(call, ast.Call) and called_name(call) in face.__all__
    ]

    assert name in [called_name(call) for call in calls]
    for call in calls:
        keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        inspect.signature(getattr(face, called_name(call))).bind(*call.args, **keywords)


def called_name(call: ast.Call) -> str:
    """Return the name of a function or class that is called, without `face.`."""
    return ast.unparse(call.func).removeprefix("face.")


@pytest.mark.parametrize("name", ["Account", *RESOURCES, *RESULTS])
def test_every_output_is_documented(name: str) -> None:
    """Each annotated attribute of a resource or result has its own docstring."""
    source = ast.parse(Path(inspect.getfile(getattr(face, name))).read_text())
    [resource] = [node for node in source.body if isinstance(node, ast.ClassDef) and node.name == name]
    outputs = [node for node in resource.body if isinstance(node, ast.AnnAssign) and "ClassVar" not in ast.dump(node)]

    assert [ast.unparse(output.target) for output in outputs if not has_docstring(resource, output)] == []


def has_docstring(resource: ast.ClassDef, attribute: ast.AnnAssign) -> bool:
    following = resource.body[resource.body.index(attribute) + 1]
    return isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)


@pytest.mark.parametrize("name", ["Account", *RESOURCES, *RESULTS])
def test_every_class_has_its_own_docstring(name: str) -> None:
    """A public class has a docstring of its own, and so have its public methods."""
    cls = getattr(face, name)
    methods = [method for method in vars(cls).values() if inspect.isroutine(method) and is_public(method)]

    assert not vars(cls).get("__doc__", f"{name}(").startswith(f"{name}(")  # a dataclass has its signature by default
    assert [method for method in methods if not inspect.getdoc(method)] == []


def is_public(method: Any) -> bool:
    return not getattr(method, "__name__", "_").startswith("_")


@pytest.mark.parametrize("module", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_has_a_docstring(module: Path) -> None:
    """Every module of the package starts with a docstring."""
    assert ast.get_docstring(ast.parse(module.read_text()))
