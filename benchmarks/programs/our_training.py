"""A large face list with training."""

import os

import pulumi_azure_face as face

face.LargeFaceList("visitors", faces=os.environ["PHOTOS"], train=True)
