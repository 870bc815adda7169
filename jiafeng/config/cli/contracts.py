"""Commands that outsiders script against; their output is a contract (README, “Contracts”)."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from jiafeng.config.cli.options import with_data


def add_commands(commands: Any) -> None:
    figures = with_data(commands.add_parser("figures", help="every figure with its value"), prepared=True)
    figures.add_argument("--json", action="store_true")
    figures.set_defaults(run=run_figures)

    bulletin = commands.add_parser("bulletin", help="list and export bulletins").add_subparsers(dest="verb", required=True)
    listing = with_data(bulletin.add_parser("list"), prepared=True)
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_bulletin_list)
    export = with_data(bulletin.add_parser("export", help="as .pdf, .docx or .zip (archive pack)"), prepared=True)
    export.add_argument("id", type=int)
    export.add_argument("-o", "--output", required=True, type=Path)
    export.set_defaults(run=run_bulletin_export)

    verify = commands.add_parser("verify", help="check an archive pack; exit 0 whole, 1 altered")
    verify.add_argument("pack", type=Path)
    verify.set_defaults(run=run_verify)

    award = commands.add_parser("award", help="rounds of awards").add_subparsers(dest="verb", required=True)
    rounds = with_data(award.add_parser("list"), prepared=True)
    rounds.add_argument("--json", action="store_true")
    rounds.set_defaults(run=run_award_list)
    board = with_data(award.add_parser("board", help="the board of a published round, to be recounted by anybody"), prepared=True)
    board.add_argument("id", type=int, metavar="ROUND_ID")
    board.add_argument("-o", "--output", required=True, type=Path)
    board.set_defaults(run=run_award_board)

    recount = commands.add_parser("recount", help="count a board again; exit 0 whole, 1 altered")
    recount.add_argument("board", type=Path)
    recount.add_argument("--json", action="store_true")
    recount.set_defaults(run=run_recount)

    claims = commands.add_parser("claims", help="find the claims in lines of prose (JSONL in, JSONL out)")
    claims.add_argument("input", type=Path)
    claims.set_defaults(run=run_claims)

    people = commands.add_parser("people", help="people of the county").add_subparsers(dest="verb", required=True)
    load = with_data(people.add_parser("import"), prepared=True)
    load.add_argument("file", type=Path)
    load.add_argument("--dry-run", action="store_true")
    load.add_argument("--json", action="store_true")
    load.add_argument("--county", metavar="CODE", help="official code; needed where the deployment serves several counties")
    load.add_argument(
        "--other-phone",
        choices=["", "same", "other"],
        default="",
        help="whether somebody with the name and unit of a row and another telephone is the same person; unless said, such rows are left out",
    )
    load.set_defaults(run=run_people_import)

    evidence = commands.add_parser("evidence", help="evidence files").add_subparsers(dest="verb", required=True)
    add = with_data(evidence.add_parser("add"), prepared=True)
    add.add_argument("file", type=Path)
    add.add_argument("--dry-run", action="store_true")
    add.add_argument("--preview", type=Path, metavar="OUT", help="write what would be published here")
    add.add_argument("--json", action="store_true")
    add.add_argument("--county", metavar="CODE")
    add.set_defaults(run=run_evidence_add)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _print_rows(rows: list[dict[str, Any]], line: str, *, as_json: bool) -> int:
    if as_json:
        _print_json(rows)
    else:
        for row in rows:
            print(line.format_map({name: "" if value is None else value for name, value in row.items()}))
    return 0


def _fail(sentence: Any) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _county(code: str | None) -> Any:
    """The county named on the command line, or the only one there is."""
    from jiafeng.ground.units.queries import counties

    found = counties()
    if code:
        found = [county for county in found if county.code == code]
    return found[0] if len(found) == 1 else None


_WHICH_COUNTY = "没有可用的县，或不止一个县：请先运行 jiafeng init --county，或用 --county 指定行政区划代码。"


def run_figures(options: argparse.Namespace) -> int:
    from jiafeng.ground.records.figures import FigureScope
    from jiafeng.reporting.figures.queries import listing

    return _print_rows(listing(FigureScope()), "{code:32}{value:>12} {unit}  {label}", as_json=options.json)


def run_bulletin_list(options: argparse.Namespace) -> int:
    from jiafeng.reporting.bulletins.queries import listing

    return _print_rows(listing(), "{id:>6}  {stage:<10} {issued_at:<26} {title}", as_json=options.json)


def run_bulletin_export(options: argparse.Namespace) -> int:
    from jiafeng.common.refusals import Refused
    from jiafeng.reporting.bulletins.models import Bulletin
    from jiafeng.reporting.bulletins.queries import export

    bulletin = Bulletin.objects.filter(pk=options.id).first()
    if bulletin is None:
        return _fail(f"没有编号为 {options.id} 的简报；用 jiafeng bulletin list 查看。")
    try:
        export(bulletin, options.output.suffix.lstrip(".").lower(), options.output, originals=True)
    except Refused as refused:
        return _fail(refused)
    return 0


def run_award_list(options: argparse.Namespace) -> int:
    from jiafeng.programme.awards.queries import listing

    return _print_rows(listing(), "{id:>6}  {stage:<10} {granted:>4}  {title}", as_json=options.json)


def run_award_board(options: argparse.Namespace) -> int:
    from django.core.files.storage import default_storage

    from jiafeng.programme.awards.models import Round
    from jiafeng.programme.awards.queries import board_of

    found = Round.objects.filter(pk=options.id).first()
    if found is None:
        return _fail(f"没有编号为 {options.id} 的评选批次；用 jiafeng award list 查看。")
    poll = board_of(found)
    if poll is None:
        return _fail(f"“{found.title}”的结果尚未公示，票榜还不能导出。")
    with default_storage.open(poll.board) as stream:
        options.output.write_bytes(stream.read())
    return 0


def run_recount(options: argparse.Namespace) -> int:
    from jiafeng.library.ballots import recount

    return recount.main([str(options.board), *(["--json"] if options.json else [])])


def run_verify(options: argparse.Namespace) -> int:
    from jiafeng.library.packs import verify

    try:
        report = verify(options.pack)
    except OSError as error:
        _fail(f"无法读取 {options.pack}：{error.strerror}")
        return 2  # neither whole nor altered
    print(report.text())
    return 0 if report.whole else 1


def run_claims(options: argparse.Namespace) -> int:
    from jiafeng.library.claims.stream import BadLine, annotate

    try:
        with options.input.open(encoding="utf-8") as lines:
            for line in annotate(lines):
                sys.stdout.write(f"{line}\n")
    except BadLine as bad:
        return _fail(bad)
    except UnicodeDecodeError:
        return _fail(f"{options.input} 不是 UTF-8 文本。请另存为 UTF-8 后再试。")
    except OSError as error:
        return _fail(f"无法读取 {options.input}：{error.strerror}")
    return 0


def run_people_import(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from jiafeng.ground.people.actions import import_people

    county = _county(options.county)
    if county is None:
        return _fail(_WHICH_COUNTY)
    report = import_people(
        by=None, at=timezone.now(), county=county, path=options.file, dry_run=options.dry_run, answers={"rest": options.other_phone}
    )
    if options.json:
        _print_json(report.as_json())
    else:
        print(report.text())
    return 1 if report.refused else 0


def run_evidence_add(options: argparse.Namespace) -> int:
    import shutil

    from django.utils import timezone

    from jiafeng.common.refusals import Refused
    from jiafeng.ground.records.actions import examine, keep

    county = _county(options.county)
    if county is None and not options.dry_run:
        return _fail(_WHICH_COUNTY)
    try:
        with examine(options.file, options.file.name) as found:
            if options.preview and found.preview:
                shutil.copyfile(found.preview, options.preview)
            if not options.dry_run:
                keep(by=None, at=timezone.now(), county_code=county.code, found=found, name=options.file.name)
            answer = {"accepted": True, "reason": None, "sha256": found.sha256}
    except Refused as refused:
        answer = {"accepted": False, "reason": refused.code, "sha256": None}
        print(refused, file=sys.stderr)
    if options.json:
        _print_json(answer)
    else:
        print(answer["sha256"] or answer["reason"])
    return 0 if answer["accepted"] else 1
