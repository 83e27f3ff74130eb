"""Save the public-domain NASA portrait that ships with scikit-image."""

from pathlib import Path

from PIL import Image
from skimage import data

if __name__ == "__main__":
    pixels = data.astronaut()  # type: ignore[no-untyped-call]  # scikit-image is not typed
    Image.fromarray(pixels).save(Path(__file__).with_name("portrait.jpg"), quality=90)
