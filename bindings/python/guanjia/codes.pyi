# SPDX-License-Identifier: Apache-2.0
# Made by bindings/python/generate.py from gj_describe(). Do not edit.

"""Codes of the built-in profile. A ledger may have another: its words
come from ``ledger.profile.codes()``, and any text is taken where a code is."""
from guanjia._enum import Code

class Channel(Code):
    WINDOW = "window"
    PHONE = "phone"
    WECHAT = "wechat"
    MINIPROGRAM = "miniprogram"
    GROUP_CHAT = "group_chat"
    VISIT = "visit"
    HOTLINE = "hotline"
    WEB = "web"
    LETTER = "letter"
    WHISTLE = "whistle"
    MEETING = "meeting"
    PATROL = "patrol"
    SUPERIOR = "superior"
    OTHER = "other"

class DemandKind(Code):
    INQUIRY = "inquiry"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"

class DemandCategory(Code):
    TRAFFIC = "traffic"
    ENVIRONMENT = "environment"
    CITY_APPEARANCE = "city_appearance"
    GREENING = "greening"
    PROPERTY = "property"
    PREMISES = "premises"
    CONSTRUCTION = "construction"
    TALENT = "talent"
    HOUSING = "housing"
    SCHOOLING = "schooling"
    POLICY = "policy"
    FINANCE = "finance"
    TAX = "tax"
    ARREARS = "arrears"
    LABOUR = "labour"
    UTILITIES = "utilities"
    TELECOM = "telecom"
    SECURITY = "security"
    SAFETY = "safety"
    LICENSING = "licensing"
    MARKET = "market"
    IP = "ip"
    LEGAL = "legal"
    TECHNOLOGY = "technology"
    TRADE = "trade"
    PUBLIC_HEALTH = "public_health"
    PARTY_BUILDING = "party_building"
    CONDUCT = "conduct"
    OTHER = "other"

class Urgency(Code):
    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"

class Disposition(Code):
    DO_NOW = "do_now"
    DO_BY_DATE = "do_by_date"
    EXPLAIN = "explain"

class Resolution(Code):
    SOLVED = "solved"
    WORKAROUND = "workaround"
    EXPLAINED = "explained"
    SHELVED = "shelved"

class Level(Code):
    OFFICE = "office"
    DISTRICT = "district"
    CITY = "city"
    ABOVE = "above"

class CallbackBy(Code):
    HOTLINE = "hotline"
    OFFICE = "office"
    THIRD_PARTY = "third_party"

class CallbackResult(Code):
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"

class Satisfaction(Code):
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    DISSATISFIED = "dissatisfied"
    NOT_RATED = "not_rated"

class OfficeKind(Code):
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMITTEE = "committee"
    COMMUNITY = "community"
    DEPARTMENT = "department"
    STATION = "station"
    SECTION = "section"
    ALLIANCE = "alliance"
    TASK_FORCE = "task_force"
    OPERATOR_TEAM = "operator_team"
    BUILDING_COUNCIL = "building_council"

class EnterpriseKind(Code):
    ENTERPRISE = "enterprise"
    SOLE_TRADER = "sole_trader"
    SOCIAL_ORGANISATION = "social_organisation"
    COLLECTIVE = "collective"

class EnterpriseTag(Code):
    SERVICE_PACK = "service_pack"
    ABOVE_QUOTA = "above_quota"
    HIGHTECH = "hightech"
    TECH_SME = "tech_sme"
    SPECIALIZED_SME = "specialized_sme"
    LITTLE_GIANT = "little_giant"
    FOREIGN_INVESTED = "foreign_invested"
    STATE_OWNED = "state_owned"
    LISTED = "listed"
    HEADQUARTERS = "headquarters"
    KEY = "key"
    START_UP = "start_up"
    INTENDED = "intended"

class Scale(Code):
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"
    NOT_APPLICABLE = "not_applicable"

class ContactRole(Code):
    LEGAL_REPRESENTATIVE = "legal_representative"
    PRINCIPAL = "principal"
    LIAISON = "liaison"
    FINANCE = "finance"
    PERSONNEL = "personnel"
    SAFETY = "safety"
    PARTY_SECRETARY = "party_secretary"
    OTHER = "other"

