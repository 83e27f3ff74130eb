"""Resources of the plugin as programs and states spell them, and the values of the lifecycles behind them.

Properties are in camelCase. A resource in a container names it by the container's `ref`, a text that carries all that
the lifecycles must know about it: the kind, the id, and the generation. The id of such a resource begins with the kind
and the id of the container, so that the id alone is enough to import it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pulumi_azure_face.client.kinds import GROUP_NAMES, KINDS
from pulumi_azure_face.lifecycle.container import READ_GENERATION
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.lifecycle.inputs.rules import shorten_value
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Unknown, is_unknown, without
from pulumi_azure_face.stacks.deployment import PLUGIN_TYPE_PREFIX

REF = "ref"
CONTAINER_ID = r"[a-z0-9_-]{1,64}"  # face-api.md#container-id-rule
GENERATION = r"[0-9a-f]{8}|read"
ITEM_ID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
OWNER_VALUES = ("kind", "container_id", "container_generation", "person_id")
"""What a lifecycle knows about the owner of a resource, and a `ref` says in one text."""
ACCOUNT_VALUES = ("account", "account_key")
"""Inputs that the plugin does not have: its account is that of its provider."""


@dataclass(frozen=True)
class Owner:
    """The container of a resource, or the person of a face."""

    kind: str
    container_id: str
    generation: str = ""
    """Empty for a container that is named without one. It matches every generation."""
    person_id: str = ""

    @property
    def ref(self) -> str:
        return "/".join(filter(None, (self.kind, self.container_id, self.generation, self.person_id)))

    def values(self) -> dict[str, object]:
        """Return the owner as the lifecycles know it."""
        person = {"person_id": self.person_id} if self.person_id else {}
        return {
            "kind": self.kind,
            "container_id": self.container_id,
            "container_generation": self.generation,
            **person,
        }

    @classmethod
    def parse(cls, ref: str) -> Owner | None:
        """Return the owner that a ref names, or None if it is not one."""
        parsed = re.fullmatch(OWNER_PATTERN, ref)
        return cls(**parsed.groupdict(default="")) if parsed else None


@dataclass(frozen=True)
class OwnerInput:
    """An input that names the owner of a resource."""

    name: str
    expected: str
    """What it must be, for messages."""
    names_person: bool = False


*FIRST_KINDS, LAST_KIND = KINDS
CONTAINER = OwnerInput("container", f"the `ref` of a {', '.join(FIRST_KINDS)}, or {LAST_KIND}")
GROUP = OwnerInput("group", f"the `ref` of {GROUP_NAMES}")
PERSON = OwnerInput("person", "the `ref` of a Person", names_person=True)


@dataclass(frozen=True)
class PluginResource:
    """One type of resource of the plugin."""

    name: str
    lifecycle: str
    """The name of its lifecycle."""
    owners: tuple[OwnerInput, ...] = ()
    """The inputs that name its owner, one of which is given. Empty for a container."""
    id_format: str = "{container_id}"
    """The id in a program, by values of the lifecycle."""

    @property
    def token(self) -> str:
        return f"{PLUGIN_TYPE_PREFIX}{self.name}"

    @property
    def kind(self) -> str | None:
        """The kind of a container."""
        return None if self.owners else self.name

    # --- from a program or a state ------------------------------------------------------------------------------------

    def values(self, properties: Mapping[str, object]) -> dict[str, object]:
        """Return the values of the lifecycle. There is no kind while the owner is unknown or missing.

        Raises:
            InvalidInputsError: The owner is not a ref, or there are two.
        """
        own = without((REF, *(owner.name for owner in self.owners)), properties)
        values = {to_snake_case(name): value for name, value in own.items()}
        return {**values, **self._owner_values(properties)}

    def _owner_values(self, properties: Mapping[str, object]) -> dict[str, object]:
        if self.kind:
            return {"kind": self.kind}
        given = [(owner, properties[owner.name]) for owner in self.owners if properties.get(owner.name) is not None]
        if not given:
            return {}
        if len(given) > 1:
            raise InvalidInputsError(f"pass either {' or '.join(owner.name for owner in self.owners)}, got both")
        [(owner_input, ref)] = given
        if isinstance(ref, Unknown):
            return {}
        owner = Owner.parse(ref) if isinstance(ref, str) else None
        if owner is None or owner_input.names_person != bool(owner.person_id):
            raise InvalidInputsError(f"{owner_input.name} must be {owner_input.expected}, got {shorten_value(ref)}")
        return owner.values()

    def require_owner(self, properties: Mapping[str, object]) -> None:
        """Raise InvalidInputsError if the owner is missing.

        Only creates and updates require it. With `--continue-on-error`, the engine checks the dependents of a failed
        resource without what the resource would have returned, and skips them afterwards.
        """
        if self.owners and not self.owner_names(properties):
            names = " or ".join(owner.name for owner in self.owners)
            one, several = f"{names} is required", f"pass either {names}, got neither"
            raise InvalidInputsError(one if len(self.owners) == 1 else several)

    def lifecycle_id(self, resource_id: str, values: Mapping[str, object]) -> str:
        """Return the id that the lifecycle knows the resource by."""
        last = resource_id.rpartition("/")[2]
        suffix = {"gallery": f"/{last}", "training": "/training"}.get(self.lifecycle)
        return f"{values['container_id']}{suffix}" if suffix else last

    def imported_values(self, resource_id: str) -> dict[str, object]:
        """Return what the id of a resource says about it, for a resource that no state has yet.

        Raises:
            InvalidInputsError: The id does not have the format of this type.
        """
        values = self._parse_id(resource_id)
        if values is None:
            expected = ID_FORMATS[self.lifecycle]
            raise InvalidInputsError(f"the id of a {self.name} must be {expected}, got {shorten_value(resource_id)}")
        return values

    def _parse_id(self, resource_id: str) -> dict[str, object] | None:
        parsed = re.fullmatch(ID_PATTERNS[self.lifecycle], resource_id)
        if parsed is None:
            return None
        if self.kind:
            return {"kind": self.kind, "container_id": resource_id}
        values: dict[str, object] = {**parsed.groupdict(default=""), "container_generation": ""}
        holds_persons = KINDS[parsed["kind"]].holds == "persons"
        if self.lifecycle == "person" and not holds_persons:
            return None
        if self.lifecycle == "face" and holds_persons != bool(values["person_id"]):
            return None
        generation = {} if self.lifecycle == "training" else {"generation": READ_GENERATION}
        return without_empty({**values, **generation})

    # --- to a program or a state --------------------------------------------------------------------------------------

    def properties(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return the properties for inputs or a state of the lifecycle."""
        hidden = ("kind", *ACCOUNT_VALUES) if self.kind else (*OWNER_VALUES, *ACCOUNT_VALUES)
        properties = {to_camel_case(name): value for name, value in without(hidden, values).items()}
        if self.lifecycle == "person" and "person_id" in values:
            properties["personId"] = values["person_id"]
        return {**properties, **self._owner_properties(values)}

    def _owner_properties(self, values: Mapping[str, object]) -> dict[str, object]:
        if self.kind:
            return {}
        texts = {name: str(values.get(name) or "") for name in OWNER_VALUES}
        person_id = texts["person_id"] if self.lifecycle == "face" else ""
        owner = Owner(texts["kind"], texts["container_id"], texts["container_generation"], person_id)
        return {(PERSON if person_id else self.owners[0]).name: owner.ref}

    def ref(self, values: Mapping[str, object]) -> object:
        """Return the output with which other resources name this one as their owner, or None if there is none."""
        if self.kind:
            parts = [self.kind, values.get(KINDS[self.kind].id_input), values.get("generation")]
        elif self.lifecycle == "person":
            parts = [values.get(name) for name in OWNER_VALUES]
        else:
            return None
        return UNKNOWN if is_unknown(parts) or parts[-1] is None else "/".join(str(part) for part in parts if part)

    def owner_names(self, properties: Mapping[str, object]) -> list[str]:
        """Return the names of the inputs that name the owner in a program."""
        return [owner.name for owner in self.owners if owner.name in properties]

    def property_of(self, name: str, properties: Mapping[str, object]) -> str:
        """Return the property of a program for the name of a value of the lifecycle."""
        if self.owners and name in OWNER_VALUES:
            return (self.owner_names(properties) or [self.owners[0].name])[0]
        return to_camel_case(name)

    def resource_id(self, lifecycle_id: str, values: Mapping[str, object]) -> str:
        """Return the id in a state for the one that a lifecycle returned."""
        item = {"item_id": lifecycle_id.rpartition("/")[2]}
        if self.lifecycle == "face" and values.get("person_id"):
            item["item_id"] = f"{values['person_id']}/{lifecycle_id}"
        return lifecycle_id if self.kind else self.id_format.format(**{**values, **item})


