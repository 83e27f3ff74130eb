"""Run the whole life of a stack with a real `pulumi` on the emulator, and leave nothing behind.

    .venv/bin/python examples/demo.py

The steps are in `journey/__main__.py`.
"""

import signal
import sys


def main() -> None:
    # Ctrl-C may end the program without cleanup until there is something to clean up.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from journey.isolation import run_journey

    sys.exit(run_journey())


if __name__ == "__main__":
    main()
