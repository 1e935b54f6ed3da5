# SPDX-License-Identifier: Apache-2.0
"""The classes follow from what the library tells of itself, and nothing of it is lost."""
import dataclasses
import enum
import inspect
import keyword
import typing

import pytest
from conftest import ROOT

import guanjia
from guanjia import codes, errors, nouns

TOLD = guanjia.describe()
OPERATIONS = [op for noun in TOLD["nouns"] for op in noun["operations"]]


def safe(name):
    return name + "_" * keyword.iskeyword(name)


def method_of(name):
    noun, verb = name.split(".")
    made = getattr(nouns.Nouns, safe(noun)).fget(guanjia.nouns.Nouns())
    return getattr(type(made), safe(verb))


@pytest.mark.parametrize("op", OPERATIONS, ids=lambda op: op["name"])
def test_an_operation_is_a_method(op):
    method = method_of(op["name"])
    parameters = dict(inspect.signature(method).parameters)
    del parameters["self"]
    assert {safe(f["name"]) for f in op["args"]} == set(parameters)
    for field in op["args"]:
        parameter = parameters[safe(field["name"])]
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
        assert (parameter.default is parameter.empty) == field.get("required", False)
        assert (parameter.default is guanjia.UNSET) == field.get("nullable", False)
    text = " ".join(inspect.getdoc(method).split())
    assert op["doc_zh"].replace('"""', "'''") in text
    for field in op["args"]:
        assert f"{safe(field['name'])}:" in text
        if field["kind"] == "text" and field.get("max"):
            assert f"{field['max']} characters" in text
    for error in op["errors"]:
        assert error.title().replace("_", "") + "Error" in text
    assert f"since {op['since']}" in text
    assert op.get("right", "") in text


@pytest.mark.parametrize("op", OPERATIONS, ids=lambda op: op["name"])
def test_an_answer_is_a_dataclass(op):
    hints = typing.get_type_hints(method_of(op["name"]), vars(nouns))
    answer = hints["return"]
    fields = op["result"]
    if typing.get_origin(answer) is guanjia.Pages:
        answer, fields = typing.get_args(answer)[0], fields[0]["fields"]
    assert dataclasses.is_dataclass(answer)
    names = {f.name for f in dataclasses.fields(answer)}
    for field in fields:
        assert names & {safe(field["name"]), safe(field["name"]) + "_"}
    assert "extra" in names


def test_every_error_is_in_the_tree():
    assert {e["code"] for e in TOLD["errors"]} == set(errors.BY_CODE)
    for told in TOLD["errors"]:
        cls = errors.BY_CODE[told["code"]]
        assert issubclass(cls, guanjia.GuanjiaError)
        assert issubclass(cls, guanjia.RetryableError) == told.get("retry", False)
        assert told["meaning"] in " ".join(cls.__doc__.split())


def test_an_unknown_code_is_the_base_class():
    from guanjia.ledger import failure
    fault = failure(-4711, '{"error":{"code":-4711,"name":"NEW","message":"new","retry":false,'
                           '"at":"/x","rule":"y","detail":{"z":1}}}', "a.b")
    assert type(fault) is guanjia.GuanjiaError
    assert (fault.code, fault.name, fault.path, fault.rule, fault.detail) == (
        -4711, "NEW", "/x", "y", {"z": 1})


def test_every_code_is_a_word():
    for told in TOLD["profile"]["lists"]:
        cls = getattr(codes, told["name"].title().replace("_", ""))
        assert issubclass(cls, str) and issubclass(cls, enum.Enum)
        assert [(str(c), c.zh, c.en) for c in cls] == [
            (i["code"], i["zh"], i["en"]) for i in told["items"]]
        assert f"{next(iter(cls))}" == told["items"][0]["code"]


def test_no_noun_hides_what_a_ledger_has():
    nouns_ = {name for name, value in vars(nouns.Nouns).items() if isinstance(value, property)}
    assert len(nouns_) == len({op["name"].split(".")[0] for op in OPERATIONS})
    assert not nouns_ & set(vars(guanjia.Ledger))


def test_what_is_unknown_is_kept():
    made = nouns._read_OfficeListItem({"id": 7, "kind": "street", "shade": {"of": "green"}})
    assert made.id == 7 and made.kind == "street"
    assert made.extra == {"shade": {"of": "green"}}


def test_unknown_words_of_an_enumeration_stay_texts():
    made = nouns._read_DemandListItem({"id": 7, "class": "asleep"})
    assert made.class_ == "asleep"
    made = nouns._read_DemandListItem({"id": 7, "class": "done"})
    assert made.class_ is nouns.DemandClass.DONE


def test_stubs_are_fresh():
    """The same as the build test `python-stubs`, from the package's own side."""
    import pathlib
    there = pathlib.Path(guanjia.__file__).parent
    for name in ("errors.pyi", "codes.pyi", "nouns.pyi"):
        kept = ROOT / "bindings" / "python" / "guanjia" / name
        assert kept.read_text(encoding="utf-8") == (there / name).read_text(encoding="utf-8"), (
            f"{name} is stale: meson compile -C build/release python-stubs")


def test_what_the_package_offers_is_there():
    for name in guanjia.__all__:
        assert hasattr(guanjia, name)
    for module in (nouns, errors, codes):
        assert set(module.__all__) <= set(vars(module))
