"""COUNT person groups through the provider plugin."""

import os

import pulumi

for number in range(int(os.environ["COUNT"])):
    pulumi.CustomResource("azure-face:index:PersonGroup", f"staff-{number}", {})
