"""Parsed C#: the classes of an SDK, and what a program uses of them. No compiler for C# is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tree_sitter_c_sharp
from tree_sitter import Language, Node, Parser

PARSER = Parser(Language(tree_sitter_c_sharp.language()))


def classes_in(folder: Path) -> dict[str, set[str]]:
    """Return the members of each class in a folder."""
    declarations = [node for file in folder.rglob("*.cs") for node in nodes(parse(file), "class_declaration")]
    return {text(declaration, "name"): set(members_of(declaration)) for declaration in declarations}


def members_of(declaration: Node) -> Iterator[str]:
    body = declaration.child_by_field_name("body")
    assert body is not None
    for member in body.named_children:
        if member.type in ("property_declaration", "method_declaration"):
            yield text(member, "name")
        elif member.type == "field_declaration":
            yield from (text(variable, "name") for variable in nodes(member, "variable_declarator"))


def created_classes(program: Node) -> set[str]:
    """Return the classes whose constructors a program calls."""
    return {text(created, "type") for created in nodes(program, "object_creation_expression")}


def used_members(program: Node) -> set[tuple[str, str]]:
    """Return each member that a program sets in `new Class { Member = ... }` or reads from a variable, as a pair."""
    return {*set_members(program), *read_members(program)}


def set_members(program: Node) -> Iterator[tuple[str, str]]:
    for created in nodes(program, "object_creation_expression"):
        initializer = created.child_by_field_name("initializer")
        for assignment in initializer.named_children if initializer else ():
            target = assignment.child_by_field_name("left")
            if target is not None and target.type == "identifier":
                yield text(created, "type"), text(assignment, "left")


def read_members(program: Node) -> Iterator[tuple[str, str]]:
    classes = {
        text(variable, "name"): text(created, "type")
        for variable in nodes(program, "variable_declarator")
        for created in variable.named_children
        if created.type == "object_creation_expression"
    }
    for access in nodes(program, "member_access_expression"):
        variable = text(access, "expression")
        if variable in classes:
            yield classes[variable], text(access, "name")


def parse(file: Path) -> Node:
    root = PARSER.parse(file.read_bytes()).root_node
    assert not root.has_error, f"{file.name} is not valid C#"
    return root


def nodes(root: Node, kind: str) -> Iterator[Node]:
    """Yield the nodes of one kind below a node."""
    for child in root.named_children:
        if child.type == kind:
            yield child
        yield from nodes(child, kind)


def text(node: Node, field: str) -> str:
    child = node.child_by_field_name(field)
    assert child is not None
    assert child.text is not None
    return child.text.decode()
