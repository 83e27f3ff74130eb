"""Names, refs, and ids of plugin resources, and the values of the lifecycles behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.adapter.plugin_resources import PLUGIN_RESOURCES, Owner, to_camel_case, to_snake_case
from pulumi_azure_face.adapter.stack_state import parse_deployment
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.lifecycle.inputs.children import ItemContent
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN
from pulumi_azure_face.lifecycle.saved_state import InterruptedCreate, SavedState

PERSON, FACE = "25985303-c537-4467-b41d-bdb45cd95ca1", "35985303-c537-4467-b41d-bdb45cd95ca2"

owners = st.builds(
    Owner,
    st.sampled_from(sorted(KINDS)),
    st.from_regex(r"[a-z0-9_-]{1,64}", fullmatch=True),
    st.from_regex(r"[0-9a-f]{8}", fullmatch=True) | st.sampled_from(["", "read"]),
    st.uuids().map(str) | st.just(""),
)


@given(owners)
def test_ref_names_its_owner(owner: Owner) -> None:
    """A ref is parsed to the owner that it was made of."""
    assert Owner.parse(owner.ref) == owner


@pytest.mark.parametrize(
    "text",
    ["", "staff", "PersonGroup", "PersonGroup/", "Group/staff", "PersonGroup/Staff", f"PersonGroup/s/x/{PERSON}"],
)
def test_other_text_is_no_ref(text: str) -> None:
    """A text in another format names no owner."""
    assert Owner.parse(text) is None


@given(st.from_regex(r"[a-z]+(_[a-z]+){0,3}", fullmatch=True))
def test_names_are_spelled_back(name: str) -> None:
    """A name of a lifecycle survives its spelling in a program."""
    assert to_snake_case(to_camel_case(name)) == name


VALUES: dict[str, dict[str, object]] = {
    "PersonGroup": {"kind": "PersonGroup", "person_group_id": "staff", "display_name": "Staff", "auto_named": True},
    "Gallery": {"kind": "FaceList", "container_id": "list", "container_generation": "1f2e3d4c", "on_bad_image": "skip"},
    "Person": {"kind": "PersonGroup", "container_id": "staff", "container_generation": "", "person_id": PERSON},
    "Face": {
        "kind": "PersonGroup",
        "container_id": "staff",
        "container_generation": "read",
        "person_id": PERSON,
        "persisted_face_id": FACE,
    },
    "Training": {"kind": "PersonGroup", "container_id": "staff", "container_generation": "1f2e3d4c", "triggers": ["a"]},
}


@pytest.mark.parametrize("name", VALUES)
def test_values_survive_a_state(name: str) -> None:
    """What a lifecycle saves is what it gets back."""
    resource = PLUGIN_RESOURCES[f"azure-face:index:{name}"]
    assert resource.values(resource.properties(VALUES[name])) == VALUES[name]


def test_properties_hide_the_account() -> None:
    """The account is that of the provider, so neither its name nor its key is a property."""
    values = {**VALUES["PersonGroup"], "account": "lab", "account_key": "key"}
    assert PLUGIN_RESOURCES["azure-face:index:PersonGroup"].properties(values) == {
        "personGroupId": "staff",
        "displayName": "Staff",
        "autoNamed": True,
    }


def test_unknown_owner_leaves_the_kind_open() -> None:
    """While the ref is unknown at preview, there is no kind, and nothing can be checked."""
    values = PLUGIN_RESOURCES["azure-face:index:Gallery"].values({"container": UNKNOWN, "source": "photos"})
    assert values == {"source": "photos"}


@pytest.mark.parametrize(
    ("name", "resource_id", "lifecycle_id"),
    [
        ("FaceList", "visitors", "visitors"),
        ("Gallery", "FaceList/visitors/1f2e3d4c", "visitors/1f2e3d4c"),
        ("Training", "PersonGroup/staff", "staff/training"),
        ("Person", f"PersonGroup/staff/{PERSON}", PERSON),
        ("Face", f"PersonGroup/staff/{PERSON}/{FACE}", FACE),
        ("Face", f"FaceList/visitors/{FACE}", FACE),
    ],
)
def test_id_names_everything(name: str, resource_id: str, lifecycle_id: str) -> None:
    """The id of a resource says what an import must know, and is the same after it."""
    resource = PLUGIN_RESOURCES[f"azure-face:index:{name}"]
    values = resource.imported_values(resource_id)
    assert resource.lifecycle_id(resource_id, values) == lifecycle_id
    assert resource.resource_id(lifecycle_id, values) == resource_id


@pytest.mark.parametrize(
    ("name", "resource_id"),
    [
        ("FaceList", "Visitors"),
        ("Gallery", "FaceList/visitors"),
        ("Training", "staff"),
        ("Person", f"FaceList/visitors/{PERSON}"),
        ("Person", "PersonGroup/staff/ann"),
        ("Face", f"PersonGroup/staff/{FACE}"),
        ("Face", f"FaceList/visitors/{PERSON}/{FACE}"),
    ],
)
def test_id_in_another_format_is_rejected(name: str, resource_id: str) -> None:
    """The error says what the id must be."""
    with pytest.raises(InvalidInputsError, match=f"the id of a {name} must be "):
        PLUGIN_RESOURCES[f"azure-face:index:{name}"].imported_values(resource_id)


def test_state_tells_saved_items_and_interrupted_creates() -> None:
    """Persons and faces of the plugin are found in an exported state like those of the dynamic host."""
    type_ = "azure-face:index:Person"
    inputs = {"group": "PersonGroup/staff/1f2e3d4c", "displayName": "Ann", "mark": "a1", "generation": "b2"}
    deployment = {
        "resources": [{"type": type_, "id": f"PersonGroup/staff/{PERSON}", "inputs": inputs}],
        "pending_operations": [{"type": "creating", "resource": {"type": type_, "inputs": inputs}}],
    }
    create = InterruptedCreate("a1", "b2", ItemContent(("PersonGroup", "staff", "", ""), "Ann", None))
    assert parse_deployment(deployment) == SavedState(frozenset({PERSON}), {PERSON: "a1"}, (create,))
