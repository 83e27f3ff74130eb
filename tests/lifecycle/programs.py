"""What the front door sends of each resource that a program declares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP, Kind

ORIGIN = {"stack": "acme/faces/dev", "name": "staff"}


def container(kind: Kind = PERSON_GROUP, container_id: str | None = None, **inputs: Any) -> dict[str, Any]:
    given = {kind.id_input: container_id} if container_id else {}
    return {"kind": kind.name, "origin": ORIGIN, **given, **inputs}


def gallery(source: Path, kind: Kind = PERSON_GROUP, **inputs: Any) -> dict[str, Any]:
    return {**child(kind), "source": str(source), "source_name": kind.holds, "origin": ORIGIN, **inputs}


def training(kind: Kind = PERSON_GROUP, **inputs: Any) -> dict[str, Any]:
    return {**child(kind), "triggers": ["revision 1"], **inputs}


def child(kind: Kind) -> dict[str, Any]:
    """What everything in a container takes from it."""
    return {"kind": kind.name, "container_id": "staff", "container_generation": "0a1b2c3d"}


def person(kind: Kind = PERSON_GROUP, **inputs: Any) -> dict[str, Any]:
    return {**child(kind), "origin": ORIGIN, **inputs}


def face(image: Path, kind: Kind = LARGE_FACE_LIST, **inputs: Any) -> dict[str, Any]:
    return {**child(kind), "image": str(image), "origin": ORIGIN, **inputs}
