"""Changes of the territory before they are done: checked, and shown as what ends, begins and moves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from toso.ground.places.models import Place, PlaceVersion
from toso.ground.places.queries import children_of
from toso.ground.places.rules import PARENT_LEVEL, Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold, nfc

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Portion:
    """One unit that comes out of a merger or a split: a new one by name, kind and code, or an
    existing one by ``place_id``. ``children`` are the units below that go to it in a split."""

    name: str = ""
    kind: str = ""
    code: str = ""
    place_id: int | None = None
    children: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Moving:
    """A unit that changes its parent; ``to`` names the new one, which may not exist yet."""

    place: Place
    to: str
    portion: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A change of the territory, checked, before it is done: what ends, begins and moves."""

    on: date
    basis: str
    ends: tuple[Place, ...] = ()
    begins: tuple[tuple[Portion, Place | None], ...] = ()  # with the parent each will stand under
    takes_over: tuple[Place, ...] = ()  # existing units that receive
    moves: tuple[Moving, ...] = ()
    renames: tuple[tuple[Place, str], ...] = ()

    @property
    def affected(self) -> tuple[Place, ...]:
        """The units that end, move or are renamed; what stands below them goes along."""
        return (*self.ends, *(moving.place for moving in self.moves), *(place for place, _name in self.renames))


def planned_rename(
    place: Place, *, name: str, kind: str, code: str = "", on: date, basis: str, today: date
) -> tuple[Plan, Portion]:
    """What a new name, kind or code from a day means; refuses what cannot be."""
    basis = _checked(place, on=on, basis=basis, today=today)
    asked = _cleaned(Portion(name=name, kind=kind, code=code or place.code), parent=place.parent, without={place.pk})
    if (asked.name, asked.kind, asked.code) == (place.name, place.kind, place.code):
        raise Refusal(_("Tên, loại và mã giống như hiện nay, không có gì thay đổi."), field="name")
    _refuse_taken_code(place.level, asked.code, leaving={place.pk})
    return Plan(on=on, basis=basis, renames=((place, f"{asked.kind} {asked.name}"),)), asked


def planned_move(place: Place, *, parent: Place, on: date, basis: str, today: date) -> Plan:
    """What a new parent from a day means: the unit and all below it go along."""
    basis = _checked(place, on=on, basis=basis, today=today)
    if parent.pk == place.pk or parent.path.startswith(place.path):
        raise Refusal(_("Không thể đưa một đơn vị vào chính nó hoặc vào đơn vị dưới nó."), field="parent")
    if PARENT_LEVEL.get(Level(place.level)) != parent.level:
        raise Refusal(
            _("%(parent)s không thể là cấp trên trực tiếp của %(place)s.") % {"parent": parent, "place": place},
            field="parent",
        )
    if place.parent_id == parent.pk:
        raise Refusal(_("%(place)s đang thuộc %(parent)s rồi.") % {"place": place, "parent": parent}, field="parent")
    _refuse_absent(parent, on=on, field="parent")
    refuse_settled([place, parent], on=on)
    _cleaned(Portion(name=place.name, kind=place.kind, code=place.code), parent=parent, without={place.pk})
    return Plan(on=on, basis=basis, takes_over=(parent,), moves=(Moving(place, parent.full_name),))


def planned_merge(
    places: Sequence[Place], *, into: Portion, parent: Place | None = None, on: date, basis: str, today: date
) -> Plan:
    """What it means that units become one, new or existing: they end, all below them moves."""
    ends = tuple(place for place in dict.fromkeys(places) if place.pk != into.place_id)
    if len(ends) + (into.place_id is not None) < 2:
        raise Refusal(_("Hãy chọn ít nhất hai đơn vị để sáp nhập."), field="places")
    for place in ends:
        basis = _checked(place, on=on, basis=basis, today=today)
    heir = _existing(into, on=on)
    if len({place.level for place in (*ends, *([heir] if heir else []))}) > 1:
        raise Refusal(_("Chỉ sáp nhập được các đơn vị cùng cấp."), field="places")
    if heir is None:
        parents = {place.parent for place in ends}
        if parent is None and len(parents) > 1:
            raise Refusal(_("Các đơn vị thuộc cấp trên khác nhau: hãy chọn cấp trên của đơn vị mới."), field="parent")
        parent = parent or parents.pop()
        if parent:
            _refuse_absent(parent, on=on, field="parent")
        into = _cleaned(into, parent=parent, without={place.pk for place in ends})
        _refuse_taken_code(ends[0].level, into.code, leaving={place.pk for place in ends})
    refuse_settled([*ends, *([heir] if heir else []), *([parent] if parent else [])], on=on)
    label = heir.full_name if heir else f"{into.kind} {into.name}"
    moves = tuple(Moving(child, label) for place in ends for child in _movable_children(place, on=on))
    return Plan(
        on=on,
        basis=basis,
        ends=ends,
        begins=() if heir else ((into, parent),),
        takes_over=(heir,) if heir else (),
        moves=moves,
    )


