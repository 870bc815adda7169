"""What cannot be taken back is asked first, on a page that says what it is done to, and told after.

Every verb of the log is here once: done by a view that asks (`common.pages.final`), or with the reason why it need not. A new verb has to be put in its
place, and a move of a stage table that leads to where nobody comes back from is asked first whoever thought otherwise.
"""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from jiafeng.common.stages import Move, Moves
from tests.architecture.house import PACKAGE
from tests.architecture.test_log import verbs
from tests.walk.world import rooms

TAKEN_BACK: dict[str, str] = {
    "accounts.role.give": "the role is ended",
    "accounts.role.end": "the role is given again",
    "accounts.user.add": "the account is disabled",
    "accounts.user.password": "another is set",
    "accounts.user.sessions": "they sign in again",
    "accounts.user.": "an account that was disabled is enabled; what people do to their own second factor is asked by its own pages",
    "awards.body.contact": "another is named",
    "awards.deadline.propose": "it moves nothing until a second person confirms",
    "awards.deadline.confirm": "the deadline is moved again",
    "awards.public.quarantine": "the ballots are released",
    "awards.ruling.propose": "it rules nothing until a second person confirms",
    "awards.reviewer.add": "a sheet is excused",
    "awards.title.renew": "the title is revoked",
    "awards.sheet.submit": "the sheet is handed in again until the review ends",
    "bulletins.bulletin.ask": "the link ends, or another is made",
    "bulletins.template.remove": "it is written again; what was begun from it keeps its text",
    "bulletins.bulletin.approve": "it is returned to its writer",
    "bulletins.bulletin.return": "it is handed in again",
    "bulletins.bulletin.submit": "it is taken back",
    "bulletins.bulletin.withdraw": "it is handed in again",
    "deskcards.card.take_back": "the card is handed over again",
    "deskcards.design.remove": "the same file is added again; what was set with it keeps it",
    "deskcards.run.hand_over": "a card was not handed over after all",
    "deskcards.run.print": "the run is set anew",
    "events.device.add": "the phone is taken off the door",
    "events.device.end": "the phone is prepared again",
    "events.event.close": "it is opened again",
    "events.event.reopen": "it is closed again",
    "events.event.invite": "the invitations are taken back",
    "events.event.uninvite": "they are invited again",
    "events.event.seat": "seats are given anew",
    "events.event.seats": "the hall is set anew",
    "events.helper.name": "released",
    "events.helper.release": "named again",
    "events.invitation.seat": "another seat is given",
    "events.feedback.open": "the questions are written anew until somebody answers",
    "letters.letter.approve": "undone",
    "letters.letter.reconsider": "decided again",
    "letters.letter.return": "undone",
    "letters.letter.withdraw": "the author sends it again",
    "letters.message.approve": "undone",
    "letters.message.reconsider": "decided again",
    "letters.message.return": "undone",
    "letters.message.withdraw": "the author sends it again",
    "letters.picture.bring_back": "set aside again",
    "letters.picture.set_aside": "undone",
    "links.approver.add": "closed",
    "links.approver.close": "added again",
    "notices.digest.choose": "chosen again",
    "papers.sheet.look_again": "the row is read again",
    "people.consent.give": "withdrawn",
    "people.consent.withdraw": "given again",
    "people.person.leave": "they return",
    "people.person.return": "they leave",
    "people.person.merge": "undone",
    "people.person.unmerge": "merged again",
    "people.person.tell_apart": "the two are merged all the same",
    "people.post.note": "removed",
    "people.post.remove": "noted again",
    "people.relation.add": "removed",
    "people.relation.remove": "added again",
    "people.retention.set": "another term is set; nothing is deleted on the spot",
    "pictures.attachment.add": "removed",
    "pictures.attachment.remove": "added again; the file stays as evidence",
    "pictures.picture.add": "removed",
    "pictures.picture.edit": "edited again",
    "pictures.picture.remove": "added again; the file stays as evidence",
    "pictures.picture.state": "stated again",
    "plans.group.remove": "kept again",
    "plans.line.deploy": "taken back, as far as no unit has confirmed it: at one press from all, or from one unit",
    "plans.line.undeploy": "deployed again",
    "plans.line.finish": "reopened",
    "plans.line.reopen": "finished again",
    "pledges.kiosk.end": "another is set up",
    "pledges.kiosk.start": "ended",
    "pledges.pledge.restore": "withdrawn again",
    "pledges.pledge.withdraw": "restored",
    "pledges.wall.close": "opened again",
    "pledges.wall.open": "closed",
    "portal.article.approve": "the article is withdrawn, or returned before it is published",
    "portal.article.ask": "the link ends, or another is made",
    "portal.article.comment": "settled",
    "portal.article.settle": "another comment",
    "portal.article.preview": "the preview's link is ended",
    "portal.article.end_preview": "another link is made",
    "portal.article.propose": "taken back",
    "portal.article.take_back": "proposed again",
    "portal.article.return": "handed in again",
    "portal.article.review": "reviewed again",
    "portal.article.submit": "taken back",
    "portal.article.time": "another time",
    "portal.rule.edit": "another rule",
    "portal.template.remove": "written again; what was begun from it keeps its text",
    "portal.article.withdraw": "published again",
    ".drive.": "a drive that is closed is opened again; its opening is asked by both rooms' pages",
}
WRITTEN: dict[str, str] = {
    **dict.fromkeys(
        (
            ".drive.create",
            ".drive.edit",
            "awards.poll.create",
            "awards.round.create",
            "awards.round.edit",
            "awards.scheme.create",
            "awards.scheme.edit",
        ),
        "what is written is written again while it is a draft",
    ),
    **dict.fromkeys(
        ("awards.story.write", "bulletins.bulletin.create", "bulletins.bulletin.save", "deskcards.run.create", "deskcards.design.add"),
        "what is written is written again while it is a draft",
    ),
    **dict.fromkeys(
        ("events.event.create", "events.event.edit", "events.event.programme", "events.minutes.write", "events.photo.state"),
        "what is written is written again",
    ),
    **dict.fromkeys(
        (
            "letters.ink.edit",
            "letters.message.transcribe",
            "people.list.create",
            "people.list.edit",
            "people.person.add",
            "people.person.edit",
        ),
        "what is written is written again",
    ),
    **dict.fromkeys(
        ("people.post.change", "plans.line.add", "plans.line.edit", "plans.plan.create", "plans.plan.edit", "portal.article.edit"),
        "what is written is written again",
    ),
    **dict.fromkeys(
        ("portal.article.write", "units.county.change", "units.county.open", "units.holidays.enter", "units.organisation.add"),
        "what is written is written again",
    ),
    **dict.fromkeys(("units.organisation.alias", "units.region.add"), "a spelling, a region more"),
    **dict.fromkeys(
        (
            "bulletins.template.add",
            "bulletins.template.edit",
            "portal.template.add",
            "portal.template.edit",
            "plans.group.edit",
            "plans.group.keep",
        ),
        "what is written is written again",
    ),
}
RECORDED: dict[str, str] = {
    **dict.fromkeys(
        (
            "awards.key.part",
            "awards.key.restore",
            "awards.objection.extend",
            "awards.placement.add",
            "awards.poll.checkpoint",
            "awards.poll.count",
        ),
        "a fact is put on record, as it is on paper, and nothing ends or goes out by it",
    ),
    **dict.fromkeys(
        (
            "awards.nomination.accept",
            "awards.nomination.attach",
            "awards.objection.receive",
            "awards.nomination.nominate",
            "plans.deployment.receive",
        ),
        "a fact is put on record, as it is on paper; what is wrong in it is withdrawn with its reason",
    ),
    **dict.fromkeys(
        ("events.attendance.join", "events.attendance.sign_in", "events.event.report", "events.photo.add", "letters.booklet.bind"),
        "a fact is put on record",
    ),
    **dict.fromkeys(
        (
            "letters.drive.ask",
            "letters.intake.upload",
            "papers.photo.recognise",
            "papers.photo.refuse",
            "papers.sheet.print",
            "people.person.note",
        ),
        "something more is there; nothing ends or goes out by it",
    ),
    **dict.fromkeys(
        (
            "people.access.deny",
            "people.list.export",
            "people.person.export",
            "pledges.booklet.bind",
            "pledges.pledge.dispute",
            "records.evidence.add",
        ),
        "a fact is put on record; a dispute is decided by a page that asks",
    ),
    **dict.fromkeys(("records.evidence.open", "portal.feedback.send", "plans.sheet.upload"), "a fact is put on record"),
    **dict.fromkeys((".link.give_out", "events.link.give_out"), "links are made, or stand already; one that went astray is made anew"),
    "portal.article.correct": "a correction is shown with the article, as the article it corrects is",
}
BY_OTHER_PAGES: dict[str, str] = {
    "awards.nomination.decline": "by the nominee, on a page of their own that asks",
    "events.invitation.sign_up": "by the guest, who answers otherwise until the gathering",
    "events.invitation.reply": "by the guest, who answers again until the gathering",
    "pledges.pledge.join": "by whoever signs, after a page that shows what was typed",
    "pledges.pledge.sign": "by whoever signs, after a page that shows what was typed",
    "pledges.dispute.": "by both pages that decide",
    "accounts.reset.": "asking and refusing move nothing; the second person's word is asked first",
    "papers.row.settle": "two people read a row before it is entered; the sheet's page shows both readings",
    "people.roster.": "check and import follow the dry run, whose page says how many are new, changed, skipped and wrong",
    "people.roster.confirm": "the dry run's page says how many are new, changed, skipped and wrong",
    "people.roster.import": "the machine, after the dry run was confirmed",
    "people.roster.upload": "nothing is entered by an upload",
    "plans.sheet.import": "the dry run's page says how many are new and wrong",
}
BY_THE_MACHINE: dict[str, str] = {
    **dict.fromkeys(
        ("awards.round.remind", "bulletins.bulletin.give_up", "bulletins.bulletin.issue", "deskcards.run.finish", "deskcards.run.give_up"),
        "the machine, after somebody asked for it",
    ),
    **dict.fromkeys(
        ("events.event.remind", "events.invitation.promote", "people.keys.rotate", "people.retention.run", "sms.message.send"),
        "the clock or the command",
    ),
}
NOT_ASKED = {**TAKEN_BACK, **WRITTEN, **RECORDED, **BY_OTHER_PAGES, **BY_THE_MACHINE}

