"""Tables of this app that the database itself keeps as they are (deploy.guards).

Without its wraps a data key opens nothing, so losing one is losing the data. A
wrap to the key file or the care team goes only where its successor stands beside
it, or by an approved order that no hold forbids; those to links and grants, which
nobody depends on to keep the data, may go.
"""

APPEND_ONLY = (
    "crypto_datakey",
    "crypto_rotation",
    "crypto_memberkey",
    "crypto_memberkeyend",
    "crypto_teamkey",
    "crypto_recoverykey",
    "crypto_recoverytest",
    "crypto_linkkey",
    "crypto_linkkeyend",
    "crypto_workerkey",
    "crypto_grant",
    "crypto_grantedkey",
    "crypto_grantend",
    "crypto_hold",
    "crypto_holdrelease",
    "crypto_shredorder",
    "crypto_shredapproval",
    "crypto_shredded",
)

_ORDERED = (
    "EXISTS (SELECT 1 FROM crypto_shredorder o JOIN crypto_shredapproval a"
    " ON a.order_id = o.id WHERE o.data_key_id = {row}.data_key_id)"
)
_HELD = (
    "EXISTS (SELECT 1 FROM crypto_hold h WHERE h.data_key_id = OLD.data_key_id"
    " AND h.keep_through >= CURRENT_DATE AND NOT EXISTS"
    " (SELECT 1 FROM crypto_holdrelease r WHERE r.hold_id = h.id))"
)
_REPLACED = (
    "EXISTS (SELECT 1 FROM crypto_rotation t JOIN crypto_wrap w"
    " ON w.recipient_id = t.to_id AND w.recipient_kind = t.recipient_kind"
    " WHERE t.recipient_kind = OLD.recipient_kind AND t.from_id = OLD.recipient_id"
    " AND w.data_key_id = OLD.data_key_id)"
)
_ROOT_REPLACED = (
    "EXISTS (SELECT 1 FROM crypto_rotation t JOIN crypto_rootkey k"
    " ON k.kek_id = t.to_id WHERE t.recipient_kind = 'kek'"
    " AND t.from_id = OLD.kek_id AND k.use = OLD.use)"
)
_RETIRED = (
    "EXISTS (SELECT 1 FROM crypto_rotation t WHERE t.recipient_kind = 'kek'"
    " AND t.from_id = NEW.{column})"
)
_LENT = "OLD.recipient_kind IN ('link', 'grant')"
_DESTROYED = f"({_ORDERED.format(row='OLD')} AND NOT {_HELD})"
_OTHER_SHEET = (
    "EXISTS (SELECT 1 FROM crypto_teamshare s WHERE s.team_key_id = OLD.team_key_id"
    " AND s.recipient_kind = 'recovery' AND s.id <> OLD.id)"
)
_OTHER_SEAL = (
    "EXISTS (SELECT 1 FROM crypto_kekseal s WHERE s.kek_id = OLD.kek_id"
    " AND s.id <> OLD.id)"
)
_SAME_PERSON = (
    "EXISTS (SELECT 1 FROM crypto_shredorder o WHERE o.id = NEW.order_id"
    " AND o.ordered_by = NEW.approved_by)"
)
_STILL_WRAPPED = (
    "EXISTS (SELECT 1 FROM crypto_wrap w JOIN crypto_shredorder o"
    " ON o.data_key_id = w.data_key_id WHERE o.id = NEW.order_id)"
)
_KEPT = "a key that data lie under goes by an approved order alone, and under no hold"
_REPLACED_KEK = "a key-encryption key that is being replaced seals nothing new"
_FIXED = "a sealed key is replaced by another row, never rewritten"

REFUSED = (
    ("crypto_wrap", "UPDATE", "", _FIXED),
    (
        "crypto_wrap",
        "DELETE",
        f"NOT ({_LENT} OR {_REPLACED} OR {_DESTROYED})",
        _KEPT,
    ),
    (
        "crypto_wrap",
        "INSERT",
        _ORDERED.format(row="NEW"),
        "a key that is being destroyed is wrapped to nobody",
    ),
    # A process that has not seen the new key yet may not seal under the old one:
    # that wrap would be left behind.
    (
        "crypto_wrap",
        "INSERT",
        f"NEW.recipient_kind = 'kek' AND {_RETIRED.format(column='recipient_id')}",
        _REPLACED_KEK,
    ),
    (
        "crypto_rootkey",
        "INSERT",
        _RETIRED.format(column="kek_id"),
        _REPLACED_KEK,
    ),
    ("crypto_rootkey", "UPDATE", "", _FIXED),
    ("crypto_rootkey", "DELETE", f"NOT {_ROOT_REPLACED}", _KEPT),
    ("crypto_teamshare", "UPDATE", "", _FIXED),
    (
        "crypto_teamshare",
        "DELETE",
        f"OLD.recipient_kind = 'recovery' AND NOT {_OTHER_SHEET}",
        "the recovery sheet keeps its share",
    ),
    ("crypto_kekseal", "UPDATE", "", _FIXED),
    (
        "crypto_kekseal",
        "DELETE",
        f"NOT {_OTHER_SEAL}",
        "the recovery sheet keeps its seal of the key file",
    ),
    ("crypto_memberseal", "UPDATE", "", _FIXED),
    (
        "crypto_shredapproval",
        "INSERT",
        _SAME_PERSON,
        "an order is approved by somebody else",
    ),
    (
        "crypto_shredded",
        "INSERT",
        _STILL_WRAPPED,
        "a key is not destroyed while it is wrapped to anybody",
    ),
)
