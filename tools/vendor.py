"""Rebuild the vendored front-end files from tools/vendor.toml.

Each package is fetched with `npm pack` (whatever registry the user's npm is set to), its tarball is held against the pinned
sha512, and only the named files and their licences are taken. Run it with `make vendor`; the results are committed.
`--check` fetches nothing: it tells whether the committed files are the ones the last run wrote.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "tools" / "vendor.toml"
MANIFEST = ROOT / "jiafeng" / "static" / "vendor" / "manifest.json"
SOURCE_MAP = re.compile(rb"(?m)^/[/*]# sourceMappingURL=.*$\n?")
ICON = re.compile(r"<svg[^>]*>(?P<shape>.*)</svg>", re.DOTALL)

Package = dict[str, Any]


class Altered(Exception):
    """A fetched or committed file is not the pinned one."""


def fetch(package: Package, into: Path) -> tarfile.TarFile:
    """The package's tarball, held against its pin."""
    wanted = f"{package['name']}@{package['version']}"
    packed = subprocess.run(["npm", "pack", "--silent", wanted], cwd=into, check=True, capture_output=True, text=True)
    tarball = (into / packed.stdout.strip().splitlines()[-1]).read_bytes()
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if integrity != package["integrity"]:
        raise Altered(f"{wanted}: the tarball's hash is {integrity}, the pin says {package['integrity']}")
    return tarfile.open(fileobj=io.BytesIO(tarball))


def member(tarball: tarfile.TarFile, name: str) -> bytes:
    """One file of a package; every npm tarball has its files under `package/`."""
    found = tarball.extractfile(f"package/{name}")
    if found is None:
        raise Altered(f"{name} is a folder in its package, a file was expected")
    return found.read()


def sprite(tarball: tarfile.TarFile, icons: list[str]) -> bytes:
    """One SVG of symbols. Stroke and fill stay in our CSS, so that a symbol is only its shape."""
    symbols = []
    for name in sorted(set(icons)):
        drawing = ICON.search(member(tarball, f"icons/outline/{name}.svg").decode())
        if drawing is None:
            raise Altered(f"icon {name} is not a plain svg")
        shape = " ".join(drawing["shape"].split()).replace("> <", "><").replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shape}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def cut(css: str, leave_out: list[str]) -> str:
    """A minified style sheet without the rules that only speak of classes beginning with one of `leave_out`, and without its dark theme."""
    unwanted = re.compile(rf"\.(?:{'|'.join(leave_out)})|\[data-bs-theme=dark\]")
    kept, at = [], 0
    while (opening := css.find("{", at)) != -1:
        depth, end = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        head, body = css[at:opening], css[opening + 1 : end - 1]
        at = end
        if head.lstrip().startswith("@media") or head.lstrip().startswith("@supports"):
            inner = cut(body, leave_out)
            kept += [f"{head}{{{inner}}}"] if inner else []
        elif head.lstrip().startswith("@keyframes"):
            continue  # of progress bars, spinners and placeholders
        else:
            selectors = [each for each in re.split(r",(?![^(]*\))", head) if not unwanted.search(re.sub(r":not\([^)]*\)", "", each))]
            kept += [f"{','.join(selectors)}{{{body}}}"] if selectors else []
    return "".join(kept)


def subset(woff2: bytes, *, family: str, text: str) -> bytes:
    """The characters of `text` alone, renamed as the licence asks of a changed font."""
    from fontTools import subset as cutter
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(woff2))
    options = cutter.Options()
    options.flavor = "woff2"
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [1, 2, 13, 14]
    cut = cutter.Subsetter(options)
    cut.populate(text="".join(text.split()))
    missing = {c for c in text if not c.isspace()} - {chr(code) for code in font.getBestCmap()}
    if missing:
        raise Altered(f"the font lacks {''.join(sorted(missing))}")
    cut.subset(font)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = family
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def parts(package: Package, tarball: tarfile.TarFile) -> dict[str, bytes]:
    """What to write for a package, by path from the root of the repository. Source maps are not taken, so neither are the
    comments that name them: collecting static files would look for the maps and fail."""
    into = package["into"]
    files = {f"{into}/{Path(name).name}": SOURCE_MAP.sub(b"", member(tarball, name)) for name in package["files"]}
    if "icons" in package:
        files[f"{into}/icons.svg"] = sprite(tarball, package["icons"])
    if style := package.get("style"):
        css = SOURCE_MAP.sub(b"", member(tarball, style["source"])).decode()
        files[f"{into}/{style['output']}"] = cut(css, style["leave_out"]).encode()
    if font := package.get("font"):
        files[f"{into}/{font['output']}"] = subset(member(tarball, font["source"]), family=font["family"], text=font["text"])
    return files


def build(only: list[str]) -> None:
    pins = tomllib.loads(PINS.read_text())["package"]
    manifest = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    for package in pins:
        if only and package["name"] not in only:
            continue
        with tempfile.TemporaryDirectory() as folder, fetch(package, Path(folder)) as tarball:
            written = parts(package, tarball)
        for path, content in written.items():
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_bytes(content)
        manifest[package["name"]] = {
            "version": package["version"],
            "licence": package["licence"],
            **({"characters": "".join(sorted(set("".join(package["font"]["text"].split()))))} if "font" in package else {}),
            "files": {path: hashlib.sha256(content).hexdigest() for path, content in sorted(written.items())},
        }
        print(f"{package['name']} {package['version']}: {sum(map(len, written.values())) / 1024:.0f} KB in {len(written)} files")
    kept = {package["name"] for package in pins}
    MANIFEST.write_text(
        json.dumps({name: manifest[name] for name in sorted(manifest) if name in kept}, indent=1, ensure_ascii=False) + "\n"
    )


def check() -> list[str]:
    """What differs between the pins, the manifest and the committed files; nothing if all is well."""
    pins = {package["name"]: package for package in tomllib.loads(PINS.read_text())["package"]}
    manifest = json.loads(MANIFEST.read_text())
    wrong = [f"{name}: pinned but not vendored" for name in pins.keys() - manifest.keys()]
    for name, entry in manifest.items():
        if name not in pins or pins[name]["version"] != entry["version"]:
            wrong.append(f"{name} {entry['version']}: not the pinned version")
        for path, digest in entry["files"].items():
            if not (ROOT / path).is_file():
                wrong.append(f"{path}: missing")
            elif hashlib.sha256((ROOT / path).read_bytes()).hexdigest() != digest:
                wrong.append(f"{path}: altered since it was vendored")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fetch nothing; compare the committed files with the manifest")
    parser.add_argument("only", nargs="*", help="names of the packages to rebuild (default: all)")
    arguments = parser.parse_args()
    if arguments.check:
        wrong = check()
        print("\n".join(wrong) or "vendored files are as they were written")
        return 1 if wrong else 0
    build(arguments.only)
    return 0


if __name__ == "__main__":
    sys.exit(main())
