"""The claim check of one paragraph: what an author waits for while writing, paragraph by paragraph."""

from __future__ import annotations

from benchmarks.measure import Measured, benchmark, cpu_ms

PARAGRAPH = (
    "3月6日，“家庭助廉 从我做起”签名活动在县城举行，100余名领导干部配偶郑重签名，手机签名66人、纸质签名42人。年初印发的工作安排共列入37项条目，"
    "全部部署到17个单位，收回签收回执35份，签收率近九成五。下一步，县妇联计划分三批走访120户家庭，力争年底前知晓率达到95%。经推荐、联审和投票，"
    "12名干部家属获评“贤内助”，评委会投出有效票二十三张，公示期间收到的2件异议均已书面答复，无一例外。"
)


@benchmark(
    "claims-paragraph", unit="ms CPU", limit=5, about="the claim check of a paragraph of 240 characters with 20 numbers and totalities"
)
def claims_paragraph() -> Measured:
    from jiafeng.library.claims import judge
    from jiafeng.library.claims.grammar import candidates
    from jiafeng.library.claims.text import read

    return Measured(
        cpu_ms(lambda: list(judge(PARAGRAPH))), {"of it, finding the candidates": cpu_ms(lambda: candidates(read(PARAGRAPH).text))}
    )
