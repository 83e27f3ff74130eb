"""Which command and which providers an attached process serves."""

from __future__ import annotations

import pytest

from pulumi_azure_face.plugin.attachment import Attachment, ProviderSettings, SeveralProvidersError

FIRST, SECOND = "127.0.0.1:1", "127.0.0.1:2"
DEFAULT: ProviderSettings = (False, {})
LAB: ProviderSettings = (True, {"endpoint": "https://lab.cognitiveservices.azure.com"})


def test_each_provider_of_a_command_attaches() -> None:
    """An engine that attaches again still runs the same command. Another engine runs the next one."""
    attachment = Attachment()
    assert [attachment.begins_command(address) for address in (FIRST, FIRST, SECOND, SECOND)] == [
        True, False, True, False
    ]  # fmt: skip


def test_canceled_command_is_over() -> None:
    """After a cancellation, which also ends each command, an engine runs another one, even at the same address."""
    attachment = Attachment()
    attachment.begins_command(FIRST)
    attachment.end_command()
    assert attachment.begins_command(FIRST)


def test_providers_with_the_same_settings_share_a_process() -> None:
    """The engine has several default providers if SDKs have several versions."""
    attachment = Attachment()
    attachment.add_provider("default", DEFAULT)
    attachment.add_provider("default_0_1_0", DEFAULT)


def test_providers_with_other_settings_are_refused() -> None:
    """A call does not say which provider it means, so it could go to the wrong account."""
    attachment = Attachment()
    attachment.add_provider("default", DEFAULT)
    with pytest.raises(SeveralProvidersError, match="serves one provider"):
        attachment.add_provider("lab", LAB)


def test_changed_settings_of_one_provider_are_taken() -> None:
    """A provider whose key was rotated is configured with both keys in one command."""
    attachment = Attachment()
    attachment.add_provider("lab", LAB)
    attachment.add_provider("lab", (True, {**LAB[1], "key": "new"}))


def test_next_command_has_its_own_providers() -> None:
    """The providers of the last command do not matter."""
    attachment = Attachment()
    attachment.begins_command(FIRST)
    attachment.add_provider("default", DEFAULT)
    attachment.begins_command(SECOND)
    attachment.add_provider("lab", LAB)