# What a table of moves is about, as the log calls it.
NOUNS = {
    "awards.BALLOT_MOVES": "ballot", "awards.NOMINATION_MOVES": "nomination", "awards.NOTICE_MOVES": "notice", "awards.OBJECTION_MOVES": "objection",
    "awards.POLL_MOVES": "poll", "awards.ROUND_MOVES": "round", "bulletins.MOVES": "bulletin", "deskcards.CARD_MOVES": "card",
    "deskcards.RUN_MOVES": "run", "events.MOVES": "event", "jobs.MOVES": "job", "links.APPROVAL_MOVES": "approval", "letters.DRIVE_MOVES": "drive", "letters.ITEM_MOVES": "picture",
    "letters.MOVES": "message", "papers.PHOTO_MOVES": "photo", "papers.ROW_MOVES": "row", "papers.SHEET_MOVES": "sheet", "people.MOVES": "roster",
    "plans.LINE_MOVES": "line", "plans.PLAN_MOVES": "plan", "pledges.DISPUTE_MOVES": "dispute", "pledges.MOVES": "drive",
    "portal.ARTICLE_MOVES": "article", "portal.FEEDBACK_MOVES": "feedback", "sms.MOVES": "message",
}  # fmt: skip
MACHINES = {"the worker", "the machine", "the clock"}
# Moves without a way back that no page of ours asks about by themselves.
ONE_WAY = {
    "awards.ballot.void": "awards.ruling.confirm asks",
    "awards.nomination.accept": "the nominee's own word, on paper or on their page",
    "awards.nomination.decline": "the nominee's own word, on their page",
    "awards.notice.replace": "awards.round.announce asks",
    "links.approval.approve": "the approver's own word, on a page that shows the text",
    "links.approval.return": "the approver's own word, with a reason; the text is handed in again",
    "links.approval.end": "another link is made",
    "letters.picture.take": "somebody says whose a picture is; the message is withdrawn where it was wrong",
    "papers.photo.recognise": "the number printed on the sheet is typed; another photograph replaces it",
    "papers.row.enter": "two people read it; see papers.row.settle",
    "people.roster.confirm": "the dry run's page is the check",
}


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every address with the verbs that its view asks about."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from views(each, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        elif isinstance(each, URLPattern):
            yield f"{prefix}{each.name}", getattr(each.callback, "final", ())


