"""A crowd: large photographs, sign-ins and readers at the same moment, and how long a page and `/healthz` take meanwhile.

JIAFENG_BEFORE names a checkout of an older build (`git worktree add FOLDER COMMIT`): it is served beside ours, turn about, each in its own Python where it has one.
"""

from __future__ import annotations

import http.client
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks import load
from benchmarks.county import HOST, ROOT, elsewhere, python_of
from benchmarks.measure import Measured, benchmark

PHOTOGRAPHERS, SIGN_INS, READERS = 8, 40, 32
SECONDS = float(os.environ.get("JIAFENG_BENCH_CROWD_SECONDS", 20))
ROUNDS = int(os.environ.get("JIAFENG_BENCH_CROWD_ROUNDS", 2))
HEALTH_MS, PAGE_MS = 200.0, 1000.0
PHOTO_BYTES = 13_000_000
PATIENCE = 120  # seconds that a client waits for an answer
_COMMAND = "import sys; from jiafeng.config.cli import main; sys.exit(main())"
_TOKEN = re.compile(r'name="(csrfmiddlewaretoken|key)" value="([^"]+)"')


def photograph() -> bytes:
    """A JPEG of twelve megapixels and 13 MB, of nothing in particular."""
    import io

    from PIL import Image

    chance = random.Random(1)  # nosec B311 # a picture, not a secret
    grain = Image.frombytes("L", (1000, 750), chance.randbytes(750_000))
    picture = Image.merge("RGB", [grain, grain.rotate(180), grain]).resize((4000, 3000))
    for quality in range(80, 101):
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality)
        if stream.tell() >= PHOTO_BYTES:
            break
    return stream.getvalue()


def another(photo: bytes) -> bytes:
    """The same picture as another file: a comment says which (ITU-T T.81, B.2.4.5)."""
    comment = uuid4().hex.encode()
    return photo[:2] + b"\xff\xfe" + (2 + len(comment)).to_bytes(2, "big") + comment + photo[2:]


class Client:
    """A browser with cookies and a connection of its own."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, bytes]:
        headers = {"Host": HOST, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.headers.get("Location", ""), content

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of the page's form."""
        _, _, page = self.send("GET", path)
        return dict(reversed(_TOKEN.findall(page.decode())))

    def post(self, path: str, data: dict[str, str], files: dict[str, bytes] | None = None) -> tuple[int, str, bytes]:
        if files is None:
            return self.send("POST", path, urlencode(data).encode(), "application/x-www-form-urlencoded")
        edge = uuid4().hex
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in data.items()]
        for name, content in files.items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
            parts += [head.encode(), content, b"\r\n"]
        return self.send("POST", path, b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}")


