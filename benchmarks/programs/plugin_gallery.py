"""A large person group from one folder of photos per person, through the provider plugin."""

import os

import pulumi

staff = pulumi.CustomResource("azure-face:index:LargePersonGroup", "staff", {"ref": None})
gallery = {"container": staff.ref, "source": os.environ["PHOTOS"]}  # type: ignore[attr-defined]
pulumi.CustomResource("azure-face:index:Gallery", "staff", gallery)
