"""All errors of the service, with status, code and text (face-api.md#error-table).

The texts follow the documented shapes. Their variable parts (names in single quotes, seconds, days) are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from .kinds import Kind


class ServiceError(Exception):
    """An error response: its HTTP status and the `error` object of its body (face-api.md#error-shapes)."""

    def __init__(self, status: int, code: str | int, message: str) -> None:
        super().__init__(message)
        self.status = status
        # An error of the gateway has a numeric `statusCode` and no `code` (face-api.md#error-shape-gateway).
        self.error = {"statusCode" if isinstance(code, int) else "code": code, "message": message}


def bad_argument(message: str) -> ServiceError:
    return ServiceError(400, "BadArgument", message)


def malformed_id(kind: Kind) -> ServiceError:
    # face-api.md#container-id-rule
    return bad_argument(
        f"'{kind.id_field}' is invalid. Valid characters are lower-case letters, digits, '-' and '_'; "
        "the maximum length is 64."
    )


def nothing_to_update(members: Sequence[str]) -> ServiceError:
    return bad_argument(f"{' and '.join(members)} cannot {'both ' if len(members) > 1 else ''}be empty.")


def invalid_url() -> ServiceError:
    return ServiceError(400, "InvalidURL", "Invalid image URL or error downloading from target server.")


def undecodable_image() -> ServiceError:
    return ServiceError(400, "InvalidImage", "Decoding error, image format unsupported.")


def several_faces() -> ServiceError:
    return ServiceError(400, "InvalidImage", "There is more than 1 face in the image.")


def no_face_found() -> ServiceError:
    return ServiceError(400, "NoFaceFound", "No face detected in the image.")


def image_too_small() -> ServiceError:
    return ServiceError(400, "InvalidImageSize", "Image size is too small.")


def image_too_big() -> ServiceError:
    return ServiceError(400, "InvalidImageSize", "Image size is too big.")


def target_out_of_range() -> ServiceError:
    return bad_argument("Argument targetFace out of range.")


def incompatible_models() -> ServiceError:
    return bad_argument("'recognitionModel' is incompatible.")


def scopes_both_null() -> ServiceError:
    return ServiceError(
        400, "PersonGroupIdAndLargePersonGroupIdBothNull", "Large person group ID and person group ID are both null."
    )


def scopes_both_not_null() -> ServiceError:
    return ServiceError(
        400,
        "PersonGroupIdAndLargePersonGroupIdBothNotNull",
        "Large person group ID and person group ID are both not null.",
    )


def no_scope() -> ServiceError:
    return ServiceError(
        400, "MissingIdentificationScopeParameters", "No identification scope parameter is present in the request."
    )


def incompatible_scopes() -> ServiceError:
    return ServiceError(
        400,
        "IncompatibleIdentificationScopeParametersCombination",
        "Incompatible identification scope parameters are present in the request.",
    )


def face_not_found(status: int = 400) -> ServiceError:
    return ServiceError(status, "FaceNotFound", "Face is not found.")


def dynamic_person_group_not_found() -> ServiceError:
    return ServiceError(400, "DynamicPersonGroupNotFound", "Dynamic person group is not found.")


def face_list_not_ready() -> ServiceError:
    return ServiceError(400, "FaceListNotReady", "Face list is empty.")


def invalid_start() -> ServiceError:
    return bad_argument("'start' is too long. It may have 64 characters.")  # face-api.md#paging-start


def invalid_top() -> ServiceError:
    return bad_argument("'top' is invalid. The valid range is 1 to 1000.")  # face-api.md#paging-top


def invalid_session_start() -> ServiceError:
    return bad_argument(
        "Start parameter is invalid. Please specify the 'Id' field of the last entry to continue the listing process."
    )


def invalid_session_top() -> ServiceError:
    # face-api.md#session-list
    return bad_argument("Top parameter is invalid. Valid range is between 1 and 1000 inclusive.")


def invalid_request_body() -> ServiceError:
    return ServiceError(
        400,
        "InvalidRequestBody",
        "Incorrect request body provided. Please check the operation schema and try again.",
    )


def invalid_token_lifetime() -> ServiceError:
    # face-api.md#session-token-lifetime
    return ServiceError(
        400, "InvalidTokenLifetime", "Invalid authTokenTimeToLiveInSeconds specified. Must be within 60 to 86400."
    )


def invalid_liveness_operation_mode() -> ServiceError:
    return ServiceError(
        400,
        "InvalidLivenessOperationMode",
        "Invalid livenessOperationMode specified. Must be 'Passive' or 'PassiveActive'.",
    )


def invalid_device_correlation_id() -> ServiceError:
    # face-api.md#session-correlation-id
    return ServiceError(
        400,
        "InvalidDeviceCorrelationId",
        "A device correlation ID is required, here or in the client but not in both. "
        "It must not be empty, and be no more than 64 characters.",
    )


def invalid_key() -> ServiceError:
    return ServiceError(
        401,
        "Unspecified",
        "Access denied due to invalid subscription key. Make sure you are subscribed to an API you are trying to call "
        "and provide the right key.",
    )


def access_denied() -> ServiceError:
    """Return `invalid_key` in its newer form (face-api.md#contradiction-401-code)."""
    return ServiceError(
        401,
        "401",
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an "
        "active subscription and use a correct regional API endpoint for your resource.",
    )


def unsupported_feature(message: str) -> ServiceError:
    return ServiceError(403, "UnsupportedFeature", message)


def quota_exceeded(noun: str, limit: int) -> ServiceError:
    return ServiceError(403, "QuotaExceeded", f"The number of {noun} has reached the limit of {limit}.")


def container_not_found(kind: Kind, container_id: str, status: int = 404) -> ServiceError:
    """Return the error for a missing container.

    The recognition calls pass the status 400, here and in `not_trained` (face-api.md#error-unknown-container).
    """
    return ServiceError(status, f"{kind.title}NotFound", f"{kind.noun.capitalize()} '{container_id}' is not found.")


def person_not_found(person_id: str) -> ServiceError:
    return ServiceError(404, "PersonNotFound", f"Person '{person_id}' is not found.")


def persisted_face_not_found(face_id: str) -> ServiceError:
    return ServiceError(404, "PersistedFaceNotFound", f"Persisted face '{face_id}' is not found.")


def person_without_face() -> ServiceError:
    return ServiceError(404, "PersistedFaceNotFound", "No persisted face of the person is found.")


def not_trained(kind: Kind, container_id: str, status: int = 404) -> ServiceError:
    return ServiceError(status, f"{kind.title}NotTrained", f"{kind.noun.capitalize()} '{container_id}' is not trained.")


def session_not_found() -> ServiceError:
    return ServiceError(404, "SessionNotFound", "Session ID is not found. The session ID is expired or does not exist.")


def resource_not_found() -> ServiceError:
    return ServiceError(404, "404", "Resource not found")


def container_exists(kind: Kind, container_id: str) -> ServiceError:
    return ServiceError(409, f"{kind.title}Exists", f"{kind.noun.capitalize()} '{container_id}' already exists.")


def training_not_finished(kind: Kind, container_id: str) -> ServiceError:
    return ServiceError(
        409, f"{kind.title}TrainingNotFinished", f"{kind.noun.capitalize()} '{container_id}' is under training."
    )


def wrong_media_type(*accepted: str) -> ServiceError:
    return ServiceError(415, "BadArgument", f"Invalid media type: the request must be {' or '.join(accepted)}.")


def rate_limited(seconds: int) -> ServiceError:
    return ServiceError(429, 429, f"Rate limit is exceeded. Try again in {seconds} seconds.")


def rate_exceeded(call: str, tier: str, seconds: int) -> ServiceError:
    """Return `rate_limited` in its newer form (face-api.md#error-text-tier)."""
    return ServiceError(
        429,
        "429",
        f"Requests to {call} have exceeded the call rate limit of your current {tier} pricing tier. "
        f"Please retry after {seconds} second{'s' if seconds > 1 else ''}.",
    )


def not_implemented(call: str) -> ServiceError:
    return ServiceError(501, "NotImplemented", f"The emulator does not have the call {call}.")


_DEFAULTS: dict[int, tuple[str | int, str]] = {
    403: (403, "Out of call volume quota. Quota will be replenished in 2 days."),
    408: ("OperationTimeOut", "The operation has timed out."),
    409: ("ConcurrentOperationConflict", "There is a conflict operation on the requested resource, please try later."),
    429: (429, "Rate limit is exceeded. Try again in 26 seconds."),
}
"""Errors that do not depend on the call (face-api.md#error-table, face-api.md#error-text-retry-seconds and
face-api.md#error-text-quota-days).
"""


def default_for_status(status: int) -> ServiceError:
    """Return the error for a fault rule that has a status and no error."""
    phrase = HTTPStatus(status).phrase
    return ServiceError(status, *_DEFAULTS.get(status, (phrase.title().replace(" ", ""), f"{phrase}.")))
