"""Password hashing: the hashes are Django's own, in both directions."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from jiafeng.common.hashing import PatientHasher


def test_it_writes_and_reads_what_django_does() -> None:
    ours, django = PatientHasher(), PBKDF2PasswordHasher()
    written = ours.encode("bamboo-in-the-rain", "salt", 1000)
    assert written == django.encode("bamboo-in-the-rain", "salt", 1000)
    assert ours.verify("bamboo-in-the-rain", written)
    assert not ours.verify("bamboo-in-the-rains", written)
    assert not ours.must_update(ours.encode("bamboo-in-the-rain", ours.salt()))
