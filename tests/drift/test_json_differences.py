"""Each difference between two JSON texts has its own place, whatever the names and values are."""

from __future__ import annotations

import json

import pytest

from pulumi_azure_face.drift.comparison.json_differences import json_differences


@pytest.mark.parametrize(
    ("desired", "actual", "differences"),
    [
        ({"a.b": 1, "a": {"b": "x"}}, {"a.b": 2, "a": {"b": "y"}}, [('["a.b"]', 1, 2), ("a.b", "x", "y")]),
        ({"__v": 1, "w": 2}, {"__v": 2, "w": 3}, [("__v", 1, 2), ("w", 2, 3)]),
        ({"": 1, "\u00e9": 1}, {"": 2, "\u00e9": 2}, [('[""]', 1, 2), ("\u00e9", 1, 2)]),
        ({"a": 1}, {"a": True}, [("a", 1, True)]),
        ({"a": 1}, {"a": 1.0}, [("a", 1, 1.0)]),
        ({"a": [1]}, [1], [("", {"a": [1]}, [1])]),
        ([1, 2, 3, 4, 5], [2, 4, "n", 5], [("[0]", 1, None), ("[2]", 3, "n")]),
    ],
)
def test_each_difference_has_its_own_place(
    desired: object, actual: object, differences: list[tuple[str, object, object]]
) -> None:
    assert json_differences(json.dumps(desired), json.dumps(actual)) == differences


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1e999}', "[" * 100_000, "plain", '"text"'])
def test_other_texts_have_no_places(text: str) -> None:
    assert json_differences('{"a": 1}', text) == []
