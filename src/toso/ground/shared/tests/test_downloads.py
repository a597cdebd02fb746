from toso.ground.shared.downloads import download


def test_a_file_goes_out_under_its_name_as_what_its_ending_says():
    answer = download(b"PK", "Tổ mẫu.xlsx")

    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''T%E1%BB%95%20m%E1%BA%ABu.xlsx"
    assert download("a,b", "a.csv", is_shown=True)["Content-Disposition"] == 'inline; filename="a.csv"'


def test_a_kind_that_we_do_not_know_is_saved_and_never_opened():
    for name in ("a.html", "a.svg", "a"):
        assert download(b"<script>", name)["Content-Type"] == "application/octet-stream"