def planned_split(place: Place, *, into: Sequence[Portion], on: date, basis: str, today: date) -> Plan:
    """What it means that a unit is divided: it ends, and each unit below goes to one of the parts."""
    basis = _checked(place, on=on, basis=basis, today=today)
    if len(into) < 2:
        raise Refusal(_("Chia tách cần ít nhất hai phần."), field="portions")
    heirs = {heir.pk: heir for portion in into if (heir := _existing(portion, on=on))}
    if place.pk in heirs or any(heir.level != place.level for heir in heirs.values()):
        raise Refusal(_("Phần nhận về phải là một đơn vị khác, cùng cấp."), field="portions")
    refuse_settled([place, *heirs.values()], on=on)
    ready = [
        portion if portion.place_id else _cleaned(portion, parent=place.parent, without={place.pk}) for portion in into
    ]
    new = [portion for portion in ready if not portion.place_id]
    for portion in new:
        _refuse_taken_code(place.level, portion.code, leaving={place.pk})
    if len({fold(p.name) for p in new}) < len(new) or len({p.code for p in new if p.code}) < sum(
        bool(p.code) for p in new
    ):
        raise Refusal(_("Hai phần không thể cùng tên hoặc cùng mã."), field="portions")
    return Plan(
        on=on,
        basis=basis,
        ends=(place,),
        begins=tuple((portion, place.parent) for portion in new),
        takes_over=tuple(heirs.values()),
        moves=_shared_out(_movable_children(place, on=on), ready, heirs),
    )


def planned_hamlets(commune: Place, *, names: Sequence[str], kind: str, on: date, basis: str, today: date) -> Plan:
    """What new hamlets of a commune from a day mean; refuses what cannot be."""
    basis = cleaned_basis(basis)
    refuse_future(on, today)
    if commune.level != Level.COMMUNE:
        raise Refusal(_("Thôn, tổ dân phố chỉ lập được ở xã, phường, đặc khu."), field="parent")
    _refuse_absent(commune, on=on, field="parent")
    seen = {name.casefold() for name in children_of(commune).filter(kind__iexact=kind).values_list("name", flat=True)}
    clean = [" ".join(nfc(name).split()) for name in names]
    for name in clean:
        if not name or not kind.strip():
            raise Refusal(_("Hãy ghi tên và loại của đơn vị."), field="names")
        if len(name) > LONGEST_NAME:
            raise Refusal(_("Tên “%(name)s…” dài quá 120 chữ.") % {"name": name[:40]}, field="names")
        if name.casefold() in seen:
            raise Refusal(_("Tên %(name)s có hai lần ở đây.") % {"name": name}, field="names")
        seen.add(name.casefold())
    return Plan(on=on, basis=basis, begins=tuple((Portion(name=name, kind=kind), commune) for name in clean))


def cleaned_basis(basis: str) -> str:
    if not (clean := " ".join(nfc(basis).split())):
        raise Refusal(_("Hãy ghi căn cứ: số, ngày và cơ quan ban hành của văn bản."), field="basis")
    return clean[:200]


def refuse_future(on: date, today: date) -> None:
    if on > today:
        raise Refusal(
            _("Ngày %(on)s chưa đến. Hãy ghi thay đổi từ ngày có hiệu lực trở đi.") % {"on": f"{on:%d/%m/%Y}"},
            field="on",
        )


def refuse_settled(places: Iterable[Place], *, on: date, is_below_too: bool = False) -> None:
    """Reports on these units, or on a unit above them, that were handed in hold the tree as it was: a change
    from a day they cover would make them wrong without a word, so it waits or takes the next free day."""
    concerned = list(places)
    holders = Q(pk__in={int(step) for place in concerned for step in place.path.split(".") if step})
    if is_below_too:
        for place in concerned:
            holders |= Q(path__startswith=place.path)
    holder = Place.objects.filter(holders, settled_until__gt=on).order_by("-settled_until", "path").first()
    if holder and holder.settled_until:
        raise Refusal(
            _(
                "Báo cáo của %(place)s đã nộp đến hết ngày %(last)s; thay đổi từ ngày %(on)s sẽ làm sai báo cáo ấy. "
                "Hãy trả lại báo cáo trước, hoặc ghi từ ngày %(first)s và nêu ngày có hiệu lực thật trong căn cứ."
            )
            % {
                "place": holder,
                "last": f"{holder.settled_until - timedelta(days=1):%d/%m/%Y}",
                "on": f"{on:%d/%m/%Y}",
                "first": f"{holder.settled_until:%d/%m/%Y}",
            },
            field="on",
        )


