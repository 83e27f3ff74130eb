"""Provoke every error of a run on an emulated account, so that `docs/errors.md` shows messages that users see.

`SCENARIOS` has one function per class of error and advice. Each raises its error.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import anyio
import httpx

from pulumi_azure_face.cli import container_training
from pulumi_azure_face.client.account_client import AccountClient, open_client
from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.auth import EntraAuth, KeyAuth, Token
from pulumi_azure_face.client.api import containers, faces, liveness_sessions, persons
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.concurrency.cancellation import CANCELLATION, Cancellation
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import (
    AlreadyExistsError,
    AuthenticationError,
    CanceledError,
    DeadlineExceededError,
    FaceError,
    InternalError,
    InvalidRequestError,
    NotFoundError,
    NotTrainedError,
    OperationInProgressError,
    PermissionDeniedError,
    QuotaExceededError,
    ThrottledError,
    TrainingFailedError,
    UnexpectedResponseError,
    UnreachableError,
    UnsupportedOperationError,
    as_expected,
)
from pulumi_azure_face.client.http import HttpTransport, Request
from pulumi_azure_face.client.kinds import FACE_LIST, PERSON_GROUP
from pulumi_azure_face.emulator import Settings, create_app
from pulumi_azure_face.lifecycle.base import CallContext, PartialFailureError
from pulumi_azure_face.lifecycle.container import ContainerLifecycle, ResolvedContainer
from pulumi_azure_face.lifecycle.face import FaceLifecycle, NewFace, ResolvedFace
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.children import ItemContent
from pulumi_azure_face.lifecycle.person import PersonLifecycle, ResolvedPerson
from pulumi_azure_face.lifecycle.process_context import ListedItem, ProcessContext
from pulumi_azure_face.lifecycle.recovery.exactly_once import AmbiguousOrphanError, create_exactly_once
from pulumi_azure_face.lifecycle.saved_state import InterruptedCreate, SavedState
from pulumi_azure_face.lifecycle.training import ResolvedTraining, TrainingLifecycle

T = TypeVar("T")

MAX_ATTEMPTS = 10
ENDPOINT, KEY = "http://127.0.0.1:5000", "emulator-key"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
EXAMPLE_UUID = "25985303-c537-4467-b41d-bdb45cd95ca1"
LIBRARY_ERROR = re.compile(r"\((\w+Error): [^)]*\)")  # its text depends on the version of the library
GROUP = {"kind": "PersonGroup", "container_id": "staff", "container_generation": "0a1b2c3d"}
ANN = {**GROUP, "display_name": "Ann", "user_data": "desk 12", "mark": "0a1b2c3d", "generation": "11"}


@dataclass
class EmulatedAccount:
    """An account of the emulator, without a network."""

    http: httpx.AsyncClient
    client: AccountClient

    async def answer(self, status: int, code: str = "", message: str = "", **rule: object) -> None:
        """Let the emulator answer every call with an error."""
        error = {"error": {"code": code, "message": message}} if code or message else {}
        await self.http.post("/_emulator/rules", json={"status": status, **error, **rule})

    async def put_group(self) -> None:
        await containers.create(self.client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")

    def call(self, saved_state: SavedState | None = None, timeout: float | None = None) -> CallContext:
        state = saved_state or SavedState()
        return CallContext(self.client, LiveResources(), ProcessContext(), lambda: state, timeout)

    async def get_group(self) -> None:
        await containers.get(self.client, PERSON_GROUP, "staff")


def emulated_account(key: str = KEY) -> EmulatedAccount:
    app = httpx.ASGITransport(create_app(Settings(key=KEY, training_seconds=0)))
    headers = {"Ocp-Apim-Subscription-Key": KEY}
    account = configuration.Account(ENDPOINT, key, requests_per_second=1_000)
    client = AccountClient(account, HttpTransport(account, KeyAuth(key), app))
    return EmulatedAccount(httpx.AsyncClient(transport=app, base_url=ENDPOINT, headers=headers), client)


@contextmanager
def without_retries() -> Iterator[None]:
    """End the block at the first error. A retry whose delay exceeds the deadline is not started."""
    with deadline(0.2, "provoke an error"):
        yield


async def missing_group() -> None:
    await emulated_account().get_group()


async def missing_session() -> None:
    await liveness_sessions.get(emulated_account().client, EXAMPLE_UUID, with_verify=False)


async def never_trained() -> None:
    account = emulated_account()
    await account.put_group()
    operation = "read the training of PersonGroup 'staff'"
    await account.client.send(Request(api_call("PersonGroup", "get training"), ("staff",), operation))


async def taken_id() -> None:
    account = emulated_account()
    await account.put_group()
    await persons.create(account.client, PERSON_GROUP, "staff", "Ann", "")
    program = {"kind": "PersonGroup", "person_group_id": "staff", "recognition_model": "recognition_04"}
    inputs = ResolvedContainer.load({**program, "display_name": "Staff"})
    await ContainerLifecycle().create(inputs, account.call())


async def busy_group() -> None:
    account = emulated_account()
    await account.answer(409, "PersonGroupTrainingNotFinished", "Person group is under training.")
    with without_retries():
        await account.get_group()


async def throttled() -> None:
    account = emulated_account()
    await account.answer(429, "429", "Rate limit is exceeded. Try again in 26 seconds.")
    with without_retries():
        await account.get_group()


async def wrong_key() -> None:
    with without_retries():
        await emulated_account("another-key").get_group()


async def failed_sign_in() -> None:
    class Credential:
        def get_token(self, *_: str) -> Token:
            raise RuntimeError("DefaultAzureCredential failed to retrieve a token from the included credentials.")

    await EntraAuth(Credential()).headers()


async def no_role() -> None:
    account = emulated_account()
    await account.answer(403, "PermissionDenied", "Principal does not have access to API/Operation.")
    await account.get_group()


async def not_approved() -> None:
    account = emulated_account()
    await account.answer(403, "UnsupportedFeature", "Feature is not supported, missing approval.")
    await account.get_group()


async def full_account() -> None:
    account = emulated_account()
    await account.answer(403, "QuotaExceeded", "Person group number reached subscription level limit.")
    await account.put_group()


async def no_call_volume() -> None:
    account = emulated_account()
    await account.answer(403, message="Out of call volume quota. Quota will be replenished in 2.12 days.")
    await account.put_group()


async def bad_photo() -> None:
    account = emulated_account()
    await containers.create(account.client, FACE_LIST, "visitors", "Visitors", None, "recognition_04")
    owner = faces.FaceOwner(FACE_LIST, "visitors")
    image, name = b"no image" * 200, "'photos/visitors/dora.jpg'"
    await faces.add(account.client, owner, image, name, user_data="", detection_model="detection_03")


async def training_of_a_face_list() -> None:
    request = Request(api_call("FaceList", "train"), ("visitors",), "train FaceList 'visitors'")
    await emulated_account().client.send(request)


async def another_service() -> None:
    account = emulated_account()
    await account.answer(302, headers={"Location": "https://portal.example/login"})
    await account.get_group()


async def no_server() -> None:
    account = configuration.Account("http://127.0.0.1:9", KEY)  # the port of the discard service, which nothing uses
    async with open_client(account) as client:
        with without_retries():
            await containers.get(client, PERSON_GROUP, "staff")


async def lost_face() -> None:
    account = emulated_account()
    await containers.create(account.client, FACE_LIST, "visitors", "Visitors", None, "recognition_04")
    await account.answer(503, "ServiceUnavailable", "The service is busy.", method="POST")
    photo = {"url": "https://photos.example/dora.jpg", "detection_model": "detection_03", "user_data": "dora"}
    inputs = ResolvedFace.load({**GROUP, "kind": "FaceList", "container_id": "visitors", **photo})
    await FaceLifecycle().create(inputs, account.call(timeout=0.2))


async def failed_training() -> None:
    account = emulated_account()
    await account.put_group()
    await TrainingLifecycle().create(ResolvedTraining.load(GROUP), account.call())


async def failed_training_of_the_command() -> None:
    account = emulated_account()
    await account.put_group()
    await container_training.train(account.client, PERSON_GROUP, "staff", wait=True, max_seconds=60)


async def slow_service() -> None:
    account = emulated_account()
    await account.http.post("/_emulator/rules", json={"delay": 30})
    inputs = ResolvedContainer.load({"kind": "PersonGroup", "person_group_id": "staff", "display_name": "Staff"})
    await ContainerLifecycle().create(inputs, account.call(timeout=0.1))


async def slow_query() -> None:
    with deadline(0.1, "read from the account", advice=DeadlineExceededError.query_advice):
        await anyio.sleep(30)


async def slow_training() -> None:
    account = emulated_account()
    await account.put_group()
    await container_training.train(account.client, PERSON_GROUP, "staff", wait=True, max_seconds=0.1)


async def interrupted() -> None:
    cancellation = Cancellation()
    cancellation.cancel()
    token = CANCELLATION.set(cancellation)
    try:
        await emulated_account().get_group()
    finally:
        CANCELLATION.reset(token)


async def bug() -> None:
    raise as_expected(KeyError("kind"), "create the resource")


async def unreadable_state() -> None:
    await create_ann(SavedState(problem="`pulumi stack export` failed (FileNotFoundError)"))


async def several_orphans() -> None:
    content = ItemContent(("PersonGroup", "staff", "", ""), "Ann", "desk 12")
    await create_ann(SavedState(interrupted_creates=(InterruptedCreate("0a1b2c3d", "10", content),)))


async def several_new_faces() -> None:
    """Lose the reply of a POST while another application adds a face with the same text."""

    class RivalFace(NewFace):
        async def post(self, user_data: str) -> str:
            self.listed = dict.fromkeys((EXAMPLE_UUID, "015839fb-fbd9-4f79-ace9-7675fc2f1dd9"), ListedItem(user_data))
            raise UnreachableError(self.operation, "503", may_have_succeeded=True)

        async def list_items(self) -> dict[str, ListedItem]:
            return getattr(self, "listed", {})

    photo = {"url": "https://photos.example/dora.jpg", "detection_model": "detection_03", "user_data": "dora"}
    inputs = ResolvedFace.load({**GROUP, "kind": "FaceList", "container_id": "visitors", **photo})
    await create_exactly_once(RivalFace(inputs, emulated_account().call()))


async def create_ann(saved_state: SavedState) -> None:
    """Create a person in a group that already has two equal ones."""
    account = emulated_account()
    await account.put_group()
    for _ in range(2):
        await persons.create(account.client, PERSON_GROUP, "staff", "Ann", "desk 12")
    await PersonLifecycle().create(ResolvedPerson.load(ANN), account.call(saved_state))


SCENARIOS: Mapping[tuple[type[FaceError], str], Callable[[], Awaitable[None]]] = {
    (NotFoundError, "advice"): missing_group,
    (NotFoundError, "session_advice"): missing_session,
    (NotTrainedError, "advice"): never_trained,
    (AlreadyExistsError, "advice"): taken_id,
    (OperationInProgressError, "advice"): busy_group,
    (ThrottledError, "advice"): throttled,
    (AuthenticationError, "advice"): wrong_key,
    (AuthenticationError, "sign_in_advice"): failed_sign_in,
    (PermissionDeniedError, "advice"): no_role,
    (PermissionDeniedError, "feature_advice"): not_approved,
    (QuotaExceededError, "advice"): full_account,
    (QuotaExceededError, "volume_advice"): no_call_volume,
    (InvalidRequestError, "advice"): bad_photo,
    (UnsupportedOperationError, "advice"): training_of_a_face_list,
    (UnexpectedResponseError, "advice"): another_service,
    (UnreachableError, "advice"): no_server,
    (UnreachableError, "face_advice"): lost_face,
    (TrainingFailedError, "advice"): failed_training,
    (TrainingFailedError, "command_advice"): failed_training_of_the_command,
    (DeadlineExceededError, "advice"): slow_service,
    (DeadlineExceededError, "query_advice"): slow_query,
    (DeadlineExceededError, "training_advice"): slow_training,
    (CanceledError, "advice"): interrupted,
    (AmbiguousOrphanError, "advice"): several_new_faces,
    (AmbiguousOrphanError, "keep_advice"): several_orphans,
    (AmbiguousOrphanError, "state_advice"): unreadable_state,
    (InternalError, "advice"): bug,
}
"""What provokes an error, by its class and the name of its advice."""


async def provoke(error_class: type[FaceError], scenario: Callable[[], Awaitable[None]]) -> FaceError:
    """Return the error that a scenario raises.

    On a busy machine, a deadline can pass before the error of this class arrives. Then it is tried again.
    """
    for _ in range(MAX_ATTEMPTS):
        error = await provoke_once(scenario)
        if isinstance(error, error_class):
            break
    return error


async def provoke_once(scenario: Callable[[], Awaitable[None]]) -> FaceError:
    try:
        await scenario()
    except PartialFailureError as failure:
        return failure.reason
    except FaceError as error:
        return error
    raise AssertionError(f"{scenario.__name__} raised no error")


def normalized(message: str) -> str:
    """Return a message without what differs from run to run."""
    return LIBRARY_ERROR.sub(r"(\1)", UUID.sub(EXAMPLE_UUID, message))
