"""The providers behind the dynamic host that the SDK ships: with the seam, and with each part of it switched off."""

from __future__ import annotations

import base64
import json
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
from pulumi.dynamic.dynamic import serialize_provider

from pictures import picture
from pulumi_azure_face.emulator import Settings, background
from pulumi_azure_face.emulator.server import Running
from pulumi_azure_face.host.dynamic import ContainerProvider, GalleryProvider, TrainingProvider
from pulumi_azure_face.host.sdk_internals import PARTS

from .shipped import OLDEST_SDK, UNKNOWN, Failed, Host, plain, running, saved

CONTAINER, GALLERY, TRAINING = (saved(made()) for made in (ContainerProvider, GalleryProvider, TrainingProvider))
KEY = "a-key-that-must-not-be-seen"
SDKS = [pytest.param(None, id="installed-sdk"), pytest.param(OLDEST_SDK, id="oldest-sdk")]
ORIGIN = {"stack": "organization/shop/dev", "name": "staff"}


@pytest.fixture
def emulator() -> Iterator[Running]:
    with background(Settings(key=KEY, training_seconds=0.2)) as service:
        yield service


@contextmanager
def host_for(service: Running, sdk: Path | None, without: str = "", **variables: str) -> Iterator[Host]:
    switches = {"AZURE_FACE_WITHOUT": without, **variables}
    with running(switches, sdk) as host:
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
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.loads(reply.read() or "null")


def group(name: str = "staff", **inputs: Any) -> dict[str, Any]:
    return {"kind": "PersonGroup", "person_group_id": name, "origin": {**ORIGIN, "name": name}, **inputs}


def checked(host: Host, provider: str, news: dict[str, Any]) -> dict[str, Any]:
    reply = host.check(provider, news)
    assert [failure.reason for failure in reply.failures] == []
    return plain(reply.inputs)


def gallery_of(host: Host, folder: Path) -> dict[str, Any]:
    """A made group and the checked inputs of a gallery for it."""
    made = plain(host.create(checked(host, CONTAINER, group())).properties)
    news = {
        "kind": "PersonGroup",
        "container_id": "staff",
        "container_generation": made["generation"],
        "source": str(folder),
        "origin": ORIGIN,
    }
    return checked(host, GALLERY, news)


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
def test_a_gallery_is_enrolled_with_and_without_each_part(
    emulator: Running, photos: Path, sdk: Path | None, without: str
) -> None:
    """Nothing's correctness rests on the seam: with any part of it off, the same is made."""
    with host_for(emulator, sdk, without) as host:
        made = plain(host.create(gallery_of(host, photos)).properties)

    [container] = admin(emulator, "GET", "account")["containers"]
    assert sorted((person["name"], len(person["persistedFaces"])) for person in container["persons"]) == [
        ("ann", 2),
        ("bob", 2),
    ]
    assert (made["person_count"], made["face_count"]) == (2, 4)


@pytest.mark.parametrize("sdk", SDKS)
def test_an_error_is_one_line(emulator: Running, sdk: Path | None) -> None:
    """What the user sees of a refused call is one line: what was tried, what the service said, what to do."""
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
    with host_for(emulator, sdk) as host, pytest.raises(Failed) as failed:
        host.create(checked(host, CONTAINER, group()))

    assert failed.value.text.startswith("could not create PersonGroup 'staff': 403 UnsupportedFeature: not approved")
    assert "ask Microsoft for access" in failed.value.text
    assert "\n" not in failed.value.text


CALLS: dict[str, Callable[[Host, dict[str, str]], object]] = {
    "check the inputs": lambda host, broken: host.check(CONTAINER, broken),
    "compare it with its state": lambda host, broken: host.diff(broken, broken),
    "create it": lambda host, broken: host.create(broken),
    "delete it": lambda host, broken: host.delete("staff", broken),
}


