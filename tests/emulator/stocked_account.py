"""Fills an account faster than by calls, to the brim: what a test does by calls is the one thing more."""

from __future__ import annotations

import httpx

from pulumi_azure_face.emulator.models import kinds
from pulumi_azure_face.emulator.models.account import Account, FaceOwner

from .conftest import InProcess
from .documented_calls import Kind
from .liveness_requests import SessionKind


def account_of(face: httpx.Client) -> Account:
    """The account that a caller of an emulator in process calls."""
    assert isinstance(face._transport, InProcess)
    account: Account = face._transport.app.state.service.account
    return account


def row(kind: Kind) -> kinds.Kind:
    """The emulator's own row for a kind."""
    return next(row for row in kinds.KINDS if row.segment == str(kind))


def with_containers(face: httpx.Client, kind: Kind, count: int) -> list[str]:
    """So many containers, created out of order; their ids in order."""
    ids = [f"c-{number * 7919 % count}" for number in range(count)]
    for container_id in ids:
        account_of(face).create(row(kind), container_id, name="n", user_data=None, recognition_model="recognition_04")
    return sorted(ids)


def with_persons(face: httpx.Client, kind: Kind, container_id: str, count: int) -> list[str]:
    """So many persons more in a group; their ids in order."""
    group = account_of(face).container(row(kind), container_id)
    return sorted(group.add_person(f"P{number}", None).id for number in range(count))


def with_faces(face: httpx.Client, kind: Kind, owner: str, count: int) -> list[str]:
    """The only face of a list or of a person again and again, until there are so many; their ids in order."""
    owned = owner_of(face, kind, owner)
    [first] = owned.faces
    for _ in range(count - 1):
        owned.add_face(first.image, first.looks, user_data=None, detection_model="detection_03", target_face=None)
    return owned.faces.ids()


def owner_of(face: httpx.Client, kind: Kind, path: str) -> FaceOwner:
    """Who has the faces below a path."""
    _, _, container_id, *person = path.split("/")
    return account_of(face).container(row(kind), container_id).face_owner(person[-1] if person else None)


def with_sessions(face: httpx.Client, kind: SessionKind, count: int) -> list[str]:
    """So many liveness sessions; their ids in order."""
    sessions = account_of(face).sessions(kind.call)
    return sorted(
        sessions.create(token_seconds=600, device_correlation_id="d", model=None, reference=None).id
        for _ in range(count)
    )
