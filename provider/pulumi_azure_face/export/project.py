"""An export: an account as a project that Pulumi can run, and the file that imports its resources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import anyio.to_thread

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.process_context import ProcessContext

from .account import Selection, read_account
from .declarations import Declaration, Declarer
from .files import IMPORT, NAMES, PROGRAM, PROJECT, PROJECT_TEXT, ensure_replaceable, with_checksum, write_all
from .import_file import import_file
from .names import Names
from .program import program
from .sources import find_sources


@dataclass(frozen=True)
class ExportOptions:
    """What to export."""

    selection: Selection = field(default_factory=Selection)
    names_file: Path | None = None
    """The file of names; None for `names.json` in the folder of the project."""
    with_persons: bool = False
    photos: Path | None = None
    """The folder with the sources of galleries."""
    account_name: str | None = None
    """The name of the account in the stack's configuration, or None for the default account."""


def ignore_text(text: str) -> None:
    """Do nothing."""


async def export_project(
    client: AccountClient, folder: Path, options: ExportOptions, progress: Callable[[str], None] = ignore_text
) -> list[Declaration]:
    """Read the account, and write the project into a folder. Sends no request that changes anything.

    Raises:
        InvalidInputError: The folder has files of somebody else, or the file of names is damaged. Nothing was read.
        FaceError: The account could not be read, or a file could not be written.
    """
    ensure_replaceable(folder)
    names_file = options.names_file or folder / NAMES
    names = Names.read(names_file)
    with_all_content = options.with_persons or options.photos is not None
    account = await read_account(client, options.selection, with_all_content=with_all_content, progress=progress)
    sources = await anyio.to_thread.run_sync(find_sources, options.photos, folder) if options.photos else {}
    call = reading_context(client)
    declarer = Declarer(account, names, call, options.account_name, options.with_persons, sources)
    declarations = await declarer.declare()
    project = {} if (folder / PROJECT).exists() else {folder / PROJECT: PROJECT_TEXT}
    write_all(
        {
            **project,
            names_file: names.text(),
            folder / PROGRAM: with_checksum(program(client.account.endpoint, declarations)),
            folder / IMPORT: import_file(declarations),
        }
    )
    return declarations


def reading_context(client: AccountClient) -> CallContext:
    """Return a context for lifecycles that only read the account."""
    return CallContext(client, LiveResources(), ProcessContext())
