"""The word of a choice is the same as Django's own, in the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

CHOSEN = [
    (model, field)
    for model in apps.get_models()
    if model.__module__.startswith("jiafeng.")
    for field in model._meta.local_fields
    if field.choices is not None and f"get_{field.name}_display" not in vars(model.__base__)
]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_choice_is_said_in_words(language: str) -> None:
    assert len(CHOSEN) > 50
    with translation.override(language):
        for model, field in CHOSEN:
            for value in [*dict(field.flatchoices), "none of them"]:
                row: Any = model(**{field.attname: value})
                assert getattr(row, f"get_{field.name}_display")() == row._get_FIELD_display(field)
