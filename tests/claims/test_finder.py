import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.claims import find_claims


def found(text: str) -> list[tuple[str, str]]:
    return [(span.text, span.label) for span in find_claims(text)]


def bounds(text: str) -> list[tuple[float | None, float | None]]:
    return [(span.min, span.max) for span in find_claims(text)]


@pytest.mark.parametrize(
    ("text", "quantity", "low", "high"),
    [
        ("发放倡议书1,234份。", "1,234份", 1234, 1234),
        ("参加人数达１２０人。", "１２０人", 120, 120),
        ("共有 66 人到场。", "66 人", 66, 66),
        ("收到来稿1 026条。", "1 026条", 1026, 1026),
        ("一百余名家属签名。", "一百余名", 101, 199),
        ("近百名家属签名。", "近百名", 90, 99),
        ("上千人参加。", "上千人", 1000, None),
        ("约300人参加。", "约300人", 270, 330),
        ("超过2000户参与。", "超过2000户", 2001, None),
        ("参与者不足百人。", "不足百人", 0, 99),
        ("阅读量突破10万+。", "突破10万+", 100_001, None),
        ("50—60人参加了座谈。", "50—60人", 50, 60),
        ("投入3—5万元修缮。", "3—5万元", 30_000, 50_000),
        ("上交捌仟陆佰元整。", "捌仟陆佰元整", 8600, 8600),
        ("退还捌拾陆元伍角。", "捌拾陆元伍角", 86.5, 86.5),
        ("收到￥8,600.50元。", "￥8,600.50元", 8600.5, 8600.5),
        ("知晓率达百分百。", "百分百", 100, 100),
        ("合格率为百分之九十八点五。", "百分之九十八点五", 98.5, 98.5),
        ("自然增长率2.5‰。", "2.5‰", 2.5, 2.5),
        ("七成以上家庭参加。", "七成以上", 70, 100),
        ("三分之二的家庭参加。", "三分之二", 66.67, 66.67),
        ("过半家庭参加。", "过半", 50, 100),
        ("满意度居全市首位。", "首位", 1, 1),
        ("考核位列全县前三。", "前三", 1, 3),
        ("得分排全州第二名。", "第二名", 2, 2),
        ("产值翻了一番。", "翻了一番", 2, 2),
        ("实现零投诉。", "零投诉", 0, 0),
        ("历时两个半小时。", "两个半小时", 2.5, 2.5),
        ("召开了一场座谈会。", "一场", 1, 1),
        ("成千上万的群众参加。", "成千上万", 1000, None),
        ("参与者以千计。", "以千计", 1000, None),
        ("到场家属一百出头。", "一百出头", 100, None),
        ("先进典型四十有余。", "四十有余", 40, None),
        ("报名人数过万。", "过万", 10_001, None),
        ("投稿量突破500大关。", "突破500", 501, None),
        ("七八成家庭参加。", "七八成", 70, 80),
        ("六成有余的家庭参加。", "六成有余", 60, 100),
        ("参加的男女各半。", "各半", 50, 50),
        ("单场最多213人。", "213人", 213, 213),
        ("社会捐赠八千。", "八千", 8000, 8000),
        ("一人被立案。", "一人", 1, 1),
    ],
)
def test_it_finds_a_quantity_and_the_counts_it_allows(text: str, quantity: str, low: float, high: float | None) -> None:
    assert found(text) == [(quantity, "claim")]
    assert bounds(text) == [(low, high)]


@pytest.mark.parametrize(
    ("text", "totality"),
    [
        ("承诺书应签尽签。", "应签尽签"),
        ("实现了全覆盖。", "全覆盖"),
        ("补贴笔笔有据可查。", "笔笔"),
        ("来信件件有回音。", "件件"),
        ("形成了人人参与的局面。", "人人"),
        ("倡议书送到了家家户户。", "家家户户"),
        ("问题全部整改。", "全部"),
        ("各单位无一例外。", "无一例外"),
        ("困难家庭一户不漏。", "一户不漏"),
        ("每个村都有宣讲员。", "每个"),
        ("全体党员重温了誓词。", "全体"),
        ("历史积案已经清零。", "清零"),
        ("他没有收受过一分钱礼金。", "没有收受过一分钱"),
        ("走访不漏一家一人。", "不漏一家一人"),
        ("说情的礼，一次都没破例。", "一次都没"),
        ("每村每寨都有宣讲员。", "每村每寨"),
        ("干部家属概莫能外。", "概莫能外"),
        ("承诺书皆已收齐。", "皆"),
        ("档案卷卷规范。", "卷卷"),
    ],
)
def test_it_finds_a_totality_without_a_number(text: str, totality: str) -> None:
    assert found(text) == [(totality, "absolute")]
    assert bounds(text) == [(None, None)]


