"""A sheet photographed by a telephone: bent, laid on a desk, lit, and seen through a lens. The corners come with the truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.ink.sheets import Picture, Sheet, smooth_noise

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Bend:
    """How a sheet leaves the plane. `kind`: "" flat, "arc", "wave", "lift" (one end), "fold"; "shear" moves rows in the plane, as no real paper does.
    `height` is a share of the sheet's length along the bend; `upright` bends along its height instead of its width."""

    kind: str = ""
    height: float = 0.0
    upright: bool = False
    phase: float = 0.0


@dataclass(frozen=True)
class Scene:
    width: int = 4000
    height: int = 3000
    fill: float = 0.8  # how much of the frame the sheet takes; above 1 with `covers`: by how much it goes beyond the frame
    covers: bool = False  # the sheet fills the frame on all sides, before it is moved aside
    aside: tuple[float, float] = (
        0.0,
        0.0,
    )  # then moved until its left (right, where negative) and top (bottom) border lie that far inside, in shares of the frame
    tilt: tuple[float, float] = (0.0, 0.0)  # degrees about the frame's axes
    turn: float = 0.0  # degrees about the line of sight
    focal: float = 0.75  # of the frame's longer side
    bend: Bend = field(default_factory=Bend)
    desk: str = "wood"
    shadows: tuple[str, ...] = ()  # "soft", "hard"
    light: tuple[float, float, float] = (1.0, 1.0, 1.0)  # BGR
    exposure: float = 0.86
    vignette: float = 0.15
    blur: float = 0.9  # pixels
    motion: float = 0.0
    noise: float = 0.008
    crumple: float = 0.0
    creases: int = 0


@dataclass(frozen=True)
class Photograph:
    """`pixels` BGR, upright; `corners` clockwise from the sheet's top left, in pixels whose centres are whole numbers."""

    pixels: NDArray[np.uint8]
    corners: Points
    camera: Any = None


