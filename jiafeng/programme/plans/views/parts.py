"""Whose plan and whose line an address means."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiafeng.programme.plans.models import Plan, PlanLine


def plan_of(request: HttpRequest, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("county"), pk=pk)


def line_of(request: HttpRequest, pk: int) -> PlanLine:
    return get_object_or_404(PlanLine.objects.visible_to(request.user).select_related("plan", "county"), pk=pk)
