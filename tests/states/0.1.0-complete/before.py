"""What stood before program.py: a group that stays in the account when it leaves the program."""

import pulumi
import pulumi_azure_face as face

kept = face.PersonGroup(
    "kept",
    person_group_id="kept",
    display_name="Kept",
    user_data="stays",
    opts=pulumi.ResourceOptions(retain_on_delete=True),
)
