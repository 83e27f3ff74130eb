"""A script with Microsoft's client azure-ai-vision-face, as in its documentation: one call after the other."""

from __future__ import annotations

from pathlib import Path

from azure.ai.vision.face import FaceAdministrationClient
from azure.core.credentials import AzureKeyCredential

from benchmarks.account import Account

NAME = "official"


def enroll(account: Account, photos: Path, _rate: float) -> None:
    """Enroll a folder of photos for each person."""
    with create_client(account) as client:
        group = client.large_person_group
        group.create(NAME, name=NAME, recognition_model="recognition_04")
        for folder in photos.iterdir():
            person = group.create_person(NAME, name=folder.name).person_id
            for photo in folder.iterdir():
                group.add_face(NAME, person, photo.read_bytes(), detection_model="detection_03")


def train(account: Account, photos: Path) -> None:
    """Fill a list and train it with the default poller."""
    with create_client(account) as client:
        face_list = client.large_face_list
        face_list.create(NAME, name=NAME, recognition_model="recognition_04")
        for photo in photos.iterdir():
            face_list.add_face(NAME, photo.read_bytes(), detection_model="detection_03")
        face_list.begin_train(NAME).result()


def create_client(account: Account) -> FaceAdministrationClient:
    return FaceAdministrationClient(account.url, AzureKeyCredential(account.key))
