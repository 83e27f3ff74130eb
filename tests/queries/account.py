"""An emulated account filled from inside: thousands of things in a moment."""

from __future__ import annotations

from client.emulated_service import Emulated
from pulumi_azure_face.emulator.models.account import Account
from pulumi_azure_face.emulator.models.kinds import KINDS
from pulumi_azure_face.emulator.models.vision import Image

SEGMENTS = {kind.segment: kind for kind in KINDS}
PHOTO = Image(sha256="", size=2048, format="jpeg", width=48, height=48)


def inside(emulated: Emulated) -> Account:
    account: Account = emulated.app.state.service.account
    return account


def put_containers(account: Account, segment: str, count: int) -> list[str]:
    """Make containers; gives their ids in order."""
    ids = [f"one-{number}" for number in range(count)]
    for one in ids:
        account.create(SEGMENTS[segment], one, name=one, user_data=None, recognition_model="recognition_04")
    return sorted(ids)


def put_persons(account: Account, segment: str, count: int) -> list[str]:
    """Make persons of the group one-0; gives their ids in order."""
    put_containers(account, segment, 1)
    return sorted(account.add_person(SEGMENTS[segment], "one-0", f"n{one}", None).id for one in range(count))


def put_faces(account: Account, segment: str, count: int) -> list[str]:
    """Make faces of the list one-0; gives their ids in order."""
    put_containers(account, segment, 1)
    owner = account.container(SEGMENTS[segment], "one-0").face_owner(None)
    made = (
        owner.add_face(PHOTO, "", user_data=None, detection_model="detection_03", target_face=None)
        for _ in range(count)
    )
    return sorted(face.id for face in made)


def put_sessions(account: Account, call: str, count: int) -> list[str]:
    """Make liveness sessions; gives their ids in order."""
    made = (
        account.sessions(call).create(token_seconds=600, device_correlation_id=None, model=None, reference=None)
        for _ in range(count)
    )
    return sorted(client.id for client in made)
