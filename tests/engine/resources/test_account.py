"""Keys that are changed while a stack lives, and accounts that the program makes itself."""

from __future__ import annotations

import json

import pytest

from ..account import KEY, Account, wait_until
from ..photos import people_in, put_people, put_photos
from ..stack import FAILED, SECONDS, Stack

NEW_KEY = "the-key-after-the-rotation"

PROGRAM = """
    made = face.Account(endpoint={endpoint!r}, key={key!r})
    staff = face.PersonGroup("staff", account=made)
    ann = face.Person("ann", group=staff, faces=["photos/ann.jpg"])
    face.Training("staff", container=staff, triggers=[ann.revision])
    visitors = face.LargeFaceList("visitors", faces="photos", train=True, account=made)
    pulumi.export("trained", visitors.trained)
"""

ROTATION = """
    from pulumi.dynamic import CreateResult, Resource, ResourceProvider, UpdateResult

    class Rotation(ResourceProvider):
        def create(self, props):
            return CreateResult("key", {{**props, "key": props["wanted"]}})

        def update(self, _id, _olds, news):
            return UpdateResult({{**news, "key": news["wanted"]}})

    class Key(Resource):
        key: pulumi.Output[str]

    key = Key(Rotation(), "key", {{"wanted": {key!r}, "key": None}}).key
    account = face.Account(endpoint={endpoint!r}, key=key)
    face.LargeFaceList("visitors", faces="photos", train=True, account=account)
    face.PersonGroup.get("theirs", "theirs", account=account)
"""
"""A key that only the update tells."""


@pytest.fixture
def own(stack: Stack, account: Account) -> Stack:
    """A stack whose settings name no account."""
    put_photos(stack.folder / "photos", "ann")
    for setting in ("endpoint", "key"):
        stack.run("config", "rm", f"azure-face:{setting}")
    return stack


def write(stack: Stack, account: Account, key: str) -> None:
    stack.program(PROGRAM.format(endpoint=account.url, key=key))


def test_the_key_of_the_programs_account_is_a_secret(own: Stack, account: Account) -> None:
    """Everything works without a setting, no byte of the state or of what is printed holds the key."""
    write(own, account, KEY)
    own.up("--diff")

    assert own.output("trained") is True
    assert KEY not in own.export()
    own.preview("--expect-no-changes")
    own.refresh_preview(exit_code=0)
    own.destroy()
    assert account.containers() == []


def test_what_is_unfinished_keeps_the_key_secret(own: Stack, account: Account) -> None:
    """A resource that the engine is told to keep although its call failed holds the key as it would otherwise."""
    own.program(f"""
        made = face.Account(endpoint={account.url!r}, key={KEY!r})
        face.PersonGroup("empty", account=made, train=True)
    """)
    own.up(exit_code=FAILED)

    assert own.urn("Training", "empty")
    assert KEY not in own.export()
    own.destroy()


def test_the_programs_key_is_changed(own: Stack, account: Account) -> None:
    """A new key is an update that asks the service nothing; what goes in the same run goes with the new key."""
    write(own, account, KEY)
    own.up()
    account.change_key(NEW_KEY)
    account.empty_log()

    write(own, account, NEW_KEY)
    changed = own.planned()
    assert set(changed.values()) == {"update"}
    own.up()
    assert account.writes() == []
    own.preview("--expect-no-changes")

    own.program("")
    own.up()
    assert account.containers() == []


def test_what_is_removed_while_the_key_changes(own: Stack, account: Account) -> None:
    """The state's key is too old to delete with, the program's is not."""
    write(own, account, KEY)
    own.up()
    account.change_key(NEW_KEY)

    own.program(f"""
        face.PersonGroup("staff", account=face.Account(endpoint={account.url!r}, key={NEW_KEY!r}))
    """)
    own.up()

    assert [held.name for held in account.holds()] == ["staff"]
    assert account.holds()[0].enrolled == ()


@pytest.mark.parametrize("settings", [("key",), ("endpoint", "key")], ids=["a key", "endpoint and key"])
def test_a_destroy_after_the_key_was_changed(own: Stack, account: Account, settings: tuple[str, ...]) -> None:
    """The state alone is refused, and told how to go on; with the key in the settings everything goes."""
    write(own, account, KEY)
    own.up()
    account.change_key(NEW_KEY)

    refused = own.call("destroy", "--yes", "--skip-preview")
    assert refused.lines("401 Unspecified", "azure-face:key or AZURE_FACE_KEY")

    for setting in settings:
        own.run(
            "config", "set", "--secret", f"azure-face:{setting}", {"endpoint": account.url, "key": NEW_KEY}[setting]
        )
    own.destroy()
    assert account.containers() == []
    assert json.loads(own.export())["deployment"].get("resources", []) == []


def test_the_program_makes_the_new_key_itself(own: Stack, account: Account) -> None:
    """A preview does without the key that it cannot know yet; the update has it. What is read waits for it too."""
    account.stranger("theirs")
    account.change_key("the-key-before")
    own.program(ROTATION.format(endpoint=account.url, key="the-key-before"))
    assert set(own.planned().values()) == {"create", "read"}
    own.up()

    account.change_key(NEW_KEY)
    own.program(ROTATION.format(endpoint=account.url, key=NEW_KEY))
    assert set(own.planned().values()) == {"update", "read"}
    own.up()


@pytest.mark.parametrize(("command", "left"), [("refresh", ["staff", "theirs"]), ("destroy", ["theirs"])])
def test_the_settings_of_now_count(stack: Stack, account: Account, command: str, left: list[str]) -> None:
    """The engine would have us use the key of the last update; the one that is set since then opens the account.

    So it does for a provider that is needed only after it was found: a destroy begins with the person.
    """
    account.stranger("theirs")
    stack.program("""
        staff = face.PersonGroup("staff")
        theirs = face.PersonGroup.get("theirs", "theirs")
        face.Person("ann", group=theirs, opts=pulumi.ResourceOptions(depends_on=staff))
    """)
    stack.up()
    account.change_key(NEW_KEY)
    stack.run("config", "set", "--secret", "azure-face:key", NEW_KEY)

    stack.run(command, "--yes", "--skip-preview")

    assert [held.name for held in account.holds()] == left


def test_a_key_that_changes_in_the_middle(stack: Stack, account: Account) -> None:
    """A long run goes on with the new one, where it ended with the old."""
    put_people(stack.folder / "people", {"ann": ["ann-1", "ann-2"], "bob": ["bob-1", "bob-2"]})
    stack.program('face.PersonGroup("staff", persons="people", train=True)')
    account.rule(method="POST", path=".*/persistedfaces", times=None, delay=2)
    with stack.started("up", "--yes", "--skip-preview") as up:
        wait_until(lambda: any("persistedfaces" in write for write in account.writes()), "a photo on its way")
        stack.run("config", "set", "--secret", "azure-face:key", NEW_KEY)
        account.change_key(NEW_KEY)
        assert up.process.wait(SECONDS) == 0, up.said()

    assert 401 in account.statuses()
    [held] = account.holds()
    assert (held.enrolled, held.trained) == (people_in(stack.folder / "people"), True)


def test_a_key_that_nothing_knows(stack: Stack, account: Account) -> None:
    """It is told with what is to be set, and the state keeps what it has."""
    stack.program("face.PersonGroup('staff')")
    stack.up()
    account.change_key(NEW_KEY)

    told = stack.call("destroy", "--yes", "--skip-preview")

    assert told.exit_code == FAILED
    assert told.lines("could not delete PersonGroup", "401 Unspecified", "azure-face:key or AZURE_FACE_KEY")
    assert len(stack.resources()) == 3
