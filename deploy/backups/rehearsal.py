"""What a drill runs in a process of its own, whose databases are scratch ones.

`python -m deploy.backups.rehearsal DATA KEYS` restores two archives as an operator
would and looks the result over. One line of JSON says how it went.
"""

import json
import sys
from pathlib import Path

import django


def main(data: str, keys: str) -> int:
    """Rehearse; return 0 where all was as it must be."""
    # What these import needs a Django that is set up.
    from crypto.drill import look_over  # noqa: PLC0415
    from crypto.errors import CryptoError  # noqa: PLC0415
    from deploy.backups.errors import CannotGoOn  # noqa: PLC0415
    from deploy.backups.restoring import restore  # noqa: PLC0415

    try:
        restored = restore(Path(data), Path(keys))
        found = look_over()
    except (CannotGoOn, CryptoError) as trouble:
        said: dict[str, object] = {"fault": f"{type(trouble).__name__}: {trouble}"}
    else:
        said = {"log_lines": restored.lines}
        said |= {str(name): size for name, size in found.items()}
    sys.stdout.write(json.dumps(said) + "\n")
    return 1 if "fault" in said else 0


if __name__ == "__main__":
    django.setup()
    sys.exit(main(*sys.argv[1:]))
