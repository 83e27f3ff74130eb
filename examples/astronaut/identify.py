"""Identify the people in a photo, as an application does, with Microsoft's client library and without Pulumi.

    pip install azure-ai-vision-face
    python identify.py portrait.jpg "$(pulumi stack output group_id)"

AZURE_FACE_ENDPOINT and AZURE_FACE_KEY name the account. The emulator compares photos byte by byte: it recognizes only
the exact photo that was enrolled.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from azure.ai.vision.face import FaceAdministrationClient, FaceClient
from azure.core.credentials import AzureKeyCredential


def identify(photo: bytes, group_id: str) -> Iterator[str]:
    """Yield the names of the group's members in the photo."""
    account = os.environ["AZURE_FACE_ENDPOINT"], AzureKeyCredential(os.environ["AZURE_FACE_KEY"])
    with FaceClient(*account) as client, FaceAdministrationClient(*account) as administration:
        # The service compares a face only with faces of the same recognition model.
        faces = client.detect(
            photo, detection_model="detection_03", recognition_model="recognition_04", return_face_id=True
        )
        if not faces:
            return
        face_ids = [each.face_id for each in faces if each.face_id]
        for result in client.identify_from_large_person_group(face_ids=face_ids, large_person_group_id=group_id):
            for candidate in result.candidates:
                yield administration.large_person_group.get_person(group_id, candidate.person_id).name


if __name__ == "__main__":
    photo, group_id = sys.argv[1:]
    print("\n".join(identify(Path(photo).read_bytes(), group_id)) or "nobody we know")
