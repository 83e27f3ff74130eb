"""A large person group from one folder of photos per person."""

import os

import pulumi_azure_face as face

face.LargePersonGroup("staff", persons=os.environ["PHOTOS"])
