"""Is this clause a report of what was done, or a plan, a rule, a call, a condition?

A sentence starts out as a report. A trigger word (计划, 应当, 力争, 号召, 如果) turns what follows into something else, up to the end of its
clause or of its sentence; a mark of completion (已, 了, 实际, 截至) in the same reach turns it back.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

CLAUSE_ENDS = "，,；;。！!？?\n"
SENTENCE_ENDS = "。！!？?；;\n"

# what a trigger reaches: CLAUSE to the next comma, SENTENCE to the next full stop or semicolon
CLAUSE, SENTENCE = "clause", "sentence"


@dataclass(frozen=True, slots=True)
class Trigger:
    start: int
    end: int
    kind: str
    until: int
    """Where its reach ends."""


KINDS: dict[str, tuple[str, str]] = {
    # kind: (reach, pattern)
    "plan": (
        SENTENCE,
        r"(?<![原按照年])(?<!工作)(?<!行动)计划(?!生育|任务|的\d|书|单列|表|完成)(?=[^”》」』]{0,40})(?!”|》)|(?<![虚草模比])拟(?!定[了的]|合|人|态)|预计|预期|预估|力争|争取(?!到了|资金|到)|争创|"
        r"打算|准备(?=再|于|在|用|组织|开展|举办|投入|建|邀请|发放|新)|下一?步|接下来|下阶段|下半年(?=[，,]?(?:将|要|计划|拟|我们|全县))|明年|来年|后年|今后|未来|有望|可望|即将|(?<![大主名强干健良部猛老女武虎少闯上中骁战宿门福点勇悍])将"
        r"(?=于|在|会|要|再|继续|陆续|逐步|全面|进一步|分[批期]|对|为|新|建成?|举办|开展|组织|投入|培训|发放|达|突破|超过|覆盖|实现|完成|走|持续|安排|评选|选|有|增|扩|召开|以|从|通过|惠及|结合|按|集中|依托|聘|招|推出|开|启动|设|力争|努力|争取|着力|深入|把|采取|利用|重点|用|统一|给予|向|同步|适时|带动|筹|改造|由|累计|邀|赴|抽|逐|配|安装|更新|服务|联合|奖励|帮助|制作|升级|打造|形成|支持|迎来|吸引|提供)|"
        r"(?:总体|工作|年度|任务|奋斗|近期|远期|阶段)目标(?=[是为:：，])|目标(?:是|为|:|：|值)|规划(?=建设|到|新|用|投资|总|面积|建|至|期)|到\d{4}年(?:底|末|年底)?(?=[，,前]|.{0,12}(?:力争|达到|实现|将))|年底前|年内(?!已|共|累计)|"
        r"设想|待建|筹备|筹划(?!了)|谋划(?=建|实施|新|再)|意向|承诺(?:在|将|每|于)|努力(?=实现|达到|做到|使|让|把|争)|逐步(?=实现|达到|做到|推进)|(?:加快|着力|奋力|推动|推进|促进)(?=[^，。；]{0,8}(?:达到|实现|全覆盖|应\w尽\w))",
    ),
    "rule": (
        SENTENCE,
        r"应当|应该|必须|(?<!所)(?<!亟)(?<!必)(?<!供)须(?!知)|不得|不准|严禁|禁止|(?<![响适反供对相效回感呼照答])应(?=于|在|达到?|为|不|按|由|及时|每|占|设|有|至少|如实|主动|自|实行|组织|开展|提前|交|报|控制|保持|具备|从|参加|向|将|经|建立|同时|安排)|"
        r"(?<![按照据合求循的项条新])规定(?=[，,:：每]|各|全|凡|单|干|党|人|一|不|参|报|的?每|在|对|接|办|公)|(?:明确)?要求(?=各|全|每|所有|做到|到|在|参|党|村|基层|有关|相关|其|实|确保|至少|必|对|单|\d|干|责|领导|成员|不|他|乡|社|学|被|一|按|家|人|年|完|于|将|工|部|坚|驻)|原则上|"
        r"凡(?![响事是])|按规定(?=须|应|每)|(?<![下前])需(?=要|于|在|经|提供|提交|满|达|有|具|由|持|缴|再|\d)|"
        r"每(?=[^，。；\d一二三四五六七八九十]{0,4}(?:不少于|不低于|至少|不超过|最多|须|应))|标准(?:是|为)|(?<!没)有下列|情形之一|方可|方能|扣(?=\d|[一二三四五])|满分(?=为|\d)|(?:名额|限额|编制|定额)(?=为|是|不)|限(?=报|额|每|\d)|"
        r"(?<!实)可(?=评|报|推荐|申请|申报|享受|获|得|加|兑|领|奖|评选|参)|予以|给予(?=[^，。；]{0,10}(?:处分|处理|奖励|补助|补贴)(?:[。；，]|$))(?<!已)",
    ),
    "need": (
        SENTENCE,
        r"(?<![主重只必首紧简概提摘纪次若想需将不机枢冲险])(?<!重)要(?!求|素|点|闻|害|道|件|义|领|塞|案|职|旨|么|是|人|事|览|务|目|挟|塘|情)",
    ),
    "condition": (SENTENCE, r"如果|假如|倘若|若(?!干)|(?:^|(?<=[，,。；;：:“]))如(?=有|遇|发现|出现|因|连续|超|未|达|需|不|无|确|当)|一旦|凡是|只要|除非|的话|对于?[^，。；]{1,16}(?:以上|以下|超过|不足|不满)[^，。；]{0,8}的[，,](?=[^。；]{0,6}(?:予以|应|要|将|给|由|取消|按|不|一律|扣))"),
    "call": (
        SENTENCE,
        r"号召|倡导|倡议(?!书)|呼吁|提倡|希望(?!小学|工程|之|的田野)|期望|寄望|盼望|鼓励|动员令|勉励|邀请全|欢迎|请(?=各|广大|大家|全|您|于|在|市民|有关|相关|参|家长|将|务|每)|让我们|愿(?!意|望|景|者|书)",
    ),
    "ensure": (CLAUSE, r"(?:切实|全力|务必|有力|坚决)?(?:确保|保证)(?!了|金|书|人|质量|体系)|务求|以期|以便|旨在|力求|力促|谋求|追求|以(?=[^，。；]{2,24}为(?:目标|导向|底线|方向))|(?:朝着|围绕|对照|按照|根据|紧扣|瞄准|坚持|本着|遵循|秉持|锚定|落实|依据)(?=[^，。；]{0,30}(?:目标|要求|原则|标准|规定|思路|理念|方针|精神|部署|任务|机制|制度)(?:[，,、的]|$|[一-龥]))|为(?:了|实现|确保|达到|做到|推动|推进|完成|全面)(?=[^，。；]{0,30}[，,])"),
}

# Only for totalities: these move people towards something; with a number they are work done (动员300名志愿者).
TOTALITY_CALL = r"引导|教育引导|动员|推动|推进|促进|激励|争当|争做|努力(?=形成|营造|构建)|着力|加快|探索|致力|力推|促使|持续(?=推)|大力推|坚持|弘扬|宣传(?=[“])|树立|做到(?=[^，。；]{0,14}(?:的要求|的目标|的原则))|追求|关乎|关系|事关|离不开|需要|是(?=每)|有责|共建共|让(?=[^，。；]{0,6}(?:人人|家家|户户))|使(?=[^，。；]{0,6}(?:人人|家家))|人人都是|人人都能|人人都要|都是|学习(?=.{0,4}全)|(?:逐步|尽快|早日)"

DONE = re.compile(
    r"已(?!婚|故)|(?<![为除得不罢到])了(?![解结望如然却])|(?<=到)了(?!\d)|实际(?!行|困|问|情|需|上|出发|工作|操作|应)|截至|截止(?!日|时|到期)|目前(?!仍|还没|计划|拟|预计)|超额|如期|提前完成|圆满完成|顺利完成|全面完成|同比|环比|比上年|较上年|比去年|较去年|实绩|去年|上年|今年以来|先后|近年来|均实现|成功|荣获|获评|被评为|现已|业已|共计"
)
WEAK_DONE = re.compile(r"共(?!同|产|享|青|建|治|识|鸣|商|和|性|存|赢|创)|累计|其中|合计|总计|取得|评出|选出|建成|新增|收到|发现|查处|整改|完成|实现了?|达到了|覆盖了|参加|发放(?!\w{0,3}不)")

ANY_TRIGGER = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, (_, pattern) in KINDS.items()))
ANY_TOTALITY_CALL = re.compile(TOTALITY_CALL)
HABIT = re.compile(r"每(?:个?(?:月|季度?|学期|半年|半月|半个月|星期|周[一二三四五六日]?|天|日|晚|旬|两周|两月|两年|年|届|次|逢)|隔|人每)")
QUESTION = re.compile(r"[？?]")


class Moods:
    """The moods of one text; built once, then asked for any place in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.clause_ends = [i for i, c in enumerate(text) if c in CLAUSE_ENDS]
        self.sentence_ends = [i for i, c in enumerate(text) if c in SENTENCE_ENDS]
        self.triggers: list[Trigger] = []
        for found in ANY_TRIGGER.finditer(text):
            kind = found.lastgroup or ""
            reach = KINDS[kind][0]
            self.triggers.append(Trigger(found.start(), found.end(), kind, self._end(found.end(), reach)))
        self.starts = [trigger.start for trigger in self.triggers]
        self.done_marks = [found.start() for found in DONE.finditer(text)]
        self.weak_marks = [found.start() for found in WEAK_DONE.finditer(text)]
        self.calls = [found.start() for found in ANY_TOTALITY_CALL.finditer(text)]
        self.habits = [found.start() for found in HABIT.finditer(text)]

    def _end(self, position: int, reach: str) -> int:
        ends = self.clause_ends if reach == CLAUSE else self.sentence_ends
        index = bisect_left(ends, position)
        return ends[index] if index < len(ends) else len(self.text)

    def clause(self, position: int) -> tuple[int, int]:
        index = bisect_left(self.clause_ends, position)
        start = self.clause_ends[index - 1] + 1 if index else 0
        return start, self.clause_ends[index] if index < len(self.clause_ends) else len(self.text)

    def sentence(self, position: int) -> tuple[int, int]:
        index = bisect_left(self.sentence_ends, position)
        start = self.sentence_ends[index - 1] + 1 if index else 0
        return start, self.sentence_ends[index] if index < len(self.sentence_ends) else len(self.text)

    def has(self, marks: list[int], start: int, end: int) -> bool:
        index = bisect_left(marks, start)
        return index < len(marks) and marks[index] < end

    def not_done(self, start: int, end: int) -> str | None:
        """The mood that keeps ``[start, end)`` from being a report, or None for a report."""
        clause_start, clause_end = self.clause(start)
        sentence_start, sentence_end = self.sentence(start)
        if self.text[sentence_end : sentence_end + 1] in ("？", "?") and sentence_end < len(self.text):
            return "question"
        before = bisect_right(self.starts, start)
        for trigger in reversed(self.triggers[max(0, before - 8) : before]):
            if trigger.start < sentence_start:
                break
            if trigger.until < start:
                continue
            if self.has(self.done_marks, trigger.end, clause_end):
                continue
            if trigger.start < clause_start and self.has(self.weak_marks, clause_start, start):
                continue
            return trigger.kind
        for trigger in self.triggers[before : before + 4]:
            if trigger.start >= clause_end:
                break
            if trigger.start < end:
                continue
            if trigger.kind in ("rule", "plan") and self._reaches_back(trigger, clause_start):
                return trigger.kind
        return None

    def _reaches_back(self, trigger: Trigger, clause_start: int) -> bool:
        """A plan or rule speaks of what stands before it in its clause (500份拟于下周发放), but 将 and 要 do not (66名配偶将…)."""
        word = self.text[trigger.start : trigger.end]
        if self.has(self.done_marks, clause_start, trigger.start):
            return False
        return word[0] in "应必须不拟计须目" and word != "不得不"

    def habitual(self, start: int) -> bool:
        clause_start, clause_end = self.clause(start)
        return self.has(self.habits, clause_start, start + 1) and not self.has(self.done_marks, clause_start, clause_end)

    def called_for(self, start: int) -> bool:
        """Is the clause about moving people towards a totality rather than reaching it?"""
        clause_start, clause_end = self.clause(start)
        return self.has(self.calls, clause_start, start + 1) and not self.has(self.done_marks, clause_start, clause_end)
