"""Accounts that the program declares, and keys that change during the life of a stack."""

from __future__ import annotations

import json

import pytest

from ..account import KEY, Account, wait_until
from ..photos import people_in, write_people, write_photos
from ..stack import COMMAND_TIMEOUT, FAILED, Stack

NEW_KEY = "the-key-after-the-rotation"

PROGRAM = """
    account = face.Account(endpoint={endpoint!r}, key={key!r})
    staff = face.PersonGroup("staff", account=account)
    ann = face.Person("ann", group=staff, faces=["photos/ann.jpg"])
    face.Training("staff", container=staff, triggers=[ann.revision])
    visitors = face.LargeFaceList("visitors", faces="photos", train=True, account=account)
    pulumi.export("trained", visitors.trained)
"""

ROTATION_PROGRAM = """
    from pulumi.dynamic import CreateResult, Resource, ResourceProvider, UpdateResult

    class RotationProvider(ResourceProvider):
        def create(self, props):
            return CreateResult("key", {{**props, "key": props["desired"]}})

        def update(self, _id, _olds, news):
            return UpdateResult({{**news, "key": news["desired"]}})

    class Key(Resource):
        key: pulumi.Output[str]

    key = Key(RotationProvider(), "key", {{"desired": {key!r}, "key": None}}).key
    account = face.Account(endpoint={endpoint!r}, key=key)
    face.LargeFaceList("visitors", faces="photos", train=True, account=account)
    face.PersonGroup.get("unmanaged", "unmanaged", account=account)
"""
"""The key is an output of another resource, so a preview does not know it."""


@pytest.fixture
def unconfigured_stack(stack: Stack, account: Account) -> Stack:
    """Create a stack whose configuration names no account."""
    write_photos(stack.folder / "photos", "ann")
    for setting in ("endpoint", "key"):
        stack.run("config", "rm", f"azure-face:{setting}")
    return stack


def write_program(stack: Stack, account: Account, key: str) -> None:
    stack.program(PROGRAM.format(endpoint=account.url, key=key))


def test_key_of_a_declared_account_is_secret(unconfigured_stack: Stack, account: Account) -> None:
    """A program that declares its account needs no configuration, and its key is in neither state nor output."""
    stack = unconfigured_stack
    write_program(stack, account, KEY)
    stack.up("--diff")

    assert stack.output("trained") is True
    assert KEY not in stack.export()
    stack.preview("--expect-no-changes")
    stack.refresh_preview(exit_code=0)
    stack.destroy()
    assert account.containers() == []


def test_key_stays_secret_in_partial_state(unconfigured_stack: Stack, account: Account) -> None:
    """A resource that the engine keeps after a failed create holds no readable key."""
    stack = unconfigured_stack
    stack.program(f"""
        account = face.Account(endpoint={account.url!r}, key={KEY!r})
        face.PersonGroup("empty", account=account, train=True)
    """)
    stack.up(exit_code=FAILED)

    assert stack.urn("Training", "empty")
    assert KEY not in stack.export()
    stack.destroy()


def test_changed_key_updates_without_writes(unconfigured_stack: Stack, account: Account) -> None:
    """A new key in the program is an update that writes nothing, and later deletes use the new key."""
    stack = unconfigured_stack
    write_program(stack, account, KEY)
    stack.up()
    account.change_key(NEW_KEY)
    account.empty_log()

    write_program(stack, account, NEW_KEY)
    planned = stack.planned()
    assert set(planned.values()) == {"update"}
    stack.up()
    assert account.writes() == []
    stack.preview("--expect-no-changes")

    stack.program("")
    stack.up()
    assert account.containers() == []


def test_removed_resources_are_deleted_with_the_new_key(unconfigured_stack: Stack, account: Account) -> None:
    """Resources that leave the program in the run that changes the key are deleted with the program's key."""
    stack = unconfigured_stack
    write_program(stack, account, KEY)
    stack.up()
    account.change_key(NEW_KEY)

    stack.program(f"""
        face.PersonGroup("staff", account=face.Account(endpoint={account.url!r}, key={NEW_KEY!r}))
    """)
    stack.up()

    assert [container.name for container in account.holds()] == ["staff"]
    assert account.holds()[0].photos == ()


