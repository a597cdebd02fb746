"""The styles of a DOCX: Times New Roman in black, in Vietnamese, and the page number of the top margin."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from toso.ground.documents.queries import measures

FONTS = " ".join(f'w:{name}="{measures.FAMILY}"' for name in ("ascii", "hAnsi", "eastAsia", "cs"))
HEADINGS = ("Heading 1", "Heading 2", "Heading 3")


def set_styles(package: Document) -> None:
    styles = package.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    for old in list(defaults):
        defaults.remove(old)
    defaults.append(_look())
    _replace_look(styles["Normal"].element)
    for name in HEADINGS:
        heading = styles[name]
        _replace_look(heading.element)
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = 0
    for style in list(styles):
        if style.type is WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.element.getparent().remove(style.element)


def page_number_header(package: Document) -> str:
    """The header with the page number in its middle; gives the id by which sections refer to it."""
    header = package.sections[0].header
    header.is_linked_to_previous = False
    for old in list(header._element):
        header._element.remove(old)
    size = f'<w:rPr><w:sz w:val="{measures.PAGE_NUMBER_SIZE * 2}"/></w:rPr>'
    field = "".join(
        f"<w:r>{size}{part}</w:r>"
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve">PAGE</w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>2</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    header._element.append(parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="center"/></w:pPr>{field}</w:p>'))
    reference = package.sections[0]._sectPr.find(qn("w:headerReference"))
    return str(reference.get(qn("r:id")))


def _look() -> object:
    size = measures.BODY_SIZE * 2
    return parse_xml(
        f'<w:rPr {nsdecls("w")}><w:rFonts {FONTS}/><w:color w:val="000000"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr>'
    )


def _replace_look(style: object) -> None:
    old = style.find(qn("w:rPr"))  # type: ignore[attr-defined]  # an lxml element
    if old is not None:
        style.remove(old)  # type: ignore[attr-defined]  # an lxml element
    style.append(_look())  # type: ignore[attr-defined]  # an lxml element
