"""The providers in the SDK's dynamic host, with all SDK internals patched and with each patch switched off."""

from __future__ import annotations

import base64
import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import dill
import grpc
import pytest
from pulumi.dynamic import __file__ as sdk_file
from pulumi.dynamic.dynamic import serialize_provider

from pictures import picture
from pulumi_azure_face.emulator import Settings, background
from pulumi_azure_face.emulator.server import Running
from pulumi_azure_face.host.dynamic import ContainerProvider, GalleryProvider, TrainingProvider
from pulumi_azure_face.host.sdk_internals import PARTS

from .dynamic_host import OLDEST_SDK, UNKNOWN, Host, HostError, running_host, serialized, to_dict

CONTAINER, GALLERY, TRAINING = (
    serialized(provider()) for provider in (ContainerProvider, GalleryProvider, TrainingProvider)
)
KEY = "a-key-that-must-not-be-seen"
SDKS = [pytest.param(None, id="installed-sdk"), pytest.param(OLDEST_SDK, id="oldest-sdk")]
ORIGIN = {"stack": "organization/shop/dev", "name": "staff"}


@pytest.fixture
def emulator() -> Iterator[Running]:
    with background(Settings(key=KEY, training_seconds=0.2)) as service:
        yield service


@contextmanager
def host_for(service: Running, sdk: Path | None, without: str = "", **variables: str) -> Iterator[Host]:
    """Run a host that is configured for the service, without the named parts of the SDK internals."""
    with running_host({"AZURE_FACE_WITHOUT": without, **variables}, sdk) as host:
        host.configure(
            {
                "azure-face:endpoint": service.url,
                "azure-face:key": KEY,
                "azure-face:requestsPerSecond": "1000",
            }
        )
        yield host


