"""Odd forms as strangers write them, one feature each: those that are taken, and those that are refused at a cell."""

from collections.abc import Mapping, Sequence

from toso.plan.forms.tests.builders import a_workbook

Rows = Sequence[Sequence[object]]
HEAD = ["type", "name", "label"]
YES_NO = [["list_name", "name", "label"], ["yn", "co", "Có"], ["yn", "khong", "Không"]]
XA = [["list_name", "name", "label", "tinh"], ["xa", "x1", "Xã 1", "56"], ["xa", "x2", "Xã 2", "56"]]
ENTITY = [["list_name", "label"], ["ho", "${ten}"]]

TAKEN: dict[str, Mapping[str, Rows]] = {
    "repeats in repeats": {
        "survey": [
            HEAD,
            ["begin_repeat", "ho", "Hộ"],
            ["begin_repeat", "nguoi", "Người"],
            ["begin_repeat", "benh", "Bệnh"],
            ["text", "ten_benh", "Bệnh gì"],
            ["end_repeat"],
            ["end_repeat"],
            ["end_repeat"],
        ]
    },
    "or other": {"survey": [HEAD, ["select_one yn or_other", "a", "A"], ["select_multiple yn or_other", "b", "B"]]},
    "choices from files": {
        "survey": [
            HEAD,
            ["select_multiple_from_file xa.csv", "a", "A"],
            ["select_one_from_file thon.xml", "b", "B"],
            ["select_one_from_file cho.geojson", "c", "C"],
        ]
    },
    "pulldata": {
        "survey": [
            [*HEAD, "calculation"],
            ["text", "ma", "Mã"],
            ["calculate", "ten", "", "pulldata('hang','ten','ma',${ma})"],
            ["note", "xem", "Tên: ${ten}"],
        ]
    },
    "indexed-repeat": {
        "survey": [
            [*HEAD, "calculation"],
            ["begin_repeat", "r", "R"],
            ["text", "a", "A"],
            ["end_repeat"],
            ["calculate", "x", "", "indexed-repeat(${a}, ${r}, 1)"],
            ["note", "n", "${x}"],
        ]
    },
    "search()": {
        "survey": [[*HEAD, "appearance"], ["select_one xa", "a", "A", "minimal search('xas', 'contains', 'ten', 'a')"]],
        "choices": [["list_name", "name", "label"], ["xa", "ma", "ten"]],
    },
    "external instances": {
        "survey": [
            [*HEAD, "calculation"],
            ["xml-external", "d1"],
            ["csv-external", "d2"],
            ["text", "k", "Khoá"],
            ["calculate", "c", "", "instance('d1')/root/item[name=${k}]/label"],
            ["calculate", "e", "", "instance('d2')/root/item[name=${k}]/label"],
        ]
    },
    "ranges": {
        "survey": [
            [*HEAD, "parameters", "appearance"],
            ["range", "a", "A", "start=0 end=10 step=2"],
            ["range", "b", "B", "start=0.5 end=5.0 step=0.5", "vertical"],
            ["range", "c", "C", "start=1 end=5 step=1", "rating"],
        ]
    },
    "ranks": {"survey": [[*HEAD, "parameters"], ["rank yn", "a", "A", "randomize=true"]]},
    "audit": {
        "survey": [
            [*HEAD, "parameters"],
            ["audit", "audit", "", "location-priority=balanced location-min-interval=60 location-max-age=120"],
            ["text", "a", "A"],
        ]
    },
    "trigger": {
        "survey": [
            [*HEAD, "trigger", "calculation"],
            ["select_one yn", "a", "A"],
            ["dateTime", "b", "B", "${a}", "now()"],
            ["background-geopoint", "g", "", "${a}"],
        ]
    },
    "dates": {
        "survey": [
            [*HEAD, "calculation", "constraint", "default"],
            ["date", "sinh", "Ngày sinh", "", ". <= today()"],
            ["calculate", "tuoi", "", "int((decimal-date-time(today()) - decimal-date-time(${sinh})) div 365.25)"],
            ["calculate", "viet", "", "format-date(${sinh}, '%d/%m/%Y')"],
            ["date", "nay", "Hôm nay", "", "", "today()"],
            ["note", "n", "${tuoi} ${viet}"],
        ]
    },
    "a language with gaps": {
        "survey": [
            ["type", "name", "label::Tiếng Việt (vi)", "label::English (en)", "hint::English (en)"],
            ["text", "a", "A", "", "h"],
            ["select_one yn", "b", "B", "Bee"],
        ],
        "choices": [["list_name", "name", "label::Tiếng Việt (vi)"], ["yn", "co", "Có"], ["yn", "khong", "Không"]],
    },
    "pictures and sounds": {
        "survey": [
            [*HEAD, "media::image", "media::audio", "media::big-image"],
            ["note", "a", "A", "a.png", "", "b.png"],
            ["select_one yn", "b", "B", "", "b.mp3"],
        ],
        "choices": [["list_name", "name", "label", "image"], ["yn", "co", "Có", "co.png"], ["yn", "khong", "Không"]],
    },
    "choices on another sheet": {
        "survey": [
            [*HEAD, "choice_filter"],
            ["select_one xa", "xa", "Xã"],
            ["select_one_external ap", "ap", "Ấp", "xa=${xa}"],
        ],
        "choices": XA,
        "external_choices": [
            ["list_name", "name", "label", "xa"],
            ["ap", "a1", "Ấp 1", "x1"],
            ["ap", "a2", "Ấp 2", "x2"],
        ],
    },
    "entities": {"survey": [[*HEAD, "save_to"], ["text", "ten", "Tên", "ten"]], "entities": ENTITY},
    "entities in a repeat": {
        "survey": [[*HEAD, "save_to"], ["begin_repeat", "r", "R"], ["text", "ten", "Tên", "ten"], ["end_repeat"]],
        "entities": ENTITY,
    },
    "smart quotes": {
        "survey": [
            [*HEAD, "relevant", "constraint"],
            ["select_one yn", "a", "A"],
            ["text", "b", "B", "${a} = ‘co’", ". != “x”"],
        ]
    },
    "Vietnamese names": {
        "survey": [
            [*HEAD, "relevant"],
            ["text", "họ_tên", "Họ tên"],
            ["select_one có_không", "đồng_ý", "Đồng ý", "${họ_tên} != ''"],
        ],
        "choices": [["list_name", "name", "label"], ["có_không", "có", "Có"], ["có_không", "không", "Không"]],
    },
    "headers in another case": {"survey": [["Type", "NAME", "Label"], ["text", "a", "A"]]},
    "twenty thousand choices": {
        "survey": [[*HEAD, "appearance"], ["select_one xa", "a", "A", "minimal autocomplete"]],
        "choices": [["list_name", "name", "label"], *(["xa", f"x{n}", f"Xã mẫu {n}"] for n in range(20_000))],
    },
    "a loop": {"survey": [HEAD, ["begin loop over yn", "l", "L"], ["integer", "so", "Số"], ["end loop"]]},
    "a table of choices": {
        "survey": [
            [*HEAD, "appearance"],
            ["begin_group", "g", "G", "table-list"],
            ["select_one yn", "a", "A"],
            ["select_one yn", "b", "B"],
            ["end_group"],
        ]
    },
    "counted repeats": {
        "survey": [
            [*HEAD, "repeat_count"],
            ["integer", "n", "N"],
            ["begin_repeat", "r", "R", "${n}"],
            ["text", "a", "A"],
            ["end_repeat"],
            ["begin_repeat", "s", "S", "2"],
            ["text", "b", "B"],
            ["end_repeat"],
        ]
    },
    "choices of a repeat": {
        "survey": [
            [*HEAD, "choice_filter"],
            ["begin_repeat", "r", "R"],
            ["text", "ten", "Tên"],
            ["end_repeat"],
            ["select_one ${ten}", "chon", "Chọn", "${ten} != ''"],
        ]
    },
    "what a phone knows": {
        "survey": [
            HEAD,
            *([kind, kind, ""] for kind in ("start", "end", "today", "deviceid", "username")),
            ["text", "a", "A"],
        ]
    },
    "another namespace": {
        "survey": [[*HEAD, "bind::ex:x", "instance::ex:y"], ["text", "a", "A", "1", "2"]],
        "settings": [["form_title", "form_id", "namespaces"], ["Lạ", "la", 'ex="http://vidu.vn"']],
    },
    "once and counts": {
        "survey": [
            [*HEAD, "calculation", "default"],
            ["begin_repeat", "r", "R"],
            ["calculate", "p", "", "position(..)"],
            ["text", "a", "A", "", "once(uuid())"],
            ["end_repeat"],
            ["calculate", "c", "", "count(${r})"],
            ["note", "n", "${c}"],
        ]
    },
}

