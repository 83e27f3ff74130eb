"""The loop that runs the checks, and the command around it."""

from __future__ import annotations

import anyio
import pytest
from typer.testing import CliRunner

from pulumi_azure_face.cli.app import app
from pulumi_azure_face.client.accounts.configuration import Settings
from pulumi_azure_face.doctor import checks
from pulumi_azure_face.doctor.checks import CHECKS, Check, examine
from pulumi_azure_face.doctor.examination import Examination, Request
from pulumi_azure_face.doctor.results import CheckResult, Result, failure, ok

from .command import doctor

REQUEST = Request(lambda: Settings({}), "nowhere")


async def broken(examination: Examination) -> Result:
    raise ZeroDivisionError("a bug")


async def failing(examination: Examination) -> Result:
    return failure("it is\nbroken \x1b[31m", "Mend it.")


async def passing(examination: Examination) -> Result:
    return ok("fine")


async def endless(examination: Examination) -> Result:
    await anyio.sleep_forever()
    raise AssertionError


def results(monkeypatch: pytest.MonkeyPatch, *table: Check) -> list[CheckResult]:
    async def collect() -> list[CheckResult]:
        return [result async for result in examine(REQUEST)]

    monkeypatch.setattr(checks, "CHECKS", table)
    return anyio.run(collect)


def test_every_need_comes_before() -> None:
    """A check needs only checks that run before it, and no name occurs twice."""
    names = [check.name for check in CHECKS]

    assert len(set(names)) == len(names)
    assert [check.name for place, check in enumerate(CHECKS) if not set(check.needs) <= set(names[:place])] == []


def test_failed_check_skips_only_what_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check whose need has failed is skipped with the first cause; the others run. A message is one line."""
    found = results(
        monkeypatch,
        Check("first", failing),
        Check("second", passing, needs=("first",)),
        Check("third", passing, needs=("second",)),
        Check("fourth", passing),
    )

    assert [(result.status.value, result.message) for result in found] == [
        ("failure", "it is broken [31m"),
        ("skipped", "needs first, which failed"),
        ("skipped", "needs first, which failed"),
        ("ok", "fine"),
    ]


def test_bug_in_a_check_is_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that raises has failed, and the next one runs."""
    first, second = results(monkeypatch, Check("first", broken), Check("second", passing))

    assert first.message == "the check itself failed: ZeroDivisionError: a bug"
    assert second.status.value == "ok"


def test_total_time_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the time is up, the running check fails and the others are skipped."""
    monkeypatch.setattr(checks, "MAX_SECONDS", 0.1)
    found = results(monkeypatch, Check("first", endless), Check("second", passing))

    assert [result.status.value for result in found] == ["failure", "skipped"]
    assert "all checks" in found[0].message
    assert "all checks" in found[1].message


def test_text_has_one_line_for_each_check() -> None:
    """Without --json, each check is one line with its status, its name, and what to do."""
    ended = CliRunner().invoke(app, ["doctor", "--endpoint", "http://example.com"])
    lines = ended.stdout.splitlines()

    assert ended.exit_code == 1
    assert [line.split()[1] for line in lines] == [check.name for check in CHECKS]
    [line] = [line for line in lines if line.startswith("failure  endpoint ")]
    assert line.endswith("of the Face resource in the Azure portal.")


@pytest.mark.parametrize("option", [("--timeout", "0"), ("--timeout", "x"), ("--unknown",)], ids=" ".join)
def test_wrong_usage_ends_with_two(option: tuple[str, ...]) -> None:
    """Wrong usage ends with exit code 2 and checks nothing."""
    ended = CliRunner().invoke(app, ["doctor", *option])

    assert (ended.exit_code, ended.stdout) == (2, "")


@pytest.mark.parametrize(
    ("options", "check", "message", "cure"),
    [
        pytest.param(("--endpoint", "https://westus.api.cognitive.microsoft.com"), "credentials", "a regional endpoint, which accepts no tokens", "custom subdomain", id="regional without key"),
        pytest.param(("--endpoint", "http://127.0.0.1:1"), "credentials", "does not work with an endpoint on this machine", "Set azure-face:key", id="local without key"),
        pytest.param(("--endpoint", "http://127.0.0.1:1", "--key", "no good"), "credentials", "must have only printable ASCII characters", "Set azure-face:key", id="invalid key"),
        pytest.param(("--api-version", "v9"), "settings", "--api-version must be one of v1.0", "Correct the setting", id="version"),
    ],
)  # fmt: skip
def test_unusable_settings_are_explained(
    options: tuple[str, ...], check: str, message: str, cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unusable settings are explained in the line of their check."""
    examined = doctor(*options, "--timeout", "0.5", secrets=("no good",))

    assert check in examined.failures
    assert message in examined[check].message
    assert cure in examined[check].cure
