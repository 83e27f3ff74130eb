"""The states of the given stacks: read with the CLI, from files, or from standard input."""

from __future__ import annotations

import anyio.to_thread
from pydantic import ValidationError

from pulumi_azure_face.stacks.deployment import Deployment, read_exported_state
from pulumi_azure_face.stacks.pulumi_cli import PulumiCliError, stack_deployment

from .examination import Examination, Request
from .results import Result, failure, ok, skipped

EXPORT_CURE = "Pass a file with the output of `pulumi stack export`."


async def check(examination: Examination) -> Result:
    request = examination.request
    if not request.stacks and not request.state_files:
        return skipped("pass --stack NAME or --state FILE to check saved resources too")
    try:
        examination.deployments = await anyio.to_thread.run_sync(read_all, request, abandon_on_cancel=True)
    except PulumiCliError as error:
        reason = "`pulumi` is not on the PATH" if error.is_missing else error.output or str(error)
        return failure(
            f"could not read a stack: {reason}",
            "Run the command in the project's folder with the stack's backend, or pass an exported state with --state.",
        )
    except OSError as error:
        return failure(f"could not read an exported state: {error.strerror}: {str(error.filename)!r}", EXPORT_CURE)
    except ValidationError as error:  # its text quotes the state
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the document"
        return failure(f"could not read an exported state: {where} is invalid", EXPORT_CURE)
    own = sum(len(list(deployment.ours())) for deployment in examination.deployments)
    names = ", ".join(deployment.stack or "an empty state" for deployment in examination.deployments)
    return ok(f"read {names}: {own:,} resources of this package")


def read_all(request: Request) -> list[Deployment]:
    by_name = [Deployment.model_validate(stack_deployment(stack)) for stack in request.stacks]
    return by_name + [read_exported_state(str(path)).deployment for path in request.state_files]
