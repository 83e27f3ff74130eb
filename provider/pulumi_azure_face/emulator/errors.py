"""Every error the service can answer with: status, code and text in one place (contract section 11).

Texts follow the documented shapes; the parts that carry data (names in single quotes, seconds, days) are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from .kinds import Kind


class ServiceError(Exception):
    """An answer that is an error: its HTTP status and the `error` object of its body (contract 11.1)."""

    def __init__(self, status: int, code: str | int, message: str) -> None:
        super().__init__(message)
        self.status = status
        # A gateway error has its number under `statusCode` and no `code` (contract 11.1).
        self.error = {"statusCode" if isinstance(code, int) else "code": code, "message": message}


def bad_argument(message: str) -> ServiceError:
    return ServiceError(400, "BadArgument", message)


def malformed_id(kind: Kind) -> ServiceError:
    return bad_argument(
        f"'{kind.id_field}' is invalid. Valid characters are lower-case letters, digits, '-' and '_'; "
        "the maximum length is 64."
    )


def nothing_to_update(members: Sequence[str]) -> ServiceError:
    return bad_argument(f"{' and '.join(members)} cannot {'both ' if len(members) > 1 else ''}be empty.")


def invalid_url() -> ServiceError:
    return ServiceError(400, "InvalidURL", "Invalid image URL or error downloading from target server.")


def invalid_image() -> ServiceError:
    return ServiceError(400, "InvalidImage", "Decoding error, image format unsupported.")


def invalid_image_size() -> ServiceError:
    return ServiceError(400, "InvalidImageSize", "Image size is too small or too big.")


def invalid_key() -> ServiceError:
    return ServiceError(
        401,
        "Unspecified",
        "Access denied due to invalid subscription key. Make sure you are subscribed to an API you are trying to call "
        "and provide the right key.",
    )


def quota_exceeded(what: str, limit: int) -> ServiceError:
    return ServiceError(403, "QuotaExceeded", f"The number of {what} has reached the limit of {limit}.")


def container_not_found(kind: Kind, container_id: str) -> ServiceError:
    return ServiceError(404, f"{kind.title}NotFound", f"{kind.noun.capitalize()} '{container_id}' is not found.")


def person_not_found(person_id: str) -> ServiceError:
    return ServiceError(404, "PersonNotFound", f"Person '{person_id}' is not found.")


def persisted_face_not_found(face_id: str) -> ServiceError:
    return ServiceError(404, "PersistedFaceNotFound", f"Persisted face '{face_id}' is not found.")


def not_trained(kind: Kind, container_id: str) -> ServiceError:
    return ServiceError(404, f"{kind.title}NotTrained", f"{kind.noun.capitalize()} '{container_id}' is not trained.")


def resource_not_found() -> ServiceError:
    return ServiceError(404, "404", "Resource not found")


def container_exists(kind: Kind, container_id: str) -> ServiceError:
    return ServiceError(409, f"{kind.title}Exists", f"{kind.noun.capitalize()} '{container_id}' already exists.")


def training_not_finished(kind: Kind, container_id: str) -> ServiceError:
    return ServiceError(
        409, f"{kind.title}TrainingNotFinished", f"{kind.noun.capitalize()} '{container_id}' is under training."
    )


def wrong_media_type(*wanted: str) -> ServiceError:
    return ServiceError(415, "BadArgument", f"Invalid media type: the request must be {' or '.join(wanted)}.")


def not_implemented(call: str) -> ServiceError:
    return ServiceError(501, "NotImplemented", f"The emulator does not have the call {call}.")


def of_status(status: int) -> ServiceError:
    """The error a gateway gives under this status when the one who asked for it gave no text (contract 11.3)."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ServiceError(status, status, "Rate limit is exceeded. Try again in 26 seconds.")
    if status == HTTPStatus.FORBIDDEN:
        return ServiceError(status, status, "Out of call volume quota. Quota will be replenished in 2 days.")
    phrase = HTTPStatus(status).phrase
    return ServiceError(status, phrase.title().replace(" ", ""), f"{phrase}.")
