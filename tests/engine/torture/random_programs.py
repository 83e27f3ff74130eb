"""Random programs, outside changes, kills, faults, upgrades, and a second stack, against one invariant.

After an `up --refresh` without faults, the account equals the programs plus what is unmanaged, and after a `destroy` of
all stacks only what is unmanaged is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from ..account import Account
from ..stack import CommandResult, Stack
from ..test_states import STATES, restore
from .faults import ALL_KINDS, rules_for
from .kills import KILLS, MACHINES, SIDES, STOPPED, Kill, kill_at
from .life import CREATE, DESTROY, UP, Workshop
from .programs import (
    GUESTS,
    VISITORS,
    DesiredFace,
    DesiredPerson,
    Program,
    account_content,
    differences,
    training_line,
)

RELEASES = ("0.1.0", "0.1.0-singles")
"""The saved states whose `up` succeeds and changes nothing."""
MAX_REQUEST = 20
"""The highest number of a request to kill at. An `up` with fewer requests is not killed."""


@dataclass
class Tally:
    """What the state machines of one process did."""

    programs: int = 0
    kills: int = 0
    faults: int = 0
    stopped: int = 0
    upgrades: int = 0


@some.composite
def faces(draw: some.DrawFn, owner: str) -> tuple[DesiredFace, ...]:
    """Draw faces with texts that no other face has, so that a killed run never leaves two equal ones."""
    names = draw(some.lists(some.sampled_from(("a", "b", "c")), unique=True, max_size=3))
    texts = {name: some.sampled_from((None, f"{owner}-{name} 1", f"{owner}-{name} 2")) for name in names}
    photos = some.sampled_from(("1", "2", "3"))
    return tuple(DesiredFace(f"{owner}-{name}", draw(photos), draw(texts[name])) for name in sorted(names))


@some.composite
def persons(draw: some.DrawFn, owner: str) -> tuple[DesiredPerson, ...]:
    names = draw(some.lists(some.sampled_from(("a", "b", "c")), unique=True, max_size=3))
    photos = some.lists(some.sampled_from(("1", "2")), unique=True, max_size=2)
    return tuple(
        DesiredPerson(
            f"{owner}-{name}",
            draw(some.sampled_from((None, f"{owner}-{name} 1", f"{owner}-{name} 2"))),
            tuple(draw(photos)),
            draw(faces(f"{owner}-{name}")) if draw(some.booleans()) else (),
        )
        for name in sorted(names)
    )


@some.composite
def programs(draw: some.DrawFn, owner: str, *, owns_containers: bool) -> Program:
    people = draw(some.dictionaries(some.sampled_from(("ann", "ben")), some.sets(some.sampled_from("123"), min_size=1)))
    staff = tuple((name, tuple(sorted(photos))) for name, photos in sorted(people.items())) if owns_containers else ()
    return Program(
        staff=staff,
        guests=draw(persons(f"{owner}-guest")),
        watched=draw(faces(f"{owner}-watched")),
        visitors=draw(faces(f"{owner}-visitor")),
        staff_name=draw(some.sampled_from(("Staff", "All staff"))),
        owns_containers=owns_containers,
    )


class StackMachine(RuleBasedStateMachine):
    """Two stacks on one account. The second one adds to the containers of the first."""

    workshop: ClassVar[Workshop]
    tally: ClassVar[Tally]

    account: Account
    stack: Stack
    other: Stack | None = None
    program: Program = Program()
    other_program: Program = Program(owns_containers=False)

    saved: tuple[str, ...] = ()
    """The content of the saved state that the first stack started from."""
    unmanaged: tuple[str, ...] = ()
    is_interrupted = False
    """Whether an `up` was killed and none has succeeded since. The program stays the same until then."""
    has_containers = False
    is_over = False
    """Whether an `up` has stopped and asked for a decision."""

    # --- steps --------------------------------------------------------------------------------------------------------

    @initialize(release=some.sampled_from((None, *RELEASES)), program=programs("first", owns_containers=True))
    def start(self, release: str | None, program: Program) -> None:
        """Start with an empty account, or with the state and the account that an earlier release saved."""
        self.account = self.workshop.account
        self.workshop.reset()
        self.stack = self.workshop.new_stack()
        if self.workshop.language != "python":  # the saved states are of programs in Python
            release = None
        if release:
            restore(self.stack, self.account, release)
            self.saved = tuple(account_content(self.account))
            self.tally.upgrades += 1
        self.release = release
        self.tally.programs += 1
        self.write(program)

    @precondition(lambda self: not (self.is_over or self.is_interrupted))
    @rule(program=programs("first", owns_containers=True))
    def change_program(self, program: Program) -> None:
        self.tally.programs += 1
        self.write(program)

    @precondition(lambda self: not self.is_over)
    @rule()
    def up(self) -> None:
        self.check(self.stack.run_unchecked(*UP, "--refresh"))

    @precondition(lambda self: not self.is_over)
    @rule(seed=some.integers(0, 1000))
    def up_under_faults(self, seed: int) -> None:
        for fault in rules_for(ALL_KINDS, seed):
            self.account.add_rule(**fault)
        result = self.stack.run_unchecked(*UP, "--refresh")
        self.tally.faults += self.account.rule_hits()
        self.account.delete_rules()
        self.check(result)

    @precondition(lambda self: not self.is_over)
    @rule(
        program=programs("first", owns_containers=True),
        request=some.integers(1, MAX_REQUEST),
        side=some.sampled_from(SIDES),
        kill=some.sampled_from(KILLS),
        machine=some.sampled_from(MACHINES),
    )
    def killed_up(self, program: Program, request: int, side: str, kill: str, machine: str) -> None:
        """Change the program and kill its `up`, or kill the `up` that follows a killed one."""
        if not self.is_interrupted:
            self.tally.programs += 1
            self.write(program)
        self.account.empty_log()
        with self.stack.start(*UP) as command:
            held = kill_at(self.account, command, Kill(CREATE.name, request, side, kill, machine))
            ended = CommandResult(command.process.returncode, command.output())
        self.account.delete_rules()
        if held is None:
            self.check(ended)
            return
        self.tally.kills += 1
        self.is_interrupted = True
        self.stack.delete_empty_attributes()
        self.stack.run("cancel", "--yes")
        if machine == "new":
            self.stack.move_to_new_machine()

    @precondition(lambda self: self.has_containers and not (self.is_over or self.is_interrupted))
    @rule(program=programs("second", owns_containers=False))
    def up_of_second_stack(self, program: Program) -> None:
        self.tally.programs += 1
        self.other = self.other or self.workshop.new_stack()
        self.other_program = replace(program, prefix=self.program.prefix)
        self.other_program.write(self.other)
        assert self.other.run_unchecked(*UP, "--refresh").exit_code == 0
        self.check(self.stack.run_unchecked(*UP, "--refresh"))

    @precondition(lambda self: self.has_containers and not (self.is_over or self.is_interrupted))
    @rule(data=some.data())
    def delete_outside(self, data: some.DataObject) -> None:
        """Delete a person or a face that the first stack manages."""
        paths = sorted(self.managed_paths())
        if paths:
            self.account.http.delete(data.draw(some.sampled_from(paths))).raise_for_status()
            if self.other:
                assert self.other.run_unchecked(*UP, "--refresh").exit_code == 0
            self.check(self.stack.run_unchecked(*UP, "--refresh"))

    @precondition(lambda self: self.has_containers and not (self.is_over or self.is_interrupted))
    @rule(name=some.sampled_from(("xavier", "yara")))
    def add_outside(self, name: str) -> None:
        """Add a person that no program manages."""
        body = {"name": name, "userData": f"of {name}"}
        guests, *_ = self.program.container_ids()
        self.account.http.post(f"/{GUESTS}/{guests}/persons", json=body).raise_for_status()
        self.unmanaged += (f"{GUESTS}: person {name!r} with {body['userData']!r}",)

    @precondition(lambda self: self.is_over)
    @rule()
    def wait_for_decision(self) -> None:
        """Do nothing more with these stacks."""

    # --- invariant ----------------------------------------------------------------------------------------------------

    def check(self, result: CommandResult) -> None:
        """Check the account after an `up` that must succeed."""
        if result.exit_code and STOPPED in result.output:
            self.tally.stopped += 1
            self.is_over = True
            return
        assert result.exit_code == 0, result.output
        self.is_interrupted, self.has_containers = False, True
        found = differences(self.account, self.expected())
        assert not found, "\n".join([*found, result.output])

    def expected(self) -> list[str]:
        """Return the content that the account must have. What others add makes a training outdated."""
        others = self.other is not None or self.unmanaged
        outdated = {training_line(kind) for kind in (GUESTS, VISITORS)} if others else set()
        own = [line for line in self.program.content() if line not in outdated]
        return [*own, *self.other_program.content(), *self.saved, *self.unmanaged]

    def teardown(self) -> None:
        if not hasattr(self, "stack"):
            return
        try:
            if not self.is_over:
                self.destroy_all()
        finally:
            for stack in (self.stack, self.other):
                if stack:
                    self.workshop.retire(stack)

    def destroy_all(self) -> None:
        if self.other:
            assert self.other.run_unchecked(*DESTROY).exit_code == 0
        if self.is_interrupted:  # a destroy does not look for what a killed run has not saved
            self.check(self.stack.run_unchecked(*UP, "--refresh"))
            if self.is_over:
                return
        destroyed = self.stack.run_unchecked(*DESTROY)
        assert destroyed.exit_code == 0, destroyed.output
        left = [line for line in account_content(self.account) if line not in self.unmanaged]
        assert not left, left

    # --- helpers ------------------------------------------------------------------------------------------------------

    def write(self, program: Program) -> None:
        """Write the program, after that of the saved state if there is one."""
        self.program = replace(program, prefix="new-") if self.release else program
        self.program.write(self.stack)
        if self.release:
            file = self.stack.folder / "__main__.py"
            file.write_text((STATES / self.release / "program.py").read_text() + file.read_text())

    def managed_paths(self) -> Iterator[str]:
        """Yield the paths of the persons and faces in the containers of the first stack."""
        for container in self.account.containers():
            if container["id"] not in self.program.container_ids():
                continue
            path = f"/{container['kind']}/{container['id']}"
            yield from face_paths(path, container)
            for person in container["persons"]:
                if person["name"].startswith("first-"):
                    yield f"{path}/persons/{person['personId']}"
                    yield from face_paths(f"{path}/persons/{person['personId']}", person)


def face_paths(path: str, owner: dict[str, Any]) -> Iterator[str]:
    return (f"{path}/persistedfaces/{face['persistedFaceId']}" for face in owner["persistedFaces"])


def run_random_programs(workshop: Workshop, tally: Tally, *, seed: int, examples: int, steps: int) -> None:
    """Run state machines and count what they do.

    Raises:
        AssertionError: The invariant does not hold. The notes of the error list the steps.
    """
    machine = type("SeededStackMachine", (StackMachine,), {"workshop": workshop, "tally": tally})
    limits = settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=[Phase.generate],  # a smaller example costs many runs of the engine
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(hypothesis.seed(seed)(machine), settings=limits)
