# SPDX-License-Identifier: Apache-2.0
"""Values to the library and back; whatever is handed in, a Python exception that names the
field comes out, and never a crash."""
import decimal
import math
from datetime import date, datetime, timedelta, timezone

import pytest
from conftest import CHINA, demand
from hypothesis import given
from hypothesis import strategies as st

import guanjia
from guanjia import errors

TOLD = guanjia.describe()
OPERATIONS = {op["name"]: op for noun in TOLD["nouns"] for op in noun["operations"]}
LOWEST, HIGHEST = datetime(1971, 1, 1), datetime(2200, 1, 1)

# What nobody should hand in.
hostile_texts = st.one_of(
    st.text(alphabet=st.characters(), max_size=60),  # lone surrogates too
    st.sampled_from(["", "\0", "a\0b", "\ud800", "\udfff\ud800", "'; DROP TABLE demand; --",
                     "\\u0000", '"}{"', "\ufeff", "\U0010ffff", "‮", "a" * 100_000,
                     "中" * 5000, "\r\n", "%s%n", "../../etc/passwd", "1e999", "NaN"]))
numbers = st.one_of(st.integers(), st.sampled_from(
    [2 ** 53, 2 ** 53 + 1, -2 ** 53 - 1, 2 ** 63, 2 ** 64, 10 ** 30, -10 ** 400, 10 ** 5000]))


class Opaque:
    pass


def cycle():
    made = []
    made.append(made)
    return made


def deep(levels):
    made = []
    for _ in range(levels):
        made = [made]
    return made


anything = st.one_of(
    hostile_texts, numbers, st.floats(), st.booleans(), st.none(), st.binary(max_size=9),
    st.lists(st.integers(), max_size=3), st.dictionaries(hostile_texts, numbers, max_size=2),
    st.sampled_from([object(), Opaque(), Opaque, len, 1j, decimal.Decimal("1.5"), {1, 2}, {1: 2},
                     {(1, 2): 3}, cycle(), deep(50), deep(100_000), datetime(2026, 1, 1),
                     date(2026, 1, 1), timedelta(1), guanjia.UNSET, bytearray(b"x"),
                     memoryview(b"x"), iter([1]), range(3), math.inf, Ellipsis]))

# Its own fault, or one that the library named.
ANSWERS = (guanjia.GuanjiaError, TypeError, ValueError)
LONG = {op["name"] for op in OPERATIONS.values() if op.get("long") or op.get("alone")}


@given(st.data())
def test_no_argument_crashes(ledger, data):
    name = data.draw(st.sampled_from(sorted(set(OPERATIONS) - LONG)))
    fields = OPERATIONS[name]["args"]
    given_ = {}
    if fields:
        for field in data.draw(st.lists(st.sampled_from(fields), max_size=4,
                                        unique_by=lambda f: f["name"])):
            given_[field["name"]] = data.draw(anything)
    given_["dry_run"] = True
    if not OPERATIONS[name].get("write"):
        del given_["dry_run"]
    try:
        ledger.call(name, given_)
    except guanjia.GuanjiaError as e:
        # Where a value is wrong, its place is told.
        if e.code in (-4, -5, -6) and not e.operation.startswith("batch"):
            assert e.path.startswith("/"), e
            assert e.path in str(e)
    except (TypeError, ValueError) as e:
        assert "argument /" in str(e) and name in str(e), e
    assert ledger.office.list().first() is not None


def method_fails(ledger, kind, place, **given_):
    with pytest.raises(kind) as raised:
        demand(ledger, **given_)
    assert place in str(raised.value), raised.value
    return raised.value


def test_a_wrong_type_names_its_field(ledger):
    method_fails(ledger, TypeError, "/detail", detail=object())
    method_fails(ledger, TypeError, "/demander/phone",
                 demander={"name": "某甲", "phone": Opaque()})
    method_fails(ledger, TypeError, "/evidence/1/kind",
                 evidence=[{"kind": "photo"}, {"kind": 1j}])
    method_fails(ledger, errors.BadValueError, "/detail", detail=5)
    method_fails(ledger, errors.BadValueError, "/enterprise", enterprise="5")
    method_fails(ledger, errors.BadValueError, "/enterprise", enterprise=2 ** 53 + 1)
    method_fails(ledger, errors.BadValueError, "/enterprise", enterprise=10 ** 100)
    method_fails(ledger, errors.BadValueError, "/enterprise", enterprise=True)
    method_fails(ledger, errors.BadValueError, "/enterprise", enterprise=1.5)
    method_fails(ledger, ValueError, "/enterprise", enterprise=math.nan)
    method_fails(ledger, ValueError, "/detail", detail="\ud800")
    method_fails(ledger, errors.GuanjiaError, "", detail="a\0b")
    method_fails(ledger, ValueError, "/due_at", due_at=datetime(2026, 3, 3))
    method_fails(ledger, errors.BadValueError, "/due_at", due_at=date(2026, 3, 3))
    method_fails(ledger, TypeError, "fen()", enterprise=decimal.Decimal(5))
    fault = method_fails(ledger, errors.BadValueError, "/confidential", confidential=1)
    assert fault.path == "/confidential" and fault.rule == "type"
    with pytest.raises(TypeError, match="shade"):
        demand(ledger, shade=1)
    with pytest.raises(TypeError, match="positional"):
        ledger.demand.register("window")
    with pytest.raises(errors.UnknownFieldError) as raised:
        ledger.call("demand.list", shade=1)
    assert raised.value.path == "/shade"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1,
               max_size=200))
