"""Every resource there is, as the release that saved the state knew it."""

import pulumi
import pulumi_azure_face as face

staff = face.PersonGroup("staff", display_name="Staff", user_data="floor 3", persons="photos/staff", train=True)
team = face.PersonGroup("team", person_group_id="team-1", recognition_model="recognition_03")
visitors = face.LargeFaceList("visitors", faces="photos/visitors", train=True)
unwatched = face.Training("unwatched", container=visitors, triggers=["first"], wait=False)

pulumi.export("ready", staff.trained)