KIND = f"(?P<kind>{'|'.join(KINDS)})"
CONTAINER_PATTERN = rf"{KIND}/(?P<container_id>{CONTAINER_ID})"
OWNER_PATTERN = rf"{CONTAINER_PATTERN}(?:/(?P<generation>{GENERATION}))?(?:/(?P<person_id>{ITEM_ID}))?"
ID_PATTERNS = {
    "container": CONTAINER_ID,
    "gallery": rf"{CONTAINER_PATTERN}/(?P<mark>[0-9a-f]{{8}})(?:/(?P<source>.+))?",
    "training": CONTAINER_PATTERN,
    "person": rf"{CONTAINER_PATTERN}/{ITEM_ID}",
    "face": rf"{CONTAINER_PATTERN}(?:/(?P<person_id>{ITEM_ID}))?/{ITEM_ID}",
}
"""The format of ids in a state by lifecycle. That of a gallery can end with its source for an import."""
ITEM_FORMAT = "{kind}/{container_id}/{item_id}"
ID_FORMATS = {
    "container": "its id in the account, 1 to 64 characters from a-z, 0-9, - and _",
    "gallery": "KIND/CONTAINER/TAG, such as PersonGroup/staff/1f2e3d4c",
    "training": "KIND/CONTAINER, such as PersonGroup/staff",
    "person": f"KIND/CONTAINER/PERSON with {GROUP_NAMES}, such as "
    "PersonGroup/staff/25985303-c537-4467-b41d-bdb45cd95ca1",
    "face": "KIND/CONTAINER/PERSON/FACE in a group or KIND/LIST/FACE in a list, such as "
    "FaceList/visitors/25985303-c537-4467-b41d-bdb45cd95ca1",
}
"""The formats of ids by lifecycle, for messages."""

PLUGIN_RESOURCES = {
    resource.token: resource
    for resource in (
        *(PluginResource(kind, "container") for kind in KINDS),
        PluginResource("Gallery", "gallery", (CONTAINER,), ITEM_FORMAT),
        PluginResource("Person", "person", (GROUP,), ITEM_FORMAT),
        PluginResource("Face", "face", (CONTAINER, PERSON), ITEM_FORMAT),
        PluginResource("Training", "training", (CONTAINER,), "{kind}/{container_id}"),
    )
}
"""Every type of resource of the plugin by its token."""


def to_camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def to_snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def without_empty(values: Mapping[str, object]) -> dict[str, object]:
    """Remove texts that are empty, except a generation, which is empty for any."""
    return {name: value for name, value in values.items() if value != "" or name == "container_generation"}