def admin(service: Running, method: str, path: str, body: object = None) -> Any:
    request = urllib.request.Request(
        f"{service.url}/_emulator/{path}",
        method=method,
        headers={"Ocp-Apim-Subscription-Key": KEY, "Content-Type": "application/json"},
        data=None if body is None else json.dumps(body).encode(),
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.loads(response.read() or "null")


def group(name: str = "staff", **inputs: Any) -> dict[str, Any]:
    return {"kind": "PersonGroup", "person_group_id": name, "origin": {**ORIGIN, "name": name}, **inputs}


def check_inputs(host: Host, provider: str, news: dict[str, Any]) -> dict[str, Any]:
    """Check inputs that must be valid, and return the checked inputs."""
    response = host.check(provider, news)
    assert [failure.reason for failure in response.failures] == []
    return to_dict(response.inputs)


def create_group_for_gallery(host: Host, folder: Path) -> dict[str, Any]:
    """Create a group and return the checked inputs of a gallery in it."""
    created_group = to_dict(host.create(check_inputs(host, CONTAINER, group())).properties)
    news = {
        "kind": "PersonGroup",
        "container_id": "staff",
        "container_generation": created_group["generation"],
        "source": str(folder),
        "origin": ORIGIN,
    }
    return check_inputs(host, GALLERY, news)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for person in ("ann", "bob"):
        for number in range(2):
            photo = tmp_path / person / f"{number}.jpg"
            photo.parent.mkdir(exist_ok=True)
            photo.write_bytes(picture(f"{person}{number}"))
    return tmp_path


@pytest.mark.parametrize("sdk", SDKS)
@pytest.mark.parametrize(
    "without",
    ["", *PARTS],
    ids=lambda part: part or "all",
)
def test_gallery_needs_no_sdk_internals(emulator: Running, photos: Path, sdk: Path | None, without: str) -> None:
    """A gallery is enrolled the same way with each part of the SDK internals switched off."""
    with host_for(emulator, sdk, without) as host:
        state = to_dict(host.create(create_group_for_gallery(host, photos)).properties)

    [container] = admin(emulator, "GET", "account")["containers"]
    assert sorted((person["name"], len(person["persistedFaces"])) for person in container["persons"]) == [
        ("ann", 2),
        ("bob", 2),
    ]
    assert (state["person_count"], state["face_count"]) == (2, 4)


@pytest.mark.parametrize("sdk", SDKS)
def test_service_error_is_one_line(emulator: Running, sdk: Path | None) -> None:
    """A rejected call produces one line with the operation, the service's answer, and the fix."""
    admin(
        emulator,
        "POST",
        "rules",
        {
            "method": "PUT",
            "path": ".*",
            "status": 403,
            "error": {"code": "UnsupportedFeature", "message": "not approved"},
        },
    )
    with host_for(emulator, sdk) as host, pytest.raises(HostError) as error:
        host.create(check_inputs(host, CONTAINER, group()))

    assert error.value.message.startswith("could not create PersonGroup 'staff': 403 UnsupportedFeature: not approved")
    assert "Ask Microsoft to approve" in error.value.message
    assert "\n" not in error.value.message


CALLS_BY_OPERATION: dict[str, Callable[[Host, dict[str, str]], object]] = {
    "check the inputs of the resource": lambda host, incomplete: host.check(CONTAINER, incomplete),
    "compare the resource with its state": lambda host, incomplete: host.diff(incomplete, incomplete),
    "create the resource": lambda host, incomplete: host.create(incomplete),
    "delete the resource": lambda host, incomplete: host.delete("staff", incomplete),
}


@pytest.mark.parametrize("sdk", SDKS)
def test_internal_error_is_one_line(sdk: Path | None) -> None:
    """An internal error produces one line that names the operation and asks for a bug report."""
    lines = {}
    with running_host({"AZURE_FACE_ENDPOINT": "http://127.0.0.1:1", "AZURE_FACE_KEY": KEY}, sdk) as host:
        host.configure({})
        for operation, call in CALLS_BY_OPERATION.items():
            with pytest.raises(HostError) as error:
                call(host, {"__provider": CONTAINER})
            lines[operation] = error.value.message.partition(". Please")[0]

    assert lines == {
        operation: f"could not {operation}: KeyError: 'kind'. This is a bug in pulumi-azure-face"
        for operation in CALLS_BY_OPERATION
    }


@pytest.mark.parametrize("sdk", SDKS)
def test_error_line_survives_without_clean_errors(emulator: Running, sdk: Path | None) -> None:
    """Without the clean-errors part, the same error line is the last line of the SDK's own error text."""
    with host_for(emulator, sdk, "clean-errors", AZURE_FACE_KEY="unused") as host:
        inputs = check_inputs(host, CONTAINER, group())
        host.create(inputs)
        host.create({**inputs, "generation": "other"})
        with pytest.raises(HostError) as error:
            host.create({**inputs, "display_name": "other"})

    assert "could not create PersonGroup 'staff': the id is taken" in error.value.message.strip().splitlines()[-1]


@pytest.mark.skipif(
    "traceback" not in Path(sdk_file).with_name("__main__.py").read_text(),
    reason="the host of this SDK reports errors without tracebacks",
)
def test_debug_mode_shows_the_traceback(emulator: Running) -> None:
    """With AZURE_FACE_DEBUG=1 an error contains its traceback."""
    with host_for(emulator, None, AZURE_FACE_DEBUG="1") as host, pytest.raises(HostError) as error:
        host.create({**check_inputs(host, CONTAINER, group()), "person_group_id": "Not Valid"})

    assert "Traceback (most recent call last)" in error.value.message


@pytest.mark.parametrize("sdk", SDKS)
def test_partial_gallery_is_saved(emulator: Running, photos: Path, sdk: Path | None) -> None:
    """A gallery with a rejected photo is saved as partially created, with its state and inputs."""
    admin(
        emulator,
        "POST",
        "rules",
        {
            "method": "POST",
            "path": ".*persistedfaces",
            "times": 1,
            "status": 400,
            "error": {"code": "InvalidImage", "message": "No face"},
        },
    )
    with host_for(emulator, sdk) as host:
        inputs = create_group_for_gallery(host, photos)
        with pytest.raises(HostError) as error:
            host.create(inputs)

    partial_state = error.value.partial_state
    assert to_dict(partial_state.properties)["face_count"] == 3
    assert to_dict(partial_state.inputs) == inputs
    assert partial_state.id == f"staff/{inputs['mark']}"
    assert "InvalidImage" in partial_state.reasons[0]


@pytest.mark.parametrize("sdk", SDKS)
def test_create_resumes_without_partial_state(emulator: Running, photos: Path, sdk: Path | None) -> None:
    """Without the partial-state part, the engine repeats the create, which adds only the missing faces."""
    admin(
        emulator,
        "POST",
        "rules",
        {
            "method": "POST",
            "path": ".*persistedfaces",
            "times": 1,
            "status": 400,
            "error": {"code": "InvalidImage", "message": "No face"},
        },
    )
    with host_for(emulator, sdk, "partial-state") as host:
        inputs = create_group_for_gallery(host, photos)
        with pytest.raises(HostError) as error:
            host.create(inputs)
        admin(emulator, "DELETE", "requests")
        host.create(inputs)

    posts = [request for request in admin(emulator, "GET", "requests") if request["method"] == "POST"]
    assert error.value.partial_state is None
    assert len(posts) == 1


@pytest.mark.parametrize("sdk", SDKS)
def test_progress_is_shown_on_the_resource(emulator: Running, photos: Path, sdk: Path | None) -> None:
    """Progress messages carry the URN of their resource."""
    with host_for(emulator, sdk, AZURE_FACE_PROGRESS_SECONDS="0") as host:
        host.create(create_group_for_gallery(host, photos), urn="urn:gallery")
        messages = wait_for(lambda: host.engine.messages("urn:gallery"))

    assert messages[-1].startswith("enrolled ")


@pytest.mark.parametrize("sdk", SDKS)
def test_retry_wait_is_shown(emulator: Running, sdk: Path | None) -> None:
    """While a request waits for its retry, its resource shows the duration and the reason."""
    conflict = {"code": "ConcurrentOperationConflict", "message": "busy"}
    admin(emulator, "POST", "rules", {"method": "PUT", "path": ".*", "status": 409, "error": conflict})
    with host_for(emulator, sdk, AZURE_FACE_PROGRESS_SECONDS="0") as host:
        host.create(check_inputs(host, CONTAINER, group()), urn="urn:group")
        messages = wait_for(lambda: host.engine.messages("urn:group"))

    [message] = messages
    assert re.fullmatch(r"retrying in 0\.[12] s: 409 ConcurrentOperationConflict", message)


def wait_for(read: Callable[[], list[str]]) -> list[str]:
    """Wait a few seconds for a nonempty result, because the host logs and calls asynchronously."""
    deadline = monotonic() + 5
    while not read() and monotonic() < deadline:
        sleep(0.02)
    return read()


@pytest.mark.parametrize("sdk", SDKS)
def test_custom_timeout_limits_a_call(emulator: Running, sdk: Path | None) -> None:
    """The timeout in the engine's request ends the wait for a training with an error that says so."""
    with background(Settings(key=KEY, training_seconds=600)) as slow, host_for(slow, sdk) as host:
        created = to_dict(host.create(check_inputs(host, CONTAINER, group())).properties)
        news = {"kind": "PersonGroup", "container_id": "staff", "container_generation": created["generation"]}
        add_face(slow)
        with pytest.raises(HostError) as error:
            host.create(check_inputs(host, TRAINING, news), timeout=1.0)

    assert error.value.message.startswith(
        "could not train PersonGroup 'staff': timed out after 1 s (last status: running)"
    )


def add_face(service: Running) -> None:
    persons = f"{service.url}/face/v1.2/persongroups/staff/persons"
    person = post(persons, json.dumps({"name": "ann"}).encode(), "application/json")
    post(f"{persons}/{person['personId']}/persistedfaces", picture(), "application/octet-stream")


def post(url: str, body: bytes, content_type: str) -> Any:
    headers = {"Ocp-Apim-Subscription-Key": KEY, "Content-Type": content_type}
    with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers), timeout=10) as response:
        return json.loads(response.read())


