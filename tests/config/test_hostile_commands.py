"""Commands given what is not there or not what it says: one sentence and a status, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest


def jiafeng(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from jiafeng.config.cli import main; raise SystemExit(main())", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(("command", "status"), [("verify", 2), ("claims", 1)])
def test_a_file_that_is_missing_is_told(tmp_path: Path, command: str, status: int) -> None:
    done = jiafeng(command, str(tmp_path / "missing"))
    assert done.returncode == status
    assert "无法读取" in done.stderr
    assert "Traceback" not in done.stderr


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"\xff\xfe{")
    done = jiafeng("claims", str(file))
    assert done.returncode == 1
    assert "UTF-8" in done.stderr
    assert "Traceback" not in done.stderr
