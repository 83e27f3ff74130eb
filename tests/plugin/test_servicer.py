"""Answers of the plugin that programs and the engine depend on, over gRPC as the engine calls."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from importlib import metadata
from time import monotonic, sleep
from typing import Any

import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from adapters.adapters import PluginAdapter, plugin_adapter
from host.dynamic_host import UNKNOWN, HostError, struct, to_dict
from pulumi_azure_face.emulator import Running, Settings, background

KEY = "key-of-the-plugin-tests"
GROUP = "urn:pulumi:dev::project::azure-face:index:PersonGroup::staff"
GALLERY = "urn:pulumi:dev::project::azure-face:index:Gallery::people"
PERSON = "urn:pulumi:dev::project::azure-face:index:Person::ann"
SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
Autonaming = provider_pb2.CheckRequest.AutonamingOptions


@pytest.fixture(scope="module")
def emulator() -> Iterator[Running]:
    with background(Settings(key=KEY, training_seconds=0.1)) as service:
        yield service


@pytest.fixture(scope="module")
def plugin(emulator: Running) -> Iterator[PluginAdapter]:
    with plugin_adapter({"azure-face:endpoint": emulator.url, "azure-face:key": KEY}) as plugin:
        yield plugin


def check(plugin: PluginAdapter, urn: str, news: dict[str, Any], **request: Any) -> Any:
    return plugin.call("Check", provider_pb2.CheckRequest(urn=urn, news=struct(news), **request))


def test_plugin_describes_itself(plugin: PluginAdapter) -> None:
    """The schema and the plugin have the version of the installed package."""
    version = metadata.version("pulumi-azure-face")
    schema = json.loads(plugin.call("GetSchema", provider_pb2.GetSchemaRequest()).schema)
    assert (schema["name"], schema["version"]) == ("azure-face", version)
    assert plugin.call("GetPluginInfo", empty_pb2.Empty()).version == version


def test_engine_can_attach() -> None:
    """A debugging engine attaches to a plugin that it has not started."""
    with plugin_adapter({}) as plugin:
        assert plugin.call("Attach", plugin_pb2.PluginAttach(address="127.0.0.1:1")) == empty_pb2.Empty()


def test_id_is_derived_from_the_urn(plugin: PluginAdapter) -> None:
    """The same URN gets the same id in each run, and another stack gets another id."""
    one, again = (to_dict(check(plugin, GROUP, {}).inputs) for _ in range(2))
    other = to_dict(check(plugin, GROUP.replace("dev", "prod"), {}).inputs)
    assert one["personGroupId"] == again["personGroupId"] == "staff-fe1dff30"
    assert other["personGroupId"] != one["personGroupId"]
    assert one["generation"] != again["generation"]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(Autonaming.PROPOSE, "staff-fe1dff30"), (Autonaming.ENFORCE, "proposed"), (Autonaming.DISABLE, None)],
)
def test_autonaming_is_configured(plugin: PluginAdapter, mode: Any, expected: str | None) -> None:
    """A proposed name is ignored, because it is random; an enforced one is used, and none is made if it is disabled."""
    autonaming = Autonaming(proposed_name="proposed", mode=mode)
    response = check(plugin, GROUP, {}, autonaming=autonaming)
    assert to_dict(response.inputs).get("personGroupId") == expected
    problems = [failure.reason for failure in response.failures]
    assert problems == ([] if expected else ["personGroupId is required, because pulumi:autonaming is disabled"])
    given = check(plugin, GROUP, {"personGroupId": "given"}, autonaming=autonaming)
    assert to_dict(given.inputs)["personGroupId"] == "given"


def test_preview_shows_what_is_known(plugin: PluginAdapter) -> None:
    """A preview of a create tells the id and the ref, and leaves out what only the service knows."""
    inputs = check(plugin, GROUP, {}).inputs
    request = provider_pb2.CreateRequest(urn=GROUP, properties=inputs, preview=True)
    response = plugin.call("Create", request)
    planned = to_dict(response.properties)
    assert response.id == ""
    assert planned["ref"] == f"PersonGroup/staff-fe1dff30/{planned['generation']}"

    person = check(plugin, PERSON, {"group": planned["ref"]}).inputs
    request = provider_pb2.CreateRequest(urn=PERSON, properties=person, preview=True)
    planned = to_dict(plugin.call("Create", request).properties)
    assert "personId" not in planned
    assert planned["ref"] == UNKNOWN


def test_unknown_owner_is_accepted_at_preview(plugin: PluginAdapter) -> None:
    """While a ref is unknown, nothing else is checked, and a saved resource is shown as replaced."""
    news = {"container": UNKNOWN, "source": "photos"}
    response = check(plugin, GALLERY, news)
    assert (to_dict(response.inputs), list(response.failures)) == (news, [])
    olds = {"container": "PersonGroup/staff/1f2e3d4c", "source": "photos", "mark": "00000000", "endpoint": "https://x"}
    request = provider_pb2.DiffRequest(urn=GALLERY, id="it", olds=struct(olds), news=struct(news))
    assert list(plugin.call("Diff", request).replaces) == ["container"]
    planned = plugin.call("Create", provider_pb2.CreateRequest(urn=GALLERY, properties=struct(news), preview=True))
    assert to_dict(planned.properties) == news


def test_secret_inputs_stay_secret(plugin: PluginAdapter) -> None:
    """A secret is a secret in the checked inputs and in the outputs, and a secret id makes the ref one."""
    secrets = {name: {SIGNATURE: SECRET, "value": value} for name, value in (("userData", "t"), ("personGroupId", "s"))}
    inputs = check(plugin, GROUP, secrets).inputs
    assert to_dict(inputs)["userData"] == secrets["userData"]
    request = provider_pb2.CreateRequest(urn=GROUP, properties=inputs, preview=True)
    planned = to_dict(plugin.call("Create", request).properties)
    assert planned["userData"] == secrets["userData"]
    assert planned["ref"][SIGNATURE] == SECRET


def test_no_message_has_a_secret(plugin: PluginAdapter) -> None:
    """A problem with a secret input, and an error of a call with one, do not show its value."""
    hidden = {SIGNATURE: SECRET, "value": "hidden-text"}
    [problem] = check(plugin, GROUP, {"adopt": hidden}).failures
    assert problem.reason == "adopt must be one of identical, never, always, got [secret]"

    create = provider_pb2.CreateRequest(
        urn=PERSON, properties=struct({"group": "PersonGroup/hidden-text", "x": hidden})
    )
    arguments = struct({"personGroupId": hidden})
    for method, request in {
        "Create": create,
        "Invoke": provider_pb2.InvokeRequest(tok="azure-face:index:getPersonGroup", args=arguments),
    }.items():
        with pytest.raises(HostError, match=r"PersonGroup \[secret\]") as error:
            plugin.call(method, request)
        assert "hidden-text" not in error.value.message


@pytest.mark.parametrize(
    ("properties", "problem"),
    [
        ({"displayNam": "x"}, "displayNam is not an input of this resource"),
        ({"display_name": "x"}, "display_name is not an input of this resource. Use displayName"),
        ({"displayName": ["x"]}, "displayName must be a string, got list"),
    ],
)
def test_problem_names_the_input(plugin: PluginAdapter, properties: dict[str, Any], problem: str) -> None:
    """A program without types gets one line for each input that is wrong."""
    assert [failure.reason for failure in check(plugin, GROUP, properties).failures] == [problem]


def test_every_error_is_one_line(plugin: PluginAdapter) -> None:
    """An unknown type or function, and a bug, end the call with one line."""
    calls = {
        "Check": provider_pb2.CheckRequest(urn=GROUP.replace("PersonGroup", "Group")),
        "Invoke": provider_pb2.InvokeRequest(tok="azure-face:index:getGroup"),
        "Create": provider_pb2.CreateRequest(urn=GALLERY, properties=struct({"container": "PersonGroup/staff"})),
    }
    lines = []
    for method, request in calls.items():
        with pytest.raises(HostError) as error:
            plugin.call(method, request)
        lines.append(error.value.message)
    assert lines[0] == "unknown resource type 'azure-face:index:Group'"
    assert lines[1] == "unknown function 'azure-face:index:getGroup'"
    assert lines[2].startswith("could not read the saved state: source: Field required.")


def test_unknown_settings_are_checked_later(plugin: PluginAdapter) -> None:
    """A provider of an account that does not exist yet is valid at preview; a bad endpoint is not."""
    urn = "urn:pulumi:dev::project::pulumi:providers:azure-face::lab"
    problems = []
    for endpoint in (UNKNOWN, "http://example.com"):
        request = provider_pb2.CheckRequest(urn=urn, name="lab", news=struct({"endpoint": endpoint, "key": "k"}))
        problems.append([failure.reason for failure in plugin.call("CheckConfig", request).failures])
    assert problems[0] == []
    assert problems[1][0].startswith("endpoint must be an https URL")


def test_changed_settings_replace_nothing(plugin: PluginAdapter) -> None:
    """Another endpoint updates the provider and keeps its resources."""
    request = provider_pb2.DiffRequest(olds=struct({"endpoint": "https://a"}), news=struct({"endpoint": "https://b"}))
    response = plugin.call("DiffConfig", request)
    assert (list(response.diffs), list(response.replaces)) == (["endpoint"], [])


def test_explicit_provider_ignores_the_environment(emulator: Running) -> None:
    """The key in the environment can be of another account, so a declared provider with an endpoint needs its own."""
    with plugin_adapter({}, AZURE_FACE_KEY=KEY) as plugin:
        news = struct({"endpoint": emulator.url})
        explicit, default = (
            plugin.call("CheckConfig", provider_pb2.CheckRequest(urn="urn", name=name, news=news)).failures
            for name in ("lab", "default_0_1_0")
        )
    assert [failure.reason for failure in explicit] == ["key is not set. Pass it to the provider"]
    assert list(default) == []


def test_progress_is_shown_on_the_resource(emulator: Running) -> None:
    """While a request waits for its retry, the line of its resource shows the reason."""
    settings = {"azure-face:endpoint": emulator.url, "azure-face:key": KEY}
    add_rule(emulator, method="PUT", path=".*", status=409, error={"code": "ConcurrentOperationConflict"})
    with plugin_adapter(settings, AZURE_FACE_PROGRESS_SECONDS="0") as plugin:
        inputs = check(plugin, GROUP, {}).inputs
        plugin.call("Create", provider_pb2.CreateRequest(urn=GROUP, properties=inputs))
        deadline = monotonic() + 5
        while not plugin.engine.messages(GROUP) and monotonic() < deadline:
            sleep(0.02)
    [message] = plugin.engine.messages(GROUP)
    assert message.endswith("409 ConcurrentOperationConflict")


def add_rule(emulator: Running, **rule: Any) -> None:
    headers = {"Ocp-Apim-Subscription-Key": KEY, "Content-Type": "application/json"}
    body = json.dumps(rule).encode()
    request = urllib.request.Request(f"{emulator.url}/_emulator/rules", method="POST", headers=headers, data=body)
    urllib.request.urlopen(request, timeout=10).close()
