"""Pages of pledges: the drive, its signers, and signing on a phone."""
