"""Print docs/errors.md: the cause, the cure, and a message of each error, from the classes and rules that raise it.

python -m tools.error_reference > docs/errors.md
"""

from __future__ import annotations

import ast
import inspect
import os
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args, get_type_hints

import anyio
from pydantic import BaseModel, TypeAdapter, ValidationError

import pulumi
from pulumi_azure_face.cli.running import exit_code
from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import InvalidSettingError
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.client.kinds import PERSON_GROUP, Holds
from pulumi_azure_face.lifecycle.base import Lifecycle
from pulumi_azure_face.lifecycle.container import ContainerInputs
from pulumi_azure_face.lifecycle.face import FaceInputs, FaceLifecycle
from pulumi_azure_face.lifecycle.gallery import GalleryInputs
from pulumi_azure_face.lifecycle.inputs import rules
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.lifecycle.inputs.quotas import quota_problems
from pulumi_azure_face.lifecycle.person import PersonInputs, PersonLifecycle
from pulumi_azure_face.lifecycle.sources.reader import SourceError, read_source
from pulumi_azure_face.lifecycle.training import TrainingInputs, TrainingLifecycle
from pulumi_azure_face.resources.arguments import ensure_bool, ensure_parent
from pulumi_azure_face.resources.base import ContainerResource
from pulumi_azure_face.resources.face import Face
from pulumi_azure_face.resources.gallery import Gallery
from pulumi_azure_face.resources.groups import PersonGroup
from pulumi_azure_face.resources.person import Person, validate_faces
from pulumi_azure_face.resources.training import Training

from .provoked_errors import SCENARIOS, normalized, provoke

AnyLifecycle = Lifecycle[Any, Any, Any]

HEAD = """# Errors

Every error is one line: `could not <what failed>: <why>. <what to do> (request <id>)`. Search this page for a part of
the message. The request id is for a support request to Microsoft. Errors of inputs, sources, and settings name the
property or the setting first. They appear at preview, before anything changes.

In messages below, UUIDs are examples. `AZURE_FACE_DEBUG=1` adds tracebacks to errors.

`tools/error_reference.py` generates this page: it provokes each error on the emulator.
"""
MODELS: Mapping[type, type[BaseModel]] = {
    PersonGroup: ContainerInputs,
    Gallery: GalleryInputs,
    Person: PersonInputs,
    Face: FaceInputs,
    Training: TrainingInputs,
}
"""The inputs model of each resource class."""
INVALID_VALUES: Mapping[str, tuple[object, ...]] = {
    "Text": (7,),
    "TextList": ("revision", ["revision", 7]),
    "Name": ("", "N" * 129),
    "ContainerId": ("Staff!",),
    "UserData": ("x" * 16_385,),
    "FaceUserData": ("x" * 1_025,),
    "AccountRef": ("", "ftp://my-face.example"),
    "SourcePath": ("",),
    "Url": ("ftp://photos.example/ann.jpg",),
    "Rectangle": ([0, 0, 40],),
    "DetectionModel": ("detection_04",),
    "RecognitionModel": ("recognition_05",),
    "Adoption": ("allways",),
    "OnBadImage": ("ignore",),
    "Seconds": (0, "60"),
    "Flag": ("yes",),
}
"""Invalid values by the name of the rule in `rules`. `KindName` has none: the resource class sets the kind."""


def page() -> Iterator[str]:
    yield HEAD
    yield "## The service and the run\n"
    yield from run_errors()
    for title, text, messages in MESSAGES:
        yield f"## {title}\n\n{text}\n"
        yield from bullets(dict.fromkeys(messages()))


# --- errors of a run --------------------------------------------------------------------------------------------------


def run_errors() -> Iterator[str]:
    for error_class, cases in groupby(SCENARIOS, lambda case: case[0]):
        yield f"### {error_class.__name__}\n"
        yield f"**Cause.** {one_line(error_class.__doc__)}\n"
        for _, name in cases:
            error = anyio.run(provoke, error_class, SCENARIOS[error_class, name])
            condition = advice_condition(error_class, name)
            yield f"**Cure{condition}.** {getattr(error_class, name)}\n"
            yield f"```text\n{normalized(str(error))}\n```\n"
        yield f"Exit code of `azure-face`: {exit_code(error)}.\n"


