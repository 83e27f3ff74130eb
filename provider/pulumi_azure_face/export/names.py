"""Names of resources in the exported program, which are also the names of its variables.

A name comes from the display name. The file of names keeps it: a later export uses the same name, whatever the display
name is by then.
"""

from __future__ import annotations

import builtins
import json
import keyword
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pulumi_azure_face.queries.validation import InvalidInputError

MAX_LENGTH = 50  # characters; a display name can have 128 and would make lines unreadable
RESERVED = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "face", "pulumi", "pulumi_azure_face"})
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
    | {"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "\u0131": "i"}
)
"""Latin letters that Unicode does not decompose into a basic letter and an accent."""

NamesByKey = dict[str, dict[str, str]]
"""Names by the class of a resource and its ID in the account. The ID of a child starts with its container."""

_ADAPTER: TypeAdapter[NamesByKey] = TypeAdapter(NamesByKey)


class Names:
    """The names of one export. Each is a valid identifier, and no two are equal."""

    def __init__(self, saved: NamesByKey) -> None:
        self._names = {class_name: dict(names) for class_name, names in saved.items()}
        self._taken = {name for names in self._names.values() for name in names.values()}
        self._counters: dict[str, int] = {}

    @classmethod
    def read(cls, file: Path) -> Names:
        """Read the names of an earlier export, if there was one.

        Raises:
            InvalidInputError: The file is damaged, or a name cannot be one.
        """
        try:
            saved = _ADAPTER.validate_json(file.read_bytes())
        except FileNotFoundError:
            return cls({})
        except OSError as error:
            raise InvalidInputError(f"--names {file}", f"cannot be read: {error.strerror}") from None
        except ValidationError:
            rule = "is not a JSON object of names by class and ID. Repair it, or delete it to choose new names"
            raise InvalidInputError(f"--names {file}", rule) from None
        seen: set[str] = set()
        for class_name, names in saved.items():
            for resource_id, name in names.items():
                if problem := problem_of(name, seen):
                    where = f"{class_name} {resource_id!r}: {name!r} {problem}"
                    raise InvalidInputError(f"--names {file}", f"has an invalid name: {where}. Choose another one")
                seen.add(name)
        return cls(saved)

    def assign(self, class_name: str, resource_id: str, base: str) -> str:
        """Return the name of a resource: the saved one, or a new one that starts with `base`."""
        names = self._names.setdefault(class_name, {})
        if resource_id not in names:
            names[resource_id] = self._unused(base)
        return names[resource_id]

    def id_of(self, class_name: str, name: str) -> str | None:
        """Return the ID of the resource that has a name."""
        return next((each for each, other in self._names.get(class_name, {}).items() if other == name), None)

    def discard(self, is_gone: Callable[[str, str], bool]) -> None:
        """Remove the names of resources that are not in the account any more."""
        for class_name, names in self._names.items():
            for resource_id in [one for one in names if is_gone(class_name, one)]:
                self._taken.discard(names.pop(resource_id))

    def text(self) -> str:
        """Return the content of the file."""
        names = {class_name: names for class_name, names in self._names.items() if names}
        return json.dumps(names, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    def _unused(self, base: str) -> str:
        base = f"{base}_" if base in RESERVED else base
        name = base
        while name in self._taken:
            self._counters[base] = self._counters.get(base, 1) + 1
            name = f"{base.rstrip('_')}_{self._counters[base]}"
        self._taken.add(name)
        return name


def problem_of(name: str, others: set[str]) -> str | None:
    if not name.isidentifier() or name in RESERVED:
        return "is not a valid Python identifier, or is reserved"
    return "is used twice" if name in others else None


def identifier(text: str, fallback: str, prefix: str) -> str:
    """Return an identifier that looks like a text.

    Args:
        text: The display name.
        fallback: The ID, for a text without any Latin letter.
        prefix: What comes before a name that starts with a digit.
    """
    name = plain(text)
    if not re.search("[a-z]", name):
        name = plain(fallback)
    name = name[:MAX_LENGTH].rstrip("_")
    return name if name[:1].isalpha() else f"{prefix}_{name}".rstrip("_")


def plain(text: str) -> str:
    """Return the ASCII letters and digits of a text, in lower case and with underscores between words."""
    ascii_text = unicodedata.normalize("NFKD", text.translate(LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", ascii_text.lower()).strip("_")
