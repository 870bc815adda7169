"""Cut the fonts of `jiafeng/library/press/fonts/` from Debian 12's own packages. Only a developer runs it, and seldom.

    apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonts-lxgw-wenkai texlive-lang-chinese unicode-data
    python tools/fonts.py [--root DIR] [--only rare strong]      # DIR: where the packages were unpacked, when they are not installed

Characters: GB/T 2312 (its symbols too), the 8,105 of 通用规范汉字表 2013 (Unihan's kTGH), Latin letters with pinyin's tones,
and the punctuation and signs that offices use. `kai` has the traditional forms of Big5's first level and lowered figures besides. `rare` and
`strong` hold every other Han that their source draws (the Unified Repertoire, Extension A, and some of the later ones), for names
registered in an older or a rare form: `rare` in the weight of `song`, `strong` in that of `title`.
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

FONTS = Path(__file__).resolve().parent.parent / "jiafeng" / "library" / "press" / "fonts"
NOTO = "usr/share/fonts/opentype/noto/Noto{}.ttc"
UNIHAN = "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
LATIN_AND_SIGNS = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1CD, 0x1DC), (0x1F8, 0x1F9), (0x251, 0x251), (0x261, 0x261), (0x2C7, 0x2C9), (0x1E3E, 0x1E3F),
    (0x2010, 0x2027), (0x2030, 0x203B), (0x20AC, 0x20AC), (0x2103, 0x2103), (0x2116, 0x2116), (0x2122, 0x2122), (0x2160, 0x217B),
    (0x2190, 0x2199), (0x2460, 0x249B), (0x25A0, 0x25A1), (0x25B2, 0x25B3), (0x25CB, 0x25CF), (0x2605, 0x2606), (0x2713, 0x2713),
    (0x2776, 0x277F), (0x3000, 0x3017), (0x3220, 0x3229), (0x3231, 0x3231), (0x338E, 0x338F), (0x339C, 0x339E), (0x33A1, 0x33A1),
    (0xFF01, 0xFF5E), (0xFFE0, 0xFFE5),
)  # fmt: skip
RAISED_AND_LOWERED = range(0x2070, 0x208F)  # H₂O; only the source of `kai` draws them
HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
FEATURES = ["vert", "vrt2", "palt", "halt", "kern", "mark", "ccmp"]


@dataclass(frozen=True)
class Cut:
    """One vendored font: where it comes from, and the name it carries here (a subset may not use a reserved name)."""

    file: str
    source: str
    family: str
    weight: int
    rare: bool = False
    traditional: bool = False


CUTS = (
    Cut("song.otf", NOTO.format("SerifCJK-Regular"), "Jiafeng Song", 400),
    Cut("title.otf", NOTO.format("SerifCJK-Bold"), "Jiafeng Title", 700),
    Cut("hei.otf", NOTO.format("SansCJK-Medium"), "Jiafeng Hei", 500),
    Cut("kai.ttf", "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", "Jiafeng Kai", 400, traditional=True),
    Cut("fang.otf", "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf", "Jiafeng Fang", 400),
    Cut("rare.otf", NOTO.format("SerifCJK-Regular"), "Jiafeng Rare", 400, rare=True),
    # Not "Heavy": Typst takes that for a weight and drops it from the family.
    Cut("strong.otf", NOTO.format("SerifCJK-Bold"), "Jiafeng Strong", 700, rare=True),
)
PINNED = {
    NOTO.format("SerifCJK-Regular"): "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
    NOTO.format("SerifCJK-Bold"): "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
    NOTO.format("SansCJK-Medium"): "197d5e1e019faca33a4d55931c7d68b8056f3b97cb862049f5cb8de9efdfb8ce",
    CUTS[3].source: "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8",
    CUTS[4].source: "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
    UNIHAN: "bdeef44d75d914e793b7f27ddc3bee01b2d11dd34f4e52de1a9fba74a1612dc2",
}
"""The sources as Debian 12 has them (fonts-noto-cjk 1:20220127+repack1-1, fonts-lxgw-wenkai 1.250+repack-1, texlive-lang-chinese
2022.20230122-1, unicode-data 15.0.0-1), by their SHA-256: from other ones come other fonts."""


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


def big5() -> set[int]:
    """The 5,401 traditional forms that Big5 counts as usual."""
    rows = (bytes((row, cell)).decode("big5", "ignore") for row in range(0xA4, 0xC7) for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return {ord(character) for character in rows if character}


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
    arguments.add_argument("--only", nargs="+", default=[], metavar="FACE", help="cut these and leave the others as they are")
    told = arguments.parse_args()
    roots = told.root

    def found(name: str) -> Path:
        for root in reversed(roots):
            if (root / name).exists():
                if hashlib.sha256((root / name).read_bytes()).hexdigest() != PINNED[name]:
                    raise SystemExit(f"{root / name} is not the file that the fonts are cut from")
                return root / name
        raise SystemExit(f"{name} was not found under {', '.join(map(str, roots))}: install the packages named above")

    signs = {code for first, last in LATIN_AND_SIGNS for code in range(first, last + 1)}
    common = gb2312() | general_standard(found(UNIHAN)) | signs
    rare = {code for first, last in HAN for code in range(first, last + 1)} - common
    for cut in CUTS:
        if told.only and Path(cut.file).stem not in told.only:
            continue
        font = subset(
            opened(found(cut.source)), rare if cut.rare else common | big5() | set(RAISED_AND_LOWERED) if cut.traditional else common
        )
        renamed(font, cut)
        out = io.BytesIO()
        font.save(out)
        (FONTS / cut.file).write_bytes(out.getvalue())
        held = len(font.getBestCmap())
        print(f"{cut.file:10} {len(out.getvalue()) / 1e6:5.2f} MB {held:6} characters {hashlib.sha256(out.getvalue()).hexdigest()[:16]}")


if __name__ == "__main__":
    main()
