"""A message as mail servers hand it on (RFC 5322), in plain words: from whom, about what, with which files. Pure.

Nothing here trusts the message: it comes from anybody, in any charset, cut short or twisted on purpose.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

from toso.ground.shared.codes import LENGTH, LETTERS, plain_code
from toso.ground.shared.text import fold, nfc

LARGEST_MAIL = 25 * 1024 * 1024  # as most mail servers let through
MOST_PARTS = 100
LONGEST_PART = 1_000_000  # bytes of words that are read
LONGEST_SUBJECT, LONGEST_TEXT = 200, 4000
MARK = "\ufeff"  # of the order of bytes, and no letter
SMALLEST_PICTURE = 10 * 1024  # smaller ones inside the text are logos of a signature
LONGEST_THANKS = 12  # words

_CODE = re.compile(rf"\b([{LETTERS}]{{{LENGTH // 2}}}-[{LETTERS}]{{{LENGTH // 2}}})\b", re.IGNORECASE)
_ANSWERING = re.compile(r"^\s*((re|aw|fw|fwd|tl|trả lời|chuyển tiếp)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_QUOTED = re.compile(
    r"^\s*(-{2,}\s*(original message|thư gốc|tin nhắn gốc|forwarded message|thư được chuyển tiếp)"
    r"|_{10,}\s*$"
    r"|(on|vào)\b.{5,200}(wrote|đã viết)\s*:"
    r"|(from|từ)\s*:.{1,200}\b(sent|date|đã gửi|ngày)\s*:)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^@\s<>,;\"']{1,64}@[a-z0-9.-]{1,190}")
_MACHINES = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@", "do-not-reply@", "donotreply@", "bounce")
_CHARSETS = {"windows-1258": "cp1258", "x-windows-1258": "cp1258", "ansi": "cp1252", "unicode-1-1-utf-8": "utf-8"}
_THANKS = ("cam on", "xin cam on", "thank", "da duoc", "ok", "vang", "da nhan")
_LINES = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote", "hr"})
_UNSEEN = frozenset({"script", "style", "head", "title"})


@dataclass(frozen=True, slots=True)
class MailFile:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. ``digest`` is the same however often it comes; ``answers`` are the digests it may reply to."""

    digest: str
    sender: str  # the address, in small letters; empty when none can be read
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    code: str  # the look-up code that its subject names; empty without one
    answers: tuple[str, ...] = ()
    files: tuple[MailFile, ...] = ()
    is_automatic: bool = False
    is_forged: bool = False  # the receiving server says so
    is_cut: bool = False


