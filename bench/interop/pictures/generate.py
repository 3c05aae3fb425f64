"""Writes pictures in every format, mode, bit depth and compression that ImageDecoder reads, with what Pillow and OpenCV make of them.

python3 generate.py FOLDER: the pictures, and expected.csv with one row a picture and task. A row has the SHA-256 of the RGB bytes and
the size, or "refused" and the reference's own words.
"""
import csv
import hashlib
import io
import itertools
import struct
import sys
import tempfile
import warnings
import zlib
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

warnings.simplefilter("ignore")
W, H = 37, 23
FILES = {}
RNG = np.random.default_rng(20261127)


def add(name, data):
    assert name not in FILES, name
    FILES[name] = bytes(data)


def photo(w=W, h=H, channels=3, dtype=np.uint8):
    """A smooth picture with an edge and a little noise: lossy codecs and palettes both have something to do."""
    y, x = np.mgrid[0:h, 0:w].astype(float)
    planes = [
        128 + 100 * np.sin(x / 5 + c) * np.cos(y / (4 + c)) + 27 * ((x + y * (c + 1)) % 11 > 5) for c in range(channels)
    ]
    a = np.stack(planes, -1) + RNG.normal(0, 4, (h, w, channels))
    a = np.clip(a, 0, 255)
    if dtype == np.uint16:
        return np.clip(a * 257 + RNG.integers(-128, 128, a.shape), 0, 65535).astype(np.uint16)
    return a.astype(dtype)


RGB = photo()
GRAY = photo(channels=1)[..., 0]
CMYK = photo(channels=4)


def saved(image, fmt, **options):
    out = io.BytesIO()
    image.save(out, fmt, **options)
    return out.getvalue()


def pil(array, mode=None):
    return Image.fromarray(array, mode) if mode else Image.fromarray(array)


# ---------------------------------------------------------------- BMP

def bmp(bits, rows, palette=b"", header=40, compression=0, masks=b"", colours=None, top_down=False, offset=None, size=None,
        gap=b"", w=W, h=H, planes=1):
    """A bitmap out of its parts; rows are the picture data as they lie in the file."""
    head = struct.pack("<I", header)
    height = -h if top_down else h
    if header == 12:
        head += struct.pack("<HHHH", w, h, planes, bits)
    else:
        if colours is None:
            colours = len(palette) // 4
        head += struct.pack("<iiHHIIiiII", w, height, planes, bits, compression, len(rows), 2835, 2835, colours, 0)
        inside = header - 40
        if inside >= 12 and masks:
            head += masks[:16] if inside >= 16 else masks[:12]
            masks = b""
        head = head[:header] + bytes(max(0, header - len(head)))
    body = masks[:12] + palette + gap
    begin = 14 + len(head) + len(body)
    data = b"BM" + struct.pack("<IHHI", begin + len(rows) if size is None else size, 0, 0, begin if offset is None else offset)
    return data + head + body + rows


def bmp_rows(packed_row, indices, flip=True):
    rows = [packed_row(r) for r in (indices[::-1] if flip else indices)]
    return b"".join(r + bytes(-len(r) % 4) for r in rows)


def pack(bits):
    def row(r):
        if bits == 8:
            return bytes(r.astype(np.uint8))
        per = 8 // bits
        r = np.concatenate([r, np.zeros(-len(r) % per, int)]).reshape(-1, per)
        return bytes(sum(r[:, i].astype(int) << (8 - bits * (i + 1)) for i in range(per)).astype(np.uint8))
    return row


def palette_of(n, entry=4, gray=False):
    entries = []
    for i in range(n):
        v = i * 255 // max(n - 1, 1)
        entries.append(bytes([v, v, v]) if gray else bytes([(i * 73 + 11) % 256, (i * 31 + 90) % 256, (i * 17 + 200) % 256]))
    return b"".join(e + bytes(entry - 3) for e in entries)


def rle(indices, bits, style, end=True, last=True):
    """Run-length data: runs, absolute stretches or a mix with deltas."""
    out = bytearray()
    rows = indices[::-1]
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            if style == "absolute" and len(row) - x >= 3:
                n = min(len(row) - x, 200)
                part = row[x:x + n]
                data = pack(bits)(part)
                out += bytes([0, n]) + data + bytes(len(data) % 2)
                x += n
            elif style == "delta" and x == 5 and y % 3 == 1 and len(row) > 15:
                out += bytes([0, 2, 7, 0])
                x += 7
            else:
                n = 1
                if bits == 4:
                    while x + n < len(row) and n < 255 and row[x + n] == row[x + n % 2] :
                        n += 1
                    second = row[x + 1] if n > 1 else 0
                    out += bytes([n, int(row[x]) << 4 | int(second)])
                else:
                    while x + n < len(row) and n < 255 and row[x + n] == row[x]:
                        n += 1
                    out += bytes([n, int(row[x])])
                x += n
        if y < len(rows) - 1 or last:
            out += b"\0\0"
    if end:
        out += b"\0\1"
    return bytes(out)


