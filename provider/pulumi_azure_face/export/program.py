"""The exported program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.lifecycle.container import DEFAULT_MODEL

from .declarations import Declaration, Declared
from .python_source import LINE_LENGTH, call, comment, list_argument, literal


def program(endpoint: str, declarations: Sequence[Declaration]) -> str:
    """Return the source text of a program with these declarations."""
    blocks = [f'"""The containers of {endpoint}, which `pulumi import --file import.json` imports."""']
    if any(declaration.container for declaration in declarations):
        blocks.append("import pulumi_azure_face as face")
    for kind, of_kind in groupby(declarations, lambda declaration: declaration.existing.kind):
        blocks.append(heading(kind))
        blocks.extend("\n".join(statements(declaration)) for declaration in of_kind)
    if not declarations:
        blocks.append("# The account has no matching containers.")
    return "\n\n".join(blocks) + "\n"


def heading(kind: Kind) -> str:
    return f"# --- {kind.name}s ".ljust(LINE_LENGTH, "-")


def statements(declaration: Declaration) -> Iterator[str]:
    """Yield the comments and the statements of one container."""
    yield from map(comment, declaration.comments)
    if declaration.container is None:
        return
    yield call(f"face.{declaration.existing.kind.name}", list(container_arguments(declaration)), declaration.name)
    if not declaration.has_own_gallery:
        for gallery in declaration.galleries:
            arguments = [literal(gallery.name), f"container={declaration.name}", f"source={source_of(gallery)}"]
            yield call("face.Gallery", arguments, gallery.name)
    for person in declaration.persons:
        yield call("face.Person", list(person_arguments(person, declaration)), person.name)
    if declaration.training and not declaration.has_own_training:
        triggers = [f"{each.name}.revision" for each in (*declaration.galleries, *declaration.persons)]
        arguments = [literal(declaration.name), f"container={declaration.name}", list_argument("triggers", triggers)]
        yield call("face.Training", arguments)


def container_arguments(declaration: Declaration) -> Iterator[str]:
    container, kind = declaration.container, declaration.existing.kind
    assert container is not None
    yield literal(declaration.name)
    yield f"{kind.id_input}={literal(container.id)}"
    yield f"display_name={literal(container.display_name)}"
    if container.user_data is not None:
        yield f"user_data={literal(container.user_data)}"
    if container.inputs["recognition_model"] != DEFAULT_MODEL:
        yield f"recognition_model={literal(str(container.inputs['recognition_model']))}"
    if declaration.has_own_gallery:
        yield f"{kind.holds}={source_of(declaration.galleries[0])}"
    if declaration.has_own_training:
        yield "train=True"
    if "account" in container.inputs:
        yield f"account={literal(str(container.inputs['account']))}"


def person_arguments(person: Declared, declaration: Declaration) -> Iterator[str]:
    yield literal(person.name)
    yield f"group={declaration.name}"
    yield f"display_name={literal(person.resource.display_name)}"
    if person.resource.user_data is not None:
        yield f"user_data={literal(person.resource.user_data)}"


def source_of(gallery: Declared) -> str:
    return literal(str(gallery.resource.inputs["source"]))
