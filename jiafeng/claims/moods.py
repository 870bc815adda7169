"""Is this clause a report of what was done, or a plan, a rule, a call, a condition?

A sentence starts out as a report. A trigger word (计划, 应当, 力争, 号召, 如果) turns what follows into something else, to the end of its
clause or of its sentence; a mark of completion (已, 了, 实际, 截至) after it turns that clause back. Some triggers also speak of what
stands before them in their clause (500份拟于下周发放), others do not (66名配偶将分赴各村).
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import Enum

from . import notices

CLAUSE_ENDS = "，,；;。！!？?()\n"
PART_ENDS = ";；。！!？?\n"
SENTENCE_ENDS = "。！!？?\n"
NUMBER = r"[\d一二两三四五六七八九十百千几数]"


class Reach(Enum):
    """How far a trigger is heard: within its own words, to the next comma, semicolon, or full stop."""

    WITHIN = ""
    CLAUSE = CLAUSE_ENDS
    PART = PART_ENDS
    SENTENCE = SENTENCE_ENDS


ENDS = {reach: re.compile(f"[{re.escape(reach.value)}]") for reach in Reach if reach.value}


@dataclass(frozen=True, slots=True)
class Mood:
    name: str
    reach: Reach
    backward: bool
    pattern: str
    firm: bool = False
    """No mark of completion turns it back: 是否签了, 如果完成了."""


MOODS = [
    Mood(
        "plan",
        Reach.SENTENCE,
        True,
        r"(?<![比超按照较占为原障助爱蕾露扶娘])计划(?!安排的|志愿者|[，,]|确定的|明确的|部署的|印发|下发|出台|列入|提出|明确|生育|任务|的|书|单列|表|完成|外)(?![”》」])|(?<![虚草模比])拟(?!定|订|合|人|态|写)|预备(?=投|建|发|举|开展|印)|预计|(?<![比超出])预期(?!目标|[，,。]|的|效果|成效)|预估|"
        r"待建|设想|(?<!合作)(?<!投资)(?<!达成)(?<!签约)意向(?!书|协议|金额|客户)|(?:建成|投产|完工|达产|竣工|投用|全部实施)后(?=[，,][^。]{0,6}可)|(?:总体|工作|年度|任务|奋斗|近期|远期|阶段)?目标(?:任务)?(?:是|为|值(?![高低多少])|:)|(?:指标|目标|年度|今年的|本月)任务(?:是|为|:)|(?<![达完超实初])(?:目标|指标)(?:定在|锁定|锁定在|设定在)|(?<![达完超实初])(?:目标|指标)值?(?:[定设]?为)?(?=\d|百分)|规划(?=建(?!设局)|车位|床位|用地|到|新|用|投资|总|面积|至|期)",
    ),
    Mood(
        "aim",
        Reach.SENTENCE,
        False,
        r"力争|(?:招募|招收|招)(?=[^。]{2,24}(?:额满|满员|报满|先到先得|截止))|争取(?=在|于|使|让|用|把|将|今年|明年|后年|年内|年底|到|早日|尽|实现|达|完成|做到|建成|全(?!国|省|州|市)|每|通过|新增|新建|再|更多|[\d一二两三四五]{1,4}(?:年|个?月|天))(?!到(?!年底|\d{4}年|明年|[一二三四\d]季))|争创|打算|准备(?=再|于|在|用|组织|开展|举办|投入|建|邀请|发放|新)|下一?步|接下来|下阶段|明年|来年|后年|届时|今后|有望|可望|"
        r"未来(?=[，,几一二三四五\d]|将|一段|还|要)|面向社会(?:公开)?(?:招|征)|(?:亟|尚|还|仍)需|(?<!工作)(?<!实际)需要(?=[\d一二两三四五六七八九十百千新增投再补])|即将(?!来临|到来|结束|毕业|开学|过去|离|退|出|入|高考|临|开始)|"
        r"(?:设计|规划|远景)(?=可|年|能|日|处理|通行|时速|容量)|年底前|(?:月(?:底|末|[上中下]旬|\d{1,2}日)|季度末)前(?=[^，。；]{0,6}(?:完成|建成|实现|达到|全面|要|须|报))|年内(?=再|拟|要|启动)|筹备(?!了|组|会|工作)|谋划(?=建|实施|新|再)|承诺(?=在|将|每|于)|努力(?=实现|达到|做到|使|让|把|争)|"
        r"到“?十[三四五六]五”?期?末|到\d{4}年(?:底|末)?(?=[，,前]|[^，。]{0,16}(?:力争|达到|实现|将|要|建成))|"
        r"(?<![大主名强干健良部猛老女武虎少闯上中骁战宿门福点勇悍])将(?![^，。；]{1,12}的[^，。；]{0,12}(?:纳入|移交|送|作为|列入|转|交|装|汇|上报|录入|分|变|整理|制作|做成|编|印|摆|挂|贴|化|与|和|同|全部|一一|逐))(?!有关|发现|建档|收)"
        r"(?=于|在|会|要|再|继续|陆续|逐步|全面|进一步|表彰|参加|前往|承办|授予|先后|择|尽快|面向|针对|投放|投用|选树|评出|慰问|走访|印|编印|采购|购|招收|捐|资助|帮扶|拨|兑现|交付|开设|增派|分(?:[批期]|[\d一二两三四五六七八九])|对|为|新|建成?|举办|开展|组织|投入|培训|发放|达|突破|超过|覆盖|实现|完成|走|持续|安排|评选|有|增|扩|"
        r"召开|以|从|通过|惠及|结合|按|集中|依托|聘|招|推出|开|启动|设|努力|着力|深入|采取|利用|重点|用|统一|给予|向|同步|适时|带动|筹|改造|由|累计|邀|赴|抽|逐|配|安装|更新|服务|联合|奖励|帮助|制作|升级|打造|形成|支持|迎|吸引|提供|下降|上升|出现|资助|选派|发展|派|发|送|办|修|种|拿出|力|取|减|降|延|缩|推)",
    ),
    Mood(
        "rule",
        Reach.SENTENCE,
        True,
        r"应当|应该|必须|(?<![所亟必供])须(?!知|眉)|不得|不准|严禁|禁止|(?<![响适反供对相效回感呼照答策顺一])应(?!.{1,3}尽)(?=于|在|达到?|为|不|按|由|及时|每|占|设|有|至少|如实|主动|自|实行|组织|开展|提前|报|控制|保持|具备|从|向|将|经|包括|包含|附|填|注明|提供|载明|建立|同时|安排|常备|当|[低高大小多少]于|超过)|"
        r"(?<![按照据合求循的项条新反])规定(?=[:：每]|各|全|凡|单|干|党|人|一|不|参|报|在|对|接|办|公)|(?:明确|作出|文件|办法|条例|细则|制度)规定(?=[，,])|原则上|(?<![平非不超自])凡(?![响事])|(?<![下前所急必供特亟无])需(?!求|要|知|用)|"
        r"标准(?:是|为|:)|为宜(?=[，,。；]|$)|不[高低超少多][于过][^，。；\d]{1,8}的(?=\d)|(?:考试|答题|比赛|演讲|发言)(?:用时|时长|限时)|(?:办法|规则|细则|条件|须知|名额)(?=:)|(?:实行|采取|采用|推行)[百千十五]分制|(?:奖励|补助|救助|补贴|资助|奖)[^。；\d]{0,14}最[高低](?=\d)|最[高低]可|[立定]下规矩|每年(?:列支|安排|拨付|核拨|补助|给予|推荐)|(?:婚|产|护理|育儿|年休|探亲|哺乳)假(?=[^，。；]{0,6}[\d一二三十])|(?:演讲|发言|汇报|答辩|展示|表演)时间(?=\d)|(?:^|(?<=[，,。；;]))一[个户人村](?:单位|乡镇|支部|部门)?(?=推荐|限报|配|选派)|时限(?=[为是:不\d])|每(?=[\d一二三四五六七八九十百千]{1,5}[个名户人位亩][^，。；了]{0,8}(?:设|配|安排|推荐|建|选|不少于|至少))|请求(?=解决|拨付|支持|安排)|(?:时间|字数|篇幅|时长)[^，。]{0,4}控制在|(?<!办理)(?<!办结)(?<!响应)(?<!处置)(?<!平均)时间(?=为|是|:)|每题(?=\d)|每(?=[^，。；了]{1,6}(?:推荐|报送|选送|申报|推选))|"
        r"参[赛评][^，。；了]{0,6}[为须](?=\d|[一二两三四五])|其中至少|有下列|下列条件|情形之一|方可|方能|扣(?=\d|[一二三四五])|[占加](?=\d{1,3}分(?!之))|(?:问卷|试卷|试题|考试|答题)共(?=\d)|(?:招募|招聘|报名条件|评分标准)(?=:)|每[^，。；了]{1,8}(?:设|施用|追施)(?=[^，。；了]{0,6}\d)|(?<!在)满分(?=为|\d)|(?:名额|限额|编制|定额|期限|有效期|保质期|试用期|公示期|任期)(?:限|分配)?(?=为|是|:|不|最|\d|一|两|三|五)|额度(?=最|不)|限(?=报|额(?!以上)|每|领|购|[速高重载宽长]|\d)|"
        r"(?<![认许宁])可(?=评|报名|报销|推荐|申请|申报|享受|获|加分|兑|领|奖|参加|借|选|带|换|购|免|享|优先|设|凭|到|拨打|登录|选择|向|按)|(?:处|并处)(?=\d[^，。]{0,10}(?:罚|以下))|(?<!共)设(?=[一二三特]等奖)|差额(?=选举|比例)|逾期(?=不|未|将)|"
        r"各(?:单位|村|乡镇|支部|部门|校|社区|学校|县)(?=[^。]{0,40}(?:不超过|不少于|不低于|不多于|至少))|自[^，。；]{0,8}起施行|一律(?=取消|不|按|予|给|要|由)|"
        r"每(?=[^，。；\d一二三四五六七八九十]{0,8}(?:不少于|不低于|至少|不超过|最多|限|须|应))",
    ),
    Mood(
        "demand",
        Reach.SENTENCE,
        False,
        r"(?<![按照本据合的高严项标达])要求(?=各|全|每|所有|做到|到|在|参|党|村|基层|有关|相关|其|实|确保|至少|必|对|单|\d|干|责|领导|成员|不|他|乡|社|学|被|一|按|家|人|年|完|于|将|工|部|坚|驻|把|以|县|镇|:)|"
        r"(?:会议|通知|方案|意见|文件|强调|明确|书记|主任|主席|领导|纪委|县委|妇联)要求(?=[，,])|(?:会议|通知|方案|意见|文件|规划|纲要)(?:明确|提出|决定|强调|部署)(?=[，,:])|"
        r"(?<![主重只必首紧简概提摘纪次若想需将不机枢冲险扼显])要(?!求|素|点|闻|害|道|件|义|领|塞|案|职|旨|么|是|人|事|览|务|目|挟|塘|情|回|账|债|价|强|好|紧)|"
        r"(?<![申邀聘恳提宴延报呈敬吁烦特约敦])请(?!假|示|求|了|来|到|教|愿|客|战|辞|柬|进|回|出|专家|老师|调|缨|退|帖|功|过|律师|医生|人)|务必",
    ),
    Mood(
        "condition",
        Reach.PART,
        True,
        r"如果(?!说)|假[使若]|倘使|要是|若是|(?:^|(?<=[，,。；;]))万一(?![千百户个人份])|除非|就算(?!是)|即使|即便|哪怕|假如|倘若|(?:^|(?<=[，,。；;]))若(?!干|尔)|(?<![宛恍般])若(?!干)(?=有|在|是|不|无|未|连续|发现|需|报|参|家|出|超)|(?:^|(?<=[，,。；;：:“]))如(?=有|遇|发现|出现|因|连续|超|未|达|需|不|无|确|当|[^，。；在]{1,12}(?:未|不|超|缺)[^，。；]{0,10}[，,])|"
        r"对(?=[^，。；]{0,16}(?:以上|以下|超过|不足|不满)[^，。；]{0,10}[，,](?:予以|给予|应|要|一律|取消|按|由|将|不|责令|处|扣|视))|一旦|凡是|只要|只有(?=[^。]{0,30}才)|能否|是否|能不能|可不可以|会不会|有没有|"
        r"的[，,](?=每|自动|视为|直接|应|给予|奖励|予以|一次性|可|取消|按|由|将|扣|视|不予|一律)|以[上下]的?(?:即可|方可|可|优先)|的(?:优先|可以|评为|定为|认定为|确定为)|的(?:单位|村|乡镇|支部|部门|干部|个人|家庭|人员)[，,](?=[^，。；]{0,8}(?:扣|取消|约谈|通报|不[得予]))|者(?=当选|入围|晋级|胜|优先)|的(?=当选|入围|获胜|优先)|若干[名人个]?组成|以[上下]的[^，。；]{1,6}[，,](?:由|将|应|要|给予|予以|一律|取消|不[得予]|按|可|须)|以[上下]的(?=推荐|评选|申报|配备?|奖励|罚款?|扣|从严|应|要|一律|严肃|不得|予以|可|给予|按)|"
        r"对(?=[^，。；了]{2,30}的[^，。；]{0,8}[，,](?:予以|给予|应|要|一律|取消|按|由|将|不[得予]|责令|处|扣|视|每))|"
        r"的[一-龥]{1,5}[，,](?=[^，。；]{0,6}(?:应(?!邀)|(?<![没不未])要(?!求)|须|必须|予以|给予|取消|不得|不予|一律(?![^，。；]{0,8}了)|责令))|待(?=[^，。]{2,12}(?:后|完工|竣工|建成)[，,])",
        firm=True,
    ),
    Mood(
        "due",
        Reach.WITHIN,
        False,
        r"应(?:到|出席|参加|签|交|收|发|办|报|退|缴|还|参训|参评|建)[^，。；尽实\d]{0,6}[\d][\d,.]{0,9}|原(?:定|计划|拟)的?(?:\d[\d,.]{0,9}|[一二两三四五六七八九十百千]{1,6})",
        firm=True,
    ),
    Mood("threshold", Reach.CLAUSE, True, notices.THRESHOLD, firm=True),
    Mood("assignment", Reach.SENTENCE, False, notices.ASSIGNMENT),
    Mood("notice", Reach.SENTENCE, False, notices.LABEL),
    Mood("tariff", Reach.CLAUSE, False, notices.TARIFF),
    Mood("definition", Reach.CLAUSE, True, notices.DEFINITION, firm=True),
    Mood("lore", Reach.SENTENCE, False, notices.LORE, firm=True),
    Mood(
        "call",
        Reach.CLAUSE,
        False,
        r"(?:不能|不可|不许|[决绝]不)(?=有|让|使|允许|因|落下|漏)|(?<!响应)号召|倡导|(?<!发起)(?<!发出)倡议(?!书|在|被|已|得到|经|阅|发|[\d一二两三四五六七八九十百千几数]|[，,。])|呼吁|提倡|希望(?=大家|广大|全|各|通过|能|你|在座|有关|社会|更多|县|市|群众|家|今后)|期望|盼望|[不但只]求(?!助|救|证|全)|鼓励(?!奖|了|[，,。])|勉励|让我们|(?<![志自意心宏情甘如夙许还祝])愿(?!.尽|意|望|景|者|书)|"
        r"(?<!受)(?<!众)欢迎(?=广大|各|社会|您|大家|报名|参|拨打|符合)|(?:^|(?<=[，,。；;“]))建议|提议(?!案|[，,]|得|了)",
    ),
    Mood(
        "expected",
        Reach.CLAUSE,
        True,
        rf"的(?:目标|任务|指标)(?=[，,。；]|$)|至少(?=[开组举召走培报安建参选推深学])|原定|原计划|(?<![响适反供对相效回感呼照答策顺理])应(?!邀|急|用|聘|届|季|变|付|征|试|诊|尽)[一-龥]{{1,2}}(?=\d)|应(?:到|出席|参加|签|交|收|发放?|办|报|退|缴|还|参训|参评|建)(?![户人件份总]?数的)(?=[^，。；尽]{{0,10}}{NUMBER})|(?<![为占超])预算(?=为|约|总额|安排|\d)",
    ),
    Mood(
        "ensure",
        Reach.CLAUSE,
        False,
        r"(?:确保|保证)(?!了|金|书|人|质量)|务求|以期|以便|旨在|力求|力促|谋求|(?:推动|推进|促进|加快|着力|奋力|逐步)(?=[^，。；]{0,8}(?:达到|实现|全覆盖|应\w尽\w))",
    ),
    Mood("purpose", Reach.CLAUSE, False, r"为(?=(?:了|实现|确保|达到|做到|推动|推进|完成|全面|切实|进一步)[^，。；]{0,30}[，,])"),
    Mood(
        "basis",
        Reach.WITHIN,
        False,
        r"计划[^，。；\d]{1,6}\d[\d.,]{0,8}[万亿]?[一-龥]{1,2}的|(?:(?<=[无有])一|(?<=均)[未不])[^，。；]{0,8}(?:超过|低于|高于|少于|超出)|(?:国家|省定|行业|规定)?标准[(]\d|(?:任务|计划|指标|目标)数?\d[\d.,]{0,12}[万亿]?[一-龥]{0,3}的(?=\d|百分)|[距离][^，。；]{0,12}(?:目标|要求)|(?:不足|不满|低于|超过|达到?|满)\d[^，。；]{0,4}的(?=评为|按|视为|取消|不予|不得|予以|给予|应|由|一律)|以[^，。；]{2,24}为(?:目标|导向|底线|方向)|(?:朝着|围绕|对照|按照?|根据|紧扣|瞄准|坚持|本着|遵循|秉持|锚定|落实|依据|对标)[^，。；]{0,30}?(?:目标|要求|原则|(?<!高)标准|规定|思路|理念|方针|精神|部署|任务|机制|制度)",
    ),
]
"""In the order in which they are tried at one place."""

CALL_TO_ALL = re.compile(
    r"并非|未必|不见得|不一定|谁能|引导|动员|推动|推进|促进|激励|争当|争做|努力|着力|加快|探索|致力|促使|持续|坚持|弘扬|树立|追求|关乎|关系|事关|离不开|需要|有责(?!任[田区人])|共建|逐步|尽快|早日|不是|让(?=[^，,。；;]{0,12}(?:人人|家家|户户|每))|(?:人人|每[^，。]{1,8})都是|(?:人人|个个|每[^，。]{1,8})(?:都能|都要|都可|都做|都来|都当|有责(?!任[田区人])|皆(?![知有已受]))"
)
"""Only for totalities: words that move people towards something. With a number they report work (动员300名志愿者)."""

DONE = re.compile(
    r"已(?!婚|故|[^，。；]{0,12}(?:基础|前提|条件)[上下])|(?<![为除得不罢到])了(?![解结望如然却])|(?<=到)了|实际(?!行|困|问|情|需|上|出发|工作|操作|应)|截至|截止(?!日|时|到期)|目前(?!仍|还没|计划|拟|预计)|超额|如期|提前完成|圆满完成|顺利完成|全面完成|"
    r"提前[^，。；]{0,8}(?:完成|竣工|完工|建成|投用|投产|交付)|去年|今年以来|先后|近年来|荣获|获评|被评为|业已|共计|自评(?=\d)|(?<![确其落事切扎真现务如])实(?=[签收到发支报交拨征缴][\d一二三四五六七八九十两百千])|实现了|达到了|实际完成|至今|仍有|另有"
)
FOUND_OUT = re.compile(r"全年(?:累计|共|已|实际)|累计(?=走访|开展|举办|发放|接待|培训|服务|完成|组织)|评出|选出|收到|发现|查处")
SUMMED_UP = re.compile(r"共(?!同|产|享|青|建|治|识|鸣|商|和|性|存|赢|创)|累计|合计|总计|现场|当天|当日")
"""Marks that turn a clause back only when the trigger stands in an earlier one (计划…, 共…); rules have sums of their own (共50题)."""

TRIGGER = re.compile("|".join(f"(?P<{mood.name}>{mood.pattern})" for mood in MOODS))
BY_NAME = {mood.name: mood for mood in MOODS}
HABIT = re.compile(
    r"(?<!平均)每(?:个?(?:月|季度?|学期|半年|半月|半个月|星期|周[一二三四五六日]?|天|日|晚|旬|两周|两月|两年|年|届|次|逢)|隔|早晚各|早中晚)"
)
IS_A_MATTER = re.compile(
    "[^，,。；;]{0,30}[，,]?(?:这|都|也|既)?是[^，,。；;]{0,14}(?:要求|关键|目标|前提|重点|基础|根本|原则|责任|义务)(?=[，,。；;]|$)|[^，,。；;]{0,40}做起(?=[，,。；;]|$)"
)
"""全员参与是基本要求: said about a totality, not of one reached."""
LOOK = 8
"""How many triggers on either side are looked at: keeps a hostile text linear."""


@dataclass(frozen=True, slots=True)
class Trigger:
    start: int
    end: int
    until: int
    mood: Mood


class Moods:
    """The moods of one text; built once in linear time, then asked for any place in it."""

    def __init__(self, text: str, names: bytearray) -> None:
        """``names`` marks the quoted names of campaigns: no word of theirs is a trigger (从“要我廉”到“我要廉”)."""
        self.text = text
        self._ends = {reach: [found.start() for found in pattern.finditer(text)] for reach, pattern in ENDS.items()}
        self._triggers = []
        for found in TRIGGER.finditer(text):
            if names[found.start()]:
                continue
            mood = BY_NAME[found.lastgroup or ""]
            until = found.end() - 1 if mood.reach is Reach.WITHIN else self._bounds(found.end(), mood.reach)[1]
            self._triggers.append(Trigger(found.start(), found.end(), until, mood))
        self._starts = [trigger.start for trigger in self._triggers]
        self._done, self._found_out, self._summed_up, self._calls, self._habits = (
            [found.start() for found in pattern.finditer(text)] for pattern in (DONE, FOUND_OUT, SUMMED_UP, CALL_TO_ALL, HABIT)
        )

    def clause(self, position: int) -> tuple[int, int]:
        return self._bounds(position, Reach.CLAUSE)

    def _bounds(self, position: int, reach: Reach) -> tuple[int, int]:
        ends = self._ends[reach]
        index = bisect_left(ends, position)
        return (ends[index - 1] + 1 if index else 0), (ends[index] if index < len(ends) else len(self.text))

    def of(self, start: int, end: int, *, rate: bool = False, total: bool = False) -> str | None:
        """The name of the mood that keeps ``[start, end)`` from being a report, or None. ``rate`` says that it is a share or
        a 不漏一户, which go on with the purpose of the clause before (确保参训率达95%，合格率达100%); ``total`` that it is a totality, of which 要 may follow (家家户户要挂好).
        """
        clause = self.clause(start)
        sentence = self._bounds(start, Reach.SENTENCE)
        if self.text[sentence[1] : sentence[1] + 1] in ("？", "?"):
            return "question"
        if self.text[clause[1] - 1 : clause[1] + 1] in ("的，", "的,") and re.search(
            "以[上下内]|[不未][足满到达]|低于|超过|满", self.text[max(clause[0], start - 4) : clause[1]]
        ):
            return "condition"
        index = bisect_right(self._starts, start)
        for trigger in reversed(self._triggers[max(0, index - LOOK) : index]):
            if trigger.start < sentence[0]:
                break
            heard = start <= trigger.until or (trigger.mood.name == "ensure" and rate) or (trigger.mood.name == "call" and total)
            if heard and not self._turned_back(trigger, clause, start):
                return trigger.mood.name
        for trigger in self._triggers[index : index + LOOK]:
            if trigger.start >= clause[1]:
                break
            if (
                (trigger.mood.backward or (total and trigger.mood.name == "demand"))
                and trigger.end > end
                and not _any_in(self._done, clause[0], clause[1])
            ):
                return trigger.mood.name
        return None

    def _turned_back(self, trigger: Trigger, clause: tuple[int, int], start: int) -> bool:
        if not trigger.mood.firm and _any_in(self._done, trigger.end, clause[1]):
            return True
        if trigger.mood.firm or trigger.start >= clause[0]:
            return False
        since = self.clause(trigger.end)[1]
        return _any_in(self._found_out, since, start) or (
            trigger.mood.name not in ("rule", "notice") and _any_in(self._summed_up, since, start)
        )

    def done(self, start: int) -> bool:
        return _any_in(self._done, *self.clause(start))

    def habit(self, start: int) -> bool:
        """每月一次, 每周三: what is done regularly is a rule, not a count."""
        return _any_in(self._habits, self.clause(start)[0], start + 1) and not self.done(start)

    def call_to_all(self, start: int, end: int) -> bool:
        """Does the clause move people towards the totality at ``start`` rather than report it?"""
        clause = self.clause(start)
        if IS_A_MATTER.match(self.text, end):
            return True
        return _any_in(self._calls, clause[0], end) and not self.done(start)


def _any_in(marks: list[int], start: int, end: int) -> bool:
    index = bisect_left(marks, start)
    return index < len(marks) and marks[index] < end
