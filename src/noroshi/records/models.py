"""All models, for Django: it looks for them here."""

from noroshi.records.agency import Agency, Unit
from noroshi.records.answer import Answer, AnswerDraft
from noroshi.records.api_token import ApiToken
from noroshi.records.approval import Approval, ApprovalStep
from noroshi.records.attachment import Attachment
from noroshi.records.attempt import ContactAttempt
from noroshi.records.cache_entry import CacheEntry
from noroshi.records.call_list_import import CallListImport
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case, StateChange
from noroshi.records.client_certificate import ClientCertificate
from noroshi.records.contact import Contact
from noroshi.records.decision import Decision
from noroshi.records.directory_link import DirectoryLink
from noroshi.records.disposal_proposal import DisposalProposal
from noroshi.records.document import Document, PrintRun
from noroshi.records.event import ChainHead, Disposal, Event, EventPayload
from noroshi.records.exclusion import Exclusion
from noroshi.records.finding import Evidence, Finding
from noroshi.records.hand_over import BundleHandOver
from noroshi.records.intrusion import SuspectedIntrusion
from noroshi.records.mail_message import MailFact, MailMessage
from noroshi.records.organization import Organization
from noroshi.records.party import Party
from noroshi.records.public_message import PublicMessage
from noroshi.records.recall import Recall, RecallItem
from noroshi.records.rehearsal import Rehearsal
from noroshi.records.release import Release
from noroshi.records.reobservation import Reobservation
from noroshi.records.saved_filter import SavedFilter
from noroshi.records.survey import Survey
from noroshi.records.todo import Todo
from noroshi.records.user import RoleGrant, User
from noroshi.records.verification import Verification

__all__ = [
    "Agency",
    "Answer",
    "AnswerDraft",
    "ApiToken",
    "Approval",
    "ApprovalStep",
    "Attachment",
    "BundleHandOver",
    "CacheEntry",
    "CallListImport",
    "Campaign",
    "Case",
    "ChainHead",
    "ClientCertificate",
    "Contact",
    "ContactAttempt",
    "Decision",
    "DirectoryLink",
    "Disposal",
    "DisposalProposal",
    "Document",
    "Event",
    "EventPayload",
    "Evidence",
    "Exclusion",
    "Finding",
    "MailFact",
    "MailMessage",
    "Organization",
    "Party",
    "PrintRun",
    "PublicMessage",
    "Recall",
    "RecallItem",
    "Rehearsal",
    "Release",
    "Reobservation",
    "RoleGrant",
    "SavedFilter",
    "StateChange",
    "Survey",
    "SuspectedIntrusion",
    "Todo",
    "Unit",
    "User",
    "Verification",
]
