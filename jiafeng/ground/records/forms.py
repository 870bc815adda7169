"""Filters of the log."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField


class LogFilterForm(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=60)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)