@pytest.mark.parametrize("sdk", SDKS)
def test_a_fault_of_ours_is_one_line(sdk: Path | None) -> None:
    """Wherever we stumble, it says what was tried, and that it is to be reported."""
    told = {}
    with running({"AZURE_FACE_ENDPOINT": "http://127.0.0.1:1", "AZURE_FACE_KEY": KEY}, sdk) as host:
        host.configure({})
        for tried, call in CALLS.items():
            with pytest.raises(Failed) as failed:
                call(host, {"__provider": CONTAINER})
            told[tried] = failed.value.text.partition(";")[0]

    assert told == {
        tried: f"could not {tried}: KeyError: 'kind'. This is a fault of pulumi-azure-face" for tried in CALLS
    }


@pytest.mark.parametrize("sdk", SDKS)
def test_without_clean_errors_the_line_is_still_there(emulator: Running, sdk: Path | None) -> None:
    """Without that part the same line ends whatever the SDK makes of an error."""
    with host_for(emulator, sdk, "clean-errors", AZURE_FACE_KEY="unused") as host:
        inputs = checked(host, CONTAINER, group())
        host.create(inputs)
        host.create({**inputs, "generation": "other"})
        with pytest.raises(Failed) as failed:
            host.create({**inputs, "display_name": "other"})

    assert "could not create PersonGroup 'staff': the id is taken" in failed.value.text.strip().splitlines()[-1]


def test_debugging_shows_the_traceback(emulator: Running) -> None:
    """AZURE_FACE_DEBUG=1 is how a developer of ours gets to see where it went wrong."""
    with host_for(emulator, None, AZURE_FACE_DEBUG="1") as host, pytest.raises(Failed) as failed:
        host.create({**checked(host, CONTAINER, group()), "person_group_id": "Not Valid"})

    assert "Traceback (most recent call last)" in failed.value.text


@pytest.mark.parametrize("sdk", SDKS)
def test_what_is_half_done_is_kept(emulator: Running, photos: Path, sdk: Path | None) -> None:
    """A gallery with a photo that the service refuses is kept as unfinished, with its state and its inputs."""
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
        inputs = gallery_of(host, photos)
        with pytest.raises(Failed) as failed:
            host.create(inputs)

    kept = failed.value.kept
    assert plain(kept.properties)["face_count"] == 3
    assert plain(kept.inputs) == inputs
    assert kept.id == f"staff/{inputs['mark']}"
    assert "InvalidImage" in kept.reasons[0]


@pytest.mark.parametrize("sdk", SDKS)
def test_without_partial_state_the_next_create_goes_on(emulator: Running, photos: Path, sdk: Path | None) -> None:
    """Where the engine cannot be told, it calls create again, which finds what is there and adds the rest."""
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
        inputs = gallery_of(host, photos)
        with pytest.raises(Failed) as failed:
            host.create(inputs)
        admin(emulator, "DELETE", "requests")
        host.create(inputs)

    posts = [request for request in admin(emulator, "GET", "requests") if request["method"] == "POST"]
    assert failed.value.kept is None
    assert len(posts) == 1


@pytest.mark.parametrize("sdk", SDKS)
def test_progress_is_on_the_resources_line(emulator: Running, photos: Path, sdk: Path | None) -> None:
    """Passing lines go to the resource's own URN, and only while that part is on."""
    with host_for(emulator, sdk, AZURE_FACE_PROGRESS_SECONDS="0") as host:
        host.create(gallery_of(host, photos), urn="urn:gallery")
        shown = wait_for(lambda: host.engine.lines("urn:gallery"))

    assert shown[-1].startswith("enrolled ")


