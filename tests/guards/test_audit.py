"""Every public action that writes leaves a line in the audit trail, or stands here with its reason."""

import ast
from pathlib import Path

import toso
from toso.ground.audit.templatetags.trail import ACTS, DETAILS

PACKAGE = Path(toso.__file__).parent
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES |= {"write_rows"}

# Actions that write without a line of their own, each with the reason.
WITHOUT_A_LINE = {
    "console.actions.claim_form": "what the form does has its own line",
    "console.actions.keep_answer": "what the form does has its own line",
    "console.actions.release_form": "the form did nothing",
    "console.actions.keep_look": "what a look found is no record; taking in has its line",
    "privacy.actions.forget_consents": "what is taken back has its own line",
    "registry.actions.registering.forget": "whoever forgets has the line",
    "registry.actions.counting.mark_counts": "whoever changes the row leaves the line",
    "registry.actions.counting.recount": "derived from the rows",
    "helpdesk.actions.tickets.attach": "the step that brings the file has its own line",
    "helpdesk.actions.forgetting.forget_requests_of": "erasing the person has its own line",
    "helpdesk.actions.answers.forget_address": "the step that closes the request has its own line",
    "helpdesk.actions.devices.count_devices": "what is done to the devices has its own line",
    "helpdesk.actions.batches.open_batch": "what comes with the batch has its own line",
    "registry.actions.grouping.regroup": "derived from answers; setting the criteria has its line",
    "registry.actions.intake.insert_rows": "taking the list in has its line",
    "registry.actions.rows.note_change": "whoever changes the row leaves the line",
    "registry.actions.rows.write_fields": "whoever changes the row leaves the line",
    "campaign.actions.service.record_ordinary_day": "each piece of work leaves its own line",
    "outreach.actions.rows.insert_records": "whoever calls it leaves the line of the record or of the batch",
    "outreach.actions.rows.save_parts": "whoever calls it leaves the line of the record or of the batch",
    "console.actions.forget_forms": "answers kept for a week, then of no use",
    "outreach.actions.drafts.drop_draft": "what somebody has not saved yet is no record",
    "outreach.actions.drafts.keep_draft": "what somebody has not saved yet is no record",
    "audit.actions.record": "is the line",
    "audit.actions.record_each": "is the lines",
    "sync.actions.keys.notice_use": "when a phone was last here is no deed of anybody",
    "sync.actions.keys.note_unsent": "what a phone tells of itself is no deed of anybody",
    "sync.actions.keys.subtract_unsent": "what a phone tells of itself is no deed of anybody",
    "sync.actions.outbox.reach_disk": "when a phone was last here is no deed of anybody",
    "sync.actions.outbox.take_items": "what each kind does has its own line",
    "sync.actions.judging.take_item": "what each kind does has its own line",
    "sync.actions.judging.wake": "what each kind does has its own line",
    "sync.actions.media.keep_chunk": "a piece of a file; the act that uses the file has its own line",
    "sync.actions.media.sweep_media": "files that were used or never asked for; what used them has its own line",
    "sync.actions.down.next_changes": "what a phone was told, derived from the rows",
    "forms.actions.submissions.receive_file": "the submission that names the file has its own line",
    "places.actions.settling.settle_days": "the report that was handed in has its own line",
    "places.actions.settling.reopen_days": "the report that was given back has its own line",
    "audit.actions.seal_committed": "closes lines; a line about it would never end",
    "notices.actions.announcements.reach_newcomers": "the announcement that reaches them has its own line",
    "notices.actions.tell": "the act that tells has its own line",
    "notices.actions.settle": "the act that settles has its own line",
    "notices.actions.untell": "the act that is taken back has its own line",
    "notices.actions.remind": "the deadline it reminds of has its own line",
    "notices.actions.mark_read": "reading is nobody else's business",
    "notices.actions.post_waiting": "the notices are the record; the outbox keeps the message",
    "notices.actions.claim_due": "the duty that runs has its own line",
    "notices.actions.finish_due": "the duty that runs has its own line",
    "delivery.actions.queue_message": "the act that writes a message has its own line",
    "delivery.actions.forget_recipient": "whoever erases a person has the line",
    "delivery.actions.forget_messages": "whoever forgets them has the line",
    "delivery.actions.forget_old": "the duty of the day that forgets has the line",
    "delivery.actions.send_pending": "the outbox keeps what left and when",
    "delivery.actions.try_again": "the outbox keeps what left and when",
    "places.actions.rebuild_reach": "derived from the tree; the change of the tree has its line",
    "programme.actions.law.load_law": "dated data that ships with the product",
    "programme.actions.loading.upsert": "the act that loads has its own line, or its reason here",
    "reporting.actions.figures.recompute_marked": "derived from evidence",
    "reporting.actions.handing.freeze_reports": "the act that hands in, one or many, has its own line",
    "reporting.actions.handing.take_over": "the act that accepts, one or many, has its own line",
    "reporting.actions.persons.fill_persons": "derived from evidence",
    "reporting.actions.periods.ensure_calendars": "dated data that ships with the product",
    "reporting.actions.figures.ensure_series": "derived from the indicators",
    "reporting.actions.figures.rebuild_figures": "derived from evidence",
    "reporting.actions.periods.ensure_periods": "derived from the calendars",
    "reporting.actions.ranking.load_ranking": "dated data that ships with the product",
    "reporting.actions.catalogue.load_reporting": "dated data that ships with the product",
    "reporting.actions.filling.fill_cells": "derived from figures; drafting and handing in have their lines",
    "reporting.actions.papers.keep_paper": "the printed form of what was handed in; handing in has its line",
    "helpdesk.actions.catalogue.load_desk": "dated data that ships with the product",
    "allowance.actions.load_rates": "dated data that ships with the product",
    "assessment.actions.criteria.load_criteria": "dated data that ships with the product",
    "supervision.actions.checklists.load_checklists": "dated data that ships with the product",
    "kpi.actions.checks.touch": "counts an edition; the act that changes the sheet has its line",
    "training.actions.revoking.drop_traces_of": "striking somebody off, or taking a class back, has its own line",
    "training.actions.courses.load_outlines": "dated data that ships with the product",
    "training.actions.coverage.refresh_trained": "derived from attendance and posts; each has its line",
    "training.actions.coverage.catch_up": "derived from attendance and posts; each has its line",
    "audit.actions.forget_actor": "takes a name out of lines; the erasure itself is recorded by people",
}