# What is wrong, and the cell: sheet, row, letter.
REFUSED: dict[str, tuple[Mapping[str, Rows], tuple[str, int, str]]] = {
    "a cycle": (
        {"survey": [[*HEAD, "calculation"], ["calculate", "a", "", "${b}+1"], ["calculate", "b", "", "${a}+1"]]},
        ("survey", 2, "B"),
    ),
    "a big image alone": ({"survey": [[*HEAD, "media::big-image"], ["note", "a", "A", "a.png"]]}, ("survey", 2, "B")),
    "a name with spaces": ({"survey": [HEAD, ["text", "họ và tên", "A"]]}, ("survey", 2, "B")),
    "a name twice": ({"survey": [HEAD, ["text", "a", "A"], ["text", "a", "A"]]}, ("survey", 3, "B")),
    "a choice twice": (
        {"survey": [HEAD, ["select_one yn", "a", "A"]], "choices": [*YES_NO, ["yn", "co", "Có nữa"]]},
        ("choices", 4, "B"),
    ),
    "an entity without a label": (
        {"survey": [[*HEAD, "save_to"], ["text", "ten", "Tên", "ten"]], "entities": [["list_name"], ["ho"]]},
        ("entities", 2, "A"),
    ),
    "a list of entities with a full stop": (
        {"survey": [[*HEAD, "save_to"], ["text", "ten", "T", "ten"]], "entities": [ENTITY[0], ["ho.gd", "${ten}"]]},
        ("entities", 2, "A"),
    ),
    "a reserved property": (
        {"survey": [[*HEAD, "save_to"], ["text", "ten", "Tên", "name"]], "entities": ENTITY},
        ("survey", 2, "D"),
    ),
    "save_to without entities": ({"survey": [[*HEAD, "save_to"], ["text", "a", "A", "ten"]]}, ("survey", 2, "D")),
    "randomize maybe": (
        {"survey": [[*HEAD, "parameters"], ["rank yn", "a", "A", "randomize=maybe"]]},
        ("survey", 2, "D"),
    ),
    "a seed alone": ({"survey": [[*HEAD, "parameters"], ["select_one yn", "a", "A", "seed=3"]]}, ("survey", 2, "D")),
    "a step of zero": (
        {"survey": [[*HEAD, "parameters"], ["range", "a", "A", "start=0 end=10 step=0"]]},
        ("survey", 2, "D"),
    ),
    "a file without its ending": ({"survey": [HEAD, ["select_one_from_file xa", "a", "A"]]}, ("survey", 2, "A")),
    "a trigger that is no reference": (
        {"survey": [[*HEAD, "trigger", "calculation"], ["text", "a", "A"], ["text", "b", "B", "a", "now()"]]},
        ("survey", 3, "D"),
    ),
    "a table of two lists": (
        {
            "survey": [
                [*HEAD, "appearance"],
                ["begin_group", "g", "G", "table-list"],
                ["select_one yn", "a", "A"],
                ["select_one ab", "b", "B"],
                ["end_group"],
            ],
            "choices": [*YES_NO, ["ab", "a", "A"]],
        },
        ("survey", 4, "A"),
    ),
    "a repeat's name twice": (
        {
            "survey": [
                HEAD,
                ["begin_group", "g", "G"],
                ["begin_repeat", "r", "R"],
                ["text", "a", "A"],
                ["end_repeat"],
                ["end_group"],
                ["begin_repeat", "r", "R"],
                ["text", "b", "B"],
                ["end_repeat"],
            ]
        },
        ("survey", 7, "B"),
    ),
    "what was last saved of nobody": (
        {"survey": [[*HEAD, "default"], ["text", "a", "A", "${last-saved#c}"]]},
        ("survey", 2, "D"),
    ),
}


def strange(sheets: Mapping[str, Rows], form_id: str) -> bytes:
    """A workbook of these sheets, with choices of yes and no and settings where it says none."""
    settings = [["form_title", "form_id", "version"], ["Phiếu lạ", form_id, "1"]]
    return a_workbook({"choices": YES_NO, "settings": settings} | dict(sheets))