@pytest.mark.parametrize("settings", [("key",), ("endpoint", "key")], ids=["key", "endpoint and key"])
def test_destroy_after_key_change_needs_configured_key(
    unconfigured_stack: Stack, account: Account, settings: tuple[str, ...]
) -> None:
    """A destroy with an outdated key in the state fails with the fix, and succeeds once the key is configured."""
    stack = unconfigured_stack
    write_program(stack, account, KEY)
    stack.up()
    account.change_key(NEW_KEY)

    failed = stack.run_unchecked("destroy", "--yes", "--skip-preview")
    assert failed.lines("401 Unspecified", "azure-face:key (or AZURE_FACE_KEY)")

    values = {"endpoint": account.url, "key": NEW_KEY}
    for setting in settings:
        stack.run("config", "set", "--secret", f"azure-face:{setting}", values[setting])
    stack.destroy()
    assert account.containers() == []
    assert json.loads(stack.export())["deployment"].get("resources", []) == []


def test_key_may_be_unknown_at_preview(unconfigured_stack: Stack, account: Account) -> None:
    """A preview works without a key that is still unknown, and the update and its reads use the resolved key."""
    stack = unconfigured_stack
    account.create_unmanaged_group("unmanaged")
    account.change_key("the-key-before")
    stack.program(ROTATION_PROGRAM.format(endpoint=account.url, key="the-key-before"))
    assert set(stack.planned().values()) == {"create", "read"}
    stack.up()

    account.change_key(NEW_KEY)
    stack.program(ROTATION_PROGRAM.format(endpoint=account.url, key=NEW_KEY))
    assert set(stack.planned().values()) == {"update", "read"}
    stack.up()


@pytest.mark.parametrize(
    ("command", "remaining"),
    [("refresh", ["staff", "unmanaged"]), ("destroy", ["unmanaged"])],
    ids=["refresh", "destroy"],
)
def test_current_configuration_wins(stack: Stack, account: Account, command: str, remaining: list[str]) -> None:
    """Refresh and destroy use the currently configured key, although the engine passes that of the last update."""
    account.create_unmanaged_group("unmanaged")
    stack.program("""
        staff = face.PersonGroup("staff")
        unmanaged = face.PersonGroup.get("unmanaged", "unmanaged")
        face.Person("ann", group=unmanaged, opts=pulumi.ResourceOptions(depends_on=staff))
    """)  # a destroy starts with the person, so its provider must read the current configuration as well
    stack.up()
    account.change_key(NEW_KEY)
    stack.run("config", "set", "--secret", "azure-face:key", NEW_KEY)

    stack.run(command, "--yes", "--skip-preview")

    assert [container.name for container in account.holds()] == remaining


def test_key_may_change_during_a_run(stack: Stack, account: Account) -> None:
    """A long run continues with the new key when the old key expires."""
    write_people(stack.folder / "people", {"ann": ["ann-1", "ann-2"], "bob": ["bob-1", "bob-2"]})
    stack.program('face.PersonGroup("staff", persons="people", train=True)')
    account.add_rule(method="POST", path=".*/persistedfaces", times=None, delay=2)
    with stack.start("up", "--yes", "--skip-preview") as up:
        wait_until(lambda: any("persistedfaces" in write for write in account.writes()), "the first photo upload")
        stack.run("config", "set", "--secret", "azure-face:key", NEW_KEY)
        account.change_key(NEW_KEY)
        assert up.process.wait(COMMAND_TIMEOUT) == 0, up.output()

    assert 401 in account.statuses()
    [group] = account.holds()
    assert (group.photos, group.trained) == (people_in(stack.folder / "people"), True)


def test_unknown_new_key_is_reported(stack: Stack, account: Account) -> None:
    """A destroy without the current key fails with the setting to change, and the state keeps its resources."""
    stack.program("face.PersonGroup('staff')")
    stack.up()
    account.change_key(NEW_KEY)

    result = stack.run_unchecked("destroy", "--yes", "--skip-preview")

    assert result.exit_code == FAILED
    assert result.lines("could not delete PersonGroup", "401 Unspecified", "azure-face:key (or AZURE_FACE_KEY)")
    assert len(stack.resources()) == 3
