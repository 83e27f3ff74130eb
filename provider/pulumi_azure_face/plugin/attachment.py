"""The engine of a process that somebody started, such as one in a debugger (`PULUMI_DEBUG_PROVIDERS`).

The engine attaches to the same process in every command, and once for each provider of a program. Its calls do not say
which provider they mean, so a process serves several providers only if they have the same settings.
"""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_azure_face.client.errors import ExpectedError

ProviderSettings = tuple[bool, Mapping[str, object]]
"""Whether the program declares the provider, and its configuration."""


class SeveralProvidersError(ExpectedError):
    """A program has several providers with different settings, and one process for all of them."""

    def __init__(self) -> None:
        super().__init__(
            "could not configure the provider: the attached process serves one provider, and the program has several "
            "with different settings. Run the command without PULUMI_DEBUG_PROVIDERS, or remove the other providers"
        )


class Attachment:
    """The command that this process serves. An engine that starts the process does not attach."""

    def __init__(self) -> None:
        self._address: str | None = None
        self._providers: dict[str, ProviderSettings] = {}

    def begins_command(self, address: str) -> bool:
        """Whether another engine attaches, which runs the next command."""
        if address == self._address:
            return False
        self._address, self._providers = address, {}
        return True

    def end_command(self) -> None:
        """Let the next engine begin a command, even one with the same address."""
        self._address = None

    def add_provider(self, name: str, settings: ProviderSettings) -> None:
        # Added before the comparison: if two are configured at once, at least one of them meets the other.
        self._providers[name] = settings
        if any(other != settings for other in self._providers.values()):
            raise SeveralProvidersError
