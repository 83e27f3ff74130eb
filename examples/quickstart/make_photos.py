"""Create the photos of the quickstart: crops of a public-domain NASA portrait, and drawings of fictional people.

The same library versions create identical files. Existing files are kept.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

PHOTOS = Path(__file__).resolve().parent / "photos"
SIDE = 384  # pixels; a face covers about half of it, far above the service's minimum of 36 pixels
DRAWN_SIDE = 2 * SIDE  # drawn larger and scaled down, for smooth edges
STRAIGHT, LEFT, RIGHT = 0, -1, 1


@dataclass(frozen=True)
class Crop:
    """A square crop of scikit-image's portrait of Eileen Collins, mirrored if requested."""

    left: int
    top: int
    side: int
    mirrored: bool = False

    def picture(self) -> Image:
        from PIL import ImageOps

        square = portrait().crop((self.left, self.top, self.left + self.side, self.top + self.side))
        return ImageOps.mirror(square) if self.mirrored else square


@cache
def portrait() -> Image:
    """Read the portrait from the files of scikit-image, because importing `skimage.data` takes a second."""
    from PIL import Image

    with (files("skimage") / "data" / "astronaut.png").open("rb") as file:
        return Image.open(file).convert("RGB")


@dataclass(frozen=True)
class Sitter:
    """A fictional person. `width` is relative to the height of the face; the hair ends at height `hair`."""

    skin: str
    hair_color: str
    eyes: str
    shirt: str
    width: float
    hair: float


@dataclass(frozen=True)
class Drawing:
    """A portrait of a fictional person who faces straight ahead, left, or right."""

    sitter: Sitter
    direction: int = STRAIGHT

    def picture(self) -> Image:
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (DRAWN_SIDE, DRAWN_SIDE), "#c3c9cd")
        canvas = ImageDraw.Draw(image, "RGBA")  # RGBA mode allows translucent shades
        for shape in (*bust(self.sitter), *features(self.sitter, 0.5 + 0.035 * self.direction)):
            canvas.chord(shape.box(), *shape.angles, fill=shape.color)
        return image


WHOLE, UPPER, LOWER = (0, 360), (180, 360), (0, 180)  # degrees, clockwise from the right


@dataclass(frozen=True)
class Shape:
    """An ellipse or half an ellipse. Lengths are fractions of the picture's side."""

    x: float
    y: float
    width: float
    height: float
    color: str
    angles: tuple[int, int] = WHOLE

    def box(self) -> tuple[float, float, float, float]:
        half_width, half_height = self.width / 2, self.height / 2
        edges = (self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height)
        left, top, right, bottom = (DRAWN_SIDE * edge for edge in edges)
        return left, top, right, bottom


FACE_HEIGHT = 0.56


def bust(sitter: Sitter) -> Iterator[Shape]:
    """Yield hair, shoulders, neck, ears, face, and bangs, from back to front."""
    face = sitter.width * FACE_HEIGHT
    yield Shape(0.5, (0.14 + sitter.hair) / 2, face + 0.12, sitter.hair - 0.14, sitter.hair_color)
    yield Shape(0.5, 1.08, 0.95, 0.56, sitter.shirt)
    yield Shape(0.5, 0.78, 0.2, 0.26, sitter.skin)
    for side in (LEFT, RIGHT):
        yield Shape(0.5 + side * face / 2, 0.5, 0.07, 0.13, sitter.skin)
    yield Shape(0.5, 0.48, face, FACE_HEIGHT, sitter.skin)
    yield Shape(0.5, 0.33, face + 0.03, 0.3, sitter.hair_color, UPPER)


def features(sitter: Sitter, middle: float) -> Iterator[Shape]:
    """Yield brows, eyes, nose, and mouth around the visible middle of the face."""
    for side in (LEFT, RIGHT):
        x = middle + side * sitter.width * 0.15
        yield Shape(x, 0.405, 0.1, 0.035, sitter.hair_color, UPPER)
        yield Shape(x, 0.45, 0.085, 0.045, "white")
        yield Shape(x + (middle - 0.5) / 3, 0.45, 0.042, 0.042, sitter.eyes)
        yield Shape(x + (middle - 0.5) / 3, 0.45, 0.018, 0.018, "black")
    yield Shape(middle, 0.54, 0.055, 0.05, "#00000030", LOWER)
    yield Shape(middle, 0.62, 0.17, 0.09, "#a8434a", LOWER)
    yield Shape(middle, 0.622, 0.13, 0.035, "white", LOWER)


BEN = Sitter("#8d5a3b", "#1d1512", "#3a2415", "#2f5d8a", 0.74, 0.50)
CHLOE = Sitter("#f0c9a8", "#b5652b", "#3f7a52", "#7a3e63", 0.70, 0.88)
DANA = Sitter("#d9a77d", "#3b2618", "#5a3a1f", "#c08a2d", 0.78, 0.72)
VISITORS = (
    Sitter("#5f3b28", "#0f0c0b", "#2a1a12", "#b23a3a", 0.72, 0.46),
    Sitter("#f3d3bd", "#d8b45c", "#4a7fb0", "#3d6b5c", 0.66, 0.80),
    Sitter("#e5b88f", "#8a8a8c", "#5b6770", "#40444d", 0.80, 0.55),
    Sitter("#c68d60", "#241a14", "#4b2f1b", "#5a7d2b", 0.68, 0.94),
    Sitter("#edc3a0", "#6b3a20", "#3d5f3f", "#20607a", 0.76, 0.62),
)

PICTURES: dict[str, Crop | Drawing] = {
    "staff/eileen/1.jpg": Crop(96, 0, 264),
    "staff/eileen/2.jpg": Crop(110, 8, 232, mirrored=True),
    "staff/eileen/3.jpg": Crop(134, 16, 180),
    "staff/ben/1.jpg": Drawing(BEN),
    "staff/ben/2.jpg": Drawing(BEN, LEFT),
    "staff/ben/3.jpg": Drawing(BEN, RIGHT),
    "staff/chloe/1.jpg": Drawing(CHLOE),
    "staff/chloe/2.jpg": Drawing(CHLOE, RIGHT),
    **{f"visitors/{number}.jpg": Drawing(sitter) for number, sitter in enumerate(VISITORS, 1)},
    # Not enrolled yet: move the folder `dana` to `staff`, and the next `pulumi up` enrolls her.
    "newcomers/dana/1.jpg": Drawing(DANA),
    "newcomers/dana/2.jpg": Drawing(DANA, LEFT),
}


def main() -> None:
    missing = {PHOTOS / path: picture for path, picture in PICTURES.items() if not (PHOTOS / path).exists()}
    for path, picture in missing.items():
        save(picture.picture(), path)
    if missing:
        print(f"created {len(missing)} photos in {PHOTOS}")


def save(picture: Image, path: Path) -> None:
    """Write to a temporary file and rename it, so that an interrupted run leaves no truncated photo."""
    encoded = io.BytesIO()
    picture.resize((SIDE, SIDE)).save(encoded, "JPEG", quality=90)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(encoded.getvalue())
    partial.replace(path)


if __name__ == "__main__":
    main()