@dataclass
class Crowd:
    """What the clients saw: milliseconds until each answer by kind, and what was no answer."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def ask(self, kind: str, wanted: set[int], call: Callable[[], tuple[int, str, bytes]]) -> None:
        began = time.monotonic()
        try:
            status, _, _ = call()
        except (OSError, http.client.HTTPException) as error:
            self.errors.append(f"{kind}: {type(error).__name__}")
        else:
            if status not in wanted:
                self.errors.append(f"{kind}: {status}")
        self.took[kind].append((time.monotonic() - began) * 1000)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(math.ceil(len(values) * share), len(values)) - 1]


def letter_door(port: int, start: str) -> tuple[Client, str]:
    """Somebody new who came by the shared link, sent typed words, and has a link of their own now: where their letter is sent."""
    client, who = Client(port), uuid4().int
    _, _, page = client.send("GET", start)
    unit = re.findall(r'<option value="(\d+)"', page.decode())[0]
    author = {
        **client.form(start),
        "name": f"示例{who % 10**12}",
        "organisation": unit,
        "relation": "spouse",
        "phone": f"139{who % 10**8:08d}",
    }
    status, onward, page = client.post(start, {**author, "cadre": "示例"})
    if status != 302:
        raise RuntimeError(f"{start}: {status} {page.decode()[-3000:]}")
    status, onward, page = client.post(onward, {**client.form(onward), "text": "清风常伴"}, {})
    if status != 302:
        raise RuntimeError(f"{start}: {status} {page.decode()[-3000:]}")
    return client, f"{onward}/letter/write"


def gather(port: int, names: list[str], password: str, start: str, photo: bytes) -> Crowd:
    """Let them all come at once, for so many seconds, and until each who began has an answer. Without a photograph only readers come."""
    crowd = Crowd()
    doors = [letter_door(port, start) for _ in range(PHOTOGRAPHERS if photo else 0)]
    forms = [client.form(path) for client, path in doors]
    arrivals = [Client(port) for _ in range(SIGN_INS if photo else 0)]
    login = "/accounts/login/"
    secrets = [client.form(login) for client in arrivals]
    pages = ["/", "/news", "/news/notices", "/news/stories", "/bulletin", "/letters/wall"]
    end = time.monotonic() + SECONDS

    def send_photos(client: Client, path: str, fields: dict[str, str]) -> None:
        while time.monotonic() < end:
            data = {**fields, "key": str(uuid4()), "title": "示例家书"}
            crowd.ask("photo", {302}, lambda data=data: client.post(path, data, {"pages": another(photo)}))

    def sign_in(client: Client, number: int) -> None:
        time.sleep(2)  # when the photographs are being looked at
        data = {**secrets[number], "login": names[number % len(names)], "password": password}
        crowd.ask("sign-in", {302}, lambda: client.post(login, data))

    def read(number: int) -> None:
        client, turn = Client(port), number
        while time.monotonic() < end:
            turn += 1
            crowd.ask("page", {200}, lambda turn=turn: client.send("GET", pages[turn % len(pages)]))

    def look() -> None:
        while time.monotonic() < end:
            crowd.ask("healthz", {200}, lambda: Client(port).send("GET", "/healthz"))
            time.sleep(0.05)

    threads = [threading.Thread(target=send_photos, args=(*door, fields)) for door, fields in zip(doors, forms, strict=True)]
    threads += [threading.Thread(target=sign_in, args=(client, number)) for number, client in enumerate(arrivals)]
    threads += [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    threads += [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crowd


class Build:
    """A checkout's own server on the demonstration county that it built itself."""

    def __init__(self, name: str, checkout: Path, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.python = python_of(checkout)
        self.environment = {
            "PYTHONPATH": str(checkout),
            "PYTHONSAFEPATH": "1",
            "JIAFENG_DATA": str(folder),
            "JIAFENG_PUBLIC_URL": f"http://{HOST}",
        }
        said = self._run("demo", "--no-serve")
        self.names = [name for name in re.findall(r"^    (\w+) ", said, re.MULTILINE) if name != "admin"]
        self.password = (folder / "secrets" / "demo_password").read_text().strip()
        token = self._run(
            "manage",
            "shell",
            "-v0",
            "-c",
            "from django.apps import apps; print(apps.get_model('letters.MessageDrive').objects.earliest('pk').token)",
        )
        self.start = f"/letters/s/{token.split()[-1]}"

    def _run(self, *arguments: str) -> str:
        command = [self.python, "-c", _COMMAND, *arguments]
        return subprocess.run(command, env={**os.environ, **self.environment}, check=True, stdout=subprocess.PIPE, text=True).stdout

    def meet(self, photo: bytes) -> Crowd:
        """One crowd."""
        port = load.free_port()
        command = [self.python, "-c", _COMMAND, "serve", "--port", str(port)]
        with load.served(command, port, "/healthz", self.environment):
            return gather(port, self.names, self.password, self.start, photo)


def measure() -> dict[str, Any]:
    """Ours, ours with nobody but the readers, and, where there is one, the build before, turn about."""
    before = os.environ.get("JIAFENG_BEFORE", "")
    with tempfile.TemporaryDirectory(prefix="jiafeng-crowd-") as folder:
        builds = [Build("before", Path(before).resolve(), Path(folder) / "before")] if before else []
        builds.append(Build("ours", ROOT, Path(folder) / "ours"))
        photo = photograph()
        visits = [*((build.name, build, photo) for build in builds), ("alone", builds[-1], b"")]
        found: dict[str, Crowd] = {name: Crowd() for name, _, _ in visits}
        for _ in range(ROUNDS):
            for name, build, brought in visits:
                seen = build.meet(brought)
                print(name, {kind: round(percentile(took, 0.99)) for kind, took in seen.took.items()}, file=sys.stderr)
                found[name].errors += seen.errors
                for kind, took in seen.took.items():
                    found[name].took[kind] += took
    for name, crowd in found.items():
        for kind, took in crowd.took.items():
            shown = " / ".join(f"{percentile(took, share):,.0f}" for share in (0.5, 0.99, 1))
            print(f"{name:7}{kind:9}{len(took):6} answers, p50 / p99 / longest {shown} ms", file=sys.stderr)
        print(f"{name:7}{len(crowd.errors)} errors {sorted(set(crowd.errors))}", file=sys.stderr)
    if found["ours"].errors:
        raise RuntimeError(f"not every request was answered: {sorted(set(found['ours'].errors))}")
    return {name: {kind: percentile(took, 0.99) for kind, took in crowd.took.items()} for name, crowd in found.items()}


def register(name: str, kind: str, limit: float, what: str) -> None:
    """One look at the crowd."""

    @benchmark(f"crowd-{name}", unit="ms", limit=limit, about=f"p99 of {what} while 8 send photographs, 40 sign in and 32 read; no error")
    def slowest() -> Measured:
        found = elsewhere("crowd", "measure")
        before = {"the build before": found["before"][kind]} if "before" in found else {}
        return Measured(found["ours"][kind], {**before, "with nobody but the readers": found["alone"][kind]})


register("healthz", "healthz", HEALTH_MS, "/healthz")
register("pages", "page", PAGE_MS, "public pages")
