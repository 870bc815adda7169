"""The little that every room shares; no models."""