@pytest.mark.parametrize("sdk", SDKS)
def test_a_wait_is_told(emulator: Running, sdk: Path | None) -> None:
    """While a request waits to be tried again, its resource's line says for how long and why."""
    busy = {"code": "ConcurrentOperationConflict", "message": "busy"}
    admin(emulator, "POST", "rules", {"method": "PUT", "path": ".*", "status": 409, "error": busy})
    with host_for(emulator, sdk, AZURE_FACE_PROGRESS_SECONDS="0") as host:
        host.create(checked(host, CONTAINER, group()), urn="urn:group")
        shown = wait_for(lambda: host.engine.lines("urn:group"))

    assert shown == ["trying again in 0.2s: 409 ConcurrentOperationConflict"]


def wait_for(look: Callable[[], list[str]]) -> list[str]:
    """What a host does before it answers, or beside, is not there at once, so the test waits a moment."""
    until = monotonic() + 5
    while not look() and monotonic() < until:
        sleep(0.02)
    return look()


@pytest.mark.parametrize("sdk", SDKS)
def test_custom_timeouts_bound_a_call(emulator: Running, sdk: Path | None) -> None:
    """A timeout of the engine's request ends the wait for a training, and says so."""
    with background(Settings(key=KEY, training_seconds=600)) as slow, host_for(slow, sdk) as host:
        made = plain(host.create(checked(host, CONTAINER, group())).properties)
        where = {"kind": "PersonGroup", "container_id": "staff", "container_generation": made["generation"]}
        add_a_face(slow)
        with pytest.raises(Failed) as failed:
            host.create(checked(host, TRAINING, where), timeout=1.0)

    assert failed.value.text.startswith("could not train PersonGroup 'staff': not done after 1 s; last seen running")


def add_a_face(service: Running) -> None:
    persons = f"{service.url}/face/v1.2/persongroups/staff/persons"
    made = post(persons, json.dumps({"name": "ann"}).encode(), "application/json")
    post(f"{persons}/{made['personId']}/persistedfaces", picture(), "application/octet-stream")


def post(url: str, body: bytes, content_type: str) -> Any:
    headers = {"Ocp-Apim-Subscription-Key": KEY, "Content-Type": content_type}
    with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers), timeout=10) as reply:
        return json.loads(reply.read())


@pytest.mark.parametrize("sdk", SDKS)
def test_an_abandoned_call_stops_writing(emulator: Running, photos: Path, sdk: Path | None) -> None:
    """When the engine is gone, the host stops in the middle of a gallery."""
    admin(emulator, "POST", "rules", {"method": "POST", "path": ".*persistedfaces", "times": 1000, "delay": 1.0})
    with host_for(emulator, sdk) as host:
        call = host.creating(gallery_of(host, photos))
        sleep(0.5)
        call.cancel()
        sleep(1.2)
        before = len(admin(emulator, "GET", "requests"))
        sleep(1.2)

    assert len(admin(emulator, "GET", "requests")) == before


@pytest.mark.parametrize("sdk", SDKS)
def test_a_host_that_has_called_the_service_ends(emulator: Running, sdk: Path | None) -> None:
    """Asked to end, a host does so by itself; one that hangs is killed by the engine, five seconds later each time."""
    with host_for(emulator, sdk) as host:
        host.create(checked(host, CONTAINER, group()))
        host.interrupt()

        assert host.process.wait(timeout=30) is not None


@pytest.mark.parametrize("sdk", SDKS)
def test_a_host_in_the_middle_of_a_call_ends(emulator: Running, sdk: Path | None) -> None:
    """Whatever it waits for, as when the user has pressed Ctrl-C: the engine waits for nothing either."""
    admin(emulator, "POST", "rules", {"method": "PUT", "path": ".*", "status": 429, "headers": {"Retry-After": "300"}})
    with host_for(emulator, sdk) as host:
        call = host.creating(checked(host, CONTAINER, group()))
        wait_for(lambda: [request["path"] for request in admin(emulator, "GET", "requests")])
        host.interrupt()

        assert host.process.wait(timeout=60) == 0
        assert call.code() is grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize("sdk", SDKS)
