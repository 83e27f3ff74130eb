"""Training: start it, and ask how it goes (face-api.md#container-call-train and
face-api.md#container-call-training-status).
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator import service
from pulumi_azure_face.emulator.models import clock
from pulumi_azure_face.emulator.models.kinds import Kind
from pulumi_azure_face.emulator.models.training_runs import QUEUED, Trainings
from pulumi_azure_face.emulator.responses import errors, replies, styles


async def start(kind: Kind, request: Request) -> Response:
    """Accepted even for an empty container, whose training then fails (face-api.md#training-empty-container-fails)."""
    emulated, container_id = service.service_of(request), request.path_params["container"]
    container = emulated.account.writable(kind, container_id)
    emulated.account.train(container, emulated.faults.take_training_failure(container_id))
    return replies.empty(202, {"Operation-Location": _status_url(request)})


async def get_status(kind: Kind, request: Request) -> Response:
    account, container_id = service.service_of(request).account, request.path_params["container"]
    trainings = account.container(kind, container_id).trainings
    shown = status(trainings, account.clock(), styles.style_of(request))
    if shown is None:
        raise errors.not_trained(kind, container_id)
    return replies.payload(shown)


def status(trainings: Trainings, now: int, style: styles.Style = styles.STRICT) -> dict[str, Any] | None:
    """The status object, or None if there never was a training.

    `createdDateTime` is the time of the train request, whatever the documentation says
    (face-api.md#contradiction-training-created).
    """
    run, success = trainings.latest, trainings.success(now)
    if run is None:
        return None
    over, reached = now >= run.over, run.status(now)
    return {
        "status": style.queued if reached == QUEUED else reached,
        "createdDateTime": clock.text(run.submitted),
        "lastActionDateTime": clock.text(run.finished if over else run.submitted),
        **replies.given(lastSuccessfulTrainingDateTime=None if success is None else clock.text(success.finished)),
        **style.optional(message=run.failure if over else None),
    }


def _status_url(request: Request) -> str:
    """Absolute, on the host and version the caller used: pollers follow it (face-api.md#train-operation-location and
    face-api.md#sdk-poll-target).
    """
    container, _, _ = str(request.url.replace(query="")).rpartition("/")
    return f"{container}/training"
