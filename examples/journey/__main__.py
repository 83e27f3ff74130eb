"""The journey: a gallery is created, found unchanged, extended, tampered with, repaired and destroyed.

Every step says what it shows, lets the CLI speak, and holds what was claimed against the account itself.
"""

from __future__ import annotations

import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from .project import Project, copied, program
from .service import Service, Trouble, emulator

UPDATE = ("up", "--yes", "--skip-preview")
INTRUDER = "Renamed by somebody else"


class Untrue(Exception):
    """Something that the journey claims is not so."""


@dataclass
class Journey:
    """One stack and its account; where its containers are, and the training that was seen last."""

    project: Project
    service: Service
    group: str = ""
    face_list: str = ""
    trained_at: str | None = None

    def create(self) -> None:
        """`pulumi up` makes a person group and a large face list, enrols all photos and trains both."""
        self.run(*UPDATE)
        outputs = self.project.outputs()
        claim(outputs["staff_ready"] and outputs["visitors_ready"], "the stack's outputs say that both are ready")
        self.group, self.face_list = f"persongroups/{outputs['staff_id']}", f"largefacelists/{outputs['visitors_id']}"
        self.claim_enrolled()
        self.claim_trained_anew()

    def look_again(self) -> None:
        """A second preview finds nothing to do."""
        self.service.forget_calls()
        self.run("preview", "--expect-no-changes")
        claim(self.service.calls() == 0, "the service was not asked anything")

    def add_person(self) -> None:
        """Dana joins: her folder is put beside the others'. `pulumi up` enrols her alone and trains again."""
        dana = self.project.photos / "newcomers" / "dana"
        shutil.copytree(dana, self.project.photos / "staff" / "dana")
        self.service.forget_calls()
        self.run(*UPDATE)
        claim(self.service.calls("POST", "/persistedfaces") == photos_in(dana), "only her photos were sent")
        self.claim_enrolled()
        self.claim_trained_anew()

    def change_outside(self) -> None:
        """Somebody renames the group and deletes one of Dana's faces, past Pulumi. A refresh shows it."""
        self.service.rename(self.group, INTRUDER)
        self.service.delete_a_face(self.group, "dana")
        status, said = self.project.show("refresh", "--preview-only", "--diff", "--expect-no-changes")
        claim(status != 0, f"a pipeline is told by the exit status, {status}")
        claim(INTRUDER in said, "the new name is shown")
        claim("face_count" in said, "the missing face is shown")

    def repair(self) -> None:
        """`pulumi up --refresh` puts both right, and trains again: to the service the face is a new one."""
        self.run(*UPDATE, "--refresh")
        claim(self.service.name_of(self.group) == "Staff", "the group has its name again")
        self.claim_enrolled()
        self.claim_trained_anew()

    def destroy(self) -> None:
        """`pulumi destroy` takes everything away."""
        self.run("destroy", "--yes", "--skip-preview")
        claim(self.service.containers() == [], "the account is empty: no container of any kind")

    def run(self, *arguments: str) -> None:
        status, _ = self.project.show(*arguments)
        if status:
            raise Untrue(f"`pulumi {arguments[0]}` succeeds (its exit status is {status})")

    def claim_enrolled(self) -> None:
        """What the folders hold is what the account holds."""
        staff = {folder.name: photos_in(folder) for folder in (self.project.photos / "staff").iterdir()}
        persons = self.service.face_counts(self.group)
        claim(persons == staff, f"the group holds {len(staff)} persons with {sum(staff.values())} faces")
        visitors = photos_in(self.project.photos / "visitors")
        claim(self.service.face_count(self.face_list) == visitors, f"the list holds {visitors} faces")

    def claim_trained_anew(self) -> None:
        before, self.trained_at = self.trained_at, self.service.trained_at(self.group)
        claim(self.trained_at not in (None, before), f"the group's training of {self.trained_at} has succeeded")


STEPS = (
    Journey.create,
    Journey.look_again,
    Journey.add_person,
    Journey.change_outside,
    Journey.repair,
    Journey.destroy,
)


def claim(true: bool, text: str) -> None:
    if not true:
        raise Untrue(text)
    print(f"   => {text}")


def photos_in(folder: Path) -> int:
    return len(list(folder.glob("*.jpg")))


def main(folder: Path) -> None:
    with emulator(program("azure-face")) as service:
        journey = Journey(copied(folder, service), service)
        for number, step in enumerate(STEPS, 1):
            print(f"\n{number}. {step.__doc__}")
            step(journey)
    print("\nAll of it came true.")


if __name__ == "__main__":
    # The stage held signals back while it started us; what we start is to have them again.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    try:
        main(Path(sys.argv[1]))
    except Trouble as trouble:
        sys.exit(f"\nThe demo cannot go on: {trouble}")
    except Untrue as claimed:
        sys.exit(f"\nThe demo stops, for this is not true: {claimed}")
