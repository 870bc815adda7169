import os
import threading
import time

import pytest

from jiafeng.common.sandbox import Rejected, SandboxKilled, run, stream

HERE = "jiafeng.common.sandbox"


@pytest.fixture
def target(tmp_path, monkeypatch):
    """Names of functions in a module that only the child imports."""
    package = tmp_path / "jiafeng_sandbox_probe.py"

    def write(source):
        package.write_text(source, encoding="utf-8")
        monkeypatch.setattr("jiafeng.common.sandbox._START", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); " + START)
        return "jiafeng_sandbox_probe:work"

    from jiafeng.common.sandbox import _START as START

    return write


def test_it_returns_what_the_function_returns():
    assert run("posixpath:join", a="一") == "一"


def test_it_streams_items_as_they_are_made(target):
    name = target("import time\ndef work(n):\n    for i in range(n):\n        yield [i, '名']\n    time.sleep(60)\n")
    items = stream(name, n=3)
    before = time.monotonic()
    assert [next(items) for _ in range(3)] == [[0, "名"], [1, "名"], [2, "名"]]
    items.close()
    assert time.monotonic() - before < 10


def test_the_patience_does_not_run_while_the_caller_works(target):
    items = stream(target("def work():\n    for i in range(3):\n        yield i\n"), wall_seconds=1)
    seen = []
    for item in items:
        seen.append(item)
        time.sleep(0.5)
    assert seen == [0, 1, 2]


def test_a_hundred_thousand_rows_come_through(target):
    source = "def work():\n    for i in range(200):\n        yield [['示例', str(j)] for j in range(500)]\n"
    assert sum(len(batch) for batch in stream(target(source))) == 100_000


def test_a_rejection_crosses_the_pipe_with_its_parameters(target):
    source = "from jiafeng.common.sandbox import Rejected\ndef work():\n    raise Rejected('too_many_rows', rows=7)\n"
    with pytest.raises(Rejected) as caught:
        run(target(source))
    assert (caught.value.code, caught.value.params) == ("too_many_rows", {"rows": 7})


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def work():\n    return len(bytes(1 << 40))\n", "memory"),
        ("def work():\n    kept = []\n    while True:\n        kept.append(bytes(1 << 20))\n", "memory"),
        ("def work():\n    while True:\n        pass\n", "cpu"),
        ("import time\ndef work():\n    time.sleep(60)\n", "timeout"),
        ("import os\ndef work():\n    os.abort()\n", "crash"),
        ("import os\ndef work():\n    os.kill(os.getpid(), 11)\n", "crash"),
        ("def work():\n    raise KeyError('示例')\n", "crash"),
        ("def work():\n    raise SystemExit\n", "crash"),
        ("import os\ndef work():\n    os._exit(0)\n", "crash"),
        ("def work(:\n", "crash"),
        ("def work():\n    open(__file__ + '.out', 'wb').write(bytes(3 << 20))\n", "crash"),
    ],
)
def test_the_caller_survives_and_learns_why(target, source, reason):
    with pytest.raises(SandboxKilled) as caught:
        # A busy machine gives the child, which lets others go first, its second of CPU late.
        run(target(source), memory_mb=200, cpu_seconds=1, wall_seconds=3 if reason == "timeout" else 60, file_mb=1)
    assert caught.value.reason == reason


def test_what_a_parser_prints_is_not_taken_for_an_answer(target):
    assert run(target("import os\ndef work():\n    print('[\"item\", 1]')\n    os.system('echo noise')\n    return 2\n")) == 2


def test_an_answer_that_is_no_message_is_a_crash(target):
    source = "import os\ndef work():\n    for fd in range(3, 20):\n        try:\n            os.write(fd, b'noise\\n')\n        except OSError:\n            pass\n    return 1\n"
    with pytest.raises(SandboxKilled) as caught:
        run(target(source))
    assert caught.value.reason == "crash"


def test_the_child_inherits_neither_secrets_nor_django(target, monkeypatch):
    monkeypatch.setenv("JIAFENG_SECRET", "示例")
    monkeypatch.setenv("https_proxy", "http://proxy.invalid")
    seen = run(target("import os, sys\ndef work():\n    return [sorted(os.environ), 'django' in sys.modules]\n"))
    assert "JIAFENG_SECRET" not in seen[0]
    assert "https_proxy" not in seen[0]
    assert seen[1] is False


def test_many_threads_may_use_it_at_once():
    answers = []

    def ask(number):
        answers.append(run("posixpath:basename", p=f"/x/{number}"))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=int) == [str(number) for number in range(12)]


def test_it_leaves_no_file_descriptors_behind(target):
    name = target("def work():\n    while True:\n        yield 1\n")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        items = stream(name)
        next(items)
        items.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_library_that_is_not_installed_is_not_blamed_on_the_file(target):
    with pytest.raises(ModuleNotFoundError, match="installation is incomplete"):
        run(target("def work():\n    import jiafeng_no_such_library\n"))
