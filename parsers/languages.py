"""The languages that are told apart, and the writings that give one away. The rules are in language, which loads more."""

import re

ENGLISH = "en"
"""The language that the desk reads."""

NAMES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sr": "Serbian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""By ISO 639-1 code. Rarer ones are left out: each is one more that a fragment of English could be taken for."""

WRITINGS = (
    ("ja", re.compile("[\u3041-\u3096\u30a1-\u30fa]"), 3),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]"), 3),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"), 3),
    ("th", re.compile("[\u0e01-\u0e5b]"), 2),
    ("hi", re.compile("[\u0900-\u097f]"), 1),
    ("ar", re.compile("[\u0620-\u06ff]"), 1),
    ("ru", re.compile("[\u0400-\u04ff]"), 1),
    ("el", re.compile("[\u0370-\u03ff]"), 1),
    ("he", re.compile("[\u05d0-\u05f4]"), 1),
)
"""A language, the letters in which it is written, and how many Latin letters one of them is worth."""


def name_of(language: str) -> str:
    """``German`` for ``de``; the code itself where it is none of ours."""
    return NAMES.get(language, language)
