"""A message comes from anybody, in any charset, cut short or twisted on purpose: it is read as far as it goes."""

import base64
from email.header import Header
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.work.helpdesk.rules import mail as rules
from toso.work.helpdesk.rules.mail import Mail, UnreadableMail, is_thanks, place_code, read_mail, title_of

WORDS = "Máy in ở bộ phận một cửa kẹt giấy, đã thử tắt mở."


def a_message(**headers: str) -> EmailMessage:
    message = EmailMessage()
    given = {"From": "Nguyễn Mẫu An <An@Xa.example>", "To": "hotro@tinh.example", "Message-ID": "<1@xa.example>"}
    for name, said in (given | {name.replace("_", "-"): said for name, said in headers.items()}).items():
        if said:
            message[name] = said
    return message


def read(text: str = WORDS, **headers: str) -> Mail:
    message = a_message(**({"Subject": "Kẹt giấy"} | headers))
    message.set_content(text)
    return read_mail(message.as_bytes())


def raw(head: str, body: bytes) -> bytes:
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


def test_sender_subject_and_words_are_read():
    mail = read()

    assert (mail.sender, mail.sender_name, mail.recipients) == (
        "an@xa.example",
        "Nguyễn Mẫu An",
        ("hotro@tinh.example",),
    )
    assert (mail.subject, mail.text, mail.code, mail.is_automatic) == ("Kẹt giấy", WORDS, "", False)


@pytest.mark.parametrize(
    ("charset", "encoding", "body"),
    [
        ("utf-8", "8bit", WORDS.encode()),
        ("utf-8", "base64", base64.encodebytes(WORDS.encode())),
        ("utf-16", "base64", base64.encodebytes(WORDS.encode("utf-16"))),
        ("x-no-such-thing", "8bit", WORDS.encode()),
        ("us-ascii", "8bit", WORDS.encode()),
        ("", "8bit", WORDS.encode()),
    ],
)
def test_words_are_read_in_whatever_charset_they_claim(charset, encoding, body):
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    head = f"From: an@xa.example\nSubject: X\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}"

    mail = read_mail(raw(head, body))

    assert mail.text == WORDS


def test_vietnamese_windows_is_read_and_composed():
    body = b"Kh\xf4ng m\xf5\xd2 \xf0\xfd\xf5\xf2c"  # letters, each mark after its letter

    mail = read_mail(raw("From: a@b.vn\nSubject: X\nContent-Type: text/plain; charset=windows-1258", body))

    assert mail.text == "Không mở được"


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_subject_is_decoded_however_it_is_written(charset):
    encoded = Header("Không đăng nhập được cổng dịch vụ công của xã", charset).encode()

    written = read_mail(raw(f"From: an@xa.example\nSubject: {encoded}", b"x"))
    assert written.subject == "Không đăng nhập được cổng dịch vụ công của xã"
    head = "From: an@xa.example\nSubject: Kẹt giấy"
    assert read_mail(raw(head, b"x")).subject == "Kẹt giấy"  # raw letters, against the rules


def test_html_alone_gives_its_words_and_nothing_hidden():
    message = a_message(Subject="X")
    page = "<html><head><title>t</title><style>p{}</style></head><body><p>Máy&nbsp;in<br>kẹt</p><script>x()</script>"
    message.set_content(page + "<div>Nhờ   giúp</div>", subtype="html")

    assert read_mail(message.as_bytes()).text == "Máy in\nkẹt\nNhờ giúp"


def test_plain_words_are_taken_before_html_and_an_empty_part_is_passed():
    both, empty = a_message(Subject="X"), a_message(Subject="X")
    both.set_content("Chữ thường")
    both.add_alternative("<p>HTML</p>", subtype="html")
    empty.set_content("  \n")
    empty.add_alternative("<p>HTML</p>", subtype="html")

    assert read_mail(both.as_bytes()).text == "Chữ thường"
    assert read_mail(empty.as_bytes()).text == "HTML"


def test_files_keep_their_names_and_the_logo_of_a_signature_is_left():
    message = a_message(Subject="X")
    message.set_content("Xem ảnh")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Giấy mời.pdf")
    logo: dict[str, Any] = {
        "maintype": "image",
        "subtype": "png",
        "filename": "logo.png",
        "disposition": "inline",
        "cid": "<logo>",
    }
    message.add_attachment(b"x" * 50, **logo)
    message.add_attachment(a_message(Subject="Thư trong thư"))

    files = read_mail(message.as_bytes()).files

    assert [(file.name, file.content[:8]) for file in files] == [("Giấy mời.pdf", b"%PDF-1.4"), ("thu.eml", b"")]