def profile(bend: Bend, along: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Where the paper at `along` (0…1 of its length) lies: forward, height, and its slope; lengths are kept, as paper keeps them."""
    fine = np.linspace(0, 1, 2001)
    if bend.kind in ("", "shear"):
        slope = np.zeros_like(fine)
    elif bend.kind == "arc":
        slope = np.cos(np.pi * fine) * np.pi * bend.height
    elif bend.kind == "wave":
        slope = np.cos(2 * np.pi * (fine + bend.phase)) * 2 * np.pi * bend.height
    elif bend.kind == "lift":
        slope = np.clip((fine - 0.45) / 0.55, 0, 1) ** 1.5 * 4 * bend.height
    else:
        slope = np.tanh((fine - (0.35 + 0.3 * bend.phase)) / 0.006) * 2 * bend.height
    angle = np.arctan(slope)
    step = fine[1]
    forward = np.concatenate([[0], np.cumsum(np.cos(angle))[:-1] * step])
    height = np.concatenate([[0], np.cumsum(np.sin(angle))[:-1] * step])
    height -= height.min()
    inside = np.clip(along, 0, 1)
    rising = np.interp(inside, fine, np.sin(angle))
    beyond = along - inside  # continued straight
    return (
        np.interp(inside, fine, forward) + beyond * np.sqrt(1 - rising**2),
        np.interp(inside, fine, height) + beyond * rising,
        rising,
    )


class Camera:
    """Projects points of a bent sheet (0…1 across and down) into the photograph."""

    def __init__(self, scene: Scene, size_mm: tuple[float, float]) -> None:
        self.scene, self.size = scene, np.array(size_mm, float)
        x, y, z = np.deg2rad([*scene.tilt, scene.turn])
        about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
        about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
        about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
        self.rotation = about_x @ about_y @ about_z
        self.focal = scene.focal * max(scene.width, scene.height)
        self.distance, self.centre = 1.0, np.zeros(2)
        # Far enough that the sheet takes its share of the frame, and in its middle.
        frame = np.array([scene.width, scene.height])
        border = np.array([(u, v) for u in np.linspace(0, 1, 21) for v in np.linspace(0, 1, 21)])
        self.distance = 3.0 * max(size_mm)
        for _ in range(12):
            self.centre = np.zeros(2)
            seen = self.project(border)
            spread = ((seen.max(0) - seen.min(0)) / frame).max()
            self.distance *= spread / scene.fill
        self.centre = (frame - 1) / 2 - (seen.max(0) + seen.min(0)) / 2
        if scene.covers:
            while (np.abs(self.shown() - 0.5) > 0.5 - (scene.fill - 1)).any():
                self.distance *= 0.98
                self.centre = np.zeros(2)
                self.centre = (frame - 1) / 2 - self.project(np.array([[0.5, 0.5]]))[0]
            for axis, share in enumerate(scene.aside):
                if share:
                    place = np.full((1, 2), 0.5)
                    place[0, axis] = share < 0
                    border = self.project(place)[0, axis]
                    self.centre[axis] += frame[axis] * (share + (share < 0)) - border

    def shown(self) -> Points:
        """The places on the (flat) sheet that the frame's corners show, clockwise from the top left."""
        corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
        frame = corners * np.array([self.scene.width, self.scene.height], np.float32) - 0.5
        back = cv2.getPerspectiveTransform(self.project(corners.astype(float)).astype(np.float32), corners)
        found: Points = cv2.perspectiveTransform(frame[None].astype(np.float64), back)[0]
        return found

    def surface(self, places: Points) -> NDArray[np.float64]:
        bend, (width, height) = self.scene.bend, self.size
        axis = 1 if bend.upright else 0
        length = self.size[axis]
        forward, up, _ = profile(bend, places[:, axis])
        points = np.column_stack([places[:, 0] * width, places[:, 1] * height, np.zeros(len(places))])
        points[:, axis] = forward * length
        points[:, 2] = -up * length
        if bend.kind == "shear":
            points[:, 1 - axis] += bend.height * length * np.sin(np.pi * places[:, axis] * (1 + bend.phase))
        return points - np.array([width / 2, height / 2, 0])

    def project(self, places: Points) -> Points:
        seen = self.surface(places) @ self.rotation.T + np.array([0, 0, self.distance])
        flat: Points = self.focal * seen[:, :2] / seen[:, 2:] + self.centre
        return flat


def _inverse(camera: Camera, step: int) -> tuple[Picture, Picture]:
    """For every `step`-th pixel of the photograph the place on the sheet (0…1) that it shows; beyond the sheet, continued."""
    scene = camera.scene
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)
    back = np.linalg.inv(cv2.getPerspectiveTransform(corners.astype(np.float32), camera.project(corners).astype(np.float32)))

    def flat(points: Points) -> Points:
        homogeneous = np.column_stack([points, np.ones(len(points))]) @ back.T
        found: Points = homogeneous[:, :2] / homogeneous[:, 2:]
        return found

    x, y = np.meshgrid(np.arange(0, scene.width + step, step), np.arange(0, scene.height + step, step))
    wanted = flat(np.column_stack([x.ravel(), y.ravel()]).astype(float))
    places = np.clip(wanted, -3, 4)
    for _ in range(12 if scene.bend.kind else 1):
        # Beyond its border the sheet is continued straight, so that the search stays tame.
        inside = np.clip(places, -0.02, 1.02)
        places = np.clip(inside + (wanted - flat(camera.project(inside))), -3, 4)
    return places[:, 0].reshape(x.shape).astype(np.float32), places[:, 1].reshape(x.shape).astype(np.float32)


