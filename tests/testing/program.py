"""A program with every resource, run with the mocks. It prints its outputs as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pulumi
import pulumi_azure_face as face
from pulumi_azure_face.testing import Mocks

OUTPUTS: dict[str, Any] = {}


def keep(**outputs: pulumi.Input[Any]) -> None:
    def save(values: dict[str, Any]) -> None:
        OUTPUTS.update(values)

    pulumi.Output.all(**outputs).apply(save)


def program(photos: Path) -> None:
    staff = face.PersonGroup("staff", persons=photos / "people", train=True)
    visitors = face.FaceList("visitors", face_list_id="visitors")
    ann = face.Person("ann", group=staff, faces=[photos / "people" / "Ann" / "ann.jpg"])
    guest = face.Face("guest", container=visitors, image=photos / "people" / "Ann" / "ann.jpg", user_data="guest")
    existing = face.PersonGroup.get("existing", "existing")
    assert staff.gallery is not None
    # A function sees what is declared before it runs.
    with_guest = pulumi.Output.all(visitors.face_list_id, guest.id).apply(lambda ids: str(ids[0]))
    keep(
        staff_id=staff.person_group_id,
        trained=staff.trained,
        digest=staff.gallery.digest,
        persons=staff.gallery.person_count,
        faces=staff.gallery.face_count,
        ann=ann.person_id,
        existing=existing.person_group_id,
        found=face.get_person_group_output(staff.person_group_id).apply(lambda group: group.display_name),
        status=face.get_person_group_training_status_output(staff.person_group_id).apply(lambda status: status.trained),
        guests=face.get_face_list_output(with_guest).apply(
            lambda found: [each.user_data for each in found.faces or ()]
        ),
        made_up=face.get_person_group("nobody-declared-it").display_name,
    )


def main() -> None:
    pulumi.runtime.set_mocks(Mocks(), project="project", stack="stack")
    run = pulumi.runtime.test(lambda: program(Path(sys.argv[1])))  # type: ignore[no-untyped-call]
    run()
    sys.stdout.write(json.dumps(OUTPUTS))


if __name__ == "__main__":
    main()
