"""Photographs: measured before they are decoded, decoded whole, and copied as pixels alone. Runs only inside the sandbox."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageCms, ImageFile, ImageOps

from jiafeng.common.greys import eight_bits
from jiafeng.common.jpegs import markers
from jiafeng.common.sandbox import Rejected

LEAST = 16  # pixels of the shorter side; a dot or a line shows nothing
LONGEST = 2_000  # pixels of a preview
MAX_PIXELS = 64_000_000
MAX_BASELINE_PIXELS = 220_000_000  # telephones take 200-megapixel JPEGs, and a baseline JPEG is decoded at a fraction of its size
MAX_SCANNED_PIXELS = 1_500_000_000  # pixels × scans of a progressive JPEG: each scan goes over the whole picture again
MAX_SCANS = 60
_EMPTY = 1_500  # pixels per byte; a white page of a scanner stays below

_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}

Image.MAX_IMAGE_PIXELS = None  # measured below, by our own limits
ImageFile.LOAD_TRUNCATED_IMAGES = False


def measure(file: Path, kind: str) -> tuple[int, int]:
    """Width and height as the picture is seen. Decodes all of it, so that a truncated or broken file is refused."""
    with _opened(file, kind) as image:
        width, height = image.size
        turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        _decode(image)
    return (height, width) if turned else (width, height)


def write_preview(file: Path, kind: str, out: Path) -> tuple[int, int]:
    """Write the picture upright, in sRGB, as a JPEG of pixels alone; its width and height."""
    with _opened(file, kind) as image:
        _decode(image)
        profile = image.info.get("icc_profile")
        shown = eight_bits(image)
        shown.thumbnail((LONGEST, LONGEST), reducing_gap=3.0)
        upright = ImageOps.exif_transpose(shown)
    pixels = _in_srgb(upright, profile)
    # A new image has no metadata to forget.
    clean = Image.new("RGB", pixels.size, "white")
    clean.paste(pixels, mask=pixels.getchannel("A") if "A" in pixels.getbands() else None)
    clean.save(out, "JPEG", quality=85, optimize=True)
    return clean.size


def pixels(file: Path, kind: str, longest: int) -> Image.Image:
    """The picture upright in RGB, at most about `longest` pixels long, for what reads it further."""
    with _opened(file, kind, longest) as image:
        _decode(image)
        shown = eight_bits(image)
        shown.thumbnail((longest, longest), reducing_gap=3.0)
        return ImageOps.exif_transpose(shown).convert("RGB")


def _opened(file: Path, kind: str, longest: int = LONGEST) -> Image.Image:
    """The picture, opened and measured but not yet decoded."""
    size = file.stat().st_size
    if kind == "heic":
        import pillow_heif  # its libraries take longer to load than most photographs to read

        pillow_heif.register_heif_opener(thumbnails=False)
    try:
        image = Image.open(file, formats=[_FORMATS[kind]])
    except (OSError, SyntaxError, ValueError):
        raise Rejected("corrupt") from None
    if min(image.size) < LEAST:
        raise Rejected("too_small", least_pixels=LEAST)
    pixels = image.width * image.height
    scans = max(markers(file.read_bytes()).scans, 1) if kind == "jpeg" else 1
    limit = MAX_BASELINE_PIXELS if kind == "jpeg" and scans == 1 else MAX_PIXELS
    if pixels > limit:
        raise Rejected("bomb") if pixels > size * _EMPTY else Rejected("too_large", limit_megapixels=limit // 1_000_000)
    if scans > MAX_SCANS or pixels * scans > MAX_SCANNED_PIXELS:
        raise Rejected("bomb")
    if kind == "jpeg":
        image.draft("RGB", (longest, longest))
    return image


def _decode(image: Image.Image) -> None:
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError) as failure:
        raise Rejected("truncated" if "truncated" in str(failure).lower() else "corrupt") from None


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB, with its transparency where it has one: without its profile a wide-gamut photograph would turn pale."""
    if image.mode == "CMYK" or (profile and image.mode == "RGB"):
        try:
            if profile:
                source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
                converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
                if converted is not None:
                    return converted
        except (ImageCms.PyCMSError, OSError):
            return image.convert("RGB")  # a profile that is no profile: the pixels are still what the camera saw
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")