def desk(rng: np.random.Generator, shape: tuple[int, int], kind: str) -> Picture:
    height, width = shape
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))

    def toned(colour: tuple[int, int, int], texture: Picture) -> Picture:
        return np.array(colour, np.float32)[None, None] / 255 * texture[..., None]

    if kind == "wood":
        grain = cv2.resize(smooth_noise(rng, (height // 2, width // 60), 2, octaves=3), (width, height), interpolation=cv2.INTER_CUBIC)
        return toned((72, 112, 160), 1 + 0.1 * grain + 0.05 * smooth_noise(rng, shape, 300))
    if kind == "dark":
        return toned((52, 48, 46), 1 + 0.06 * smooth_noise(rng, shape, 3) + 0.1 * smooth_noise(rng, shape, 400))
    if kind == "white":
        return toned((206, 210, 212), 1 + 0.006 * smooth_noise(rng, shape, 2) + 0.02 * smooth_noise(rng, shape, 500))
    if kind == "check":
        tiles = ((across // 160).astype(int) + (down // 160).astype(int)) % 2
        return toned((120, 90, 70), 0.75 + 0.6 * tiles.astype(np.float32) + 0.04 * smooth_noise(rng, shape, 3))
    if kind == "green":
        return toned((84, 120, 60), 1 + 0.03 * smooth_noise(rng, shape, 2) + 0.06 * smooth_noise(rng, shape, 350))
    if kind == "stone":
        return toned((128, 134, 140), 1 + 0.16 * smooth_noise(rng, shape, 9, octaves=3))
    if kind == "clutter":
        return _cluttered(rng, toned((96, 120, 142), 1 + 0.08 * smooth_noise(rng, shape, 40, octaves=3)))
    if kind == "marble":
        veins = np.exp(-((smooth_noise(rng, shape, 420, octaves=4) / 0.06) ** 2))
        return toned((196, 200, 204), 1 - 0.28 * veins + 0.03 * smooth_noise(rng, shape, 160))
    if kind == "linen":
        weave = np.sin(across / 5.5) * np.sin(down / 6.5)
        return toned((120, 150, 168), 1 + 0.1 * weave + 0.07 * smooth_noise(rng, shape, 5) + 0.05 * smooth_noise(rng, shape, 300))
    if kind == "night":
        return toned((40, 34, 30), 1 + 0.1 * smooth_noise(rng, shape, 4) + 0.12 * smooth_noise(rng, shape, 250))
    if kind == "mess":
        return _cluttered(rng, toned((70, 78, 96), 1 + 0.05 * smooth_noise(rng, shape, 90, octaves=2)))
    if kind == "bamboo":
        slats = np.abs((across / 210) % 1 - 0.5)
        return toned((110, 168, 205), (0.6 + 0.4 * np.clip(slats * 30, 0, 1)) * (1 + 0.05 * smooth_noise(rng, shape, 30, octaves=2)))
    stripes = 0.5 + 0.5 * np.sin((across * 0.8 + down * 0.3) / 70)
    return toned((150, 110, 150), 0.6 + 0.55 * stripes + 0.05 * smooth_noise(rng, shape, 3))


def _cluttered(rng: np.random.Generator, picture: Picture) -> Picture:
    """A desk with books, papers and pens on it."""
    height, width = picture.shape[:2]
    for _ in range(int(rng.integers(9, 18))):
        middle = rng.uniform(0, 1, 2) * (width, height)
        size = rng.uniform(0.04, 0.32, 2) * width * ((1, 0.06) if rng.random() < 0.3 else (1, 1))
        box = cv2.boxPoints((middle.astype(np.float32), size.astype(np.float32), float(rng.uniform(0, 180))))
        colour = rng.uniform(0.08, 0.9) * np.clip(1 + rng.normal(0, 0.25, 3), 0.3, 1.6)
        cv2.fillPoly(picture, [box.round().astype(np.int32)], tuple(float(each) for each in np.clip(colour, 0, 1)), cv2.LINE_AA)
        for _ in range(int(rng.integers(0, 7))):
            at = middle + rng.normal(0, 0.02, 2) * width
            cv2.line(picture, *((at + way * rng.normal(0, 0.04, 2) * width).astype(int).tolist() for way in (-1, 1)), (0.2, 0.2, 0.2), 6)
    return picture


def _shadow(rng: np.random.Generator, shape: tuple[int, int], kind: str) -> Picture:
    """How much light is left. Hard: the edge of a telephone or a hand; soft: a shoulder, a lamp on one side."""
    height, width = shape[0] // 4, shape[1] // 4
    if kind == "soft":
        slope = np.add.outer(np.linspace(-1, 1, height) * rng.normal(), np.linspace(-1, 1, width) * rng.normal()).astype(np.float32)
        small = np.clip(1 - 0.22 * (slope + 0.5 * smooth_noise(rng, (height, width), width / 3)), 0.42, 1.15)
    else:
        small = np.ones((height, width), np.float32)
        middle, angle = np.array([rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.9) * height]), rng.uniform(0, np.pi)
        axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) * np.array([[width * 0.7], [width * 0.18]])
        box = np.array([middle - axes[0] * k + axes[1] * m for k, m in ((1, 1), (1, -1), (-0.3, -1), (-0.3, 1))])
        cv2.fillPoly(small, [box.round().astype(np.int32)], float(rng.uniform(0.48, 0.75)))
        small = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.8, 6)))
    return cv2.resize(small, shape[::-1], interpolation=cv2.INTER_LINEAR)


