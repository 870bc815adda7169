import io
import os
import struct
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image, PngImagePlugin
from pillow_heif import from_pillow

from jiafeng.library.media import Accepted, Preview, Refused, inspect, misnamed

GPS = {1: "N", 2: (27.0, 14.0, 0.0), 3: "E", 4: (108.0, 54.0, 0.0)}


def photo(size=(640, 480)):
    """Left half red, right half blue, so that a turn shows."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    return image


def exif(orientation=1):
    data = Image.Exif()
    data[0x010E] = "示例 SECRET-EXIF"
    data[0x0112] = orientation
    data.get_ifd(0x8825).update(GPS)
    return data


@pytest.fixture
def file(tmp_path):
    def write(content, name="示例.jpg"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def jpeg(image=None, **options):
    buffer = io.BytesIO()
    (image or photo()).save(buffer, "JPEG", **options)
    return buffer.getvalue()


def pdf(dress=None, **options):
    buffer = io.BytesIO()
    with pikepdf.Pdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.docinfo["/Author"] = "SECRET-AUTHOR"
        with document.open_metadata() as xmp:
            xmp["dc:title"] = "SECRET-XMP"
        if dress:
            dress(document)
        document.save(buffer, **options)
    return buffer.getvalue()


def office(parts, main="word/document.xml"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": "<Types/>", main: "<document/>", **parts}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def png_header(width, height, rows=b""):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def refused(path):
    judged = inspect(path)
    assert isinstance(judged, Refused), judged
    assert isinstance(inspect(path, path.with_name("preview")), Refused)
    assert not path.with_name("preview").exists()
    return judged.reason


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_photographs_are_taken_by_their_bytes(file, kind):
    buffer = io.BytesIO()
    photo().save(buffer, kind.upper())
    assert inspect(file(buffer.getvalue(), "无后缀")) == Accepted("image", f"image/{kind}", 640, 480)


def test_a_photograph_of_an_iphone_is_taken_and_shown_as_jpeg(file, tmp_path):
    buffer = io.BytesIO()
    from_pillow(photo()).save(buffer, exif=exif().tobytes())
    path = file(buffer.getvalue(), "IMG_0001.HEIC")
    assert inspect(path) == Accepted("image", "image/heic", 640, 480)
    assert inspect(path, tmp_path / "out.jpg").shown == Preview("image/jpeg", 640, 480)
    assert b"SECRET" not in (tmp_path / "out.jpg").read_bytes()


def test_the_preview_is_upright_and_says_nothing_of_place_or_camera(file, tmp_path):
    original = jpeg(
        exif=exif(orientation=6), comment=b"SECRET-COMMENT", xmp=b"<x:xmpmeta>SECRET-XMP</x:xmpmeta>", icc_profile=b"SECRET-ICC"
    )
    path = file(original)
    assert inspect(path) == Accepted("image", "image/jpeg", 480, 640)
    assert inspect(path, tmp_path / "out.jpg").shown == Preview("image/jpeg", 480, 640)
    with Image.open(tmp_path / "out.jpg") as shown:
        assert (shown.size, shown.mode, dict(shown.getexif())) == ((480, 640), "RGB", {})
        top, bottom = shown.getpixel((240, 100)), shown.getpixel((240, 600))
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert top[0] > 200 > top[2]
    assert bottom[2] > 200 > bottom[0]
    assert b"SECRET" in original
    assert b"SECRET" not in (tmp_path / "out.jpg").read_bytes()
    assert path.read_bytes() == original


def test_png_text_and_transparency_do_not_reach_the_preview(file, tmp_path):
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "SECRET-TEXT", zip=False)
    text.add_itxt("Place", "SECRET-PLACE")
    image = Image.new("RGBA", (100, 50), (0, 0, 0, 0))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=text, exif=exif())
    inspect(file(buffer.getvalue()), tmp_path / "out.jpg")
    assert b"SECRET" not in (tmp_path / "out.jpg").read_bytes()
    with Image.open(tmp_path / "out.jpg") as shown:
        assert min(shown.getpixel((50, 25))) > 250  # what was transparent is paper, not ink


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_shown(file, tmp_path, mode):
    buffer = io.BytesIO()
    Image.new(mode, (60, 40)).save(buffer, "JPEG" if mode == "CMYK" else "PNG")
    assert inspect(file(buffer.getvalue()), tmp_path / "out.jpg").shown == Preview("image/jpeg", 60, 40)


def test_a_preview_is_at_most_2000_pixels_long(file, tmp_path):
    assert inspect(file(jpeg(photo((5000, 2500)))), tmp_path / "out.jpg").shown == Preview("image/jpeg", 2000, 1000)


@pytest.mark.parametrize("cut", [0.05, 0.5, 0.97])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_photograph_is_refused(file, kind, cut):
    buffer = io.BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(buffer, kind)
    content = buffer.getvalue()
    assert refused(file(content[: int(len(content) * cut)])) in ("truncated", "corrupt")


def test_a_hundred_megapixels_in_twelve_kilobytes_are_a_bomb(file):
    rows = zlib.compress(b"\0" * (10_000 * (1 + 1_250)), 9)
    path = file(png_header(10_000, 10_000, rows), "bomb.png")
    assert path.stat().st_size < 20_000
    assert refused(path) == "bomb"


def test_a_picture_is_measured_before_it_is_decoded(file):
    assert refused(file(png_header(2**31 - 1, 2**31 - 1), "huge.png")) in ("bomb", "corrupt")


def test_a_jpeg_of_endless_scans_is_a_bomb(file):
    content = jpeg(photo((2000, 2000)), progressive=True)
    start = content.index(b"\xff\xda")
    scan = content[start : content.index(b"\xff\xda", start + 2)]
    assert refused(file(content[:-2] + scan * 300 + b"\xff\xd9")) == "bomb"


def test_an_ordinary_progressive_jpeg_is_taken(file):
    assert isinstance(inspect(file(jpeg(progressive=True))), Accepted)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"GIF89a/*" + b"\0" * 50 + b"*/=1;alert(1)", "gif"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "svg"),
        (b"<!DOCTYPE html><html>%PDF-1.7", "web_page"),
        (b"MZ\x90\0" + bytes(100), "program"),
        (b"\x7fELF" + bytes(100), "program"),
        (b"\0\0\0\x18ftypmp42" + bytes(100), "video"),
        (b"\0\0\0\x18ftypavif" + bytes(100), "video"),
        (b"ID3\x04" + bytes(100), "audio"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "old_office"),
        (b"just text", "unknown"),
    ],
)
def test_other_kinds_are_named_and_refused(file, content, kind):
    path = file(content)
    assert refused(path) == "not_supported"
    assert inspect(path).params == {"kind": kind}


def test_two_formats_in_one_file_are_refused(file):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("x.js", "alert(1)")
    assert refused(file(jpeg() + archive.getvalue())) == "mixed"
    assert refused(file(jpeg() + b"<script>alert(1)</script>")) == "mixed"
    assert refused(file(jpeg() + pdf())) == "mixed"
    assert refused(file(pdf() + b"<HTML><body>", "a.pdf")) == "mixed"


@pytest.mark.parametrize("packed", [False, True])
def test_a_plain_pdf_is_taken_and_its_preview_keeps_only_its_pages(file, tmp_path, packed):
    def dress(document):
        document.pages[0].obj["/PieceInfo"] = pikepdf.Dictionary(Private="SECRET-PIECE")
        content = jpeg(exif=exif())
        picture = document.make_stream(zlib.compress(content) if packed else content)
        picture.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 640, "/Height": 480})
        filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode]) if packed else pikepdf.Name.DCTDecode
        picture.update({"/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8, "/Filter": filters})
        document.pages[0].obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=picture))
        document.pages[0].contents_add(b"q 300 0 0 200 50 50 cm /Photo Do Q")

    path = file(pdf(dress), "示例.pdf")
    assert inspect(path) == Accepted("pdf", "application/pdf", pages=1)
    out = tmp_path / "out.pdf"
    assert inspect(path, out).shown == Preview("application/pdf")
    with pikepdf.open(out) as shown:
        shown.save(
            tmp_path / "plain.pdf",
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        assert "/Metadata" not in shown.Root
        assert len(shown.pages) == 1
        picture = shown.pages[0].obj["/Resources"]["/XObject"]["/Photo"]
        assert Image.open(io.BytesIO(picture.read_raw_bytes())).size == (640, 480)
    assert b"SECRET" not in (tmp_path / "plain.pdf").read_bytes()
    assert b"SECRET" in path.read_bytes()


def javascript(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch(document):
    document.pages[0].obj["/AA"] = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))


def attachment(document):
    document.attachments["示例.txt"] = b"x"


@pytest.mark.parametrize("dress", [javascript, launch, attachment])
def test_a_pdf_that_can_act_is_refused(file, dress):
    assert refused(file(pdf(dress), "示例.pdf")) == "active_content"
    compressed = pdf(dress, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert refused(file(compressed, "示例.pdf")) == "active_content"


def test_a_locked_pdf_is_refused(file):
    locked = pdf(encryption=pikepdf.Encryption(user="1", owner="2"))
    assert refused(file(locked, "示例.pdf")) == "encrypted"
    assert refused(file(pdf(encryption=pikepdf.Encryption(user="", owner="2")), "示例.pdf")) == "encrypted"


def test_a_truncated_pdf_is_refused(file):
    assert refused(file(pdf()[:-200], "示例.pdf")) == "truncated"
    assert refused(file(b"%PDF-1.7\nnothing\n%%EOF\n", "示例.pdf")) == "corrupt"


@pytest.mark.parametrize("main", ["word/document.xml", "xl/workbook.xml"])
def test_office_documents_are_kept_but_not_shown(file, tmp_path, main):
    path = file(office({}, main), "示例.docx")
    judged = inspect(path)
    assert judged.kind == "document"
    assert inspect(path, tmp_path / "out") == judged
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/vbaProject.bin": "x"},
        {"word/embeddings/oleObject1.bin": "x"},
        {"word/activeX/activeX1.xml": "x"},
        {"[Content_Types].xml": '<Types><Default ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'},
        {
            "word/_rels/settings.xml.rels": '<Relationship Type="http://x/attachedTemplate" Target="http://example.invalid/t.dotm" TargetMode="External"/>'
        },
    ],
)
def test_office_documents_that_can_act_are_refused(file, parts):
    assert refused(file(office(parts), "示例.docx")) == "active_content"


def test_an_office_document_that_bursts_is_refused(file):
    assert refused(file(office({"xl/worksheets/sheet1.xml": b" " * (100 << 20)}, "xl/workbook.xml"), "示例.xlsx")) == "bomb"


def test_an_archive_of_anything_else_is_refused(file):
    assert refused(file(office({}, "x.txt"), "示例.docx")) == "not_supported"


def test_nothing_links_and_folders_are_refused(file, tmp_path):
    assert refused(file(b"")) == "empty"
    (tmp_path / "link.jpg").symlink_to(file(jpeg(), "real.jpg"))
    assert refused(tmp_path / "link.jpg") == "not_a_file"
    assert refused(tmp_path) == "not_a_file"
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == "not_a_file"
    assert refused(tmp_path / ("长" * 200)) == "missing"


def test_too_many_bytes_are_refused_unread(tmp_path):
    path = tmp_path / "big.jpg"
    with path.open("wb") as stream:
        stream.write(jpeg())
        stream.truncate(61 << 20)
    assert refused(path) == "too_large"


@pytest.mark.parametrize("clear", [None, 65535])
def test_a_scan_of_sixteen_bits_keeps_its_greys(file, tmp_path, clear):
    buffer = io.BytesIO()
    grey = Image.new("I;16", (256, 40))
    grey.putdata([x * 257 for _ in range(40) for x in range(256)])
    grey.save(buffer, "PNG", **({} if clear is None else {"transparency": clear}))
    assert inspect(file(buffer.getvalue()), tmp_path / "out.jpg").shown == Preview("image/jpeg", 256, 40)
    with Image.open(tmp_path / "out.jpg") as shown:
        for x in (5, 64, 128, 200):
            assert shown.getpixel((x, 20))[0] == pytest.approx(x, abs=4)


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (2000, 1), (2000, 15)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_dot_and_a_line_are_refused(file, size, kind):
    buffer = io.BytesIO()
    photo(size).save(buffer, kind)
    assert refused(file(buffer.getvalue())) == "too_small"


@pytest.mark.parametrize(("size", "shown"), [((12000, 1500), (2000, 250)), ((500, 6000), (167, 2000))])
def test_a_panorama_keeps_its_sides(file, tmp_path, size, shown):
    assert inspect(file(jpeg(photo(size))), tmp_path / "out.jpg").shown == Preview("image/jpeg", *shown)
    with Image.open(tmp_path / "out.jpg") as picture:
        left, right = picture.getpixel((3, shown[1] // 2)), picture.getpixel((shown[0] - 3, shown[1] // 2))
    assert left[0] > 200 > left[2]
    assert right[2] > 200 > right[0]


@pytest.mark.parametrize(
    ("name", "media_type", "fits"),
    [
        ("示例.jpg", "image/jpeg", True),
        ("示例.png", "image/jpeg", True),
        ("IMG_1.HEIC", "image/heic", True),
        ("无后缀", "image/jpeg", True),
        ("名单.v2", "application/pdf", True),
        ("示例.html", "image/jpeg", False),
        ("示例.jpg.HTM", "image/png", False),
        ("示例.js", "application/pdf", False),
        ("示例.pdf", "image/jpeg", False),
    ],
)
def test_a_name_that_says_something_else_is_told(name, media_type, fits):
    assert (misnamed(name, media_type) is None) == fits
