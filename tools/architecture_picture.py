"""Draw docs/pictures/architecture.svg.

    python -m tools.architecture_picture

Boxes have a background of their own, so that the picture is readable on a light and on a dark page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "architecture.svg"
WIDTH, HEIGHT = 920, 400
LINE = "#7d8590"
YOURS, PULUMI, OURS, SERVICE = "#fff4d6", "#ece8ff", "#dff3e4", "#dcecfb"


@dataclass(frozen=True)
class Box:
    """A box with a title and lines of text. Lengths are in pixels."""

    left: int
    top: int
    width: int
    height: int
    color: str
    title: str
    lines: tuple[str, ...] = ()

    def draw(self) -> Iterator[str]:
        center = self.left + self.width / 2
        yield (
            f'<rect x="{self.left}" y="{self.top}" width="{self.width}" height="{self.height}" rx="8" '
            f'fill="{self.color}" stroke="{LINE}"/>'
        )
        yield f'<text class="title" x="{center}" y="{self.top + 23}">{escape(self.title)}</text>'
        for number, line in enumerate(self.lines):
            yield f'<text x="{center}" y="{self.top + 44 + 18 * number}">{escape(line)}</text>'


@dataclass(frozen=True)
class Arrow:
    """An arrow between two points, with a label beside its middle."""

    start: tuple[int, int]
    end: tuple[int, int]
    label: str = ""
    offset: tuple[int, int] = (0, -7)

    def draw(self) -> Iterator[str]:
        (x1, y1), (x2, y2) = self.start, self.end
        yield f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{LINE}" stroke-width="2" marker-end="url(#tip)"/>'
        if self.label:
            x, y = (x1 + x2) / 2 + self.offset[0], (y1 + y2) / 2 + self.offset[1]
            yield f'<text class="label" x="{x}" y="{y}">{escape(self.label)}</text>'


SHAPES: tuple[Box | Arrow, ...] = (
    Box(20, 30, 190, 84, YOURS, "Your program", ("PersonGroup(...)", "LargeFaceList(...)")),
    Box(20, 200, 190, 84, YOURS, "Your photos", ("a folder, a glob,", "or a manifest")),
    Box(20, 330, 190, 48, YOURS, "People, pipelines"),
    Box(330, 30, 200, 62, PULUMI, "Pulumi engine", ("program - state = changes",)),
    Box(650, 30, 220, 62, PULUMI, "State of the stack", ("no photos, no key",)),
    Box(330, 150, 200, 228, OURS, "pulumi-azure-face"),
    Box(346, 184, 168, 40, "#ffffff", "host"),
    Box(346, 232, 168, 40, "#ffffff", "lifecycles"),
    Box(346, 280, 168, 40, "#ffffff", "client"),
    Box(346, 328, 168, 40, "#ffffff", "azure-face"),
    Box(650, 200, 220, 66, SERVICE, "Azure AI Face", ("containers, faces, training",)),
    Box(650, 312, 220, 66, SERVICE, "Emulator", ("the same API, in memory",)),
    Arrow((210, 62), (326, 62), "resources"),
    Arrow((530, 62), (646, 62), "reads, saves"),
    Arrow((430, 92), (430, 146), "check, diff, create", (68, 4)),
    Arrow((210, 244), (342, 252), "hashes", (0, -9)),
    Arrow((210, 354), (342, 349), "list, drift", (0, -9)),
    Arrow((530, 292), (646, 240), "requests", (-6, -12)),
    Arrow((530, 308), (646, 344), "or", (0, -9)),
)
STYLE = """
text { font-family: system-ui, sans-serif; font-size: 13px; fill: #24292f; text-anchor: middle }
.title { font-weight: 600; font-size: 14px }
.label { font-size: 12px; fill: #7d8590 }
"""


def draw() -> str:
    shapes = "\n".join(line for shape in SHAPES for line in shape.draw())
    tip = (
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M 0 0 L 10 5 L 0 10 z" fill="{LINE}"/></marker></defs>'
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    return f"{head}\n<title>The parts of pulumi-azure-face</title>\n<style>{STYLE}</style>\n{tip}\n{shapes}\n</svg>\n"


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