@pytest.mark.parametrize("sdk", SDKS)
def test_canceled_call_stops_writing(emulator: Running, photos: Path, sdk: Path | None) -> None:
    """When the engine cancels a call, the host stops in the middle of a gallery."""
    admin(emulator, "POST", "rules", {"method": "POST", "path": ".*persistedfaces", "times": 1000, "delay": 1.0})
    with host_for(emulator, sdk) as host:
        call = host.start_create(create_group_for_gallery(host, photos))
        sleep(0.5)
        call.cancel()
        sleep(1.2)
        before = len(admin(emulator, "GET", "requests"))
        sleep(1.2)

    assert len(admin(emulator, "GET", "requests")) == before


@pytest.mark.parametrize("sdk", SDKS)
def test_idle_host_ends_on_interrupt(emulator: Running, sdk: Path | None) -> None:
    """A host that called the service ends on an interrupt, so the engine does not kill it after five seconds."""
    with host_for(emulator, sdk) as host:
        host.create(check_inputs(host, CONTAINER, group()))
        host.interrupt()

        assert host.process.wait(timeout=30) is not None


@pytest.mark.parametrize("sdk", SDKS)
def test_busy_host_ends_on_interrupt(emulator: Running, sdk: Path | None) -> None:
    """A host ends on an interrupt during a call, as when the user presses Ctrl-C."""
    admin(emulator, "POST", "rules", {"method": "PUT", "path": ".*", "status": 429, "headers": {"Retry-After": "300"}})
    with host_for(emulator, sdk) as host:
        call = host.start_create(check_inputs(host, CONTAINER, group()))
        wait_for(lambda: [request["path"] for request in admin(emulator, "GET", "requests")])
        host.interrupt()

        assert host.process.wait(timeout=60) == 0
        assert call.code() is grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize("sdk", SDKS)
