"""COUNT containers: mostly groups, because an account has at most 64 FaceLists and as many LargeFaceLists.

Of each twenty containers, one FaceList has the faces of PHOTOS, and one PersonGroup has PEOPLE and is trained.
"""

import os

import pulumi_azure_face as face

for number in range(int(os.environ["COUNT"])):
    match number % 20:
        case 0:
            face.FaceList(f"list-{number}", faces=os.environ["PHOTOS"])
        case 1:
            face.LargeFaceList(f"large-list-{number}")
        case 2:
            face.PersonGroup(f"group-{number}", persons=os.environ["PEOPLE"], train=True)
        case remainder if remainder % 2:
            face.LargePersonGroup(f"large-group-{number}")
        case _:
            face.PersonGroup(f"group-{number}")