def test_a_host_without_an_engine_ends(emulator: Running, sdk: Path | None) -> None:
    """A host whose engine was killed does not stay behind."""
    with host_for(emulator, sdk) as host:
        checked(host, CONTAINER, group())
        host.engine_server.stop(None)

        assert host.process.wait(timeout=30) == 1


@pytest.mark.parametrize(("without", "wide"), [("", True), ("wide-pool", False)], ids=["wide", "as-shipped"])
@pytest.mark.parametrize("sdk", SDKS)
def test_the_pool_is_as_wide_as_the_engine_asks(sdk: Path | None, without: str, wide: bool) -> None:
    """Sixteen creates run side by side; without that part, four."""
    with background(Settings(key=KEY, latency=0.5)) as slow, host_for(slow, sdk, without) as host:
        inputs = [checked(host, CONTAINER, group(f"group-{number}")) for number in range(16)]
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(host.create, inputs))
        log = admin(slow, "GET", "requests")

    assert (most_at_once(log) > 4) is wide


def most_at_once(log: list[dict[str, Any]]) -> int:
    """The most requests that were under way at the moment when one began."""
    spans = [(request["time"], request["time"] + request["seconds"]) for request in log]
    return max(sum(bool(begin <= moment < end) for begin, end in spans) for moment, _ in spans)


@pytest.mark.parametrize("sdk", SDKS)
def test_unknown_values_pass_through_check(emulator: Running, sdk: Path | None) -> None:
    """A value that is not known yet is neither refused nor lost, and nothing is computed from it."""
    with host_for(emulator, sdk) as host:
        reply = host.check(
            CONTAINER, group(display_name=UNKNOWN, recognition_model=UNKNOWN) | {"person_group_id": None}
        )

    inputs = plain(reply.inputs)
    assert list(reply.failures) == []
    assert (inputs["display_name"], inputs["recognition_model"], inputs["person_group_id"]) == (
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
    )


@pytest.mark.parametrize("sdk", SDKS)
@pytest.mark.parametrize("without", ["", "whole-config"], ids=lambda part: part or "all")
def test_a_second_account_is_found(emulator: Running, sdk: Path | None, without: str) -> None:
    """An account of its own name is read from one nested value, and from flat keys where the SDK lets us see them all."""
    nested = {"azure-face:accounts": json.dumps({"lab": {"endpoint": emulator.url, "key": KEY}})}
    flat = {"azure-face:accounts.lab.endpoint": emulator.url, "azure-face:accounts.lab.key": KEY}
    with running({"AZURE_FACE_WITHOUT": without}, sdk) as host:
        host.configure(nested)
        by_value = host.check(CONTAINER, group(account="lab")).failures
    with running({"AZURE_FACE_WITHOUT": without}, sdk) as host:
        host.configure(flat)
        by_keys = host.check(CONTAINER, group(account="lab")).failures

    assert list(by_value) == []
    assert ["'lab' is not configured" in failure.reason for failure in by_keys] == ([True] if without else [])


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        pytest.param({}, "azure-face:endpoint is not set", id="no-endpoint"),
        pytest.param(
            {"AZURE_FACE_ENDPOINT": "http://example.com"},
            "azure-face:endpoint must be an https address",
            id="plain-http",
        ),
        pytest.param({"AZURE_FACE_ENDPOINT": "http://127.0.0.1:1"}, "azure-face:key is not set", id="no-key"),
    ],
)
def test_settings_are_checked_at_preview(variables: dict[str, str], line: str) -> None:
    """A setting that is missing or wrong is a failed check, with what to do."""
    with running(variables) as host:
        host.configure({})
        reply = host.check(CONTAINER, group())

    assert [failure.reason.startswith(line) for failure in reply.failures] == [True]


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
def test_a_provider_is_saved_by_its_import_path(reference: str, provider: type) -> None:
    """State is forever: these references are in every state there is, so they must load, and be written, as they are."""
    assert type(dill.loads(base64.b64decode(reference))) is provider
    assert serialize_provider(provider()) == reference
