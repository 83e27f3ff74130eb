"""Messages of the lifecycles with the names that a program of any language uses."""

from __future__ import annotations

import re

from pulumi_azure_face.adapter.plugin_resources import to_camel_case
from pulumi_azure_face.client.kinds import KINDS

NAMES = (
    *(kind.id_input for kind in KINDS.values()),
    "custom_timeouts",
    "detection_model",
    "display_name",
    "on_bad_image",
    "person_id",
    "persisted_face_id",
    "recognition_model",
    "session_id",
    "with_verify",
)
"""Names that messages contain anywhere. Those of columns in a manifest are not among them: they are the same in every
language.
"""
PYTHON_PHRASES = {
    "LargeFaceList: faces=...": "LargeFaceList",
    "True or False": "true or false",
    "adopt='always'": "`adopt: always`",
    "got bool": "got boolean",
    "got dict": "got object",
    "got float": "got number",
    "got int": "got number",
    "got str": "got string",
    "person=...": "person",
    "pulumi import --file": "pulumi import",
    "train=True or the Training": "the Training",
}
"""Phrases of messages that are valid only in Python, and those for programs of any language."""
REPLACEMENTS = PYTHON_PHRASES | {name: to_camel_case(name) for name in NAMES}
QUOTED_OR_REPLACED = re.compile(rf"(?<!\w)'[^']*'|\b(?P<phrase>{'|'.join(map(re.escape, REPLACEMENTS))})(?!\w)")
"""A value in quotes, such as the path of a photo, stays as it is."""


def rename_input(problem: str) -> str:
    """Return a problem with an input, which begins with the name of the input, as the program spells it."""
    name, space, rule = problem.partition(" ")
    return rename_all(f"{to_camel_case(name)}{space}{rule}")


def rename_all(message: str) -> str:
    return QUOTED_OR_REPLACED.sub(lambda match: REPLACEMENTS.get(match["phrase"], match[0]), message)
