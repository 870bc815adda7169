"""Cut the fonts of `jiafeng/press/fonts/` from Debian 12's own packages. Only a developer runs it, and seldom.

    apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonts-lxgw-wenkai texlive-lang-chinese unicode-data
    python tools/fonts.py [--root DIR]          # DIR: where the packages were unpacked, when they are not installed

Characters: GB/T 2312 (its symbols too), the 8,105 of 通用规范汉字表 2013 (Unihan's kTGH), Latin letters with pinyin's tones,
and the punctuation and signs that offices use. `rare` holds the other Han of the Unified Repertoire (U+4E00-9FFF) and Extension A,
for names registered in an older form of a character.
"""

import argparse
import bz2
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).resolve().parent.parent / "jiafeng" / "press" / "fonts"
NOTO = "usr/share/fonts/opentype/noto/Noto{}.ttc"
UNIHAN = "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
LATIN_AND_SIGNS = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1CD, 0x1DC), (0x1F8, 0x1F9), (0x251, 0x251), (0x261, 0x261), (0x2C7, 0x2C9), (0x1E3E, 0x1E3F),
    (0x2010, 0x2027), (0x2030, 0x203B), (0x20AC, 0x20AC), (0x2103, 0x2103), (0x2116, 0x2116), (0x2122, 0x2122), (0x2160, 0x217B),
    (0x2190, 0x2199), (0x2460, 0x249B), (0x25A0, 0x25A1), (0x25B2, 0x25B3), (0x25CB, 0x25CF), (0x2605, 0x2606), (0x2713, 0x2713),
    (0x2776, 0x277F), (0x3000, 0x3017), (0x3220, 0x3229), (0x3231, 0x3231), (0x338E, 0x338F), (0x339C, 0x339E), (0x33A1, 0x33A1),
    (0xFF01, 0xFF5E), (0xFFE0, 0xFFE5),
)  # fmt: skip
FEATURES = ["vert", "vrt2", "palt", "halt", "kern", "mark", "ccmp"]


@dataclass(frozen=True)
class Cut:
    """One vendored font: where it comes from, and the name it carries here (a subset may not use a reserved name)."""

    file: str
    source: str
    family: str
    weight: int
    rare: bool = False


CUTS = (
    Cut("song.otf", NOTO.format("SerifCJK-Regular"), "Jiafeng Song", 400),
    Cut("title.otf", NOTO.format("SerifCJK-Bold"), "Jiafeng Title", 700),
    Cut("hei.otf", NOTO.format("SansCJK-Medium"), "Jiafeng Hei", 500),
    Cut("kai.ttf", "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", "Jiafeng Kai", 400),
    Cut("fang.otf", "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf", "Jiafeng Fang", 400),
    Cut("rare.otf", NOTO.format("SerifCJK-Regular"), "Jiafeng Rare", 400, rare=True),
)


def gb2312() -> set[int]:
    """The 7,445 characters of GB/T 2312-1980."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def general_standard(unihan: Path) -> set[int]:
    """The 8,105 characters of 通用规范汉字表 (2013), as Unicode's own database lists them."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        found = {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}
    if len(found) != 8105:
        raise SystemExit(f"{unihan} lists {len(found)} characters of 通用规范汉字表, not 8,105")
    return found


def opened(path: Path) -> TTFont:
    if path.suffix != ".ttc":
        return TTFont(path, recalcTimestamp=False)
    for font in TTCollection(path, lazy=True).fonts:
        if "CJK SC" in font["name"].getDebugName(4):
            font.recalcTimestamp = False
            return font
    raise SystemExit(f"{path} holds no CJK SC font")


def renamed(font: TTFont, cut: Cut) -> None:
    """Give the subset its own name and keep every statement of copyright and licence."""
    names = font["name"]
    kept = {number: names.getDebugName(number) for number in (0, 5, 7, 8, 9, 13, 14)}
    style = "Bold" if cut.weight == 700 else "Regular"
    kept |= {1: cut.family, 2: style, 3: f"{cut.family} {style}; subset", 4: cut.family, 6: cut.family.replace(" ", "") + f"-{style}"}
    kept[10] = "A subset made for Jiafeng; see the licence beside it."
    names.names = []
    for number, value in kept.items():
        if value:
            names.setName(value, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = cut.weight
    font["OS/2"].fsSelection = 0x20 if cut.weight == 700 else 0x40
    font["head"].macStyle = 1 if cut.weight == 700 else 0
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [cut.family.replace(" ", "")]
        for key, value in (("FamilyName", cut.family), ("FullName", cut.family), ("Weight", style)):
            if hasattr(top[0], key):
                setattr(top[0], key, value)


def subset(font: TTFont, characters: Iterable[int]) -> TTFont:
    options = Options(
        hinting=False, layout_features=FEATURES, name_IDs=["*"], notdef_outline=True, drop_tables=["DSIG", "BASE", "vmtx", "vhea", "VORG"],
    )  # fmt: skip
    cutter = Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    return font


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--root", type=Path, action="append", default=[Path("/")], help="where the packages are unpacked")
    roots = arguments.parse_args().root

    def found(name: str) -> Path:
        for root in reversed(roots):
            if (root / name).exists():
                return root / name
        raise SystemExit(f"{name} was not found under {', '.join(map(str, roots))}: install the packages named above")

    signs = {code for first, last in LATIN_AND_SIGNS for code in range(first, last + 1)}
    common = gb2312() | general_standard(found(UNIHAN)) | signs
    rare = (set(range(0x3400, 0x4DC0)) | set(range(0x4E00, 0xA000))) - common
    for cut in CUTS:
        font = subset(opened(found(cut.source)), rare if cut.rare else common)
        renamed(font, cut)
        out = io.BytesIO()
        font.save(out)
        (FONTS / cut.file).write_bytes(out.getvalue())
        held = len(font.getBestCmap())
        print(f"{cut.file:10} {len(out.getvalue()) / 1e6:5.2f} MB {held:6} characters {hashlib.sha256(out.getvalue()).hexdigest()[:16]}")


if __name__ == "__main__":
    main()
