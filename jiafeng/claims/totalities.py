"""Totalities without a number: 全部, 人人, 家家户户, 全覆盖, 应签尽签, 无一例外, 件件有回音, 每个村, 所有.

Scope is no totality (全县, 全国, 全年), nor is a name (全体会议, 全家福), an attribute (全面, 全程) or a share for each (每名干部3份).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import lexicon


@dataclass(frozen=True, slots=True)
class Totality:
    start: int
    end: int
    leaves_none_out: bool = False
    """Of the form 不漏一户, 不留死角: it rounds off the clause before it, and shares its mood."""


def _any(group: str) -> str:
    return "|".join(map(re.escape, sorted(set(group.split()), key=len, reverse=True)))


MEASURE = "[桌封本册盒面个分亩名户人件项家村处次笔位份条起例宗单票所场堂期题课站店企校间车块片组岗张]"
REPEATED = "面回卷页批帧人家户个件笔村事样条项桩场次句校乡镇组队班份篇幅封张仓库店企岗科院期堂车船园片街巷寨环点户台株棵座盏栋对位本册桌"
WORD_ENDS_BEFORE = (
    "0-9百千万余工病老国大专各每一本该全农商客用住租民故市赛选立重试网景站学任假定培高小两三四五六七八九十几数单军诗名主证作画回管当"
)
NOT_AFTER_REPEATED = (
    "面(?:俱到|相觑|观)|人(?:民|数|员|口|次|才|均|士|力|物|选|生|类|间|身|大|事|性|称|行|情|平等|自危|为我|皆可|喊打|网)|家(?:庭|长|属|里|乡|风|训|教|中|人|事|务|政|园|居|具|电|家[酒超])|户(?:主|籍|均|外|口|厕|数|型)|个(?:别|人|体|性|击破|月)|件(?:数|套)|村(?:民|委|主|支|级|规|口|内|部|医|道|庄|史|两|书|情|务|集|干|组|头|落|寨|域|史|妇|党|居)|"
    "事(?:关|实|业|件|项|宜|故|务)|条(?:例|件|块|款|文)|项(?:目)|场(?:地|所|馆|面|次|景)|次(?:日|年|月|数)|句(?:子)|校(?:园|长|区|内|外|门|车|训|舍|友)|乡(?:党|政|村|长|镇|土|亲|级|贤)|镇(?:党|政|村|区|属|长|域|级|直)|组(?:织|长|成|建|员|团|合)|队(?:员|伍|长|部)|班(?:主|子|长|级|会|组|次|车)|"
    "店(?:铺|主|面|员)|街(?:道|头|区|巷)|院(?:长|内|落|感|坝|校|子)|科(?:长|室|级|员|学|技|普)|案(?:件|情|例|发|由|卷)|企业|点(?:滴|头|位|击|评|多)|环(?:境|节|保|卫|相扣|比)|期(?:间|末|刊|初|待|限)|园(?:区|长|林)|车(?:辆|站|间|主|位|次)|片(?:区|面)|岗(?:位|前)|库(?:存|区)|船(?:只|员)|回(?:执|信|复|访|函|收|单|应|条)|笔(?:者|试|记)|份(?:额|子)|封(?:面|闭)|张(?:贴|某)|位(?:置|于|次)|本(?:主义|地|级|村|县|人|色|领|质|科|职)|册(?:子|页)|桌(?:子|签|面)"
)
PATTERNS = {
    "as many as there are": r"[应能愿可该当需](?P<verb>[一-龥]{1,3}?)(?:则|必|就)?尽(?P=verb)|[应能愿][一-龥]{1,2}尽[一-龥](?=[，。；、“”的]|$)",
    "all, before a verb": rf"(?<![安完健齐周保成顾两俱百万十双])全(?:(?:面|域|方位)?覆盖|(?:{_any(lexicon.VERBS_AFTER_ALL)}))",
    "a word for all": _any(lexicon.TOTALITY_WORDS),
    "everyone in a body": r"(?<![在受表])(?<!面向)全体(?!会|起立|肃立|大会|成员会|人民|公民|代表大会|职工大会|党员大会|职工代表大会)",
    "not one left out": rf"分文[不未][一-龥]|人手一[一-龥]|一[个人户名件](?:没|未)[来到去报交签]|一{MEASURE}(?:都|也)[不没未无](?![能得许可想])|一{MEASURE}(?:都|也)?(?:[未没][一-龥]{{1,2}}|不[取收拿要占沾留])(?=[，,。；;、”]|$)|一{MEASURE}[一-龥]{{1,3}}[不没未](?:漏|落下?|少|差|缺|丢|拉下)(?![一-龥])|一[一-龥](?:都|也)?[不没未无](?:漏|落|少|差|缺|丢|剩|误|错|欠|拉|掉队)|[县乡镇村组户]不[漏落][村组户人]|不[漏落少丢缺差拉留弃](?:掉|下)?一{MEASURE}(?:一{MEASURE})?",
    "not one": rf"(?<!万)无一(?![定般致样步直些下点时起])(?:例外|{MEASURE})?|(?<!万)无一起|无人(?=缺|迟|早退|掉|违|投|上访|请假|落|弃|反|退|因|伤|死|漏|失)|(?:没有?|从未|从没|从不|未)(?:[一-龥]{{1,2}})?过?(?:任何)?一(?:分钱|{MEASURE})",
    "each, by doubling": rf"家家户户|(?<![\d一这那哪几两十百千万余多])个个(?!别|人|体|性|击破|月)|(?<![{WORD_ENDS_BEFORE}])(?P<each>[{REPEATED}])(?P=each)|人人(?=[皆都均争])|(?<=[\d十百千几余多]处)处处|(?<=处[，,])处处",
    "each time": r"(?:月月|周周|年年|季季|日日|天天)(?=有|开|见|办|评|获)",
    "each": r"每(?:一)?[个名户位家所件项笔条处对间座辆支张](?=[^\d])(?!周|月|季|学期|星期|工作日|年|节|双休|假|阶段|环节|时期)",
    "each village": r"每[村寨镇乡组](?:每[村寨户组人])?(?=[都均皆有设配建])",
    "all alike": r"皆(?=[已获达按])|(?<=[各个所\d一二两三四五六七八九十百千余多][村户组校班])均(?=[已有设建在实开达完通签按能获表参做])|(?<![人平户年月日亩季组村周层天生校班次])均(?=已|超过|达到|高于|[一-龥])(?!不[得应能可准低少超高宜])(?!(?!超过|达到|高于)[为达超在占高低可应须要衡匀等价值分线摊增降势方有无沾权由处是以属需])",
    "all there are": r"所有(?!权|制|者|人|格|关)",
    "one after another": r"挨[个户家](?=[谈走问查过上登核做])|逐[起批所个一户人项条件笔家校村组岗案站店企寨](?![步年渐月级])",
    "cleared": r"(?:动态)?清零(?!行动|工程|活动)|归零",
}
TOTALITY = re.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS.values()))
REPEATED_IN_A_WORD = re.compile(f"(?P<first>.)(?:{NOT_AFTER_REPEATED})")
NAMES = re.compile(
    "每(?:一?个)?(?:人|家庭|家)都有(?:自己|一本)|每个人(?:心|的一生|都(?:是|有|要|能|应|会))|全部(?:身心|精力|家当|力量|心思|热情|财产|内涵|意义|心血|工作)|(?:村村通|户户通|班班通|人人通|校校通)(?:工程|平台|广播|卫星|空间|项目)|全员(?:额|工资|安全生产责任)"
)
SHARE_FOR_EACH = re.compile(
    r"[^，,。；;！？\n]{0,14}?(?:[\d一二两三四五六七八九十百千几数半]+(?:余|多)?[^，。；、\d]|限|至少|不少于|不超过)"
)
"""每名干部3份, 每户限领2袋: a rate. 每个村都有两名调解员 stays a totality, as 都 or 均 says."""
SAID_BEFORE = re.compile("(?:每|所有|全部|全体)[^，,。；;！？\n]*$|(?P<doubled>[件笔人家户村项条])(?P=doubled)$")
LONGEST_SUBJECT = 20
AIMED_AT = re.compile("率|(?:的|这一)?(?:工作)?(?:目标|要求|原则|任务|思路|理念|标准|方针|机制|愿景|攻坚)")


def totalities(text: str, painted: bytearray) -> Iterator[Totality]:
    """All totalities outside the painted places, from left to right."""
    for found in TOTALITY.finditer(text):
        start, end = found.span()
        if text[start] == "均" and SAID_BEFORE.search(text, max(0, start - LONGEST_SUBJECT), start):
            continue
        if text.startswith(("全部", "全都"), start - 2) and text[start:end] == "清零":
            continue
        if painted[start] or NAMES.match(text, start) or AIMED_AT.match(text, end):
            continue
        if found["each"] and REPEATED_IN_A_WORD.match(text, start):
            continue
        if text[start] == "每" and not re.match("[^，,。；;]{0,10}?(?:都|均|皆)", text[end : end + 12]) and SHARE_FOR_EACH.match(text, end):
            continue
        yield Totality(start, end, leaves_none_out=text[start] in "不一无")
