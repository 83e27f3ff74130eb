"""The file that `pulumi import --file` reads: an entry for each resource, with the inputs and outputs of its state."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from .declarations import Declaration
from .saved_resources import SavedResource


def import_file(declarations: Sequence[Declaration]) -> str:
    """Return the content of the file."""
    return file_text({"resources": [each for declaration in declarations for each in entries(declaration)]})


def file_text(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def entries(declaration: Declaration) -> Iterator[dict[str, object]]:
    """Yield the entries of a container. A resource that the container composes has it as its parent."""
    if declaration.container is None:
        return
    yield entry(declaration.container, declaration.name)
    parent = declaration.name
    for gallery in declaration.galleries:
        if declaration.has_own_gallery:
            yield entry(gallery.resource, parent, parent)
        else:
            yield entry(gallery.resource, gallery.name)
    for person in declaration.persons:
        yield entry(person.resource, person.name)
    if declaration.training:
        yield entry(declaration.training, declaration.name, parent if declaration.has_own_training else None)


def entry(resource: SavedResource, name: str, parent: str | None = None) -> dict[str, object]:
    """Return the entry of a resource.

    Two entries of one file cannot have the same name, so a training and a gallery with the name of their container have
    another one in the file.
    """
    is_named_after_container = resource.class_name in ("Training", "Gallery") and (
        parent is not None or resource.class_name == "Training"
    )
    naming = (
        {"name": f"{name}-{resource.class_name}", "logicalName": name} if is_named_after_container else {"name": name}
    )
    return {
        "type": resource.type,
        **naming,
        "id": resource.id,
        **({"parent": parent} if parent else {}),
        **filled_members(resource),
    }


def filled_members(resource: SavedResource) -> dict[str, object]:
    """Return the members that make an import send no request."""
    return {
        "inputs": resource.properties(with_outputs=False),
        "outputs": resource.properties(with_outputs=True),
    }
