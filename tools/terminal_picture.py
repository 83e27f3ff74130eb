"""Draw docs/pictures/up.svg: the output of a real `pulumi up` in a terminal, while it runs and at its end.

    python -m tools.terminal_picture

The program is that of README.md, on the emulator, with the photos of the quickstart.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from pulumi_azure_face.emulator import Settings, background

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "up.svg"
PHOTOS = ROOT / "examples" / "quickstart" / "photos"
WIDTH, HEIGHT = 134, 40  # characters
REQUESTS_PER_SECOND = "4"  # slow enough to see the progress of a few photos
SEQUENCE = re.compile(r"\x1b\[([?\d;]*)([A-Za-z])|\x1b[=>]|\x1b\][^\x07]*\x07|\r|\n|[^\x1b\r\n]+|\x1b")
PROGRESS = re.compile(r"enrolled (\d+) of (\d+)")


class Screen:
    """A terminal that knows the few sequences that the Pulumi CLI writes. Colors stay in the text of a line."""

    def __init__(self) -> None:
        self.lines = [""]
        self.row = 0
        self.is_at_start = True
        """Whether the next text replaces the line. The CLI always writes whole lines."""

    def write(self, text: str) -> None:
        for found in SEQUENCE.finditer(text):
            argument, command = found[1] or "", found[2]
            if found[0] == "\n":
                self.move(1)
            elif found[0] == "\r":
                self.is_at_start = True
            elif command == "A":
                self.move(-int(argument or 1))
            elif command == "J":
                del self.lines[self.row + 1 :]
            elif (command == "K" and self.is_at_start) or command == "m" or not found[0].startswith("\x1b"):
                self.lines[self.row] = ("" if self.is_at_start else self.lines[self.row]) + (
                    "" if command == "K" else found[0]
                )
                self.is_at_start = self.is_at_start and command == "K"

    def move(self, rows: int) -> None:
        self.row = max(0, self.row + rows)
        self.lines += [""] * (self.row + 1 - len(self.lines))
        self.is_at_start = True

    def text(self) -> str:
        return "\n".join(self.lines).rstrip()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, background(Settings()) as emulator:
        project = Path(folder, "quickstart")
        environment = prepare(project, emulator.url, emulator.key)
        frames = list(run_on_terminal(project, environment, "pulumi", "up", "--yes", "--skip-preview"))
    draw([best_frame(frames), frames[-1]])


def prepare(project: Path, url: str, key: str) -> dict[str, str]:
    """Create the project with a stack, and return the environment of its commands."""
    shutil.copytree(PHOTOS, project / "photos")
    (project / "Pulumi.yaml").write_text("name: quickstart\nruntime: python\n")
    (project / "__main__.py").write_text(first_program())
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TERM": "xterm-256color",
        "PULUMI_BACKEND_URL": project.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "a passphrase",
        "PULUMI_HOME": str(project / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "XDG_CACHE_HOME": str(project / "cache"),
        "XDG_STATE_HOME": str(project / "local"),
        "AZURE_FACE_ENDPOINT": url,
        "AZURE_FACE_KEY": key,
    }
    for command in ("stack init dev", f"config set azure-face:requestsPerSecond {REQUESTS_PER_SECOND}"):
        subprocess.run(["pulumi", *command.split()], cwd=project, env=environment, check=True, capture_output=True)
    return environment


def first_program() -> str:
    [program, *_] = re.findall(r"```python[^\n]*\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    return str(program)


def run_on_terminal(folder: Path, environment: dict[str, str], *command: str) -> Iterator[str]:
    """Run a command on a terminal, and yield what the screen shows after each write."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    screen = Screen()
    while True:
        try:
            data = os.read(controller, 65536)
        except OSError:  # Linux reports a closed terminal as an error
            break
        screen.write(data.decode(errors="replace"))
        yield screen.text()
    os.close(controller)
    if process.wait():
        sys.exit(f"`{' '.join(command)}` failed:\n{screen.text()}")


def best_frame(frames: list[str]) -> str:
    """Return the frame in which the most galleries are being filled, the latest of these."""

    def progress(frame: str) -> tuple[int, int]:
        running = [int(done) for done, total in PROGRESS.findall(frame) if done != total]
        return len(running), sum(running)

    best = max(frames, key=progress)
    if not progress(best)[0]:
        sys.exit("the run showed no progress; run it again")
    return best


def draw(frames: list[str]) -> None:
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w", encoding="utf-8"), force_terminal=True)  # noqa: SIM115, PTH123
    console.print(Text.from_ansi("\x1b[1m$ pulumi up --yes --skip-preview\x1b[0m"))
    running, ended = frames
    console.print(Text.from_ansi(running))
    console.print(Text.from_ansi("\n\x1b[2m... a few seconds later:\x1b[0m\n"))
    console.print(Text.from_ansi(ended))
    PICTURE.parent.mkdir(exist_ok=True)
    svg = console.export_svg(title="pulumi up", unique_id="up")
    PICTURE.write_text(without_web_fonts(svg), encoding="utf-8")


def without_web_fonts(svg: str) -> str:
    """Remove the fonts that rich loads from another host."""
    svg = re.sub(r"@font-face \{.*?\}\n?", "", svg, flags=re.DOTALL)
    return re.sub(r"font-family: Fira Code, monospace", "font-family: ui-monospace, Menlo, Consolas, monospace", svg)


if __name__ == "__main__":
    main()
