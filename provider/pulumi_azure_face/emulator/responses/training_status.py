"""The status object of a training (face-api.md#training-status-object)."""

from __future__ import annotations

from typing import Any

from pulumi_azure_face.emulator.models import clock
from pulumi_azure_face.emulator.models.training_runs import QUEUED, Trainings

from . import replies, styles


def build_status(trainings: Trainings, now: int, style: styles.Style = styles.STRICT) -> dict[str, Any] | None:
    """Return the status object, or None if there was no training.

    `createdDateTime` is the time of the train request. The documentation contradicts this
    (face-api.md#contradiction-training-created).
    """
    run, success = trainings.latest, trainings.last_success(now)
    if run is None:
        return None
    has_ended, status = now >= run.ends, run.status(now)
    return {
        "status": style.queued if status == QUEUED else status,
        "createdDateTime": clock.format_time(run.submitted),
        "lastActionDateTime": clock.format_time(run.finished if has_ended else run.submitted),
        **replies.drop_nulls(
            lastSuccessfulTrainingDateTime=None if success is None else clock.format_time(success.finished)
        ),
        **style.optional(message=run.failure if has_ended else None),
    }
