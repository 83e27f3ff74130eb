"""The page of the emulator: options, admin routes, and fault rules."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields

from starlette.routing import Route

from pulumi_azure_face.emulator.admin import routes
from pulumi_azure_face.emulator.models import vision
from pulumi_azure_face.emulator.settings import Settings

from .docstrings import UndocumentedError
from .markdown import block, code, links_to_facts, page, table

ROUTE = re.compile(r"^(GET|POST|PUT|PATCH|DELETE)\s+(/_emulator/\S*)\s+(.*)$")


def pages() -> dict[str, str]:
    return {"emulator.md": emulator_page()}


def emulator_page() -> str:
    introduction, documented, rest = admin_text()
    real = {
        (method, f"/_emulator{route.path}")
        for route in routes.ROUTER.routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    if real != {(method, path.partition("?")[0]) for method, path, _ in documented}:
        raise UndocumentedError("the docstring of emulator/admin/routes.py does not list its routes")
    sections = (f"### {method} `{path}`\n\n{text}" for method, path, text in documented)
    return page(
        "Emulator",
        "`azure-face emulator` is a Face service in memory, for laptops and tests. It comes with the extra "
        "`pulumi-azure-face[emulator]`. The command's options are on the page "
        "[Command line](command-line.md#azure-face-emulator).",
        "It is strict: it rejects what the service is documented to reject. "
        "[What the service does](../face-api.md) has the facts, and says how the emulator applies them.",
        "## How it recognizes faces",
        *(inspect.getdoc(vision) or "").split("\n\n")[1:],
        "## Settings",
        "The fixture `face_emulator_settings` of the [pytest plugin](pytest-plugin.md) returns them. The command has "
        "an option for each.",
        table(["setting", "meaning", "default"], settings_rows()),
        "## Admin routes",
        introduction,
        *sections,
        "## Fault rules",
        *rest,
    )


def settings_rows() -> list[list[str]]:
    texts = dict(re.findall(r"^(\w+): (.*(?:\n    .*)*)", inspect.getdoc(Settings) or "", re.MULTILINE))
    names = [each.name for each in fields(Settings)]
    if sorted(names) != sorted(texts):
        raise UndocumentedError("the docstring of emulator.settings.Settings does not describe each setting")
    defaults = {each.name: each.default for each in fields(Settings)}
    return [[code(name), links_to_facts(texts[name]), code(repr(defaults[name]))] for name in names]


def admin_text() -> tuple[str, list[tuple[str, str, str]], list[str]]:
    """Split the docstring of the routes into its introduction, the routes, and the text after them."""
    introduction, _, text = (inspect.getdoc(routes) or "").partition("\n\n")
    table_text, _, rules = text.partition("\n\n")
    documented: list[tuple[str, str, str]] = []
    for line in table_text.splitlines():
        if found := ROUTE.match(line):
            documented.append((found[1], found[2], found[3]))
        else:
            method, path, description = documented.pop()
            documented.append((method, path, f"{description}\n{line.strip()}"))
    return introduction, [(method, path, route_text(text)) for method, path, text in documented], rest_of(rules)


def route_text(text: str) -> str:
    """Return the description of a route: a sentence, or the text with its JSON as it is written."""
    if "{" in text or "\n- " in text:
        return block(text, "text")
    return f"{text[0].upper()}{text[1:]}."


def rest_of(text: str) -> list[str]:
    """Return the paragraphs after the routes. Indented ones are examples."""
    return [
        block(inspect.cleandoc(f"\n{paragraph}"), "text") if paragraph.startswith("  ") else paragraph
        for paragraph in text.split("\n\n")
    ]
