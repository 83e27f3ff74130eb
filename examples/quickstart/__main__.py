"""Staff to recognise and visitors to look up: two containers, filled from folders of photos and trained."""

import pulumi
import pulumi_azure_face as face

staff = face.PersonGroup("staff", display_name="Staff", persons="photos/staff", train=True)  # a folder per person
visitors = face.LargeFaceList("visitors", display_name="Visitors", faces="photos/visitors", train=True)

# An application asks the service by these ids ...
pulumi.export("staff_id", staff.person_group_id)
pulumi.export("visitors_id", visitors.large_face_list_id)
# ... and may do so once these are true: they resolve only when training has succeeded.
pulumi.export("staff_ready", staff.trained)
pulumi.export("visitors_ready", visitors.trained)
