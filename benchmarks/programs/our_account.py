"""COUNT containers of all kinds. Each fifth PersonGroup has PEOPLE and is trained, each fifth FaceList has PHOTOS."""

import os

import pulumi_azure_face as face

people, photos = os.environ["PEOPLE"], os.environ["PHOTOS"]
for number in range(int(os.environ["COUNT"]) // 4):
    is_fifth = number % 5 == 0
    face.PersonGroup(f"group-{number}", persons=people if is_fifth else None, train=is_fifth)
    face.LargePersonGroup(f"large-group-{number}")
    face.FaceList(f"list-{number}", faces=photos if is_fifth else None)
    face.LargeFaceList(f"large-list-{number}")
