"""One self-contained HTML page: summary, filter, and details, on screens and on paper.

Values come from the account, so the template escapes all of them, and the page's policy allows only its own style and
script. Without JavaScript everything is visible and only the filter is missing.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import JsonValue

from pulumi_azure_face.drift.formats import wording
from pulumi_azure_face.drift.formats.encoding import make_visible
from pulumi_azure_face.drift.formats.grouping import group_by_stack
from pulumi_azure_face.drift.report import FindingType, Report, Severity

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

COMMAND = re.compile("`([^`]+)`")
PAGE = files("pulumi_azure_face.drift.formats") / "page"

MEANINGS = {
    Severity.ERROR: "Searches fail or give wrong results",
    Severity.WARNING: "The account differs from the program",
    Severity.NOTE: "For information",
}


def render(report: Report) -> str:
    style, script = read("style.css"), read("filter.js")
    found = Counter(finding.severity for finding in report.findings)
    page = template().render(
        report=report,
        groups=list(group_by_stack(report)),
        policy=make_policy(style, script),
        style=style,
        script=script,
        tiles=[(severity.value, found[severity], MEANINGS[severity]) for severity in wording.SEVERITIES],
        types=count_types(report),
        location=wording.show_location,
        wording=wording,
    )
    return page.rstrip() + "\n"


@cache
def template() -> Template:
    from jinja2 import Environment, StrictUndefined  # takes longer to import than the other formats together

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"visible": make_visible, "value": show_value, "count": wording.count, "prose": show_prose}
    return environment.from_string(read("report.html.jinja"))


def count_types(report: Report) -> list[tuple[FindingType, int]]:
    found = Counter(finding.type for finding in report.findings)
    return [(kind, found[kind]) for kind in FindingType if found[kind]]


def make_policy(style: str, script: str) -> str:
    """Return a content security policy that allows this style and this script, and no request."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{digest(style)}'",
            f"script-src '{digest(script)}'",
            "img-src data:",  # the empty icon, so that browsers do not ask the server for one
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def show_value(value: JsonValue) -> str:
    """Return a value as JSON in lines."""
    return "\n".join(make_visible(line) for line in json.dumps(value, ensure_ascii=False, indent=2).split("\n"))


def show_prose(text: str) -> Markup:
    """Return a sentence with its commands in backticks as code."""
    from markupsafe import Markup, escape

    return Markup(COMMAND.sub(r"<code>\1</code>", str(escape(make_visible(text)))))  # noqa: S704 - escaped before


def read(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")
