/* SPDX-License-Identifier: Apache-2.0
 *
 * Two stories that newspapers told in 2022: an enterprise of 曙光街道 (Haidian, Beijing) whose
 * gate was blocked and whose lamps were hidden by trees; and the metro station 龙子湖 with
 * its only exit on the far side, reported by the enterprises of 博学路 (Zhengdong,
 * Zhengzhou). What happened, in which order, and who could solve it is theirs. Enterprises,
 * persons, days and hours are invented, and marked （虚构） where they are printed.
 */
#include "demo.h"

#define END { NULL, NULL, NULL, NULL, NULL }

/* ---- offices, staff, enterprises, stewards ---- */

#define SET_UP(op, args, save) { "2022-03-01 09:00", "system", op, args, save }
#define OFFICE(kind, name, parent, save) \
	SET_UP("office.register", "{'kind':'" kind "','name':'" name "','parent':" parent "}", \
	       save "=/id")
#define HOME(kind, name, prefix, parent, save) \
	SET_UP("office.register", "{'kind':'" kind "','name':'" name "','prefix':'" prefix \
	       "','parent':" parent "}", save "=/id")
#define STAFF(account, name, office, roles) \
	SET_UP("staff.register", "{'account':'" account "','name':'" name "（虚构）'," \
	       "'office':" office ",'roles':[" roles "]}", account "=/id")
#define ROLE(role, office) "{'role':'" role "','office':" office "}"

const step town[] = {
	SET_UP("office.register", "{'kind':'city','name':'北京市'}", "beijing=/id"),
	OFFICE("district", "海淀区", "$beijing", "haidian"),
	HOME("street", "曙光街道办事处", "SG", "$haidian", "shuguang"),
	OFFICE("section", "城市管理办公室", "$shuguang", "chengguan"),
	OFFICE("department", "区园林绿化部门", "$haidian", "yuanlin"),
	STAFF("lin", "林启", "$shuguang", ROLE("leader", "$shuguang")),
	STAFF("zhou", "周芸", "$shuguang",
	      ROLE("clerk", "$shuguang") "," ROLE("dispatcher", "$shuguang")),
	STAFF("he", "何川", "$chengguan", ROLE("section_head", "$chengguan")),

	SET_UP("office.register", "{'kind':'city','name':'郑州市'}", "zhengzhou=/id"),
	HOME("committee", "郑东新区管委会", "ZD", "$zhengzhou", "zhengdong"),
	HOME("street", "博学路办事处", "BX", "$zhengdong", "boxue"),
	OFFICE("section", "综合经济办公室", "$boxue", "zongjing"),
	OFFICE("building_council", "楼事会联盟", "$boxue", "loushi"),
	OFFICE("department", "建设部门", "$zhengdong", "jianshe"),
	OFFICE("department", "交通部门", "$zhengdong", "jiaotong"),
	STAFF("shi", "石楠", "$loushi", ROLE("clerk", "$boxue")),
	STAFF("qiao", "乔安", "$boxue",
	      ROLE("clerk", "$boxue") "," ROLE("dispatcher", "$boxue") ","
	      ROLE("leader", "$boxue")),
	STAFF("meng", "孟青", "$zongjing", ROLE("section_head", "$zongjing")),
	STAFF("gao", "高原", "$zhengdong", ROLE("leader", "$zhengdong")),
	STAFF("luo", "罗溪", "$jianshe", ROLE("handler", "$jianshe")),

	{ "2022-03-01 10:00", "zhou", "enterprise.register",
	  "{'kind':'enterprise','name':'曜禾环境工程有限公司（虚构）','operating_address':"
	  "'曙光街道某园区（虚构）','contacts':[{'role':'liaison','name':'姜禾（虚构）'}]}",
	  "yaohe=/id" },
	{ "2022-03-01 10:05", "shi", "enterprise.register",
	  "{'home':$boxue,'kind':'enterprise','name':'砚川数字科技有限公司（虚构）','operating_address':"
	  "'明理路以西某楼（虚构）','contacts':[{'role':'liaison','name':'柏川（虚构）'}]}",
	  "yanchuan=/id" },
	{ "2022-03-01 10:10", "lin", "steward.assign",
	  "{'enterprise':$yaohe,'staff':$lin,'role':'leader','from':'2022-03-01'}", NULL },
	{ "2022-03-01 10:15", "qiao", "steward.assign",
	  "{'enterprise':$yanchuan,'staff':$shi,'role':'territory','from':'2022-03-01'}", NULL },
	END
};

/* ---- 曙光街道: the blocked gate, and the lamps behind the trees ---- */

