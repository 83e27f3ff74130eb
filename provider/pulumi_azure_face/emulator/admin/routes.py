"""The admin API, under `/_emulator/`, for tests and fault injection. Like the Face API it needs the key.

POST   /_emulator/reset          empties the account and the request log, removes all faults and all face counts of
                                 images, restores the initial key, and refills the rate limit
GET    /_emulator/requests       returns the Face calls so far, oldest first:
                                 [{"method", "path", "query": {...}, "status", "time", "seconds", "requestId"}]
                                 `time` is the arrival in seconds since 1970, `seconds` the time until the response.
                                 Without a response, or before it, `status` and `seconds` are null
DELETE /_emulator/requests       empties the request log
POST   /_emulator/key            {"key": "..."}: Face calls need this key from now on. The admin API keeps the initial
                                 key
POST   /_emulator/fail-training  {"message": "...", "times": 1, "container": "its id"}, each optional: the next `times`
                                 trainings of that container, or of any container, fail with the message
POST   /_emulator/rules          adds a fault rule (see below) and returns the rule as `GET` shows it
GET    /_emulator/rules          returns the fault rules in the order in which they are applied, each with its `hits` so
                                 far
DELETE /_emulator/rules          removes all fault rules
POST   /_emulator/images?faces=0 sets the face count of the image in the body: from now on an image with exactly these
                                 bytes shows this number of faces, from 0 to 100. By default every image shows one face
                                 (`models/vision.py`). Returns the face count as `GET` shows it
GET    /_emulator/images         returns the face counts that were set: [{"sha256", "faces"}]
DELETE /_emulator/images         removes the face counts
GET    /_emulator/account        returns the whole account:
                                 {"containers": [{"kind": "persongroups", "id", "name", "userData",
                                 "recognitionModel", "createdDateTime", "revision", "persons": [{"personId", "name",
                                 "userData", "persistedFaces": [face]}], "persistedFaces": [face],
                                 "training": {status object, "trainedRevision", "stale"} or null}],
                                 "sessions": [{"call": "detectLiveness", "id", "createdDateTime",
                                 "authTokenTimeToLiveInSeconds", "deviceCorrelationId", "hasVerifyImage"}]}
                                 face: {"persistedFaceId", "userData", "sha256", "size", "format", "width", "height",
                                 "detectionModel", "targetFace"}. `revision` increases with every change of persons or
                                 faces. `stale` is true unless the last successful training covers the `revision`
PUT    /_emulator/account        replaces the account with the one in the body, in the form that `GET` returns, with its
                                 ids and times: a later `GET` returns the same. Every member is required. Faults, face
                                 counts of images, the key, and the log stay. Data that the body does not contain is
                                 filled in:
                                 - a training in progress starts again, with the emulator's durations
                                 - a successful training covers the faces that are in its container now
                                 - a face has the features of the face that its image and its `targetFace` select, or of
                                   the first face of the image
                                 - a session gets a new token; one that is older than 48 hours no longer exists
                                 A body that does not describe an account is rejected (400) with the path of the member

A fault rule: {"method": "PUT", "path": "/persongroups/[^/]+", "skip": 0, "times": 1, ...}. `path` is a regular
expression for the whole path below /face/{version}. Without a `method` or a `path`, any method or any path matches. The
first `skip` matching calls pass, and the rule applies to the next `times`; null means all. A rule does one of

  {"status": 429, "error": {"statusCode": 429, "message": "..."}, "headers": {"Retry-After": "1"}}
                                 responds with the status; "body": "any text" instead of an `error`, and neither for
                                 the default error of the status
  {"drop": true}                 closes the connection without a response
  {"delay": 2.5}                 delays the response by that many seconds; can be combined with the other two

A rule with a `status` responds instead of the handler, unless {"after": true}: then the handler runs first. Any other
rule applies after the handler has run, unless {"before": true}.
"""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from pulumi_azure_face.emulator.faults import fault_bodies
from pulumi_azure_face.emulator.models.vision import MAX_FACES
from pulumi_azure_face.emulator.requests import bodies, parameters
from pulumi_azure_face.emulator.responses import replies
from pulumi_azure_face.emulator.service import get_service

from . import restore, snapshot


async def reset(request: Request) -> Response:
    service = get_service(request)
    service.account.clear()
    service.faults.clear()
    service.vision.clear_face_counts()
    service.request_log.clear()
    service.account_key.key = service.settings.key
    if service.bucket:
        service.bucket.refill()
    return replies.empty_reply()


async def list_requests(request: Request) -> Response:
    return replies.json_reply(get_service(request).request_log.to_json())


async def clear_requests(request: Request) -> Response:
    get_service(request).request_log.clear()
    return replies.empty_reply()


async def change_key(request: Request) -> Response:
    get_service(request).account_key.key = fault_bodies.parse_key(await bodies.read_object(request, "key"))
    return replies.empty_reply()


async def fail_training(request: Request) -> Response:
    failure = fault_bodies.parse_training_failure(
        await bodies.read_object(request, *fault_bodies.TRAINING_FAILURE_MEMBERS)
    )
    get_service(request).faults.fail_training(failure)
    return replies.empty_reply()


async def add_rule(request: Request) -> Response:
    rule = fault_bodies.parse_rule(await bodies.read_object_with_nulls(request, *fault_bodies.RULE_MEMBERS))
    get_service(request).faults.rules.append(rule)
    return replies.json_reply(rule.to_json())


async def list_rules(request: Request) -> Response:
    return replies.json_reply([rule.to_json() for rule in get_service(request).faults.rules])


async def clear_rules(request: Request) -> Response:
    get_service(request).faults.rules.clear()
    return replies.empty_reply()


async def set_face_count(request: Request) -> Response:
    parameters.reject_unknown(request, ("faces",))
    face_count = parameters.parse_number(request, "faces", 0, MAX_FACES)
    sha256 = hashlib.sha256(await request.body()).hexdigest()
    return replies.json_reply(get_service(request).vision.set_face_count(sha256, face_count))


async def list_images(request: Request) -> Response:
    return replies.json_reply(get_service(request).vision.face_counts())


async def clear_images(request: Request) -> Response:
    get_service(request).vision.clear_face_counts()
    return replies.empty_reply()


async def get_account(request: Request) -> Response:
    return replies.json_reply(snapshot.account_to_json(get_service(request).account))


async def restore_account(request: Request) -> Response:
    service = get_service(request)
    body = await bodies.read_object_with_nulls(request, *restore.ACCOUNT)
    restore.restore_account(body, service.account, service.settings, service.vision)
    return replies.empty_reply()


ROUTER = Router(
    [
        Route("/reset", reset, methods=["POST"]),
        Route("/requests", list_requests, methods=["GET"]),
        Route("/requests", clear_requests, methods=["DELETE"]),
        Route("/key", change_key, methods=["POST"]),
        Route("/fail-training", fail_training, methods=["POST"]),
        Route("/rules", add_rule, methods=["POST"]),
        Route("/rules", list_rules, methods=["GET"]),
        Route("/rules", clear_rules, methods=["DELETE"]),
        Route("/images", set_face_count, methods=["POST"]),
        Route("/images", list_images, methods=["GET"]),
        Route("/images", clear_images, methods=["DELETE"]),
        Route("/account", get_account, methods=["GET"]),
        Route("/account", restore_account, methods=["PUT"]),
    ],
    redirect_slashes=False,
)
