"""A program in YAML that several tests deploy."""

from __future__ import annotations

VISITORS = """
    resources:
      visitors:
        type: azure-face:LargeFaceList
        properties: {largeFaceListId: visitors}
      guests:
        type: azure-face:Gallery
        properties: {container: "${visitors.ref}", source: photos}
      training:
        type: azure-face:Training
        properties: {container: "${visitors.ref}", triggers: ["${guests.revision}"]}
"""
"""A list that is filled from the folder `photos`, and trained."""
