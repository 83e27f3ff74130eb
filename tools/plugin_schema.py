"""Write the schema of the provider plugin: what programs of every language can declare.

It is derived from the models of the lifecycles, which have the types, defaults, and rules, and from the classes and
functions for Python programs, which have the public names and the descriptions.

    python tools/plugin_schema.py           writes provider/pulumi_azure_face/plugin/schema.json
    python tools/plugin_schema.py --check   fails if that file is out of date
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
import textwrap
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args, get_origin

from pydantic_core import PydanticUndefined

import pulumi_azure_face
from pulumi_azure_face.adapter.operations import LIFECYCLES
from pulumi_azure_face.adapter.plugin_resources import (
    PLUGIN_RESOURCES,
    REF,
    PluginResource,
    to_camel_case,
    to_snake_case,
)
from pulumi_azure_face.client.accounts.configuration import NAMESPACE, TIERS
from pulumi_azure_face.client.api_calls import VERSIONS
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.lifecycle.inputs import rules
from pulumi_azure_face.lifecycle.inputs.model import Inputs, OnChange
from pulumi_azure_face.plugin.components import CONTAINER_INPUTS, ENROLLMENT, GALLERY_INPUTS, GALLERY_OUTPUTS
from pulumi_azure_face.plugin.functions import ITEMS, PLUGIN_FUNCTIONS, PluginFunction

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "provider" / "pulumi_azure_face" / "plugin" / "schema.json"

Document = dict[str, Any]

SIMPLE_TYPES: dict[type, Document] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
}
ANY = {"$ref": "pulumi.json#/Any"}
ENUMS = {
    "recognition_model": ("RecognitionModel", "A model with which faces are recognized.", rules.RECOGNITION_MODELS),
    "detection_model": ("DetectionModel", "A model with which faces are detected.", rules.DETECTION_MODELS),
    "adopt": ("Adoption", "What to do if the id of a container is taken.", rules.ADOPTIONS),
    "on_bad_image": ("OnBadImage", "What to do with images that the service rejects.", rules.BAD_IMAGE_ACTIONS),
}
"""Inputs with a fixed set of values: the type, its description, and the values."""

REF_OF_CONTAINER = "the `ref` of the container"
UNMANAGED = "for one that the program does not manage"
DESCRIPTIONS = {
    "Gallery.container": f"The container to fill: {REF_OF_CONTAINER}, or its kind and id, such as `PersonGroup/staff`, "
    f"{UNMANAGED}. If it is replaced, everything is enrolled again.",
    "Person.group": f"The group that contains the person: {REF_OF_CONTAINER}, or its kind and id, such as "
    f"`PersonGroup/staff`, {UNMANAGED}. If it is replaced, the person is created again.",
    "Face.container": f"The list that contains the face, unless `person` is given: {REF_OF_CONTAINER}, or its kind and "
    f"id, such as `FaceList/visitors`, {UNMANAGED}. If it is replaced, the face is added again.",
    "Face.person": "The person with this face, unless `container` is given: the `ref` of a `Person`. A person has at "
    "most 248 faces.",
    "Face.image": "A file, relative to the program: JPEG, PNG, GIF (first frame), or BMP, 1 KB to 6 MB, with exactly "
    "one face. Changed content replaces the face; moving the file is not a change.",
    "Face.url": "A URL that the service fetches, instead of `image`. A change replaces the face. A change of the "
    "content at the URL is not noticed.",
    "Training.container": f"The container to train: {REF_OF_CONTAINER}, or its kind and id, such as "
    f"`PersonGroup/staff`, {UNMANAGED}. If it is replaced, it is trained again.",
    f"container.{REF}": "The kind, id, and generation of the container. Pass it as `container` or `group`.",
    f"Person.{REF}": "The group and the id of the person. Pass it as the `person` of a `Face`.",
}
"""Descriptions of properties that programs in Python spell in another way."""

SETTINGS: dict[str, Document] = {
    "endpoint": {
        "type": "string",
        "description": "The endpoint of the account, such as https://my-face.cognitiveservices.azure.com. The default "
        "provider also reads AZURE_FACE_ENDPOINT.",
    },
    "key": {
        "type": "string",
        "secret": True,
        "description": "A key of the account. The default provider also reads AZURE_FACE_KEY. Without a key, Entra ID "
        "signs in.",
    },
    "apiVersion": {
        "type": "string",
        "description": f"The version of the API: one of {', '.join(VERSIONS)}. The default provider also reads "
        "AZURE_FACE_API_VERSION.",
    },
    "tier": {
        "type": "string",
        "description": f"The pricing tier: {' or '.join(TIERS)}. It sets the request rate and the capacity of "
        "containers.",
    },
    "requestsPerSecond": {
        "type": "number",
        "description": "The requests per second, if the account has another rate than its tier.",
    },
}


def main() -> None:
    text = render()
    if "--check" not in sys.argv[1:]:
        SCHEMA.write_text(text)
    elif SCHEMA.read_text() != text:
        sys.exit(f"{SCHEMA.name} is out of date: run `python tools/plugin_schema.py`")


def render() -> str:
    return json.dumps(build(), indent=2) + "\n"


def build() -> Document:
    types = TypeTable()
    return {
        "name": NAMESPACE,
        "displayName": "Azure AI Face",
        "description": "Azure AI Face containers, the faces in them, and their training.",
        "keywords": ["azure", "face", "category/cloud"],
        "license": "Apache-2.0",
        "publisher": "pulumi-azure-face",
        "meta": {"moduleFormat": "(.*)"},
        "language": {
            "nodejs": {"packageName": "pulumi-azure-face", "respectSchemaVersion": True},
            # `pulumi_azure_face` is the package with the dynamic resources.
            "python": {"packageName": "pulumi_azure_face_sdk", "respectSchemaVersion": True},
            "csharp": {"namespaces": {NAMESPACE: "AzureFace"}, "respectSchemaVersion": True},
            "go": {"importBasePath": "pulumi-azure-face/sdk/go/azureface", "respectSchemaVersion": True},
        },
        "config": {"variables": SETTINGS},
        "provider": {
            "description": "An account: its endpoint and how to reach it.",
            "inputProperties": SETTINGS,
            "properties": {name: setting for name, setting in SETTINGS.items() if name != "requestsPerSecond"},
        },
        "resources": {
            **{token: build_resource(resource, types) for token, resource in PLUGIN_RESOURCES.items()},
            ENROLLMENT: build_component(types),
        },
        "functions": {token: build_function(function, types) for token, function in PLUGIN_FUNCTIONS.items()},
        "types": types.definitions,
    }


class TypeTable:
    """The named types of the schema, added when they are first used."""

    def __init__(self) -> None:
        self.definitions: dict[str, Document] = {}

    def enum(self, name: str) -> Document:
        """Return the type of an input with a fixed set of values. Any text is accepted, and the plugin checks it."""
        type_name, description, values = ENUMS[name]
        token = f"{NAMESPACE}:index:{type_name}"
        members = [{"name": member_name(value), "value": value} for value in values]
        self.definitions[token] = {"type": "string", "description": description, "enum": members}
        return {"oneOf": [{"type": "string"}, {"$ref": f"#/types/{token}"}]}

    def object(self, result: type) -> Document:
        token = f"{NAMESPACE}:index:{result.__name__.removesuffix('Result')}Item"
        self.definitions[token] = build_object(result, self)
        return {"$ref": f"#/types/{token}"}


def member_name(value: str) -> str:
    return "".join(word.capitalize() for word in value.split("_"))


# --- resources --------------------------------------------------------------------------------------------------------


def build_resource(resource: PluginResource, types: TypeTable) -> Document:
    model, cls = LIFECYCLES[resource.lifecycle].inputs_model, getattr(pulumi_azure_face, resource.name)
    inputs = dict(build_inputs(resource, model, cls, types))
    outputs = dict(build_outputs(resource, model, cls, types))
    required = [name for name, each in inputs.items() if each.pop("isRequired", False)]
    optional_outputs = {name for name, each in outputs.items() if each.pop("isOptional", False)}
    return {
        "description": describe_class(cls),
        "properties": outputs,
        "required": [name for name in outputs if name not in optional_outputs],
        "inputProperties": inputs,
        "requiredInputs": required,
    }


def build_component(types: TypeTable) -> Document:
    """Return the component that declares a container, a gallery, and a training, from their own descriptions."""
    container, gallery, training = (
        build_resource(PLUGIN_RESOURCES[f"{NAMESPACE}:index:{name}"], types)
        for name in ("LargePersonGroup", "Gallery", "Training")
    )
    inputs = {
        "kind": {"type": "string", "plain": True, "description": f"The kind of container: {', '.join(KINDS)}."},
        "containerId": {
            "type": "string",
            "description": "The id of the container in the account. Defaults to a derived one. A change replaces it.",
        },
        **{name: container["inputProperties"][name] for name in CONTAINER_INPUTS},
        **{name: gallery["inputProperties"][name] for name in GALLERY_INPUTS},
        "train": {
            "type": "boolean",
            "plain": True,
            "default": True,
            "description": "Train the container whenever its content changes. A FaceList needs no training.",
        },
    }
    outputs = {
        "containerId": {"type": "string", "description": "The id of the container in the account."},
        REF: container["properties"][REF],
        **{name: gallery["properties"][name] for name in GALLERY_OUTPUTS},
        "trained": training["properties"]["trained"],
    }
    return {
        "description": "A container with the gallery that fills it and its training, declared as one.",
        "isComponent": True,
        "properties": outputs,
        "required": list(outputs),
        "inputProperties": inputs,
        "requiredInputs": ["kind", "source"],
    }


def build_inputs(
    resource: PluginResource, model: type[Inputs], cls: type, types: TypeTable
) -> Iterator[tuple[str, Document]]:
    texts = argument_texts(vars(cls)["__init__"])
    for owner in resource.owners:
        yield (
            owner.name,
            {
                "type": "string",
                "description": DESCRIPTIONS[f"{resource.name}.{owner.name}"],
                "willReplaceOnChanges": True,
                "isRequired": len(resource.owners) == 1,
            },
        )
    for parameter in inspect.signature(cls).parameters:
        field_name = "container_id" if resource.kind and parameter == KINDS[resource.kind].id_input else parameter
        field = model.model_fields.get(field_name)
        if field is None or parameter == "account":
            continue
        name = to_camel_case(parameter)
        document = {
            **input_type(field_name, field.annotation, types),
            "description": DESCRIPTIONS.get(f"{resource.name}.{name}") or rename(texts[parameter]),
        }
        if field.default not in (None, PydanticUndefined):
            document["default"] = field.default
        if OnChange.REPLACE in field.metadata:
            document["willReplaceOnChanges"] = True
        # The name of a resource is the default of its display name.
        document["isRequired"] = field.is_required() and field_name != "display_name"
        yield name, document


def build_outputs(
    resource: PluginResource, model: type[Inputs], cls: type, types: TypeTable
) -> Iterator[tuple[str, Document]]:
    output_type_by_name = output_types(cls)
    for owner in resource.owners:
        description = DESCRIPTIONS[f"{resource.name}.{owner.name}"].partition(":")[0] + "."
        yield owner.name, {"type": "string", "description": description, "isOptional": len(resource.owners) > 1}
    if resource.kind or resource.name == "Person":
        prefix = "container" if resource.kind else resource.name
        yield REF, {"type": "string", "description": DESCRIPTIONS[f"{prefix}.{REF}"]}
    state_fields = LIFECYCLES[resource.lifecycle].state_model.model_fields
    for attribute, text in attribute_texts(cls).items():
        field_name = "container_id" if resource.kind and attribute == KINDS[resource.kind].id_input else attribute
        if field_name not in state_fields:
            continue
        [value_type] = get_args(output_type_by_name[attribute])
        document = {**plain_type(value_type, types), "description": rename(text)}
        yield to_camel_case(attribute), {**document, "isOptional": type(None) in get_args(value_type)}


def input_type(name: str, annotation: Any, types: TypeTable) -> Document:
    return types.enum(name) if name in ENUMS else plain_type(annotation, types)


def plain_type(annotation: Any, types: TypeTable) -> Document:
    """Return the schema of a Python type, without the rules of an input and without None."""
    if annotation in SIMPLE_TYPES:
        return dict(SIMPLE_TYPES[annotation])
    if is_dataclass(annotation) and isinstance(annotation, type):
        return types.object(annotation)
    arguments = [each for each in get_args(annotation) if each is not type(None)]
    origin = get_origin(annotation)
    if origin is list:
        return {"type": "array", "items": plain_type(arguments[0], types)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        values = ANY if arguments[1] is not str else SIMPLE_TYPES[str]
        return {"type": "object", "additionalProperties": values}
    return plain_type(arguments[0], types)  # an annotated or optional type


# --- functions --------------------------------------------------------------------------------------------------------


def build_function(function: PluginFunction, types: TypeTable) -> Document:
    python = getattr(pulumi_azure_face, to_snake_case(function.name))
    hints, texts = typing.get_type_hints(python), argument_texts(python)
    arguments = {
        to_camel_case(name): {**plain_type(hints[name], types), "description": rename(texts[name])}
        for name in (*function.required, *function.optional)
    }
    outputs = build_object(function.result_type, types)
    if function.is_list:
        items = {"type": "array", "items": types.object(function.result_type), "description": "The results."}
        outputs = {"type": "object", "properties": {ITEMS: items}, "required": [ITEMS]}
    return {
        "description": rename(first_paragraph(python.__doc__)),
        "inputs": {
            "type": "object",
            "properties": arguments,
            "required": [to_camel_case(name) for name in function.required],
        },
        "outputs": outputs,
    }


def build_object(result: type, types: TypeTable) -> Document:
    texts, hints = attribute_texts(result), typing.get_type_hints(result)
    members = {
        to_camel_case(field.name): {**plain_type(hints[field.name], types), "description": rename(texts[field.name])}
        for field in fields(result)
    }
    required = [
        to_camel_case(field.name)
        for field in fields(result)
        if field.default is MISSING and type(None) not in get_args(hints[field.name])
    ]
    return {
        "type": "object",
        "description": first_paragraph(result.__doc__),
        "properties": members,
        "required": required,
    }


# --- descriptions -----------------------------------------------------------------------------------------------------


def describe_class(cls: type) -> str:
    """Return the docstring of a class without its example in Python."""
    return rename(re.sub(r"```python.*?```\s*", "", inspect.getdoc(cls) or "", flags=re.DOTALL).strip())


def first_paragraph(docstring: str | None) -> str:
    return one_line(inspect.cleandoc(docstring or "").partition("\n\n")[0])


def argument_texts(function: Callable[..., object]) -> dict[str, str]:
    """Return the descriptions in the section `Args` of a docstring."""
    section = re.search(r"^Args:\n(.*?)(?=^\S|\Z)", inspect.getdoc(function) or "", re.DOTALL | re.MULTILINE)
    if section is None:
        return {}
    entries = re.findall(r"^(\w+): (.*?)(?=^\w+: |\Z)", textwrap.dedent(section[1]), re.DOTALL | re.MULTILINE)
    return {name: one_line(text) for name, text in entries}


def attribute_texts(cls: type) -> dict[str, str]:
    """Return the docstrings of the attributes of a class and its bases."""
    texts: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if not base.__module__.startswith("pulumi_azure_face"):
            continue
        [definition] = ast.parse(textwrap.dedent(inspect.getsource(base))).body
        body = definition.body if isinstance(definition, ast.ClassDef) else []
        for statement, following in pairwise(body):
            match statement, following:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    texts[name] = one_line(text)
    return texts


def output_types(cls: type) -> dict[str, Any]:
    """Return the types of the outputs of a class and its bases in this package."""
    types: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("pulumi_azure_face"):
            annotations = inspect.get_annotations(base)
            outputs = {name: text for name, text in annotations.items() if str(text).startswith("pulumi.Output[")}
            names = vars(sys.modules[base.__module__])
            types |= typing.get_type_hints(SimpleNamespace(__annotations__=outputs), names)
    return types


def one_line(text: str) -> str:
    return " ".join(text.split())


def rename(text: str) -> str:
    """Spell names in code and the constants of Python as other languages do."""
    spelled = re.sub(r"`[a-z]+(_[a-z]+)+`", lambda name: to_camel_case(name[0]), text)
    return re.sub(r"\b(True|False)\b", lambda constant: constant[0].lower(), spelled)


if __name__ == "__main__":
    main()
