"""See it work: a real `pulumi up` on the emulator, from nothing and back. Leaves nothing behind, however it ends.

    .venv/bin/python examples/demo.py

What happens is told in `journey/__main__.py`.
"""

import signal
import sys


def main() -> None:
    # Until there is something to clean up, Ctrl-C simply ends the program.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from journey.stage import play

    sys.exit(play())


if __name__ == "__main__":
    main()
