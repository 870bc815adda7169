"""Clauses that set, price, define or recall something with no modal word to say so: notices, scales, tariffs, definitions, lore.

Each is known by its build: a label before a colon, a mark with its grade, a price for each, a formula, an old saying.
"""

NUMBER = r"[\d一二两三四五六七八九十百千]"

ASSIGNMENT = (
    r"负责(?!人|同志|解释|的|制|任|[，,。])|以(?=[^，。；]{1,8}为单位)|(?:前|内)(?=(?:报送|上报|报县|报至|提交|反馈|送达)(?!了))|"
    r"按(?=[^，。；了]{1,24}(?:确定|核定|计算|计发|掌握|分配|推荐)(?:[，,。；]|$))|每[盒袋本册排桌箱](?=[^，。；了]{0,8}\d)|概算(?=\d|为|约)"
)
"""县妇联负责印制2000张, 活动结束后一周内报送照片3张, 按总数的10%确定: work that is dealt out."""

LABEL = (
    r"(?:^|(?<=[\n。；;]))(?:[一二三四五六七八九十]{1,2}、|\d{1,2}[、.]|[(][一二三四五六七八九十\d]{1,2}[)])?[一-龥]{0,6}"
    r"(?:对象|范围|条件|名额|标准|要求|办法|期限|时限|方式|程序|步骤|预算|目标|任务|设置|规则|事项|解释|公式|地点|时间|奖励|须知|规定|口径|资格|待遇|职责|流程|计划|打算):|分值|权重"
)
"""参加对象：…, 完成时限：…, 表彰奖励：… at the start of a sentence."""

THRESHOLD = (
    r"(?<=[分上下)])[的者]?为(?:优秀|良好|合格|不合格|达标|不达标|一般|较差)|(?:字数|篇幅)(?=\d|为|不|:)|以(?=\d{1,3}分[计制])|以(?=[^，。；]{2,24}为准)|"
    rf"(?:迟到|早退|旷工|缺席|缺勤|违反|违规)(?={NUMBER}{{1,3}}[次天起](?:及?以上)?[的者]?(?:[，,]?[按算视记扣取]))"
)
"""90分以上为优秀, 分值10分, 迟到三次按旷工处理: what a scale or a sanction is measured by."""

TARIFF = (
    r"(?:单价|定价|售价|票价|房价|水价|电价|租金|押金|工本费)(?:为|是|:)?(?=\d)|(?:补助|补贴|津贴|劳务|伙食|住宿|交通|费)费?(?:标准)?[为是]?每[人户天日个次名场]|"
    r"对[^，。；了]{2,16}每[人户个名件篇](?:奖励|奖|补助|补贴|给予)|可(?:同时)?容纳"
)
"""单价12.5元, 补助费每人每天40元: a price an entitlement or a capacity: no sum that was paid, nobody who came."""

DEFINITION = r"[=÷×]|误差|置信(?:水平|度|区间)|统计口径|(?:指标|名词)解释"

LORE = r"自古|古时候?|旧时|旧社会|俗话说|常言道|古语[云说]|古人[云说]|老话说|相传|据传|传说"
"""What a proverb or an old custom says of everyone is no report."""
