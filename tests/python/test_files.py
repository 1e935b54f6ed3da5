# SPDX-License-Identifier: Apache-2.0
"""DataFrames and spreadsheets, there and back."""
import zipfile
from datetime import date, datetime, timedelta

import pytest
from conftest import CHINA, demand
from hypothesis import given
from hypothesis import strategies as st

import guanjia
from guanjia import errors

pandas = pytest.importorskip("pandas")
openpyxl = pytest.importorskip("openpyxl")

# Invented, with check characters by GB 32100.
USCC = "91110108MA00TERT2P"
OTHER = "91110108MA00DEM22K"


def opened(path, sheet=None, **more):
    book = openpyxl.load_workbook(path, **more)
    return book[sheet] if sheet else book.active


def sheet_of(path, *rows, title="企业台账"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    book.save(path)
    return page


# ---- pandas ----

def test_a_list_is_a_frame(ledger, enterprise):
    due = datetime(2026, 3, 9, 18, tzinfo=CHINA)
    demand(ledger, enterprise, due_at=due)
    demand(ledger)
    frame = ledger.demand.list().to_pandas()
    assert len(frame) == 2
    assert str(frame["id"].dtype) == "Int64" and str(frame["confidential"].dtype) == "boolean"
    assert frame["enterprise"].tolist()[0] == enterprise and frame["enterprise"].isna()[1]
    assert frame["due_at"][0] == due and frame["due_at"].isna()[1]
    assert frame["opened_at"].dt.tz.utcoffset(None) == timedelta(hours=8)
    assert frame["category"].tolist() == ["traffic", "traffic"]
    assert "extra" not in frame and "class_" in frame
    assert len(ledger.to_pandas(ledger.demand.list(state="closed"))) == 0


def test_a_report_is_a_frame(ledger):
    demand(ledger)
    frame = ledger.to_pandas(ledger.demand.count(group="category"))
    assert frame.to_dict("list") == {"value": ["traffic"], "count": [1]}
    frame = ledger.to_pandas(ledger.demand.summary())
    assert frame["demands"].tolist() == [1]
    frame = ledger.to_pandas([{"a": 1}, {"b": "x"}])
    assert list(frame) == ["a", "b"]
    with pytest.raises(TypeError):
        ledger.to_pandas("text")
    with pytest.raises(TypeError):
        ledger.to_pandas(7)


def test_numbers_beyond_floats_stay_whole(ledger):
    frame = ledger.to_pandas([guanjia.nouns.DemandListItem(id=2 ** 53 - 1),
                              guanjia.nouns.DemandListItem(id=1, enterprise=2 ** 53 - 1)])
    assert frame["id"].tolist() == [2 ** 53 - 1, 1]
    assert frame["enterprise"][1] == 2 ** 53 - 1


def test_what_is_unknown_has_a_column(ledger):
    frame = ledger.to_pandas([guanjia.nouns.DemandListItem(id=1, extra={"shade": "green"}),
                              guanjia.nouns.DemandListItem(id=2)])
    assert frame["shade"][0] == "green" and frame["shade"].isna()[1]


# ---- out ----

def test_a_list_is_a_sheet(ledger, tmp_path):
    ledger.enterprise.register(kind="enterprise", name="示例科技有限公司", uscc=USCC)
    path = tmp_path / "台账.xlsx"
    assert ledger.to_xlsx(ledger.enterprise.list(), path, sheet="企业台账",
                          columns=["name", "uscc", "id"],
                          headers={"name": "企业名称", "uscc": "统一社会信用代码"}) == 1
    page = opened(path, "企业台账")
    assert [c.value for c in page[1]] == ["企业名称", "统一社会信用代码", "id"]
    assert page["A2"].value == "示例科技有限公司"
    assert (page["B2"].value, page["B2"].data_type, page["B2"].number_format) == (USCC, "s", "@")
    assert page["C2"].value == ledger.enterprise.list().first().id
    assert page.freeze_panes == "A2"
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]


