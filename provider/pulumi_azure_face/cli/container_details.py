"""What `azure-face show` tells of a container."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.queries import containers, faces, persons
from pulumi_azure_face.queries.results import OF_KIND, ContainerResult, TrainingStatusResult


@dataclass(frozen=True)
class Details:
    """A container, its training where its kind has one, and how much it holds where that is known."""

    container: ContainerResult
    training: TrainingStatusResult | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def members(self) -> dict[str, Any]:
        training = {"training": asdict(self.training)} if self.training else {}
        return {**asdict(self.container), **training, **self.counts}

    def in_words(self) -> dict[str, Any]:
        return {
            "id": self.container.id,
            "name": self.container.display_name,
            "model": self.container.recognition_model,
            "user data": self.container.user_data,
            "training": training_in_words(self.training) if self.training else None,
            "persons": self.counts.get("person_count"),
            "faces": self.counts.get("face_count"),
        }


async def details_of(session: Session, kind: Kind, container_id: str, *, count: bool) -> Details:
    if kind.inline:
        face_list = await containers.get_face_list(session, container_id)
        return Details(face_list, counts={"face_count": len(face_list.faces or [])})
    container = await containers.get(session, OF_KIND[kind.name], container_id)
    status = await containers.training_status(session, kind, container_id)
    return Details(container, status, await counts_of(session, kind, container_id) if count else {})


async def counts_of(session: Session, kind: Kind, container_id: str) -> dict[str, int]:
    if kind.holds == "faces":
        return {"face_count": len(await faces.every(session, container_id))}
    found = await persons.every(session, kind, container_id)
    return {"person_count": len(found), "face_count": sum(len(person.persisted_face_ids) for person in found)}


def training_in_words(status: TrainingStatusResult) -> str:
    since = f" since {status.last_action_at}" if status.last_action_at else ""
    why = f": {status.message}" if status.message else ""
    return f"{status.status}{since}{why}"
