"""Create a person group of staff and a large face list of visitors from folders of photos, and train both."""

import pulumi
import pulumi_azure_face as face

staff = face.PersonGroup("staff", display_name="Staff", persons="photos/staff", train=True)  # one folder per person
visitors = face.LargeFaceList("visitors", display_name="Visitors", faces="photos/visitors", train=True)

# An application calls the service with these ids.
pulumi.export("staff_id", staff.person_group_id)
pulumi.export("visitors_id", visitors.large_face_list_id)
# These outputs resolve when training has succeeded. From then on an application can use the ids.
pulumi.export("staff_ready", staff.trained)
pulumi.export("visitors_ready", visitors.trained)
