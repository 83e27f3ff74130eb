"""Invalid inputs, arguments, and ids are reported by the names of the program, before any request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from pulumi.runtime.proto import provider_pb2

from adapters.adapters import PluginAdapter, plugin_adapter, urn_of
from engine.photos import write_photos
from host.dynamic_host import HostError, struct
from pulumi_azure_face.adapter.plugin_resources import CONTAINER
from pulumi_azure_face.emulator import Running, Settings, background
from pulumi_azure_face.lifecycle.inputs.rules import RECOGNITION_MODELS

KEY = "key-of-the-input-tests"


@dataclass(frozen=True)
class InvalidResource:
    """A resource with invalid inputs, and the lines that report them."""

    type: str
    inputs: dict[str, Any]
    lines: tuple[str, ...]


CASES = {
    "malformed": InvalidResource(
        "PersonGroup",
        {"personGroupId": "Staff!", "displayName": "", "recognitionModel": "recognition_05", "adopt": "allways"},
        (
            "adopt must be one of identical, never, always, got 'allways'",
            "displayName must have 1 to 128 characters, got an empty string",
            "personGroupId must have 1 to 64 characters from a-z, 0-9, - and _, got 'Staff!'",
            f"recognitionModel must be one of {', '.join(RECOGNITION_MODELS)}, got 'recognition_05'",
        ),
    ),
    "too long": InvalidResource(
        "LargeFaceList",
        {"displayName": "n" * 129, "userData": "d" * (16 * 1024 + 1)},
        (
            "displayName must have 1 to 128 characters, got 129",
            "userData must have at most 16384 bytes (16 KB), got 16385",
        ),
    ),
    "negative timeout": InvalidResource(
        "Training",
        {"container": "PersonGroup/staff", "timeout": -1},
        ("timeout must be a number of seconds above 0 and at most 604800, got -1",),
    ),
    "flag as text": InvalidResource(
        "Training",
        {"container": "PersonGroup/staff", "wait": "yes"},
        ("wait must be true or false, got 'yes'",),
    ),
    "no folder": InvalidResource(
        "Gallery",
        {"container": "PersonGroup/staff", "source": "photos/absent"},
        ("source: 'photos/absent' does not exist. A relative path starts at the program's folder",),
    ),
    "id for a ref": InvalidResource(
        "Gallery",
        {"container": "staff-1f2e3d4c", "source": "photos"},
        (f"container must be {CONTAINER.expected}, got 'staff-1f2e3d4c'",),
    ),
    "person in a list": InvalidResource(
        "Person", {"group": "FaceList/visitors"}, ("group must be a PersonGroup or LargePersonGroup, got a FaceList",)
    ),
    "face without an image": InvalidResource(
        "Face", {"container": "FaceList/visitors"}, ("pass either image or url, got neither",)
    ),
    "face in a group": InvalidResource(
        "Face",
        {"container": "PersonGroup/staff", "image": "photos/a.jpg"},
        ("container must be a FaceList or LargeFaceList. Faces in a PersonGroup belong to a person: pass person",),
    ),
    "face with two owners": InvalidResource(
        "Face",
        {"image": "photos/a.jpg", "container": "FaceList/visitors", "person": "PersonGroup/staff"},
        ("pass either container or person, got both",),
    ),
    "target outside": InvalidResource(
        "Face",
        {"container": "FaceList/visitors", "image": "photos/a.jpg", "targetFace": [0, 0, 500, 500]},
        ("targetFace must be inside the image, got [0, 0, 500, 500] for 'photos/a.jpg' with 32 x 32 pixels",),
    ),
    "training of a list": InvalidResource(
        "Training",
        {"container": "FaceList/visitors"},
        ("a FaceList cannot be trained, because its faces can be searched at once. Remove the Training",),
    ),
}


@pytest.fixture(scope="module")
def account() -> Iterator[Running]:
    with background(Settings(key=KEY)) as service:
        yield service


@pytest.fixture(scope="module")
def plugin(account: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PluginAdapter]:
    """Run a plugin in a folder with one photo."""
    folder = tmp_path_factory.mktemp("program")
    write_photos(folder / "photos", "a")
    settings = {"azure-face:endpoint": account.url, "azure-face:key": KEY}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        with plugin_adapter(settings) as plugin:
            yield plugin


@pytest.fixture(autouse=True)
def _no_request(account: Running) -> Iterator[None]:
    yield
    url, headers = f"{account.url}/_emulator/requests", {"Ocp-Apim-Subscription-Key": KEY}
    assert httpx.get(url, headers=headers, trust_env=False).json() == []


@pytest.mark.parametrize("invalid", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_invalid_input_is_reported(plugin: PluginAdapter, invalid: InvalidResource) -> None:
    """Each invalid input has one line that names the input and the rule."""
    request = provider_pb2.CheckRequest(urn=urn_of(invalid.type), news=struct(invalid.inputs))
    failures = plugin.call("Check", request).failures
    assert sorted(failure.reason for failure in failures) == list(invalid.lines)


@pytest.mark.parametrize(
    ("type_", "inputs", "line"),
    [
        ("Gallery", {"source": "photos"}, "container is required"),
        ("Face", {"image": "photos/a.jpg"}, "pass either container or person, got neither"),
    ],
)
def test_missing_owner_is_reported(plugin: PluginAdapter, type_: str, inputs: dict[str, Any], line: str) -> None:
    """A resource without an owner fails at preview. The check accepts it, because the owner can be one that failed."""
    urn = urn_of(type_)
    checked = plugin.call("Check", provider_pb2.CheckRequest(urn=urn, news=struct(inputs)))
    assert not checked.failures
    with pytest.raises(HostError) as error:
        plugin.call("Create", provider_pb2.CreateRequest(urn=urn, properties=checked.inputs, preview=True))
    assert error.value.message == line


@pytest.mark.parametrize(
    ("type_", "resource_id", "expected"),
    [
        ("PersonGroup", "Staff!", "its id in the account, 1 to 64 characters from a-z, 0-9, - and _, got 'Staff!'"),
        ("Person", "staff", "KIND/CONTAINER/PERSON with PersonGroup or LargePersonGroup, such as PersonGroup/staff/"),
        ("Face", "PersonGroup/staff", "KIND/CONTAINER/PERSON/FACE in a group or KIND/LIST/FACE in a list, such as "),
        ("Gallery", "staff", "KIND/CONTAINER/TAG, such as PersonGroup/staff/1f2e3d4c, got 'staff'"),
        ("Training", "staff", "KIND/CONTAINER, such as PersonGroup/staff, got 'staff'"),
    ],
)
def test_invalid_id_is_reported(plugin: PluginAdapter, type_: str, resource_id: str, expected: str) -> None:
    """An import of an id in another format ends with one line that describes the format."""
    with pytest.raises(HostError) as error:
        plugin.call("Read", provider_pb2.ReadRequest(urn=urn_of(type_), id=resource_id))
    assert error.value.message.startswith(f"the id of a {type_} must be {expected}")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            {"personGroupId": "Staff!"},
            "personGroupId must have 1 to 64 characters from a-z, 0-9, - and _, got 'Staff!'",
        ),
        ({}, "personGroupId is required"),
        ({"personGroupId": "staff", "top": 1}, "top is not an argument of getPersonGroup"),
    ],
)
def test_invalid_argument_is_reported(plugin: PluginAdapter, arguments: dict[str, Any], line: str) -> None:
    """A function with an invalid argument ends with one line that names it."""
    request = provider_pb2.InvokeRequest(tok="azure-face:index:getPersonGroup")
    getattr(request, "args").update(struct(arguments))  # noqa: B009 - the message has no types
    with pytest.raises(HostError) as error:
        plugin.call("Invoke", request)
    assert error.value.message == line


@pytest.mark.parametrize("setting", ["endpoint", "key"])
def test_missing_setting_is_reported(plugin: PluginAdapter, account: Running, setting: str) -> None:
    """Without an endpoint or a key in the configuration, a line says how to set it."""
    settings = {"endpoint": account.url, "key": KEY}
    del settings[setting]
    request = provider_pb2.CheckRequest(urn="urn", name="default", news=struct(settings))
    [failure] = plugin.call("CheckConfig", request).failures
    assert failure.reason.startswith(f"azure-face:{setting} is not set. Run `pulumi config set ")
    assert failure.reason.endswith(f" or set AZURE_FACE_{setting.upper()}")