ASKED = {verb for _name, asked in views(get_resolver()) for verb in asked}


def tables() -> Iterator[tuple[str, Moves]]:
    for path in sorted(PACKAGE.glob("*/*/stages.py")):
        module: ModuleType = import_module(".".join((PACKAGE.name, *path.with_suffix("").relative_to(PACKAGE).parts)))
        for name, value in vars(module).items():
            if isinstance(value, Moves):
                yield f"{path.parent.name}.{name}", value


def comes_back(moves: Moves, move: Move) -> bool:
    """Whether somebody can get back from where the move leads to where it began."""
    seen, todo = set(), [move.target]
    while todo:
        stage = todo.pop()
        if stage not in seen:
            seen.add(stage)
            todo += [each.target for each in moves.from_stage(stage)]
    return move.source in seen


def test_every_verb_of_the_log_is_asked_first_or_says_why_not() -> None:
    logged = {verb for verb, _where in verbs()}
    assert sorted(logged - ASKED - NOT_ASKED.keys()) == []


def test_no_verb_is_both() -> None:
    assert sorted(ASKED & NOT_ASKED.keys()) == []
    kinds = (TAKEN_BACK, WRITTEN, RECORDED, BY_OTHER_PAGES, BY_THE_MACHINE)
    assert len(NOT_ASKED) == sum(map(len, kinds))