const step gate[] = {
	{ "2022-08-08 10:30", "lin", "visit.report",
	  "{'enterprise':$yaohe,'mode':'door','outcome':'met','started_at':"
	  "'2022-08-08T09:30:00+08:00','team':[{'staff':$lin,'part':'lead'},"
	  "{'staff':$zhou,'part':'recorder'}],'findings':[{'text':"
	  "'大门口车辆乱停，进出拥堵','category':'traffic','demand':{'kind':'help',"
	  "'subject':'大门口拥堵','place':'企业大门口'}},{'text':"
	  "'门前树木遮挡路灯，夜间昏暗','category':'greening','demand':{'kind':'help',"
	  "'subject':'树木遮挡路灯','place':'企业门前道路'}}]}",
	  "visit=/id gate=/findings/0/demand lamps=/findings/1/demand" },

	{ "2022-08-08 10:45", "zhou", "demand.dispatch",
	  "{'id':$gate,'unit':$chengguan,'note':'马上办'}", NULL },
	{ "2022-08-08 10:50", "zhou", "demand.dispatch",
	  "{'id':$lamps,'unit':$chengguan,'assist':[$yuanlin],'note':'马上办'}", NULL },
	{ "2022-08-08 11:00", "he", "demand.sign", "{'id':$gate}", NULL },
	{ "2022-08-08 11:00", "he", "demand.sign", "{'id':$lamps}", NULL },
	{ "2022-08-08 11:20", "he", "demand.contact", "{'id':$gate,'mode':'phone'}", NULL },
	{ "2022-08-08 11:25", "he", "demand.contact", "{'id':$lamps,'mode':'phone'}", NULL },
	{ "2022-08-08 12:00", "system", "deliver", "shuguang", NULL },
	{ "2022-08-08 14:30", "he", "demand.handle",
	  "{'id':$gate,'note':'会同有关单位到现场查看'}", NULL },
	{ "2022-08-08 14:50", "he", "demand.handle",
	  "{'id':$lamps,'note':'会同园林绿化部门到现场查看'}", NULL },
	{ "2022-08-12 17:00", "he", "demand.handle",
	  "{'id':$gate,'note':'施划网格线，安装监控'}", NULL },
	/* What a timer of the office does: a working day before both are due. */
	{ "2022-08-12 17:30", "system", "clock.sweep", "{'home':$shuguang}", NULL },
	{ "2022-08-15 08:50", "system", "deliver", "shuguang", NULL },
	{ "2022-08-15 09:00", "he", "demand.reply",
	  "{'id':$gate,'text':'网格线已施划，监控已安装','disposition':'do_now',"
	  "'resolution':'solved','level':'office',"
	  "'evidence':[{'kind':'photo','reference':'现场照片（虚构）'}]}", NULL },
	{ "2022-08-15 09:10", "he", "demand.reply",
	  "{'id':$lamps,'text':'已修剪遮挡路灯的树枝','disposition':'do_now','resolution':'solved',"
	  "'level':'office','evidence':[{'kind':'photo','reference':'现场照片（虚构）'}]}", NULL },
	{ "2022-08-15 15:00", "zhou", "demand.callback",
	  "{'id':$gate,'by':'office','result':'solved','satisfaction':'satisfied'}", NULL },
	{ "2022-08-15 15:10", "zhou", "demand.callback",
	  "{'id':$lamps,'by':'office','result':'solved','satisfaction':'satisfied'}", NULL },
	{ "2022-08-15 15:20", "zhou", "demand.close", "{'id':$gate}", NULL },
	{ "2022-08-15 15:20", "zhou", "demand.close", "{'id':$lamps}", NULL },
	END
};

/* ---- 博学路: the metro exit, which the office cannot open ---- */

const step metro[] = {
	{ "2022-03-09 16:00", "shi", "demand.register",
	  "{'home':$boxue,'channel':'meeting','kind':'suggestion','category':'traffic',"
	  "'enterprise':$yanchuan,'subject':'开通地铁龙子湖站西侧出入口','detail':"
	  "'车站只有明理路东侧的A口，企业多在西侧；由楼事会收集、归类','place':'地铁龙子湖站'}",
	  "metro=/id" },
	{ "2022-03-10 09:00", "qiao", "demand.dispatch", "{'id':$metro,'unit':$zongjing}", NULL },
	{ "2022-03-10 09:40", "meng", "demand.sign", "{'id':$metro}", NULL },
	{ "2022-03-10 10:10", "meng", "demand.contact", "{'id':$metro,'mode':'door'}", NULL },
	{ "2022-03-14 11:00", "meng", "demand.handle",
	  "{'id':$metro,'note':'核实：非办事处一家可以解决'}", NULL },
	{ "2022-03-15 09:30", "meng", "demand.escalate",
	  "{'id':$metro,'unit':$zhengdong,'reason':'beyond_power'}", NULL },
	{ "2022-03-16 10:00", "gao", "demand.dispatch",
	  "{'id':$metro,'unit':$jianshe,'assist':[$jiaotong]}", NULL },
	{ "2022-03-16 14:00", "luo", "demand.sign", "{'id':$metro}", NULL },
	{ "2022-03-17 09:30", "luo", "demand.contact", "{'id':$metro,'mode':'phone'}", NULL },
	{ "2022-03-24 15:00", "luo", "demand.handle",
	  "{'id':$metro,'note':'多部门会商，联合推进'}", NULL },
	{ "2022-08-30 10:00", "luo", "demand.reply",
	  "{'id':$metro,'text':'1号线龙子湖站B口已开通','disposition':'do_by_date',"
	  "'resolution':'solved','level':'district',"
	  "'evidence':[{'kind':'photo','reference':'开通照片（虚构）'}]}", NULL },
	{ "2022-08-31 09:30", "qiao", "demand.callback",
	  "{'id':$metro,'by':'office','result':'solved','satisfaction':'satisfied'}", NULL },
	{ "2022-08-31 09:40", "qiao", "demand.close", "{'id':$metro}", NULL },
	END
};
