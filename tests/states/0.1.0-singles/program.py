import pulumi
import pulumi_azure_face as face

people = face.LargePersonGroup("people", large_person_group_id="people", train=False)
watched = face.FaceList("watched", display_name="Watched", user_data="door 3")
ann = face.Person("ann", group=people, user_data="ann@example.com", faces=["photos/ann.jpg"])
bob = face.Person("bob", group=people, display_name="Bob")
side = face.Face("side", person=bob, image="photos/ann.jpg", user_data="side", target_face=[1, 2, 20, 21])
seen = face.Face("seen", container=watched, image=pulumi.FileAsset("photos/ann.jpg"), detection_model="detection_02")
texted = face.Face("texted", container=watched, image="photos/ann.jpg", user_data="kept")
trained = face.Training("people", container=people, triggers=[ann.revision, side.id], timeout=60)
