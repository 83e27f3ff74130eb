"""Messages without the secrets of a program. The engine shows and saves messages as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pulumi_azure_face.lifecycle.inputs.rules import shorten_value

from .property_values import Properties

HIDDEN = "[secret]"
"""What the engine shows for a secret."""


def hide_secrets(message: str, properties: Properties) -> str:
    """Return a message in which the values of secret properties are hidden, in quotes or without."""
    texts = {text for name in properties.secrets for text in texts_of(properties.values.get(name))}
    if not texts:
        return message
    longest_first = sorted(texts, key=len, reverse=True)
    return re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", HIDDEN, message)


def texts_of(value: object) -> Iterator[str]:
    """Yield a value and its members as messages quote them."""
    yield shorten_value(value)
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts_of(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts_of(member)
