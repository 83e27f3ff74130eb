"""Containers that a preview would create, and what functions would return for them.

Their ids are known at preview, so functions run with them, but the containers do not exist yet.
"""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_azure_face.adapter.plugin_resources import to_camel_case
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.lifecycle.inputs.values import is_unknown
from pulumi_azure_face.lifecycle.training import NOT_TRAINED

from .functions import ITEMS, PluginFunction

SHOWN = ("display_name", "user_data", "recognition_model")


class PlannedContainers:
    """The planned containers of one process. It stays empty in an update."""

    def __init__(self) -> None:
        self._containers: dict[tuple[str, object], Mapping[str, object]] = {}

    def add(self, kind: str, values: Mapping[str, object]) -> None:
        self._containers[kind, values.get(KINDS[kind].id_input)] = values

    def answer(self, function: PluginFunction, arguments: Mapping[str, object]) -> dict[str, object] | None:
        """Return the result of a function for a planned container, or None if there is no such container."""
        for kind in KINDS.values():
            container_id = arguments.get(to_camel_case(kind.id_input))
            values = self._containers.get((kind.name, container_id))
            if values is None:
                continue
            if function.is_list:
                return {ITEMS: []}
            if function.name == f"get{kind.name}TrainingStatus":
                return {"status": NOT_TRAINED, "trained": False}
            if function.name == f"get{kind.name}":
                shown = {to_camel_case(name): values.get(name) for name in SHOWN if not is_unknown(values.get(name))}
                faces: dict[str, object] = {"faces": []} if kind.has_inline_faces else {}
                return {"id": container_id, to_camel_case(kind.id_input): container_id, **shown, **faces}
        return None
