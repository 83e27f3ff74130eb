"""A folder of photos for each person, declared in a line."""

import os

import pulumi_azure_face as face

face.LargePersonGroup("staff", persons=os.environ["PHOTOS"])
