"""The details that `azure-face show` prints about a container."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.queries import containers, faces, persons
from pulumi_azure_face.queries.results import RESULT_TYPES, ContainerResult, TrainingStatusResult


@dataclass(frozen=True)
class ContainerDetails:
    """A container, the training of its kind that has one, and its counts if known."""

    container: ContainerResult
    training: TrainingStatusResult | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def members(self) -> dict[str, object]:
        training = {"training": asdict(self.training)} if self.training else {}
        return {**asdict(self.container), **training, **self.counts}

    def rows(self) -> dict[str, object]:
        return {
            "id": self.container.id,
            "name": self.container.display_name,
            "model": self.container.recognition_model,
            "user data": self.container.user_data,
            "training": format_training(self.training) if self.training else None,
            "persons": self.counts.get("person_count"),
            "faces": self.counts.get("face_count"),
        }


async def get_details(client: AccountClient, kind: Kind, container_id: str, *, count: bool) -> ContainerDetails:
    if kind.has_inline_faces:
        face_list = await containers.get_face_list(client, container_id)
        return ContainerDetails(face_list, counts={"face_count": len(face_list.faces or [])})
    container = await containers.get(client, RESULT_TYPES[kind.name], container_id)
    status = await containers.training_status(client, kind, container_id) if kind.is_trainable else None
    return ContainerDetails(container, status, await get_counts(client, kind, container_id) if count else {})


async def get_counts(client: AccountClient, kind: Kind, container_id: str) -> dict[str, int]:
    if kind.holds == "faces":
        return {"face_count": len(await faces.list_all(client, kind, container_id))}
    listed = await persons.list_all(client, kind, container_id)
    return {"person_count": len(listed), "face_count": sum(len(person.persisted_face_ids) for person in listed)}


def format_training(status: TrainingStatusResult) -> str:
    since = f" since {status.last_action_at}" if status.last_action_at else ""
    reason = f": {status.message}" if status.message else ""
    return f"{status.status}{since}{reason}"