def _checked(place: Place, *, on: date, basis: str, today: date) -> str:
    """The basis, cleaned, when the place may change on that day."""
    basis = cleaned_basis(basis)
    refuse_future(on, today)
    if place.valid_until is not None:
        raise Refusal(
            _("%(place)s đã kết thúc từ %(day)s.") % {"place": place, "day": f"{place.valid_until:%d/%m/%Y}"},
            field="place",
        )
    if on <= place.valid_from:
        raise Refusal(
            _("%(place)s có từ %(day)s; ngày thay đổi phải sau ngày ấy.")
            % {"place": place, "day": f"{place.valid_from:%d/%m/%Y}"},
            field="on",
        )
    if later := place.versions.filter(valid_from__gte=on).order_by("-valid_from").first():
        raise Refusal(
            _("%(place)s đã có thay đổi từ %(day)s; chỉ ghi được thay đổi sau ngày ấy.")
            % {"place": place, "day": f"{later.valid_from:%d/%m/%Y}"},
            field="on",
        )
    return basis


def _refuse_absent(place: Place, *, on: date, field: str) -> None:
    if place.valid_until is not None or place.valid_from > on:
        raise Refusal(
            _("%(place)s không tồn tại vào ngày %(on)s hoặc đã kết thúc.") % {"place": place, "on": f"{on:%d/%m/%Y}"},
            field=field,
        )


def _existing(portion: Portion, *, on: date) -> Place | None:
    if portion.place_id is None:
        return None
    place = Place.objects.select_related("parent").get(pk=portion.place_id)
    _refuse_absent(place, on=on, field="into")
    return place


def _cleaned(portion: Portion, *, parent: Place | None, without: Collection[int]) -> Portion:
    """The portion with clean words; refuses an empty name and one that a sibling bears."""
    name, kind = " ".join(nfc(portion.name).split()), " ".join(nfc(portion.kind).split())
    if not name or not kind:
        raise Refusal(_("Hãy ghi tên và loại của đơn vị."), field="name")
    siblings = Place.objects.current().filter(parent=parent, kind__iexact=kind)
    if siblings.filter(name__iexact=name).exclude(pk__in=without).exists():
        raise Refusal(_("Đã có %(kind)s %(name)s ở đây.") % {"kind": kind, "name": name}, field="name")
    return replace(portion, name=name[:LONGEST_NAME], kind=kind[:30], code=portion.code.strip()[:12])


def _refuse_taken_code(level: str, code: str, *, leaving: Collection[int]) -> None:
    if not code and level != Level.HAMLET:
        raise Refusal(_("Hãy ghi mã của đơn vị theo danh mục của cơ quan thống kê."), field="code")
    holder = Place.objects.current().filter(level=level, code=code).exclude(pk__in=leaving).first() if code else None
    if holder:
        raise Refusal(_("Mã %(code)s đang là mã của %(place)s.") % {"code": code, "place": holder}, field="code")


def _movable_children(place: Place, *, on: date) -> list[Place]:
    children = list(children_of(place).select_related("parent"))
    late = PlaceVersion.objects.filter(place__in=children, valid_from__gte=on).select_related("place").first()
    if late:
        raise Refusal(
            _("%(place)s bắt đầu hoặc thay đổi ngày %(day)s; hãy chọn ngày sau đó.")
            % {"place": late.place, "day": f"{late.valid_from:%d/%m/%Y}"},
            field="on",
        )
    return children


def _shared_out(
    children: Sequence[Place], portions: Sequence[Portion], heirs: Mapping[int, Place]
) -> tuple[Moving, ...]:
    """Each unit below to the one portion that names it; refuses one left over or named twice."""
    moves: list[Moving] = []
    for child in children:
        takers = [number for number, portion in enumerate(portions) if child.pk in portion.children]
        if len(takers) != 1:
            raise Refusal(_("Hãy chọn đúng một phần cho %(place)s.") % {"place": child}, field="portions")
        portion = portions[takers[0]]
        label = heirs[portion.place_id].full_name if portion.place_id else f"{portion.kind} {portion.name}"
        moves.append(Moving(child, label, takers[0]))
    return tuple(moves)