def _relief(rng: np.random.Generator, scene: Scene, shape: tuple[int, int]) -> Picture:
    """How the sheet's shape changes its brightness: its bend, creases and crumples, small, over the sheet."""
    height, width = shape
    light = np.ones(shape, np.float32)
    if scene.bend.kind:
        along = np.linspace(0, 1, height if scene.bend.upright else width)
        _, _, slope = profile(scene.bend, along)
        shade = (1 - 0.35 * slope).astype(np.float32)
        light *= shade[:, None] if scene.bend.upright else shade[None, :]
    if scene.crumple:
        folds = np.abs(smooth_noise(rng, shape, min(shape) / 5)) - np.abs(smooth_noise(rng, shape, min(shape) / 8))
        light *= 1 + scene.crumple * folds
    for _ in range(scene.creases):
        upright = rng.random() < 0.5
        place = rng.uniform(0.25, 0.75)
        across = np.linspace(0, 1, width if upright else height).astype(np.float32) - place
        crease = 1 - 0.12 * np.exp(-((across / 0.0012) ** 2)) + 0.07 * np.exp(-(((across - 0.003) / 0.0016) ** 2)) + 0.03 * np.sign(across)
        light *= crease[None, :] if upright else crease[:, None]
    return light


def take(rng: np.random.Generator, sheet: Sheet | None, scene: Scene) -> Photograph:
    """The photograph of a sheet, or of the bare desk."""
    shape = (scene.height, scene.width)
    picture = desk(rng, shape, scene.desk)
    corners, camera = np.zeros((4, 2)), None
    if sheet is not None:
        camera = Camera(scene, sheet.size_mm)
        corners = camera.project(np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float))
        step = 8
        u, v = _inverse(camera, step)
        # One map entry stands for one pixel of the photograph: the coarse map is enlarged about its own pixel centres.
        grow = np.array([[1 / step, 0, 0], [0, 1 / step, 0]])
        u, v = (cv2.warpAffine(each, grow, shape[::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP) for each in (u, v))
        height, width = sheet.truth.shape
        reflectance = sheet.picture * _relief(rng, scene, (height, width))[..., None]
        seen = cv2.remap(reflectance, u * width - 0.5, v * height - 0.5, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        # How far inside the border, in pixels of the photograph: the border is as soft as one pixel.
        cover = np.ones(shape, np.float32)
        for place in (u, v):
            across, down = cv2.Sobel(place, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(place, cv2.CV_32F, 0, 1, scale=1 / 8)
            steepness = np.maximum(np.hypot(across, down), 1e-7)
            cover *= np.clip(np.minimum(place, 1 - place) / steepness + 0.5, 0, 1)
        contact = cv2.GaussianBlur(cv2.resize(cover, None, fx=0.25, fy=0.25), (0, 0), 5)
        offset = np.array([[1, 0, rng.normal(0, 4)], [0, 1, rng.normal(0, 4)]])
        contact = cv2.resize(cv2.warpAffine(contact, offset, contact.shape[::-1]), shape[::-1])
        picture *= (1 - 0.25 * contact)[..., None]
        picture = picture * (1 - cover[..., None]) + seen * cover[..., None]
    light = np.ones(shape, np.float32)
    for kind in scene.shadows:
        light *= _shadow(rng, shape, kind)
    across, down = np.meshgrid(np.linspace(-1, 1, scene.width, dtype=np.float32), np.linspace(-1, 1, scene.height, dtype=np.float32))
    light *= 1 - scene.vignette * (across**2 + down**2) / 2
    picture *= light[..., None] * np.array(scene.light, np.float32) * scene.exposure
    picture = cv2.GaussianBlur(picture, (0, 0), scene.blur) if scene.blur else picture
    if scene.motion > 1:
        length = int(np.ceil(scene.motion)) | 1
        kernel = np.zeros((length, length), np.float32)
        angle = rng.uniform(0, np.pi)
        reach = scene.motion / 2 * np.array([np.cos(angle), np.sin(angle)])
        middle = length // 2
        cv2.line(kernel, tuple((middle - reach).round().astype(int).tolist()), tuple((middle + reach).round().astype(int).tolist()), 1.0)
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    grain = rng.standard_normal((scene.height, scene.width, 3), dtype=np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), 0.6) * 1.7
    picture += grain * scene.noise * np.sqrt(np.clip(picture, 0.05, 1))
    return Photograph((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8), corners, camera)


def jpeg(photograph: Photograph, *, quality: int = 90, orientation: int = 1) -> bytes:
    """As a telephone writes it: turned as `orientation` (1, 3, 6 or 8) undoes."""
    turned = {1: None, 3: cv2.ROTATE_180, 6: cv2.ROTATE_90_COUNTERCLOCKWISE, 8: cv2.ROTATE_90_CLOCKWISE}[orientation]
    pixels: Any = photograph.pixels if turned is None else cv2.rotate(photograph.pixels, turned)
    _, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    data = coded.tobytes()
    if orientation == 1:
        return data
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([orientation]) + b"\0\0\0\0\0\0"
    return data[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + data[2:]
