"""The stacks to compare: their states, their configuration, and the folders of their projects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import ValidationError

from pulumi_azure_face.client.errors import ExpectedError
from pulumi_azure_face.stacks.deployment import Deployment, has_secret, read_exported_state
from pulumi_azure_face.stacks.pulumi_cli import PulumiCliError, selected_stack, stack_config, stack_deployment

from .report import StackRef

NEWEST_VERSION = 4  # of exported states
PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")


class UnreadableStackError(ExpectedError):
    """A stack or its configuration cannot be read."""


class InvalidStateError(ExpectedError):
    """A file is not an exported state."""


@dataclass(frozen=True)
class ComparedStack:
    """A stack to compare with its accounts."""

    ref: StackRef
    deployment: Deployment
    config: Mapping[str, str] = field(repr=False)
    """The configuration by full name. Empty for an exported state without a project."""
    folder: Path | None = None
    """The folder of the project, if it is known."""


def load_stack(name: str | None, folders: Iterable[Path]) -> ComparedStack:
    """Load a stack with the Pulumi CLI.

    Args:
        name: The name, also with the project (`organization/project/stack`); None for the selected stack.
        folders: The folders of projects. A name with a project selects the folder of that project.

    Raises:
        UnreadableStackError: The CLI cannot read it.
    """
    folder = find_folder(name, list(folders))
    try:
        deployment = parse(stack_deployment(name, folder=folder))
        if has_secret([dict(resource.outputs) for resource in deployment.ours()]):
            deployment = parse(stack_deployment(name, folder=folder, show_secrets=True))
        config = stack_config(name, folder)
        stack = deployment.stack or (name.rpartition("/")[2] if name else selected_stack(folder))
    except PulumiCliError as error:
        subject = f"the stack {name!r}" if name else "the selected stack"
        advice = "Install the Pulumi CLI, or pass an exported state with --state." if error.is_missing else ""
        raise UnreadableStackError(f"could not read {subject}: {error.details}. {advice}".strip()) from None
    # A state without resources does not say to which stack it belongs.
    ref = StackRef(project=deployment.project or project_name(folder) or "", stack=stack, source="--stack")
    return ComparedStack(ref, deployment, config, folder)


def find_folder(name: str | None, folders: list[Path]) -> Path:
    """Return the folder of the project that a stack's name contains, or the first folder."""
    parts = (name or "").split("/")
    if len(parts) == 3:  # organization/project/stack
        return next((folder for folder in folders if project_name(folder) == parts[1]), folders[0])
    return folders[0]


def project_name(folder: Path) -> str | None:
    for file in PROJECT_FILES:
        try:
            document = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError):
            continue
        return str(document.get("name")) if isinstance(document, dict) else None
    return None


def load_state(file: str, folders: Iterable[Path]) -> ComparedStack:
    """Load what `pulumi stack export` has written. Needs no CLI, unless the folder of the project is given.

    Args:
        file: The path, or `-` for standard input.
        folders: The folders of projects. The one that the state belongs to gives the configuration.

    Raises:
        InvalidStateError: The file is not an exported state.
        UnreadableStackError: The CLI cannot read the configuration of the project.
    """
    try:
        exported = read_exported_state(file)
    except OSError as error:
        raise InvalidStateError(f"could not read the state {file!r}: {error.strerror}") from None
    except ValidationError:
        advice = "Pass a file that `pulumi stack export` has written."
        raise InvalidStateError(f"could not read the state {file!r}: it is not an exported state. {advice}") from None
    if exported.version > NEWEST_VERSION:
        reason = f"its format has the version {exported.version}, but only versions up to {NEWEST_VERSION} are known"
        raise InvalidStateError(f"could not read the state {file!r}: {reason}. Update pulumi-azure-face")
    deployment = exported.deployment
    folder = next((folder for folder in folders if project_name(folder) == deployment.project), None)
    config: Mapping[str, str] = {}
    if folder is not None:
        try:
            config = stack_config(deployment.stack, folder)
        except PulumiCliError as error:
            problem = f"could not read the configuration in {str(folder)!r}: {error.details}"
            raise UnreadableStackError(problem) from None
    ref = StackRef(project=deployment.project, stack=deployment.stack, source=file)
    return ComparedStack(ref, deployment, config, folder)


def parse(deployment: Mapping[str, object]) -> Deployment:
    try:
        return Deployment.model_validate(deployment)
    except ValidationError:
        raise UnreadableStackError("could not read the stack: the format of its state is unknown") from None
