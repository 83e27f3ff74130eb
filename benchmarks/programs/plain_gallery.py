"""One folder of photos per person, with dynamic providers written as in the Pulumi documentation.

The providers are classes in the program, each person and each photo is a resource, and a throttled call waits.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

import requests
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

import pulumi

GROUP = "plain"
sys.setrecursionlimit(100_000)  # the SDK's pickler recurses one call deeper for each provider it saves


def call(method: str, path: str, **content: Any) -> Any:
    url = f"{os.environ['AZURE_FACE_ENDPOINT']}/face/v1.2/largepersongroups/{GROUP}{path}"
    headers = {"Ocp-Apim-Subscription-Key": os.environ["AZURE_FACE_KEY"]}
    if "data" in content:
        headers["Content-Type"] = "application/octet-stream"
    while (response := requests.request(method, url, headers=headers, timeout=30, **content)).status_code == 429:
        time.sleep(1)
    response.raise_for_status()
    return response.json() if response.content else None


class GroupProvider(ResourceProvider):
    def create(self, props: dict[str, Any]) -> CreateResult:
        call("PUT", "", json={"name": GROUP, "recognitionModel": "recognition_04"})
        return CreateResult(GROUP, props)


class PersonProvider(ResourceProvider):
    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult(call("POST", "/persons", json={"name": props["name"]})["personId"], props)


class FaceProvider(ResourceProvider):
    def create(self, props: dict[str, Any]) -> CreateResult:
        faces = f"/persons/{props['person']}/persistedfaces?detectionModel=detection_03"
        image = Path(props["photo"]).read_bytes()
        return CreateResult(call("POST", faces, data=image)["persistedFaceId"], props)


class Group(Resource):
    def __init__(self, name: str) -> None:
        super().__init__(GroupProvider(), name, {})


class Person(Resource):
    def __init__(self, name: str, group: Group) -> None:
        super().__init__(PersonProvider(), name, {"name": name}, pulumi.ResourceOptions(depends_on=[group]))


class Face(Resource):
    def __init__(self, name: str, person: Person, photo: Path) -> None:
        super().__init__(FaceProvider(), name, {"person": person.id, "photo": str(photo)})


group = Group(GROUP)
for folder in Path(os.environ["PHOTOS"]).iterdir():
    person = Person(folder.name, group)
    for photo in folder.iterdir():
        Face(f"{folder.name}/{photo.stem}", person, photo)