def advice_condition(error_class: type[FaceError], name: str) -> str:
    """Return when an advice applies, from the text below it in the class: ` if ...`. The usual advice has none."""
    [definition] = ast.parse(inspect.getsource(error_class)).body
    assert isinstance(definition, ast.ClassDef)
    following = dict(zip(definition.body, definition.body[1:], strict=False))
    for statement in definition.body:
        if isinstance(statement, ast.Assign) and [ast.unparse(target) for target in statement.targets] == [name]:
            text = following.get(statement)
            if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
                condition = one_line(str(text.value.value)).rstrip(".")
                return f" {condition[0].lower()}{condition[1:]}"
    return ""


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


# --- errors of inputs, sources, and settings --------------------------------------------------------------------------


def rule_messages() -> Iterator[str]:
    """Yield a message for each invalid value, under the name of the first input that has the rule."""
    for rule, values in INVALID_VALUES.items():
        for value in values:
            yield from rule_failures(rule, value)


def rule_failures(rule: str, value: object) -> Iterator[str]:
    annotation = getattr(rules, rule)
    name = next(inputs_with(annotation))
    try:
        TypeAdapter(annotation).validate_python(value)
    except ValidationError as error:
        for problem in error.errors():
            steps = "".join(f"[{step}]" for step in problem["loc"])
            yield f"{name}{steps} {problem['ctx']['error']}"


def inputs_with(annotation: object) -> Iterator[str]:
    """Yield the names of the public inputs that have this rule."""
    for resource, model in MODELS.items():
        public = inspect.signature(resource).parameters
        for field, hint in get_type_hints(model, include_extras=True).items():
            name = PERSON_GROUP.id_input if field == "container_id" and model is ContainerInputs else field
            if name in public and any(has_rule(one, annotation) for one in (hint, *get_args(hint), *inner_args(hint))):
                yield name


def inner_args(hint: object) -> Iterator[object]:
    for one in get_args(hint):
        yield from get_args(one)


def has_rule(hint: object, annotation: object) -> bool:
    """Whether a hint is this rule, possibly with a marker of what a change does."""
    checks = getattr(annotation, "__metadata__", ())
    found = getattr(hint, "__metadata__", ())
    same_type = get_args(hint)[:1] == get_args(annotation)[:1]
    return same_type and [one for one in found if one in checks] == [*checks] and not extra_checks(found, checks)


def extra_checks(found: tuple[object, ...], checks: tuple[object, ...]) -> bool:
    return any(type(one).__module__.startswith("pydantic") for one in found if one not in checks)


def combination_messages() -> Iterator[str]:
    """Yield messages about inputs that do not fit together."""
    child = {"container_id": "staff", "container_generation": "0a1b2c3d", "origin": {"stack": "acme", "name": "ann"}}
    image_and_url = {"image": "ann.jpg", "url": "https://photos.example/ann.jpg"}
    programs: tuple[tuple[AnyLifecycle, dict[str, object]], ...] = (
        (FaceLifecycle(), {"kind": "FaceList", **child}),
        (FaceLifecycle(), {"kind": "FaceList", **child, **image_and_url}),
        (FaceLifecycle(), {"kind": "PersonGroup", **child, "image": "ann.jpg"}),
        (PersonLifecycle(), {"kind": "FaceList", **child}),
        (TrainingLifecycle(), {"kind": "FaceList", **child}),
        (TrainingLifecycle(), {"kind": "PersonGroup", **child, "color": "red"}),
    )
    for lifecycle, program in programs:
        try:
            lifecycle.check({}, program)
        except InvalidInputsError as error:
            yield from error.problems


