"""A title as an Open Badges 3.0 credential (1EdTech, 2024), without a proof: whoever reads it checks the number on the county's own page."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time
from typing import Any

from jiafeng.awards.models import Title


def badge(title: Title, *, site: str, check: str) -> dict[str, Any]:
    """The AchievementCredential. The holder is named by a salted SHA-256 of the name (OB 3.0, IdentityObject), never in the clear."""
    granted = datetime.combine(title.granted_on, time(4), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    hashed = hashlib.sha256((title.person.name + title.serial).encode()).hexdigest()
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": check,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": site, "type": ["Profile"], "name": title.county.name},
        "validFrom": granted,
        "name": title.honour,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityHash": f"sha256${hashed}", "identityType": "name", "hashed": True, "salt": title.serial}
            ],
            "achievement": {
                "id": f"{site}/awards/schemes/{title.scheme_id}",
                "type": ["Achievement"],
                "name": title.honour,
                "description": title.round.title,
                "criteria": {"narrative": title.scheme.title},
            },
        },
        "credentialStatus": {"id": check, "type": "1EdTechRevocationList"},
    }
