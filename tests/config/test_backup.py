"""`jiafeng backup`, on a data folder of its own, because it is a command about files."""

import sqlite3
import subprocess
import sys
from pathlib import Path


def jiafeng(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import sys; from jiafeng.config.cli import main; sys.exit(main())", *arguments, "--data", str(data)]
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(data.parent), "LANG": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, text=True, env=clean, timeout=300, check=False)


def test_a_copy_made_beside_an_open_database_is_whole_and_its_users_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    county = ("--public-url", "http://127.0.0.1:8000", "--county", "520699", "--county-name", "示例县")
    assert jiafeng("init", *county, data=data).returncode == 0
    with sqlite3.connect(data / "jiafeng.sqlite3") as served:
        served.execute("UPDATE units_region SET name = '示例县（改）' WHERE code = '520699'")
        served.commit()  # still in the -wal, which a plain copy of the file would miss
        made = jiafeng("backup", data=data)
    served.close()
    assert made.returncode == 0, made.stderr
    copy = Path(made.stdout.strip())
    assert copy.parent == data / "backups"
    assert copy.stat().st_mode & 0o077 == 0
    with sqlite3.connect(copy) as kept:
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert kept.execute("SELECT name FROM units_region WHERE code = '520699'").fetchone() == ("示例县（改）",)
    kept.close()
