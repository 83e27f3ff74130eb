"""Tell who is in a photo, as any application does: with Microsoft's own client, and without Pulumi.

    pip install azure-ai-vision-face
    python identify.py portrait.jpg "$(pulumi stack output crew_id)"

AZURE_FACE_ENDPOINT and AZURE_FACE_KEY name the account. On the emulator a face is known by the bytes of its photo: it
recognises the very photo that was enrolled, and takes any other for a stranger.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from azure.ai.vision.face import FaceAdministrationClient, FaceClient
from azure.core.credentials import AzureKeyCredential


def identify(photo: bytes, group_id: str) -> Iterator[str]:
    """The names of those in the photo who are of the group."""
    account = os.environ["AZURE_FACE_ENDPOINT"], AzureKeyCredential(os.environ["AZURE_FACE_KEY"])
    with FaceClient(*account) as face, FaceAdministrationClient(*account) as administration:
        # Faces can be compared only by the model that they were enrolled with.
        found = face.detect(
            photo, detection_model="detection_03", recognition_model="recognition_04", return_face_id=True
        )
        if not found:
            return
        face_ids = [one.face_id for one in found if one.face_id]
        for result in face.identify_from_large_person_group(face_ids=face_ids, large_person_group_id=group_id):
            for candidate in result.candidates:
                yield administration.large_person_group.get_person(group_id, candidate.person_id).name


if __name__ == "__main__":
    photo, group_id = sys.argv[1:]
    print("\n".join(identify(Path(photo).read_bytes(), group_id)) or "nobody we know")
