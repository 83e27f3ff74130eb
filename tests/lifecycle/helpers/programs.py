"""The inputs that the dynamic adapter passes on for each resource of a program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP, Kind

ORIGIN = {"stack": "acme/faces/dev", "name": "staff"}


def container(kind: Kind = PERSON_GROUP, container_id: str | None = None, **inputs: Any) -> dict[str, Any]:
    id_input = {kind.id_input: container_id} if container_id else {}
    return {"kind": kind.name, "origin": ORIGIN, **id_input, **inputs}


def gallery(source: Path, kind: Kind = PERSON_GROUP, **inputs: Any) -> dict[str, Any]:
    return {**child(kind), "source": str(source), "source_name": kind.holds, "origin": ORIGIN, **inputs}


def training(kind: Kind = PERSON_GROUP, **inputs: Any) -> dict[str, Any]:
    return {**child(kind), "triggers": ["revision 1"], **inputs}


def child(kind: Kind) -> dict[str, Any]:
    """Return the inputs that every resource in a container takes from the container."""
    return {"kind": kind.name, "container_id": "staff", "container_generation": "0a1b2c3d"}


def person(kind: Kind = PERSON_GROUP, **inputs: Any) -> dict[str, Any]:
    return {**child(kind), "origin": ORIGIN, **inputs}


def face(image: Path, kind: Kind = LARGE_FACE_LIST, **inputs: Any) -> dict[str, Any]:
    return {**child(kind), "image": str(image), "origin": ORIGIN, **inputs}
