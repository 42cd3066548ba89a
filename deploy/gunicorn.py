"""What gunicorn says goes into the same log, in the same form."""

from deploy.settings import LOGGING

# gunicorn's own handlers would print addresses that failed, secrets included.
logconfig_dict = {
    **LOGGING,
    "loggers": {
        **LOGGING["loggers"],
        "gunicorn.error": {"level": "WARNING", "propagate": True, "handlers": []},
        "gunicorn.access": {"level": "CRITICAL", "propagate": False, "handlers": []},
    },
}
control_socket_disable = True