def test_nothing_is_excused_that_is_not_there() -> None:
    logged = {verb for verb, _where in verbs()}
    assert sorted(NOT_ASKED.keys() - logged) == []


def test_every_verb_that_is_asked_about_is_logged_or_is_the_move_of_a_table() -> None:
    logged = {verb for verb, _where in verbs()}
    moved = {f"{name.split('.')[0]}.{NOUNS[name]}.{move.name}" for name, table in tables() for move in table.moves}
    named = {verb for verb in logged if verb.endswith(".")}  # whose last word an action chooses
    assert sorted(verb for verb in ASKED - logged - moved if f"{verb.rpartition('.')[0]}." not in named) == []


def test_every_table_of_moves_has_its_noun() -> None:
    assert sorted(name for name, _table in tables()) == sorted(NOUNS)


@pytest.mark.parametrize("name", NOUNS)
def test_a_move_without_a_way_back_is_asked_first(name: str) -> None:
    moves = dict(tables())[name]
    verb = f"{name.split('.')[0]}.{NOUNS[name]}"
    one_way = {f"{verb}.{move.name}" for move in moves.moves if move.who not in MACHINES and not comes_back(moves, move)}
    assert sorted(one_way - ASKED - ONE_WAY.keys()) == []


def test_no_way_back_is_excused_that_is_there() -> None:
    one_way = {
        f"{name.split('.')[0]}.{NOUNS[name]}.{move.name}" for name, moves in tables() for move in moves.moves if not comes_back(moves, move)
    }
    assert sorted(ONE_WAY.keys() - one_way) == []
    assert sorted(ONE_WAY.keys() & ASKED) == []


def test_the_walk_goes_over_every_page_that_asks() -> None:
    """`tests/walk` opens each as somebody who may: facts, what it means, the way out, and that nothing happened yet."""
    walked = {name for room in rooms().values() for name, page in room.PAGES.items() if page.final}
    assert {name for name, asked in views(get_resolver()) if asked} == walked


def test_a_way_back_is_seen() -> None:
    moves = dict(tables())["plans.PLAN_MOVES"]
    assert not any(comes_back(moves, move) for move in moves.moves)
    drives = dict(tables())["letters.DRIVE_MOVES"]
    assert {move.name: comes_back(drives, move) for move in drives.moves} == {"open": False, "close": True, "reopen": True}
