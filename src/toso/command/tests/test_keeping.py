"""A backup gives everything back row for row, and whatever is wrong with it is said before anything changes."""

import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo

from toso.command import house
from toso.command.cluster import Cluster
from toso.command.keeping import archive, backup, restore, tables
from toso.command.keeping.postgres import Database
from toso.command.say import Trouble

AT = datetime(2026, 11, 16, 1, tzinfo=UTC)
NAMES = ["Nguyễn Mẫu An", "tab\there", "dòng\nmới", "\\N", None, "𠮷 ngoài BMP"]
ROWS = """
CREATE TABLE people_account (id bigserial PRIMARY KEY, name text, born date, share numeric, detail jsonb, raw bytea);
CREATE TABLE django_migrations (id serial PRIMARY KEY, app text, name text);
CREATE TABLE pair (code varchar(9), place int, at timestamptz, PRIMARY KEY (code, place));
CREATE TABLE keyless (words text);
INSERT INTO django_migrations (app, name) VALUES ('people', '0001_initial');
INSERT INTO pair VALUES ('ơ', 2, '2026-11-16 08:00+07'), ('o', 1, NULL), ('Ô', 1, 'infinity');
INSERT INTO keyless VALUES ('b'), ('a'), ('a');
"""


def ignore(share: float, detail: str = "") -> None:
    """Nobody watches the progress."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("kept"), is_fast=True)
    made.start()
    yield made
    made.discard()


@pytest.fixture
def origin(cluster, tmp_path):
    """A small instance with odd values and one upload."""
    database = Database(conninfo.make_conninfo(cluster.url, dbname="origin"), cluster.binaries())
    database.create()
    with database.connect() as connection:
        connection.execute(ROWS)
        for number, name in enumerate(NAMES):
            connection.execute(
                "INSERT INTO people_account (name, born, share, detail, raw) VALUES (%s, %s, %s, %s, %s)",
                [name, date(1970, 1, 1 + number), f"0.{number}000", '{"b": 1, "a": [2.50]}', bytes([number, 0, 255])],
            )
    media = tmp_path / "origin-media"
    (media / "ảnh").mkdir(parents=True)
    (media / "ảnh" / "một.jpg").write_bytes(bytes(range(256)) * 100)
    return database, media


@pytest.fixture
def empty(cluster, tmp_path):
    """The data folder of another machine."""
    database = Database(conninfo.make_conninfo(cluster.url, dbname="elsewhere"), cluster.binaries())
    database.create()
    return database, tmp_path / "elsewhere" / "media"


def write(origin, file: Path) -> archive.Manifest:
    return backup.write(file, database=origin[0], media=origin[1], at=AT, progress=ignore)


def read(file: Path, there, *, may_replace: bool = False, known: tuple[str, ...] = ("people.0001_initial",)):
    return restore.read(
        file,
        database=there[0],
        media=there[1],
        may_replace=may_replace,
        known=known,
        own_apps={"people"},
        progress=ignore,
    )


def held(database: Database) -> dict[str, tables.Content]:
    with database.connect() as connection:
        return tables.contents(connection)


def test_what_is_restored_on_an_empty_machine_equals_what_was_kept_row_for_row(origin, empty, tmp_path):
    manifest = write(origin, tmp_path / "bản.toso")

    read(tmp_path / "bản.toso", empty)

    assert held(empty[0]) == held(origin[0]) == manifest.tables
    assert manifest.tables["people_account"].rows == len(NAMES)
    assert (empty[1] / "ảnh" / "một.jpg").read_bytes() == (origin[1] / "ảnh" / "một.jpg").read_bytes()
    with empty[0].connect() as connection:
        connection.execute("INSERT INTO people_account (name) VALUES ('người sau')")  # the numbers go on


def test_one_changed_value_changes_the_hash_of_its_table_and_of_no_other(origin):
    before = held(origin[0])
    with origin[0].connect() as connection:
        connection.execute("UPDATE people_account SET share = 0.00001 WHERE id = 1")

    after = held(origin[0])

    assert [name for name in before if before[name] != after[name]] == ["people_account"]
    assert list(tables.differences(before, after)) == [
        "bảng people_account: sao lưu 6 dòng, khôi phục 6 dòng, nội dung khác"
    ]


def test_a_backup_is_of_one_moment_while_others_go_on_writing(origin, empty, tmp_path, monkeypatch):
    dumped = Database.dumping

    def and_somebody_writes(self, snapshot, errors):
        with psycopg.connect(origin[0].url) as other:
            other.execute("INSERT INTO people_account (name) VALUES ('giữa chừng')")
        return dumped(self, snapshot, errors)

    monkeypatch.setattr(Database, "dumping", and_somebody_writes)
    manifest = write(origin, tmp_path / "b.toso")

    read(tmp_path / "b.toso", empty)

    assert manifest.tables["people_account"].rows == len(NAMES)
    assert held(origin[0])["people_account"].rows == len(NAMES) + 1
    assert held(empty[0])["people_account"] == manifest.tables["people_account"]


@pytest.mark.parametrize("place", [3, 200, -5000, -200, -70, -64, -1])
def test_an_altered_byte_anywhere_is_found_before_anything_changes(origin, empty, tmp_path, place):
    write(origin, tmp_path / "b.toso")
    whole = bytearray((tmp_path / "b.toso").read_bytes())
    whole[place] ^= 1
    (tmp_path / "b.toso").write_bytes(whole)

    with pytest.raises(Trouble, match="không khớp dấu băm ở cuối tệp"):
        read(tmp_path / "b.toso", empty)

    assert held(empty[0]) == {}


@pytest.mark.parametrize("length", [0, 10, 64, 65, 5000])
def test_a_file_that_was_cut_is_refused_in_one_sentence(origin, empty, tmp_path, length):
    write(origin, tmp_path / "b.toso")
    (tmp_path / "b.toso").write_bytes((tmp_path / "b.toso").read_bytes()[:length])

    with pytest.raises(Trouble, match=r"không khớp dấu băm|không phải tệp sao lưu"):
        read(tmp_path / "b.toso", empty)

    assert held(empty[0]) == {}


def test_a_table_that_does_not_agree_with_the_manifest_leaves_the_old_data_alone(origin, tmp_path, monkeypatch):
    write(origin, tmp_path / "b.toso")
    before = held(origin[0])
    loaded = Database.load

    def and_a_row_is_lost(self, dump):
        loaded(self, dump)
        with self.connect() as connection:
            connection.execute("DELETE FROM people_account WHERE id = 2")

    monkeypatch.setattr(Database, "load", and_a_row_is_lost)

    with pytest.raises(Trouble, match="bảng people_account: sao lưu 6 dòng, khôi phục 5 dòng"):
        read(tmp_path / "b.toso", origin, may_replace=True)

    assert held(origin[0]) == before
    assert (origin[1] / "ảnh" / "một.jpg").exists()


def test_an_instance_in_use_is_replaced_only_when_that_is_said(origin, tmp_path):
    write(origin, tmp_path / "b.toso")
    before = held(origin[0])
    with origin[0].connect() as connection:
        connection.execute("INSERT INTO people_account (name) VALUES ('mới')")
    (origin[1] / "mới.jpg").write_bytes(b"x")

    with pytest.raises(Trouble, match="thêm --replace"):
        read(tmp_path / "b.toso", origin)
    assert held(origin[0])["people_account"].rows == len(NAMES) + 1

    read(tmp_path / "b.toso", origin, may_replace=True)

    assert held(origin[0]) == before
    assert [path.name for path in origin[1].rglob("*.jpg")] == ["một.jpg"]
    assert not origin[0].called("origin_old").exists()
    assert not origin[0].called("origin_fresh").exists()


def test_a_swap_that_was_cut_between_uploads_and_database_is_taken_back(origin):
    old = origin[1].with_name(f"{origin[1].name}.old")
    origin[1].rename(old)
    origin[1].mkdir()

    restore.mend(*origin)

    assert (origin[1] / "ảnh" / "một.jpg").exists()
    assert not old.exists()


def test_a_swap_that_was_cut_after_the_database_is_finished(origin):
    old = origin[1].with_name(f"{origin[1].name}.old")
    shutil.copytree(origin[1], old)
    origin[0].called("origin_old").create()

    restore.mend(*origin)

    assert not old.exists()
    assert not origin[0].called("origin_old").exists()
    assert (origin[1] / "ảnh" / "một.jpg").exists()


def test_a_backup_of_a_newer_program_is_refused(origin, empty, tmp_path):
    write(origin, tmp_path / "b.toso")

    with pytest.raises(Trouble, match=r"phiên bản Tổ Số mới hơn.*people\.0001_initial"):
        read(tmp_path / "b.toso", empty, known=())

    assert held(empty[0]) == {}


def test_a_full_disk_gets_one_sentence_and_leaves_no_half_file(origin, tmp_path, monkeypatch):
    def full(*_words):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "copied", full)

    with pytest.raises(Trouble, match="đã đầy; chưa ghi gì dở dang"):
        write(origin, tmp_path / "b.toso")

    assert not list(tmp_path.glob("*.toso"))
    assert not list(tmp_path.glob(".*.part"))


def test_a_backup_that_fails_leaves_the_one_before(origin, tmp_path, monkeypatch):
    write(origin, tmp_path / "b.toso")
    before = (tmp_path / "b.toso").read_bytes()
    monkeypatch.setattr(archive, "seal", lambda file: (_ for _ in ()).throw(OSError(28, "No space left on device")))

    with pytest.raises(Trouble):
        write(origin, tmp_path / "b.toso")

    assert (tmp_path / "b.toso").read_bytes() == before


def test_a_file_that_is_none_or_that_climbs_out_is_refused(origin, empty, tmp_path):
    (tmp_path / "ảnh.zip").write_bytes(b"GIF89a" + bytes(200))
    with pytest.raises(Trouble, match="không phải tệp sao lưu"):
        read(tmp_path / "ảnh.zip", empty)
    with pytest.raises(Trouble, match="Không có tệp sao lưu"):
        read(tmp_path / "không.toso", empty)

    with zipfile.ZipFile(tmp_path / "b.toso", "w") as kept:
        kept.comment = b"0" * archive.SEAL_BYTES
        kept.writestr(archive.DUMP, b"")
        kept.writestr(archive.UPLOADS + "../ngoài", b"x")
        manifest = archive.Manifest(
            made_at="",
            version="0",
            migrations=[],
            tables={},
            files={"../ngoài": "0"},
            dump="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        )
        kept.writestr(archive.MANIFEST, manifest.as_bytes())
    archive.seal(tmp_path / "b.toso")
    with pytest.raises(Trouble, match="tên tệp lạ"):
        read(tmp_path / "b.toso", empty)

    assert not (empty[1].parent / "ngoài").exists()


def test_no_file_of_a_backup_may_be_read_by_others(origin, tmp_path):
    write(origin, tmp_path / "b.toso")

    assert (tmp_path / "b.toso").stat().st_mode & 0o777 == 0o600


def test_the_program_knows_the_steps_of_its_own_tables():
    known, apps = house.known_migrations()

    assert "people.0001_first_tables" in known
    assert {"people", "outreach", "procrastinate"} <= apps
