/* SPDX-License-Identifier: Apache-2.0
 *
 * Erasure: one invented telephone number goes every way into a ledger, is erased by what it is,
 * and leaves nothing: not a byte of it in the file or beside it, in any form it could have
 * taken, and no digest by which it could be tried. The same searches are made before the
 * erasure, where they must find it: a search that finds nothing proves nothing by itself.
 */
#include "trace.h"

#define STAYS "13500001111"
#define KEYED "k-phone"

/* ---- digests ---- */

/* Every 32 bytes of the file, as they stand and as they are read from 64 hex digits. */
typedef struct windows {
	unsigned char (*at)[32];
	size_t n, room;
	uint32_t *slot; /* by their first bytes: number + 1 */
	size_t slots;
} windows;

static uint32_t first_word(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Bytes that could be a digest or a nonce are not text and not empty. */
static int is_dense(const unsigned char *p)
{
	int i, zeros = 0, text = 0;

	for (i = 0; i < 32; i++) {
		zeros += p[i] == 0;
		text += p[i] >= 0x20 && p[i] < 0x7f;
	}
	return zeros <= 4 && text <= 26;
}

static void add_window(windows *w, const unsigned char *p)
{
	if (!is_dense(p))
		return;
	if (w->n == w->room) {
		w->room = w->room ? 2 * w->room : 65536;
		w->at = realloc(w->at, w->room * 32);
		ck_assert_ptr_nonnull(w->at);
	}
	memcpy(w->at[w->n++], p, 32);
}

static int hex_value(unsigned char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int unhex(const unsigned char *p, unsigned char out[32])
{
	int i, high, low;

	for (i = 0; i < 32; i++) {
		high = hex_value(p[2 * i]);
		low = high < 0 ? -1 : hex_value(p[2 * i + 1]);
		if (low < 0)
			return 0;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return 1;
}

static windows windows_of(bytes all)
{
	windows w = { NULL, 0, 0, NULL, 1 };
	unsigned char raw[32];
	size_t i, k;

	for (i = 0; i + 32 <= all.n; i++) {
		add_window(&w, all.p + i);
		if (i + 64 <= all.n && unhex(all.p + i, raw))
			add_window(&w, raw);
	}
	ck_assert_uint_gt(w.n, 0);
	while (w.slots < 2 * w.n)
		w.slots *= 2;
	w.slot = calloc(w.slots, sizeof(*w.slot));
	ck_assert_ptr_nonnull(w.slot);
	for (i = 0; i < w.n; i++) {
		for (k = first_word(w.at[i]) & (w.slots - 1); w.slot[k];
		     k = (k + 1) & (w.slots - 1))
			;
		w.slot[k] = (uint32_t)i + 1;
	}
	return w;
}

static void windows_free(windows *w)
{
	free(w->at);
	free(w->slot);
}

static int has_window(const windows *w, const unsigned char *digest)
{
	size_t k;

	for (k = first_word(digest) & (w->slots - 1); w->slot[k]; k = (k + 1) & (w->slots - 1))
		if (memcmp(w->at[w->slot[k] - 1], digest, 32) == 0)
			return 1;
	return 0;
}

typedef struct hasher {
	EVP_MD_CTX *ctx;
	const EVP_MD *md[2];
} hasher;

static hasher hasher_new(void)
{
	hasher h = { EVP_MD_CTX_new(), { EVP_sm3(), EVP_sha256() } };

	ck_assert_ptr_nonnull(h.ctx);
	return h;
}

/* 1 when H(nonce || text), by either digest, stands in the file. */
static int tried(const hasher *h, const windows *w, const unsigned char *nonce, const char *text)
{
	unsigned char digest[32];
	int i;

	for (i = 0; i < 2; i++) {
		EVP_DigestInit_ex(h->ctx, h->md[i], NULL);
		if (nonce)
			EVP_DigestUpdate(h->ctx, nonce, 32);
		EVP_DigestUpdate(h->ctx, text, strlen(text));
		EVP_DigestFinal_ex(h->ctx, digest, NULL);
		if (has_window(w, digest))
			return 1;
	}
	return 0;
}

/* Texts that somebody who knows all but the number would try. */
typedef struct guess {
	const char *text;
	size_t hits;
} guess;

/* With everything in the file that could be a nonce, and with none. */
static void try_guesses(const windows *w, guess *guesses, size_t count)
{
	hasher h = hasher_new();
	size_t i, g;

	for (g = 0; g < count; g++)
		guesses[g].hits = (size_t)tried(&h, w, NULL, guesses[g].text);
	for (i = 0; i < w->n; i++)
		for (g = 0; g < count; g++)
			guesses[g].hits += (size_t)tried(&h, w, w->at[i], guesses[g].text);
	EVP_MD_CTX_free(h.ctx);
}

/* A plain digest of any number of its range, ours among them. */
static size_t try_range(const windows *w)
{
	uint64_t number = strtoull(PHONE, NULL, 10) - 20000;
	hasher h = hasher_new();
	char text[16];
	size_t hits = 0;
	int i;

	for (i = 0; i < 40000; i++) {
		snprintf(text, sizeof(text), "%llu", (unsigned long long)number + (unsigned)i);
		hits += (size_t)tried(&h, w, NULL, text);
	}
	EVP_MD_CTX_free(h.ctx);
	return hits;
}

/* ---- the story ---- */

/* In the vault of the street: note and contact of a registration, a contact added, changed and
 * amended, the note amended, a row imported, one settled, subject, detail and demander of
 * a demand, summary and finding of a visit. */
#define ENTRIES 13
/* Beside them two quarantined rows, as they came and in UTF-8, the other street, the root. */
#define KEPT (ENTRIES + 2 * 2 + 2)

typedef struct story {
	api a;
	int64_t enterprise, contact, there, import, demand;
	char request[200]; /* what the key of contact.add stands for, as the library writes it */
} story;

/* No reply shows it, but for a look that was asked for. */
static gj_reply *hidden_call(story *s, int code, const char *op, const char *format, ...)
	API_PRINTF(4, 5);
static gj_reply *hidden_call(story *s, int code, const char *op, const char *format, ...)
{
	va_list list;
	gj_reply *r;

	va_start(list, format);
	r = api_callv(s->a.l, code, op, format, list);
	va_end(list);
	ck_assert_msg(!strstr(gj_reply_json(r, NULL), PHONE), "%s: %s", op, gj_reply_json(r, NULL));
	ck_assert_ptr_null(strstr(gj_reply_message(r), PHONE));
	return r;
}

static int64_t hidden(story *s, int code, const char *op, const char *format, ...) API_PRINTF(4, 5);
static int64_t hidden(story *s, int code, const char *op, const char *format, ...)
{
	int64_t id = 0;
	va_list list;
	gj_reply *r;

	va_start(list, format);
	r = api_callv(s->a.l, code, op, format, list);
	va_end(list);
	ck_assert_msg(!strstr(gj_reply_json(r, NULL), PHONE), "%s: %s", op, gj_reply_json(r, NULL));
	gj_reply_int(r, "/id", &id);
	gj_reply_free(r);
	return id;
}

static void registered(story *s)
{
	static const char args[] =
		"{'kind':'enterprise','name':'甲公司','note':'电话 " PHONE
		"，请转','legal_person':'某甲',"
		"'contacts':[{'role':'liaison','name':'某乙','phone':'" PHONE "'},"
		"{'role':'finance','name':'某丙','phone':'" STAYS "'}],'key':'k-enterprise'%s}";

	hidden(s, GJ_OK, "enterprise.register", args, ",'dry_run':true");
	s->enterprise = hidden(s, GJ_OK, "enterprise.register", args, "");
	hidden(s, GJ_OK, "enterprise.register", args, "");
	hidden(s, GJ_E_KEY_REUSED, "enterprise.register", args, ",'employees':3");
	s->contact = hidden(s, GJ_OK, "contact.add",
			    "{'enterprise':%lld,'role':'principal','phone':'" PHONE
			    "','key':'" KEYED "'}",
			    (long long)s->enterprise);
	snprintf(s->request, sizeof(s->request),
		 "contact.add{\"enterprise\":%lld,\"role\":\"principal\",\"phone\":\"" PHONE "\"}",
		 (long long)s->enterprise);
}

static void changed(story *s)
{
	long long contact = (long long)s->contact;

	hidden(s, GJ_OK, "contact.update", "{'id':%lld,'phone':'" STAYS "'}", contact);
	hidden(s, GJ_OK, "contact.update", "{'id':%lld,'phone':'" PHONE "','key':'k-update'}",
	       contact);
	hidden(s, GJ_OK, "contact.amend",
	       "{'id':%lld,'phone':'" PHONE "','reason':'typing_error','key':'k-amend'}", contact);
	hidden(s, GJ_OK, "enterprise.amend",
	       "{'id':%lld,'note':'现电话 " PHONE "','reason':'wrong_fact'}",
	       (long long)s->enterprise);
}

/* A ledger with a good row and two bad ones, read twice, first without leaving anything. */
static void imported(story *s)
{
	static const char csv[] = "企业名称,统一社会信用代码,联系人,联系电话\n"
				  "丁公司,91440300708461136T,某丁," PHONE "\n"
				  "戊公司,914403007084611360,某戊," PHONE "\n"
				  ",91110108551385082Q,某己,\"" PHONE " 转 2\"\n";
	char path[200];
	gj_reply *r;
	FILE *f;

	api_in(&s->a, path, sizeof(path), "in.csv");
	f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(csv, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	hidden(s, GJ_OK, "enterprise.import", "{'path':'%s','dry_run':true}", path);
	r = hidden_call(s, GJ_OK, "enterprise.import", "{'path':'%s','key':'k-import'}", path);
	s->import = api_int(r, "/id");
	ck_assert_int_eq(api_int(r, "/registered"), 1);
	ck_assert_int_eq(api_int(r, "/quarantined"), 2);
	gj_reply_free(r);
	hidden(s, GJ_OK, "enterprise.import", "{'path':'%s','key':'k-import'}", path);
	remove(path);
	hidden(s, GJ_OK, "quarantine.list", "{'import':%lld}", (long long)s->import);
	hidden(s, GJ_OK, "quarantine.settle",
	       "{'import':%lld,'line':3,'fields':{'kind':'enterprise','name':'戊公司','contacts':"
	       "[{'role':'liaison','name':'某戊','phone':'" PHONE "'}]},'key':'k-settle'}",
	       (long long)s->import);
}

static void asked_and_told(story *s)
{
	hidden(s, GJ_OK, "enterprise.search", "{'text':'" PHONE "'}");
	hidden(s, GJ_OK, "enterprise.list", "{}");
	hidden(s, GJ_OK, "enterprise.get", "{'id':%lld}", (long long)s->enterprise);
	hidden(s, GJ_OK, "contact.list", "{'enterprise':%lld}", (long long)s->enterprise);
	s->demand = hidden(s, GJ_OK, "demand.register",
			   "{'channel':'phone','kind':'help','category':'traffic','subject':"
			   "'来电 " PHONE "','detail':'请回电 " PHONE "','demander':{'name':'某庚',"
			   "'phone':'" PHONE "'},'enterprise':%lld,'key':'k-demand'}",
			   (long long)s->enterprise);
	hidden(s, GJ_OK, "visit.report",
	       "{'enterprise':%lld,'outcome':'met','mode':'door','summary':'留了 " PHONE "',"
	       "'team':[{'staff':%lld,'part':'lead'}],'findings':[{'text':'电话 " PHONE "'}]}",
	       (long long)s->enterprise, (long long)s->a.clerk);
	hidden(s, GJ_OK, "demand.get", "{'id':%lld}", (long long)s->demand);
	hidden(s, GJ_OK, "demand.list", "{}");
	hidden(s, GJ_OK, "demand.history", "{'id':%lld}", (long long)s->demand);
	hidden(s, GJ_OK, "visit.list", "{}");
}

static void refused(story *s)
{
	hidden(s, GJ_E_BAD_VALUE, "contact.add",
	       "{'enterprise':%lld,'role':'" PHONE "','phone':'" PHONE "'}",
	       (long long)s->enterprise);
	hidden(s, GJ_E_BAD_VALUE, "contact.add",
	       "{'enterprise':%lld,'role':'liaison','phone':'" PHONE PHONE PHONE "'}",
	       (long long)s->enterprise);
	hidden(s, GJ_E_BAD_JSON, "contact.add", "{'phone':'" PHONE "' '" PHONE "'}");
	hidden(s, GJ_E_NOT_FOUND, "contact.add",
	       "{'enterprise':%lld,'role':'liaison','phone':'" PHONE "'}",
	       (long long)s->enterprise + 100000);
	hidden(s, GJ_E_NOT_FOUND, "batch.run",
	       "{'calls':[{'op':'contact.add','args':{'enterprise':%lld,'role':'liaison','phone':"
	       "'" PHONE "'}},{'op':'contact.get','args':{'id':%lld}}]}",
	       (long long)s->enterprise, (long long)s->enterprise + 100000);
	api_begin(s->a.l, s->a.street);
	hidden(s, GJ_OK, "contact.add",
	       "{'enterprise':%lld,'role':'liaison','phone':'" PHONE "','key':'k-undone'}",
	       (long long)s->enterprise);
	api_rollback(s->a.l);
}

/* And in another street, and in the root chain. */
static void elsewhere(story *s)
{
	api_act(s->a.l, "stranger");
	s->there = hidden(s, GJ_OK, "enterprise.register",
			  "{'kind':'enterprise','name':'辛公司','contacts':[{'role':'liaison',"
			  "'phone':'" PHONE "'}]}");
	api_act(s->a.l, "admin");
	hidden(s, GJ_OK, "staff.update", "{'id':%lld,'phone':'" PHONE "','key':'k-staff'}",
	       (long long)s->a.handler);
	api_act(s->a.l, "system");
	hidden(s, GJ_OK, "journal.list", "{'home':%lld,'limit':1000}", (long long)s->a.street);
	hidden(s, GJ_OK, "journal.list", "{'home':%lld,'root':true}", (long long)s->a.street);
}

static void looked_at(story *s)
{
	gj_reply *r;

	api_act(s->a.l, "clerk");
	r = api_call(s->a.l, GJ_OK, "contact.get", "{'id':%lld,'unmask':true,'purpose':'回电'}",
		     (long long)s->contact);
	ck_assert_str_eq(api_str(r, "/phone"), PHONE);
	gj_reply_free(r);
	r = api_call(s->a.l, GJ_OK, "quarantine.list", "{'import':%lld,'unmask':true}",
		     (long long)s->import);
	ck_assert_ptr_nonnull(strstr(gj_reply_json(r, NULL), PHONE));
	gj_reply_free(r);
}

static void tell_story(story *s)
{
	memset(s, 0, sizeof(*s));
	api_start(&s->a);
	api_act(s->a.l, "clerk");
	registered(s);
	changed(s);
	imported(s);
	asked_and_told(s);
	refused(s);
	looked_at(s);
	elsewhere(s);
}

/* Each street by its own officer or by the system, and the root. */
static void erase_all(story *s)
{
	gj_reply *r;

	api_act(s->a.l, "officer");
	hidden(s, GJ_E_DENIED, "vault.erase", "{'home':%lld,'value':'" PHONE "','reason':'by_law'}",
	       (long long)s->a.other);
	hidden(s, GJ_OK, "vault.erase",
	       "{'value':'" PHONE "','reason':'consent_withdrawn','dry_run':true}");
	r = hidden_call(s, GJ_OK, "vault.erase",
			"{'value':'" PHONE "','reason':'consent_withdrawn','key':'k-erase'}");
	ck_assert_uint_eq(api_count(r, "/entries"), ENTRIES);
	ck_assert_int_eq(api_int(r, "/quarantined"), 2);
	gj_reply_free(r);
	hidden(s, GJ_OK, "vault.erase",
	       "{'value':'" PHONE "','reason':'consent_withdrawn','key':'k-erase'}");
	hidden(s, GJ_E_NOT_FOUND, "vault.erase", "{'value':'" PHONE "','reason':'by_law'}");
	api_act(s->a.l, "system");
	hidden(s, GJ_OK, "vault.erase", "{'home':%lld,'value':'" PHONE "','reason':'by_law'}",
	       (long long)s->a.other);
	hidden(s, GJ_OK, "vault.erase", "{'value':'" PHONE "','reason':'by_law'}");
}

START_TEST(no_trace)
{
	story s;
	bytes all;

	ENGINE_FILE_ONLY();
	tell_story(&s);
	/* the search finds it while it is there */
	checkpoint(s.a.path);
	all = everything(&s.a);
	ck_assert_uint_ge(digits_at(all, 1), 5 * KEPT);
	ck_assert_uint_ge(count_of(all, MASKED, strlen(MASKED)), 2);
	ck_assert_uint_ge(digits_split(all), KEPT);
	free(all.p);

	erase_all(&s);
	checkpoint(s.a.path);
	all = everything(&s.a);
	ck_assert_uint_eq(traces(all), 0);
	/* and what was not meant is where it was */
	ck_assert_uint_ge(count_of(all, STAYS, strlen(STAYS)), 2);
	free(all.p);
	api_verify(s.a.l);
	/* not in a copy either, nor after the tables were made anew */
	api_ok(s.a.l, "ledger.rebuild", "{}");
	api_verify(s.a.l);
	s.a.l = gj_close(s.a.l);
	all = everything(&s.a);
	ck_assert_uint_eq(traces(all), 0);
	free(all.p);
	api_end(&s.a);
}
END_TEST

/* The searches see the forms they are for. */
START_TEST(searches_see)
{
	static const unsigned char bcd[] = { 0x13, 0x98, 0x76, 0x54, 0x32, 0x1f };
	static const unsigned char bcd_late[] = { 0xf1, 0x39, 0x87, 0x65, 0x43, 0x21 };
	static const unsigned char big[] = { 0x03, 0x41, 0xba, 0xaa, 0xb1 };
	static const unsigned char little[] = { 0xb1, 0xaa, 0xba, 0x41, 0x03 };
	static const struct {
		const void *p;
		size_t n;
	} forms[] = {
		{ "x" PHONE "x", 13 },
		{ "9876543", 7 }, /* a part of it, as would stay of one overwritten */
		{ "1\0003\0009\0008\0007\0006\0005\0004\0003\0002\0001\0", 22 },
		{ "\0001\0003\0009\0008\0007\0006\0005\0004\0003\0002\0001", 22 },
		{ "1\0\0\0003\0\0\0009\0\0\0008\0\0\0007\0\0\0006\0\0\0005\0\0\0004", 29 },
		{ "139-8765-4321", 13 },
		{ "139 8765 4321", 13 },
		{ "139. 87.65.43/21", 16 },
		{ bcd, 6 },
		{ bcd_late, 6 },
		{ big, 5 },
		{ little, 5 },
		{ "MTM5ODc2NTQzMjE=", 16 },
		{ "IDEzOTg3NjU0MzIx", 16 },
		{ "ICAxMzk4NzY1NDMyMQ==", 20 },
		{ "3133393837363534333231", 22 },
		{ "12345678931", 11 },
		{ MASKED, 11 },
	};
	unsigned char room[80];
	bytes all = { room, sizeof(room) };
	size_t i;

	memset(room, 0, sizeof(room));
	ck_assert_uint_eq(traces(all), 0);
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		memset(room, 0, sizeof(room));
		memcpy(room + 20, forms[i].p, forms[i].n);
		ck_assert_msg(traces(all) > 0, "form %zu is not seen", i);
	}
}
END_TEST

/* Whoever knows everything but the number and has the file cannot tell it by trying: there is no
 * digest of it whose salt is still there. Before the erasure there is. */
START_TEST(no_digest)
{
	guess guesses[3];
	windows w;
	bytes all;
	story s;
	size_t i;

	ENGINE_FILE_ONLY();
	tell_story(&s);
	guesses[0] = (guess){ PHONE, 0 };
	guesses[1] = (guess){ s.request, 0 };
	guesses[2] = (guess){ "电话 " PHONE "，请转", 0 };
	checkpoint(s.a.path);
	all = everything(&s.a);
	w = windows_of(all);
	try_guesses(&w, guesses, 3);
	for (i = 0; i < 3; i++)
		ck_assert_msg(guesses[i].hits > 0, "%s is not found while it is there",
			      guesses[i].text);
	windows_free(&w);
	free(all.p);

	erase_all(&s);
	checkpoint(s.a.path);
	all = everything(&s.a);
	w = windows_of(all);
	try_guesses(&w, guesses, 3);
	for (i = 0; i < 3; i++)
		ck_assert_msg(guesses[i].hits == 0, "%s can be tried", guesses[i].text);
	ck_assert_uint_eq(try_range(&w), 0);
	windows_free(&w);
	free(all.p);
	api_end(&s.a);
}
END_TEST

/* What is left says that something was erased, by whom and why, and never what. */
START_TEST(what_is_left)
{
	const char *text;
	gj_reply *r;
	story s;

	tell_story(&s);
	erase_all(&s);
	api_act(s.a.l, "clerk");
	r = api_call(s.a.l, GJ_OK, "contact.get", "{'id':%lld,'unmask':true}",
		     (long long)s.contact);
	/* null: there was one; a contact that never had one has no such member */
	ck_assert_ptr_nonnull(strstr(gj_reply_json(r, NULL), "\"phone\":null"));
	ck_assert_int_eq(gj_reply_text(r, "/phone", &text, NULL), GJ_E_BAD_VALUE);
	gj_reply_free(r);
	r = api_call(s.a.l, GJ_OK, "enterprise.get", "{'id':%lld,'unmask':true}",
		     (long long)s.enterprise);
	ck_assert_str_eq(api_str(r, "/contacts/1/phone"), STAYS);
	ck_assert_str_eq(api_str(r, "/contacts/0/name"), "某乙");
	ck_assert_str_eq(api_str(r, "/legal_person"), "某甲");
	gj_reply_free(r);
	/* the key still answers, and still once */
	r = hidden_call(&s, GJ_OK, "contact.add",
			"{'enterprise':%lld,'role':'principal','phone':'" PHONE "','key':'" KEYED
			"'}",
			(long long)s.enterprise);
	ck_assert_int_eq(api_int(r, "/id"), s.contact);
	gj_reply_free(r);
	api_act(s.a.l, "system");
	r = api_call(s.a.l, GJ_OK, "journal.list", "{'home':%lld,'limit':1}",
		     (long long)s.a.street);
	ck_assert_str_eq(api_str(r, "/items/0/type"), "vault.erased");
	ck_assert_str_eq(api_str(r, "/items/0/body/reason"), "consent_withdrawn");
	ck_assert_int_eq(api_int(r, "/items/0/actor"), s.a.officer);
	gj_reply_free(r);
	r = api_call(s.a.l, GJ_OK, "journal.verify", "{}");
	ck_assert_int_ge(api_int(r, "/erased"), ENTRIES + 2);
	gj_reply_free(r);
	api_end(&s.a);
}
END_TEST

/* ---- erasing by number and by thing ---- */

START_TEST(erase_by_subject)
{
	gj_reply *r;
	api a;

	api_start(&a);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'" PHONE "'}", (long long)a.clerk);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'" STAYS "'}", (long long)a.leader);
	api_fail_at(a.l, GJ_E_MISSING, "one_of", "", "vault.erase", "{'reason':'by_law'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "one_of", "", "vault.erase",
		    "{'reason':'by_law','subject':%lld,'value':'" PHONE "'}", (long long)a.clerk);
	api_fail_at(a.l, GJ_E_BAD_VALUE, "too_short", "/value", "vault.erase",
		    "{'reason':'by_law','value':'139'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "not_listed", "/reason", "vault.erase",
		    "{'reason':'because','subject':%lld}", (long long)a.clerk);
	r = api_call(a.l, GJ_OK, "vault.erase", "{'reason':'by_law','subject':%lld}",
		     (long long)a.clerk);
	ck_assert_uint_eq(api_count(r, "/entries"), 1);
	api_fail(a.l, GJ_E_NOT_FOUND, "vault.erase", "{'reason':'by_law','entry':%lld}",
		 (long long)api_int(r, "/entries/0"));
	gj_reply_free(r);
	r = api_call(a.l, GJ_OK, "staff.get", "{'id':%lld,'unmask':true}", (long long)a.leader);
	ck_assert_str_eq(api_str(r, "/phone"), STAYS);
	gj_reply_free(r);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* What was asked with a key can no longer be told apart once it is erased, but by what it was
 * about: another's is refused as before, the same answers the same. */
START_TEST(keys_of_what_was_erased)
{
	api a;

	api_start(&a);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'" PHONE "','key':'k'}",
	       (long long)a.clerk);
	api_fail_at(a.l, GJ_E_KEY_REUSED, "key_reused", "", "staff.update",
		    "{'id':%lld,'phone':'" PHONE "','key':'k'}", (long long)a.leader);
	api_ok(a.l, "vault.erase", "{'reason':'by_law','subject':%lld}", (long long)a.clerk);
	api_fail_at(a.l, GJ_E_KEY_REUSED, "key_reused", "", "staff.update",
		    "{'id':%lld,'phone':'" PHONE "','key':'k'}", (long long)a.leader);
	ck_assert_int_eq(api_ok(a.l, "staff.update",
				"{'id':%lld,'phone':'" PHONE "','key':'k'}", (long long)a.clerk),
			 a.clerk);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* ---- the file under load ---- */

#define MARK "MARK%05dEND"
#define MARK_SIZE 12

/* Notes of many lengths, some on pages of their own, in two homes, erased between others that
 * come and go: pages split, merge and are used again. */
static int64_t noted(api *a, int i, uint32_t *seed)
{
	static char note[3200];
	size_t n = (size_t)snprintf(note, sizeof(note), MARK, i), want;

	*seed = *seed * 1103515245u + 12345u;
	want = (*seed >> 16) % 8 == 0 ? 2900 : (*seed >> 16) % 300;
	while (n < want)
		n += (size_t)snprintf(note + n, sizeof(note) - n, "字");
	return api_ok(a->l, "enterprise.register",
		      "{'home':%lld,'kind':'enterprise','name':'企业%d','note':'%s'}",
		      (long long)(i % 2 ? a->street : a->other), i, note);
}

static size_t marks_left(const api *a, const unsigned char *erased, int count)
{
	bytes all = everything(a);
	size_t i, found = 0;
	int number;

	for (i = 0; i + MARK_SIZE <= all.n; i++)
		if (memcmp(all.p + i, "MARK", 4) == 0 && isdigit(all.p[i + 4])) {
			number = atoi((char *)all.p + i + 4);
			found += number < count && erased[number];
		}
	free(all.p);
	return found;
}

/* Pages of trees in whose free middle, between the places of their records and the records,
 * anything stands. The first page holds the schema alone; a page of a long value begins with
 * the number of the next one, which in a small file has a zero in front. */
static size_t pages_not_clean(const api *a)
{
	size_t size, page, i, header, from, to, found = 0;
	unsigned char *file = (unsigned char *)api_slurp(a->path, &size), *p;
	size_t page_size = (size_t)file[16] << 8 | file[17];

	ck_assert_uint_ge(page_size, 512);
	for (page = 1; (page + 1) * page_size <= size; page++) {
		p = file + page * page_size;
		if (p[0] != 2 && p[0] != 5 && p[0] != 10 && p[0] != 13)
			continue;
		header = p[0] < 10 ? 12 : 8;
		from = header + 2 * ((size_t)p[3] << 8 | p[4]);
		to = (size_t)p[5] << 8 | p[6];
		for (i = from; i < to && p[i] == 0; i++)
			;
		found += i < to;
	}
	free(file);
	return found;
}

START_TEST(no_trace_under_load)
{
	enum { COUNT = 700 };
	static unsigned char erased[COUNT];
	static int64_t id[COUNT];
	uint32_t seed = (uint32_t)unit_seed();
	char offices[80], value[20];
	int i, k;
	api a;

	ENGINE_FILE_ONLY();
	memset(erased, 0, sizeof(erased));
	api_start(&a);
	snprintf(offices, sizeof(offices), "{\"offices\":[%lld,%lld]}", (long long)a.street,
		 (long long)a.other);
	for (i = 0; i < COUNT; i += 100) {
		ck_assert_int_eq(gj_begin(a.l, offices, strlen(offices), NULL), GJ_OK);
		for (k = i; k < i + 100; k++)
			id[k] = noted(&a, k, &seed);
		for (k = i / 2; k < i / 2 + 30 && i > 0; k++) {
			if (erased[k])
				continue;
			snprintf(value, sizeof(value), MARK, k);
			api_ok(a.l, "vault.erase", "{'home':%lld,'value':'%s','reason':'by_law'}",
			       (long long)(k % 2 ? a.street : a.other), value);
			erased[k] = 1;
			api_ok(a.l, "enterprise.update", "{'id':%lld,'note':'短'}",
			       (long long)id[k]);
		}
		api_commit(a.l);
	}
	for (k = 0; k < COUNT; k += 7) {
		if (!erased[k])
			api_ok(a.l, "vault.erase", "{'subject':%lld,'reason':'by_law'}",
			       (long long)id[k]);
		erased[k] = 1;
	}
	checkpoint(a.path);
	ck_assert_uint_eq(marks_left(&a, erased, COUNT), 0);
	/* nor is there any place left where something could have been overlooked */
	api_ok(a.l, "vault.scrub", "{}");
	ck_assert_uint_eq(pages_not_clean(&a), 0);
	memset(erased, 1, sizeof(erased));
	ck_assert_uint_ge(marks_left(&a, erased, COUNT), 300); /* the others are seen */
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* Somebody reads while it is erased: the erasure stands, the traces go when she is done, and
 * vault.scrub says whether they are gone. */
START_TEST(reader_in_the_way)
{
	sqlite3 *reader = NULL;
	gj_options *o;
	gj_reply *r;
	bytes all;
	api a;

	ENGINE_FILE_ONLY();
	api_start(&a);
	a.l = gj_close(a.l);
	o = api_options(&a);
	ck_assert_int_eq(gj_options_set_int(o, "busy_ms", 50), GJ_OK);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	api_act(a.l, "system");
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'" PHONE "'}", (long long)a.clerk);
	ck_assert_int_eq(sqlite3_open(a.path, &reader), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM event", NULL, NULL, NULL),
		SQLITE_OK);
	api_ok(a.l, "vault.erase", "{'value':'" PHONE "','reason':'by_law'}");
	api_fail(a.l, GJ_E_BUSY, "vault.scrub", "{}");
	all = everything(&a);
	ck_assert_uint_ge(traces(all), 1); /* she still needs it */
	free(all.p);
	ck_assert_int_eq(sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	r = api_call(a.l, GJ_OK, "vault.scrub", "{}");
	ck_assert_int_ge(api_int(r, "/pages"), 0);
	gj_reply_free(r);
	all = everything(&a);
	ck_assert_uint_eq(traces(all), 0);
	free(all.p);
	sqlite3_close(reader);
	api_act(a.l, "clerk");
	api_fail(a.l, GJ_E_DENIED, "vault.scrub", "{}");
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* Without being asked: the next change tries again. */
START_TEST(scrubbed_later)
{
	sqlite3 *reader = NULL;
	bytes all;
	api a;

	ENGINE_FILE_ONLY();
	api_start(&a);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'" PHONE "'}", (long long)a.clerk);
	ck_assert_int_eq(sqlite3_open(a.path, &reader), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM event", NULL, NULL, NULL),
		SQLITE_OK);
	api_ok(a.l, "vault.erase", "{'value':'" PHONE "','reason':'by_law'}");
	sqlite3_close(reader);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'x'}", (long long)a.street);
	all = everything(&a);
	ck_assert_uint_eq(traces(all), 0);
	free(all.p);
	api_end(&a);
}
END_TEST

/* Another handle has the pages as they were in memory: what it writes later brings nothing
 * back. */
START_TEST(other_handles_forget)
{
	gj_ledger *other;
	bytes all;
	int i;
	api a;

	ENGINE_FILE_ONLY();
	api_start(&a);
	other = api_open(&a, a.path);
	api_act(other, "system");
	for (i = 0; i < 300; i++)
		api_ok(a.l, "staff.update", "{'id':%lld,'phone':'%s'}",
		       (long long)(i % 2 ? a.clerk : a.leader), i % 3 ? PHONE : STAYS);
	api_verify(other); /* has read it all */
	api_ok(a.l, "vault.erase", "{'value':'" PHONE "','reason':'by_law'}");
	for (i = 0; i < 300; i++)
		api_ok(i % 2 ? other : a.l, "staff.update", "{'id':%lld,'phone':'" STAYS "'}",
		       (long long)(i % 3 ? a.clerk : a.leader));
	api_verify(other);
	gj_close(other);
	checkpoint(a.path);
	all = everything(&a);
	ck_assert_uint_eq(traces(all), 0);
	free(all.p);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("privacy");

	unit_add(s, "searches_see", searches_see);
	unit_add(s, "no_trace", no_trace);
	unit_add(s, "no_digest", no_digest);
	unit_add(s, "what_is_left", what_is_left);
	unit_add(s, "erase_by_subject", erase_by_subject);
	unit_add(s, "keys_of_what_was_erased", keys_of_what_was_erased);
	unit_add(s, "no_trace_under_load", no_trace_under_load);
	unit_add(s, "reader_in_the_way", reader_in_the_way);
	unit_add(s, "scrubbed_later", scrubbed_later);
	unit_add(s, "other_handles_forget", other_handles_forget);
	return s;
}

GJ_TEST_MAIN(suite)
