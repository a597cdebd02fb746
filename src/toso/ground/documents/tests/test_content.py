"""The words of a document: typed prose, the digest of its content, and any text that people may write."""

import io
from dataclasses import replace
from decimal import Decimal

import docx
import pypdf
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from toso.ground.documents.blocks import Column, Item, Kind, Link, Paragraph, Table, prose
from toso.ground.documents.queries import content_digest, render_docx, render_pdf
from toso.ground.documents.tests.samples import a_decision, a_report, a_report_with_annex

# Words as people type them: letters, figures, marks, and what a markup language would take for its own.
TYPED = st.text(st.sampled_from("aăâđêôơưẩỗợữỳỌỂ 0123456789.,;:!?()[]{}<>&#$%*_`~^@=+-/\\\"'“”–…€₫\u00a0"), min_size=1)


def test_typed_lines_become_paragraphs_and_points():
    text = "Kết quả tốt.\n\n- 31 sạp ở chợ Mẫu\n + nhận chuyển khoản\n• Thôn Mẫu 2\n-5 hộ còn lại"

    assert prose(text) == (
        Paragraph("Kết quả tốt."),
        Item("31 sạp ở chợ Mẫu"),
        Item("nhận chuyển khoản", marker="+"),
        Item("Thôn Mẫu 2"),
        Paragraph("-5 hộ còn lại"),
    )
    assert prose("  \n ") == ()


def test_the_digest_does_not_depend_on_the_code_or_the_mark():
    report = a_report()

    assert content_digest(report) == content_digest(replace(report, link=None, mark="DỰ THẢO"))
    assert len(content_digest(report)) == 64


def test_one_changed_figure_changes_the_digest():
    def with_value(value):
        table = Table((Column("Lượt", Kind.NUMBER),), ((value,),))
        return content_digest(a_report(blocks=(table,)))

    assert with_value(386) == with_value(Decimal("386.0"))
    assert with_value(386) != with_value(387)


def test_every_part_of_the_document_counts_in_the_digest():
    decision = a_decision()
    changed = [
        replace(decision, number="129"),
        replace(decision, legal_bases=decision.legal_bases[:2]),
        replace(decision, blocks=decision.blocks[:-1]),
        replace(decision, signature=replace(decision.signature, name="Lê Mẫu Châu")),
        replace(decision, recipients=()),
        replace(decision, annexes=()),
    ]

    assert len({content_digest(document) for document in [decision, *changed]}) == 7


def test_a_report_with_its_annex_states_the_digest_it_was_given():
    report = a_report_with_annex()
    digest = content_digest(report)

    stamped = replace(report, link=Link("https://toso.example.vn/ho-so/1", digest))

    assert content_digest(stamped) == digest
    assert digest[:8] in pypdf.PdfReader(io.BytesIO(render_pdf(stamped))).pages[1].extract_text()


@settings(max_examples=40, deadline=None)
@given(TYPED)
def test_whatever_is_typed_is_printed_letter_by_letter(text):
    report = a_report(blocks=(Table((Column("Ghi chú"),), ((text,),)), Paragraph("Hết")), link=None)

    cells = docx.Document(io.BytesIO(render_docx(report))).tables[1]._tbl
    printed = "".join(t.text or "" for t in cells.iter(qn("w:t")))
    page = pypdf.PdfReader(io.BytesIO(render_pdf(report))).pages[0].extract_text()

    assert printed == f"Ghi chú{text}"
    assert "".join(text.split()) in "".join(page.split())
