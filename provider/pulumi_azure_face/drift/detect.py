"""Detect drift: load the stacks, read their accounts, compare, and apply the ignore rules."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import anyio
import anyio.to_thread

from pulumi_azure_face.client.account_client import open_client
from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import Account, InvalidSettingError
from pulumi_azure_face.client.accounts.endpoint import may_be_same_account
from pulumi_azure_face.client.request_counter import count_requests
from pulumi_azure_face.lifecycle.container import ContainerState
from pulumi_azure_face.lifecycle.face import FaceState
from pulumi_azure_face.lifecycle.gallery import GalleryState
from pulumi_azure_face.lifecycle.person import PersonState
from pulumi_azure_face.lifecycle.sources.desired import DesiredEntry
from pulumi_azure_face.lifecycle.training import TrainingState
from pulumi_azure_face.stacks.deployment import PLUGIN_TYPE_PREFIX

from .comparison.account import ComparedAccount, sorted_findings
from .comparison.containers import compare_container, missing_with_container
from .comparison.galleries import compare_gallery, has_other_faces
from .comparison.items import compare_face, compare_person
from .comparison.trainings import compare_training
from .comparison.unmanaged import find_unmanaged, in_scope
from .gallery_sources import read_desired
from .ignore_rules import IgnoreRule, apply_rules, expired_rule_warnings
from .managed import ManagedResource, UnreadableResourceError, managed_resources, parse_resource
from .report import Coverage, Finding, Report, Unread
from .snapshot import read_snapshot
from .stacks import ComparedStack, load_stack, load_state


@dataclass(frozen=True)
class DriftOptions:
    """What a check does and shows."""

    deep: bool = False
    """Whether to read every face of managed persons, to name the faces that are missing or added."""
    strict: bool = False
    """Whether notes, such as unmanaged containers, count as drift."""
    scope: Sequence[str] = ()
    """Glob patterns for the IDs of the containers that count as unmanaged. Empty for all."""
    show_names: bool = False
    """Whether the report may have names and texts of persons."""
    rules: Sequence[IgnoreRule] = ()
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    """The day that decides which rules have expired."""


def detect(
    stacks: Iterable[str] = (),
    states: Iterable[str | Path] = (),
    *,
    projects: Iterable[str | Path] = (),
    options: DriftOptions | None = None,
) -> Report:
    """Compare stacks with their accounts. Sends nothing but GET.

    ```python
    from pulumi_azure_face import drift

    report = drift.detect(stacks=["dev"])
    for finding in report.drift:
        print(finding.message)
    ```

    Args:
        stacks: The names of stacks. Without stacks and states, the selected stack of the first project.
        states: The paths of exported states.
        projects: The folders of the projects, whose configuration names the accounts; the environment adds to it.
            Without one, the current folder for stacks, and only the environment for exported states.
        options: What the check does and shows.

    Returns:
        All differences.

    Raises:
        ExpectedError: A stack or a setting cannot be read. Its text is one line.
    """
    folders = [Path(folder) for folder in projects]
    loaded = [
        *(load_state(str(file), folders) for file in states),
        *(load_stack(name, folders or [Path()]) for name in stacks),
    ]
    loaded = loaded or [load_stack(None, folders or [Path()])]
    return anyio.run(compare, without_duplicates(loaded), options or DriftOptions())


def without_duplicates(stacks: Iterable[ComparedStack]) -> list[ComparedStack]:
    """Return the stacks without those that were given twice, because each finding about them would be there twice."""
    unique: list[ComparedStack] = []
    for stack in stacks:
        resources = stack.deployment.resources
        if not resources or all(resources != other.deployment.resources for other in unique):
            unique.append(stack)
    return unique


async def compare(stacks: Sequence[ComparedStack], options: DriftOptions) -> Report:
    """Compare loaded stacks with their accounts.

    Raises:
        InvalidSettingError: No account is configured.
    """
    located = locate(stacks, os.environ)
    findings: list[Finding] = []
    coverage: list[Coverage] = []
    unread = located.unread
    for account, managed in located.accounts:
        with count_requests() as counter:
            async with open_client(account) as client:
                snapshot = await read_snapshot(client, managed, is_deep=options.deep)
        desired = await anyio.to_thread.run_sync(read_sources, managed) if options.deep else {}
        compared = ComparedAccount(snapshot, list(stacks), managed, options.deep, options.show_names, desired)
        findings += compare_account(compared, options.scope)
        unread += [*snapshot.unread, *compared.unread]
        coverage.append(coverage_of(compared, options.scope, counter.requests))
    visible, ignored = apply_rules(sorted_findings(findings), options.rules, options.today)
    return Report(
        created_at=datetime.now(UTC),
        is_deep=options.deep,
        is_strict=options.strict,
        stacks=[stack.ref for stack in stacks],
        coverage=coverage,
        findings=visible,
        ignored=ignored,
        unread=sorted(unread, key=lambda each: each.what),
        warnings=[*interrupted_run_warnings(stacks), *expired_rule_warnings(options.rules, options.today)],
    )


def interrupted_run_warnings(stacks: Sequence[ComparedStack]) -> Iterator[str]:
    """Yield a line for each stack whose last run was killed while it created resources: they count as unmanaged."""
    for stack in stacks:
        if count := len(stack.deployment.interrupted_creates()):
            created = f"{count} resources" if count > 1 else "a resource"
            yield (
                f"{stack.ref.project}/{stack.ref.stack}: the last run was interrupted while it created {created}. "
                f"Run `pulumi up --stack {stack.ref.stack}`, then check again"
            )


# --- accounts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LocatedResources:
    """The resources by account, and those whose account is not available."""

    accounts: list[tuple[Account, list[ManagedResource]]]
    unread: list[Unread]


def locate(stacks: Sequence[ComparedStack], environment: Mapping[str, str]) -> LocatedResources:
    """Group the resources by the accounts in which they were created. The default account is there without any."""
    accounts: dict[str, tuple[Account, list[ManagedResource]]] = {}
    unread: dict[Unread, None] = {}
    problem: InvalidSettingError | None = None
    for stack in stacks:
        try:
            account = configuration.resolve(stack.config, environment)
            accounts.setdefault(account.endpoint, (account, []))
        except InvalidSettingError as error:
            problem = problem or error
        for saved in managed_resources(stack):
            try:
                resource = parse_resource(stack, saved)
            except UnreadableResourceError as error:
                unread[Unread(what=f"{saved.class_name} {saved.id}", reason=str(error))] = None
                continue
            try:
                account = account_of(resource, environment)
            except InvalidSettingError as error:
                unread[unread_resource(resource, str(error))] = None
                problem = problem or error
                continue
            created_at = resource.state.endpoint
            if created_at and not may_be_same_account(created_at, account.endpoint):
                reason = f"It was created at {created_at}, but azure-face:endpoint is {account.endpoint}."
                unread[unread_resource(resource, reason)] = None
                continue
            accounts.setdefault(account.endpoint, (account, []))[1].append(resource)
    if not accounts and problem:
        raise problem
    return LocatedResources(list(accounts.values()), list(unread))


def account_of(resource: ManagedResource, environment: Mapping[str, str]) -> Account:
    """Return the account of a resource: as configured, or else the one with the endpoint in the state.

    An exported state does not come with the configuration of named accounts, and a resource of the plugin can have a
    provider with an endpoint of its own.
    """
    state, config = resource.state, resource.stack.config
    is_plugin = resource.saved.type.startswith(PLUGIN_TYPE_PREFIX)
    try:
        account = configuration.resolve(config, environment, state.account, state.account_key)
    except InvalidSettingError:
        if config or not (state.account and state.endpoint):
            raise
        return configuration.resolve(config, environment, state.endpoint)
    if is_plugin and state.endpoint and state.endpoint != account.endpoint:
        with suppress(InvalidSettingError):
            return configuration.resolve(config, environment, state.endpoint)
    return account


def unread_resource(resource: ManagedResource, reason: str) -> Unread:
    return Unread(what=f"{resource.class_name} {resource.resource_id}", reason=reason)


def read_sources(managed: Iterable[ManagedResource]) -> dict[str, list[DesiredEntry]]:
    """Return the sources of galleries by URN, as far as they are there and unchanged."""
    return {
        each.saved.urn: desired
        for each in managed
        if isinstance(each.state, GalleryState) and (desired := read_desired(each, each.state)) is not None
    }


# --- comparison -------------------------------------------------------------------------------------------------------


def compare_account(account: ComparedAccount, scope: Sequence[str]) -> list[Finding]:
    """Return all findings of one account."""
    findings = [finding for resource in account.managed for finding in compare_resource(account, resource)]
    return [*findings, *compare_trainings(account), *find_unmanaged(account, scope)]


def compare_trainings(account: ComparedAccount) -> Iterator[Finding]:
    changed = {
        each.container
        for each in account.managed
        if isinstance(each.state, GalleryState) and has_other_faces(account, each, each.state)
    }
    for each in account.managed:
        if isinstance(each.state, TrainingState):
            yield from compare_training(account, each, each.state, changed)


def compare_resource(account: ComparedAccount, resource: ManagedResource) -> Iterator[Finding]:
    """Yield the findings about a resource other than a training, or that its container is missing."""
    if not account.snapshot.is_readable(resource.container):
        return
    is_container = isinstance(resource.state, ContainerState)
    if not is_container and account.snapshot.container(resource.container) is None:
        yield missing_with_container(account, resource)
        return
    match resource.state:
        case ContainerState():
            yield from compare_container(account, resource)
        case PersonState() as state:
            yield from compare_person(account, resource, state)
        case FaceState() as state:
            yield from compare_face(account, resource, state)
        case GalleryState() as state:
            yield from compare_gallery(account, resource, state)


def coverage_of(account: ComparedAccount, scope: Sequence[str], requests: int) -> Coverage:
    snapshot = account.snapshot
    existing = {
        (kind, container_id)
        for kind, containers in snapshot.containers.items()
        for container_id in containers
        if in_scope(container_id, scope)
    }
    managed = {each.container for each in account.managed if isinstance(each.state, ContainerState)}
    return Coverage(
        endpoint=snapshot.endpoint,
        containers=len(existing),
        managed_containers=len(existing & managed),
        managed_resources=sum(snapshot.is_readable(each.container) for each in account.managed),
        requests=requests,
    )
