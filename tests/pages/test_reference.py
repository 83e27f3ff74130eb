"""The reference is generated from code: it is up to date, complete, and cannot leave anything out."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import metadata
from textwrap import dedent

import pytest

import pulumi_azure_face
from pages.blocks import blocks_of
from pages.session import ROOT
from pulumi_azure_face.emulator.admin import routes
from tools.reference import __main__ as reference
from tools.reference import command_line, emulator, resources
from tools.reference.docstrings import Documentation, UndocumentedError, own_attributes

PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "reference").glob("*.md")}


class Undocumented:
    first: str
    second: str


FACE = next(page for page in resources.PAGES if page.name == "Face")


def test_reference_is_up_to_date() -> None:
    """docs/reference is what `make reference` writes."""
    assert reference.outdated() == []


@pytest.mark.parametrize("name", pulumi_azure_face.__all__)
def test_public_name_is_in_the_reference(name: str) -> None:
    """Every public name has a page or a section of its own. `Container` is the base of the pages of containers."""
    titles = [
        title for text in PAGES.values() for title in re.findall(r"^(?:# |::: [\w.]+\.)(\w+)$", text, re.MULTILINE)
    ]

    assert titles.count(name) == (0 if name == "Container" else 1)


def test_inputs_say_what_a_change_does() -> None:
    """The effect of a change is that of the input model: the ID and the model replace, names update."""
    rows = dict(
        re.findall(r"^\| `(\w+)` .*\| ([^|]+) \|$", PAGES["person-group.md"].partition("## Outputs")[0], re.MULTILINE)
    )

    assert rows["recognition_model"] == rows["person_group_id"] == "replaces"
    assert rows["display_name"] == "updates in place"
    assert "replaces in a `FaceList`" in PAGES["face.md"]


def test_input_without_description_stops_the_generator() -> None:
    """An input that the docstring does not describe is an error that names it."""
    with pytest.raises(UndocumentedError, match="does not describe container"):
        resources.inputs_table(FACE, Documentation())


def test_input_without_model_stops_the_generator() -> None:
    """An input that the lifecycle does not know is an error that names it, such as after a rename."""
    renamed = replace(FACE, fields={"url": "address"})

    with pytest.raises(UndocumentedError, match="no input model has a field for url"):
        resources.effect_of(renamed, "url")


def test_output_without_docstring_stops_the_generator() -> None:
    """An output without a docstring is an error that names it."""

    with pytest.raises(UndocumentedError, match=r"Undocumented\.first has no docstring"):
        list(own_attributes(Undocumented))


def test_option_without_help_stops_the_generator() -> None:
    """A command line option without help text is an error that names it."""

    class Option:
        name, help = "endpoint", None

    with pytest.raises(UndocumentedError, match="azure-face list: endpoint has no help text"):
        command_line.option_row("azure-face list", Option())


def test_route_without_description_stops_the_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    """An admin route that the module's docstring does not list is an error."""
    monkeypatch.setattr(routes, "ROUTER", type("Router", (), {"routes": []}))

    with pytest.raises(UndocumentedError, match="does not list its routes"):
        emulator.emulator_page()


EXAMPLE_TAB = re.compile(r'^    ```\w+ title="(?P<path>[^"]+)"\n(?P<code>.*?)^    ```$', re.MULTILINE | re.DOTALL)


def tabs_of(page: str) -> dict[str, str]:
    """Return the programs in the tabs of a page by their titles."""
    text = (ROOT / "docs" / page).read_text()
    return {found["path"]: dedent(found["code"]) for found in EXAMPLE_TAB.finditer(text)}


def test_programs_in_other_languages_are_the_tested_examples() -> None:
    """Each tab of the page about other languages has the program that the engine tests run."""
    tabs = tabs_of("languages.md")
    assert len(tabs) == 6
    assert tabs == {path: (ROOT / "examples" / "languages" / path).read_text() for path in tabs}


def test_first_program_is_that_of_the_readme() -> None:
    """Each tab of the start page has the program of the README in that language, which the tests run."""
    programs = {block.title: block.code for block in blocks_of(ROOT / "README.md") if block.title}
    assert tabs_of("index.md") == {
        path: programs[path] for path in ("__main__.py", "Pulumi.yaml", "index.ts", "main.go")
    }


def test_installed_plugin_has_the_version_of_the_package() -> None:
    """The command that installs the plugin names the current version."""
    page = (ROOT / "docs" / "languages.md").read_text()
    version = metadata.version("pulumi-azure-face")
    assert f"pulumi plugin install resource azure-face {version} --file .venv/bin/pulumi-resource-azure-face" in page
