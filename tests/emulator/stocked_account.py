"""Fill an account directly, which is faster than by calls. Tests then make only the calls that they check."""

from __future__ import annotations

import httpx

from pulumi_azure_face.emulator.models import kinds
from pulumi_azure_face.emulator.models.account import Account, FaceOwner

from .conftest import InProcessTransport
from .documented_calls import Kind
from .liveness_requests import SessionKind


def get_account(face: httpx.Client) -> Account:
    """Return the account behind a client of an in-process emulator."""
    assert isinstance(face._transport, InProcessTransport)
    account: Account = face._transport.app.state.service.account
    return account


def find_kind(kind: Kind) -> kinds.Kind:
    """Return the row of a kind in the table of the emulator."""
    return next(row for row in kinds.KINDS if row.segment == str(kind))


def add_containers(face: httpx.Client, kind: Kind, count: int) -> list[str]:
    """Create containers in a mixed order, and return their ids in ascending order."""
    ids = [f"c-{number * 7919 % count}" for number in range(count)]
    for container_id in ids:
        get_account(face).create(
            find_kind(kind), container_id, name="n", user_data=None, recognition_model="recognition_04"
        )
    return sorted(ids)


def add_persons(face: httpx.Client, kind: Kind, container_id: str, count: int) -> list[str]:
    """Create persons in a group, and return their ids in ascending order."""
    group = get_account(face).container(find_kind(kind), container_id)
    return sorted(group.add_person(f"P{number}", None).id for number in range(count))


def fill_with_faces(face: httpx.Client, kind: Kind, owner: str, count: int) -> list[str]:
    """Copy the only face of a list or person until it has `count` faces, and return their ids in ascending order."""
    face_owner = find_owner(face, kind, owner)
    [first] = face_owner.faces
    for _ in range(count - 1):
        face_owner.add_face(
            first.image, first.features, user_data=None, detection_model="detection_03", target_face=None
        )
    return face_owner.faces.ids()


def find_owner(face: httpx.Client, kind: Kind, path: str) -> FaceOwner:
    """Return the owner of the faces below a path."""
    _, _, container_id, *person = path.split("/")
    return get_account(face).container(find_kind(kind), container_id).face_owner(person[-1] if person else None)


def add_sessions(face: httpx.Client, kind: SessionKind, count: int) -> list[str]:
    """Create liveness sessions, and return their ids in ascending order."""
    sessions = get_account(face).sessions(kind.call)
    return sorted(
        sessions.create(token_seconds=600, device_correlation_id="d", model=None, reference=None).id
        for _ in range(count)
    )
