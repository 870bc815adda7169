"""Builds the demo county in one transaction: a killed build leaves nothing behind, and the next one starts anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiafeng.demo.ground import DemoRefused, Ground, read
from jiafeng.demo.past import Past
from jiafeng.demo.present import Present
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.units.models import CountyProfile

__all__ = ["DemoRefused", "Report", "build"]


@dataclass(frozen=True)
class Report:
    """What stands in the data folder, for the person who typed the command."""

    county: str
    sign_ins: tuple[tuple[str, str, str], ...]
    password: str

    def text(self, address: str) -> str:
        width = max(len(username) for username, _, _ in self.sign_ins)
        lines = [
            f"{self.county}（示例数据，人员均为虚构）",
            f"  门户   {address}/",
            f"  工作台 {address}/desk/",
            f"  登录   {address}/accounts/login/",
            f"  密码   {self.password}   （各账号相同；管理员首次登录须设置两步验证）",
            *(f"    {username:<{width}}  {role} · {name}" for username, role, name in self.sign_ins),
        ]
        return "\n".join(lines)


def build(password: str, at: datetime) -> Report:
    """Build the demo county, or find it standing; returns the sign-ins, all with that password.

    at: today, around which this year's work is laid. Raises DemoRefused where a real county lives.
    """
    profile = CountyProfile.objects.select_related("county").first()
    if profile is not None and not profile.is_demo:
        raise DemoRefused(f"这个数据目录里已有真实的县（{profile.county.name}）。请用 --data 另选一个目录运行演示。")
    if profile is None:
        with transaction.atomic():
            ground = Ground(password)
            profile = ground.set_up()
            ground.open_accounts()
            ground.load_people()
            Past(ground).run()
            Present(ground, at).run()
    users = [(entry["username"], str(Role(entry["role"]).label), entry["name"]) for entry in read("county")["users"]]
    return Report(profile.county.name, tuple(users), password)
