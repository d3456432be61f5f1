"""Who may do what at which address: the policy of the whole portal in one table.

A row is an address, who is meant to use it, and what they are answered. Everybody else who is signed in finds nothing
there (404), visitors are asked to sign in. A wrong method is 405. See ``test_matrix`` for the people and the things.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.world import KINDS, PDF

PEOPLE = [
    "nobody",
    *("applicant", "member", "reviewer", "second", "idle", "coordinator", "deputy", "administrator"),
    "staff",
    *("n_applicant", "n_reviewer", "n_coordinator", "n_administrator"),
]


@dataclass(frozen=True)
class Who:
    """Who is meant to use an address, by what it names: a thing of our association, or our coordinator's own.

    Of what the neighbour has, our people see nothing; Alliance staff see what they see here.
    """

    ours: frozenset[str]
    colleague: frozenset[str] = frozenset()

    @classmethod
    def of(cls, ours: str, colleague: str = "") -> "Who":
        return cls(frozenset(ours.split()), frozenset(colleague.split()))

    def may(self, things: str) -> frozenset[str]:
        theirs = self.ours if "visitor" in self.ours else self.ours & {"staff"}
        return {"ours": self.ours, "theirs": theirs, "colleague": self.colleague}.get(things, frozenset())


ANYBODY = Who(frozenset(PEOPLE) | {"visitor"}, frozenset(PEOPLE) | {"visitor"})
SIGNED_IN = Who(frozenset(PEOPLE), frozenset(PEOPLE))
STAFF = Who.of("staff", "staff")
# An association's own pages.
OFFICE = Who.of("coordinator deputy administrator staff", "coordinator deputy administrator staff")
KEEPERS = Who.of("coordinator deputy administrator", "coordinator deputy administrator")
ADMINISTRATORS = Who.of("administrator staff", "administrator staff")
ADMINISTRATOR = Who.of("administrator", "administrator")
ANY_OFFICE = Who.of("coordinator deputy administrator staff n_coordinator n_administrator")
# What belongs to one person, and who works with it: never the person themself, a colleague's only the deputy and staff.
OWNER = Who.of("applicant", "coordinator")
HANDLERS = Who.of("coordinator deputy administrator staff", "deputy staff")
RECORDS = Who.of("coordinator deputy administrator staff", "deputy administrator staff")
STANDINGS = Who.of("administrator staff", "administrator staff")
DOWNLOADERS = Who.of("applicant coordinator deputy administrator staff", "coordinator deputy administrator staff")
# A file that a submission cites: also its reviewers who declared that nothing stands in the way.
READERS = Who.of("applicant reviewer coordinator deputy administrator staff", "coordinator")
# Each sees their own there: the address names an association and a category, no person.
APPLICANTS = Who.of("applicant coordinator")
HOLDERS = Who.of("applicant coordinator n_applicant")
REVIEWER = Who.of("reviewer")
SECOND = Who.of("second")


@dataclass(frozen=True)
class Row:
    """``get``, ``post``: what those in ``who`` are answered; 405 where there is no such method.

    ``names``: attributes of the things that stand in the address; a word in quotes stands there itself. ``data``: what
    is posted. ``unknown``: the answer to a POST about nothing that is known, where it is not 404.
    """

    route: str
    names: str
    who: Who
    get: int | tuple[int, ...]
    post: int | tuple[int, ...] = 405
    data: Callable = lambda things: {}
    unknown: int = 404

    def __str__(self):
        return " ".join([self.route, *self.names.split()[:3]])

    def args(self, things) -> list:
        """Raises AttributeError where there is no such thing."""
        return [_value(things, name) for name in self.names.split()]


def _value(things, name):
    if name.startswith("'"):
        return name.strip("'")
    if "." in name:
        attribute, key = name.split(".")
        return getattr(things, attribute)[key]
    return getattr(things, name)


def _upload(things):
    file = SimpleUploadedFile("a.pdf", PDF + b"%", "application/pdf")
    return {"kind": "training", "code": things.entry["training"], "file": file}


def _passage(things):
    return {"heading": "policy", "text": "Another law.", "areas": ["policy"], "version": "1"}


PUBLIC = [
    Row("home", "", ANYBODY, (200, 302)),
    Row("about", "", ANYBODY, 200),
    Row("standard:categories", "", ANYBODY, 200),
    Row("standard:portfolio_schema", "", ANYBODY, 200),
    Row("standard:changes", "", ANYBODY, 200),
    Row("standard:competencies", "", ANYBODY, 200),
    Row("standard:which", "", ANYBODY, 200),
    Row("standard:category", "category", ANYBODY, 200),
    Row("directory:alliance", "", ANYBODY, 200),
    Row("directory:house", "slug", ANYBODY, 200),
    Row("directory:look", "slug", ANYBODY, 200),
    Row("directory:house_logo", "slug", ANYBODY, 200),
    Row("interest:ask", "", ANYBODY, 200, 200),
    Row("interest:thanks", "", ANYBODY, 200),
    Row("style-guide", "", ANYBODY, 200),
    Row("award:registry", "", ANYBODY, 200),
    Row("award:verify", "", ANYBODY, 200),
    Row("award:verify_code", "certificate", ANYBODY, 200),
    Row("healthz", "", ANYBODY, 503),
    Row("set_language", "", ANYBODY, 302, 302),
    Row("fees:webhook", "'stripe' slug", ANYBODY, 405, 400),
    Row("mail:bounces", "", ANYBODY, 405, 404),
    Row("people:invitation", "invitation_token", ANYBODY, 200, (200, 302)),
    Row("references:rate", "token", ANYBODY, 200, 200),
    Row("references:rate", "used_token", ANYBODY, 410, 410),
    Row("references:rate", "expired_token", ANYBODY, 410, 410),
    Row("references:save", "token", ANYBODY, 405, 200),
    Row("references:save", "used_token", ANYBODY, 405, 410),
    Row("references:decline", "token", ANYBODY, 302, 302),
    Row("references:decline", "expired_token", ANYBODY, 410, 410),
    Row("references:thanks", "used_token", ANYBODY, 200),
]

ONES_OWN = [
    Row("people:me", "", SIGNED_IN, 200),
    Row("people:me_edit", "", SIGNED_IN, 200, 200),
    Row("people:me_practice", "", SIGNED_IN, 200, 302),
    Row("fees:mine", "", SIGNED_IN, 200),
    Row("fees:receipt", "payment", OWNER, 200),
    Row("fees:checkout", "attempt", OWNER, 200),
    Row("fees:pay", "slug", APPLICANTS, 200, 200),
    Row("portfolio:overview", "", SIGNED_IN, 200),
    Row("portfolio:providers", "", SIGNED_IN, 200),
    Row("portfolio:memberships", "", SIGNED_IN, 200, 422),
    Row("portfolio:membership", "waimh_membership", OWNER, 200, 422),
    Row("portfolio:remove_membership", "waimh_membership", OWNER, 405, 302),
    Row("portfolio:transfer", "", SIGNED_IN, 200, 422),
    Row("portfolio:export", "", SIGNED_IN, 200),
    Row("portfolio:transfer_preview", "", SIGNED_IN, 302, 302),
    Row("portfolio:transfer_discard", "", SIGNED_IN, 405, 302),
    *(Row("portfolio:add", f"'{kind}'", SIGNED_IN, 200) for kind in KINDS),
    *(Row("portfolio:edit", f"'{kind}' entry.{kind}", OWNER, 200, (302, 409), unknown=302) for kind in KINDS),
    *(Row("portfolio:remove", f"'{kind}' entry.{kind}", OWNER, 405, 302) for kind in KINDS),
    *(Row("portfolio:restore", f"'{kind}' removed.{kind}", OWNER, 405, 302) for kind in KINDS),
    Row("portfolio:upload", "", OWNER, 405, 302, data=_upload, unknown=302),
    Row("portfolio:document", "document", READERS, 200),
    Row("portfolio:remove_document", "document", OWNER, 405, 302, data=lambda things: {"kind": "training"}),
    Row("application:mine", "", SIGNED_IN, 200),
    Row("application:start", "", SIGNED_IN, 200, 200),
    Row("application:dashboard", "draft", OWNER, 200),
    Row("application:dashboard", "submitted", OWNER, 200),
    Row("application:what_if", "draft", OWNER, 200),
    Row("application:choose_edition", "draft", OWNER, 405, 302),
    Row("application:agreements", "draft", OWNER, 200, 200),
    Row("application:submit", "draft", OWNER, 200, 200),
    Row("application:submitted", "submitted number", OWNER, 200),
    Row("application:withdraw", "submitted", OWNER, 200, 302),
    Row("application:question", "submitted section", OWNER, 200, 200),
    Row("application:print", "submitted", OWNER, 200),
    Row("application:my_data", "", SIGNED_IN, 200, 302),
    Row("application:my_data_file", "export", OWNER, 200),
    Row("references:ask", "slug category", APPLICANTS, 200, 200),
    Row("references:address_hint", "slug category", APPLICANTS, 405, 200),
    Row("references:resend", "slug category reference", OWNER, 405, 302),
    Row("references:correct", "slug category reference", OWNER, 200, 200),
    Row("references:replace", "slug category reference", OWNER, 200, 200),
    Row("references:access", "slug category reference", OWNER, 405, 302),
    Row("decision:letters", "to_decide", OWNER, 200),
    Row("award:mine", "", SIGNED_IN, 200),
    Row("award:name", "", SIGNED_IN, 200, 200),
    Row("award:name_preview", "", HOLDERS, 405, 400),
    Row("award:certificate", "endorsement", DOWNLOADERS, 200),
    Row("award:prepare", "endorsement", OWNER, 405, 302),
    Row("award:status", "endorsement", OWNER, 200),
    Row("award:listing", "endorsement", OWNER, 405, 302),
]

REVIEWING = [
    Row("review:queue", "", SIGNED_IN, 200),
    Row("review:open", "assignment", REVIEWER, 200),
    Row("review:open", "asked_assignment", SECOND, 200),
    Row("review:open", "signed", REVIEWER, 200),
    Row("review:begin", "asked_assignment", SECOND, 405, 422),
    Row("review:save", "assignment", REVIEWER, 405, 302),
    Row("review:save", "signed", REVIEWER, 405, 409),
    Row("review:part", "assignment judgement", REVIEWER, 200),
    Row("review:sign", "assignment", REVIEWER, 405, 422),
    Row("review:hand_back", "assignment", REVIEWER, 200, 422),
]

COORDINATING = [
    Row("application:queue", "slug", OFFICE, 200),
    Row("application:queue_all", "", ANY_OFFICE, 200),
    Row("application:handle", "slug submitted", HANDLERS, 200),
    Row("application:handle", "slug draft", HANDLERS, 200),
    Row("application:return", "slug submitted", HANDLERS, 200, 200),
    Row("application:answer", "slug submitted", HANDLERS, 405, 422),
    Row("application:print_handled", "slug submitted", HANDLERS, 200),
    Row("application:exceptions", "slug submitted", HANDLERS, 200),
    Row("application:propose_exception", "slug submitted", HANDLERS, 200, 200),
    Row("application:exception", "slug exception", HANDLERS, 200),
    Row("application:exception_file", "slug exception", HANDLERS, 200),
    Row("application:approve_exception", "slug exception", HANDLERS, 405, 302),
    Row("application:end_exception", "slug exception", HANDLERS, 405, 302),
    Row("application:refuse_exception", "slug exception", STAFF, 405, 200),
    Row("application:withdraw_exception", "slug exception", HANDLERS, 405, 302),
    Row("policy:overlays", "slug", ADMINISTRATORS, 200),
    Row("policy:propose", "slug", ADMINISTRATORS, 200, 200),
    Row("policy:overlay", "slug overlay", ADMINISTRATORS, 200),
    Row("policy:approve", "slug overlay", ADMINISTRATORS, 405, 302),
    Row("policy:end", "slug overlay", ADMINISTRATORS, 405, 302),
    Row("policy:refuse", "slug overlay", STAFF, 405, 200),
    Row("policy:withdraw", "slug overlay", ADMINISTRATORS, 405, 302),
    Row("references:handle", "slug reference", HANDLERS, 200),
    Row("references:handle", "slug rated", HANDLERS, 200),
    Row("references:vet", "slug rated", HANDLERS, 405, 200),
    Row("references:items", "slug", ADMINISTRATORS, 200, 200),
    Row("review:assign", "slug submitted", HANDLERS, 200, 422),
    Row("review:assign", "slug in_review", HANDLERS, 200, 302),
    Row("review:assign", "slug to_decide", HANDLERS, 200, 302),
    Row("review:add_third", "slug to_decide", HANDLERS, 405, 422),
    Row("review:replace", "slug in_review asked_assignment", HANDLERS, 405, 422),
    Row("review:differences", "slug to_decide", HANDLERS, 200),
    Row("decision:edit", "slug to_decide", HANDLERS, 200),
    Row("decision:save", "slug to_decide", HANDLERS, 405, 409),
    Row("decision:preview", "slug to_decide", HANDLERS, 200),
    Row("decision:send", "slug to_decide", HANDLERS, 405, 302),
    Row("award:certificates", "slug", OFFICE, 200),
    Row("award:record", "slug endorsement", RECORDS, 200),
    Row("award:standing", "slug endorsement", STANDINGS, 405, 422, data=lambda things: {"move": "suspended"}),
    Row("award:mend_name", "slug endorsement", RECORDS, 405, 422),
    Row("award:print_again", "slug endorsement", RECORDS, 405, 302),
    Row("award:prepare_for", "slug endorsement", RECORDS, 405, 302),
    Row("award:wording", "slug", ADMINISTRATORS, 200, 200),
    Row("award:wording_preview", "slug", ADMINISTRATORS, 405, 200),
    Row("award:wording_pdf", "slug", ADMINISTRATORS, 405, 422),
    Row("people:list", "slug", OFFICE, 200),
    Row("merging:candidates", "slug", ADMINISTRATOR, 200),
    Row("merging:choose", "slug twin other_twin", ADMINISTRATOR, 200),
    Row("merging:preview", "slug twin other_twin", ADMINISTRATOR, 200, 302),
    Row("merging:ask", "slug twin other_twin", ADMINISTRATOR, 405, 200),
    Row("merging:two", "slug twin other_twin", ADMINISTRATOR, 405, 302),
    Row("merging:undo", "slug merge", ADMINISTRATOR, 405, 302),
    Row("people:terms", "slug", ADMINISTRATORS, 200, 200),
    Row("people:invite", "slug", OFFICE, 200, 200),
    Row("people:invite_again", "slug invitation", OFFICE, 405, 302),
    Row("people:withdraw", "slug invitation", OFFICE, 405, 302),
    Row("people:person", "slug person", OFFICE, 200, 200),
    Row("people:end_role", "slug grant_person grant", OFFICE, 200, 302),
    Row("people:add_membership", "slug member", OFFICE, 405, 200),
    Row("people:end_membership", "slug member membership", OFFICE, 200, 200),
    Row("people:note_vetting", "slug member", OFFICE, 405, 200),
    Row("people:end_vetting", "slug member vetting", OFFICE, 200, 200),
    Row("roster:list", "slug", OFFICE, 200),
    Row("roster:export_csv", "slug", KEEPERS, 200),
    Row("roster:export_xlsx", "slug", KEEPERS, 200),
    Row("roster:errands", "slug", KEEPERS, 200),
    Row("roster:begin_errand", "slug", KEEPERS, 405, 302),
    Row("roster:errand", "slug errand", KEEPERS, 200, 200),
    Row("roster:do_errand", "slug errand", KEEPERS, 405, 302),
    Row("roster:discard_errand", "slug errand", KEEPERS, 405, 302),
    Row("roster:import", "slug", KEEPERS, 200, 200),
    Row("roster:columns", "slug upload", KEEPERS, 200, 200),
    Row("roster:batch", "slug batch", KEEPERS, 200),
    Row("roster:batch", "slug upload", KEEPERS, 302),
    Row("roster:mend", "slug batch row", KEEPERS, 405, 302),
    Row("roster:choose", "slug batch row", KEEPERS, 405, 302),
    Row("roster:skip", "slug batch row", KEEPERS, 405, 302),
    Row("roster:skip_all", "slug batch", KEEPERS, 405, 302),
    Row("roster:again", "slug batch", KEEPERS, 405, 302),
    Row("roster:apply", "slug batch", KEEPERS, 405, 302),
    Row("roster:undo", "slug batch", KEEPERS, 405, 302),
    Row("roster:discard", "slug upload", KEEPERS, 405, 302),
    Row("directory:settings", "slug", ADMINISTRATORS, 200, 200),
    Row("directory:logo", "slug", ADMINISTRATORS, 200),
    Row("directory:date_add", "slug", ADMINISTRATORS, 200, 200),
    Row("directory:date", "slug calendar_date", ADMINISTRATORS, 200, 200),
    Row("directory:date_remove", "slug calendar_date", ADMINISTRATORS, 405, 302),
    Row("directory:licence_document", "slug licence", ADMINISTRATORS, 200),
    Row("directory:signatory_add", "slug", ADMINISTRATORS, 200, 200),
    Row("directory:signatory", "slug signatory", ADMINISTRATORS, 200, 200),
    Row("directory:signatory_remove", "slug signatory", ADMINISTRATORS, 405, 302),
    Row("directory:signature", "slug signatory", ADMINISTRATORS, 200),
    Row("fees:dues", "slug", OFFICE, 200),
    Row("fees:payments", "slug", OFFICE, 200),
    Row("fees:payment", "slug payment", RECORDS, 200, 200),
    Row("fees:office_receipt", "slug payment", RECORDS, 200),
    Row("fees:record", "slug due", RECORDS, 200, 200),
    Row("fees:sponsors", "slug", OFFICE, 200, 200),
    Row("fees:sponsor", "slug sponsor", OFFICE, 200, 200),
    Row("fees:sponsoring", "slug due", RECORDS, 200, 302),
    Row("fees:charge", "slug member", OFFICE, 200, 200),
    Row("fees:schedule", "slug", OFFICE, 200),
    Row("fees:keys", "slug", ADMINISTRATORS, 200, 200),
    Row("fees:switch_off", "slug", ADMINISTRATORS, 405, 302),
    Row("fees:differences", "slug", ADMINISTRATORS, 200),
    Row("fees:compare", "slug", ADMINISTRATORS, 405, 302),
    Row("fees:differences_csv", "slug", ADMINISTRATORS, 200),
    Row("fees:mend", "slug difference", ADMINISTRATORS, 200, 200),
    Row("fees:change", "slug 'registration'", ADMINISTRATORS, 200, 200),
    Row("settling:overview", "slug", ADMINISTRATORS, 200),
    Row("settling:change", "slug 'review'", ADMINISTRATORS, 200, 200),
    Row("settling:change", "slug 'decision'", ADMINISTRATORS, 200, 200),
    Row("settling:change", "slug 'intake'", ADMINISTRATORS, 200, 200),
    Row("settling:change", "slug 'applications'", ADMINISTRATORS, 200, 200),
    Row("settling:change", "slug 'references'", ADMINISTRATORS, 200, 200),
    Row("settling:change", "slug 'renewal'", ADMINISTRATORS, 200, 200),
    Row("settling:change", "slug 'fees'", ADMINISTRATORS, 200, 200),
    Row("settling:take_back", "slug policy", ADMINISTRATORS, 405, 302),
    Row("reports:index", "", ANY_OFFICE, 200),
    *(
        Row(f"reports:{part}", "'endorsed'", ANY_OFFICE, 200)
        for part in ("report", "data", "table", "board", "rows", "rows_csv")
    ),
    Row("activity:mine", "slug", KEEPERS, 200),
    Row("activity:write", "slug asked_year", KEEPERS, 200),
    Row("activity:write", "slug told_year", KEEPERS, 302),
    Row("activity:passage", "slug asked_year passage", KEEPERS, 200, (302, 409), data=_passage),
    Row("activity:remove", "slug asked_year passage", KEEPERS, 405, 302),
    Row("activity:restore", "slug asked_year removed_passage", KEEPERS, 405, 302),
    Row("activity:add_passage", "slug asked_year 'policy'", KEEPERS, 200),
    Row("activity:take_over", "slug asked_year 'policy'", KEEPERS, 405, 302),
    Row("activity:remark", "slug asked_year 'endorsed'", KEEPERS, 200, 302),
    Row("activity:upload", "slug asked_year", KEEPERS, 405, 422),
    Row("activity:file", "slug asked_year file", KEEPERS, 200),
    Row("activity:file", "slug told_year told_file", OFFICE, 200),
    Row("activity:remove_file", "slug asked_year file", KEEPERS, 405, 302),
    Row("activity:submit", "slug asked_year", KEEPERS, 200, 302),
    Row("activity:submission", "slug told_year number", OFFICE, 200),
    Row("activity:reopen", "slug told_year", OFFICE, 200, 200),
    Row("reports:save", "'endorsed'", ANY_OFFICE, 200, 200),
    Row("reports:export", "'endorsed'", ANY_OFFICE, 405, 302),
    Row("reports:exports", "", ANY_OFFICE, 200),
    Row("reports:export_file", "report_export", Who.of("coordinator"), 200),
    Row("reports:monthly", "saved_view", Who.of("coordinator"), 405, 302),
    Row("reports:remove", "saved_view", Who.of("coordinator"), 405, 302),
    Row("mail:box", "", ANY_OFFICE, 200),
    Row("mail:message", "message", OFFICE, 200),
    Row("mail:html", "message", OFFICE, 200),
    Row("mail:resend", "message", OFFICE, 405, 302),
]

ALLIANCE = [
    Row("directory:list", "", STAFF, 200),
    Row("directory:add", "", STAFF, 200, 200),
    Row("directory:edit", "slug", STAFF, 200, 200),
    Row("directory:licence_add", "slug", STAFF, 200, 200),
    Row("directory:licence", "slug licence", STAFF, 200, 200),
    Row("directory:licences", "", STAFF, 200),
    Row("directory:affiliation_add", "slug", STAFF, 200, 200),
    Row("directory:affiliation", "slug affiliation", STAFF, 200, 200),
    Row("interest:list", "", STAFF, 200),
    Row("interest:report", "", STAFF, 200),
    Row("interest:report_file", "", STAFF, 200),
    Row("interest:open", "interest", STAFF, 200, 200),
    Row("interest:plan", "interest", STAFF, 200, 302),
    *(
        Row("interest:move", f"interest '{move}'", STAFF, 200, answer)
        for move, answer in (("explore", 302), ("prepare", 302), ("license", 200), ("decline", 200), ("reopen", 302))
    ),
    Row("interest:assistance", "", STAFF, 200),
    Row("interest:assistance_add", "", STAFF, 200, 200),
    Row("interest:assistance_change", "assistance", STAFF, 200, 200),
    Row("interest:assistance_remove", "assistance", STAFF, 405, 302),
    Row("activity:years", "", STAFF, 200),
    Row("activity:add", "", STAFF, 200, 200),
    Row("activity:year", "told_year", STAFF, 200),
    Row("activity:change", "told_year", STAFF, 200, 200),
    Row("activity:move", "told_year 'close'", STAFF, 405, 302),
    Row("activity:ask", "told_year", STAFF, 200, 200),
    Row("activity:remind", "asked_year", STAFF, 405, 302),
    Row("activity:one", "asked_year slug", STAFF, 200),
    Row("activity:remind_one", "asked_year slug", STAFF, 405, 302),
    Row("activity:leave_out", "asked_year slug", STAFF, 405, 302),
    Row("activity:reading", "told_year", STAFF, 200),
    Row("activity:tag", "told_year told_passage", STAFF, 200, 302),
    Row("activity:figures_file", "told_year", STAFF, 200),
    Row("activity:synopses", "told_year", STAFF, 200, 302),
    Row("activity:synopsis", "told_year synopsis", STAFF, 200),
    Row("people:everybody", "", STAFF, 200, 200),
    Row("people:staff", "", STAFF, 200),
    Row("people:invite_staff", "", STAFF, 200, 200),
    Row("people:staff_invite_again", "staff_invitation", STAFF, 405, 302),
    Row("people:staff_withdraw", "staff_invitation", STAFF, 405, 302),
    Row("people:record", "person", STAFF, 200),
    Row("merging:asked", "", STAFF, 200),
    Row("merging:look", "merge", STAFF, 405, 302),
    Row("merging:decline", "merge", STAFF, 405, 302),
    Row("merging:staff_undo", "merge", STAFF, 405, 302),
    Row("merging:other", "person", STAFF, 200, 200),
    Row("merging:staff_choose", "staff_twin staff_other", STAFF, 200),
    Row("merging:staff_preview", "staff_twin staff_other", STAFF, 200, 302),
    Row("people:open_record", "person", STAFF, 405, 200),
    Row("people:end_any_role", "grant_person grant", STAFF, 200, 302),
    Row("people:reset_second_factor", "person", STAFF, 200, 200),
    Row("award:all_certificates", "", STAFF, 200),
    Row("editions:list", "", STAFF, 200),
    Row("editions:copy", "", STAFF, 200, 200),
    Row("editions:edition_text", "'2025'", STAFF, 200),
    Row("editions:draft", "edition_draft", STAFF, 200),
    Row("editions:draft", "published_draft", STAFF, 200),
    Row("editions:draft_text", "edition_draft", STAFF, 200),
    Row("editions:publish", "edition_draft", STAFF, 200, 200),
    Row("editions:take_back", "published_draft", STAFF, 200, 200),
    Row("application:comparison", "edition_draft", STAFF, 200, 302),
    Row("application:comparison_csv", "published_draft", STAFF, 200),
    Row("editions:discard", "edition_draft", STAFF, 405, 302),
    Row("editions:kind", "edition_draft 'fa'", STAFF, 200),
    *(
        Row("editions:requirement", f"edition_draft 'fa' '{key}'", STAFF, 200, 200)
        for key in ("education", "training.hours", "references.roles")
    ),
    Row("editions:competencies", "edition_draft 'fa'", STAFF, 200, 200),
    Row("editions:remove", "edition_draft 'fa' 'training.hours'", STAFF, 405, 302),
    Row("mail:message", "staff_message", STAFF, 200),
    Row("application:exceptions_waiting", "", STAFF, 200),
    Row("policy:all_overlays", "", STAFF, 200),
    Row("texts:overview", "", STAFF, 200, 200),
    Row("texts:template", "'en' 'yaml'", STAFF, 200),
    Row("texts:file", "text_file", STAFF, 200),
    Row("texts:publish", "text_file", STAFF, 405, 302),
    Row("texts:discard", "text_file", STAFF, 405, 302),
]

TRAININGS = [
    Row("training:alliance", "", ANYBODY, 200),
    Row("training:alliance_feed", "", ANYBODY, 200),
    Row("training:calendar", "slug", ANYBODY, 200),
    Row("training:feed", "slug", ANYBODY, 200),
    Row("training:page", "slug training", ANYBODY, 200),
    Row("training:page", "slug coming_training", ANYBODY, 200),
    Row("training:training_feed", "slug training", ANYBODY, 200),
    Row("training:register", "slug coming_training", ANYBODY, (200, 302), (200, 302)),
    Row("training:withdraw", "slug training", Who.of("applicant"), 405, 302),
    Row("training:check_in", "check_in", ANYBODY, 200, 200),
    Row("training:verify", "paper", ANYBODY, 200),
    Row("training:mine", "", SIGNED_IN, 200),
    Row("training:certificate", "paper", Who.of("applicant coordinator deputy administrator staff"), 200),
    Row("training:office", "slug", OFFICE, 200),
    Row("training:add", "slug", OFFICE, 200, 200),
    Row("training:desk", "slug training", OFFICE, 200),
    Row("training:desk", "slug training_draft", OFFICE, 200),
    Row("training:desk", "slug closed_training", OFFICE, 200),
    Row("training:edit", "slug training_draft", OFFICE, 200, 200),
    Row("training:preview", "slug training_draft", OFFICE, 200),
    Row("training:session_add", "slug training_draft", OFFICE, 200, 200),
    Row("training:session", "slug training_draft draft_session", OFFICE, 200, 200),
    Row("training:drop", "slug training_draft draft_session", OFFICE, 405, 302),
    Row("training:discard", "slug training_draft", OFFICE, 405, 302),
    Row("training:move", "slug training 'announce'", OFFICE, 405, 302),
    Row("training:move", "slug training 'close'", OFFICE, 405, 302),
    Row("training:because", "slug coming_training 'cancel'", OFFICE, 200, 200),
    Row("training:because", "slug closed_training 'reopen'", OFFICE, 200, 200),
    Row("training:attendance", "slug training training_session", OFFICE, 200, 302),
    Row("training:walk_in", "slug training training_session", OFFICE, 200, 200),
    Row("training:screen", "slug training training_session", OFFICE, 200),
    Row("training:attendee", "slug training training_attendee", OFFICE, 200, 200),
    Row("training:take_off", "slug training training_attendee", OFFICE, 405, 302),
    Row("training:attendees_file", "slug training", OFFICE, 200),
    Row("training:providers", "slug", OFFICE, 200),
    Row("training:provider_add", "slug", OFFICE, 200, 200),
    Row("training:provider", "slug training_provider", OFFICE, 200, 200),
    Row("training:coverage", "slug", OFFICE, 200),
    Row("training:coverage_all", "", STAFF, 200),
]

ROWS = [*PUBLIC, *ONES_OWN, *REVIEWING, *COORDINATING, *ALLIANCE, *TRAININGS]

# Signing in is allauth's. Name -> what is in the address, the answers to GET for a visitor and for somebody signed in.
SIGN_IN = {
    "account_login": ({}, 200, 302),
    "account_logout": ({}, 302, 200),
    "account_signup": ({}, 200, 302),
    "account_inactive": ({}, 200, 200),
    "account_reauthenticate": ({}, 302, 200),
    "account_email": ({}, 302, 200),
    "account_email_verification_sent": ({}, 200, 200),
    "account_confirm_email": ({"key": "mangled"}, 200, 200),
    "account_confirm_login_code": ({}, 302, 302),
    "account_change_password": ({}, 302, 200),
    "account_set_password": ({}, 302, 302),
    "account_reset_password": ({}, 200, 200),
    "account_reset_password_done": ({}, 200, 200),
    "account_reset_password_from_key": ({"uidb36": "zz", "key": "mangled"}, 200, 200),
    "account_reset_password_from_key_done": ({}, 200, 200),
    "mfa_index": ({}, 302, 200),
    "mfa_authenticate": ({}, 302, 302),
    "mfa_reauthenticate": ({}, 302, 302),
    "mfa_activate_totp": ({}, 302, 302),
    "mfa_deactivate_totp": ({}, 302, 404),
    "mfa_view_recovery_codes": ({}, 302, 404),
    "mfa_generate_recovery_codes": ({}, 302, 302),
    "mfa_download_recovery_codes": ({}, 302, 404),
    "mfa_list_webauthn": ({}, 302, 200),
    "mfa_add_webauthn": ({}, 302, 302),
    "mfa_reauthenticate_webauthn": ({}, 302, 302),
    "mfa_remove_webauthn": ({"pk": 987654321}, 302, 302),
    "mfa_edit_webauthn": ({"pk": 987654321}, 302, 302),
    "mfa_login_webauthn": ({}, 302, 302),
}