SOURCES: tuple[tuple[Holds, dict[str, bytes], str], ...] = (
    ("persons", {}, "photos/staff"),
    ("persons", {"photos/staff/notes.txt": b"Ann"}, "photos/staff"),
    ("persons", {"photos/staff/1.jpg": b"", "photos/staff/2.jpg": b""}, "photos/staff"),
    ("persons", {"photos/staff/ann/notes.txt": b"Ann"}, "photos/staff"),
    ("persons", {"photos/staff/ann/1.jpg": b"Dear Ann, " * 200}, "photos/staff"),
    ("persons", {"photos/staff/ann/1.jpg": b"\xff\xd8\xff"}, "photos/staff"),
    ("persons", {"photos/staff/ann/2020/1.jpg": b""}, "photos/staff"),
    ("persons", {"photos/staff/ann/1.jpg": b""}, "photos/staff/*/*.jpg"),
    ("faces", {"photos.txt": b""}, "photos.txt"),
    ("faces", {"photos/notes.txt": b""}, "photos"),
    ("persons", {"staff.csv": b"key;images\nann;1.jpg\n"}, "staff.csv"),
    ("persons", {"staff.csv": b"key,images\nann,1.jpg,2.jpg\n"}, "staff.csv"),
    ("persons", {"staff.csv": b"key,images,target_face\nann,1.jpg|2.jpg,0 0 40 40\n"}, "staff.csv"),
    ("persons", {"staff.csv": b"key,images\nM\xfcller,1.jpg\n"}, "staff.csv"),
    ("persons", {"staff.csv": b"key,images\n"}, "staff.csv"),
    ("persons", {"staff.json": b"[{]"}, "staff.json"),
    ("persons", {"staff.json": b'{"ann": []}'}, "staff.json"),
    ("persons", {"staff.json": b'[{"key": "ann", "images": []}, {"key": "ann", "images": []}]'}, "staff.json"),
    ("persons", {"staff.json": b'[{"key": 7, "images": [7]}]'}, "staff.json"),
    ("persons", {"staff.json": b'[{"key": "ann", "images": ["gone.jpg"]}]'}, "staff.json"),
    ("persons", {"staff.yaml": b"- key: ann\n  key: bob\n  images: [1.jpg]\n"}, "staff.yaml"),
)
"""Invalid sources: what the container holds, the files, and the path of the source."""


def source_messages() -> Iterator[str]:
    before = Path.cwd()
    for holds, files, source in SOURCES:
        with TemporaryDirectory() as folder:
            for name, content in files.items():
                (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / name).write_bytes(content)
            os.chdir(folder)
            try:
                read_source(Path(source), holds)
            except SourceError as error:
                yield f"{holds}: {error}"
            finally:
                os.chdir(before)
    yield from (f"persons: {problem}" for problem in quota_problems(PERSON_GROUP, 20_000, "S0"))


def setting_messages() -> Iterator[str]:
    endpoint = {"azure-face:endpoint": "https://my-face.cognitiveservices.azure.com"}
    valid = {**endpoint, "azure-face:key": "0123456789abcdef"}
    for config, account in (
        ({}, None),
        ({"azure-face:endpoint": "http://127.0.0.1:5000"}, None),
        ({"azure-face:endpoint": "my-face"}, None),
        ({"azure-face:endpoint": "http://my-face.cognitiveservices.azure.com"}, None),
        ({"azure-face:endpoint": "https://my-face.cognitiveservices.azure.com/other"}, None),
        ({**endpoint, "azure-face:key": "two words"}, None),
        ({**valid, "azure-face:apiVersion": "v2"}, None),
        ({**valid, "azure-face:tier": "S1"}, None),
        ({**valid, "azure-face:requestsPerSecond": "fast"}, None),
        ({**valid, "azure-face:accounts": "[]"}, "branch"),
        (valid, "branch"),
        ({}, "http://127.0.0.1:5000"),
    ):
        try:
            configuration.resolve(config, {}, account)
        except InvalidSettingError as error:
            yield str(error)


def argument_messages() -> Iterator[str]:
    for check in (
        lambda: ensure_parent("Gallery 'staff'", "container", "staff", ContainerResource, "PersonGroup or FaceList"),
        lambda: ensure_bool("PersonGroup 'staff'", "train", "yes"),
        lambda: validate_faces("ann", "ann.jpg"),
        lambda: validate_faces("ann", ["ann.jpg"] * 249),
        lambda: validate_faces("ann", ["ann.jpg", "ann.jpg"]),
        lambda: Face("ann"),
    ):
        try:
            check()
        except pulumi.RunError as error:
            yield str(error)


MESSAGES: tuple[tuple[str, str, Callable[[], Iterator[str]]], ...] = (
    (
        "Inputs",
        "A value breaks the rule of its input. The message has the rule and the value. Correct the value.",
        rule_messages,
    ),
    ("Inputs that do not fit together", "Change the inputs as the message says.", combination_messages),
    (
        "Arguments of resource classes",
        "Your program passes an object of the wrong type. The program ends before the preview.",
        argument_messages,
    ),
    (
        "Sources",
        "A folder, glob, or manifest has problems. The message names the first five of them: correct the files.",
        source_messages,
    ),
    (
        "Settings",
        "A setting of the stack or an environment variable is missing or invalid. A key is never shown.",
        setting_messages,
    ),
)


def bullets(messages: Mapping[str, None]) -> Iterator[str]:
    yield "\n".join(f"- `{message}`" if "`" not in message else f"- `` {message} ``" for message in messages)
    yield ""


if __name__ == "__main__":
    print("\n".join(page()).rstrip())
