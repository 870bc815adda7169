"""Draws jiafeng/demo/files/*.jpg: scenes that stand for photographs in the demo county, each labelled 示例. Needs Chromium."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
HERO = (ROOT / "jiafeng/static/img/hero.svg").read_text(encoding="utf-8")
SCENES = {
    "signing": ("家庭助廉 从我做起", "签名承诺现场", "#174a3b"),
    "gala": ("话廉洁 增友谊", "联谊晚会", "#8c2249"),
    "symposium": ("警示教育座谈会", "会场", "#174a74"),
    "corridor": ("家训 · 家书 · 家风", "郭家湾廉洁文化长廊", "#7a4a1b"),
    "deskcard": ("平安回家就是最好的礼物", "一张桌签", "#1f5f4c"),
}
PAGE = """<!doctype html><meta charset="utf-8"><style>
body{{margin:0;width:1200px;height:800px;position:relative;overflow:hidden;background:#e9efe9;font-family:"Noto Serif CJK SC",serif}}
.hall{{position:absolute;left:0;right:0;bottom:0;height:520px}} .hall svg{{width:1200px;height:520px}}
.banner{{position:absolute;left:100px;right:100px;top:90px;background:{colour};color:#fff;text-align:center;padding:34px 0;font-size:64px;letter-spacing:.12em;font-weight:700}}
.under{{position:absolute;top:256px;left:0;right:0;text-align:center;font-size:36px;color:#3d4d48}}
.row{{position:absolute;bottom:30px;left:60px;right:60px;display:flex;justify-content:space-between}}
.row i{{width:64px;height:110px;border-radius:32px 32px 10px 10px;background:{colour};opacity:.82;position:relative;display:block}}
.row i::before{{content:"";position:absolute;top:-46px;left:10px;width:44px;height:44px;border-radius:50%;background:#e9c9ad}}
.label{{position:absolute;right:24px;top:20px;background:#fff;color:#8f1916;border:3px solid #8f1916;padding:6px 18px;font-size:26px}}
</style><div class="hall">{hero}</div><div class="banner">{title}</div><div class="under">{under}</div><div class="row">{row}</div><div class="label">示例图片</div>"""


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        for name, (title, under, colour) in SCENES.items():
            page.set_content(PAGE.format(hero=HERO, title=title, under=under, colour=colour, row="<i></i>" * 11))
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.save(ROOT / f"jiafeng/demo/files/{name}.jpg", quality=82, optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
