"""Every resource type, a `get`, a skipped image, an unfinished gallery, an `Account` and a retained deletion."""

import pulumi
import pulumi_azure_face as face

settings = pulumi.Config("azure-face")
made = face.Account(endpoint=settings.require("endpoint"), key=settings.require_secret("key"))

# The group that before.py declared was retained when it left the program. Now it is only read.
kept = face.PersonGroup.get("theirs", "kept")

staff = face.PersonGroup("staff", display_name="Staff", persons="photos/staff", on_bad_image="skip", train=True)
branch = face.LargePersonGroup("branch", user_data="floor 3", account=made)
ann = face.Person("ann", group=branch, user_data='{"badge": 7}', faces=["photos/staff/ann/1.png"])
bob = face.Person("bob", group=branch, display_name="Bob")
side = face.Face("side", person=bob, image="photos/staff/bob/1.png", user_data="side", target_face=[1, 2, 20, 21])
branch_training = face.Training("branch", container=branch, triggers=[ann.revision, side.id], timeout=60)

watched = face.FaceList("watched", face_list_id="watched", recognition_model="recognition_03")
seen = face.Face("seen", container=watched, image=pulumi.FileAsset("photos/visitors/1.png"))
texted = face.Face("texted", container=watched, image="photos/visitors/2.png", user_data="kept")
entrance = face.Gallery("entrance", container=watched, source="photos/visitors")
visitors = face.LargeFaceList("visitors", faces="photos/visitors.csv", train=True, account=made)

# Last, because it fails: the service takes one of the two photos, and the gallery stays unfinished.
guests = face.LargeFaceList("guests")
finished = [staff.gallery, branch_training, seen, texted, entrance, visitors.training, kept]
half = face.Gallery(
    "half",
    container=guests,
    source="photos/half",
    opts=pulumi.ResourceOptions(depends_on=[one for one in finished if one is not None]),
)

pulumi.export("ready", staff.trained)
pulumi.export("ann", ann.person_id)
