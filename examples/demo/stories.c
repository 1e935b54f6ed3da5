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
	OFFICE("department", "轨道交通部门", "$zhengdong", "guidao"),
	OFFICE("department", "综合执法部门", "$zhengdong", "zhifa"),
	STAFF("shi", "石楠", "$loushi", ROLE("clerk", "$boxue")),
	STAFF("qiao", "乔安", "$boxue",
	      ROLE("clerk", "$boxue") "," ROLE("dispatcher", "$boxue") ","
	      ROLE("leader", "$boxue")),
	STAFF("meng", "孟青", "$zongjing", ROLE("section_head", "$zongjing")),
	STAFF("gao", "高原", "$zhengdong", ROLE("leader", "$zhengdong")),
	STAFF("ning", "宁川", "$zhengdong", ROLE("supervisor", "$zhengdong")),
	STAFF("luo", "罗溪", "$jianshe", ROLE("section_head", "$jianshe")),
	STAFF("tao", "陶然", "$jiaotong", ROLE("section_head", "$jiaotong")),
	STAFF("yan", "晏河", "$guidao", ROLE("handler", "$guidao")),
	STAFF("bai", "白原", "$zhifa", ROLE("section_head", "$zhifa")),

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
	  "{'id':$lamps,'by':'office','result':'solved','satisfaction':'basically_satisfied'}",
	  NULL },
	{ "2022-08-15 15:20", "zhou", "demand.close", "{'id':$gate}", NULL },
	{ "2022-08-15 15:20", "zhou", "demand.close", "{'id':$lamps}", NULL },
	END
};

/* ---- 博学路: the metro exit, which the office cannot open; it whistles for who can ---- */

