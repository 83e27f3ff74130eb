"""Declare every resource with every input under Pulumi's mocks, and print the registered resources as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import pulumi
import pulumi_azure_face as face

REGISTERED: list[dict[str, Any]] = []


class Mocks(pulumi.runtime.Mocks):
    """An engine that gives each resource an id and no outputs of its own."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        REGISTERED.append({"type": args.typ, "name": args.name, "inputs": args.inputs, "id": args.resource_id})
        return f"id-of-{args.name}", {**args.inputs, "generation": "1a2b3c4d", "revision": "5e6f"}

    def call(self, args: pulumi.runtime.MockCallArgs) -> Any:
        raise NotImplementedError(args.token)


def declare() -> None:
    made = face.Account(endpoint="https://made.cognitiveservices.azure.com", key="the-key")
    texts: dict[str, Any] = {"display_name": "Name", "user_data": "text", "recognition_model": "recognition_04"}
    filled: dict[str, Any] = {"on_bad_image": "skip", "train": True, "adopt": "never", "account": made, **texts}
    group = face.PersonGroup("group", person_group_id="group", persons="people", **filled)
    large_group = face.LargePersonGroup("large-group", large_person_group_id="large", persons="people", **filled)
    faces = face.FaceList("list", face_list_id="list", faces="faces", **{**filled, "train": False})
    large_faces = face.LargeFaceList("large-list", large_face_list_id="large", faces="faces", **filled)
    face.PersonGroup("plain")
    face.PersonGroup.get("theirs", "theirs")
    face.Gallery("gallery", container=group, source="people", on_bad_image="fail", account="other")
    ann = face.Person(
        "ann", group=large_group, display_name="Ann", user_data="text", faces=["a/1.jpg", "b/1.jpg"], account="other"
    )
    shared: dict[str, Any] = {
        "target_face": [1, 2, 3, 4],
        "detection_model": "detection_02",
        "user_data": "text",
        "account": "other",
    }
    face.Face("of-person", person=ann, image="a/1.jpg", **shared)
    face.Face("of-list", container=faces, url="https://example.com/1.jpg", **shared)
    face.Training(
        "training", container=large_faces, triggers=[ann.revision, "first"], wait=False, timeout=60, account="other"
    )


pulumi.runtime.set_mocks(Mocks(), project="project", stack="stack")
pulumi.runtime.test(declare)()  # type: ignore[no-untyped-call]
json.dump(REGISTERED, sys.stdout)
