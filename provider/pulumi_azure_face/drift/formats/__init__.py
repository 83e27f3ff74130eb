"""The formats of a drift report: one module each, from a report to the text of a file.

`drift.report` decides what a report contains. A format adds nothing, and leaves out only what does not fit.
Start with `FORMATS`. The words and the order that the formats share are in `wording` and `grouping`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pulumi_azure_face.drift.formats import html, json, junit, markdown, sarif, table
from pulumi_azure_face.drift.formats.encoding import make_encodable
from pulumi_azure_face.drift.report import Report


def _format(render: Callable[[Report], str]) -> Callable[[Report], str]:
    return lambda report: render(make_encodable(report))


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "table": _format(table.render),
    "json": _format(json.render),
    "junit": _format(junit.render),
    "sarif": _format(sarif.render),
    "markdown": _format(markdown.render),
    "html": _format(html.render),
}
"""Functions that render a report, by the name of the format. Each result ends with a newline."""
