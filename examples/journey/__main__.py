"""The journey: create a gallery, preview it, extend it, change it outside Pulumi, repair it, and destroy it.

Each step prints its docstring, shows the output of the CLI, and checks the result in the account.
"""

from __future__ import annotations

import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from .project import Project, copy_quickstart, find_program
from .service import DemoError, Service, emulator

UPDATE = ("up", "--yes", "--skip-preview")
NAME_OUTSIDE_PULUMI = "Renamed outside Pulumi"


class CheckFailedError(Exception):
    """A step of the journey did not have the expected result."""


@dataclass
class Journey:
    """One stack and its account, with the paths of its containers and the time of the last training."""

    project: Project
    service: Service
    group: str = ""
    face_list: str = ""
    trained_at: str | None = None

    def create(self) -> None:
        """`pulumi up` creates a person group and a large face list, enrolls all photos, and trains both."""
        self.run(*UPDATE)
        outputs = self.project.outputs()
        check(outputs["staff_ready"] and outputs["visitors_ready"], "the stack outputs say that both are trained")
        self.group, self.face_list = f"persongroups/{outputs['staff_id']}", f"largefacelists/{outputs['visitors_id']}"
        self.check_enrolled()
        self.check_trained_again()

    def preview(self) -> None:
        """A second preview finds no changes."""
        self.service.clear_request_log()
        self.run("preview", "--expect-no-changes")
        check(self.service.count_requests() == 0, "the preview sent no request to the service")

    def add_person(self) -> None:
        """Add a folder with photos of Dana. `pulumi up` enrolls only her and trains again."""
        dana = self.project.photos / "newcomers" / "dana"
        shutil.copytree(dana, self.project.photos / "staff" / "dana")
        self.service.clear_request_log()
        self.run(*UPDATE)
        uploads = self.service.count_requests("POST", "/persistedfaces")
        check(uploads == count_photos(dana), "only Dana's photos were uploaded")
        self.check_enrolled()
        self.check_trained_again()

    def detect_drift(self) -> None:
        """Rename the group and delete one of Dana's faces outside Pulumi. `pulumi refresh` shows the drift."""
        self.service.rename(self.group, NAME_OUTSIDE_PULUMI)
        self.service.delete_one_face(self.group, "dana")
        exit_code, output = self.project.run_and_print("refresh", "--preview-only", "--diff", "--expect-no-changes")
        check(exit_code != 0, f"the exit code {exit_code} reports the drift to a pipeline")
        check(NAME_OUTSIDE_PULUMI in output, "the diff shows the new name")
        check("face_count" in output, "the diff shows the missing face")

    def repair(self) -> None:
        """`pulumi up --refresh` restores the name, enrolls the missing face again, and trains again."""
        self.run(*UPDATE, "--refresh")
        check(self.service.name_of(self.group) == "Staff", "the group has its original name")
        self.check_enrolled()
        self.check_trained_again()

    def destroy(self) -> None:
        """`pulumi destroy` deletes everything."""
        self.run("destroy", "--yes", "--skip-preview")
        check(self.service.containers() == [], "the account has no container of any kind")

    def run(self, *arguments: str) -> None:
        exit_code, _ = self.project.run_and_print(*arguments)
        if exit_code:
            raise CheckFailedError(f"`pulumi {arguments[0]}` succeeds (its exit code is {exit_code})")

    def check_enrolled(self) -> None:
        """Check that the account has exactly the photos in the folders."""
        staff = {folder.name: count_photos(folder) for folder in (self.project.photos / "staff").iterdir()}
        persons = self.service.face_counts(self.group)
        check(persons == staff, f"the group has {len(staff)} persons with {sum(staff.values())} faces")
        visitors = count_photos(self.project.photos / "visitors")
        check(self.service.face_count(self.face_list) == visitors, f"the list has {visitors} faces")

    def check_trained_again(self) -> None:
        previous, self.trained_at = self.trained_at, self.service.trained_at(self.group)
        check(self.trained_at not in (None, previous), f"the training of the group at {self.trained_at} succeeded")


STEPS = (
    Journey.create,
    Journey.preview,
    Journey.add_person,
    Journey.detect_drift,
    Journey.repair,
    Journey.destroy,
)


def check(passed: bool, description: str) -> None:
    if not passed:
        raise CheckFailedError(description)
    print(f"   => {description}")


def count_photos(folder: Path) -> int:
    return len(list(folder.glob("*.jpg")))


def main(folder: Path) -> None:
    with emulator(find_program("azure-face")) as service:
        journey = Journey(copy_quickstart(folder, service), service)
        for number, step in enumerate(STEPS, 1):
            print(f"\n{number}. {step.__doc__}")
            step(journey)
    print("\nAll checks passed.")


if __name__ == "__main__":
    # The parent process blocks signals while it starts this one. Unblock them for the processes started here.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    try:
        main(Path(sys.argv[1]))
    except DemoError as error:
        sys.exit(f"\nThe demo cannot continue: {error}")
    except CheckFailedError as error:
        sys.exit(f"\nThe demo stopped because a check failed: {error}")
