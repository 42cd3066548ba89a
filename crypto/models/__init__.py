"""The tables of the `keys` database, one module per noun.

Public keys, ids and dates, and keys sealed under other keys: nothing here opens
anything by itself. `crypto.guards` says what the database refuses.
"""

from crypto.models.data_key import PERSONAL, Compartment, DataKey, Wrap
from crypto.models.destruction import (
    Hold,
    HoldRelease,
    ShredApproval,
    Shredded,
    ShredOrder,
)
from crypto.models.grant import Grant, GrantedKey, GrantEnd, WorkerKey
from crypto.models.link import LinkKey, LinkKeyEnd
from crypto.models.member import MemberKey, MemberKeyEnd, MemberSeal
from crypto.models.recovery import KekSeal, RecoveryKey, RecoveryTest
from crypto.models.root_key import RootKey
from crypto.models.rotation import Rotation
from crypto.models.team import TeamKey, TeamShare

__all__ = [
    "PERSONAL",
    "Compartment",
    "DataKey",
    "Grant",
    "GrantEnd",
    "GrantedKey",
    "Hold",
    "HoldRelease",
    "KekSeal",
    "LinkKey",
    "LinkKeyEnd",
    "MemberKey",
    "MemberKeyEnd",
    "MemberSeal",
    "RecoveryKey",
    "RecoveryTest",
    "RootKey",
    "Rotation",
    "ShredApproval",
    "ShredOrder",
    "Shredded",
    "TeamKey",
    "TeamShare",
    "WorkerKey",
    "Wrap",
]
