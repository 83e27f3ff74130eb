"""Enroll astronaut Eileen Collins by the portrait that `portrait.py` saves. `identify.py` recognizes her."""

import pulumi
import pulumi_azure_face as face

astronauts = face.LargePersonGroup("astronauts", display_name="Astronauts of STS-114")
eileen = face.Person(
    "eileen", group=astronauts, display_name="Eileen Collins", user_data="commander", faces=["portrait.jpg"]
)
training = face.Training("astronauts", container=astronauts, triggers=[eileen.revision])

pulumi.export("group_id", astronauts.large_person_group_id)
pulumi.export("group_ready", training.trained)  # resolves when training has succeeded
