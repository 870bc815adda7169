"""What stands in the way, in a sentence that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

FULL = "磁盘已满，未完成的内容没有留下。请腾出空间后再试。/ The disk is full; nothing half done was left. Make room and try again."
CLOSED = (
    "数据目录不能写入：{path}。请用拥有它的用户运行，并确认磁盘没有以只读方式挂载。"
    " / The data folder cannot be written. Run this as the user who owns it, and see that its disk is not mounted read-only."
)
LOCKED = "另一个程序占用着数据库，请先停止它再试。/ Another program holds the database. Stop it and try again."
BROKEN = "数据库读写出错（{what}）。请运行 jiafeng doctor；必要时从备份恢复。/ The database answers with an error. Run `jiafeng doctor`; restore a backup if need be."


class NotReady(Exception):
    """The deployment cannot do this as it is; the text says what to do."""


class Damaged(NotReady):
    """Something kept is no longer what it was. `faults`: each in words."""

    def __init__(self, faults: list[str], advice: str = "") -> None:
        self.faults = faults
        super().__init__("\n".join([*faults, *([advice] if advice else [])]))


def sentence(error: BaseException, folder: Path) -> str:
    """What to tell instead of a traceback where the machine, not the code, is at fault; "" where it is the code."""
    for each in (error, error.__cause__, error.__context__):
        if isinstance(each, OSError):
            if each.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                return FULL
            if each.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
                return CLOSED.format(path=each.filename or folder)
        if isinstance(each, sqlite3.DatabaseError):
            words = str(each)
            if "full" in words:
                return FULL
            if "readonly" in words or "unable to open" in words:
                return CLOSED.format(path=folder)
            if "locked" in words:
                return LOCKED
            if "malformed" in words or "not a database" in words or "disk I/O" in words:
                return BROKEN.format(what=words)
    return ""
