"""A group that is filled from a folder of photos, and trained, through the provider plugin."""

import pulumi_azure_face_sdk as face

import pulumi

staff = face.PersonGroup("staff", display_name="Staff")
in_staff = pulumi.ResourceOptions(deleted_with=staff)
# The source is a folder with one folder of photos for each person.
people = face.Gallery("people", container=staff.ref, source="photos/staff", opts=in_staff)
training = face.Training("training", container=staff.ref, triggers=[people.revision], opts=in_staff)

pulumi.export("staffId", staff.person_group_id)
pulumi.export("persons", people.person_count)
pulumi.export("trained", training.trained)
