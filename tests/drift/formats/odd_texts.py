"""Reports with any text that Python can hold."""

from __future__ import annotations

from hypothesis import strategies as st

from drift.example_report import finding, report
from pulumi_azure_face.drift.report import FindingType, IgnoredFinding, Report, Unread

# Single letters that some format treats as markup, and any other, also lone surrogates and control characters.
LETTERS = st.sampled_from("|`*_[](){}<>&\"'\\@#~$!\n\r\t\x00\x1b\x85\u2028\u202e\ud800\ufffe") | st.characters(
    categories=None, codec=None
)
TEXTS = st.text(LETTERS, max_size=30)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report with the same odd text in every member that can have it."""
    text = draw(TEXTS)
    found = finding(
        draw(st.sampled_from(FindingType)),
        id="odd",
        name=draw(st.sampled_from([text, None])),
        resource_id=text,
        kind=draw(st.sampled_from(["PersonGroup", text])),
        endpoint=text,
        message=text,
        file=text,
        property=draw(st.sampled_from([text, None])),
        path=text,
        desired=text,
        actual=[text, {text: draw(st.floats())}],
        up=text,
        up_refresh=text,
        fix=text,
    )
    ignored = [IgnoredFinding(finding=found, reason=text)]
    unread = [Unread(what=text, reason=text)]
    return report([found], ignored=ignored, unread=unread, warnings=[text], is_strict=draw(st.booleans()))
