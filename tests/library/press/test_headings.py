import pytest

from jiafeng.library.press.headings import LONGEST_HEADING, kind_of


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("一、制度先行，任务到位", "heading1"),
        ("十二、下一步打算", "heading1"),
        ("（一）联合部署", "heading2"),
        ("(三)宣传到家", "heading2"),
        ("一是定计划。", "body"),
        ("一、制度先行。县妇联会同县纪委印发计划。", "body"),
        ("（一）联合部署。三部门印发计划，明确责任。", "body"),
        ("一、" + "长" * LONGEST_HEADING, "body"),
        ("县妇联召开座谈会", "body"),
        ("", "body"),
    ],
)
def test_the_numbering_at_its_start_says_what_a_line_is(line, kind):
    assert kind_of(line) == kind
