"""Eileen Collins, astronaut: enrolled by her portrait, which `portrait.py` saves, for `identify.py` to recognise."""

import pulumi
import pulumi_azure_face as face

crew = face.LargePersonGroup("crew", display_name="Crew of STS-114")
eileen = face.Person("eileen", group=crew, display_name="Eileen Collins", user_data="commander", faces=["portrait.jpg"])
training = face.Training("crew", container=crew, triggers=[eileen.revision])

pulumi.export("crew_id", crew.large_person_group_id)
pulumi.export("crew_ready", training.trained)  # resolves only when training has succeeded
