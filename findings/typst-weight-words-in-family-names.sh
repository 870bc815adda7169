#!/bin/bash
# What: a font whose family is called "Sample Heavy", given to Typst by its folder and asked for by that very name.
# Expected: the text is set in it. The name table says so (name ID 1, nothing in ID 16), and fontconfig knows the family by that name.
# What happens: Typst takes the word "Heavy" off the family's name. `text(font: "Sample Heavy")` warns "unknown font family: sample heavy" and sets the text in
# another font, without an error; "Sample" alone finds it. Whoever makes subsets of their own must not end their names with a word for weight, width or slant.
# Seen with typst 0.15.2 and fonttools 4.68.0 on Python 3.11 (x86-64), on 1 December 2026. This script fails when that changes.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2 fonttools==4.68.0
cd "$folder"
mkdir fonts
cat >look.py <<'PY'
import re

import typst
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

pen = TTGlyphPen(None)
pen.moveTo((100, 0)), pen.lineTo((100, 700)), pen.lineTo((500, 700)), pen.closePath()
box, empty = pen.glyph(), TTGlyphPen(None).glyph()
font = FontBuilder(1000, isTTF=True)
font.setupGlyphOrder([".notdef", "A"])
font.setupCharacterMap({0x41: "A"})
font.setupGlyf({".notdef": empty, "A": box})
font.setupHorizontalMetrics({".notdef": (600, 0), "A": (600, 100)})
font.setupHorizontalHeader(ascent=800, descent=-200)
font.setupNameTable({"familyName": "Sample Heavy", "styleName": "Regular", "psName": "SampleHeavy-Regular", "fullName": "Sample Heavy"})
font.setupOS2()
font.setupPost()
font.save("fonts/sample.ttf")


def fonts_used(family):
    pdf = typst.compile(f'#set text(font: "{family}", fallback: true)\nA'.encode(), font_paths=["fonts"], ignore_system_fonts=True, format="pdf")
    return sorted(set(re.findall(rb"/BaseFont */([A-Z]{6}\+)?([\w-]+)", pdf)))


named, shortened = (["SampleHeavy" in str(used) for used in [fonts_used(name)]][0] for name in ("Sample Heavy", "Sample"))
print("asked for as “Sample Heavy”: found", named, "· asked for as “Sample”: found", shortened)
raise SystemExit(0 if (named, shortened) == (False, True) else 1)
PY
venv/bin/python look.py
