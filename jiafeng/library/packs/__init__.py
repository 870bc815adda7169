"""Archive packs: a bulletin with everything its numbers rest on, in one zip that anybody can check offline.

`PackWriter` writes one, `verify` checks one, `OneTimeKey` seals what bears the code itself. Pure library: no model, no request.
"""

from jiafeng.library.packs.building import PackWriter, TooLarge, WrongEvidence
from jiafeng.library.packs.sealing import OneTimeKey
from jiafeng.library.packs.verify import Report, canonical, digest, short_code, verify

__all__ = ["OneTimeKey", "PackWriter", "Report", "TooLarge", "WrongEvidence", "canonical", "digest", "short_code", "verify"]
