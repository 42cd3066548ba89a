"""Tables of this app that the database itself keeps as they are (deploy.guards).

Without its wraps a data key opens nothing, so losing one is losing the data.
"""

APPEND_ONLY = ("crypto_datakey", "crypto_wrap", "crypto_rootkey")