def test_long_identifiers_are_texts(ledger, tmp_path):
    path = tmp_path / "x.xlsx"
    ledger.to_xlsx([{"code": "911101080000000000", "number": 911101080000000000,
                     "short": 123456789012345, "at": datetime(2026, 3, 2, 9, tzinfo=CHINA),
                     "on": date(2026, 3, 2), "true": True, "none": None, "many": ["甲", "乙"]}],
                   path)
    row = opened(path)[2]
    assert [c.value for c in row] == [
        "911101080000000000", "911101080000000000", 123456789012345,
        datetime(2026, 3, 2, 9), datetime(2026, 3, 2), True, None, "甲、乙"]
    assert [c.data_type for c in row[:3]] == ["s", "s", "n"]


FORMULAS = ["=1+1", "=HYPERLINK(\"http://example.invalid\",\"x\")", "+1+1", "-2+3", "@SUM(A1)",
            "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", "＝1+1", "=\n1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_typed_is_a_formula(ledger, tmp_path, text):
    path = tmp_path / "x.xlsx"
    ledger.to_xlsx([{text: text}], path)
    for cell in (opened(path)["A1"], opened(path)["A2"]):
        assert cell.data_type == "s"
        assert cell.value == text.replace("\r", "\n")
        assert cell.quotePrefix == (text[0] in "=+-@\t\r")
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@given(st.text(max_size=40))
def test_any_text_is_a_cell(ledger, tmp_path, text):
    path = tmp_path / "any.xlsx"
    ledger.to_xlsx([{"a": text}], path)
    cell = opened(path)["A2"]
    assert cell.data_type in ("s", "n", "inlineStr")
    if text.isprintable() and text and "_x" not in text:
        assert cell.value == text


def test_names_of_sheets(ledger, tmp_path):
    path = tmp_path / "x.xlsx"
    for name, made in [("二季度：企业台账", "二季度：企业台账"),
                       ("a/b\\c*d?e:f[g]", "a_b_c_d_e_f_g_"), ("街" * 40, "街" * 31)]:
        ledger.to_xlsx([{"a": 1}], path, sheet=name)
        assert openpyxl.load_workbook(path).sheetnames == [made]
    with pytest.raises(ValueError, match="sheet"):
        ledger.to_xlsx([], path, sheet="''")


def test_what_does_not_fit_leaves_the_file_alone(ledger, tmp_path):
    path = tmp_path / "x.xlsx"
    ledger.to_xlsx([{"a": 1}], path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="row 2, a"):
        ledger.to_xlsx([{"a": "x" * 40_000}], path)
    assert path.read_bytes() == before


# ---- in ----

HEADER = ["企业名称", "统一社会信用代码", "从业人员", "营业收入（万元）", "联系人", "联系电话"]


def test_a_sheet_is_read_in(ledger, tmp_path):
    path = tmp_path / "台账.xlsx"
    sheet_of(path, ["某街道企业台账"], [], HEADER,
             ["示例丁公司", USCC, 120, 3000.5, "某丁", 13700000004], [],
             ["示例戊公司", OTHER, "40", "800", "某戊", "13700000005"])
    tried = ledger.import_xlsx(path, dry_run=True)
    assert tried.result.dry_run and ledger.enterprise.list().first() is None
    heard = []
    report = ledger.import_xlsx(path, progress=lambda done, total: heard.append((done, total)))
    assert (report.result.registered, report.result.quarantined, report.refused) == (2, 0, 0)
    assert [(r.row, r.outcome) for r in report.rows] == [(4, "registered"), (6, "registered")]
    assert report.rows[0].id and heard
    first, second = ledger.enterprise.list(sort="id")
    told = ledger.enterprise.get(id=first.id)
    assert (told.name, told.uscc, told.employees) == ("示例丁公司", USCC, 120)
    assert told.revenue == guanjia.fen("30005000")
    with ledger.as_staff("system"):
        contact = ledger.contact.list(enterprise=first.id).first()
        assert ledger.contact.get(id=contact.id, unmask=True, purpose="t").phone == "13700000004"
    again = ledger.import_xlsx(path)
    assert again.result.unchanged == 2
    assert next(iter(ledger.import_.list())).file == "台账.csv"


def test_a_mapping_says_what_a_header_means(ledger, tmp_path):
    path = tmp_path / "x.xlsx"
    sheet_of(path, ["厂商", "码"], ["示例丁公司", USCC])
    with pytest.raises(errors.GuanjiaError):
        ledger.import_xlsx(path)
    report = ledger.import_xlsx(path, mapping={"厂商": "name", "码": "uscc"})
    assert report.result.registered == 1


def test_a_sheet_is_picked_by_name(ledger, tmp_path):
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["无关", "的"])
    page = book.create_sheet("二季度")
    page.append(HEADER[:2])
    page.append(["示例丁公司", USCC])
    book.save(path)
    assert ledger.import_xlsx(path, sheet="二季度").result.registered == 1
    with pytest.raises(KeyError, match="二季度"):
        ledger.import_xlsx(path, sheet="三季度")


