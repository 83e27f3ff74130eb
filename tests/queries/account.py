"""Thousands of containers, persons, faces, or liveness sessions, put directly into an emulated account."""

from __future__ import annotations

from client.emulated_service import EmulatedService
from pulumi_azure_face.emulator.models.account import Account
from pulumi_azure_face.emulator.models.kinds import KINDS
from pulumi_azure_face.emulator.models.vision import Image

KINDS_BY_SEGMENT = {kind.segment: kind for kind in KINDS}
PHOTO = Image(sha256="", size=2048, format="jpeg", width=48, height=48)


def account_of(emulated: EmulatedService) -> Account:
    account: Account = emulated.app.state.service.account
    return account


def put_containers(account: Account, segment: str, count: int) -> list[str]:
    """Create containers and return their ids in order."""
    ids = [f"one-{number}" for number in range(count)]
    for container_id in ids:
        account.create(
            KINDS_BY_SEGMENT[segment],
            container_id,
            name=container_id,
            user_data=None,
            recognition_model="recognition_04",
        )
    return sorted(ids)


def put_persons(account: Account, segment: str, count: int) -> list[str]:
    """Create persons in the group one-0 and return their ids in order."""
    put_containers(account, segment, 1)
    kind = KINDS_BY_SEGMENT[segment]
    return sorted(account.add_person(kind, "one-0", f"n{number}", None).id for number in range(count))


def put_faces(account: Account, segment: str, count: int) -> list[str]:
    """Create faces in the list one-0 and return their ids in order."""
    put_containers(account, segment, 1)
    owner = account.container(KINDS_BY_SEGMENT[segment], "one-0").face_owner(None)
    faces = (
        owner.add_face(PHOTO, "", user_data=None, detection_model="detection_03", target_face=None)
        for _ in range(count)
    )
    return sorted(face.id for face in faces)


def put_sessions(account: Account, call: str, count: int) -> list[str]:
    """Create liveness sessions and return their ids in order."""
    sessions = (
        account.sessions(call).create(token_seconds=600, device_correlation_id=None, model=None, reference=None)
        for _ in range(count)
    )
    return sorted(session.id for session in sessions)
