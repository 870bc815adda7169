"""Which claims are shares of a whole rather than counts: a share needs its denominator, which a count of records does not have."""

import re

SHARE = re.compile(
    r"[%％‰]|百分|分之|[一二三四五六七八九两\d几]成|半数|过半|大半|一半|翻[一两二三]?番|[一两二三四五六七八九十\d]倍|[\d一二两三四五六七八九十][:：∶比][\d一二两三四五六七八九十]"
)


def is_share(words: str) -> bool:
    """Whether a claim's words state a share or a ratio (98%, 百分百, 三分之二, 六成以上, 过半, 翻番, 5:1)."""
    return SHARE.search(words) is not None