#define PHOTO(what) "'evidence':[{'kind':'photo','reference':'" what "（虚构）'}]"
#define PAPER(what) "'evidence':[{'kind':'document','reference':'" what "（虚构）'}]"

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
	  "{'id':$metro,'note':'核实：非办事处一家可以解决，拟吹哨'}", NULL },

	/* Drafted, approved by the head, blown: three departments of the committee are called. */
	{ "2022-03-15 09:30", "meng", "whistle.draft",
	  "{'kind':'demand','source':'enterprise','home':$boxue,'demand':$metro,'subject':"
	  "'商定西侧B口的方案、工期、分工','place':'地铁龙子湖站','parties':[{'office':$jianshe,"
	  "'part':'lead'},{'office':$jiaotong},{'office':$guidao}]}",
	  "whistle=/id" },
	{ "2022-03-15 10:00", "qiao", "whistle.approve",
	  "{'id':$whistle,'note':'本级已协调，仍需部门到场'}", NULL },
	{ "2022-03-15 10:20", "luo", "party.list", "{}", "lead=/items/0/id" },
	{ "2022-03-15 10:20", "luo", "party.sign", "{'id':$lead}", NULL },
	{ "2022-03-15 10:30", "luo", "party.contact", "{'id':$lead,'mode':'phone'}", NULL },
	{ "2022-03-15 10:40", "yan", "party.list", "{}", "rail=/items/0/id" },
	{ "2022-03-15 10:40", "yan", "party.sign", "{'id':$rail}", NULL },
	{ "2022-03-15 10:50", "tao", "party.list", "{}", "road=/items/0/id" },
	{ "2022-03-15 10:50", "tao", "party.refuse",
	  "{'id':$road,'reason':'not_our_duty','note':'出入口建设不归本部门'}", NULL },
	{ "2022-03-15 16:00", "gao", "party.adjudicate",
	  "{'id':$road,'decision':'overruled','note':'接驳与过街属其职责，应到场'}", NULL },
	{ "2022-03-15 16:30", "tao", "party.sign", "{'id':$road}", NULL },
	{ "2022-03-17 09:00", "luo", "party.report_in",
	  "{'id':$lead,'persons':'罗溪（虚构）','place':'龙子湖站西侧'," PHOTO("到场照片") "}", NULL },
	{ "2022-03-17 09:10", "yan", "party.report_in",
	  "{'id':$rail,'persons':'晏河（虚构）','place':'龙子湖站西侧'," PHOTO("到场照片") "}", NULL },
	{ "2022-03-18 09:00", "tao", "party.report_in",
	  "{'id':$road,'persons':'陶然（虚构）','place':'龙子湖站西侧'," PHOTO("到场照片") "}", NULL },

	/* Handled jointly, fed back, both examined. */
	{ "2022-03-25 16:00", "yan", "party.feed_back",
	  "{'id':$rail,'text':'车站西侧预留接口可用'}", NULL },
	{ "2022-03-25 16:20", "tao", "party.feed_back",
	  "{'id':$road,'text':'B口前过街与公交接驳同步实施'}", NULL },
	{ "2022-03-28 10:00", "luo", "whistle.feed_back",
	  "{'id':$whistle,'text':'西侧B口方案、工期、分工已定，8月底前开通','resolution':'solved',"
	  "'level':'district'," PAPER("会商纪要") "}", NULL },
	{ "2022-03-28 15:00", "qiao", "party.evaluate", "{'id':$lead,'grade':'excellent'}", NULL },
	{ "2022-03-28 15:05", "qiao", "party.evaluate", "{'id':$rail,'grade':'excellent'}", NULL },
	{ "2022-03-28 15:10", "qiao", "party.evaluate",
	  "{'id':$road,'grade':'fair','note':'先拒后到'}", NULL },
	{ "2022-03-28 16:00", "luo", "party.appraise", "{'id':$lead,'grade':'good'}", NULL },
	{ "2022-03-28 16:10", "tao", "party.appraise", "{'id':$road,'grade':'good'}", NULL },
	{ "2022-03-28 17:00", "qiao", "whistle.close", "{'id':$whistle}", NULL },

	/* What cannot be opened before August is shelved, with what is done and until when. */
	{ "2022-03-29 09:30", "meng", "demand.reply",
	  "{'id':$metro,'text':'经三部门会商，西侧B口将于8月底前开通','disposition':'do_by_date',"
	  "'resolution':'shelved','reason':'in_plan','level':'district',"
	  "'measure':'三部门按分工推进，按月告知进度',"
	  "'review_on':'2022-08-31'}", NULL },

	/* A second whistle, for what would stand before the new exit: nobody comes. */
	{ "2022-08-22 09:00", "meng", "whistle.draft",
	  "{'kind':'demand','source':'grassroots','home':$boxue,'demand':$metro,'subject':"
	  "'清理B口前占道车辆和杂物','place':'龙子湖站B口','parties':[{'office':$zhifa,"
	  "'part':'lead'}]}",
	  "second=/id" },
	{ "2022-08-22 09:30", "qiao", "whistle.approve", "{'id':$second}", NULL },
	{ "2022-08-22 10:00", "bai", "party.list", "{}", "late=/items/0/id" },
	{ "2022-08-22 10:30", "system", "deliver", "boxue", NULL },
	{ "2022-08-26 08:40", "system", "clock.sweep", "{'home':$boxue}", NULL },
	{ "2022-08-26 09:00", "qiao", "party.miss",
	  "{'id':$late,'note':'三个工作日内未到场'}", NULL },
	{ "2022-08-26 09:10", "system", "deliver", "boxue", "ning" },

	{ "2022-08-30 10:00", "meng", "demand.handle",
	  "{'id':$metro,'note':'现场核实：B口已开通'}", NULL },
	{ "2022-08-30 10:20", "meng", "demand.propose_strike_off",
	  "{'id':$metro,'reason':'done','text':'1号线龙子湖站B口已开通',"
	  "'disposition':'do_by_date','resolution':'solved','level':'district'," PHOTO(
		  "开通照片") "}",
	  NULL },
	{ "2022-08-30 15:00", "qiao", "demand.strike_off", "{'id':$metro}", NULL },
	{ "2022-08-31 09:30", "qiao", "demand.callback",
	  "{'id':$metro,'by':'office','result':'solved','satisfaction':'satisfied'}", NULL },
	{ "2022-08-31 09:40", "qiao", "demand.close", "{'id':$metro}", NULL },
	END
};
