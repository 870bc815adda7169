"""Photographs and documents that strangers send: judged by their bytes in a sandbox, and shown only as a copy that carries nothing along."""

from jiafeng.library.media.bundles import unpack
from jiafeng.library.media.codes import Code, codes_in
from jiafeng.library.media.inspection import Accepted, Preview, Refused, inspect, misnamed

__all__ = ["Accepted", "Code", "Preview", "Refused", "codes_in", "inspect", "misnamed", "unpack"]
