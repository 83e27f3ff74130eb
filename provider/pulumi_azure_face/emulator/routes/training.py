"""Training: train and get the training status.

See face-api.md#container-call-train and face-api.md#container-call-training-status.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.kinds import Kind
from pulumi_azure_face.emulator.requests import paths
from pulumi_azure_face.emulator.responses import replies, training_status
from pulumi_azure_face.emulator.service import get_service


async def start(kind: Kind, request: Request) -> Response:
    """Start a training. For an empty container it fails (face-api.md#training-empty-container-fails)."""
    service, container_id = get_service(request), request.path_params["container"]
    container = service.account.writable_container(kind, container_id)
    service.account.train(container, service.faults.take_training_failure(container_id))
    return replies.empty_reply(202, {"Operation-Location": _status_url(request)})


async def get_status(kind: Kind, request: Request) -> Response:
    account, container_id = get_service(request).account, request.path_params["container"]
    trainings = account.container(kind, container_id).trainings
    status = training_status.build_status(trainings, account.clock(), paths.select_style(request))
    if status is None:
        raise errors.not_trained(kind, container_id)
    return replies.json_reply(status)


def _status_url(request: Request) -> str:
    """Return the absolute URL of the status, with the host and version that the caller used.

    Pollers follow it (face-api.md#train-operation-location and face-api.md#sdk-poll-target).
    """
    container, _, _ = str(request.url.replace(query="")).rpartition("/")
    return f"{container}/training"
