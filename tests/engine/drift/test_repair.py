"""What `pulumi up` and `pulumi up --refresh` do about drift is what the findings say."""

from __future__ import annotations

import pytest

from .conftest import DeployedStack
from .test_findings import (
    SINGLE_CHANGES,
    Change,
    change_face,
    change_json,
    change_model,
    delete_container,
    delete_gallery_person,
    delete_person,
    fail_training,
    recreate_untrained,
    rename_gallery_person,
    without_generated_ids,
)

MANY_CHANGES = [
    recreate_untrained,
    change_json,
    change_model,
    change_face,
    delete_person,
    delete_gallery_person,
    rename_gallery_person,
    fail_training,
]


def test_a_refresh_repairs_everything(repairable: DeployedStack) -> None:
    for change in MANY_CHANGES:
        change(repairable)
    before = without_generated_ids(repairable.types())

    repairable.stack.up("--refresh")
    repairable.state.write_text(repairable.stack.export())

    expected = {finding for change in MANY_CHANGES for finding in SINGLE_CHANGES[change]}
    assert set(before) == expected
    assert repairable.types() == []
    assert repairable.types(deep=True) == []


@pytest.mark.parametrize("change", [change_json, delete_container], ids=lambda change: change.__name__)
def test_an_update_without_a_refresh_does_nothing(repairable: DeployedStack, change: Change) -> None:
    change(repairable)
    before = repairable.types()

    repairable.stack.up()
    repairable.state.write_text(repairable.stack.export())

    assert repairable.types() == before != []
