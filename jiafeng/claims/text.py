"""The prose as the finder reads it: one width, one script, no blanks inside a phrase, and the way back to the author's offsets.

Office files write ６６人, 66 人, 66　人 and 66人 for the same thing. Full-width digits and signs become ASCII, the traditional forms of
numerals and measure words become the simplified ones, and blanks are left out unless they part two ASCII words.
"""

from dataclasses import dataclass

ONE_FORM = str.maketrans(
    "０１２３４５６７８９％．＋～－：（）［］萬億兩餘個戶場條項張達貳參陸壹弍弎○○份過數幾還將擬計劃應當須預爭確標實現無戰",
    "0123456789%.+~-:()[]万亿两余个户场条项张达贰叁陆壹贰叁〇〇份过数几还将拟计划应当须预争确标实现无战",
)
INVISIBLE = "\u200b\u200c\u200d\ufeff\u2060\u00ad"


@dataclass(frozen=True, slots=True)
class Prose:
    """The normalised text, and for each of its characters (and its end) the index in the text that came in."""

    text: str
    origin: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original ``[start, end)`` of a non-empty normalised one."""
        return self.origin[start], self.origin[end - 1] + 1


def read(source: str) -> Prose:
    characters: list[str] = []
    origin: list[int] = []
    same_width = source.translate(ONE_FORM)
    blank_before = False
    for index, character in enumerate(same_width):
        if character in INVISIBLE:
            continue
        if character.isspace() and character not in "\n\r":
            blank_before = True
            continue
        if blank_before and characters and characters[-1].isascii() and character.isascii() and characters[-1].isalnum() and character.isalnum():
            characters.append(" ")
            origin.append(index - 1)
        characters.append(character)
        origin.append(index)
        blank_before = False
    return Prose("".join(characters), origin)
