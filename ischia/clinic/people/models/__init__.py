"""Who takes part, and in what role? Users sign in; clients are treated; therapists treat."""

from ischia.clinic.people.models.acting import Authority, AuthorityEnd, Basis
from ischia.clinic.people.models.care import Client, Consent, ConsentKind, ConsentWithdrawal, Episode
from ischia.clinic.people.models.erasure import Erasure, ErasureConfirmation, ErasureRequest, Retention
from ischia.clinic.people.models.link import SecureLink
from ischia.clinic.people.models.staff import Membership, Registration, Role, Skill, Therapist
from ischia.clinic.people.models.user import User, UserManager

__all__ = [
    "Authority",
    "AuthorityEnd",
    "Basis",
    "Client",
    "Consent",
    "ConsentKind",
    "ConsentWithdrawal",
    "Episode",
    "Erasure",
    "ErasureConfirmation",
    "ErasureRequest",
    "Membership",
    "Registration",
    "Retention",
    "Role",
    "SecureLink",
    "Skill",
    "Therapist",
    "User",
    "UserManager",
]
