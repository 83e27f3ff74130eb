"""Resource options of the engine on resources of the plugin."""

from __future__ import annotations

from ..account import Account, person_group
from ..stack import FAILED, Stack

PROGRAM = """
    resources:
      {name}:
        type: azure-face:PersonGroup
        properties: {{{properties}}}
        options: {{{options}}}
"""


def declare(stack: Stack, properties: str = "", options: str = "", name: str = "staff") -> None:
    stack.yaml_program(PROGRAM.format(name=name, properties=properties, options=options))


def test_alias_keeps_the_group(stack: Stack, account: Account) -> None:
    """A renamed resource with an alias keeps its id and changes nothing in the account."""
    declare(stack, "displayName: Staff")
    stack.up()
    before = account.holds()
    account.empty_log()
    declare(stack, "displayName: Staff", "aliases: [{name: staff}]", "employees")
    stack.up()
    assert (account.holds(), account.writes()) == (before, [])


def test_ignored_change_is_not_written(stack: Stack, account: Account) -> None:
    """With `ignoreChanges`, neither the program nor a refresh changes a property in the account."""
    declare(stack, "personGroupId: staff, userData: first")
    stack.up()
    declare(stack, "personGroupId: staff, userData: second", "ignoreChanges: [userData]")
    stack.preview("--expect-no-changes")
    stack.up()
    assert account.holds() == [person_group("staff", user_data="first")]


def test_replacement_on_a_change(stack: Stack, account: Account) -> None:
    """With `replaceOnChanges`, a change that is an update replaces the group."""
    declare(stack, "displayName: one")
    stack.up()
    [before] = account.containers()
    declare(stack, "displayName: two", "replaceOnChanges: [displayName]")
    assert stack.planned() == {"staff": "replace"}
    stack.up()
    [after] = account.containers()
    assert after["name"] == "two"
    assert after["id"] != before["id"]
    stack.preview("--expect-no-changes")


def test_replacement_on_a_change_under_the_same_id(stack: Stack, account: Account) -> None:
    """With `replaceOnChanges`, a group with an ID of the program is deleted before it is created again."""
    declare(stack, "personGroupId: staff", "replaceOnChanges: ['*']")
    stack.up()
    account.http.post("/persongroups/staff/persons", json={"name": "Ann"}).raise_for_status()
    declare(stack, "personGroupId: staff, displayName: Staff", "replaceOnChanges: ['*']")
    stack.up()
    assert account.holds() == [person_group("staff", "Staff")]
    assert account.container("staff")["persons"] == []
    stack.preview("--expect-no-changes")


def test_replace_of_a_group_with_an_id_of_its_own(stack: Stack, account: Account) -> None:
    """`--replace` makes a group again under its id if the old one is deleted first."""
    declare(stack, "personGroupId: staff", "deleteBeforeReplace: true")
    stack.up()
    account.http.post("/persongroups/staff/persons", json={"name": "Ann"}).raise_for_status()
    stack.up("--replace", stack.urn("PersonGroup", "staff"))
    assert account.holds() == [person_group("staff")]
    assert account.container("staff")["persons"] == []
    stack.preview("--expect-no-changes")


def test_protected_and_retained_groups_stay(stack: Stack, account: Account) -> None:
    """A protected group cannot be destroyed, and a retained one leaves the state and stays in the account."""
    declare(stack, "personGroupId: staff", "protect: true")
    stack.up()
    stack.run("destroy", "--yes", "--skip-preview", exit_code=FAILED)
    declare(stack, "personGroupId: staff", "protect: false, retainOnDelete: true")
    stack.up()
    stack.destroy()
    assert account.holds() == [person_group("staff")]


def test_import_option(stack: Stack, account: Account) -> None:
    """The option `import` takes over a group, and the program's inputs are applied to it."""
    account.create_unmanaged_group("existing", recognitionModel="recognition_04")
    account.empty_log()
    declare(stack, "personGroupId: existing, displayName: Staff", "import: existing")
    stack.up()
    assert account.writes() == ["PATCH /persongroups/existing"]
    assert account.holds() == [person_group("existing", "Staff")]
    declare(stack, "personGroupId: existing, displayName: Staff")
    stack.preview("--expect-no-changes")
    stack.destroy()
    assert account.holds() == []


def test_target(stack: Stack, account: Account) -> None:
    """A targeted `up` creates the target alone."""
    stack.yaml_program("resources: {one: {type: azure-face:FaceList}, two: {type: azure-face:FaceList}}")
    stack.up("--target", "**FaceList::one")
    assert [face_list.name for face_list in account.holds()] == ["one"]
    stack.up()
    assert len(account.holds()) == 2
