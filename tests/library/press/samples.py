"""Documents to print; every name and figure in them is invented."""

import datetime as dt
from dataclasses import replace

from jiafeng.library.press import Face, Kind, OfficialDocument, Paragraph, Run

HAN = "清风润万家廉洁树新风笔墨传家训书香满庭院"
FULL = Paragraph.of((HAN * 15)[: 26 + 28 * 9])
"""Ten full lines: 26 characters after the indent, then 28 to a line, and not one that may not begin or end a line."""

BULLETIN = OfficialDocument(
    masthead="廉洁文化进家庭工作简报",
    issue="第3期（总第15期）",
    issuer="示例县妇女联合会",
    date=dt.date(2026, 3, 9),
    title="示例县以家庭助廉筑牢廉洁防线",
    paragraphs=(
        Paragraph.of("示例县妇联会同县纪委监委、县委组织部推进廉洁文化进家庭（示例）。"),
        Paragraph.of("一、制度先行", "heading1"),
        Paragraph.of("（一）联合部署", "heading2"),
        Paragraph("body", (Run("一是定计划。", Face.HEI), Run("“家庭助廉 从我做起”签名活动有112人签名。"))),
        *[FULL] * 7,
    ),
    code="7F3A-91C2-5D0E-B684",
    qr_text="示例：7F3A-91C2-5D0E-B684",
    code_note="扫码核验本期每个数字",
    report_to="县委、县政府",
    send_to="县纪委监委，县委组织部",
    distribute_to="各乡镇妇联，县直各单位妇委会",
    copies=80,
)
NOTICE = replace(
    BULLETIN,
    kind=Kind.NOTICE,
    masthead="示例县妇女联合会文件",
    issue="县妇发〔2026〕3号",
    title="关于开展“家庭助廉 从我做起”签名承诺活动的通知",
    addressee="各乡镇妇联，县直各单位妇委会",
    attachments=("家庭助廉承诺书（示例）", "活动回执表"),
    marks=("特急",),
    code="",
    code_note="",
    qr_text="",
    paragraphs=(Paragraph.of("现将有关事项通知如下（示例）。"), Paragraph.of("一、活动时间", "heading1"), FULL),
)