def test_host_ends_without_its_engine(emulator: Running, sdk: Path | None) -> None:
    """A host ends when its engine is killed."""
    with host_for(emulator, sdk) as host:
        check_inputs(host, CONTAINER, group())
        host.engine_server.stop(None)

        assert host.process.wait(timeout=30) == 1


@pytest.mark.parametrize(("without", "wide"), [("", True), ("wide-pool", False)], ids=["wide", "as-shipped"])
@pytest.mark.parametrize("sdk", SDKS)
def test_host_runs_many_calls_at_once(sdk: Path | None, without: str, wide: bool) -> None:
    """Sixteen creates run at once, but only four without the wide-pool part."""
    with background(Settings(key=KEY, latency=0.5)) as slow, host_for(slow, sdk, without) as host:
        inputs = [check_inputs(host, CONTAINER, group(f"group-{number}")) for number in range(16)]
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(host.create, inputs))
        log = admin(slow, "GET", "requests")

    assert (max_concurrency(log) > 4) is wide


def max_concurrency(log: list[dict[str, Any]]) -> int:
    """Return the largest number of requests in progress at the start of any request."""
    spans = [(request["time"], request["time"] + request["seconds"]) for request in log]
    return max(sum(bool(start <= moment < end) for start, end in spans) for moment, _ in spans)


@pytest.mark.parametrize("sdk", SDKS)
def test_check_keeps_unknown_values(emulator: Running, sdk: Path | None) -> None:
    """Check accepts and returns unknown values, and computes no other value from them."""
    with host_for(emulator, sdk) as host:
        response = host.check(
            CONTAINER, group(display_name=UNKNOWN, recognition_model=UNKNOWN) | {"person_group_id": None}
        )

    inputs = to_dict(response.inputs)
    assert list(response.failures) == []
    assert (inputs["display_name"], inputs["recognition_model"], inputs["person_group_id"]) == (
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
    )


@pytest.mark.parametrize("sdk", SDKS)
@pytest.mark.parametrize("without", ["", "whole-config"], ids=lambda part: part or "all")
def test_named_account_is_configured_nested_or_flat(emulator: Running, sdk: Path | None, without: str) -> None:
    """A named account is read from a nested value, and from flat keys if the whole configuration is visible."""
    nested = {"azure-face:accounts": json.dumps({"lab": {"endpoint": emulator.url, "key": KEY}})}
    flat = {"azure-face:accounts.lab.endpoint": emulator.url, "azure-face:accounts.lab.key": KEY}
    with running_host({"AZURE_FACE_WITHOUT": without}, sdk) as host:
        host.configure(nested)
        from_nested_value = host.check(CONTAINER, group(account="lab")).failures
    with running_host({"AZURE_FACE_WITHOUT": without}, sdk) as host:
        host.configure(flat)
        from_flat_keys = host.check(CONTAINER, group(account="lab")).failures

    assert list(from_nested_value) == []
    assert ["'lab' is not configured" in failure.reason for failure in from_flat_keys] == ([True] if without else [])


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        pytest.param({}, "azure-face:endpoint is not set", id="no-endpoint"),
        pytest.param(
            {"AZURE_FACE_ENDPOINT": "http://example.com"},
            "azure-face:endpoint must be an https URL",
            id="plain-http",
        ),
        pytest.param({"AZURE_FACE_ENDPOINT": "http://127.0.0.1:1"}, "azure-face:key is not set", id="no-key"),
    ],
)
def test_check_reports_invalid_settings(variables: dict[str, str], line: str) -> None:
    """A missing or invalid setting is a failed check that says how to fix it."""
    with running_host(variables) as host:
        host.configure({})
        response = host.check(CONTAINER, group())

    assert [failure.reason.startswith(line) for failure in response.failures] == [True]


@pytest.mark.parametrize(
    ("reference", "provider"),
    [
        pytest.param(
            "gASVOwAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMEUNvbnRhaW5lclByb3ZpZGVylJOUKYGULg==",
            ContainerProvider,
            id="container",
        ),
        pytest.param(
            "gASVOQAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMD0dhbGxlcnlQcm92aWRlcpSTlCmBlC4=",
            GalleryProvider,
            id="gallery",
        ),
        pytest.param(
            "gASVOgAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMEFRyYWluaW5nUHJvdmlkZXKUk5QpgZQu",
            TrainingProvider,
            id="training",
        ),
    ],
)
def test_provider_is_serialized_by_import_path(reference: str, provider: type) -> None:
    """The references to providers in saved states load, and new states contain the same references."""
    assert type(dill.loads(base64.b64decode(reference))) is provider
    assert serialize_provider(provider()) == reference