def test_texts_come_back(ledger, text):
    try:
        made = ledger.demand.register(channel="window", kind="help", category="traffic",
                                      subject=text)
    except errors.BadValueError as e:
        assert e.path == "/subject"
        return
    # Masked for whoever may not see it; a dry run shows nothing either.
    with ledger.as_staff("system"):
        told = ledger.demand.get(id=made.id, unmask=True, purpose="test")
    assert told.subject == text


@given(st.datetimes(LOWEST, HIGHEST),
       st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))))
def test_times_come_back(ledger, time, zone):
    time = time.replace(tzinfo=zone)
    made = demand(ledger, due_at=time)
    told = ledger.demand.get(id=made.id)
    assert told.due_at == time
    assert told.due_at.utcoffset() == timedelta(hours=8)


def test_an_offset_of_seconds_becomes_utc(ledger):
    shanghai = timezone(timedelta(hours=8, minutes=5, seconds=43))
    time = datetime(2026, 3, 9, 18, 0, 0, 250000, tzinfo=shanghai)
    made = demand(ledger, due_at=time)
    assert ledger.demand.get(id=made.id).due_at == time


@given(st.dates(date(1990, 1, 1), date(2025, 12, 31)), st.integers(0, 2 ** 53),
       st.integers(0, 9_999_999))
def test_dates_and_money_come_back(ledger, founded, capital, employees):
    try:
        made = ledger.enterprise.register(
            kind="enterprise", name="示例公司", founded_on=founded, registered_capital=capital,
            employees=employees)
    except errors.BadValueError as e:
        assert e.path in ("/registered_capital", "/employees")
        return
    told = ledger.enterprise.get(id=made.id)
    assert (told.founded_on, told.registered_capital, told.employees) == (
        founded, capital, employees)


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30),
                max_size=8, unique=True),
       st.dictionaries(st.sampled_from(["grid", "hotline", "tax"]),
                       st.from_regex(r"\A[A-Z0-9-]{1,20}\Z"), max_size=3))
def test_lists_and_maps_come_back(ledger, aliases, references):
    made = ledger.enterprise.register(kind="enterprise", name="示例公司", aliases=aliases,
                                      key=None)
    assert ledger.enterprise.get(id=made.id).aliases == aliases
    with ledger.as_staff("system"):
        try:
            office = ledger.office.register(kind="street", name="某街道", references=references,
                                            parent=1 << 32 | 1, dry_run=True)
        except guanjia.GuanjiaError as e:
            assert e.name in ("EXISTS", "RULE", "BAD_VALUE", "NOT_FOUND")
        else:
            assert office.events[0]["body"].get("references", []) is not None


def test_none_clears_where_it_can(ledger, enterprise):
    ledger.enterprise.update(id=enterprise, employees=12)
    assert ledger.enterprise.get(id=enterprise).employees == 12
    ledger.enterprise.update(id=enterprise, aliases=["甲"])
    assert ledger.enterprise.get(id=enterprise).employees == 12, "not given: kept"
    ledger.enterprise.update(id=enterprise, employees=None)
    assert ledger.enterprise.get(id=enterprise).employees is None


def test_numbers_of_numpy_are_numbers(ledger, enterprise):
    numpy = pytest.importorskip("numpy")
    assert ledger.enterprise.get(id=numpy.int64(enterprise)).id == enterprise
    assert ledger.demand.list(enterprise=numpy.array([enterprise])[0]).all() == []


def test_codes_are_taken_and_given(ledger):
    made = ledger.demand.register(
        channel=guanjia.codes.Channel.PHONE, kind=guanjia.codes.DemandKind.HELP,
        category=guanjia.codes.DemandCategory.TRAFFIC, subject="某事")
    told = ledger.demand.get(id=made.id)
    assert told.channel == guanjia.codes.Channel.PHONE == "phone"
    assert told.class_ is guanjia.nouns.DemandClass.NEW


def test_times_are_aware_and_in_the_ledgers_zone(ledger):
    made = demand(ledger)
    assert made.at.utcoffset() == timedelta(hours=8)
    assert made.at.astimezone(CHINA).date() == date(2026, 3, 2)


# ---- money ----

@given(st.integers(-10 ** 15, 10 ** 15))
def test_money_there_and_back(amount):
    assert guanjia.fen(guanjia.yuan(amount)) == amount
    assert guanjia.yuan(amount) * 100 == amount


@given(st.one_of(st.decimals(), st.text(max_size=12), st.integers()))
def test_money_is_exact_or_refused(amount):
    try:
        made = guanjia.fen(amount)
    except ValueError:
        return
    assert decimal.Decimal(made) == decimal.Context(prec=200).multiply(
        decimal.Decimal(amount), decimal.Decimal(100))


@pytest.mark.parametrize("wrong", ["0.001", "", "一", "NaN", "Infinity", "1e400", "1E-400"])
def test_no_money(wrong):
    with pytest.raises(ValueError):
        guanjia.fen(wrong)


def test_money_is_no_float():
    with pytest.raises(TypeError):
        guanjia.fen(1.1)
    with pytest.raises(TypeError):
        guanjia.yuan(1.1)


# ---- options and paths ----

@given(anything)
def test_no_option_crashes(tmp_path, value):
    for name in ("zone", "language", "digest", "profile", "busy_ms", "tries", "memory_max"):
        try:
            guanjia.open("sqlite:", create=True, **{name: value}).close()
        except ANSWERS as e:
            assert name in str(e) or isinstance(e, guanjia.GuanjiaError)
        except TypeError:
            pass


@pytest.mark.parametrize("path", ["\ud800", "a\0b"])
def test_no_path(path):
    with pytest.raises(ValueError, match="path"):
        guanjia.open(path)
    with pytest.raises(ValueError, match="path"):
        guanjia.upgrade(path)
