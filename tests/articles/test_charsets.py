"""Bytes become the text that was meant, whatever the labels say."""

import time

import pytest

from articles.charsets import decode

ARABIC = "قال الوزير إن الحكومة «لن تتراجع» عن قرارها، مضيفاً أن الموعد هو 3 آذار المقبل. " * 5
FRENCH = "Le ministre a déclaré que l’accord était prêt ; à Genève, personne ne l’a contesté. " * 5


def page(text: str, charset: str, *, meta: str = "") -> bytes:
    tag = f'<meta charset="{meta}">' if meta else ""
    return f"<html><head>{tag}</head><p>{text}</p></html>".encode(charset, "ignore")


@pytest.mark.parametrize(
    ("body", "declared", "charset"),
    [
        (page(ARABIC, "utf-8"), None, "utf-8"),
        (page(ARABIC, "utf-8-sig"), "windows-1256", "utf-8-sig"),
        (page(ARABIC, "utf-16"), None, "utf-16"),
        (page(ARABIC, "utf-16-le"), None, "utf-16-le"),
        (page(ARABIC, "utf-16-be"), "utf-8", "utf-16-be"),
        (page(ARABIC, "windows-1256"), "windows-1256", "cp1256"),
        (page(ARABIC, "windows-1256", meta="windows-1256"), None, "cp1256"),
        (page(ARABIC, "windows-1256"), None, "cp1256"),
        (page(ARABIC, "iso-8859-6"), "ISO-8859-6", "iso8859-6"),
        (page(ARABIC, "iso-8859-6"), None, "iso8859-6"),
        (page(FRENCH, "windows-1252"), "iso-8859-1", "cp1252"),
        (page(FRENCH, "windows-1252"), None, "cp1252"),
        (b"", None, "utf-8"),
    ],
)
def test_a_charset_is_found(body, declared, charset):
    text, used = decode(body, declared)

    assert used == charset
    assert text == body.decode(charset)


@pytest.mark.parametrize(
    ("body", "declared", "charset"),
    [
        (page(ARABIC, "utf-8", meta="windows-1256"), "windows-1256", "utf-8"),
        (page(ARABIC, "windows-1256"), "iso-8859-1", "cp1256"),
        (page(ARABIC, "windows-1256", meta="windows-1256"), "iso-8859-1", "cp1256"),
        (page(ARABIC, "windows-1256", meta="utf-8"), "utf-8", "cp1256"),
        (page(ARABIC, "iso-8859-6"), "windows-1256", "iso8859-6"),
        (page(ARABIC, "windows-1256"), "iso-8859-6", "cp1256"),
        (page(FRENCH, "windows-1252", meta="utf-8"), "utf-8", "cp1252"),
        (page(FRENCH, "windows-1252"), "no-such-charset", "cp1252"),
        (page(FRENCH, "windows-1252"), "rot13", "cp1252"),
        (page(FRENCH, "utf-8"), "hex", "utf-8"),
    ],
)
def test_a_wrong_label_is_survived(body, declared, charset):
    text, used = decode(body, declared)

    assert used == charset
    assert text == body.decode(charset)


def test_a_hostile_page_is_decoded_in_linear_time():
    begun = time.monotonic()

    decode(b"<script \xe9" * 500_000)
    decode(b"<" * 2_000_000 + b"\xe9")

    assert time.monotonic() - begun < 3


def test_a_few_broken_bytes_do_not_change_the_charset():
    text, used = decode(page(ARABIC * 5, "utf-8") + b"\xff\xd8", "utf-8")

    assert used == "utf-8"
    assert text.startswith(page(ARABIC * 5, "utf-8").decode())
    assert text.count("\ufffd") == 2
