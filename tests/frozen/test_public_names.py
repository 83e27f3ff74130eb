"""The public names of the package, which programs import, call, and read."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

import pulumi_azure_face as face

RESOURCES = {
    "Account": "(*, endpoint, key=None)",
    "Face": "(resource_name, *, container=None, person=None, image=None, url=None, target_face=None, detection_model=None, user_data=None, account=None, opts=None)",
    "FaceList": "(resource_name, *, face_list_id=None, display_name=None, user_data=None, recognition_model=None, faces=None, on_bad_image=None, train=False, adopt=None, account=None, opts=None)",
    "Gallery": "(resource_name, *, container, source, on_bad_image=None, account=None, source_name='source', opts=None)",
    "LargeFaceList": "(resource_name, *, large_face_list_id=None, display_name=None, user_data=None, recognition_model=None, faces=None, on_bad_image=None, train=False, adopt=None, account=None, opts=None)",
    "LargePersonGroup": "(resource_name, *, large_person_group_id=None, display_name=None, user_data=None, recognition_model=None, persons=None, on_bad_image=None, train=False, adopt=None, account=None, opts=None)",
    "Person": "(resource_name, *, group, display_name=None, user_data=None, faces=(), account=None, opts=None)",
    "PersonGroup": "(resource_name, *, person_group_id=None, display_name=None, user_data=None, recognition_model=None, persons=None, on_bad_image=None, train=False, adopt=None, account=None, opts=None)",
    "Training": "(resource_name, *, container, triggers=(), wait=True, timeout=None, account=None, opts=None)",
}
RESULTS = {
    "FaceListResult": "(id, display_name, user_data, recognition_model, face_list_id, faces=None)",
    "LargeFaceListResult": "(id, display_name, user_data, recognition_model, large_face_list_id)",
    "LargePersonGroupResult": "(id, display_name, user_data, recognition_model, large_person_group_id)",
    "LivenessSessionResult": "(id, session_id, status, created_at, started_at, expired, device_correlation_id, auth_token_time_to_live_in_seconds, model_version, results)",
    "PersistedFaceResult": "(id, persisted_face_id, user_data)",
    "PersonGroupResult": "(id, display_name, user_data, recognition_model, person_group_id)",
    "PersonResult": "(id, person_id, display_name, user_data, persisted_face_ids)",
    "TrainingStatusResult": "(status, trained, submitted_at=None, last_action_at=None, succeeded_at=None, message=None)",
}
FUNCTIONS = {
    "get_face_list": "(face_list_id, *, account=None)",
    "get_large_face_list": "(large_face_list_id, *, account=None)",
    "get_large_face_list_face": "(large_face_list_id, persisted_face_id, *, account=None)",
    "get_large_face_list_training_status": "(large_face_list_id, *, account=None)",
    "get_large_person_group": "(large_person_group_id, *, account=None)",
    "get_large_person_group_person": "(large_person_group_id, person_id, *, account=None)",
    "get_large_person_group_person_face": "(large_person_group_id, person_id, persisted_face_id, *, account=None)",
    "get_large_person_group_training_status": "(large_person_group_id, *, account=None)",
    "get_liveness_session": "(session_id, *, with_verify=False, account=None)",
    "get_person_group": "(person_group_id, *, account=None)",
    "get_person_group_person": "(person_group_id, person_id, *, account=None)",
    "get_person_group_person_face": "(person_group_id, person_id, persisted_face_id, *, account=None)",
    "get_person_group_training_status": "(person_group_id, *, account=None)",
    "list_face_lists": "(*, account=None)",
    "list_large_face_list_faces": "(large_face_list_id, *, start=None, top=None, account=None)",
    "list_large_face_lists": "(*, start=None, top=None, account=None)",
    "list_large_person_group_persons": "(large_person_group_id, *, start=None, top=None, account=None)",
    "list_large_person_groups": "(*, start=None, top=None, account=None)",
    "list_liveness_sessions": "(*, start=None, top=None, with_verify=False, account=None)",
    "list_person_group_persons": "(person_group_id, *, start=None, top=None, account=None)",
    "list_person_groups": "(*, start=None, top=None, account=None)",
}
SIGNATURES = {**RESOURCES, **RESULTS, **FUNCTIONS, **{f"{name}_output": one for name, one in FUNCTIONS.items()}}
GETS = {
    "PersonGroup": "(resource_name, id, opts=None, *, account=None)",
    "LargePersonGroup": "(resource_name, id, opts=None, *, account=None)",
    "FaceList": "(resource_name, id, opts=None, *, account=None)",
    "LargeFaceList": "(resource_name, id, opts=None, *, account=None)",
    "Person": "(resource_name, id, opts=None, *, group, account=None)",
    "Face": "(resource_name, id, opts=None, *, container=None, person=None, account=None)",
}
COMPOSED = ("gallery", "training", "group", "faces")
ATTRIBUTES: dict[str, list[str]] = {
    "Account": ["endpoint", "key"],
    "Container": [
        "display_name",
        "endpoint",
        "gallery",
        "generation",
        "recognition_model",
        "trained",
        "training",
        "user_data",
    ],
    "Face": ["detection_model", "digest", "endpoint", "persisted_face_id", "user_data"],
    "FaceList": [
        "display_name",
        "endpoint",
        "face_list_id",
        "gallery",
        "generation",
        "recognition_model",
        "trained",
        "training",
        "user_data",
    ],
    "Gallery": [
        "digest",
        "face_count",
        "person_count",
        "rejected",
        "rejected_count",
        "revision",
        "source",
        "transactions",
    ],
    "LargeFaceList": [
        "display_name",
        "endpoint",
        "gallery",
        "generation",
        "large_face_list_id",
        "recognition_model",
        "trained",
        "training",
        "user_data",
    ],
    "LargePersonGroup": [
        "display_name",
        "endpoint",
        "gallery",
        "generation",
        "large_person_group_id",
        "recognition_model",
        "trained",
        "training",
        "user_data",
    ],
    "Person": [
        "display_name",
        "endpoint",
        "faces",
        "group",
        "person_id",
        "revision",
        "user_data",
    ],
    "PersonGroup": [
        "display_name",
        "endpoint",
        "gallery",
        "generation",
        "person_group_id",
        "recognition_model",
        "trained",
        "training",
        "user_data",
    ],
    "Training": ["status", "trained"],
}


def signature(function: Any) -> str:
    """The parameters of a function with their defaults, without types."""
    return f"({', '.join(parts(inspect.signature(function)))})"


def parts(of: inspect.Signature) -> Iterator[str]:
    positional = True
    for parameter in of.parameters.values():
        if positional and parameter.kind is parameter.KEYWORD_ONLY:
            positional = False
            yield "*"
        yield parameter.name if parameter.default is parameter.empty else f"{parameter.name}={parameter.default!r}"


def attributes(class_: type) -> list[str]:
    """The outputs and children of a class, with those of the classes of ours that it extends."""
    ours = [one for one in class_.__mro__ if one.__module__.startswith("pulumi_azure_face")]
    annotated = [(name, str(kind)) for one in ours for name, kind in inspect.get_annotations(one).items()]
    return sorted({name for name, kind in annotated if "Output[" in kind or name in COMPOSED})


def test_public_names() -> None:
    """The package offers these names and no others."""
    assert set(face.__all__) == {"Container", *SIGNATURES}


@pytest.mark.parametrize("name", SIGNATURES)
def test_signatures(name: str) -> None:
    """A public class or function takes these parameters with these defaults."""
    assert signature(getattr(face, name)) == SIGNATURES[name]


@pytest.mark.parametrize("name", GETS)
def test_get(name: str) -> None:
    """The `get` of a resource takes these parameters with these defaults."""
    assert signature(getattr(face, name).get) == GETS[name]


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_attributes(name: str) -> None:
    """A resource has these outputs, and these attributes for its children."""
    assert attributes(getattr(face, name)) == ATTRIBUTES[name]
