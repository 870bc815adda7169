"""The child's side of `papers`: finds a printed sheet in a photograph or a scan and lays it flat. Runs only inside the sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import zxingcpp
from PIL import Image

from jiafeng.common.greys import eight_bits
from jiafeng.common.sandbox import Rejected
from jiafeng.library.media import documents, images
from jiafeng.library.media.examiner import admitted

LONGEST = 4_000  # pixels of the working picture: a 12-megapixel photograph whole
MAX_SCANNED_PAGES = 30
LOOKED_AT = 2_200  # pixels of the picture in which the corner marks are looked for
DARK = 45  # of 255: white paper that came out darker cannot be read
SOFT = 0.40  # millimetres: an edge blurred wider than a pen's stroke
CONFIDENT = 3  # marks of four; a thumb may lie on one

Picture = np.ndarray[Any, Any]


def straighten(path: str, papers: list[dict[str, Any]], mark: float, scale: float, out: str) -> list[dict[str, Any]]:
    """What is on each page of the file; see `papers.straighten`. The flattened pages are written to `out` as 1.jpg, 2.jpg …"""
    file, kind = admitted(path)
    if kind == "zip":
        raise Rejected("not_supported", kind="document")
    pages = _scanned(file) if kind == "pdf" else [images.pixels(file, kind, LONGEST)]
    return [_page(np.asarray(page), papers, mark, scale, Path(out) / f"{number}.jpg") for number, page in enumerate(pages, 1)]


def cut(page: str, boxes: list[list[float]], scale: float, margin: float, out: str) -> int:
    """Cut the boxes (left, top, width, height in mm) out of a flattened page, with `margin` mm around, as 1.jpg, 2.jpg …; how many."""
    flat = cv2.imread(page)
    if flat is None:
        raise Rejected("corrupt")
    for number, (left, top, width, height) in enumerate(boxes, 1):
        edges = (top - margin, top + height + margin, left - margin, left + width + margin)
        upper, lower, near, far = (max(round(edge * scale), 0) for edge in edges)
        cv2.imwrite(str(Path(out) / f"{number}.jpg"), flat[upper:lower, near:far], [cv2.IMWRITE_JPEG_QUALITY, 82])
    return len(boxes)


def _scanned(file: Path) -> list[Image.Image]:
    """The pages of a scan. A scanner puts one whole picture on each; a PDF of anything else is no scan."""
    documents.pdf_pages(file)
    found = []
    with pikepdf.open(file) as pdf:
        if len(pdf.pages) > MAX_SCANNED_PAGES:
            raise Rejected("too_many_pages", limit=MAX_SCANNED_PAGES)
        for page in pdf.pages:
            pictures = [pikepdf.PdfImage(each) for each in page.images.values() if isinstance(each, pikepdf.Stream)]
            pictures = [each for each in pictures if each.width * each.height <= images.MAX_PIXELS]
            if not pictures:
                raise Rejected("not_a_scan")
            picture = max(pictures, key=lambda each: each.width * each.height).as_pil_image()
            picture = eight_bits(picture).convert("RGB")
            picture.thumbnail((LONGEST, LONGEST))
            found.append(picture.rotate(-int(page.get("/Rotate", 0)), expand=True))
    return found


def _page(picture: Picture, papers: list[dict[str, Any]], mark: float, scale: float, out: Path) -> dict[str, Any]:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    codes = _codes(grey)
    paper, seen, wanted = _marks(grey, papers, mark)
    if len(seen) < 4 * CONFIDENT:
        return {"codes": codes, "problem": _why_not(grey, bool(codes or len(seen))), "paper": None}
    to_paper, _inliers = cv2.findHomography(seen, wanted, cv2.RANSAC, 3.0)
    width, height = papers[paper]["size"]
    if to_paper is None or not _inside(grey, to_paper, width, height, mark):
        return {"codes": codes, "problem": "cut_off", "paper": paper}
    flat = _flat(picture, to_paper, width, height, scale)
    problem = _legibility(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY), papers[paper]["marks"].values(), mark, scale)
    if not codes and not problem:
        codes = _codes(_flat(grey, to_paper, width, height, 2 * scale))
    cv2.imwrite(str(out), cv2.cvtColor(flat, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 88])
    return {"codes": codes, "problem": problem, "paper": paper}


def _codes(grey: Picture) -> list[str]:
    return [
        found.text[:300]
        for found in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
        if found.text
    ][:5]


def _detector() -> Any:
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.adaptiveThreshWinSizeMax = 53  # a shadow's edge across the sheet is wider than the usual windows
    settings.adaptiveThreshWinSizeStep = 10
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), settings)


def _marks(grey: Picture, papers: list[dict[str, Any]], mark: float) -> tuple[int, Picture, Picture]:
    """The paper whose marks are seen best, their corners in the picture, and where these lie on the paper in mm."""
    best: tuple[int, list[Any], list[Any]] = (0, [], [])
    shrink = max(max(grey.shape) / LOOKED_AT, 1.0)
    small = cv2.resize(grey, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    # Evened light brings back the marks that lie in a deep shadow; it costs time, so it comes second.
    for attempt in (small, cv2.createCLAHE(4.0, (8, 8)).apply(small)):
        corners, numbers, _refused = _detector().detectMarkers(attempt)
        found = {} if numbers is None else {str(number): quad[0] * shrink for number, quad in zip(numbers.ravel(), corners, strict=True)}
        for index, paper in enumerate(papers):
            here = [name for name in paper["marks"] if name in found]
            if 4 * len(here) > len(best[1]):
                seen = [point for name in here for point in found[name]]
                wanted = [
                    (x + dx, y + dy)
                    for x, y in (paper["marks"][name] for name in here)
                    for dx, dy in ((0, 0), (mark, 0), (mark, mark), (0, mark))
                ]
                best = (index, seen, wanted)
        if len(best[1]) == 16:
            break
    return best[0], np.array(best[1], np.float32).reshape(-1, 2), np.array(best[2], np.float32).reshape(-1, 2)


def _inside(grey: Picture, to_paper: Picture, width: float, height: float, mark: float) -> bool:
    """Whether everything between the marks is in the picture."""
    near, right, low = mark, width - mark, height - mark
    corners = np.array([[(near, near), (right, near), (right, low), (near, low)]], np.float32)
    seen = cv2.perspectiveTransform(corners, np.linalg.inv(to_paper))[0]
    return bool((seen >= 0).all() and (seen[:, 0] <= grey.shape[1]).all() and (seen[:, 1] <= grey.shape[0]).all())


def _flat(picture: Picture, to_paper: Picture, width: float, height: float, scale: float) -> Picture:
    enlarge = np.diag([scale, scale, 1.0]) @ to_paper
    size = (round(width * scale), round(height * scale))
    return cv2.warpPerspective(picture, enlarge, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)


def _legibility(flat: Picture, marks: Any, mark: float, scale: float) -> str:
    """How black on white the marks came out: "dark", "blurred", or "" where a pen's stroke can be read."""
    blurs = []
    for x, y in marks:
        upper, left, side = (max(round(value * scale), 0) for value in (y - 1, x - 1, mark + 2))
        piece = flat[upper : upper + side, left : left + side].astype(np.float32)
        black, white = np.percentile(piece, (10, 90))
        if white < DARK:
            return "dark"
        steepest = float(np.percentile(np.abs(np.diff(piece, axis=1)), 99)) + 1e-6
        blurs.append((white - black) / steepest / np.sqrt(2 * np.pi) / scale)
    return "blurred" if float(np.median(blurs)) > SOFT else ""


def _why_not(grey: Picture, is_sheet: bool) -> str:
    """Why no sheet could be laid flat, as far as the whole picture tells."""
    small = cv2.resize(grey, None, fx=(f := 1000 / max(grey.shape)), fy=f, interpolation=cv2.INTER_AREA)
    if np.percentile(small, 90) < DARK:
        return "dark"
    black, white = np.percentile(small, (2, 98))
    # The steepest edges of a sharp photograph of print reach 0.7 and more, those blurred by half a millimetre 0.15.
    edges = np.percentile(np.abs(cv2.Laplacian(small.astype(np.float32), cv2.CV_32F)), 99.5) / max(white - black, 1)
    if edges < 0.2:
        return "blurred"
    return "cut_off" if is_sheet else "not_a_sheet"
