"""Save the portrait that scikit-image ships: a photo of NASA's, in the public domain."""

from pathlib import Path

from PIL import Image
from skimage import data

if __name__ == "__main__":
    pixels = data.astronaut()  # type: ignore[no-untyped-call]  # scikit-image is not typed
    Image.fromarray(pixels).save(Path(__file__).with_name("portrait.jpg"), quality=90)
