"""The emulator's own side, under `/_emulator/`, for tests and fault harnesses. It needs the key like the rest.

POST   /_emulator/reset          an empty account, no faults, no marked images, an empty log, the first key, and no call
                                 counted against the rate
GET    /_emulator/requests       the Face calls so far, oldest first:
                                 [{"method", "path", "query": {...}, "status", "time", "seconds", "requestId"}]
                                 `time` is the arrival in seconds since 1970, `seconds` the time to the answer; without
                                 an answer, yet or ever, `status` and `seconds` are null
DELETE /_emulator/requests       empties that log
POST   /_emulator/key            {"key": "..."}: from now on Face calls need this key; what is below /_emulator/ keeps
                                 the first one
POST   /_emulator/fail-training  {"message": "...", "times": 1, "container": "its id"}, each optional: the next `times`
                                 trainings, of that container or of any, fail with the message
POST   /_emulator/rules          adds a fault (below); the answer is the rule as `GET` shows it
GET    /_emulator/rules          the faults in the order they are tried, each with its `hits` so far
DELETE /_emulator/rules          removes them all
POST   /_emulator/images?faces=0 the body is an image: from now on these very bytes show so many faces, 0 to 100; every
                                 image shows one where nothing else is said (`vision`). The answer is the mark as `GET`
                                 shows it
GET    /_emulator/images         the images that are marked: [{"sha256", "faces"}]
DELETE /_emulator/images         removes the marks
GET    /_emulator/account        all that is in the account:
                                 {"containers": [{"kind": "persongroups", "id", "name", "userData",
                                 "recognitionModel", "createdDateTime", "revision", "persons": [{"personId", "name",
                                 "userData", "persistedFaces": [face]}], "persistedFaces": [face],
                                 "training": {status object, "trainedRevision", "stale"} or null}],
                                 "sessions": [{"call": "detectLiveness", "id", "createdDateTime",
                                 "authTokenTimeToLiveInSeconds", "deviceCorrelationId", "hasVerifyImage"}]}
                                 face: {"persistedFaceId", "userData", "sha256", "size", "format", "width", "height",
                                 "detectionModel", "targetFace"}. `stale` is true unless the last successful training
                                 covers the `revision`, which every change of persons or faces moves on
PUT    /_emulator/account        replaces the account by the one in the body, in the form that `GET` returns, with its
                                 ids and times: a later `GET` returns the same. Every member is required. Faults, marked
                                 images, the key and the log stay. Data that the body does not hold is filled in:
                                 - a training in progress starts over, with the emulator's own durations
                                 - a successful training recognizes the faces that are in its container now
                                 - a face looks like the face that `faces` of its image and its `targetFace` select, or
                                   like the first face of the image
                                 - a session gets a new token; one that is older than 48 hours is gone
                                 A body that does not describe an account is refused (400) with the path of the member

A rule: {"method": "PUT", "path": "/persongroups/[^/]+", "skip": 0, "times": 1, ...}. `path` is a regular expression for
the whole path below /face/{version}; where left out, any method and any path fits. `times` null means always. What
happens is one of

  {"status": 429, "error": {"statusCode": 429, "message": "..."}, "headers": {"Retry-After": "1"}}
                                 an answer; "body": "any text" instead of an `error`, and neither for the usual text
  {"drop": true}                 the connection ends without an answer
  {"delay": 2.5}                 the answer takes that many seconds longer; goes with the other two as well

An answer takes the place of the work unless {"after": true}; a drop or a delay comes after it unless {"before": true}.
"""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from pulumi_azure_face.emulator import service
from pulumi_azure_face.emulator.faults import fault_bodies
from pulumi_azure_face.emulator.models.vision import MOST_FACES
from pulumi_azure_face.emulator.requests import bodies, parameters
from pulumi_azure_face.emulator.responses import replies

from . import restore, snapshot


async def reset(request: Request) -> Response:
    emulated = service.service_of(request)
    emulated.account.clear()
    emulated.faults.clear()
    emulated.vision.clear_face_counts()
    emulated.request_log.clear()
    emulated.account_key.key = emulated.settings.key
    if emulated.bucket:
        emulated.bucket.fill()
    return replies.empty()


async def list_requests(request: Request) -> Response:
    return replies.payload(service.service_of(request).request_log.shown())


async def clear_requests(request: Request) -> Response:
    service.service_of(request).request_log.clear()
    return replies.empty()


async def change_key(request: Request) -> Response:
    service.service_of(request).account_key.key = fault_bodies.key(await bodies.json_object(request, "key"))
    return replies.empty()


async def fail_training(request: Request) -> Response:
    failure = fault_bodies.training_failure(await bodies.json_object(request, *fault_bodies.TRAINING_FAILURE))
    service.service_of(request).faults.fail_training(failure)
    return replies.empty()


async def add_rule(request: Request) -> Response:
    rule = fault_bodies.rule(await bodies.members(request, *fault_bodies.RULE))
    service.service_of(request).faults.rules.append(rule)
    return replies.payload(rule.shown())


async def list_rules(request: Request) -> Response:
    return replies.payload([rule.shown() for rule in service.service_of(request).faults.rules])


async def clear_rules(request: Request) -> Response:
    service.service_of(request).faults.rules.clear()
    return replies.empty()


async def set_face_count(request: Request) -> Response:
    parameters.refuse_unknown(request, ("faces",))
    faces = parameters.number(request, "faces", 0, MOST_FACES)
    sha256 = hashlib.sha256(await request.body()).hexdigest()
    return replies.payload(service.service_of(request).vision.set_face_count(sha256, faces))


async def list_images(request: Request) -> Response:
    return replies.payload(service.service_of(request).vision.face_counts())


async def clear_images(request: Request) -> Response:
    service.service_of(request).vision.clear_face_counts()
    return replies.empty()


async def account(request: Request) -> Response:
    return replies.payload(snapshot.account(service.service_of(request).account))


async def restore_account(request: Request) -> Response:
    emulated = service.service_of(request)
    body = await bodies.members(request, *restore.ACCOUNT)
    restore.account(body, emulated.account, emulated.settings, emulated.vision)
    return replies.empty()


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
        Route("/account", account, methods=["GET"]),
        Route("/account", restore_account, methods=["PUT"]),
    ],
    redirect_slashes=False,
)
