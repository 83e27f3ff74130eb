"""Whether the provider classes that states contain can be loaded.

A dynamic resource has its provider in the state, as a base64 pickle, and the engine unpickles it for each later call.
A pickle runs any code when it is loaded, so it is only parsed here, and only classes of this package are imported.
"""

from __future__ import annotations

import base64
import binascii
import importlib.util
import pickletools
from collections import defaultdict
from dataclasses import dataclass

from pulumi_azure_face.stacks.deployment import SavedResource, has_secret

from .examination import Examination
from .results import Result, failure, ok, warning
from .sdk import read_sdk

PROPERTY = "__provider"
DYNAMIC_TYPE = "pulumi-python:dynamic"
PACKAGE = "pulumi_azure_face"
BY_VALUE_PACKAGES = ("dill", "cloudpickle")
"""A pickle begins with a function of these if it contains the class itself, because no module could be imported."""
MAX_NAMES = 3
VERSION_CURE = "Use the version of pulumi-azure-face that wrote the state, or a newer one."
RESTORE_CURE = "The state was damaged or edited: import a backup (`pulumi stack import --file`)."


class UnreadablePickleError(Exception):
    """The saved provider is no pickle that names a class. The text says why."""


@dataclass(frozen=True)
class SavedProvider:
    """A provider class that a resource names."""

    resource: SavedResource
    module: str
    name: str

    @property
    def is_ours(self) -> bool:
        return self.module.partition(".")[0] == PACKAGE

    @property
    def is_by_value(self) -> bool:
        """Whether the class itself is in the pickle: that of a plain dynamic provider in the program."""
        return self.module == "__main__" or self.module.partition(".")[0] in BY_VALUE_PACKAGES

    @property
    def reference(self) -> str:
        return f"{self.module}:{self.name}"


async def check(examination: Examination) -> Result:
    dynamic = [
        resource
        for deployment in examination.deployments
        for resource in deployment.resources
        if resource.type.startswith(DYNAMIC_TYPE) and not resource.is_read
    ]
    problems, providers = read_providers(dynamic)
    own = sorted({provider.reference for provider in providers if provider.is_ours})
    unloadable = (await read_sdk(*own)).unloadable
    cure = RESTORE_CURE if problems else ""
    for provider in providers:
        if provider.reference in unloadable:
            cure = cure or VERSION_CURE
            problems[unloadable[provider.reference]].append(provider.resource)
        elif provider.resource.class_name and not provider.is_ours:
            cure = cure or RESTORE_CURE
            problems[foreign_problem(provider)].append(provider.resource)
    if problems:
        lines = "; ".join(listed(problem, found) for problem, found in problems.items())
        return failure(f"could not load saved providers: {lines}", cure)
    encrypted = sum(is_encrypted(resource) for resource in dynamic)
    return others([provider for provider in providers if not provider.is_ours], len(providers), encrypted)


def others(foreign: list[SavedProvider], count: int, encrypted: int) -> Result:
    """Return the result for a state whose own providers load: what is known about those of other packages."""
    by_value = sum(provider.is_by_value for provider in foreign)
    modules = sorted({provider.module for provider in foreign if not provider.is_by_value})
    absent = [module for module in modules if not is_installed(module)]
    found = f"the providers of {count - len(foreign):,} resources load"
    if by_value:
        found += f"; plain dynamic providers with their class in the state (`__main__`): {by_value:,}"
    if encrypted:
        found += f"; encrypted providers of other packages: {encrypted:,}"
    if absent:
        return warning(
            f"{found}; the modules of other dynamic providers are not installed here: {', '.join(absent)}",
            "If `pulumi` runs in this environment, install the packages of these modules.",
        )
    if modules:
        found += f"; providers of other packages were not checked: {', '.join(modules)}"
    return ok(found)


def is_installed(module: str) -> bool:
    """Whether the top-level package of a module exists. Nothing of it is imported."""
    try:
        return importlib.util.find_spec(module.partition(".")[0]) is not None
    except (ImportError, ValueError):
        return False


def read_providers(
    resources: list[SavedResource],
) -> tuple[defaultdict[str, list[SavedResource]], list[SavedProvider]]:
    """Return the resources whose provider cannot be read, by problem, and the other providers."""
    problems: defaultdict[str, list[SavedResource]] = defaultdict(list)
    providers: list[SavedProvider] = []
    for resource in resources:
        if is_encrypted(resource):
            continue
        try:
            module, name = read_class(saved_provider(resource))
        except UnreadablePickleError as error:
            problems[str(error)].append(resource)
        else:
            providers.append(SavedProvider(resource, module, name))
    return problems, providers


def saved_provider(resource: SavedResource) -> object:
    return resource.outputs.get(PROPERTY, resource.inputs.get(PROPERTY))


def is_encrypted(resource: SavedResource) -> bool:
    """Whether the provider is a secret. That is the default of the SDK, but ours are no secrets."""
    return has_secret(saved_provider(resource))


def read_class(saved: object) -> tuple[str, str]:
    """Return module and name of the first global of a pickle, without loading it."""
    if not isinstance(saved, str):
        raise UnreadablePickleError("no provider is saved")
    strings: list[str] = []
    try:
        for opcode, argument, _ in pickletools.genops(base64.b64decode(saved, validate=True)):
            if opcode.name == "GLOBAL":
                module, _, name = str(argument).partition(" ")
                return module, name
            if opcode.name == "STACK_GLOBAL" and len(strings) >= 2:
                return strings[-2], strings[-1]
            if isinstance(argument, str):
                strings.append(argument)
    except (ValueError, binascii.Error) as error:
        raise UnreadablePickleError(f"the saved provider is damaged ({type(error).__name__})") from None
    raise UnreadablePickleError("the saved provider names no class")


def foreign_problem(provider: SavedProvider) -> str:
    if provider.is_by_value:
        return "the class is in the state (`__main__`), as that of a plain dynamic provider"
    return f"the class {provider.name} belongs to another package ({provider.module})"


def listed(problem: str, resources: list[SavedResource]) -> str:
    names = ", ".join(map(describe, resources[:MAX_NAMES]))
    rest = f" and {len(resources) - MAX_NAMES:,} more" if len(resources) > MAX_NAMES else ""
    return f"{names}{rest}: {problem}"


def describe(resource: SavedResource) -> str:
    """Name a resource. A person's and a face's name is often that of a person, so their ID stands for it."""
    is_about_a_person = resource.class_name in ("Person", "Face")
    return f"{resource.class_name or resource.type} {resource.id if is_about_a_person else resource.logical_name!r}"
