"""Small PDF files for tests, written line by line: where each stands and how large it is.

The font is one of those that every reader has. Texts beyond Latin-1 get a table of their characters (ToUnicode), as the
programs that make real files write it.
"""

import zlib
from collections.abc import Sequence

Placed = tuple[float, float, float, str]  # x, y, size, text


def pdf_of(pages: Sequence[Sequence[Placed]], *, title: str = "", trailer: bytes = b"") -> bytes:
    """Return a PDF file with these lines on its pages."""
    letters = sorted({letter for page in pages for *_place, text in page for letter in text})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    table = "\n".join(f"<{code:04X}> <{ord(letter):04X}>" for letter, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{table}\nendbfchar endcmap end"
    )
    kids = " ".join(f"{8 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/Made/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Made/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor 6 0 R/DW 500>>",
        _stream(cmap.encode()),
        b"<</Type/FontDescriptor/FontName/Made/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200"
        b"/CapHeight 700/StemV 80>>",
        f"<</Title <FEFF{title.encode('utf-16-be').hex().upper()}>>>".encode(),
    ]
    for number, page in enumerate(pages):
        shown = "\n".join(
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{codes[letter]:04X}' for letter in text)}> Tj ET"
            for x, y, size, text in page
        )
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {9 + 2 * number} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode(),
            _stream(shown.encode()),
        ]
    return _file(objects, trailer)


def pdf_with_content(content: bytes) -> bytes:
    """Return a PDF file with one page, whose content is these operators."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        _stream(content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return _file(objects, b"")


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed)


def _file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    info = b"/Info 7 0 R" if len(objects) > 6 else b""
    written += b"trailer<</Size %d/Root 1 0 R%b%b>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, info, trailer, start)
    return bytes(written)
