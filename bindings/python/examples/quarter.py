#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A street's quarter, as an analyst would write it in a notebook.

    quarter.py [FOLDER]

Reads a ledger of enterprises from an XLSX file, plans visits, registers demands and has them
worked on, and plots what came of them into FOLDER/quarter.png. Enterprises and persons are
invented. Needs the extra `all`, and a font with Chinese characters.
"""
# %% What is needed
import pathlib
import sys
from datetime import date, datetime, timedelta, timezone

import matplotlib
import openpyxl

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib import font_manager

import guanjia
from guanjia.codes import (
    Channel,
    DemandCategory,
    DemandKind,
    DemandState,
    Level,
    Resolution,
    Satisfaction,
)

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
CHINA = timezone(timedelta(hours=8))

# %% A ledger whose days we choose, so that three months pass in a moment
today = datetime(2026, 4, 1, 9, 0, tzinfo=CHINA)


def clock() -> datetime:
    global today
    today += timedelta(seconds=20)
    return today


ledger = guanjia.open(FOLDER / "quarter.db", create=True, account="system", clock=clock)
street = ledger.office.register(kind="street", name="示例街道", prefix="SL").id
units = {
    category: ledger.office.register(kind="section", name=name, parent=street).id
    for category, name in [
        (DemandCategory.TRAFFIC, "城市管理办公室"), (DemandCategory.POLICY, "经济发展办公室"),
        (DemandCategory.TALENT, "公共服务办公室")]}
clerk = ledger.staff.register(account="chen", name="陈示例", office=street, roles=[
    {"office": street, "role": role} for role in ("clerk", "dispatcher", "steward")]).id
for number, unit in enumerate(units.values()):
    ledger.staff.register(account=f"handler{number}", name=f"吴示例{number}", office=unit,
                          roles=[{"office": unit, "role": "handler"}])

# %% The enterprises, as the office keeps them: a title, a header, a code entered as a number
book = openpyxl.Workbook()
page = book.active
page.title = "企业台账"
page.append(["示例街道企业台账（2026年第二季度）"])
page.append(["企业名称", "统一社会信用代码", "从业人员", "营业收入（万元）", "联系人", "联系电话"])
page.append(["示例丁科技有限公司", "91110108MA00TERT2P", 120, 3000, "某丁", "13700000004"])
page.append(["示例戊贸易有限公司", "91110108MA00DEM22K", 40, 800, "某戊", 13700000005])
for number in range(1, 19):
    page.append([f"示例{number:02d}号企业有限公司", None, 5 * number, 100 * number])
page.append(["示例误录有限公司", 914403007084611360, 8, 50, "某己", None])
page.append(["示例错码有限公司", "91110108MA00DEM30X", 8, 50, "某庚", None])
book.save(FOLDER / "台账.xlsx")

ledger.act_as("chen")
report = ledger.import_xlsx(FOLDER / "台账.xlsx", dry_run=True)
print(f"试导入：{report.result.registered} 家可登记，{report.result.quarantined} 行隔离，"
      f"{report.refused} 行不可信")
for row in report.rows:
    if row.outcome in ("refused", "quarantined"):
        print(f"  第 {row.row} 行：{row.outcome} {row.rule or ''} {row.note or ''}")
report = ledger.import_xlsx(FOLDER / "台账.xlsx", progress=True)
enterprises = ledger.enterprise.list().all()
assert len(enterprises) == report.result.registered

# %% Visits
for number, enterprise in enumerate(enterprises):
    visit = ledger.visit.plan(enterprise=enterprise.id, planned_on=date(2026, 4, 2 + number),
                              team=[{"staff": clerk, "part": "lead"}])
print(f"已安排走访 {len(ledger.visit.list().all())} 次")

# %% Demands, and what became of them
outcomes = [(Resolution.SOLVED, Level.OFFICE)] * 3 + [(Resolution.SOLVED, Level.DISTRICT),
                                                      (Resolution.EXPLAINED, Level.OFFICE), None]
subjects = {DemandCategory.TRAFFIC: "大门口车辆乱停", DemandCategory.POLICY: "补贴怎么申请",
            DemandCategory.TALENT: "员工子女入学"}
for number, enterprise in enumerate(enterprises * 3):
    today += timedelta(hours=29)
    category = list(units)[number % 7 % 3]
    ledger.act_as("chen")
    demand = ledger.demand.register(
        channel=[Channel.PHONE, Channel.WINDOW, Channel.WECHAT][number % 3],
        kind=DemandKind.HELP, category=category, subject=subjects[category],
        enterprise=enterprise.id, key=f"example-{number}")
    outcome = outcomes[number % len(outcomes)]
    if outcome is None:
        continue
    ledger.demand.dispatch(id=demand.id, unit=units[category])
    with ledger.as_staff(f"handler{list(units).index(category)}"):
        ledger.demand.sign(id=demand.id)
        ledger.demand.contact(id=demand.id, mode="phone")
        resolution, level = outcome
        ledger.demand.reply(id=demand.id, text="已办理", disposition="do_now",
                            resolution=resolution, level=level)
    content = resolution == Resolution.SOLVED or number % 4 == 0
    ledger.demand.callback(id=demand.id, by="office",
                           result="solved" if content else "not_solved",
                           satisfaction=Satisfaction.SATISFIED if number % 4
                           else Satisfaction.NOT_RATED)
    if content:
        ledger.demand.close(id=demand.id)

# %% Figures, as DataFrames
ledger.act_as("chen")
figures = ledger.rate.figures(from_="2026-04", to="2026-06")
rates = {formula.label: figure
         for formula, figure in zip(figures.basis.formulas, figures.items[0].figures,
                                    strict=True)}
for label, figure in rates.items():
    print(f"{label} {figure.percent}%：{figure.numerator} / {figure.denominator}")
print(f"口径：{figures.basis.said}")
summary = ledger.demand.summary()
print(f"诉求 {summary.demands} 件：在办 {summary.open}，本级解决 {summary.solved_at_office}，"
      f"上级解决 {summary.solved_above}，解释 {summary.explained}")
frame = ledger.demand.list().to_pandas()
by_month = frame.groupby([frame["opened_at"].dt.strftime("%m月"), "state"]).size()
by_month = by_month.unstack(fill_value=0).rename(columns={s: s.zh for s in DemandState})
words = {c: c.zh for c in DemandCategory}
by_category = ledger.to_pandas(ledger.demand.count(group="category"))
ledger.to_xlsx(ledger.demand.list(), FOLDER / "诉求.xlsx", sheet="诉求",
               columns=["order_no", "state", "category", "subject", "opened_at", "ended_at"],
               headers={"order_no": "工单编号", "state": "状态", "category": "类别",
                        "subject": "内容", "opened_at": "登记时间", "ended_at": "办结时间"})

# %% A picture, in a font that has the characters
CHINESE = ["Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC",
           "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "SimHei", "PingFang SC"]
installed = {font.name for font in font_manager.fontManager.ttflist}
font = next((name for name in CHINESE if name in installed), None)
if font is None:
    sys.exit("no font with Chinese characters: install fonts-noto-cjk or fonts-wqy-microhei")
plt.rcParams["font.family"] = [font, "sans-serif"]
plt.rcParams["axes.unicode_minus"] = False

figure, (left, middle, right) = plt.subplots(1, 3, figsize=(14, 4.5), layout="constrained")
figure.suptitle("示例街道 2026年第二季度 诉求办理情况")
known = {label: figure for label, figure in rates.items() if not figure.no_data}
bars = left.bar([label.replace("（", "\n（") for label in known],
                [float(figure.percent) for figure in known.values()],
                color=["#4c78a8", "#59a14f", "#f28e2b", "#b07aa1"])
left.bar_label(bars, [f"{figure.percent}%" for figure in known.values()])
left.set(title="三率与综合得分", ylabel="百分比（%）", ylim=(0, 110))
left.tick_params(axis="x", labelsize="small")
if not all(formula.verified for formula in figures.basis.formulas):
    left.set_xlabel("公式权重来源未经核实", fontsize="small")
middle.bar([words.get(v, v) for v in by_category["value"]], by_category["count"],
           color="#76b7b2")
middle.set(title="按类别", ylabel="件数")
by_month.plot.bar(stacked=True, ax=right, rot=0)
right.set(title="按登记月份", xlabel="", ylabel="件数")
right.legend(title="状态")
figure.savefig(FOLDER / "quarter.png", dpi=110)
print(f"图：{FOLDER / 'quarter.png'}")

# %% And the proof
ledger.act_as("system")
print("核验：", ledger.journal.verify().verify)
ledger.close()
