"""What a module's path tells about when it is needed."""

from __future__ import annotations

import re

_LATER_TEXT = """
settings setting preferences preference admin administration export exporter exports import
importer editor edit modal dialog drawer popup popover wizard onboarding tour chart charts graph
graphs plot report reports reporting analytics statistics stats insights pdf xlsx excel csv
spreadsheet print printing download upload uploader map maps viewer preview player video audio
media gallery lightbox cropper emoji picker markdown richtext rich terminal console debug
debugger devtools inspector help docs documentation about faq terms privacy legal imprint
profile account billing invoice invoices payment payments checkout order subscription
notifications history audit logs archive compare diff feedback survey contact support chat
calendar scheduler kanban qr barcode scanner share advanced details detail share invite team
teams users permissions roles integrations changelog playground demo game three scene
"""
_LATER = frozenset(_LATER_TEXT.split())
"""What people open: pages that are not the first, panels, tools."""

_FIRST_TEXT = """
home homepage main app application index root landing start welcome layout shell frame header
footer nav navbar navigation sidebar topbar menu login signin auth theme styles style store
stores state router routes routing provider providers context contexts i18n locale locales intl
api client http config configuration constants env setup bootstrap init polyfill polyfills utils
util helpers helper hooks hook lib common shared core types button input icon icons text toolbar
appbar banner hero brand logo
"""
_FIRST = frozenset(_FIRST_TEXT.split())
"""What the first picture needs, or everything else does."""

_PAGES_TEXT = """
routes route pages page views view screens screen containers scenes areas
"""
_PAGES = frozenset(_PAGES_TEXT.split())
_PARTS_TEXT = """
features feature modules modals dialogs panels widgets tools plugins
"""
_PARTS = frozenset(_PARTS_TEXT.split())

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words_of(name: str) -> list[str]:
    """``ReportBuilder.vue`` as report, builder."""
    return [word.lower() for word in _WORD.findall(name.partition(".")[0])]


def _stem(path: str) -> str:
    """A file's name; of an index file the folder's."""
    parts = path.partition("?")[0].split("/")
    last = parts[-1]
    is_index = last.partition(".")[0] in ("index", "page", "+page", "main") and len(parts) > 1
    return parts[-2] if is_index else last


def sounds_later(path: str) -> bool:
    """Whether a module is called like something people open."""
    return any(word in _LATER for word in words_of(_stem(path)))


def sounds_first(path: str) -> bool:
    """Whether a module is called like what the first picture needs, and nothing of what people
    open."""
    words = words_of(_stem(path))
    return any(word in _FIRST for word in words) and not any(word in _LATER for word in words)


def folder_of(path: str) -> str:
    """The folder of a module; of an index file the one above its own."""
    folder, _, last = path.partition("?")[0].rpartition("/")
    if last.partition(".")[0] == "index":
        folder = folder.rpartition("/")[0]
    return folder


def is_page(path: str) -> bool:
    """Whether it lies among pages."""
    return any(part.lower() in _PAGES for part in folder_of(path).split("/"))


def is_part(path: str) -> bool:
    """Whether it lies among features, dialogs, panels."""
    return any(part.lower() in _PARTS for part in folder_of(path).split("/"))
