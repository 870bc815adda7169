"""A title as an Open Badges 3.0 credential (1EdTech, 2024), without a proof, and the list of those that were revoked since.

Whoever reads a badge checks its number and name on the county's own page, or lets a program look into the list.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from jiafeng.ground.units.models import Region
from jiafeng.programme.awards.models import Title

_STATUS_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
"""Where the type of the status is defined; the two contexts before it do not know it."""


def credential_id(title: Title, site: str) -> str:
    """The badge's own name. Nobody reads the certificate's number out of it, so that the list of revoked ones gives no number away."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{site}/awards/titles/{title.serial}')}"


def revocations(county: Region, *, site: str, address: str) -> dict[str, Any]:
    """The county's 1EdTechRevocationList (1EdTech Revocation List Status Method 1.0): which badges, and neither whose, when nor why."""
    revoked = sorted(credential_id(title, site) for title in Title.objects.filter(county=county, revoked_at__isnull=False).only("serial"))
    return {"id": address, "issuer": site, "revokedCredential": [{"id": each, "revoked": True} for each in revoked]}


def badge(title: Title, *, site: str, revoked: str) -> dict[str, Any]:
    """The AchievementCredential. `revoked` is the address of the list. The holder is named by a salted SHA-256 of the name (OB 3.0, IdentityObject), never in the clear."""
    granted = datetime.combine(title.granted_on, time(4), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    hashed = hashlib.sha256((title.person.name + title.serial).encode()).hexdigest()
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", _STATUS_CONTEXT],
        "id": credential_id(title, site),
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
        "credentialStatus": {"id": revoked, "type": "1EdTechRevocationList"},
    }
