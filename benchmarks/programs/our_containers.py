"""COUNT person groups."""

import os

import pulumi_azure_face as face

for number in range(int(os.environ["COUNT"])):
    face.PersonGroup(f"staff-{number}")
