"""`azure-face migrate-state`: a stack of a program in Python goes on with one in YAML, and the account stays as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ..account import KEY, Account, emulated
from ..photos import write_people, write_photos
from ..stack import Stack

COMMAND = Path(sys.executable).parent / "azure-face"
PYTHON = """
    staff = face.PersonGroup("staff", display_name="Staff", persons="photos/staff", train=True)
    watched = face.FaceList("watched", face_list_id="watched")
    ann = face.Person("ann", group=staff, user_data=pulumi.Output.secret("hidden text"))
    face.Face("front", person=ann, image="photos/front.jpg")
    face.Face("guest", container=watched, image="photos/front.jpg", user_data="guest")
"""
YAML = """
    resources:
      staff:
        type: azure-face:PersonGroup
        properties: {displayName: Staff}
      people:
        type: azure-face:Gallery
        name: staff
        properties: {container: "${staff.ref}", source: photos/staff}
        options: {parent: "${staff}", deletedWith: "${staff}"}
      training:
        type: azure-face:Training
        name: staff
        properties: {container: "${staff.ref}", triggers: ["${people.revision}"]}
        options: {parent: "${staff}", deletedWith: "${staff}"}
      watched:
        type: azure-face:FaceList
        properties: {faceListId: watched}
      ann:
        type: azure-face:Person
        properties: {group: "${staff.ref}", userData: {fn::secret: hidden text}}
        options: {deletedWith: "${staff}"}
      front:
        type: azure-face:Face
        properties: {person: "${ann.ref}", image: photos/front.jpg}
        options: {deletedWith: "${ann}"}
      guest:
        type: azure-face:Face
        properties: {container: "${watched.ref}", image: photos/front.jpg, userData: guest}
        options: {deletedWith: "${watched}"}
"""


def migrate(state: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, "migrate-state"], input=state, capture_output=True, text=True, check=False)


def import_migrated(stack: Stack) -> list[str]:
    """Migrate the state, remove the program in Python, and return what the command said."""
    migrated = migrate(stack.export())
    assert migrated.returncode == 0, migrated.stderr
    file = stack.root / "migrated.json"
    file.write_text(migrated.stdout)
    stack.run("stack", "import", "--file", str(file))
    (stack.folder / "__main__.py").unlink()
    return migrated.stderr.splitlines()


def test_migrated_stack_shows_no_change(stack: Stack, account: Account) -> None:
    """The first preview of the program in YAML shows no change, and later changes are applied to the same items."""
    write_people(stack.folder / "photos" / "staff", {"Ben": ["ben"]})
    write_photos(stack.folder / "photos", "front")
    stack.program(PYTHON)
    stack.up()
    before = account.dump()["containers"]

    assert import_migrated(stack) == []
    stack.yaml_program(YAML)

    account.empty_log()
    stack.preview("--expect-no-changes")
    stack.up("--expect-no-changes")
    assert account.requests() == []
    stack.refresh_preview(exit_code=0)
    assert account.dump()["containers"] == before
    assert "hidden text" not in stack.export()

    stack.yaml_program(YAML.replace("displayName: Staff", "displayName: The staff"))
    account.empty_log()
    stack.up()
    assert [write.split()[0] for write in account.writes()] == ["PATCH"]
    stack.destroy()
    assert account.containers() == []


def test_resources_in_other_accounts_are_migrated(stack: Stack, account: Account) -> None:
    """A configured account and one that the program creates become providers, and nothing in them changes."""
    write_photos(stack.folder / "photos", "front")
    with emulated() as lab, emulated() as created:
        stack.configure(lab_endpoint=lab.url)
        stack.run("config", "set", "--secret", "--path", "azure-face:accounts.lab.key", KEY)
        stack.program(f"""
            face.PersonGroup("staff")
            face.FaceList("samples", faces="photos", account="lab")
            face.LargeFaceList("visitors", account=face.Account(endpoint={created.url!r}, key={KEY!r}))
        """)
        stack.up()
        before = [held.dump()["containers"] for held in (account, lab, created)]

        host = created.url.removeprefix("http://")
        declared = import_migrated(stack)
        assert [line for line in declared if "'lab'" in line or host in line] == declared
        assert len(declared) == 2
        stack.yaml_program(f"""
            resources:
              lab:
                type: pulumi:providers:azure-face
                properties: {{endpoint: "{lab.url}", key: {{fn::secret: {KEY}}}}}
              created:
                type: pulumi:providers:azure-face
                name: "{host}"
                properties: {{endpoint: "{created.url}", key: {{fn::secret: {KEY}}}}}
              staff: {{type: azure-face:PersonGroup}}
              samples: {{type: azure-face:FaceList, options: {{provider: "${{lab}}"}}}}
              people:
                type: azure-face:Gallery
                name: samples
                properties: {{container: "${{samples.ref}}", source: photos}}
                options: {{provider: "${{lab}}", parent: "${{samples}}", deletedWith: "${{samples}}"}}
              visitors: {{type: azure-face:LargeFaceList, options: {{provider: "${{created}}"}}}}
        """)
        assert migrate(stack.export()).stderr == ""  # nothing is left to migrate or to declare
        assert stack.planned() == {"lab": "update"}  # its key was only in the configuration
        stack.up()
        stack.preview("--expect-no-changes")
        assert [held.dump()["containers"] for held in (account, lab, created)] == before
        stack.destroy()
        assert [held.holds() for held in (account, lab, created)] == [[], [], []]


def test_other_input_is_rejected() -> None:
    """A text that is not an exported state ends the command with one line."""
    for text in ("no JSON", "[]", "{}"):
        result = migrate(text)
        assert result.returncode == 2
        assert len(result.stderr.splitlines()) == 1
        assert "Pass the output of `pulumi stack export`" in result.stderr