def bmps():
    rgb_rows = lambda a, flip=True: bmp_rows(lambda r: r[:, ::-1].tobytes(), a, flip)
    for bits in (1, 4, 8):
        n = 1 << bits
        ix = (GRAY.astype(int) * n) >> 8
        rows = bmp_rows(pack(bits), ix)
        for header in (12, 40, 52, 56, 64, 108, 124, 16, 36):
            add(f"bmp/p{bits}-header{header}.bmp", bmp(bits, rows, palette_of(n, 3 if header == 12 else 4), header))
        add(f"bmp/p{bits}-gray.bmp", bmp(bits, rows, palette_of(n, gray=True)))
        add(f"bmp/p{bits}-colours0.bmp", bmp(bits, rows, palette_of(n), colours=0))
        add(f"bmp/p{bits}-topdown.bmp", bmp(bits, bmp_rows(pack(bits), ix, False), palette_of(n), top_down=True))
        add(f"bmp/p{bits}-offset0.bmp", bmp(bits, rows, palette_of(n), offset=0))
        add(f"bmp/p{bits}-offset-at-palette.bmp", bmp(bits, rows, palette_of(n), offset=54))
        add(f"bmp/p{bits}-gap.bmp", bmp(bits, rows, palette_of(n), gap=b"gap!"))
        add(f"bmp/p{bits}-cut.bmp", bmp(bits, rows[:-1], palette_of(n)))
        add(f"bmp/p{bits}-cut-half.bmp", bmp(bits, rows[:len(rows) // 2], palette_of(n)))
        add(f"bmp/p{bits}-size0.bmp", bmp(bits, rows, palette_of(n), size=0))
        add(f"bmp/p{bits}-colours300.bmp", bmp(bits, rows, palette_of(300), colours=300))
        half = (ix // 2 if n > 2 else ix * 0)
        add(f"bmp/p{bits}-half-palette.bmp", bmp(bits, bmp_rows(pack(bits), half), palette_of(n // 2)))
        add(f"bmp/p{bits}-half-palette-beyond.bmp", bmp(bits, rows, palette_of(n // 2)))
        add(f"bmp/p{bits}-half-gray-beyond.bmp", bmp(bits, rows, palette_of(n // 2, gray=True)))
    for header in (12, 40, 52, 56, 64, 108, 124, 16, 36, 41, 48, 60, 128):
        add(f"bmp/rgb24-header{header}.bmp", bmp(24, rgb_rows(RGB), header=header))
        if header != 12:
            add(f"bmp/rgb24-header{header}-topdown.bmp", bmp(24, rgb_rows(RGB, False), header=header, top_down=True))
    rows24 = rgb_rows(RGB)
    add("bmp/rgb24-size0.bmp", bmp(24, rows24, size=0))
    add("bmp/rgb24-size54.bmp", bmp(24, rows24, size=54))
    add("bmp/rgb24-size-large.bmp", bmp(24, rows24, size=1 << 30))
    add("bmp/rgb24-offset0.bmp", bmp(24, rows24, offset=0))
    add("bmp/rgb24-offset26.bmp", bmp(24, rows24, offset=26))
    add("bmp/rgb24-offset-behind.bmp", bmp(24, rows24, offset=999999))
    add("bmp/rgb24-offset-negative.bmp", bmp(24, rows24, offset=0x80000010))
    add("bmp/rgb24-nopad.bmp", bmp(24, rows24[:-1]))
    add("bmp/rgb24-cut2.bmp", bmp(24, rows24[:-2]))
    add("bmp/rgb24-cut-half.bmp", bmp(24, rows24[:len(rows24) // 2]))
    add("bmp/rgb24-trailing.bmp", bmp(24, rows24) + b"trailing bytes")
    add("bmp/rgb24-planes0.bmp", bmp(24, rows24, planes=0))
    add("bmp/rgb24-palette.bmp", bmp(24, rows24, palette_of(16)))
    add("bmp/rgb24-width0.bmp", bmp(24, rows24, w=0))
    add("bmp/rgb24-height0.bmp", bmp(24, rows24, h=0))
    add("bmp/rgb24-width-negative.bmp", bmp(24, rows24, w=-W))
    for w, h in ((1, 1), (2, 1), (1, 5), (3, 3), (64, 2)):
        a = photo(w, h)
        add(f"bmp/rgb24-{w}x{h}.bmp", bmp(24, rgb_rows(a), w=w, h=h))
        for bits in (1, 4, 8):
            add(f"bmp/p{bits}-{w}x{h}.bmp", bmp(bits, bmp_rows(pack(bits), (a[..., 0].astype(int) << bits) >> 8),
                                              palette_of(1 << bits), w=w, h=h))
    bgra = np.dstack([RGB[..., ::-1], RNG.integers(0, 256, (H, W), dtype=np.uint8)])
    rows32 = bgra[::-1].tobytes()
    for header in (12, 40, 108, 124):
        add(f"bmp/rgb32-header{header}.bmp", bmp(32, rows32, header=header))
    add("bmp/rgb32-topdown.bmp", bmp(32, bgra.tobytes(), top_down=True))
    add("bmp/rgb32-alpha0.bmp", bmp(32, np.dstack([RGB[..., ::-1], RGB[..., 0] * 0])[::-1].tobytes()))
    layouts = {
        "bgrx": (0xFF0000, 0xFF00, 0xFF, 0), "xbgr": (0xFF000000, 0xFF0000, 0xFF00, 0), "bgxr": (0xFF000000, 0xFF00, 0xFF, 0),
        "abgr": (0xFF000000, 0xFF0000, 0xFF00, 0xFF), "rgba": (0xFF, 0xFF00, 0xFF0000, 0xFF000000),
        "bgra": (0xFF0000, 0xFF00, 0xFF, 0xFF000000), "bgar": (0xFF000000, 0xFF00, 0xFF, 0xFF0000), "zero": (0, 0, 0, 0),
        "rgb10": (0x3FF00000, 0xFFC00, 0x3FF, 0), "odd": (0xF800, 0x7E0, 0x1F, 0),
    }
    for name, m in layouts.items():
        masks = struct.pack("<4I", *m)
        for header in (40, 52, 56, 108, 124):
            add(f"bmp/bitfields32-{name}-header{header}.bmp", bmp(32, rows32, header=header, compression=3, masks=masks))
    value = RNG.integers(0, 65536, (H, W)).astype("<u2")
    rows16 = bmp_rows(lambda r: r.astype("<u2").tobytes(), value)
    add("bmp/rgb16.bmp", bmp(16, rows16))
    add("bmp/rgb16-topdown.bmp", bmp(16, bmp_rows(lambda r: r.astype("<u2").tobytes(), value, False), top_down=True))
    add("bmp/rgb16-header12.bmp", bmp(16, rows16, header=12))
    for name, m in {"565": (0xF800, 0x7E0, 0x1F, 0), "555": (0x7C00, 0x3E0, 0x1F, 0), "1555": (0x7C00, 0x3E0, 0x1F, 0x8000),
                    "444": (0xF00, 0xF0, 0xF, 0), "bgr565": (0x1F, 0x7E0, 0xF800, 0)}.items():
        for header in (40, 52, 56, 108, 124):
            add(f"bmp/bitfields16-{name}-header{header}.bmp",
                bmp(16, rows16, header=header, compression=3, masks=struct.pack("<4I", *m)))
    add("bmp/bitfields24.bmp", bmp(24, rows24, compression=3, masks=struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0)))
    for bits, code in ((8, 1), (4, 2)):
        n = 1 << bits
        ix = (GRAY.astype(int) * n) >> 8
        ix = np.where(np.indices(ix.shape)[1] % 9 < 5, ix, ix[:, :1])
        for style in ("runs", "absolute", "delta"):
            for gray in (False, True):
                p = palette_of(n, gray=gray)
                tag = f"bmp/rle{bits}-{style}{'-gray' if gray else ''}"
                data = rle(ix, bits, style)
                add(f"{tag}.bmp", bmp(bits, data, p, compression=code))
                if gray:
                    continue
                add(f"{tag}-noend.bmp", bmp(bits, rle(ix, bits, style, end=False), p, compression=code))
                add(f"{tag}-nolast.bmp", bmp(bits, rle(ix, bits, style, end=False, last=False), p, compression=code))
                add(f"{tag}-end-without-last.bmp", bmp(bits, rle(ix, bits, style, last=False), p, compression=code))
                add(f"{tag}-cut.bmp", bmp(bits, data[:len(data) // 2], p, compression=code))
                add(f"{tag}-short.bmp", bmp(bits, data[:len(data) // 2 & ~1] + b"\0\0\0\1", p, compression=code))
                add(f"{tag}-topdown.bmp", bmp(bits, data, p, compression=code, top_down=True))
        p = palette_of(n)
        add(f"bmp/rle{bits}-empty.bmp", bmp(bits, b"\0\1", p, compression=code))
        add(f"bmp/rle{bits}-nothing.bmp", bmp(bits, b"", p, compression=code))
        add(f"bmp/rle{bits}-too-long-run.bmp", bmp(bits, bytes([200, 0x12, 0, 1]), p, compression=code))
        add(f"bmp/rle{bits}-too-long-absolute.bmp", bmp(bits, bytes([0, 100]) + bytes(range(100)) + b"\0\1", p, compression=code))
        add(f"bmp/rle{bits}-delta-down.bmp", bmp(bits, bytes([5, 0x21, 0, 2, 3, 4, 6, 0x32, 0, 0, 0, 1]), p, compression=code))
        add(f"bmp/rle{bits}-delta-far.bmp", bmp(bits, bytes([5, 0x21, 0, 2, 3, 200, 6, 0x32, 0, 0, 0, 1]), p, compression=code))
        add(f"bmp/rle{bits}-full-then-more.bmp", bmp(bits, rle(ix, bits, "runs", end=False) + bytes([5, 0x11]) * 9, p, compression=code))
        add(f"bmp/rle{bits}-wrong-depth.bmp", bmp(12 - bits, rle(ix, bits, "runs"), palette_of(1 << 12 - bits), compression=code))
        add(f"bmp/rle{bits}-header124.bmp", bmp(bits, rle(ix, bits, "runs"), p, header=124, compression=code))
        add(f"bmp/rle{bits}-offset0.bmp", bmp(bits, rle(ix, bits, "runs"), p, compression=code, offset=0))
    add("bmp/compression4.bmp", bmp(24, rows24, compression=4))
    add("bmp/compression5.bmp", bmp(24, rows24, compression=5))
    add("bmp/compression11.bmp", bmp(32, rows32, compression=11))
    add("bmp/bits2.bmp", bmp(2, bmp_rows(pack(2), GRAY.astype(int) >> 6), palette_of(4)))
    add("bmp/bits64.bmp", bmp(64, rows32 * 2))
    for n in (2, 10, 14, 17, 20, 26, 30, 50, 54):
        add(f"bmp/head-{n}.bmp", bmp(24, rows24)[:n])
    for mode in ("1", "L", "P", "RGB"):
        add(f"bmp/pillow-{mode}.bmp", saved(pil(RGB).convert(mode), "BMP"))
    add("bmp/opencv-3.bmp", cv2.imencode(".bmp", RGB)[1].tobytes())
    add("bmp/opencv-1.bmp", cv2.imencode(".bmp", GRAY)[1].tobytes())
    add("bmp/opencv-4.bmp", cv2.imencode(".bmp", bgra)[1].tobytes())


# ---------------------------------------------------------------- PNG

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind, data=b"", bad=False):
    crc = zlib.crc32(kind + data) ^ (1 if bad else 0)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def chunks(data):
    at = 8
    while at < len(data):
        n = struct.unpack(">I", data[at:at + 4])[0]
        yield data[at + 4:at + 8], data[at + 8:at + 8 + n]
        at += 12 + n


def png_raw(array, colour, depth, extra=b"", interlace=0, level=6):
    h, w = array.shape[:2]
    rows = array.reshape(h, -1)
    if depth == 16:
        lines = [r.astype(">u2").tobytes() for r in rows]
    else:
        lines = [pack(depth)(r) for r in rows]
    raw = b"".join(b"\0" + line for line in lines)
    return (SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, interlace)) + extra
            + chunk(b"IDAT", zlib.compress(raw, level)) + chunk(b"IEND"))


def tiff_exif(value, kind=3, endian="<", count=1, wide=None):
    """A TIFF structure whose orientation has the given type."""
    mark = b"II" if endian == "<" else b"MM"
    forms = {1: "B", 2: "c", 3: "H", 4: "I", 5: "II", 6: "b", 7: "B", 8: "h", 9: "i", 10: "ii", 11: "f", 12: "d", 13: "I"}
    form = forms.get(kind, "I")
    if form in ("II", "ii"):
        data = struct.pack(endian + form, value, 1)
    elif form == "c":
        data = str(value).encode() + b"\0"
        count = 2
    else:
        data = struct.pack(endian + form, value) * count
    entries = struct.pack(endian + "H", 2) + struct.pack(endian + "HHII", 0x100, 4, 1, 5)
    if len(data) <= 4:
        entries += struct.pack(endian + "HHI", 0x112, kind, count) + data + bytes(4 - len(data))
        tail = b""
    else:
        entries += struct.pack(endian + "HHII", 0x112, kind, count, 8 + 2 + 24 + 4)
        tail = data
    return mark + struct.pack(endian + "HI", 42, 8) + entries + bytes(4) + tail


def raw_profile(tiff, name="exif"):
    data = b"Exif\0\0" + tiff
    text = data.hex()
    lines = "\n".join(text[i:i + 72] for i in range(0, len(text), 72))
    return f"\n{name}\n{len(data):8}\n{lines}\n".encode()


XMP = ('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
       'tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>')


def pngs():
    ix = lambda bits: (GRAY.astype(int) << bits) >> 8
    for bits in (1, 2, 4, 8):
        add(f"png/gray{bits}.png", png_raw(ix(bits), 0, bits))
        add(f"png/gray{bits}-trns.png", png_raw(ix(bits), 0, bits, chunk(b"tRNS", b"\0\1")))
        plte = chunk(b"PLTE", palette_of(1 << bits, 3))
        add(f"png/palette{bits}.png", png_raw(ix(bits), 3, bits, plte))
        add(f"png/palette{bits}-trns.png", png_raw(ix(bits), 3, bits, plte + chunk(b"tRNS", bytes([0, 128]))))
        add(f"png/palette{bits}-short.png", png_raw(ix(bits), 3, bits, chunk(b"PLTE", palette_of(max(1, (1 << bits) // 2), 3))))
        add(f"png/palette{bits}-none.png", png_raw(ix(bits), 3, bits))
    for depth, dtype in ((8, np.uint8), (16, np.uint16)):
        for name, colour, n in (("gray", 0, 1), ("rgb", 2, 3), ("la", 4, 2), ("rgba", 6, 4)):
            a = photo(channels=n, dtype=dtype)
            if not (name == "gray" and depth == 8):
                add(f"png/{name}{depth}.png", png_raw(a, colour, depth))
            add(f"png/{name}{depth}-gama.png", png_raw(a, colour, depth, chunk(b"gAMA", struct.pack(">I", 30000))))
            add(f"png/{name}{depth}-cicp-sbit-bkgd.png", png_raw(a, colour, depth, chunk(b"sBIT", bytes([8] * n))
                + chunk(b"bKGD", b"\0\1" * (1 if n < 3 else 3))))
    add("png/rgb16-trns.png", png_raw(photo(dtype=np.uint16), 2, 16, chunk(b"tRNS", bytes(6))))
    add("png/rgb8-trns.png", png_raw(RGB, 2, 8, chunk(b"tRNS", bytes(6))))
    add("png/gray16-trns.png", png_raw(photo(channels=1, dtype=np.uint16), 0, 16, chunk(b"tRNS", b"\1\2")))
    for mode in ("1", "L", "P", "RGB", "RGBA", "LA", "I;16"):
        image = Image.fromarray(photo(channels=1, dtype=np.uint16)[..., 0]) if mode == "I;16" else pil(RGB).convert(mode)
        add(f"png/pillow-{mode.replace(';', '')}.png", saved(image, "PNG"))
    for name, a in (("3", RGB), ("1", GRAY), ("4", photo(channels=4)), ("16", photo(dtype=np.uint16)),
                    ("16g", photo(channels=1, dtype=np.uint16)), ("16a", photo(channels=4, dtype=np.uint16))):
        add(f"png/opencv-{name}.png", cv2.imencode(".png", a)[1].tobytes())
    plain = png_raw(RGB, 2, 8)
    parts = list(chunks(plain))
    idat = [d for k, d in parts if k == b"IDAT"][0]
    ihdr = parts[0][1]

    def build(before=(), data=(idat,), after=(), end=True, bad_idat=None, bad_end=False, bad_ihdr=False):
        out = SIGNATURE + chunk(b"IHDR", ihdr, bad_ihdr) + b"".join(before)
        for i, d in enumerate(data):
            out += chunk(b"IDAT", d, bad=bad_idat == i)
        out += b"".join(after)
        return out + (chunk(b"IEND", bad=bad_end) if end else b"")

    split = [idat[i:i + 100] for i in range(0, len(idat), 100)]
    add("png/split.png", build(data=split))
    add("png/split-empty.png", build(data=[b""] + split + [b""]))
    add("png/bad-idat-first.png", build(data=split, bad_idat=0))
    add("png/bad-idat-last.png", build(data=split, bad_idat=len(split) - 1))
    add("png/bad-idat-only.png", build(bad_idat=0))
    add("png/bad-iend.png", build(bad_end=True))
    add("png/bad-ihdr.png", build(bad_ihdr=True))
    add("png/no-iend.png", build(end=False))
    add("png/no-iend-trailing.png", build(end=False) + b"junk")
    add("png/iend-half.png", build()[:-4])
    add("png/iend-cut.png", build()[:-2])
    add("png/trailing.png", build() + b"trailing bytes")
    add("png/cut-in-idat.png", build()[:-30])
    add("png/cut-in-idat-half.png", build()[:len(build()) // 2])
    add("png/idat-short.png", build(data=(idat[:-200],)))
    add("png/idat-no-adler.png", build(data=(idat[:-4],)))
    add("png/idat-bad-adler.png", build(data=(idat[:-4] + b"\0\0\0\0",)))
    add("png/idat-extra.png", build(data=(idat + b"extra bytes",)))
    add("png/idat-interrupted.png", build(data=(idat[:300],), after=[chunk(b"tEXt", b"a\0b"), chunk(b"IDAT", idat[300:])]))
    add("png/no-idat.png", build(data=()))
    kinds = {b"tEXt": b"Comment\0hello", b"zTXt": b"Comment\0\0" + zlib.compress(b"hello"), b"iTXt": b"Comment\0\0\0\0\0hello",
             b"iCCP": b"p\0\0" + zlib.compress(bytes(200)), b"gAMA": struct.pack(">I", 45455), b"cHRM": bytes(32),
             b"sRGB": b"\0", b"pHYs": struct.pack(">IIB", 10, 10, 1), b"tIME": bytes([7, 230, 1, 1, 1, 1, 1]),
             b"vpAg": b"private", b"eXIf": tiff_exif(6), b"PLTE": palette_of(16, 3), b"tRNS": bytes(6), b"bKGD": bytes(6),
             b"cICP": bytes([1, 13, 0, 1]), b"hIST": bytes(32), b"sBIT": bytes([8, 8, 8]), b"CRIT": b"critical"}
    for kind, data in kinds.items():
        k = kind.decode()
        add(f"png/with-{k}.png", build(before=[chunk(kind, data)]))
        add(f"png/bad-{k}.png", build(before=[chunk(kind, data, bad=True)]))
        add(f"png/bad-after-{k}.png", build(after=[chunk(kind, data, bad=True)]))
        add(f"png/after-{k}.png", build(after=[chunk(kind, data)]))
    for kind, data in {b"gAMA": b"\0", b"cHRM": bytes(7), b"sRGB": b"", b"pHYs": bytes(3), b"tRNS": b"\0", b"iCCP": b"p\0\7x",
                       b"zTXt": b"Comment\0\5x", b"tEXt": b"nonul", b"iTXt": b"x", b"bKGD": b"\0", b"tIME": b"\0",
                       b"eXIf": b"", b"PLTE": bytes(5)}.items():
        add(f"png/malformed-{kind.decode()}.png", build(before=[chunk(kind, data)]))
    add("png/two-ihdr.png", build(before=[chunk(b"IHDR", ihdr)]))
    add("png/two-plte.png", build(before=[chunk(b"PLTE", palette_of(4, 3))] * 2))
    add("png/bad-name.png", build(before=[chunk(b"t\x01Xt", b"x")]))
    add("png/bad-name-after.png", build(after=[chunk(b"t\x01Xt", b"x")]))
    add("png/chunk-too-long.png", build(before=[struct.pack(">I", 0x7FFFFFF0) + b"tEXt" + b"abc"]))
    add("png/after-too-long.png", build(after=[struct.pack(">I", 0x7FFFFFF0) + b"tEXt" + b"abc"]))
    add("png/ihdr-14.png", SIGNATURE + chunk(b"IHDR", ihdr + b"\0") + chunk(b"IDAT", idat) + chunk(b"IEND"))
    for name, at, v in (("compression", 10, 1), ("filter", 11, 1), ("interlace", 12, 2), ("depth", 8, 3), ("colour", 9, 1),
                        ("colour5", 9, 5)):
        d = bytearray(ihdr)
        d[at] = v
        add(f"png/ihdr-{name}.png", SIGNATURE + chunk(b"IHDR", bytes(d)) + chunk(b"IDAT", idat) + chunk(b"IEND"))
    add("png/ihdr-width0.png", SIGNATURE + chunk(b"IHDR", struct.pack(">II", 0, H) + ihdr[8:]) + chunk(b"IDAT", idat) + chunk(b"IEND"))
    # filters and a window of 512 bytes
    for f in range(5):
        raw = b"".join(bytes([f]) + bytes(RNG.integers(0, 256, W * 3, dtype=np.uint8)) for _ in range(H))
        add(f"png/filter{f}.png", build(data=(zlib.compress(raw),)))
    c = zlib.compressobj(9, zlib.DEFLATED, 9)
    raw = b"".join(b"\0" + r.tobytes() for r in RGB)
    add("png/filter7.png", build(data=(zlib.compress(b"\7" + raw[1:]),)))
    add("png/window9.png", build(data=(c.compress(raw) + c.flush(),)))
    add("png/raw-deflate-too-much.png", build(data=(zlib.compress(raw + b"\0" * 500),)))
    # Adam7
    for name, colour, a in (("rgb", 2, RGB), ("gray", 0, GRAY[..., None])):
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        raw = b""
        for x, y, dx, dy in passes:
            part = a[y::dy, x::dx]
            if part.size:
                raw += b"".join(b"\0" + r.tobytes() for r in part)
        add(f"png/adam7-{name}.png", SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, 8, colour, 0, 0, 1))
            + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND"))
    # EXIF in every place and form
    for o in range(1, 10):
        add(f"exif/png-before-{o}.png", build(before=[chunk(b"eXIf", tiff_exif(o))]))
        add(f"exif/png-after-{o}.png", build(after=[chunk(b"eXIf", tiff_exif(o))]))
    text = raw_profile(tiff_exif(6))
    key = b"Raw profile type exif"
    for where in ("before", "after"):
        for kind, data in ((b"tEXt", key + b"\0" + text), (b"zTXt", key + b"\0\0" + zlib.compress(text)),
                           (b"iTXt", key + b"\0\0\0\0\0" + text)):
            add(f"exif/png-raw-{kind.decode()}-{where}.png", build(**{where: [chunk(kind, data)]}))
    add("exif/png-raw-app1.png", build(before=[chunk(b"zTXt", b"Raw profile type APP1\0\0" + zlib.compress(raw_profile(tiff_exif(6), "app1")))]))
    add("exif/png-exif-with-prefix.png", build(before=[chunk(b"eXIf", b"Exif\0\0" + tiff_exif(6))]))
    add("exif/png-exif-both.png", build(before=[chunk(b"eXIf", tiff_exif(6))], after=[chunk(b"eXIf", tiff_exif(3))]))
    add("exif/png-exif-and-raw.png", build(before=[chunk(b"eXIf", tiff_exif(3)), chunk(b"tEXt", key + b"\0" + text)]))
    add("exif/png-xmp.png", build(before=[chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.encode())]))
    add("exif/png-text-exif.png", build(before=[chunk(b"tEXt", b"exif\0" + tiff_exif(6))]))


# ---------------------------------------------------------------- JPEG and EXIF in it

def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def with_segments(jpeg, *segments):
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def unfinished(name, data, within=False):
    """A progressive JPEG's first scans with an end marker; and, if asked, cut within each of its scans, with an end marker and without."""
    segments = [i for i in range(len(data) - 1) if data[i] == 0xFF and data[i + 1] in (0xDA, 0xC4)]
    scans = [i for i in segments if data[i + 1] == 0xDA]
    for n, scan in enumerate(scans, 1):
        end = min([t for t in segments if t > scan], default=len(data) - 2)
        if n < len(scans):
            add(f"{name}-scans{n}.jpg", data[:end] + b"\xff\xd9")
        if within:
            middle = (scan + 14 + end) // 2
            add(f"{name}-within{n}.jpg", data[:middle] + b"\xff\xd9")
            add(f"{name}-within{n}-no-eoi.jpg", data[:middle])


def unfinished_jpegs():
    progressive = [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
    for s in (0, 1, 2):
        for q in (10, 100):
            data = saved(pil(RGB), "JPEG", quality=q, subsampling=s, progressive=True)
            unfinished(f"jpeg/progressive-s{s}-q{q}", data, within=True)
        for w, h in ((1, 1), (2, 40), (17, 3), (16, 33)):
            unfinished(f"jpeg/progressive-{w}x{h}-s{s}", saved(pil(photo(w, h)), "JPEG", subsampling=s, progressive=True))
        data = saved(Image.fromarray(CMYK, "CMYK"), "JPEG", subsampling=s, progressive=True)
        unfinished(f"jpeg/progressive-cmyk-s{s}", data)
        noise = pil(RNG.integers(0, 256, (40, 50, 3), dtype=np.uint8))
        unfinished(f"jpeg/progressive-noise-s{s}", saved(noise, "JPEG", subsampling=s, progressive=True))
    unfinished("jpeg/progressive-gray", saved(pil(GRAY), "JPEG", progressive=True), within=True)
    for name, sampling in (("422", 0x211111), ("420", 0x221111), ("440", 0x121111), ("411", 0x411111)):
        for restart in (0, 3):
            flags = progressive + [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling, cv2.IMWRITE_JPEG_RST_INTERVAL, restart]
            data = cv2.imencode(".jpg", photo(67, 45), flags)[1].tobytes()
            unfinished(f"jpeg/progressive-opencv-{name}-rst{restart}", data, within=restart > 0)
    data = saved(pil(RGB), "JPEG", progressive=True, restart_marker_blocks=2)
    segments = [i for i in range(len(data) - 1) if data[i] == 0xFF and data[i + 1] == 0xC4]
    for n in range(40):
        part = bytearray(data[:segments[3 + n % 4]])
        part[int(RNG.integers(data.index(b"\xff\xda") + 14, len(part)))] ^= 1 << n % 8
        add(f"jpeg/progressive-damaged{n}.jpg", bytes(part) + b"\xff\xd9")


def jpegs():
    base = saved(pil(RGB), "JPEG", quality=90, subsampling=0)
    for kind, endian, o in itertools.product(range(0, 15), "<>", (6, 3)):
        if o == 3 and kind not in (1, 3, 4):
            continue
        tag = f"exif/jpeg-type{kind}-{'le' if endian == '<' else 'be'}-{o}"
        add(tag + ".jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + tiff_exif(o, kind, endian))))
    for o in (0, 1, 2, 4, 5, 7, 8, 9, 65535):
        add(f"exif/jpeg-short-{o}.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + tiff_exif(o))))
    exif = lambda o, **k: segment(0xE1, b"Exif\0\0" + tiff_exif(o, **k))
    for first, second in ((6, 1), (1, 6), (6, 3), (8, 6)):
        add(f"exif/jpeg-{first}-then-{second}.jpg", with_segments(base, exif(first), exif(second)))
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP.encode())
    add("exif/jpeg-xmp.jpg", with_segments(base, xmp))
    add("exif/jpeg-xmp-then-exif.jpg", with_segments(base, xmp, exif(3)))
    add("exif/jpeg-xmp-then-exif-6.jpg", with_segments(base, xmp, exif(6)))
    add("exif/jpeg-xmp-element.jpg", with_segments(base, segment(
        0xE1, b"http://ns.adobe.com/xap/1.0/\0<x><tiff:Orientation>8</tiff:Orientation></x>")))
    add("exif/jpeg-empty-then-6.jpg", with_segments(base, segment(0xE1, b"Exif\0\0"), exif(6)))
    add("exif/jpeg-broken-then-6.jpg", with_segments(base, segment(0xE1, b"Exif\0\0II*\0\xff\xff\0\0"), exif(6)))
    add("exif/jpeg-count2.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + tiff_exif(6, count=2))))
    add("exif/jpeg-long-count2.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + tiff_exif(6, 4, count=2))))
    add("exif/jpeg-count0.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + tiff_exif(6).replace(
        struct.pack("<HHI", 0x112, 3, 1), struct.pack("<HHI", 0x112, 3, 0)))))
    twice = tiff_exif(6)
    two = twice[:8] + struct.pack("<H", 2) + struct.pack("<HHIHH", 0x112, 3, 1, 6, 0) + struct.pack("<HHIHH", 0x112, 3, 1, 3, 0) + bytes(4)
    add("exif/jpeg-tag-twice.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + two)))
    one = twice[:8] + struct.pack("<H", 1) + struct.pack("<HHIHH", 0x112, 3, 1, 6, 0) + bytes(4)
    add("exif/jpeg-cut-entry.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + one[:-8])))
    add("exif/jpeg-cut-next.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + one[:-4])))
    add("exif/jpeg-count-too-high.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + one[:8] + b"\x09\0" + one[10:])))
    add("exif/jpeg-magic43.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + b"II+\0" + twice[4:])))
    add("exif/jpeg-magic0.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + b"II\0\0" + twice[4:])))
    add("exif/jpeg-mi.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + b"MI" + twice[2:])))
    add("exif/jpeg-prefix-twice.jpg", with_segments(base, segment(0xE1, b"Exif\0\0Exif\0\0" + twice)))
    add("exif/jpeg-offset0.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + twice[:4] + bytes(4) + twice[8:])))
    add("exif/jpeg-exif-in-app0.jpg", with_segments(base, segment(0xE0, b"Exif\0\0" + twice)))
    add("exif/jpeg-after-dqt.jpg", base[:20] + segment(0xDB, b"\0" + bytes([1] * 64)) + exif(6) + base[20:])
    ascii_before = twice[:8] + struct.pack("<H", 2) + struct.pack("<HHII", 0x10F, 2, 400, 5000) + struct.pack("<HHIHH", 0x112, 3, 1, 6, 0) + bytes(4)
    add("exif/jpeg-bad-make-before.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + ascii_before)))
    rational_before = twice[:8] + struct.pack("<H", 2) + struct.pack("<HHII", 0x11A, 5, 1, 5000) + struct.pack("<HHIHH", 0x112, 3, 1, 6, 0) + bytes(4)
    add("exif/jpeg-bad-resolution-before.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + rational_before)))
    rational_after = twice[:8] + struct.pack("<H", 2) + struct.pack("<HHIHH", 0x112, 3, 1, 6, 0) + struct.pack("<HHII", 0x11A, 5, 1, 5000) + bytes(4)
    add("exif/jpeg-bad-resolution-after.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + rational_after)))
    unknown_before = twice[:8] + struct.pack("<H", 2) + struct.pack("<HHII", 0x9999, 2, 400, 5000) + struct.pack("<HHIHH", 0x112, 3, 1, 6, 0) + bytes(4)
    add("exif/jpeg-bad-unknown-before.jpg", with_segments(base, segment(0xE1, b"Exif\0\0" + unknown_before)))
    # modes
    for q, s in itertools.product((5, 75, 100), (0, 1, 2)):
        for progressive in (False, True):
            add(f"jpeg/rgb-q{q}-s{s}{'-progressive' if progressive else ''}.jpg",
                saved(pil(RGB), "JPEG", quality=q, subsampling=s, progressive=progressive))
    add("jpeg/gray.jpg", saved(pil(GRAY), "JPEG"))
    add("jpeg/gray-progressive.jpg", saved(pil(GRAY), "JPEG", progressive=True))
    for w, h in ((1, 1), (8, 8), (17, 3), (2, 40), (64, 64)):
        for s in (0, 1, 2):
            add(f"jpeg/rgb-{w}x{h}-s{s}.jpg", saved(pil(photo(w, h)), "JPEG", subsampling=s))
    cmyk = Image.fromarray(CMYK, "CMYK")
    for q in (30, 90, 100):
        for s in (0, 1, 2):
            data = saved(cmyk, "JPEG", quality=q, subsampling=s)
            add(f"jpeg/cmyk-q{q}-s{s}.jpg", data)
            at = data.index(b"Adobe") - 4
            length = 2 + struct.unpack(">H", data[at + 2:at + 4])[0]
            add(f"jpeg/cmyk-q{q}-s{s}-no-adobe.jpg", data[:at] + data[at + length:])
            add(f"jpeg/cmyk-q{q}-s{s}-ycck.jpg", data[:at + 15] + b"\2" + data[at + 16:])
            add(f"jpeg/cmyk-q{q}-s{s}-transform1.jpg", data[:at + 15] + b"\1" + data[at + 16:])
    data = saved(cmyk, "JPEG", quality=90, progressive=True)
    add("jpeg/cmyk-progressive.jpg", data)
    add("jpeg/cmyk-jfif.jpg", with_segments(data, segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")))
    at = data.index(b"Adobe") - 4
    add("jpeg/cmyk-exif.jpg", with_segments(data, exif(6)))
    add("jpeg/trailing.jpg", base + b"trailing")
    add("jpeg/no-eoi.jpg", base[:-2])
    add("jpeg/cut.jpg", base[:-100])
    add("jpeg/cut-half.jpg", base[:len(base) // 2])
    add("jpeg/restart.jpg", cv2.imencode(".jpg", RGB, [cv2.IMWRITE_JPEG_RST_INTERVAL, 2])[1].tobytes())
    for name, sampling in (("444", 0x111111), ("422", 0x211111), ("420", 0x221111), ("440", 0x121111), ("411", 0x411111)):
        add(f"jpeg/opencv-{name}.jpg", cv2.imencode(".jpg", photo(67, 45), [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling])[1].tobytes())
    for s in (0, 1, 2):
        unfinished(f"jpeg/progressive-s{s}", saved(pil(photo(160, 120)), "JPEG", quality=80, subsampling=s, progressive=True))
    mpo = io.BytesIO()
    pil(RGB).save(mpo, "MPO", save_all=True, append_images=[pil(RGB[::-1].copy())])
    add("mpo/two.mpo", mpo.getvalue())
    mpo = io.BytesIO()
    e = Image.Exif()
    e[0x112] = 6
    pil(RGB).save(mpo, "MPO", save_all=True, append_images=[pil(photo(50, 20))], exif=e)
    add("mpo/exif6.mpo", mpo.getvalue())
    mpo = io.BytesIO()
    pil(GRAY).save(mpo, "MPO", save_all=True, append_images=[pil(RGB)], quality=60)
    add("mpo/gray.mpo", mpo.getvalue())
    add("mpo/cut-second.mpo", mpo.getvalue()[:-60])


# ---------------------------------------------------------------- GIF

def lzw(indices, bits):
    """Codes of one width only: a clear code ahead of every few pixels."""
    clear, end = 1 << bits, (1 << bits) + 1
    codes = []
    for i, v in enumerate(indices):
        if i % ((1 << bits) - 2 if bits > 1 else 1) == 0:
            codes.append(clear)
        codes.append(int(v))
    codes.append(end)
    acc = n = 0
    out = bytearray()
    for c in codes:
        acc |= c << n
        n += bits + 1
        while n >= 8:
            out.append(acc & 255)
            acc >>= 8
            n -= 8
    if n:
        out.append(acc & 255)
    return bytes(out)


def blocks(data, end=True):
    return b"".join(bytes([len(data[i:i + 255])]) + data[i:i + 255] for i in range(0, len(data), 255)) + (b"\0" if end else b"")


def gif(ix, n_bits, palette, local=None, screen=None, at=(0, 0), before=b"", after=b";", flags=0, background=0, code_bits=None,
        data=None, end=True):
    h, w = ix.shape
    sw, sh = screen or (w, h)
    out = b"GIF89a" + struct.pack("<HHBBB", sw, sh, (0xF0 | (n_bits - 1)) if palette else 0x70, background, 0) + (palette or b"")
    out += before + b"," + struct.pack("<HHHHB", at[0], at[1], w, h, flags | ((0x80 | (n_bits - 1)) if local else 0)) + (local or b"")
    bits = code_bits or max(n_bits, 2)
    out += bytes([bits]) + blocks(lzw(ix.ravel(), bits) if data is None else data, end)
    return out + after


def gifs():
    gce = lambda t, dispose=0: b"!\xf9\x04" + bytes([1 | dispose << 2, 0, 0, t, 0])
    for mode in ("1", "L", "P"):
        for interlace in (0, 1):
            add(f"gif/pillow-{mode}-i{interlace}.gif", saved(pil(RGB).convert(mode), "GIF", interlace=interlace))
    add("gif/pillow-rgb.gif", saved(pil(RGB), "GIF"))
    add("gif/pillow-rgba.gif", saved(pil(photo(channels=4)), "GIF"))
    add("gif/pillow-animated.gif", saved(pil(RGB), "GIF", save_all=True, append_images=[pil(RGB[::-1].copy())], duration=100, loop=0))
    for dispose in range(4):
        add(f"gif/pillow-animated-dispose{dispose}.gif", saved(pil(RGB).convert("P"), "GIF", save_all=True,
            append_images=[pil(RGB[::-1].copy()).convert("P")], disposal=dispose, transparency=3))
    add("gif/opencv.gif", cv2.imencode(".gif", RGB)[1].tobytes())
    for bits in range(1, 9):
        ix = (GRAY.astype(int) << bits) >> 8
        p = palette_of(1 << bits, 3)
        add(f"gif/p{bits}.gif", gif(ix, bits, p))
        add(f"gif/p{bits}-local.gif", gif(ix, bits, None, local=p))
        add(f"gif/p{bits}-both.gif", gif(ix, bits, palette_of(1 << bits, 3, gray=True), local=p))
        add(f"gif/p{bits}-none.gif", gif(ix, bits, None))
        add(f"gif/p{bits}-gray.gif", gif(ix, bits, palette_of(1 << bits, 3, gray=True)))
        add(f"gif/p{bits}-transparent.gif", gif(ix, bits, p, before=gce(1)))
        add(f"gif/p{bits}-transparent-background.gif", gif(ix, bits, p, before=gce(1), background=(1 << bits) - 1))
        small = ix[:9, :11]
        add(f"gif/p{bits}-small-frame.gif", gif(small, bits, p, screen=(W, H), at=(4, 5), background=1))
        add(f"gif/p{bits}-small-frame-transparent.gif", gif(small, bits, p, screen=(W, H), at=(4, 5), before=gce(1)))
    ix = (GRAY.astype(int) << 4) >> 8
    ramp = bytes(v for i in range(16) for v in (i, i, i))
    p = palette_of(16, 3)
    add("gif/ramp.gif", gif(ix, 4, ramp))
    add("gif/ramp-local.gif", gif(ix, 4, p, local=ramp))
    add("gif/beyond-palette.gif", gif(ix, 2, palette_of(4, 3), code_bits=4))
    add("gif/background-beyond.gif", gif(ix, 4, p, background=200))
    add("gif/small-frame-local.gif", gif(ix[:9, :11], 4, p, local=palette_of(16, 3)[::-1], screen=(W, H), at=(3, 3), background=2))
    add("gif/small-frame-none.gif", gif(ix[:9, :11], 4, None, screen=(W, H), at=(3, 3), background=2))
    add("gif/small-frame-beyond-transparent.gif", gif(ix[:9, :11], 4, p, screen=(W, H), at=(3, 3), before=gce(200)))
    add("gif/sticks-out.gif", gif(ix, 4, p, screen=(20, 10)))
    add("gif/sticks-out-at.gif", gif(ix, 4, p, screen=(W, H), at=(3, 2)))
    add("gif/sticks-out-transparent.gif", gif(ix, 4, p, screen=(20, 10), before=gce(5)))
    add("gif/screen0.gif", gif(ix, 4, p, screen=(0, 0)))
    add("gif/no-trailer.gif", gif(ix, 4, p, after=b""))
    add("gif/no-end.gif", gif(ix, 4, p, after=b"", end=False))
    add("gif/no-end-trailer.gif", gif(ix, 4, p, end=False))
    add("gif/junk-after.gif", gif(ix, 4, p, after=b"junk"))
    add("gif/zeros-before.gif", gif(ix, 4, p, before=b"\0\0\0"))
    add("gif/zeros-after.gif", gif(ix, 4, p, after=b"\0\0;"))
    add("gif/junk-before.gif", gif(ix, 4, p, before=b"abc"))
    add("gif/comment.gif", gif(ix, 4, p, before=b"!\xfe\x05hello\0"))
    add("gif/plain-text.gif", gif(ix, 4, p, before=b"!\x01\x0c" + bytes(12) + b"\x02hi\0"))
    add("gif/netscape.gif", gif(ix, 4, p, before=b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"))
    add("gif/unknown-extension.gif", gif(ix, 4, p, before=b"!\x42\x03abc\0"))
    add("gif/gce-5.gif", gif(ix, 4, p, before=b"!\xf9\x05\1\0\0\3\0\0"))
    add("gif/gce-twice.gif", gif(ix, 4, p, before=gce(3) + gce(5)))
    add("gif/87a.gif", b"GIF87a" + gif(ix, 4, p)[6:])
    add("gif/88a.gif", b"GIF88a" + gif(ix, 4, p)[6:])
    full = lzw(ix.ravel(), 4)
    add("gif/short.gif", gif(ix, 4, p, data=full[:len(full) // 2]))
    add("gif/short-one.gif", gif(ix, 4, p, data=lzw(ix.ravel()[:-1], 4)))
    add("gif/long.gif", gif(ix, 4, p, data=lzw(np.concatenate([ix.ravel(), ix.ravel()[:50]]), 4)))
    add("gif/no-eoi-code.gif", gif(ix, 4, p, data=full[:-1]))
    add("gif/trailing-code-bytes.gif", gif(ix, 4, p, data=full + b"\1\2\3"))
    add("gif/trailing-block.gif", gif(ix, 4, p, data=full + bytes(300)))
    add("gif/code-bits1.gif", gif((ix > 7).astype(int), 1, palette_of(2, 3), code_bits=1))
    add("gif/code-bits12.gif", gif(ix, 4, p, code_bits=12))
    add("gif/code-bits9.gif", gif(ix, 4, p, code_bits=9))
    add("gif/bad-code.gif", gif(ix, 4, p, data=bytes([0x10, 0xFF, 0xFF]) + full[3:]))
    add("gif/no-frame.gif", gif(ix, 4, p)[:13 + 48] + b";")
    add("gif/cut-descriptor.gif", gif(ix, 4, p)[:13 + 48 + 5])
    add("gif/cut-palette.gif", gif(ix, 4, p)[:30])
    add("gif/cut-data.gif", gif(ix, 4, p)[:-60])
    add("gif/interlaced.gif", gif(ix, 4, p, flags=0x40))
    for w, h in ((1, 1), (1, 4), (2, 9), (300, 1)):
        a = np.arange(w * h).reshape(h, w) % 16
        add(f"gif/{w}x{h}.gif", gif(a, 4, p))
        add(f"gif/{w}x{h}-interlaced.gif", gif(a, 4, p, flags=0x40))


# ---------------------------------------------------------------- TIFF

def tiff(tags, data, endian="<"):
    """One directory; data are strips or tiles, tags a dict number -> (type, values); 273/279 or 324/325 are filled in."""
    mark = (b"II" if endian == "<" else b"MM") + struct.pack(endian + "HI", 42, 8)
    tiles = 322 in tags
    offsets, counts = (324, 325) if tiles else (273, 279)
    tags = dict(tags)
    tags[offsets] = (4, [0] * len(data))
    tags[counts] = (4, [len(d) for d in data])
    size = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 11: 4, 12: 8}
    form = {1: "B", 2: "B", 3: "H", 4: "I", 5: "II", 11: "f", 12: "d"}
    entries = sorted(tags.items())
    at = 8 + 2 + 12 * len(entries) + 4
    places = {}
    for tag, (kind, values) in entries:
        n = size[kind] * len(values)
        if n > 4:
            places[tag] = at
            at += n + n % 2
    begins = []
    for d in data:
        begins.append(at)
        at += len(d) + len(d) % 2
    tags[offsets] = (4, begins)
    head = struct.pack(endian + "H", len(entries))
    tail = b""
    for tag, _ in entries:
        kind, values = tags[tag]
        raw = b"".join(struct.pack(endian + form[kind], *(v if isinstance(v, tuple) else (v,))) for v in values)
        head += struct.pack(endian + "HHI", tag, kind, len(values))
        if tag in places:
            head += struct.pack(endian + "I", places[tag])
            tail += raw + bytes(len(raw) % 2)
        else:
            head += raw + bytes(4 - len(raw))
    return mark + head + bytes(4) + tail + b"".join(d + bytes(len(d) % 2) for d in data)


def tiff_of(array, photometric, bits, endian="<", rows=None, tile=None, compression=1, extra=None, planar=1, samples=None):
    h, w = array.shape[:2]
    a = array.reshape(h, w, -1)
    n = a.shape[2]
    order = {"<": "<u2", ">": ">u2"}[endian]

    def raw(part):
        if bits == 16:
            return part.astype(order).tobytes()
        if bits == 32:
            return part.astype(endian + ("f4" if part.dtype.kind == "f" else "u4")).tobytes()
        if bits == 8:
            return part.astype(np.uint8).tobytes()
        return b"".join(pack(bits)(r.ravel()) for r in part)

    def squeeze(b):
        return zlib.compress(b) if compression in (8, 32946) else b

    planes = [a] if planar == 1 else [a[..., i:i + 1] for i in range(n)]
    data = []
    for plane in planes:
        if tile:
            tw, th = tile
            for y in range(0, h, th):
                for x in range(0, w, tw):
                    part = np.zeros((th, tw, plane.shape[2]), plane.dtype)
                    piece = plane[y:y + th, x:x + tw]
                    part[:piece.shape[0], :piece.shape[1]] = piece
                    data.append(squeeze(raw(part)))
        else:
            step = rows or h
            for y in range(0, h, step):
                data.append(squeeze(raw(plane[y:y + step])))
    tags = {256: (4, [w]), 257: (4, [h]), 258: (3, [bits] * n), 259: (3, [compression]), 262: (3, [photometric]), 277: (3, [n]),
            284: (3, [planar])}
    if tile:
        tags[322], tags[323] = (4, [tile[0]]), (4, [tile[1]])
    else:
        tags[278] = (4, [rows or h])
    tags.update(extra or {})
    return tiff(tags, data, endian)


def tiffs():
    modes = {"L": pil(GRAY), "RGB": pil(RGB), "RGBA": pil(photo(channels=4)), "LA": pil(photo(channels=2), "LA"),
             "P": pil(RGB).convert("P", palette=Image.Palette.ADAPTIVE), "CMYK": Image.fromarray(CMYK, "CMYK"),
             "1": pil(RGB).convert("1"), "I16": Image.fromarray(photo(channels=1, dtype=np.uint16)[..., 0]),
             "YCbCr": pil(RGB).convert("YCbCr"), "LAB": Image.fromarray(RGB, "LAB"),
             "F": Image.fromarray(photo(channels=1)[..., 0].astype(np.float32)),
             "I": Image.fromarray(photo(channels=1)[..., 0].astype(np.int32))}
    for mode, image in modes.items():
        for compression in (None, "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits", "jpeg", "zstd", "lzma", "webp", "group4", "group3", "tiff_ccitt"):
            if compression in ("group4", "group3", "tiff_ccitt") and mode != "1":
                continue
            if compression == "jpeg" and mode not in ("L", "RGB", "CMYK", "YCbCr", "RGBA"):
                continue
            if compression in ("zstd", "lzma", "webp") and mode not in ("RGB",):
                continue
            try:
                data = saved(image, "TIFF", compression=compression)
            except Exception:
                continue
            add(f"tiff/pillow-{mode}-{compression or 'raw'}.tif", data)
    for name, a in (("gray", GRAY), ("rgb", RGB), ("rgba", photo(channels=4)), ("gray16", photo(channels=1, dtype=np.uint16)[..., 0]),
                    ("rgb16", photo(dtype=np.uint16)), ("rgba16", photo(channels=4, dtype=np.uint16)),
                    ("float", RGB.astype(np.float32))):
        for compression in (1, 5, 8, 32773, 32946):
            ok, data = cv2.imencode(".tiff", a, [cv2.IMWRITE_TIFF_COMPRESSION, compression])
            if ok:
                add(f"tiff/opencv-{name}-{compression}.tif", data.tobytes())
    for endian in "<>":
        e = "le" if endian == "<" else "be"
        for layout, kw in (("strip", {}), ("strips", {"rows": 5}), ("tiles", {"tile": (16, 16)}), ("tiles-wide", {"tile": (48, 32)})):
            for compression in (1, 8):
                t = f"{e}-{layout}-{compression}"
                k = dict(kw, endian=endian, compression=compression)
                add(f"tiff/gray8-{t}.tif", tiff_of(GRAY, 1, 8, **k))
                add(f"tiff/white8-{t}.tif", tiff_of(GRAY, 0, 8, **k))
                add(f"tiff/rgb8-{t}.tif", tiff_of(RGB, 2, 8, **k))
                add(f"tiff/rgba8-{t}.tif", tiff_of(photo(channels=4), 2, 8, extra={338: (3, [2])}, **k))
                add(f"tiff/gray16-{t}.tif", tiff_of(photo(channels=1, dtype=np.uint16), 1, 16, **k))
                add(f"tiff/rgb16-{t}.tif", tiff_of(photo(dtype=np.uint16), 2, 16, **k))
                add(f"tiff/cmyk8-{t}.tif", tiff_of(CMYK, 5, 8, **k))
                colours = RNG.integers(0, 65536, 768).tolist()
                add(f"tiff/palette8-{t}.tif", tiff_of(GRAY, 3, 8, extra={320: (3, colours)}, **k))
        add(f"tiff/palette8-8bit-map-{e}.tif", tiff_of(GRAY, 3, 8, endian=endian, extra={320: (3, RNG.integers(0, 256, 768).tolist())}))
        add(f"tiff/rgb8-planar-{e}.tif", tiff_of(RGB, 2, 8, endian=endian, planar=2))
        add(f"tiff/rgb8-planar-tiles-{e}.tif", tiff_of(RGB, 2, 8, endian=endian, planar=2, tile=(16, 16)))
        add(f"tiff/rgb16-planar-{e}.tif", tiff_of(photo(dtype=np.uint16), 2, 16, endian=endian, planar=2))
        add(f"tiff/rgb8-predictor-{e}.tif", predictor(RGB, 8, endian))
        add(f"tiff/rgb16-predictor-{e}.tif", predictor(photo(dtype=np.uint16), 16, endian))
        add(f"tiff/white16-{e}.tif", tiff_of(photo(channels=1, dtype=np.uint16), 0, 16, endian=endian))
        add(f"tiff/rgba16-{e}.tif", tiff_of(photo(channels=4, dtype=np.uint16), 2, 16, endian=endian, extra={338: (3, [2])}))
        add(f"tiff/la8-{e}.tif", tiff_of(photo(channels=2), 1, 8, endian=endian, extra={338: (3, [2])}))
        add(f"tiff/la16-{e}.tif", tiff_of(photo(channels=2, dtype=np.uint16), 1, 16, endian=endian, extra={338: (3, [2])}))
        add(f"tiff/cmyk16-{e}.tif", tiff_of(photo(channels=4, dtype=np.uint16), 5, 16, endian=endian))
        add(f"tiff/rgba8-associated-{e}.tif", tiff_of(photo(channels=4), 2, 8, endian=endian, extra={338: (3, [1])}))
        add(f"tiff/rgbx8-{e}.tif", tiff_of(photo(channels=4), 2, 8, endian=endian, extra={338: (3, [0])}))
        add(f"tiff/rgb8-5-samples-{e}.tif", tiff_of(photo(channels=5), 2, 8, endian=endian, extra={338: (3, [0, 0])}))
        for bits in (1, 2, 4):
            ix = (GRAY.astype(int) << bits) >> 8
            add(f"tiff/gray{bits}-{e}.tif", tiff_of(ix, 1, bits, endian=endian))
            add(f"tiff/white{bits}-{e}.tif", tiff_of(ix, 0, bits, endian=endian))
            add(f"tiff/palette{bits}-{e}.tif", tiff_of(ix, 3, bits, endian=endian, extra={320: (3, RNG.integers(0, 65536, 3 << bits).tolist())}))
        add(f"tiff/gray12-{e}.tif", tiff_of(GRAY.astype(int), 1, 8, endian=endian, extra={258: (3, [12])}))
        add(f"tiff/float32-{e}.tif", tiff_of((GRAY * 1.7 - 40).astype(np.float32), 1, 32, endian=endian, extra={339: (3, [3])}))
        add(f"tiff/uint32-{e}.tif", tiff_of(GRAY.astype(np.uint32) * 70000, 1, 32, endian=endian))
        for o in range(1, 9):
            add(f"tiff/orientation{o}-{e}.tif", tiff_of(RGB, 2, 8, endian=endian, extra={274: (3, [o])}))
    whole = tiff_of(RGB, 2, 8)
    add("tiff/cut.tif", whole[:-50])
    add("tiff/cut-half.tif", whole[:len(whole) // 2])
    add("tiff/cut-directory.tif", whole[:60])
    add("tiff/head.tif", whole[:8])
    add("tiff/fill-order2.tif", tiff_of((GRAY.astype(int) >> 7), 1, 1, extra={266: (3, [2])}))
    add("tiff/no-photometric.tif", tiff({256: (4, [W]), 257: (4, [H]), 258: (3, [8]), 259: (3, [1]), 277: (3, [1]), 278: (4, [H])}, [GRAY.tobytes()]))
    add("tiff/bytecounts-short.tif", tiff_of(RGB, 2, 8, extra={}))
    multi = io.BytesIO()
    pil(RGB).save(multi, "TIFF", save_all=True, append_images=[pil(GRAY)])
    add("tiff/two-pages.tif", multi.getvalue())
    add("tiff/big.tif", saved(pil(RGB), "TIFF", big_tiff=True))
    for w, h in ((1, 1), (3, 1), (1, 7), (100, 60)):
        add(f"tiff/rgb-{w}x{h}.tif", tiff_of(photo(w, h), 2, 8, rows=4))


def predictor(a, bits, endian):
    h, w = a.shape[:2]
    d = a.astype(np.int64)
    d[:, 1:] -= a[:, :-1].astype(np.int64)
    d = (d % (1 << bits)).astype(np.uint16 if bits == 16 else np.uint8)
    return tiff_of(d, 2, bits, endian=endian, compression=8, extra={317: (3, [2])})


# ---------------------------------------------------------------- PNM

def pnms():
    for maxval in (1, 2, 7, 15, 100, 127, 254, 255, 256, 300, 1023, 4095, 32767, 65534, 65535):
        for kind, a in (("g", GRAY[..., None]), ("c", RGB)):
            v = np.clip((a.astype(np.int64) * maxval + 127) // 255, 0, maxval)
            size = b"%d %d\n%d\n" % (W, H, maxval)
            raw = v.astype(">u2").tobytes() if maxval > 255 else v.astype(np.uint8).tobytes()
            add(f"pnm/{kind}-binary-{maxval}.pnm", (b"P5\n" if kind == "g" else b"P6\n") + size + raw)
            text = "\n".join(" ".join(map(str, r.ravel())) for r in v).encode()
            add(f"pnm/{kind}-plain-{maxval}.pnm", (b"P2\n" if kind == "g" else b"P3\n") + size + text + b"\n")
    bits = (GRAY > 128).astype(int)
    size = b"%d %d\n" % (W, H)
    add("pnm/bitmap-binary.pbm", b"P4\n" + size + b"".join(pack(1)(r) for r in bits))
    add("pnm/bitmap-plain.pbm", b"P1\n" + size + b"\n".join(b" ".join(b"%d" % v for v in r) for r in bits))
    add("pnm/bitmap-plain-tight.pbm", b"P1\n" + size + b"\n".join(b"".join(b"%d" % v for v in r) for r in bits) + b"\n")
    raw = RGB.tobytes()
    p6 = b"P6\n%d %d\n255\n" % (W, H)
    add("pnm/comment.ppm", b"P6\n# a comment\n%d # wide\n%d\n255\n" % (W, H) + raw)
    add("pnm/comment-at-start.ppm", b"P6# a comment\n%d %d\n255\n" % (W, H) + raw)
    add("pnm/comment-in-data.pgm", b"P2\n3 2\n9\n1 2 3 # four\n4 5 6\n")
    add("pnm/comment-cr.ppm", b"P6\n# a comment\r%d %d\r255\r" % (W, H) + raw)
    add("pnm/crlf.ppm", b"P6\r\n%d %d\r\n255\n" % (W, H) + raw)
    add("pnm/tabs.ppm", b"P6\t%d\t%d\t255\t" % (W, H) + raw)
    add("pnm/vt.ppm", b"P6\x0b%d\x0c%d\n255\n" % (W, H) + raw)
    add("pnm/leading-zeros.ppm", b"P6\n%05d %05d\n0255\n" % (W, H) + raw)
    add("pnm/plus.ppm", b"P6\n+%d %d\n255\n" % (W, H) + raw)
    add("pnm/cut.ppm", p6 + raw[:-1])
    add("pnm/cut-half.ppm", p6 + raw[:len(raw) // 2])
    add("pnm/trailing.ppm", p6 + raw + b"more")
    add("pnm/two.ppm", (p6 + raw) * 2)
    add("pnm/maxval0.ppm", b"P6\n%d %d\n0\n" % (W, H) + raw)
    add("pnm/maxval65536.ppm", b"P6\n%d %d\n65536\n" % (W, H) + raw * 2)
    add("pnm/negative.ppm", b"P6\n-%d %d\n255\n" % (W, H) + raw)
    add("pnm/zero.ppm", b"P6\n0 %d\n255\n" % H + raw)
    add("pnm/over-maxval.pgm", b"P5\n3 2\n9\n\x01\x05\x09\x0a\xff\x00")
    add("pnm/over-maxval-16.pgm", b"P5\n2 1\n300\n\x01\x2c\x02\x00")
    add("pnm/over-maxval-plain.pgm", b"P2\n3 1\n9\n1 10 300\n")
    add("pnm/plain-cut.pgm", b"P2\n3 2\n9\n1 2 3 4\n")
    add("pnm/plain-letter.pgm", b"P2\n3 2\n9\n1 2 x 4 5 6\n")
    add("pnm/plain-negative.pgm", b"P2\n3 2\n9\n1 2 -3 4 5 6\n")
    add("pnm/plain-bit2.pbm", b"P1\n3 2\n1 0 2 0 1 1\n")
    add("pnm/plain-long-number.pgm", b"P2\n3 1\n9\n00000000001 2 3\n")
    add("pnm/plain-last-without-space.pgm", b"P2\n3 1\n9\n1 2 3")
    add("pnm/no-maxval.pgm", b"P5\n3 2\n")
    add("pnm/head.pgm", b"P5\n")
    add("pnm/p.pgm", b"P5")
    add("pnm/pam.pam", b"P7\nWIDTH 3\nHEIGHT 2\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n" + raw[:18])
    add("pnm/pfm.pfm", b"Pf\n3 2\n-1.0\n" + np.arange(6, dtype="<f4").tobytes())
    add("pnm/pfm-colour.pfm", b"PF\n3 2\n-1.0\n" + np.arange(18, dtype="<f4").tobytes())
    add("pnm/space-after.ppm", b"P6 %d %d 255 " % (W, H) + raw)
    add("pnm/p8.ppm", b"P8\n%d %d\n255\n" % (W, H) + raw)
    for mode in ("1", "L", "RGB", "I;16"):
        image = Image.fromarray(photo(channels=1, dtype=np.uint16)[..., 0]) if mode == "I;16" else pil(RGB).convert(mode)
        add(f"pnm/pillow-{mode.replace(';', '')}.pnm", saved(image, "PPM"))
    for ext, a in ((".ppm", RGB), (".pgm", GRAY), (".pbm", GRAY // 255 * 255)):
        for binary in (0, 1):
            add(f"pnm/opencv-{ext[1:]}-{binary}{ext}", cv2.imencode(ext, a, [cv2.IMWRITE_PXM_BINARY, binary])[1].tobytes())


# ---------------------------------------------------------------- ICO

def icon_entry(bits, w, h, indices=None, palette=b"", header=40):
    """A DIB with both masks."""
    if bits == 32:
        a = np.dstack([photo(w, h)[..., ::-1], RNG.integers(0, 256, (h, w), dtype=np.uint8)])
        rows = a[::-1].tobytes()
    elif bits == 24:
        rows = bmp_rows(lambda r: r[:, ::-1].tobytes(), photo(w, h))
    elif bits == 16:
        rows = bmp_rows(lambda r: r.astype("<u2").tobytes(), RNG.integers(0, 65536, (h, w)))
    else:
        rows = bmp_rows(pack(bits), (photo(w, h, 1)[..., 0].astype(int) << bits) >> 8)
    mask = bmp_rows(pack(1), (photo(w, h, 1)[..., 0] > 128).astype(int))
    head = struct.pack("<IiiHHIIiiII", header, w, 2 * h, 1, bits, 0, len(rows) + len(mask), 0, 0, len(palette) // 4, 0)
    return head + palette + rows + mask


def ico(entries, kind=1, count=None):
    """entries: (width, height, colours, bits, data)."""
    at = 6 + 16 * len(entries)
    out = struct.pack("<HHH", 0, kind, len(entries) if count is None else count)
    for w, h, colours, bits, data in entries:
        out += struct.pack("<BBBBHHII", w % 256, h % 256, colours, 0, 1, bits, len(data), at)
        at += len(data)
    return out + b"".join(e[4] for e in entries)


def icos():
    for bits in (1, 4, 8, 16, 24, 32):
        p = palette_of(1 << bits) if bits <= 8 else b""
        for w, h in ((16, 16), (37, 23), (32, 64)):
            add(f"ico/dib{bits}-{w}x{h}.ico", ico([(w, h, (1 << bits) % 256 if bits < 8 else 0, bits, icon_entry(bits, w, h, palette=p))]))
        add(f"ico/dib{bits}-gray.ico", ico([(16, 16, 0, bits, icon_entry(bits, 16, 16, palette=palette_of(1 << bits, gray=True) if bits <= 8 else b""))]))
    png = lambda w, h, mode="RGBA": saved(pil(photo(w, h, 4)).convert(mode), "PNG")
    for mode in ("RGBA", "RGB", "L", "P"):
        add(f"ico/png-{mode}.ico", ico([(48, 48, 0, 32, png(48, 48, mode))]))
    add("ico/several.ico", ico([(16, 16, 0, 32, icon_entry(32, 16, 16)), (48, 48, 0, 32, png(48, 48)), (32, 32, 0, 24, icon_entry(24, 32, 32))]))
    add("ico/depths.ico", ico([(32, 32, 0, 24, icon_entry(24, 32, 32)), (32, 32, 0, 32, icon_entry(32, 32, 32)),
                             (32, 32, 16, 4, icon_entry(4, 32, 32, palette=palette_of(16)))]))
    add("ico/depths-zero.ico", ico([(32, 32, 0, 0, icon_entry(24, 32, 32)), (32, 32, 16, 0, icon_entry(4, 32, 32, palette=palette_of(16)))]))
    add("ico/depths-wrong.ico", ico([(32, 32, 0, 32, icon_entry(24, 32, 32))]))
    add("ico/size256.ico", ico([(256, 256, 0, 32, png(256, 256))]))
    add("ico/size-wrong.ico", ico([(16, 16, 0, 32, png(48, 20))]))
    add("ico/size-wrong-dib.ico", ico([(16, 16, 0, 24, icon_entry(24, 20, 10))]))
    add("ico/cursor.cur", ico([(32, 32, 0, 32, icon_entry(32, 32, 32))], kind=2))
    add("ico/empty.ico", ico([]))
    add("ico/count-too-high.ico", ico([(16, 16, 0, 24, icon_entry(24, 16, 16))], count=3))
    whole = ico([(16, 16, 0, 24, icon_entry(24, 16, 16))])
    add("ico/cut-mask.ico", whole[:-10])
    add("ico/cut.ico", whole[:200])
    add("ico/cut-head.ico", whole[:15])
    cut32 = ico([(16, 16, 0, 32, icon_entry(32, 16, 16))])
    add("ico/no-mask32.ico", cut32[:-64])
    add("ico/cut32.ico", cut32[:-200])
    add("ico/header124.ico", ico([(16, 16, 0, 24, icon_entry(24, 16, 16, header=124))]))
    add("ico/pillow.ico", saved(pil(photo(64, 64, 4)), "ICO", sizes=[(16, 16), (32, 32), (64, 64)]))
    add("ico/pillow-bmp.ico", saved(pil(photo(64, 64, 4)), "ICO", sizes=[(16, 16), (32, 32)], bitmap_format="bmp"))
    add("ico/pillow-bmp-rgb.ico", saved(pil(photo(64, 64)), "ICO", sizes=[(16, 16), (32, 32)], bitmap_format="bmp"))


# ---------------------------------------------------------------- WebP and what is refused

def webps():
    for mode in ("RGB", "RGBA", "L"):
        for lossless in (False, True):
            add(f"webp/{mode}-{'lossless' if lossless else 'lossy'}.webp", saved(pil(photo(channels=4)).convert(mode), "WEBP", lossless=lossless))
    e = Image.Exif()
    e[0x112] = 6
    for lossless in (False, True):
        add(f"webp/exif6-{lossless}.webp", saved(pil(RGB), "WEBP", lossless=lossless, exif=e))
        add(f"webp/exif6-alpha-{lossless}.webp", saved(pil(photo(channels=4)), "WEBP", lossless=lossless, exif=e))
    add("webp/xmp.webp", saved(pil(RGB), "WEBP", xmp=XMP.encode()))
    rgba = lambda: pil(photo(channels=4))
    for name, kw in (("two", {}), ("lossless", {"lossless": True}), ("mixed", {"allow_mixed": True}), ("background", {"background": (10, 200, 30, 255)})):
        add(f"webp/animated-{name}.webp", saved(pil(RGB), "WEBP", save_all=True, append_images=[pil(RGB[::-1].copy())], duration=50, **kw))
        add(f"webp/animated-alpha-{name}.webp", saved(rgba(), "WEBP", save_all=True, append_images=[rgba()], duration=50, **kw))
    add("webp/animated-exif6.webp", saved(pil(RGB), "WEBP", save_all=True, append_images=[pil(RGB[::-1].copy())], exif=e))
    # a first frame that is smaller than the canvas, by hand
    vp8l = saved(pil(photo(20, 10, 4)), "WEBP", lossless=True)[12:]
    vp8l = vp8l[vp8l.index(b"VP8L"):]
    u24 = lambda v: struct.pack("<I", v)[:3]
    riff = lambda kind, data: kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
    for x, y, bg, blend in ((4, 6, b"\0\0\0\0", 0), (4, 6, b"\x10\x20\x30\xff", 0), (0, 0, b"\xff\xff\xff\xff", 2)):
        frame = u24(x // 2) + u24(y // 2) + u24(19) + u24(9) + u24(50) + bytes([blend]) + vp8l
        body = riff(b"VP8X", bytes([0x12, 0, 0, 0]) + u24(W - 1) + u24(H - 1)) + riff(b"ANIM", bg + b"\0\0") + riff(b"ANMF", frame) * 2
        add(f"webp/animated-small-{x}-{bg[0]}-{blend}.webp", b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body)
    whole = saved(pil(RGB), "WEBP", lossless=True)
    add("webp/cut.webp", whole[:-10])
    add("webp/trailing.webp", whole + b"trailing")
    for w, h in ((1, 1), (3, 50), (130, 70)):
        add(f"webp/lossy-{w}x{h}.webp", saved(pil(photo(w, h)), "WEBP", quality=60))


def main():
    for part in (bmps, pngs, jpegs, gifs, tiffs, pnms, icos, webps, unfinished_jpegs):
        part()
    folder = Path(sys.argv[1])
    rows = []
    for name, data in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        rows.append((name, "classify", *pillow(data, False)))
        rows.append((name, "exif", *pillow(data, True)))
        rows.append((name, "detect", *opencv(data)))
    with open(folder / "expected.csv", "w", newline="") as out:
        csv.writer(out).writerows(rows)
    print(len(FILES), "pictures")


def result(array):
    return array.shape[1], array.shape[0], hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def pillow(data, exif):
    try:
        image = Image.open(io.BytesIO(data))
        if exif:
            image = ImageOps.exif_transpose(image)
        return result(np.asarray(image.convert("RGB")))
    except Exception as e:
        return 0, 0, "refused: " + f"{type(e).__name__}: {e}".replace("\n", " ")[:120]


def opencv(data):
    """imdecode; for a TIFF that it refuses, imread, which decodes some more of them from a file."""
    image, why = None, "no picture"
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as e:
        why = str(e).strip().split("\n")[0][:120]
    if image is None and data[:2] in (b"II", b"MM"):
        with tempfile.NamedTemporaryFile(suffix=".tif") as file:
            file.write(data)
            file.flush()
            try:
                image = cv2.imread(file.name, cv2.IMREAD_COLOR)
            except cv2.error:
                pass
    return (0, 0, "refused: " + why) if image is None else result(image[..., ::-1])


if __name__ == "__main__":
    main()
