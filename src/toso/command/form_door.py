"""What `toso forms` says: a form's summary, its XForm, or its faults."""

import sys

import typer

from toso.plan.forms.queries.converter import remark
from toso.plan.forms.queries.faults import told
from toso.plan.forms.rules import definition
from toso.plan.forms.rules.definition import Form


def _read(content: bytes, file_name: str) -> Form:
    form = definition.read(content, file_name=file_name)
    if form.faults:
        for fault in form.faults:
            print(f"✗ {told(fault)}", file=sys.stderr)
        print(f"{file_name}: {len(form.faults)} lỗi.", file=sys.stderr)
        raise typer.Exit(1)
    return form


def check(content: bytes, file_name: str) -> None:
    """Print what the form asks; or its faults, one a line, on the error output, and leave with 1."""
    form = _read(content, file_name)
    summary = form.summary
    assert summary is not None
    kinds = ", ".join(f"{name} {count}" for name, count in summary.kinds)
    print(f"✓ {file_name}: biểu mẫu dùng được.")
    print(f"  Mã: {summary.form_id}" + (f", phiên bản {summary.version}" if summary.version else ""))
    print(f"  Tên: {summary.title or '(chưa đặt)'}")
    print(f"  Câu hỏi: {summary.questions}" + (f" ({kinds})" if kinds else ""))
    print(f"  Nhóm: {summary.groups}; nhóm lặp: {summary.repeats}")
    print(f"  Ngôn ngữ: {', '.join(summary.languages) or '(một, không đặt tên)'}")
    for said in form.remarks:
        print(f"  Lưu ý: {remark(said)}")


def convert(content: bytes, file_name: str) -> bytes:
    """The XForm; or its faults as `check` prints them."""
    return _read(content, file_name).xform
