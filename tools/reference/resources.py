"""Pages of resources: inputs with type, default, limits, and what a change does; outputs, errors, and quotas."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import get_args

import griffe

import pulumi_azure_face
from pulumi_azure_face.client.kinds import KINDS, Kind
from pulumi_azure_face.lifecycle.container import ContainerInputs
from pulumi_azure_face.lifecycle.face import FaceInputs
from pulumi_azure_face.lifecycle.gallery import GalleryInputs
from pulumi_azure_face.lifecycle.inputs import rules
from pulumi_azure_face.lifecycle.inputs.model import Inputs, OnChange
from pulumi_azure_face.lifecycle.person import PersonInputs
from pulumi_azure_face.lifecycle.training import TrainingInputs

from .docstrings import Documentation, UndocumentedError, attributes, get_class, parse, split_examples
from .markdown import block, code, one_line, page, table

GENERAL = {"resource_name", "opts"}
"""Arguments of every resource, which Pulumi documents."""
NOT_INPUTS = {"source_name"}
"""Arguments that only resources of this package pass."""
TYPE_NAMES = {
    "AccountOrName": "str or Account",
    "ContainerResource": "Container",
    "Image": "str, PathLike, or Asset",
    "PersonResource": "Person",
    "Source": "str or PathLike",
}
"""How types that are not public are written."""
INTERNAL_OUTPUTS = {"selected_account", "read_id"}


class Change(Enum):
    """What a change of an argument does that is not an input of its own resource."""

    GALLERY = "updates the `Gallery`: applies the differences"
    GALLERY_OPTION = "updates the `Gallery` in place"
    TRAINING = "creates or deletes the `Training`"
    FACES = "creates and deletes `Face` resources"
    REPLACES = "replaces"


@dataclass(frozen=True)
class Page:
    """A resource and where its rules are."""

    path: str
    inputs: type[Inputs]
    fields: dict[str, str | Change] = field(default_factory=dict)
    """The field of each argument with another name, or what a change does instead."""
    kind: Kind | None = None

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def file(self) -> str:
        return f"{re.sub(r'(?<!^)(?=[A-Z])', '-', self.name).lower()}.md"


def container_page(path: str, kind: Kind) -> Page:
    return Page(
        path,
        ContainerInputs,
        {
            kind.id_input: "container_id",
            kind.holds: Change.GALLERY,
            "on_bad_image": Change.GALLERY_OPTION,
            "train": Change.TRAINING,
        },
        kind,
    )


PAGES = (
    container_page("resources.groups.PersonGroup", KINDS["PersonGroup"]),
    container_page("resources.groups.LargePersonGroup", KINDS["LargePersonGroup"]),
    container_page("resources.lists.FaceList", KINDS["FaceList"]),
    container_page("resources.lists.LargeFaceList", KINDS["LargeFaceList"]),
    Page("resources.gallery.Gallery", GalleryInputs, {"container": "container_id", "source": "digest"}),
    Page("resources.person.Person", PersonInputs, {"group": "container_id", "faces": Change.FACES}),
    Page(
        "resources.face.Face",
        FaceInputs,
        {"container": "container_id", "person": "person_id", "image": "digest"},
    ),
    Page("resources.training.Training", TrainingInputs, {"container": "container_id"}),
)
EFFECTS = {
    OnChange.REPLACE: "replaces",
    OnChange.UPDATE: "updates in place",
    OnChange.SAVE: "saves the new value, without a request",
    None: "nothing by itself",
}


def pages() -> dict[str, str]:
    """Return a page for each resource, one for accounts, and an index."""
    return {
        "resources.md": index(),
        **{resource.file: resource_page(resource) for resource in PAGES},
        "account.md": account_page(),
    }


def index() -> str:
    rows = [[f"[{name}]({file})", summary] for name, file, summary in summaries()]
    return page(
        "Resources",
        "What a program can declare. Each page lists the inputs, what a change of each does, and the outputs.",
        table(["resource", "what it is"], rows),
        "What a change of an input does:\n\n"
        "- A change that **replaces** creates a new resource and deletes the old one. The resources in it follow: a "
        "replaced group enrolls and trains everything again.\n"
        "- A change that **updates in place** sends one request or a few, and keeps the ID.\n"
        "- An **unknown** value at preview, such as an output of a resource that does not exist yet, counts as a "
        "change.",
    )


def summaries() -> Iterator[tuple[str, str, str]]:
    for resource in PAGES:
        yield resource.name, resource.file, summary_of(get_class(resource.path), resource.path)
    account = get_class("resources.account.Account")
    yield "Account", "account.md", summary_of(account, "Account")


def summary_of(cls: griffe.Class, path: str) -> str:
    return one_line(parse(cls, path).text[0].split("\n\n")[0])


def resource_page(resource: Page) -> str:
    cls = get_class(resource.path)
    text, examples = split_examples(parse(cls, resource.path).text)
    constructor = parse(cls.members["__init__"], f"{resource.path}.__init__")
    return page(
        resource.name,
        "\n\n".join(text),
        "## Example\n\n" + "\n\n".join(examples) if examples else "",
        "## Inputs\n\n" + inputs_table(resource, constructor),
        inputs_list(resource, constructor),
        "## Outputs\n\n" + outputs_table(resource),
        quotas(resource.kind) if resource.kind else "",
        errors(constructor),
        existing(cls, resource),
    )


def signature(name: str) -> inspect.Signature:
    return inspect.signature(getattr(pulumi_azure_face, name))


def own_parameters(resource: Page) -> list[inspect.Parameter]:
    hidden = {*GENERAL, *NOT_INPUTS}
    return [parameter for name, parameter in signature(resource.name).parameters.items() if name not in hidden]


def inputs_table(resource: Page, constructor: Documentation) -> str:
    rows = []
    for parameter in own_parameters(resource):
        if parameter.name not in constructor.arguments:
            raise UndocumentedError(f"{resource.path}: the docstring does not describe {parameter.name}")
        rows.append(
            [
                code(parameter.name),
                code(short_type(str(parameter.annotation))),
                default_of(resource, parameter),
                limits_of(resource, parameter.name),
                effect_of(resource, parameter.name),
            ]
        )
    unknown = constructor.arguments.keys() - signature(resource.name).parameters.keys()
    if unknown:
        raise UndocumentedError(f"{resource.path}: the docstring describes {', '.join(sorted(unknown))}")
    return table(["input", "type", "default", "limits", "a change"], rows)


def inputs_list(resource: Page, constructor: Documentation) -> str:
    described = [
        f"**`{parameter.name}`**\n:   {indent(constructor.arguments[parameter.name])}"
        for parameter in own_parameters(resource)
    ]
    return "\n\n".join(described)


def indent(text: str) -> str:
    return text.strip().replace("\n", "\n    ")


def short_type(annotation: str) -> str:
    """Shorten a type for a table: without modules, and without the `None` that a default of None implies."""
    text = re.sub(r"\b(?:pulumi|collections\.abc)\.", "", annotation)
    text = re.sub(r"^Input\[(.*)\]( \| None)?$", r"\1", text).removesuffix(" | None")
    text = re.sub(r"Input\[(\w+)\]", r"\1", text)
    return TYPE_NAMES.get(text, text.replace("[Image]", f"[{TYPE_NAMES['Image']}]").replace(" | ", " or "))


def field_of(resource: Page, argument: str) -> str | Change:
    field_name = resource.fields.get(argument, argument)
    if isinstance(field_name, str) and field_name not in resource.inputs.model_fields:
        raise UndocumentedError(f"{resource.name}: no input model has a field for {argument}")
    return field_name


def default_of(resource: Page, parameter: inspect.Parameter) -> str:
    if parameter.default is inspect.Parameter.empty:
        return "required"
    if parameter.default is not None:
        return code(repr(parameter.default)) if parameter.default != () else "none"
    field_name = field_of(resource, parameter.name)
    if field_name is Change.GALLERY_OPTION:
        return code(GalleryInputs.model_fields[parameter.name].default)
    if isinstance(field_name, Change):
        return ""
    model_field = resource.inputs.model_fields[field_name]
    if model_field.is_required():
        return "the resource name" if field_name == "display_name" else ""
    if parameter.name == resource_id(resource):
        return "derived"
    default = model_field.get_default()
    return "" if default is None else code(str(default).removesuffix(".0"))


def resource_id(resource: Page) -> str:
    return resource.kind.id_input if resource.kind else ""


def limits_of(resource: Page, argument: str) -> str:
    """Return the rule of an input, from the validators of its model."""
    field_name = field_of(resource, argument)
    if field_name is Change.GALLERY_OPTION:
        return limits_of_field(GalleryInputs, argument)
    if isinstance(field_name, Change) or argument in ("container", "group", "person", "image", "source"):
        return ""
    return limits_of_field(resource.inputs, field_name)


def limits_of_field(inputs: type[Inputs], name: str) -> str:
    model_field = inputs.model_fields[name]
    markers = [*model_field.metadata, *markers_in(model_field.annotation)]
    found = (limit_of_rule(marker.func) for marker in markers if hasattr(marker, "func"))
    return "; ".join(limit for limit in found if limit)


def markers_in(annotation: object) -> Iterator[object]:
    """Yield the markers of all parts of an annotation, such as those of `Name` in `Name | None`."""
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from markers_in(part)


def limit_of_rule(rule: Callable[..., object]) -> str:
    named = {
        rules.check_name: f"1 to {rules.NAME_CHARACTERS} characters",
        rules.check_container_id: "1 to 64 of `a-z`, `0-9`, `-`, `_`",
        rules.check_url: "http or https",
        rules.check_rectangle: "left, top, width, height in pixels",
        rules.check_seconds: f"above 0, at most {rules.MAX_TIMEOUT:,.0f} s",
        rules.check_string: "",
        rules.check_list: "",
        rules.check_flag: "",
        rules.check_account: "",
        rules.check_source: "",
    }
    if rule in named:
        return named[rule]
    values = inspect.getclosurevars(rule).nonlocals
    if "choices" in values:
        return ", ".join(code(choice) for choice in values["choices"])
    if "limit" in values:
        return f"at most {values['limit'] // 1024} KB"
    raise UndocumentedError(f"the rule {rule} has no description for the reference")


def effect_of(resource: Page, argument: str) -> str:
    field_name = field_of(resource, argument)
    if isinstance(field_name, Change):
        return field_name.value
    effects = {kind.name: resource.inputs.on_change(field_name, kind) for kind in kinds_of(resource)}
    usual = max(effects.values(), key=list(effects.values()).count)
    others = [f"{EFFECTS[effect]} in a `{kind}`" for kind, effect in effects.items() if effect is not usual]
    return "; ".join([EFFECTS[usual], *others])


def kinds_of(resource: Page) -> Sequence[Kind]:
    return [resource.kind] if resource.kind else list(KINDS.values())


def outputs_table(resource: Page) -> str:
    rows = [
        [code(name), code(output_type(annotation)), description]
        for name, annotation, description in attributes(getattr(pulumi_azure_face, resource.name))
        if name not in INTERNAL_OUTPUTS
    ]
    return table(["output", "type", "description"], rows)


def output_type(annotation: str) -> str:
    return re.sub(r"^(?:pulumi\.)?Output\[(.*)\]$", r"\1", annotation).replace(" | ", " or ")


def quotas(kind: Kind) -> str:
    rows = [[tier, f"{capacity:,}"] for tier, capacity in kind.capacity.items()]
    return f"## Quotas\n\n{table(['tier', f'{kind.holds} in one {kind.name}'], rows)}"


def errors(constructor: Documentation) -> str:
    """Return the errors, which a docstring describes in a section or in its last paragraphs."""
    paragraphs = [sentence(text.removeprefix("Errors: ")) for text in constructor.text[1:] if text]
    listed = "\n".join(f"- {one_line(error)}" for error in constructor.errors)
    parts = [*paragraphs, listed, "Every message is on the page [Errors](../errors.md)."]
    return "## Errors and service operations\n\n" + "\n\n".join(part for part in parts if part)


def existing(cls: griffe.Class, resource: Page) -> str:
    get = cls.all_members.get("get")
    if get is None:
        return ""
    documentation = parse(get, f"{resource.path}.get")
    parameters = inspect.signature(getattr(pulumi_azure_face, resource.name).get).parameters.values()
    arguments = ", ".join(call_argument(parameter) for parameter in parameters)
    described = "\n".join(f"- `{name}`: {one_line(text)}" for name, text in documentation.arguments.items())
    return "\n\n".join(
        [
            "## Read an existing one",
            block(f"{resource.name}.get({arguments})", "text"),
            documentation.text[0],
            described,
        ]
    )


def call_argument(parameter: inspect.Parameter) -> str:
    """Return an argument as in a call: arguments that must be named have a value."""
    is_named = parameter.kind is inspect.Parameter.KEYWORD_ONLY
    return f"{parameter.name}=..." if is_named else parameter.name


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def account_page() -> str:
    cls = get_class("resources.account.Account")
    text, examples = split_examples(parse(cls, "Account").text)
    constructor = parse(cls.members["__init__"], "Account.__init__")
    effects = {"endpoint": ContainerInputs.on_change("account", KINDS["PersonGroup"])}
    effects["key"] = ContainerInputs.on_change("account_key", KINDS["PersonGroup"])
    rows = [[code(name), "`str`", constructor.arguments[name], EFFECTS[effect]] for name, effect in effects.items()]
    return page(
        "Account",
        "\n\n".join(text),
        "## Example\n\n" + "\n\n".join(examples),
        "## Inputs\n\n" + table(["input", "type", "description", "a change"], rows),
        errors(constructor),
    )