class ContactMode(Code):
    PHONE = "phone"
    DOOR = "door"
    MESSAGE = "message"
    MAIL = "mail"
    MEETING = "meeting"

class StewardRole(Code):
    INDUSTRY = "industry"
    TERRITORY = "territory"
    LEADER = "leader"
    DEPUTY = "deputy"

class StewardEndReason(Code):
    HANDED_OVER = "handed_over"
    LEFT_POST = "left_post"
    TERM_OVER = "term_over"
    ENTERPRISE_MOVED = "enterprise_moved"
    ENTERPRISE_CLOSED = "enterprise_closed"
    BY_ORDER = "by_order"

class VisitMode(Code):
    DOOR = "door"
    PHONE = "phone"
    QUESTIONNAIRE = "questionnaire"

class VisitOutcome(Code):
    MET = "met"
    UNREACHABLE = "unreachable"
    DORMANT = "dormant"
    REFUSED = "refused"
    MOVED = "moved"

class VisitCancelReason(Code):
    ENTERPRISE_ASKED = "enterprise_asked"
    NO_NEED = "no_need"
    COMBINED = "combined"
    NOBODY_FREE = "nobody_free"
    EMERGENCY = "emergency"

class TeamRole(Code):
    LEAD = "lead"
    MEMBER = "member"
    RECORDER = "recorder"

class Evidence(Code):
    PHOTO = "photo"
    DOCUMENT = "document"
    RECORDING = "recording"
    CONTACT_RECORD = "contact_record"
    APPROVAL = "approval"
    CONSENT = "consent"
    CONFIRMATION = "confirmation"

class AttachmentType(Code):
    JPEG = "jpeg"
    PNG = "png"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    TXT = "txt"
    MP3 = "mp3"
    MP4 = "mp4"

class ExternalSystem(Code):
    HOTLINE_12345 = "hotline_12345"
    CITY_PLATFORM = "city_platform"
    DISTRICT_PLATFORM = "district_platform"
    PETITION = "petition"
    MARKET_REGISTRY = "market_registry"
    GRID = "grid"
    OTHER = "other"

class AmendReason(Code):
    TYPING_ERROR = "typing_error"
    WRONG_FACT = "wrong_fact"
    WRONG_SUBJECT = "wrong_subject"
    LATE_EVIDENCE = "late_evidence"
    BY_ORDER = "by_order"

class VoidReason(Code):
    ENTERED_TWICE = "entered_twice"
    ENTERED_BY_MISTAKE = "entered_by_mistake"
    TRIAL_ENTRY = "trial_entry"
    BY_ORDER = "by_order"

class ReturnReason(Code):
    NOT_OUR_DUTY = "not_our_duty"
    NOT_OUR_AREA = "not_our_area"
    INCOMPLETE = "incomplete"
    ALREADY_HANDLED = "already_handled"

class TransferReason(Code):
    DUTY_ELSEWHERE = "duty_elsewhere"
    AREA_ELSEWHERE = "area_elsewhere"
    REASSIGNED = "reassigned"
    BY_ORDER = "by_order"

class WithdrawReason(Code):
    SOLVED_ITSELF = "solved_itself"
    NO_LONGER_NEEDED = "no_longer_needed"
    CHOSE_OTHER_WAY = "chose_other_way"
    MISTAKEN = "mistaken"

class ReopenReason(Code):
    NOT_SOLVED = "not_solved"
    RECURRED = "recurred"
    NEW_FACTS = "new_facts"
    PROMISE_NOT_KEPT = "promise_not_kept"
    ENDED_BY_MISTAKE = "ended_by_mistake"

class EscalateReason(Code):
    MULTI_DEPARTMENT = "multi_department"
    BEYOND_POWER = "beyond_power"
    UNCLEAR_OWNER = "unclear_owner"
    UNSOLVED_AFTER_COORDINATION = "unsolved_after_coordination"

class DeclineReason(Code):
    EMERGENCY = "emergency"
    LAWFUL_CHANNEL = "lawful_channel"
    REPEATED = "repeated"
    SECRET = "secret"
    BEYOND_GOVERNMENT = "beyond_government"
    UNLAWFUL = "unlawful"