class UnreadableMail(ValueError):
    """Not a message: too large, or without anything that somebody wrote. ``code`` is "large", "parts" or "empty"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_mail(content: bytes) -> Mail:
    """What a message says. Raises UnreadableMail; anything else that comes in is read as far as it goes."""
    if len(content) > LARGEST_MAIL:
        raise UnreadableMail("large")
    try:
        message = message_from_bytes(content, policy=policy.compat32)
    except RecursionError as error:
        raise UnreadableMail("parts") from error
    parts = _parts(message)
    name, sender = _sender(message)
    subject = _plain(_header(message, "Subject"))
    words = _words(parts)
    code = code_in(subject)
    title = _ANSWERING.sub("", " ".join(_CODE.sub("", subject).replace("[]", "").split())).strip()
    answers = _answers(message, sender)
    whole = _own_words(words) if code or answers else words  # what somebody hands on is no quotation
    mail = Mail(
        digest=_digest(_header(message, "Message-ID"), sender) or hashlib.sha256(content).hexdigest(),
        sender=sender,
        sender_name=name,
        recipients=tuple(address for field in _TO for _name, address in _addresses(message, field)),
        subject=title,
        text=whole[:LONGEST_TEXT],
        code=code,
        answers=answers,
        files=tuple(_files(parts)),
        is_automatic=_is_automatic(message, sender),
        is_forged=_is_forged(message),
        is_cut=len(whole) > LONGEST_TEXT,
    )
    if not (mail.subject or mail.text or mail.files):
        raise UnreadableMail("empty")
    return mail


_TO = ("Delivered-To", "X-Original-To", "To", "Cc")


def title_of(mail: Mail) -> str:
    """One line that names the request: the subject, or else the first words of the text; empty without any."""
    line = mail.subject or next((line.strip() for line in mail.text.splitlines() if line.strip()), "")
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rsplit(" ", 1)[0] + "…"


def is_thanks(text: str) -> bool:
    """Whether the words only thank: such an answer opens nothing again."""
    words = fold(text).split()
    return 0 < len(words) <= LONGEST_THANKS and " ".join(words).startswith(_THANKS) and "?" not in text


def code_in(subject: str) -> str:
    """The look-up code that a subject names; "" without one."""
    found = _CODE.search(subject)
    return plain_code(found.group(1)) if found else ""


def place_code(recipients: tuple[str, ...]) -> str:
    """The code of a place that stands behind the plus of an address: "hotro+22366@…"; empty without one."""
    for address in recipients:
        if found := re.search(r"\+(\d{2,6})@", address):
            return found.group(1)
    return ""


def _header(message: Message, name: str) -> str:
    """A header in words, with whatever charset it claims."""
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        pieces = decode_header(str(raw)) if isinstance(raw, str) else decode_header(raw)
    except (HeaderParseError, ValueError, UnicodeError):
        return str(raw)
    said = [piece if isinstance(piece, str) else _decoded(piece, charset or "") for piece, charset in pieces]
    return nfc("".join(said).replace(MARK, ""))


def _decoded(content: bytes, charset: str) -> str:
    """Bytes as words: by the charset named, else UTF-8, else what Vietnamese Windows wrote."""
    named = _CHARSETS.get(charset.lower().strip("\"' "), charset)
    for one in (named, "utf-8", "cp1258"):
        try:
            return content.decode(one or "utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("latin-1")


def _plain(text: str) -> str:
    """On one line, without what no page can show."""
    return " ".join("".join(" " if ord(letter) < 32 else letter for letter in nfc(text)).split())


def _addresses(message: Message, field: str) -> list[tuple[str, str]]:
    """Name and address of everybody in a header; what is no address is left out."""
    found = []
    for raw in message.get_all(field, [])[:50]:
        for name, address in getaddresses([nfc(str(raw))[:5000]])[:50]:
            if match := _ADDRESS.fullmatch(address.strip().lower()):
                found.append((name, match.group(0)))
    return found


def _sender(message: Message) -> tuple[str, str]:
    for field in ("From", "Sender"):
        for name, address in _addresses(message, field)[:1]:
            try:
                pieces = decode_header(name)
            except (HeaderParseError, ValueError, UnicodeError):
                pieces = [(name, None)]
            said = "".join(one if isinstance(one, str) else _decoded(one, charset or "") for one, charset in pieces)
            return _plain(said)[:120], address
    return "", ""


def _digest(message_id: str, sender: str) -> str:
    said = "".join(message_id.split())
    return hashlib.sha256(f"{sender}|{said}".encode()).hexdigest() if said else ""


def _answers(message: Message, sender: str) -> tuple[str, ...]:
    """The messages of the same sender that this one goes on from."""
    named = f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}"
    return tuple(_digest(one, sender) for one in re.findall(r"<[^<>]{3,250}>", named)[:30])


def _is_automatic(message: Message, sender: str) -> bool:
    """Whether a machine wrote it: a notice of absence, a bounce, a newsletter (RFC 3834). An answer makes a loop."""
    if _header(message, "Auto-Submitted").strip().lower() not in ("", "no"):
        return True
    if _header(message, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if any(message.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "List-Id", "List-Unsubscribe")):
        return True
    if message.get_content_type() in ("multipart/report", "message/delivery-status"):
        return True
    is_bounce = message.get("Return-Path") is not None and _header(message, "Return-Path").strip() == "<>"
    return is_bounce or not sender or sender.startswith(_MACHINES)


def _is_forged(message: Message) -> bool:
    """Whether the server that took the message in found that its sender is not who it says."""
    said = " ".join(str(one) for one in message.get_all("Authentication-Results", [])).lower()
    return "dmarc=fail" in said or ("spf=fail" in said and "dmarc=pass" not in said)


def _parts(message: Message) -> list[Message]:
    """The leaves, in order. A message inside the message is one leaf: what it holds is not what was written here."""
    found: list[Message] = []
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = [one for one in part.get_payload() if isinstance(one, Message)]
        else:
            found.append(part)
        if len(found) + len(waiting) > MOST_PARTS:
            raise UnreadableMail("parts")
    return found


def _content(part: Message) -> bytes:
    if part.is_multipart():  # a message inside the message
        return b""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, UnicodeError):
        return b""
    return content if isinstance(content, bytes) else b""


def _name(part: Message) -> str:
    try:
        return _plain(_from_words(part.get_filename() or ""))[:120]
    except (HeaderParseError, ValueError, UnicodeError, LookupError, TypeError):
        return "tep"


def _from_words(name: str) -> str:
    """A name that was written as an encoded word, though it should not be."""
    return "".join(
        one if isinstance(one, str) else _decoded(one, charset or "") for one, charset in decode_header(name)
    )


def _is_words(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and part.get_content_disposition() != "attachment" and not _name(part)


def _words(parts: list[Message]) -> str:
    """What was written: the plain text, or where there is none the words of the HTML."""
    for kind in ("text/plain", "text/html"):
        own = [part for part in parts if _is_words(part, kind)]
        said = [_decoded(_content(part)[:LONGEST_PART], part.get_content_charset() or "") for part in own]
        words = [_without_marks(one) if kind == "text/html" else one for one in said]
        if any(one.strip() for one in words):
            return _lines("\n".join(words))
    return ""


def _lines(text: str) -> str:
    """Lines with no more than one empty one between, and nothing that no page can show."""
    said = nfc(text).replace("\r\n", "\n").replace(MARK, "")
    plain = "".join(letter for letter in said if letter in "\n\t" or ord(letter) >= 32)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in plain.split("\n"))).strip()


def _own_words(text: str) -> str:
    """Without what the writer only quotes of earlier messages and without the signature; all when nothing is left."""
    kept: list[str] = []
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line == "--" or _QUOTED.match(f"{line} {following}"[:500]):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    return "\n".join(kept).strip() or text


def _files(parts: list[Message]) -> Iterator[MailFile]:
    for part in parts:
        name = _name(part)
        content = _content(part)
        if not name and (part.get_content_maintype() == "text" or not (content or part.is_multipart())):
            continue
        is_inside = part.get_content_disposition() != "attachment" and part.get("Content-ID") is not None
        if is_inside and part.get_content_maintype() == "image" and len(content) < SMALLEST_PICTURE:
            continue
        yield MailFile(name or ("thu.eml" if part.is_multipart() else "tep"), content)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.hidden += 1
        elif tag in _LINES:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.hidden = max(self.hidden - 1, 0)
        elif tag in _LINES:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(re.sub(r"\s+", " ", data))


def _without_marks(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (line.strip() for line in "".join(reader.said).split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines))