def action_files() -> list[Path]:
    return sorted([*PACKAGE.glob("*/*/actions.py"), *PACKAGE.glob("*/*/actions/*.py")])


def name_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE).with_suffix("").parts[1:]
    return ".".join(part for part in parts if part != "__init__")


def _called(function: ast.FunctionDef) -> set[str]:
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            names.add(node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
    return names


def silent_actions(source: str) -> list[str]:
    """Public functions of a module that write, themselves or by a helper of the module, and never record."""
    functions = {n.name: n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)}
    calls = {name: _called(function) for name, function in functions.items()}

    def reaches(name: str, wanted: set[str], seen: frozenset[str] = frozenset()) -> bool:
        if name in seen:
            return False
        return bool(calls[name] & wanted) or any(
            reaches(other, wanted, seen | {name}) for other in calls[name] & functions.keys()
        )

    recorders = {"record", "audit", "audit_each", "record_line", "note_step", "step"}
    return [
        name
        for name in functions
        if not name.startswith("_") and reaches(name, WRITES) and not reaches(name, recorders)
    ]


def test_every_action_leaves_a_line():
    silent = {f"{name_of(file)}.{name}" for file in action_files() for name in silent_actions(file.read_text())}

    assert silent == set(WITHOUT_A_LINE), sorted(silent ^ set(WITHOUT_A_LINE))


def names_of_details(source: str) -> set[str]:
    """The names that lines of this module carry beside: the keys of what is given as ``detail``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        given = node.value if isinstance(node, ast.keyword) and node.arg == "detail" else None
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "detail" for target in node.targets):
            given = node.value
        if isinstance(given, ast.Dict):
            found |= {str(key.value) for key in given.keys if isinstance(key, ast.Constant)}
    return found


def test_everything_a_line_carries_has_a_word_for_the_reader():
    used = {name: file.name for file in action_files() for name in names_of_details(file.read_text())}

    assert len(used) > 30
    assert {name: file for name, file in used.items() if name not in DETAILS} == {}


def test_the_guard_of_the_trail_is_awake():
    assert silent_actions("def close(x):\n    x.save()\n") == ["close"]
    assert silent_actions("def close(x):\n    _keep(x)\ndef _keep(x):\n    x.save()\n") == ["close"]
    assert names_of_details("record('a', detail={'odd': 1})\ndetail = {'even': 2}\n") == {"odd", "even"}
    assert silent_actions("def close(x):\n    x.save()\n    record('a.b.c', about=x)\n") == []


def codes_of_lines(source: str) -> set[str]:
    """The codes that are written as they stand; those put together of parts are labelled by their parts."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id == "audit"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_every_code_of_a_line_has_words_for_the_reader():
    codes = {code for file in action_files() for code in codes_of_lines(file.read_text(encoding="utf-8"))}

    assert len(codes) > 50
    assert sorted(codes - set(ACTS)) == []