@pytest.mark.parametrize(
    "text",
    [
        "三八节期间开展了活动。",
        "2015年3月8日上午9时30分，活动开始。",
        "根据玉妇发〔2015〕3号文件第十二条开展工作。",
        "五好文明家庭评选和“六进”宣讲十分重要。",
        "王大爷今年72岁。",
        "第一，加强领导；第二，落实责任。",
        "电话0856-3221234，邮编554000。",
        "住在北京路88号3栋2单元501室。",
        "12345热线开通。",
        "80后干部成为主力。",
        "学习《八项规定》和四中全会精神。",
        "“百日攻坚”行动启动。",
        "近三年来，作风明显好转。",
        "推行一户一策，落实一岗双责。",
    ],
)
def test_it_passes_over_numerals_that_count_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "计划发放500份。",
        "500份倡议书拟于下周发放。",
        "将组织培训20场。",
        "力争知晓率达到95%。",
        "知晓率不低于80%。",
        "每月召开一次会议。",
        "应当在5个工作日内答复。",
        "确保实现全覆盖。",
        "要做到人人知晓。",
        "号召家家参与。",
        "如有三人以上缺席，会议改期。",
        "迟到3次以上的，取消评优资格。",
        "是否实现了全覆盖？",
        "以“人人讲廉洁”为主题。",
        "各单位要结合实际制定方案；字数控制在2000字以内。",
        "参加对象：全县科级干部配偶，共约300人。",
        "90分以上为优秀，60分以下为不合格。",
        "评分采取百分制，家庭和睦占30分。",
        "迟到三次按旷工一天处理。",
        "对获奖家庭每户奖励500元。",
        "伙食补助费每人每天40元。",
        "会议室可容纳120人。",
        "抽样误差控制在±3%以内。",
        "县妇联负责印制宣传画2000张。",
        "活动结束后一周内报送照片3张。",
        "评选比例：按参评家庭总数的10%确定。",
        "每20户设一名网格员。",
        "一年内被预警两次以上的岗位，由县纪委约谈。",
        "5人以上的可优先申报。",
        "就算签名率达到100%，家风也未必过硬。",
        "该制度共七章三十二条。",
        "下面，我讲三个问题。",
    ],
)
def test_it_passes_over_plans_rules_calls_and_conditions(text: str) -> None:
    assert found(text) == []


def test_what_was_done_counts_beside_what_was_planned() -> None:
    assert found("计划发放500份，实际发放620份。") == [("620份", "claim")]
    assert found("应到代表128名，实到126名。") == [("126名", "claim")]
    assert found("为实现全覆盖，组建了6支队伍。") == [("6支", "claim")]


def test_a_name_in_quotes_hides_its_numeral_but_a_claim_in_quotes_stands() -> None:
    assert found("以“四个一”活动为抓手。") == []
    assert found("监督实现“全覆盖”，知晓率达“100%”。") == [("全覆盖", "absolute"), ("100%", "claim")]


@given(
    st.text(
        alphabet=st.sampled_from("一二两三十百千万几数余多近约超1２3,.%人名份个年月日第全每应签尽零无了将要，。“”《》 \u3000\n（）/-"),
        max_size=60,
    )
    | st.text(max_size=40)
)
def test_any_string_gives_ordered_spans_that_quote_it(text: str) -> None:
    end = 0
    for span in find_claims(text):
        assert span.start >= end
        assert text[span.start : span.end] == span.text != ""
        assert span.min is None or span.max is None or span.min <= span.max
        end = span.end


@pytest.mark.parametrize(
    "piece", ["1", "一", "123,", "百分之", "第", "全", "每个", "应签尽签", "“", "计划", "3人", "1-", "《", "一人一", "1 234 ", "a@", "，"]
)
def test_a_hostile_text_takes_no_more_than_its_length(piece: str) -> None:
    """100 KB without a full stop: a quadratic step anywhere would run for an hour."""
    text = (piece * 100_000)[:100_000]
    assert all(span.end <= len(text) for span in find_claims(text))


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("学习人数一万九千人。", "一万九千人"), ("参加人数百余人。", "百余人"), ("数百人参加。", "数百人")],
)
def test_the_last_character_of_a_noun_is_no_numeral(text: str, quantity: str) -> None:
    assert found(text) == [(quantity, "claim")]


def test_traditional_characters_are_read_the_same() -> None:
    assert found("發放倡議書三萬餘份，實現全覆蓋，承諾書應簽盡簽。") == [
        ("三萬餘份", "claim"),
        ("全覆蓋", "absolute"),
        ("應簽盡簽", "absolute"),
    ]
