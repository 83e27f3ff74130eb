"""Start a training for `azure-face train` and wait for its end."""

from __future__ import annotations

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import training
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import DeadlineExceededError, TrainingFailedError
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.schemas import TrainingStatus
from pulumi_azure_face.queries.containers import to_training_result
from pulumi_azure_face.queries.results import TrainingStatusResult
from pulumi_azure_face.queries.validation import ensure_container

from .progress import show_progress


async def train(
    client: AccountClient, kind: Kind, container_id: str, *, wait: bool, max_seconds: float
) -> TrainingStatusResult:
    """Return the status after success; without `wait`, once the training has started.

    Raises:
        TrainingFailedError: The training failed.
        DeadlineExceededError: The training did not end in time.
    """
    ensure_container(kind, container_id)
    operation, statuses = f"train {describe(kind, container_id)}", []

    with show_progress(f"training of {describe(kind, container_id)}") as show:

        def on_status(status: TrainingStatus, waited: float) -> None:
            statuses.append(status)
            show(status.status, waited)

        with deadline(max_seconds, operation, advice=DeadlineExceededError.training_advice):
            await training.train(client, kind, container_id, on_status, wait=wait)
    if statuses[-1].has_failed:
        reason = statuses[-1].message or "the service gave no reason"
        raise TrainingFailedError(operation, reason, TrainingFailedError.command_advice)
    return to_training_result(statuses[-1])