class ExtendReason(Code):
    COMPLEX = "complex"
    NEEDS_COORDINATION = "needs_coordination"
    NEEDS_CONSTRUCTION = "needs_construction"
    OTHER = "other"

class SuspendReason(Code):
    HEARING = "hearing"
    TENDER = "tender"
    INSPECTION = "inspection"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"
    BY_LAW = "by_law"

class SupplementReason(Code):
    FACTS_UNCLEAR = "facts_unclear"
    MATERIAL_MISSING = "material_missing"
    IDENTITY_UNCLEAR = "identity_unclear"

class ShelveReason(Code):
    NO_FUNDS = "no_funds"
    IN_PLAN = "in_plan"
    POLICY_MISSING = "policy_missing"
    OWNERSHIP = "ownership"
    THIRD_PARTY = "third_party"
    CONDITION = "condition"

class StrikeOffReason(Code):
    DONE = "done"
    CONDITION_MET = "condition_met"
    OTHER_WAY = "other_way"
    UNDERSTOOD = "understood"

class KeepShelvedReason(Code):
    NOT_DONE = "not_done"
    EVIDENCE_MISSING = "evidence_missing"
    ANSWER_UNCLEAR = "answer_unclear"

class ExcludeReason(Code):
    BEYOND_POWER = "beyond_power"
    UNREASONABLE = "unreasonable"
    UNLAWFUL = "unlawful"
    NOT_TRUE = "not_true"
    WRONG_DISPATCH = "wrong_dispatch"
    FORCE_MAJEURE = "force_majeure"

class DisputeReason(Code):
    WRONG_PERSON = "wrong_person"
    WRONG_MATTER = "wrong_matter"
    WRONG_RECORD = "wrong_record"
    TOO_EARLY = "too_early"

class SupervisionKind(Code):
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"
    SUMMONS = "summons"

class SupervisionReason(Code):
    OVERDUE = "overdue"
    BEHIND = "behind"
    REFUSED = "refused"
    UNSOLVED = "unsolved"
    REPEATED = "repeated"
    NOT_REPORTED_IN = "not_reported_in"
    CARDS = "cards"
    IMPACT = "impact"
    BY_ORDER = "by_order"

class SupervisionSendBackReason(Code):
    NOT_DONE = "not_done"
    PARTLY_DONE = "partly_done"
    REPLY_UNCLEAR = "reply_unclear"
    EVIDENCE_MISSING = "evidence_missing"

class SupervisionWithdrawReason(Code):
    DONE_MEANWHILE = "done_meanwhile"
    REASSIGNED = "reassigned"
    MISTAKEN = "mistaken"

class EraseReason(Code):
    PURPOSE_FULFILLED = "purpose_fulfilled"
    RETENTION_EXPIRED = "retention_expired"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    UNLAWFUL_PROCESSING = "unlawful_processing"
    BY_LAW = "by_law"

class HoldReason(Code):
    LITIGATION = "litigation"
    REVIEW = "review"
    PETITION = "petition"
    INSPECTION = "inspection"
    INVESTIGATION = "investigation"
    BY_LAW = "by_law"

class HoldLiftReason(Code):
    SETTLED = "settled"
    NOT_NEEDED = "not_needed"
    MISTAKEN = "mistaken"

class WhistleKind(Code):
    DEMAND = "demand"
    KEY_WORK = "key_work"
    ENFORCEMENT = "enforcement"
    EMERGENCY = "emergency"

class WhistleSource(Code):
    GRASSROOTS = "grassroots"
    MASSES = "masses"
    ENTERPRISE = "enterprise"
    DEPARTMENT = "department"
    CITY_OPERATIONS = "city_operations"

class WhistleRefuseReason(Code):
    OWN_POWER = "own_power"
    NOT_COORDINATED = "not_coordinated"
    UNCLEAR = "unclear"
    REPEATED = "repeated"

class WhistleWithdrawReason(Code):
    SOLVED_ITSELF = "solved_itself"
    SOLVED_HERE = "solved_here"
    ESCALATED = "escalated"
    MISTAKEN = "mistaken"

class WhistleReworkReason(Code):
    NOT_SOLVED = "not_solved"
    PARTLY_SOLVED = "partly_solved"
    FEEDBACK_UNCLEAR = "feedback_unclear"