@pytest.mark.parametrize(
    "quoted",
    [
        "Vào Th 2, 16 thg 11, 2026 vào lúc 08:00 Bình <binh@xa.example> đã viết:\n> Xin chào",
        "Vào Th 2, 16 thg 11, 2026 vào lúc 08:00 Trần Mẫu Bình\n<binh@xa.example> đã viết:\n> Xin chào",
        "On Mon, Nov 16, 2026 Bình wrote:\n> Xin chào",
        "-----Original Message-----\nFrom: Bình",
        "________________________________\nTừ: Bình",
        "Từ: Bình <binh@xa.example>\nĐã gửi: 16/11/2026\nXin chào",
        "> Xin chào\n> lần nữa",
        "-- \nNguyễn Mẫu An",
    ],
)
def test_an_answer_is_what_was_written_anew(quoted):
    mail = read(f"Vẫn chưa được.\n\n{quoted}\n", Subject="Re: [k7m2p-9qxpa] Kẹt giấy")

    assert (mail.code, mail.subject, mail.text) == ("K7M2P9QXPA", "Kẹt giấy", "Vẫn chưa được.")


def test_what_is_handed_on_is_no_quotation():
    text = "Chuyển anh xử lý.\n---------- Forwarded message ----------\nMáy in hỏng"

    assert read(text, Subject="Fwd: Máy in").text == text
    assert read("> Chỉ có trích", Subject="Re: [K7M2P-9QXPA] X").text == "> Chỉ có trích"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List-Id": "<tin.example>"},
        {"X-Autoreply": "yes"},
        {"Return-Path": "<>"},
        {"From": "MAILER-DAEMON@xa.example"},
        {"From": "no-reply@cong.example"},
        {"From": ""},
    ],
)
def test_what_a_machine_wrote_is_known(headers):
    assert read(**headers).is_automatic
    assert not read(Auto_Submitted="no").is_automatic


def test_the_same_message_is_the_same_and_an_answer_names_what_it_answers():
    first, again = read(), read("Chữ khác")
    other = read(Message_ID="<2@xa.example>", In_Reply_To="<1@xa.example>")
    without = read(Message_ID="")

    assert first.digest == again.digest != other.digest
    assert other.answers == (first.digest,)
    assert without.digest != read("Chữ khác", Message_ID="").digest
    assert read(From="khac@xa.example").digest != first.digest


def test_a_sender_that_the_server_found_forged_is_said_to_be():
    assert read(Authentication_Results="mx.example; spf=fail; dmarc=fail").is_forged
    assert not read(Authentication_Results="mx.example; spf=fail; dkim=pass; dmarc=pass").is_forged


def test_too_large_too_many_and_empty_are_no_messages():
    with pytest.raises(UnreadableMail, match="large"):
        read_mail(b"x" * (rules.LARGEST_MAIL + 1))
    with pytest.raises(UnreadableMail, match="empty"):
        read_mail(b"From: a@b.vn\r\n\r\n")
    many = a_message(Subject="X")
    many.make_mixed()
    for _number in range(rules.MOST_PARTS + 1):
        many.add_attachment(b"x", maintype="image", subtype="png")
    with pytest.raises(UnreadableMail, match="parts"):
        read_mail(many.as_bytes())


def test_a_long_text_is_cut_and_says_so():
    mail = read("a" * 5000)

    assert (len(mail.text), mail.is_cut) == (4000, True)


def test_the_title_is_the_subject_or_the_first_words():
    assert title_of(read()) == "Kẹt giấy"
    assert title_of(read("\nMáy in kẹt\nkhông chạy", Subject="")) == "Máy in kẹt"
    assert len(title_of(read(Subject="từ " * 100))) <= 200


def test_the_plus_of_an_address_names_the_commune():
    assert place_code(read(To="Hỗ trợ <hotro+22366@tinh.example>").recipients) == "22366"
    assert place_code(("hotro@tinh.example", "a+b@c.example")) == ""


@pytest.mark.parametrize(
    ("text", "thanks"),
    [("Cảm ơn anh nhiều", True), ("OK", True), ("Cảm ơn, nhưng vẫn lỗi?", False), ("Vẫn lỗi", False)],
)
def test_thanks_are_known(text, thanks):
    assert is_thanks(text) is thanks


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(content):
    try:
        mail = read_mail(content)
    except UnreadableMail:
        return
    assert "\x00" not in mail.subject + mail.text + mail.sender


NASTY = st.sampled_from(
    [
        "From: =?utf-8?b?////?= <a@b>",
        "Subject: =?x?q?=C3?=",
        "Content-Type: multipart/mixed; boundary=",
        "Content-Type: multipart/mixed; boundary=a",
        'Content-Type: text/plain; charset="\x00"',
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment; filename*=utf-8''%ff%fe",
        "Content-Disposition: attachment; filename*0*=x''a; filename*2=b",
        "Content-Type: message/rfc822",
        "References: <a> <b",
        "--a",
        "",
        "+AGE-",
        "\xff",
    ]
)


@given(st.lists(NASTY, max_size=12))
def test_no_twisted_headers_break_the_reading(lines):
    try:
        mail = read_mail("\r\n".join(lines).encode("latin-1"))
    except UnreadableMail:
        return
    assert mail.digest