def test_what_cannot_be_believed_is_refused(ledger, tmp_path):
    path = tmp_path / "x.xlsx"
    sheet_of(path, HEADER,
             ["示例甲公司", 911101080000000000],      # a number: its last digits are gone
             ["示例乙公司", OTHER, "=1+1"],           # a formula, never calculated
             ["示例丙公司", None, "#REF!"],
             ["示例丁公司", USCC, 5])
    book = openpyxl.load_workbook(path)
    book.active["C4"].data_type = "e"
    book.save(path)
    report = ledger.import_xlsx(path)
    assert report.refused == 3
    assert [(r.row, r.outcome) for r in report.rows] == [
        (2, "refused"), (3, "refused"), (4, "refused"), (5, "registered")]
    assert "15 digits" in report.rows[0].note and "统一社会信用代码" in report.rows[0].note
    assert "formula" in report.rows[1].note and "#REF!" in report.rows[2].note
    assert [e.name for e in ledger.enterprise.list()] == ["示例丁公司"]


def test_a_broken_rule_is_told_by_the_sheets_own_row(ledger, tmp_path):
    path = tmp_path / "x.xlsx"
    sheet_of(path, ["标题"], HEADER[:2], ["示例\n甲公司", USCC[:-1] + "X"], ["示例乙公司", OTHER],
             ["示例丙公司", "123"])
    report = ledger.import_xlsx(path)
    assert [(r.row, r.outcome, r.rule) for r in report.rows] == [
        (3, "quarantined", "uscc_check"), (4, "registered", None),
        (5, "quarantined", "uscc_length")]


def test_a_key_is_the_same_import(ledger, tmp_path):
    path = tmp_path / "x.xlsx"
    sheet_of(path, HEADER[:2], ["示例丁公司", USCC])
    first = ledger.import_xlsx(path, key="q2")
    assert ledger.import_xlsx(path, key="q2").result == first.result
    assert len(ledger.import_.list().all()) == 1


def test_there_and_back(ledger, tmp_path):
    ledger.enterprise.register(kind="enterprise", name="示例丁公司", uscc=USCC)
    path = tmp_path / "x.xlsx"
    ledger.to_xlsx(ledger.enterprise.list(), path, columns=["name", "uscc"],
                   headers={"name": "企业名称", "uscc": "统一社会信用代码"})
    report = ledger.import_xlsx(path)
    assert (report.result.unchanged, report.result.quarantined) == (1, 0)


def test_no_table(ledger, tmp_path):
    path = tmp_path / "x.xlsx"
    sheet_of(path)
    with pytest.raises(ValueError, match="no table"):
        ledger.import_xlsx(path)


def test_bars_move(ledger, tmp_path, capfd):
    pytest.importorskip("tqdm")
    path = tmp_path / "x.xlsx"
    sheet_of(path, HEADER[:2], ["示例丁公司", USCC])
    ledger.import_xlsx(path, progress=True)
    shown = capfd.readouterr().err
    assert "读取" in shown and "导入" in shown and "100%" in shown


def test_without_tqdm_there_is_no_bar(ledger, tmp_path, monkeypatch):
    import sys
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with guanjia.bar("核验") as show, ledger.progress(show):
        show(1, 2)