class PartyRefuseReason(Code):
    NOT_OUR_DUTY = "not_our_duty"
    NOT_OUR_AREA = "not_our_area"
    NO_POWER = "no_power"
    ALREADY_HANDLED = "already_handled"

class PartyReleaseReason(Code):
    NOT_NEEDED = "not_needed"
    CALLED_BY_MISTAKE = "called_by_mistake"
    HANDED_OVER = "handed_over"

class PartyDecision(Code):
    UPHELD = "upheld"
    OVERRULED = "overruled"

class PartyGrade(Code):
    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"

class Role(Code):
    CLERK = "clerk"
    STEWARD = "steward"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    SECTION_HEAD = "section_head"
    LEADER = "leader"
    PRINCIPAL = "principal"
    SUPERVISOR = "supervisor"
    HOTLINE = "hotline"
    ENTERPRISE = "enterprise"
    AUDITOR = "auditor"
    DATA_PROTECTION = "data_protection"
    ADMIN = "admin"
    SYSTEM = "system"

class DemandState(Code):
    REGISTERED = "registered"
    ANSWERED = "answered"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    CONTACTED = "contacted"
    HANDLING = "handling"
    REPLIED = "replied"
    CALLED_BACK = "called_back"
    REWORKING = "reworking"
    RETURNED = "returned"
    ESCALATED = "escalated"
    SHELVED = "shelved"
    STRIKING_OFF = "striking_off"
    SUSPENDED = "suspended"
    SUPPLEMENTING = "supplementing"
    SPLIT = "split"
    CLOSED = "closed"
    TRANSFERRED = "transferred"
    REJECTED = "rejected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"

class Verb(Code):
    REGISTER = "register"
    DISPATCH = "dispatch"
    SIGN = "sign"
    CONTACT = "contact"
    HANDLE = "handle"
    TRANSFER = "transfer"
    RETURN = "return"
    EXPLAIN = "explain"
    REPLY = "reply"
    CALLBACK = "callback"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    SPLIT = "split"
    MERGE = "merge"
    ESCALATE = "escalate"
    EXTEND = "extend"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    SUSPEND = "suspend"
    SUPPLEMENT = "supplement"
    RESUME = "resume"
    URGE = "urge"
    AMEND = "amend"
    VOID = "void"
    REVIEW_SHELVED = "review_shelved"
    PROPOSE_STRIKE_OFF = "propose_strike_off"
    STRIKE_OFF = "strike_off"
    KEEP_SHELVED = "keep_shelved"
    DECLINE = "decline"

__all__ = [
    "AmendReason",
    "AttachmentType",
    "CallbackBy",
    "CallbackResult",
    "Channel",
    "ContactMode",
    "ContactRole",
    "DeclineReason",
    "DemandCategory",
    "DemandKind",
    "DemandState",
    "Disposition",
    "DisputeReason",
    "EnterpriseKind",
    "EnterpriseTag",
    "EraseReason",
    "EscalateReason",
    "Evidence",
    "ExcludeReason",
    "ExtendReason",
    "ExternalSystem",
    "HoldLiftReason",
    "HoldReason",
    "KeepShelvedReason",
    "Level",
    "OfficeKind",
    "PartyDecision",
    "PartyGrade",
    "PartyRefuseReason",
    "PartyReleaseReason",
    "ReopenReason",
    "Resolution",
    "ReturnReason",
    "Role",
    "Satisfaction",
    "Scale",
    "ShelveReason",
    "StewardEndReason",
    "StewardRole",
    "StrikeOffReason",
    "SupervisionKind",
    "SupervisionReason",
    "SupervisionSendBackReason",
    "SupervisionWithdrawReason",
    "SupplementReason",
    "SuspendReason",
    "TeamRole",
    "TransferReason",
    "Urgency",
    "Verb",
    "VisitCancelReason",
    "VisitMode",
    "VisitOutcome",
    "VoidReason",
    "WhistleKind",
    "WhistleRefuseReason",
    "WhistleReworkReason",
    "WhistleSource",
    "WhistleWithdrawReason",
    "WithdrawReason",
]
