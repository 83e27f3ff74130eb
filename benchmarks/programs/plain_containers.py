"""COUNT person groups, with a dynamic provider written as in the Pulumi documentation: a class in the program."""

import os
import sys
from typing import Any

import requests
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

sys.setrecursionlimit(100_000)  # the SDK's pickler recurses one call deeper for each provider it saves


class PersonGroupProvider(ResourceProvider):
    def create(self, props: dict[str, Any]) -> CreateResult:
        url = f"{os.environ['AZURE_FACE_ENDPOINT']}/face/v1.2/persongroups/{props['group']}"
        headers = {"Ocp-Apim-Subscription-Key": os.environ["AZURE_FACE_KEY"]}
        body = {"name": props["group"], "recognitionModel": "recognition_04"}
        requests.put(url, headers=headers, json=body, timeout=30).raise_for_status()
        return CreateResult(props["group"], props)


class PersonGroup(Resource):
    def __init__(self, name: str) -> None:
        super().__init__(PersonGroupProvider(), name, {"group": name})


for number in range(int(os.environ["COUNT"])):
    PersonGroup(f"staff-{number}")
