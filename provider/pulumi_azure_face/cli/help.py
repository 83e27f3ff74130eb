"""The help of a command: options in groups, and examples at the end.

Typer does both only with rich, whose import would take as long as everything else that `--help` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.core import TyperCommand

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter

OPTIONS_GROUP = "Options"
"""The group of options without a `rich_help_panel`."""


class Command(TyperCommand):
    """A command whose `rich_help_panel` values are groups of options, and whose epilog has one example per line."""

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                is_argument = parameter.param_type_name == "argument"
                group = getattr(parameter, "rich_help_panel", None) or OPTIONS_GROUP
                groups.setdefault("Arguments" if is_argument else group, []).append(record)
        for name, records in groups.items():
            with formatter.section(name):
                formatter.write_dl(records)

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:
        if self.epilog:
            with formatter.section("Examples"):
                for example in self.epilog.strip().splitlines():
                    formatter.write(
                        f"{'':>{formatter.current_indent}}{example}\n"
                    )  # not wrapped, so that it can be copied
