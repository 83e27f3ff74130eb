"""The command `azure-face`."""


def main() -> None:
    """Run the command; its parts are imported only now, and each command's own only when it runs."""
    from .app import app

    app()
